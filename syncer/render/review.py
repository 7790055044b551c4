"""Plans as Markdown for a reviewer: one target as a comment, several as the summary of a CI run.

A section says, in this order: how many rows of each kind, and what stops the plan; what costs more or less, the worst
first; limits; the default model; roles; creates; deletes; other fields; what was edited outside and is put back; what
stops the plan and what lifts it; warnings.

A text has a budget in bytes. What is too long for it is dropped in the order of `STEPS`, row by row and no more than
needed: the fields of new models first, then rows that ask nothing of a reviewer, then long lists of changes. The
headline, the counts, what stops the plan and the ten worst changes of price stay to the last. A line says what was left
out, and where the whole is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from syncer.errors import CatalogError
from syncer.render.blocks import RESERVE, Block, Step, fitted, left_out, shares
from syncer.render.inert import code, prose
from syncer.render.moves import moves_of
from syncer.render.paint import counted
from syncer.render.review_changes import WORST, default_line, price_blocks, row_blocks
from syncer.render.review_rest import (
    problem_lines,
    remark_block,
    role_block,
    stop_blocks,
    stop_line,
    unmanaged_block,
    warning_block,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from syncer.plan import Plan
    from syncer.planned import Planned

COMMENT_BUDGET: Final = 65_000
"""Bytes of a comment; GitHub takes 65,536 characters."""
SUMMARY_BUDGET: Final = 1_000_000
"""Bytes of a step's summary; GitHub takes 1 MiB."""
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
_MOST_SLUG: Final = 100
_MOST_WHOLE: Final = 1_000
_URL: Final = re.compile(r"https?://[A-Za-z0-9.-]+(?::[0-9]+)?(?:/[A-Za-z0-9._~%/?=-]*)?(?:#[A-Za-z0-9._-]+)?")
_SLUG: Final = re.compile(r"[^a-z0-9._-]+")
_WORDS: Final = ("no changes", "changes", "refused", "conflict", "could not be planned")
_COLUMNS: Final = ("create", "update", "adopt", "delete", "drift", "unchanged")


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
        return _size([*self.head, *self.default]) + (RESERVE if self.blocks else 0)

    @property
    def size(self) -> int:
        """Bytes of the whole text."""
        return _size([*self.head, *self.default]) + sum(block.size() for block in self.blocks)

    def lines(self, room: int, whole: str | None) -> list[str]:
        """The text in so many bytes."""
        always = _size([*self.head, *self.default])
        found = fitted(self.blocks, STEPS, room - always)
        lines = list(self.head)
        for block in found:
            lines += self.default if block.name == "roles" else []
            lines += block.lines()
        gone = left_out(self.blocks, found)
        return [*lines, f"Left out: {', '.join(gone)}. {_where_whole(whole)}", ""] if gone else lines


def comment_markdown(planned: Planned, *, budget: int = COMMENT_BUDGET, whole: str | None = None) -> str:
    """The comment on a pull request for one target; its first line is the marker by which it is found again.

    At most `budget` bytes of UTF-8, which must be 4,000 or more. `whole` says where all of the plan is: an address.
    """
    empty = " empty" if word_of(planned) == "no changes" else ""
    marker = f"<!-- syncer:plan {slug(planned.target)}{empty} -->"
    return _text([marker, *Section(planned).lines(budget - len(marker) - 1, whole)])


def section_markdown(
    planned: Planned, *, budget: int = COMMENT_BUDGET, whole: str | None = None, unmanaged: bool = False
) -> str:
    """One target without a marker. `unmanaged` lists the rows that are nobody's."""
    return _text(Section(planned, unmanaged=unmanaged).lines(budget, whole))


def summary_markdown(planned: Sequence[Planned], *, budget: int = SUMMARY_BUDGET, whole: str | None = None) -> str:
    """All targets: a table of their counts, then a section for each; at most `budget` bytes of UTF-8."""
    head = [f"## {_overall(planned)}", "", *_table(planned, budget // 2), ""]
    sections = [Section(one) for one in planned]
    room = budget - _size(head) - RESERVE
    chosen = _chosen(planned, sections, room)
    given = shares({place: sections[place].size for place in chosen}, room)
    lines = [line for place in sorted(chosen) for line in sections[place].lines(given[place], whole)]
    if len(chosen) < len(sections):
        gone = f"{len(sections) - len(chosen):,} of {len(sections):,} targets"
        lines += [f"Left out: the plans of {gone}. {_where_whole(whole)}", ""]
    return _text([*head, *lines])


def _chosen(planned: Sequence[Planned], sections: Sequence[Section], room: int) -> frozenset[int]:
    """The places of the targets that have room for a section of their own; those that stop first."""
    found, rest = [], room
    for place in sorted(range(len(planned)), key=lambda place: -_WORDS.index(word_of(planned[place]))):
        rest -= min(sections[place].least, sections[place].size)
        if rest < 0:
            break
        found.append(place)
    return frozenset(found)


def word_of(planned: Planned) -> str:
    """What came of planning a target, in a word or two."""
    plan = planned.plan
    if plan is None:
        return "could not be planned"
    if plan.conflicts:
        return "conflict"
    if plan.refusals:
        return "refused"
    return "no changes" if plan.is_empty and not plan.guards else "changes"


def slug(target: str) -> str:
    """The target's name as a marker and a file's name have it; that of a named target is its own."""
    return _SLUG.sub("-", target.lower()).strip("-._")[:_MOST_SLUG] or "target"


def _overall(planned: Sequence[Planned]) -> str:
    """The worst that came of it: `Plan of 3 targets: 1 could not be planned, 2 changes`."""
    words = [word_of(one) for one in planned]
    found = [f"{words.count(word)} {word}" for word in reversed(_WORDS) if word in words]
    return f"Plan of {counted(len(planned), 'target')}: {', '.join(found) or 'no changes'}"


def _table(planned: Sequence[Planned], room: int) -> Iterator[str]:
    yield f"| target | result | {' | '.join(_COLUMNS)} |"
    yield f"|---|---|{'---:|' * len(_COLUMNS)}"
    for done, one in enumerate(planned):
        row = _table_row(one)
        room -= len(row.encode()) + 1
        if room < 0:
            yield f"| and {len(planned) - done:,} more | |{' |' * len(_COLUMNS)}"
            return
        yield row


def _table_row(one: Planned) -> str:
    word = word_of(one)
    shown = word if word in {"no changes", "changes"} else f"**{word}**"
    counts = [f"{one.plan.counts[name]:,}" if one.plan is not None else "" for name in _COLUMNS]
    return f"| {code(one.target)} | {shown} | {' | '.join(counts)} |"


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
    parts = [f"{counts[name]:,} to {name}" for name in ("create", "adopt", "update", "delete") if counts[name]]
    return ", ".join(parts) or ("nothing else to do" if plan.exit_code else "no changes")


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


def _where_whole(whole: str | None) -> str:
    if whole is None:
        return "`syncer plan --format json` prints the whole."
    shown = f"<{whole}>" if len(whole) <= _MOST_WHOLE and _URL.fullmatch(whole) else code(whole)
    return f"The whole is in {shown}"


def _size(lines: Sequence[str]) -> int:
    return sum(len(line.encode()) + 1 for line in lines)


def _text(lines: Sequence[str]) -> str:
    return "\n".join(lines).rstrip("\n") + "\n"
