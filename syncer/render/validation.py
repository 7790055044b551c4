"""What `validate` found, in every form."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from syncer.frozen import NamedTuple
from syncer.model.words import counted
from syncer.render.ci.annotations import problems_github
from syncer.render.ci.findings import HERE, Root
from syncer.render.ci.sarif import sarif_text
from syncer.render.forms import in_form
from syncer.render.json.documents import problem_documents
from syncer.render.markdown.comment import problems_markdown
from syncer.render.text.problems import lines_of_problems
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
        parts = ((errors, "error"), (len(self.problems) - errors, "warning"))
        said = "".join(f", {counted(count, word)}" for count, word in parts if count)
        verdict = "invalid" if self.error else "valid"
        return f"{self.name or 'The catalog'} is {verdict}: {counted(self.models, 'model')}{said}."

    @property
    def document(self) -> ValidationDocument:
        """The JSON document."""
        return {
            "format_version": "1.0",
            "catalog": self.name,
            "valid": self.error is None,
            "models": self.models,
            "problems": problem_documents(self.problems),
        }


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
    problems = found.problems
    return in_form(
        form,
        lines=chain(lines_of_problems(problems, paint, excerpts=excerpts), [found.headline]),
        document=lambda: found.document,
        markdown=lambda: problems_markdown(problems, found.headline),
        github=lambda: problems_github(problems, root=root),
        sarif=lambda: sarif_text(problems=problems, root=root, catalog=catalog),
    )
