"""A plan for a person at a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from syncer.model.changes import Create, Delete
from syncer.plan.conflict_text import describe
from syncer.plan.plan import source_of
from syncer.render.remarks import drifted, is_meant, note_of, remarks, since_of
from syncer.render.text.values import PLAIN, Paint, amount, counted, details, safe, spoken, transition

if TYPE_CHECKING:
    from collections.abc import Iterator

    from syncer.model.changes import Change, FieldChange
    from syncer.plan.plan import Plan

_SIGNS: Final = {"create": ("+", "green"), "adopt": ("=", "cyan"), "update": ("~", "yellow"), "delete": ("-", "red")}
_WIDEST: Final = 60
"""A column is made no wider than this for the sake of its longest entry."""


def plan_text(plan: Plan, *, paint: Paint = PLAIN, all_fields: bool = False, unmanaged: bool = False) -> str:
    """The plan: a line a change, a line a field, the counts, and what stands in the way.

    `all_fields` also shows every field of creates and deletes; `unmanaged` lists the unmanaged rows.
    """
    lines = [f"catalog {safe(plan.catalog)} -> {safe(plan.target)}", ""]
    meant = [change for change in plan.changes if is_meant(change)]
    width = _width(safe(change.model_id) for change in meant)
    for change in meant:
        lines.append(_head(change, width, paint))
        lines.extend(_fields(change, paint, all_fields=all_fields))
    if meant:
        lines.append("")
    lines.extend(_drift(plan, paint))
    if unmanaged and plan.unmanaged:
        lines.append("Unmanaged rows, which no plan deletes:")
        lines.extend(spoken(f"  {safe(record.model_id)}  row {safe(record.record_id)}") for record in plan.unmanaged)
        lines.append("")
    said = list(remarks(plan))
    lines.extend([*said, ""] if said else ())
    lines.extend(_guards(plan, paint))
    lines.append(summary_line(plan))
    return "\n".join(lines) + "\n"


def summary_line(plan: Plan) -> str:
    """The counts in one line."""
    counts = plan.counts
    warned = f", {counted(len(plan.problems), 'warning')}" if plan.problems else ""
    rest = f"{counts['unchanged']} unchanged, {counts['unmanaged']} unmanaged{warned}"
    if plan.is_empty:
        return f"{'Nothing else to do' if plan.exit_code else 'Nothing to do'}: {rest}."
    parts = [f"{counts[action]} to {action}" for action in ("create", "adopt", "update", "delete") if counts[action]]
    return f"Plan: {', '.join(parts)}; {rest}. Fingerprint {plan.fingerprint[:12]}."


def _drift(plan: Plan, paint: Paint) -> Iterator[str]:
    """What was edited outside the catalog and is put back, apart from what is meant."""
    found = drifted(plan)
    if not found:
        return
    yield "Edited outside the catalog:"
    width = _width(safe(change.model_id) for change in found)
    for change in found:
        place = f"row {safe(change.record_id)}, last changed {safe(change.live.updated_at)}"
        yield f"{paint('yellow', f'< update {safe(change.model_id):<{width}}')}  {paint('dim', place)}"
        for field in change.drift:
            said = f"will be put back: {field.field} {transition(field)}, edited outside the catalog"
            where = paint("dim", _place(change, field.field))
            yield f"    {said} since {safe(since_of(change))}  {where}"
            yield from (f"      {detail}" for detail in details(field))
    yield ""


def _width(texts: Iterator[str]) -> int:
    return min(max(map(len, texts), default=0), _WIDEST)


def _guards(plan: Plan, paint: Paint) -> Iterator[str]:
    for guard in plan.guards:
        line = f"{'allowed' if guard.lifted else 'REFUSED'}: {safe(guard.message)} [{guard.name}]"
        yield line if guard.lifted else paint("red", line)
    for conflict in plan.conflicts:
        yield paint("red", f"CONFLICT: {safe(describe(conflict))}")
    if plan.guards or plan.conflicts:
        yield ""


def _head(change: Change, width: int, paint: Paint) -> str:
    sign, colour = _SIGNS[change.action]
    source = source_of(change)
    place = f"{safe(source.file)}:{source.line}" if source else f"row {safe(str(change.record_id))}"
    what = paint(colour, f"{sign} {change.action:<6} {safe(change.model_id):<{width}}")
    note = note_of(change)
    return f"{what}  {paint('dim', place)}{f'  ({safe(note)})' if note else ''}"


def _fields(change: Change, paint: Paint, *, all_fields: bool) -> Iterator[str]:
    """The fields of a change in columns: name, values, place."""
    whole = isinstance(change, (Create, Delete))
    if whole and not all_fields:
        return
    fields = [field for field in change.fields if field.origin != "live" and not (whole and field.field == "model_id")]
    names = _width(field.field for field in fields) + 1
    values = [_values(change, field) for field in fields]
    column = _width(iter(values))
    for field, text in zip(fields, values, strict=True):
        where = _place(change, field.field)
        line = f"    {field.field + ':':<{names}}{f' {text:<{column}}' if column else ''}"
        yield f"{line}  {paint('dim', where)}" if where else line.rstrip()
        yield from (f"      {detail}" for detail in details(field)) if not whole else ()


def _values(change: Change, field: FieldChange) -> str:
    if isinstance(change, Create):
        return amount(field.field, field.after)
    return amount(field.field, field.before) if isinstance(change, Delete) else transition(field)


def _place(change: Change, field: str) -> str:
    """File and line of a field that changes; of the definition when the file leaves the field to its default."""
    source = None if isinstance(change, Create) else source_of(change)
    return safe(str(source.at(field))) if source else ""
