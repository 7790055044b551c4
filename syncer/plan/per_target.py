"""What came of planning one target among several: a plan, or the error that stopped it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from syncer.errors import CHANGES_EXIT, SyncerError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from syncer.plan.plan import Plan

_WORST_FIRST: Final = (3, 7, 8, 1, 64, 6, 5, 4, CHANGES_EXIT, 0)
"""Exit codes, from what a person has to look at first."""


class Planned(NamedTuple):
    """One target of a run that planned several."""

    target: str
    """The name of the target; of a run without targets, what the store is called."""
    plan: Plan | None
    error: SyncerError | None = None
    """Why there is no plan."""

    @property
    def exit_code(self) -> int:
        """0, or the code of what stopped or would refuse the plan."""
        if self.plan is not None:
            return self.plan.exit_code
        return self.error.exit_code if self.error is not None else 0


def worst_exit(planned: Sequence[Planned], *, detailed: bool = False) -> int:
    """The exit code for all the targets. `detailed`: changes count, too."""
    codes = {one.exit_code for one in planned}
    if detailed and any(one.plan is not None and not one.plan.is_empty for one in planned):
        codes.add(CHANGES_EXIT)
    return min(codes, key=_WORST_FIRST.index, default=0)
