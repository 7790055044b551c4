"""What became of a plan: an outcome for each of its changes."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Literal, get_args

from syncer.errors import StoreError
from syncer.frozen import NamedTuple

if TYPE_CHECKING:
    from syncer.model.changes import Change
    from syncer.plan.plan import Plan

Status = Literal["applied", "failed", "skipped"]


class Outcome(NamedTuple):
    """What became of one change."""

    change: Change
    status: Status
    """`failed`: it was tried; `skipped`: it was not tried."""
    detail: str | None = None


class ApplyReport(NamedTuple):
    """A plan and what became of it."""

    plan: Plan
    outcomes: tuple[Outcome, ...] = ()
    renewed: int = 0
    """How many marks were renewed, of rows that were right."""
    remembered: bool = False
    """Whether the store remembers what was told."""
    forgotten: str = ""
    """Why the store does not remember what was done, where it could not be told once the rows were written."""

    @property
    def counts(self) -> dict[Status, int]:
        """Changes by what became of them."""
        found = Counter(outcome.status for outcome in self.outcomes)
        return {status: found[status] for status in get_args(Status)}

    @property
    def is_complete(self) -> bool:
        """Whether everything that was planned was done."""
        return all(outcome.status == "applied" for outcome in self.outcomes)

    def require_remembered(self) -> None:
        """Raises StoreError when all was done but the store could not keep what the next plan goes by."""
        if self.forgotten:
            lost = "all that was planned is done, but what the next plan goes by was not kept"
            raise StoreError(f"{lost}: {self.forgotten}; `syncer sync` keeps it")
