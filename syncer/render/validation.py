"""What `validate` found, in every form."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from syncer.model.words import counted
from syncer.render.ci.annotations import problems_github
from syncer.render.ci.findings import HERE, Root
from syncer.render.ci.sarif import sarif_text
from syncer.render.json.documents import problem_documents
from syncer.render.json.text import json_text
from syncer.render.markdown.documents import problems_markdown
from syncer.render.text.problems import problems_text
from syncer.render.text.values import PLAIN, Paint

if TYPE_CHECKING:
    from schemas.plan_document import ValidationDocument
    from syncer.errors import CatalogError, Problem


class Validation(NamedTuple):
    """What came of loading a catalog."""

    error: CatalogError | None
    problems: tuple[Problem, ...]
    """Errors and warnings; only warnings when the catalog is valid."""
    name: str | None
    models: int
    """How many definitions are valid."""

    @property
    def headline(self) -> str:
        """The result in one line."""
        errors = sum(problem.severity == "error" for problem in self.problems)
        warnings = len(self.problems) - errors
        parts = ((errors, "error"), (warnings, "warning"))
        said = "".join(f", {counted(count, word)}" for count, word in parts if count)
        verdict = "invalid" if self.error else "valid"
        return f"{self.name or 'The catalog'} is {verdict}: {counted(self.models, 'model')}{said}."


def validation_text(
    found: Validation,
    form: str,
    *,
    paint: Paint = PLAIN,
    excerpts: bool = False,
    root: Root = HERE,
    catalog: str = "catalog",
) -> str:
    """The result as `text`, `json`, `markdown`, `github` annotations or `sarif`.

    `root` and `catalog`, the catalog's folder, are for the last two.
    """
    if form == "json":
        return json_text(validation_document(found))
    if form == "markdown":
        return problems_markdown(found.problems, found.headline)
    if form == "github":
        return problems_github(found.problems, root=root)
    if form == "sarif":
        return sarif_text(problems=found.problems, root=root, catalog=catalog)
    return problems_text(found.problems, paint=paint, excerpts=excerpts) + found.headline + "\n"


def validation_document(found: Validation) -> ValidationDocument:
    """The JSON document of a validation."""
    return {
        "format_version": "1.0",
        "catalog": found.name,
        "valid": found.error is None,
        "models": found.models,
        "problems": problem_documents(found.problems),
    }
