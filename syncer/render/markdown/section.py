"""One target of a plan as Markdown, in a budget of bytes.

What is too long is dropped in the order of `STEPS`, row by row and no more than needed: the fields of new models first,
then rows that ask nothing of a reviewer, then long lists of changes. The headline, the counts, what stops the plan and
the ten worst changes of price stay to the last. A line says what was left out, and where the whole is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from syncer.errors import CatalogError
from syncer.render.markdown.budget import RESERVE, Block, Step, fitted, left_out
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
from syncer.render.review_order import moves_of
from syncer.render.text.values import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from syncer.plan.per_target import Planned
    from syncer.plan.plan import Plan

STEPS: Final = (
    Step("creates", -1),
    Step("unmanaged", 0),
    Step("adoptions", 0),
    Step("warnings", 0),
    Step("remarks", 1),
    Step("drift", WORST),
    Step("creates", WORST),
    Step("others", 2 * WORST),
    Step("lifted", WORST),
    Step("limits", WORST),
    Step("roles", WORST),
    Step("deletes", 2 * WORST),
    Step("problems", 2 * WORST),
    Step("conflicts", 2 * WORST),
    Step("guards", 2 * WORST),
    Step("prices", WORST),
    Step("drift", 0),
    Step("creates", 0),
    Step("others", 0),
    Step("lifted", 0),
    Step("limits", 0),
    Step("roles", 0),
    Step("deletes", 0),
    Step("remarks", 0),
    Step("problems", 1),
    Step("conflicts", 1),
    Step("guards", 1),
    Step("prices", 0),
    Step("problems", 0),
    Step("conflicts", 0),
    Step("guards", 0),
)
"""What is dropped, first to last. The second half is for strings of a kind that no catalog has."""
_MOST_WHOLE: Final = 1_000
_URL: Final = re.compile(r"https?://[A-Za-z0-9.-]+(?::[0-9]+)?(?:/[A-Za-z0-9._~%/?=-]*)?(?:#[A-Za-z0-9._-]+)?")


class Section:
    """One target as parts of a text: lines that always stay, and blocks."""

    def __init__(self, planned: Planned, *, unmanaged: bool = False) -> None:
        plan = planned.plan
        self.name = planned.target
        self.head = _head(planned)
        default = default_line(plan) if plan is not None else None
        self.default = [default, ""] if default else []
        self.blocks = tuple(_blocks(planned, unmanaged=unmanaged))

    @property
    def least(self) -> int:
        """Bytes of the text when every block is dropped."""
        return size_of([*self.head, *self.default]) + (RESERVE if self.blocks else 0)

    @property
    def size(self) -> int:
        """Bytes of the whole text."""
        return size_of([*self.head, *self.default]) + sum(block.size() for block in self.blocks)

    def lines(self, room: int, whole: str | None) -> list[str]:
        """The text in so many bytes."""
        always = size_of([*self.head, *self.default])
        found = fitted(self.blocks, STEPS, room - always)
        lines = list(self.head)
        for block in found:
            lines += self.default if block.name == "roles" else []
            lines += block.lines()
        gone = left_out(self.blocks, found)
        return [*lines, f"Left out: {', '.join(gone)}. {where_whole(whole)}", ""] if gone else lines


def _head(planned: Planned) -> list[str]:
    """The headline, the counts, and what stops the plan."""
    plan = planned.plan
    if plan is None:
        return [f"### Plan for {code(planned.target)}: could not be planned", "", *_error_lines(planned)]
    lines = [f"### Plan for {code(planned.target)}: {_actions(plan)}", "", _facts(planned, plan), ""]
    stop = stop_line(plan)
    return [*lines, stop, ""] if stop else lines


def _actions(plan: Plan) -> str:
    counts = plan.counts
    stopped = ["CONFLICT"] if plan.conflicts else ["REFUSED"] if plan.refusals else []  # all that a notification shows
    parts = [f"{counts[name]:,} to {name}" for name in ("create", "adopt", "update", "delete") if counts[name]]
    return ", ".join([*stopped, *parts]) or "no changes"


def _facts(planned: Planned, plan: Plan) -> str:
    counts = plan.counts
    where = "" if planned.target == plan.target else f" on {code(plan.target)}"
    parts = [f"{counts['unchanged']:,} unchanged", f"{counts['unmanaged']:,} unmanaged"]
    parts += [f"{counts['drift']:,} with edits that are put back"] if counts["drift"] else []
    parts += [counted(len(plan.problems), "warning")] if plan.problems else []
    mark = "" if plan.is_empty else f" Fingerprint {code(plan.fingerprint[:12])}."
    return f"Catalog {code(plan.catalog)}{where}: {', '.join(parts)}.{mark}"


def _error_lines(planned: Planned) -> list[str]:
    error = planned.error
    if error is None:
        return ["**Nothing is known of this target.**", ""]
    return [f"**Could not be planned** (exit code {error.exit_code}): {prose(str(error) or 'no reason is known')}.", ""]


def _blocks(planned: Planned, *, unmanaged: bool) -> Iterator[Block]:
    plan, error = planned.plan, planned.error
    if plan is None:
        if isinstance(error, CatalogError):
            ordered = sorted(error.problems, key=lambda problem: problem.severity == "warning")
            rows = tuple(problem_lines(ordered))
            yield Block(name="problems", title="**Problems**:", rows=rows, unfolded=2 * WORST, noun="problem")
        return
    moves = moves_of(plan)
    yield from price_blocks(moves)
    yield role_block(plan)
    yield from row_blocks(plan, moves)
    yield from stop_blocks(plan)
    yield warning_block(plan.problems)
    yield remark_block(plan)
    if unmanaged:
        yield unmanaged_block(plan)


def where_whole(whole: str | None) -> str:
    """A sentence that says where all of a plan is: an address, or a command."""
    if whole is None:
        return "`syncer plan --format json` prints the whole."
    shown = f"<{whole}>" if len(whole) <= _MOST_WHOLE and _URL.fullmatch(whole) else code(whole)
    return f"The whole is in {shown}"


def size_of(lines: Sequence[str]) -> int:
    """Bytes of the lines, each with its end."""
    return sum(len(line.encode()) + 1 for line in lines)
