"""One target of a plan as Markdown, in a budget of bytes.

What is too long is dropped in the order of `DROPS`, row by row and no more than needed: the fields of new models first,
then rows that ask nothing of a reviewer, then long lists of changes. The headline, the counts, what stops the plan and
the ten worst changes of price stay to the last. A line says what was left out, and where the whole is.
"""

from __future__ import annotations

from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Final

from syncer.errors import CatalogError
from syncer.render.headline import facts_line, headline
from syncer.render.links import PLAIN_ADDRESS
from syncer.render.markdown.blocks import (
    default_line,
    gist_line,
    plan_blocks,
    problem_items,
)
from syncer.render.markdown.budget import RESERVE, WORST, Block, Drop, bytes_of, fitted
from syncer.render.markdown.escape import code, prose
from syncer.render.markdown.stops import lifting_lines, stop_line
from syncer.render.view import PlanView
from syncer.render.warnings import of_change

if TYPE_CHECKING:
    from collections.abc import Sequence

    from syncer.errors import Problem, SyncerError
    from syncer.plan.plan import Planned
    from syncer.render.links import Links

DROPS: Final = tuple(
    Drop(name, least)
    for names, least in (
        ("creates", -1),
        ("unmanaged adoptions warnings", 0),
        ("remarks", 1),
        ("drift creates", WORST),
        ("others", 2 * WORST),
        ("lifted limits roles lifecycle coming", WORST),
        ("deletes problems conflicts guards", 2 * WORST),
        ("prices money settings", WORST),
        ("drift creates others lifted limits roles lifecycle coming deletes remarks", 0),
        ("problems conflicts guards", 1),
        ("prices money problems conflicts guards settings", 0),
    )
    for name in names.split()
)
"""What is dropped, first to last. The second half is for strings of a kind that no catalog has."""
_MOST_WHOLE: Final = 1_000
_MOST_NAME: Final = 60


class Section:
    """One target as parts of a text: lines that always stay, and blocks."""

    def __init__(
        self, planned: Planned, *, unmanaged: bool = False, everything: bool = False, links: Links | None = None,
        boxes: int = 0,
    ) -> None:  # fmt: skip
        """`everything`: also the warnings about what the change does not touch.

        Lines to paste are there where each box of them takes no more bytes than `boxes`.
        """
        self.view = view = PlanView(planned.plan) if planned.plan is not None else None
        """The plan; None where there is none."""
        self._before: dict[str, list[str]] = {}
        """What stands above blocks, by the name of the block, and always stays."""
        self._head, self._blocks = _error_head(planned), _error_blocks(planned.error)
        if view is not None:
            told = view.plan.problems if everything else of_change(view.plan)
            self._head = _head(planned.called, view, told)
            self._blocks = plan_blocks(view, told, unmanaged=unmanaged, links=links)
            self._before = _lines_between(view, boxes)
        self._always = bytes_of([*self._head, *chain.from_iterable(self._before.values())])
        self.size = self._always + sum(block.size() for block in self._blocks)
        """Bytes of the whole text."""
        self.least = min(self._always + (RESERVE if self._blocks else 0), self.size)
        """Bytes of the text when every block is dropped."""

    def lines(self, room: int, whole: str | None) -> list[str]:
        """The text in so many bytes."""
        found, gone = fitted(self._blocks, DROPS, room - self._always)
        lines = list(self._head)
        for block in found:
            lines += [*self._before.get(block.name, ()), *block.lines()]
        return [*lines, f"Left out: {gone}. {where_whole(whole)}", ""] if gone else lines


def _lines_between(view: PlanView, boxes: int) -> dict[str, list[str]]:
    """The lines to paste below what they lift, and the default."""
    found = (lifting_lines(view, kind) for kind in ("conflict", "refused"))
    decide, lift = (lines if bytes_of(lines) <= boxes else [] for lines in found)
    default = default_line(view)
    return {"guards": decide, "deletes": [*lift, *([default, ""] if default else [])]}


def _head(target: str, view: PlanView, warnings: Sequence[Problem]) -> list[str]:
    stop, short = stop_line(view), partial(code, most=_MOST_NAME)
    return [
        f"### Plan for {code(target)}: {headline(view, short)}",
        "",
        *gist_line(view),
        *((stop, "") if stop else ()),
        facts_line(target, view, warnings, code, prose),
        "",
    ]


def _error_head(planned: Planned) -> list[str]:
    error, said = planned.error, "**Nothing is known of this target.**"
    if error is not None:
        reason = prose(str(error) or "no reason is known")
        said = f"**Could not be planned** (exit code {error.exit_code}): {reason}."
    return [f"### Plan for {code(planned.called)}: could not be planned", "", said, ""]


def _error_blocks(error: SyncerError | None) -> tuple[Block, ...]:
    if not isinstance(error, CatalogError):
        return ()
    rows = tuple(problem_items(sorted(error.problems, key=lambda problem: problem.severity == "warning")))
    return (Block("problems", "**Problems**:", "problem", rows, unfolded=2 * WORST),)


def where_whole(whole: str | None) -> str:
    """A sentence that says where all of a plan is: an address, or a command."""
    if whole is None:
        return "`syncer plan --format json` prints the whole."
    shown = f"<{whole}>" if len(whole) <= _MOST_WHOLE and PLAIN_ADDRESS.fullmatch(whole) else code(whole)
    return f"The whole is in {shown}"
