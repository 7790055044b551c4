"""A person's own editor on a file of the catalog, and what `validate` says of it afterwards."""

from __future__ import annotations

import os
import shlex
import subprocess
from typing import TYPE_CHECKING

from syncer.cli.output import emit
from syncer.errors import UsageError
from syncer.load.targets import for_target

if TYPE_CHECKING:
    from syncer.cli.session import Session


def require_editor() -> list[str]:
    """The words of the command in VISUAL or EDITOR. Raises UsageError where there is none."""
    words = shlex.split(os.environ.get("VISUAL") or os.environ.get("EDITOR") or "")
    if not words:
        raise UsageError("no editor is named; set VISUAL or EDITOR, such as EDITOR=nano")
    return words


def edit_file(session: Session, path: str, editor: list[str]) -> int:
    """Open the file, wait, and check the catalog. Raises CatalogError, and UsageError when the editor fails."""
    try:
        done = subprocess.run([*editor, path], check=False)  # noqa: S603  what the person named
    except OSError as error:
        raise UsageError(f"the editor {editor[0]!r} cannot be started: {error.strerror}") from error
    if done.returncode != 0:
        raise UsageError(f"the editor ended with exit code {done.returncode}; see {path}")
    catalog = session.load_folder(session.catalog)
    for name in catalog.settings.targets:
        for_target(catalog, name)
    session.voice.warn(problem for problem in catalog.warnings if problem.where == path)
    emit(f"{path} is valid.\n")
    return 0
