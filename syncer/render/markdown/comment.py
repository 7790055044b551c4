"""Plans, reports and problems as GitHub-flavoured Markdown for a reviewer, each in a budget of bytes.

A section says, in this order: how many rows of each kind; what the plan does, in a sentence; settings that change; what
stops the plan, and the lines that lift it; the default model; deletes; roles; what costs more or less, the worst first;
limits; creates; other fields; what was edited outside and is put back; adoptions; warnings.
`syncer.render.markdown.section` says what is dropped when a text has to be shorter.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from syncer.plan.plan import Planned
from syncer.render.headline import RESULTS, overall, word_of
from syncer.render.markdown.blocks import problem_items
from syncer.render.markdown.budget import RESERVE, WORST, Block, Drop, bytes_of, fitted, shares
from syncer.render.markdown.escape import code, prose
from syncer.render.markdown.section import Section, where_whole
from syncer.render.notes import news_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from syncer.errors import Problem
    from syncer.plan.plan import Plan
    from syncer.plan.report import ApplyReport
    from syncer.render.links import Links

COMMENT_BUDGET: Final = 65_000
"""Bytes of a comment; GitHub takes 65,536 characters."""
SUMMARY_BUDGET: Final = 1_000_000
"""Bytes of a step's summary; GitHub takes 1 MiB."""
_OUTCOME_BUDGET: Final = 10_000
_MOST_SLUG: Final = 100
_SLUG: Final = re.compile(r"[^a-z0-9._-]+")
_COLUMNS: Final = ("create", "update", "adopt", "delete", "drift", "unchanged")


def comment_markdown(
    planned: Planned, *, budget: int = COMMENT_BUDGET, whole: str | None = None, links: Links | None = None
) -> str:
    """The comment on a pull request for one target; its first line is the marker by which it is found again.

    At most `budget` bytes of UTF-8, which must be 5,000 or more. `whole` says where all of the plan is: an address.
    """
    empty = " empty" if word_of(planned) == "no changes" else ""
    marker = f"<!-- syncer:plan {slug(planned.target)}{empty} -->"
    section = Section(planned, links=links, boxes=budget // 20)
    return _trimmed([marker, *section.lines(budget - bytes_of([marker]), whole)])


def summary_markdown(
    planned: Sequence[Planned], *, budget: int = SUMMARY_BUDGET, whole: str | None = None, unmanaged: bool = False,
    links: Links | None = None,
) -> str:  # fmt: skip
    """All targets: a table of their counts, then a section for each; at most `budget` bytes of UTF-8."""
    head = [f"## {overall(planned)}", "", *_table(planned, budget // 2), ""]
    sections = [Section(one, unmanaged=unmanaged, everything=True, links=links) for one in planned]
    room = budget - bytes_of(head) - RESERVE
    chosen = _chosen(planned, sections, room)
    least = {place: sections[place].least for place in chosen}
    more = shares({place: sections[place].size - least[place] for place in chosen}, room - sum(least.values()))
    lines = [line for place in sorted(chosen) for line in sections[place].lines(least[place] + more[place], whole)]
    if len(chosen) < len(sections):
        gone = f"{len(sections) - len(chosen):,} of {len(sections):,} targets"
        lines += [f"Left out: the plans of {gone}. {where_whole(whole)}", ""]
    return _trimmed([*head, *lines])


def _chosen(planned: Sequence[Planned], sections: Sequence[Section], room: int) -> frozenset[int]:
    """The places of the targets that have room for a section of their own; those that stop first."""
    found, rest = [], room
    for place in sorted(range(len(planned)), key=lambda place: -RESULTS.index(word_of(planned[place]))):
        rest -= sections[place].least
        if rest < 0:
            break
        found.append(place)
    return frozenset(found)


def slug(target: str) -> str:
    """The target's name as a marker and a file's name have it; that of a named target is its own."""
    found = _SLUG.sub("-", target.lower())[:_MOST_SLUG]
    return found if found == target and target[:1].isalnum() else found.strip("-._") or "target"


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
    return f"| {code(one.called)} | {shown} | {' | '.join(counts)} |"


def plan_markdown(
    plan: Plan, *, unmanaged: bool = False, budget: int = COMMENT_BUDGET, links: Links | None = None
) -> str:
    """The plan for a reviewer; `unmanaged` lists the unmanaged rows."""
    return _trimmed(Section(Planned(plan.target, plan), unmanaged=unmanaged, links=links).lines(budget, None))


def report_markdown(report: ApplyReport) -> str:
    """The plan, and what became of it."""
    counts = ", ".join(f"{count} {status}" for status, count in report.counts.items())
    news = news_of(report.plan, is_kept=report.remembered)
    rows = tuple(
        f"- {code(outcome.change.model_id)} {outcome.status}: {prose(outcome.detail or 'not tried')}"
        for outcome in report.outcomes
        if outcome.status != "applied"
    )
    outcome = _listed(
        f"**Outcome**: {counts}.{news and f' Remembered {news}.'}", rows, "failed change", room=_OUTCOME_BUDGET
    )
    plan = plan_markdown(report.plan, budget=COMMENT_BUDGET - len(outcome.encode()) - 1)
    return f"{plan}\n{outcome}"


def problems_markdown(problems: Sequence[Problem], headline: str) -> str:
    """Problems as a list under a headline."""
    return _listed(f"### {prose(headline)}", tuple(problem_items(problems)), "problem", room=COMMENT_BUDGET)


def _listed(title: str, rows: tuple[str, ...], noun: str, *, room: int) -> str:
    """A list under a title, as long as there is room."""
    block = Block("rows", title, noun, rows, unfolded=2 * WORST)
    (found,), gone = fitted([block], [Drop("rows", 1)], room)
    lines = found.lines() or [title]
    return _trimmed([*lines, f"Left out: {gone}."] if gone else lines)


def _trimmed(lines: Sequence[str]) -> str:
    """The lines with no empty one at their end."""
    return "\n".join(lines).rstrip("\n") + "\n"
