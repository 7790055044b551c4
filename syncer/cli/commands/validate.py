"""`syncer validate`."""

from __future__ import annotations

import os
import sys
from functools import partial
from typing import TYPE_CHECKING

import click

from syncer.cli.options import common
from syncer.cli.output import emit_form
from syncer.errors import CatalogError
from syncer.load.settings import tidy
from syncer.load.stray_files import stray_files
from syncer.render.ci.findings import Root
from syncer.render.validation import Validation, validation_text

if TYPE_CHECKING:
    from syncer.cli.session import Session
    from syncer.errors import Problem
    from syncer.model.catalog import Catalog


@click.command("validate", epilog="Example: syncer validate --format github")
@common("text", "json", "markdown", "github", "sarif", store=False)
def command(*, session: Session, form: str, output: str | None) -> int:
    """Check every file of the catalog and name every problem in one run. Exit code 3 when there is an error."""
    strays = stray_files(tidy(session.catalog))
    try:
        loaded = session.definitions
        problems = (*_of_targets(session, loaded), *loaded.settings.told(strays))
        error = CatalogError(problems) if any(one.severity == "error" for one in problems) else None
        found = Validation(error, problems, loaded.settings.name, len(loaded.entries))
    except CatalogError as error:
        found = Validation(error, (*error.problems, *strays), error.name, error.valid_models)
    root = Root.of(os.getcwd(), os.environ.get("GITHUB_WORKSPACE", ""))
    shown = partial(validation_text, found, form, root=root, catalog=session.catalog)
    emit_form(shown, form, output, excerpts=sys.stdout.isatty())
    return found.error.exit_code if found.error else 0


def _of_targets(session: Session, loaded: Catalog) -> tuple[Problem, ...]:
    """The warnings of the files, and what is wrong with each target."""
    found = dict.fromkeys(loaded.warnings)
    for name in loaded.settings.targets:
        try:
            found |= dict.fromkeys(session.load_for(name).warnings)
        except CatalogError as error:
            found |= dict.fromkeys(error.problems)
    return tuple(found)
