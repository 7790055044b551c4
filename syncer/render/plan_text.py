"""A plan for a person at a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, assert_never

from syncer.changes import Adopt, Create, Delete, StepDown, Update
from syncer.plan import source_of
from syncer.render.paint import PLAIN, Paint, amount, counted, details, safe, transition

if TYPE_CHECKING:
    from collections.abc import Iterator

    from syncer.changes import Change, FieldChange
    from syncer.plan import Plan

_SIGNS: Final = {"create": ("+", "green"), "adopt": ("=", "cyan"), "update": ("~", "yellow"), "delete": ("-", "red")}
_WIDEST: Final = 60
"""A column is made no wider than this for the sake of its longest entry."""


def plan_text(plan: Plan, *, paint: Paint = PLAIN, all_fields: bool = False, unmanaged: bool = False) -> str:
    """The plan: a line a change, a line a field, the counts, and what stands in the way.

    `all_fields` also shows every field of creates and deletes; `unmanaged` lists the rows that are nobody's.
    """
    lines = [f"catalog {safe(plan.catalog)} -> {safe(plan.target)}", ""]
    width = _width(safe(change.model_id) for change in plan.changes)
    for change in plan.changes:
        lines.append(_head(change, width, paint))
        lines.extend(_fields(change, paint, all_fields=all_fields))
    if plan.changes:
        lines.append("")
    if unmanaged and plan.unmanaged:
        lines.append("Rows that are nobody's, which no plan deletes:")
        lines.extend(f"  {safe(record.model_id)}  row {safe(record.record_id)}" for record in plan.unmanaged)
        lines.append("")
    lines.extend(_guards(plan, paint))
    lines.append(summary_line(plan))
    return "\n".join(lines) + "\n"


def summary_line(plan: Plan) -> str:
    """The counts in one line."""
    counts = plan.counts
    warned = f", {counted(len(plan.problems), 'warning')}" if plan.problems else ""
    rest = f"{counts['unchanged']} unchanged, {counts['unmanaged']} unmanaged{warned}"
    if plan.is_empty:
        return f"{'Nothing else to do' if plan.refusals else 'Nothing to do'}: {rest}."
    parts = [f"{counts[action]} to {action}" for action in ("create", "adopt", "update", "delete") if counts[action]]
    return f"Plan: {', '.join(parts)}; {rest}. Fingerprint {plan.fingerprint[:12]}."


def note_of(change: Change) -> str:
    """What a reviewer should know that no field says; may be empty."""
    match change:
        case StepDown():
            return f"not in the catalog; the default goes to {change.successor.model_id}"
        case Adopt():
            return "" if change.fields else "nothing changes but who manages it"
        case Delete():
            fields = change.live.fields
            return "the default now" if fields["is_default"] else "enabled now" if fields["enabled"] else "disabled"
        case Create() | Update():
            return ""
        case _:
            assert_never(change)


def _width(texts: Iterator[str]) -> int:
    return min(max(map(len, texts), default=0), _WIDEST)


def _guards(plan: Plan, paint: Paint) -> Iterator[str]:
    for guard in plan.guards:
        line = f"{'allowed' if guard.lifted else 'REFUSED'}: {safe(guard.message)} [{guard.name}]"
        yield line if guard.lifted else paint("red", line)
    if plan.guards:
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
    fields = [field for field in change.fields if not (whole and field.field == "model_id")]
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
    return f"{safe(source.file)}:{source.line_of(field)}" if source else ""
