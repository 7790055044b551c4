"""The plans of some targets in the forms that a CI takes, and as the files of a report."""

from __future__ import annotations

import os
from functools import cached_property
from typing import TYPE_CHECKING, Final

from syncer.cli.no_plan import invalid_catalog
from syncer.cli.saved_plans import saved_text
from syncer.cli.surroundings import ci_files, ci_folder, ci_run
from syncer.render.ci.findings import Root
from syncer.render.links import Links
from syncer.render.markdown.comment import comment_markdown
from syncer.render.plan import render_plan, render_planned
from syncer.render.text.values import PLAIN, Paint

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from syncer.cli.commands.plan import Scope
    from syncer.cli.session import Session
    from syncer.plan.plan import Plan, Planned

_FILES: Final = {
    "summary.md": "summary",
    "annotations.txt": "github",
    "results.sarif": "sarif",
    "plan.json": "json",
}
"""What a report has of all targets, and in which form; and `plan.html`, where a catalog is valid."""


class PrintedPlans:
    """What was planned, as it is printed."""

    def __init__(self, planned: Sequence[Planned], session: Session, scope: Scope) -> None:
        """`session` says where the catalog is and how much is told."""
        self._planned = planned
        self._session = session
        self._scope = scope
        self._whole = ci_run()
        self._links = Links(ci_files(), Root.of(os.getcwd(), ci_folder()))

    def shown(self, form: str, *, paint: Paint = PLAIN, unmanaged: bool = False) -> str:
        """The plans in the form that is asked for."""
        if form == "json":
            return self._json
        only = None if self._scope.all_targets or form not in {"text", "markdown", "html"} else self._planned[0].plan
        if only is not None:  # one plan needs no heading with the name of its target
            verbose = self._session.voice.verbose
            return render_plan(only, form, paint=paint, all_fields=verbose, unmanaged=unmanaged, links=self._links)
        return self._rendered(form, paint=paint, unmanaged=unmanaged)

    @cached_property
    def _json(self) -> str:
        """That of thousands of changes is made once."""
        return self._rendered("json", paint=PLAIN, unmanaged=False)

    def _rendered(self, form: str, *, paint: Paint, unmanaged: bool) -> str:
        return render_planned(
            self._planned, form, whole=self._whole, paint=paint, all_fields=self._session.voice.verbose,
            unmanaged=unmanaged, catalog=self._session.catalog, links=self._links,
        )  # fmt: skip

    def report(self, session_of: Callable[[str], Session]) -> dict[str, str]:
        """Every form of the plans, by the name of its file; `session_of` is asked for each target that has a plan."""
        texts = {name: self.shown(form) for name, form in _FILES.items()}
        texts |= {"plan.html": self.shown("html")} if invalid_catalog(self._planned) is None else {}
        texts |= {
            f"comments/{one.target}.md": comment_markdown(one, whole=self._whole, links=self._links)
            for one in self._planned
        }
        if self._scope.against is None:
            texts |= {f"plans/{one.target}.plan.json": self._saved(session_of(one.target), one.plan)
                      for one in self._planned if one.plan is not None and not one.plan.exit_code}  # fmt: skip
        return texts

    def _saved(self, session: Session, plan: Plan) -> str:
        return saved_text(session, plan, session.load(), hours=self._scope.expires_after)
