"""One exit code for the plans of several targets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from syncer.errors import CHANGES_EXIT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from syncer.plan.plan import Planned

_WORST_FIRST: Final = (3, 7, 8, 1, 64, 6, 5, 4, CHANGES_EXIT, 0)
"""Exit codes, from what a person has to look at first."""


def worst_exit(planned: Sequence[Planned], *, detailed: bool = False) -> int:
    """The exit code for all the targets. `detailed`: changes count, too."""
    codes = {one.exit_code for one in planned}
    if detailed and any(one.plan is not None and not one.plan.is_empty for one in planned):
        codes.add(CHANGES_EXIT)
    return min(codes, key=_WORST_FIRST.index, default=0)
