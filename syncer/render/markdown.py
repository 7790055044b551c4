"""Plans, reports and problems as GitHub-flavoured Markdown in which no string from outside is markup."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from syncer.conflicts import describe
from syncer.plan import source_of
from syncer.render.notes import drifted, is_meant, note_of, remarks, since_of
from syncer.render.paint import amount, details, percent, safe
from syncer.render.plan_text import summary_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from syncer.changes import Change, FieldChange
    from syncer.errors import Problem
    from syncer.plan import Plan
    from syncer.report import ApplyReport

_MARKUP = re.compile(r"([\\`*_{}\[\]()#+!|<>~@&:-])")


def inert(text: str) -> str:
    """Text that renders as itself: no markup, no HTML, no mention, no link."""
    return _MARKUP.sub(lambda match: f"&#{ord(match[1])};", safe(text))


def code(text: str) -> str:
    """Text as code in a table's cell, whatever is in it."""
    return f"<code>{inert(text)}</code>"


def plan_markdown(plan: Plan, *, unmanaged: bool = False) -> str:
    """The plan as a headline, guards, and a table of changes."""
    parts = [f"### Plan for {code(plan.catalog)} on {code(plan.target)}", "", inert(summary_line(plan)), ""]
    parts += [
        f"- **{'Allowed' if guard.lifted else 'Refused'}** ({guard.name}): {inert(guard.message)}"
        for guard in plan.guards
    ]
    parts += [f"- **Conflict**: {inert(describe(conflict))}" for conflict in plan.conflicts]
    if plan.guards or plan.conflicts:
        parts.append("")
    meant = [change for change in plan.changes if is_meant(change)]
    if meant:
        parts += ["| action | model | field | before | after | source |", "|---|---|---|---|---|---|"]
        parts += [row for change in meant for row in _rows(change)]
        parts.append("")
    parts += _drift(plan)
    parts += [f"{inert(remark)}\n" for remark in remarks(plan)]
    if unmanaged and plan.unmanaged:
        parts += ["Rows that are nobody's, which no plan deletes:", ""]
        parts += [f"- {code(record.model_id)}, row {code(record.record_id)}" for record in plan.unmanaged]
        parts.append("")
    parts += problem_lines(plan.problems)
    return "\n".join(parts).rstrip("\n") + "\n"


def report_markdown(report: ApplyReport) -> str:
    """The plan, and what became of it."""
    counts = ", ".join(f"{count} {status}" for status, count in report.counts.items())
    failed = [
        f"- {code(outcome.change.model_id)} {outcome.status}: {inert(outcome.detail or 'not tried')}"
        for outcome in report.outcomes
        if outcome.status != "applied"
    ]
    return "\n".join([plan_markdown(report.plan), f"**Outcome:** {counts}.", *(["", *failed] if failed else [])]) + "\n"


def problems_markdown(problems: Sequence[Problem], headline: str) -> str:
    """Problems as a list under a headline."""
    return "\n".join([f"### {inert(headline)}", "", *problem_lines(problems)]).rstrip("\n") + "\n"


def problem_lines(problems: Iterable[Problem]) -> Iterator[str]:
    """A list item for each problem."""
    for problem in problems:
        place = problem.where if problem.line is None else f"{problem.where}:{problem.line}"
        field = f" {code(problem.field)}" if problem.field else ""
        yield f"- {problem.severity} {code(place)}{field}: {inert(problem.message)}"


def _drift(plan: Plan) -> Iterator[str]:
    """What was edited outside the catalog and is put back."""
    found = drifted(plan)
    if not found:
        return
    yield "**Edited outside the catalog, and put back:**"
    yield ""
    yield "| model | field | now | put back to | edited since | row last changed |"
    yield "|---|---|---|---|---|---|"
    for change in found:
        for field in change.drift:
            cells = [code(change.model_id), field.field, *_values(field)]
            yield f"| {' | '.join([*cells, inert(since_of(change)), inert(change.live.updated_at)])} |"
    yield ""


def _rows(change: Change) -> Iterator[str]:
    source = source_of(change)
    note = inert(note_of(change))
    if change.action in {"create", "delete"} or not change.fields:
        place = f"{source.file}:{source.line}" if source else f"row {change.record_id}"
        yield _row(change, note, "", "", place)
        return
    for field in change.fields:
        if field.origin == "live":
            continue
        before, after = _values(field)
        place = str(source.at(field.field)) if source else ""
        yield _row(change, field.field, before, f"{after} ({note})" if note else after, place)


def _row(change: Change, field: str, before: str, after: str, place: str) -> str:
    return f"| {change.action} | {code(change.model_id)} | {field} | {before} | {after} | {code(place)} |"


def _values(field: FieldChange) -> tuple[str, str]:
    """The cells for before and after."""
    inside = details(field)
    if inside:
        return "", "<br>".join(code(detail) for detail in inside)
    return code(amount(field.field, field.before)), f"{code(amount(field.field, field.after))}{inert(percent(field))}"
