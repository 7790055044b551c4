"""One target of a plan as Markdown, in a budget of bytes.

What is too long is dropped in the order of `DROPS`, row by row and no more than needed: the fields of new models first,
then rows that ask nothing of a reviewer, then long lists of changes. The headline, the counts, what stops the plan and
the ten worst changes of price stay to the last. A line says what was left out, and where the whole is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from syncer.errors import CatalogError
from syncer.model.words import counted
from syncer.render.markdown.budget import RESERVE, Block, Drop, bytes_of, dropped, fitted
from syncer.render.markdown.change_tables import WORST, default_line, price_blocks, row_blocks
from syncer.render.markdown.escape import code, prose
from syncer.render.markdown.other_blocks import (
    problem_lines,
    remark_block,
    role_block,
    stop_blocks,
    stop_line,
    unmanaged_block,
    warning_block,
)
from syncer.render.view import PlanView

if TYPE_CHECKING:
    from collections.abc import Iterator

    from syncer.errors import SyncerError
    from syncer.plan.per_target import Planned
    from syncer.plan.plan import Plan

DROPS: Final = (
    Drop("creates", -1),
    Drop("unmanaged", 0),
    Drop("adoptions", 0),
    Drop("warnings", 0),
    Drop("remarks", 1),
    Drop("drift", WORST),
    Drop("creates", WORST),
    Drop("others", 2 * WORST),
    Drop("lifted", WORST),
    Drop("limits", WORST),
    Drop("roles", WORST),
    Drop("deletes", 2 * WORST),
    Drop("problems", 2 * WORST),
    Drop("conflicts", 2 * WORST),
    Drop("guards", 2 * WORST),
    Drop("prices", WORST),
    Drop("drift", 0),
    Drop("creates", 0),
    Drop("others", 0),
    Drop("lifted", 0),
    Drop("limits", 0),
    Drop("roles", 0),
    Drop("deletes", 0),
    Drop("remarks", 0),
    Drop("problems", 1),
    Drop("conflicts", 1),
    Drop("guards", 1),
    Drop("prices", 0),
    Drop("problems", 0),
    Drop("conflicts", 0),
    Drop("guards", 0),
)
"""What is dropped, first to last. The second half is for strings of a kind that no catalog has."""
_MOST_WHOLE: Final = 1_000
_URL: Final = re.compile(r"https?://[A-Za-z0-9.-]+(?::[0-9]+)?(?:/[A-Za-z0-9._~%/?=-]*)?(?:#[A-Za-z0-9._-]+)?")


class Section:
    """One target as parts of a text: lines that always stay, and blocks."""

    def __init__(self, planned: Planned, *, unmanaged: bool = False) -> None:
        view = PlanView(planned.plan) if planned.plan is not None else None
        self.head = _error_head(planned) if view is None else _head(planned.target, view)
        default = default_line(view) if view is not None else None
        self.default = [default, ""] if default else []
        self.blocks = _error_blocks(planned.error) if view is None else tuple(_blocks(view, unmanaged=unmanaged))

    @property
    def least(self) -> int:
        """Bytes of the text when every block is dropped."""
        return bytes_of([*self.head, *self.default]) + (RESERVE if self.blocks else 0)

    @property
    def size(self) -> int:
        """Bytes of the whole text."""
        return bytes_of([*self.head, *self.default]) + sum(block.size() for block in self.blocks)

    def lines(self, room: int, whole: str | None) -> list[str]:
        """The text in so many bytes."""
        always = bytes_of([*self.head, *self.default])
        found = fitted(self.blocks, DROPS, room - always)
        lines = list(self.head)
        for block in found:
            lines += self.default if block.name == "roles" else []
            lines += block.lines()
        gone = dropped(self.blocks, found)
        return [*lines, f"Left out: {', '.join(gone)}. {where_whole(whole)}", ""] if gone else lines


def _head(target: str, view: PlanView) -> list[str]:
    """The headline, the counts, and what stops the plan."""
    lines = [f"### Plan for {code(target)}: {_actions(view)}", "", _facts(target, view.plan), ""]
    stop = stop_line(view)
    return [*lines, stop, ""] if stop else lines


def _actions(view: PlanView) -> str:
    plan = view.plan
    stopped = ["CONFLICT"] if plan.conflicts else ["REFUSED"] if plan.refusals else []  # all that a notification shows
    return ", ".join([*stopped, *(f"{count:,} to {action}" for action, count in view.actions)]) or "no changes"


def _facts(target: str, plan: Plan) -> str:
    counts = plan.counts
    where = "" if target == plan.target else f" on {code(plan.target)}"
    parts = [f"{counts['unchanged']:,} unchanged", f"{counts['unmanaged']:,} unmanaged"]
    parts += [f"{counts['drift']:,} with edits that are put back"] if counts["drift"] else []
    parts += [counted(len(plan.problems), "warning")] if plan.problems else []
    mark = "" if plan.is_empty else f" Fingerprint {code(plan.fingerprint[:12])}."
    return f"Catalog {code(plan.catalog)}{where}: {', '.join(parts)}.{mark}"


def _error_head(planned: Planned) -> list[str]:
    error = planned.error
    said = (
        "**Nothing is known of this target.**"
        if error is None
        else f"**Could not be planned** (exit code {error.exit_code}): {prose(str(error) or 'no reason is known')}."
    )
    return [f"### Plan for {code(planned.target)}: could not be planned", "", said, ""]


def _error_blocks(error: SyncerError | None) -> tuple[Block, ...]:
    if not isinstance(error, CatalogError):
        return ()
    rows = tuple(problem_lines(sorted(error.problems, key=lambda problem: problem.severity == "warning")))
    return (Block(name="problems", title="**Problems**:", rows=rows, unfolded=2 * WORST, noun="problem"),)


def _blocks(view: PlanView, *, unmanaged: bool) -> Iterator[Block]:
    yield from price_blocks(view)
    yield role_block(view.plan.reach.roles)
    yield from row_blocks(view)
    yield from stop_blocks(view)
    yield warning_block(view.plan.problems)
    yield remark_block(view)
    if unmanaged:
        yield unmanaged_block(view.plan)


def where_whole(whole: str | None) -> str:
    """A sentence that says where all of a plan is: an address, or a command."""
    if whole is None:
        return "`syncer plan --format json` prints the whole."
    shown = f"<{whole}>" if len(whole) <= _MOST_WHOLE and _URL.fullmatch(whole) else code(whole)
    return f"The whole is in {shown}"
