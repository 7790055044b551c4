"""Plans every target of a catalog in one run, and writes what a CI needs of them."""

from __future__ import annotations

import os
import re
from functools import partial
from typing import TYPE_CHECKING, Final

from syncer.cli.against_ref import Against
from syncer.cli.output import save
from syncer.cli.repository import root
from syncer.cli.saved_plans import saved_text
from syncer.errors import CatalogError, SyncerError, UsageError
from syncer.plan.plan import Planned
from syncer.render.markdown.comment import comment_markdown
from syncer.render.plan import render_plan, render_planned
from syncer.render.text.values import PLAIN, Paint
from syncer.sync.planning import plan_catalog

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from syncer.cli.session import Session
    from syncer.errors import Problem
    from syncer.plan.guards.check import Allowances
    from syncer.plan.plan import Plan

_FILES: Final = {
    "summary.md": "summary",
    "annotations.txt": "github",
    "results.sarif": "sarif",
    "plan.json": "json",
}
"""What a report has of all targets, and in which form."""
NO_TARGET: Final = "default"
"""What the one store of a catalog without targets is called."""
_TARGET: Final = re.compile(r"[a-z0-9][a-z0-9._-]*")
_OURS: Final = (b"<!-- syncer:plan ", b'{"format": "syncer-plan"')
"""How a comment and a saved plan begin."""


class Planning:
    """One run over some targets."""

    def __init__(self, session: Session, allowed: Allowances, *, against: str | None, every: bool) -> None:
        self._session = session
        self._allowed = allowed
        self._against = against
        self._every = every
        self._sessions: dict[str, Session] = {}
        self._json: str | None = None

    def planned(self) -> tuple[Planned, ...]:
        """A plan, or the error that stopped it, for each target. What stops all of them is told of each.

        Raises UsageError for a target that is none: nothing is said of it to a reviewer, and it names no file.
        """
        target = self._session.target
        try:
            if target is not None:
                self._session.target_settings(target)
            sessions = self._session.each_target() if self._every else (self._session,)
            self._sessions = {one.target or NO_TARGET: one for one in sessions}
        except CatalogError as error:
            name = target or NO_TARGET
            if not _TARGET.fullmatch(name):
                raise UsageError(f"no target can be called {name!r}") from error
            return (Planned(name, None, error),)
        return tuple(self._of_all())

    def _of_all(self) -> Iterator[Planned]:
        if self._against is None:
            for name, session in self._sessions.items():
                yield _tried(name, partial(_plan, session, self._allowed))
            return
        against = Against(self._session, self._against)
        for name, session in self._sessions.items():
            yield _tried(name, partial(against.plan, session, self._allowed))

    def shown(
        self, planned: Sequence[Planned], form: str, whole: str | None, *, paint: Paint = PLAIN, unmanaged: bool = False
    ) -> str:
        """The plans in the form that is asked for. The JSON of thousands of changes is made once."""
        only = None if self._every or form not in {"text", "markdown"} else planned[0].plan
        if only is not None:  # one plan needs no heading with the name of its target
            return render_plan(only, form, paint=paint, all_fields=self._session.voice.verbose, unmanaged=unmanaged)
        if form == "json" and self._json is not None:
            return self._json
        session = self._session
        text = render_planned(
            planned, form, whole=whole, paint=paint, all_fields=session.voice.verbose, unmanaged=unmanaged,
            root=root(), catalog=session.catalog,
        )  # fmt: skip
        self._json = text if form == "json" else self._json
        return text

    def report(self, folder: str, planned: Sequence[Planned], whole: str | None, *, hours: float) -> None:
        """Write every form of the plans into the folder, whole files or none. Raises UsageError."""
        texts = {name: self.shown(planned, form, whole) for name, form in _FILES.items()}
        texts |= {f"comments/{one.target}.md": comment_markdown(one, whole=whole) for one in planned}
        if self._against is None:
            texts |= {f"plans/{one.target}.plan.json": self._saved(one, hours)
                      for one in planned if one.plan is not None and not one.plan.exit_code}  # fmt: skip
        _write(folder, texts)

    def _saved(self, one: Planned, hours: float) -> str:
        session = self._sessions[one.target]
        assert one.plan is not None  # noqa: S101  only plans are saved
        return saved_text(session, one.plan, session.load(), hours=hours)


def _plan(session: Session, allowed: Allowances) -> Plan:
    return plan_catalog(session.load, session.store, allowed)


def _tried(name: str, make: Callable[[], Plan]) -> Planned:
    try:
        return Planned(name, make())
    except SyncerError as error:
        return Planned(name, None, error)


def _write(folder: str, texts: dict[str, str]) -> None:
    """Write the files; those of another run that are not written again are removed, and nobody else's."""
    try:
        for part in ("comments", "plans"):
            os.makedirs(f"{folder}/{part}", exist_ok=True)
            for name in os.listdir(f"{folder}/{part}"):
                if f"{part}/{name}" not in texts and _is_ours(f"{folder}/{part}/{name}"):
                    os.unlink(f"{folder}/{part}/{name}")
    except OSError as error:
        raise UsageError(f"cannot write --report-dir {folder!r}: {error.strerror}") from error
    for name, text in texts.items():
        save(text, f"{folder}/{name}", option="--report-dir")


def _is_ours(path: str) -> bool:
    """Whether the file is a comment or a saved plan. Raises OSError."""
    if not path.endswith((".md", ".plan.json")) or not os.path.isfile(path):
        return False
    with open(path, "rb") as file:
        return file.read(max(map(len, _OURS))).startswith(_OURS)


def problems_of(planned: Sequence[Planned]) -> Iterator[Problem]:
    """What stderr is told: the warnings of each plan once, and the problems of each catalog that is invalid."""
    seen: set[Problem] = set()
    for one in planned:
        found = one.plan.problems if one.plan is not None else getattr(one.error, "problems", ())
        for problem in found:
            if problem not in seen:
                seen.add(problem)
                yield problem
