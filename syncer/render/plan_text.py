"""A plan for a person at a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, assert_never

from syncer.changes import Adopt, Create, Delete, StepDown, Update
from syncer.plan import source_of
from syncer.render.paint import PLAIN, Paint, percent, safe, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from syncer.changes import Change
    from syncer.plan import Plan

_SIGNS: Final = {"create": ("+", "green"), "adopt": ("=", "cyan"), "update": ("~", "yellow"), "delete": ("-", "red")}


def plan_text(plan: Plan, *, paint: Paint = PLAIN, all_fields: bool = False, unmanaged: bool = False) -> str:
    """The plan: a line a change, a line a field, the counts, and what stands in the way.

    `all_fields` also shows every field of creates and deletes; `unmanaged` lists the rows that are nobody's.
    """
    blocks = [f"catalog {safe(plan.catalog)} -> {safe(plan.target)}", ""]
    for change in plan.changes:
        blocks.extend(_change(change, paint, all_fields=all_fields))
    if plan.changes:
        blocks.append("")
    if unmanaged and plan.unmanaged:
        blocks.append("nobody's rows, which no plan deletes:")
        blocks.extend(f"  {safe(record.model_id)} (row {record.record_id})" for record in plan.unmanaged)
        blocks.append("")
    blocks.extend(paint("red", line) if blocking else line for line, blocking in _guards(plan))
    blocks.append(summary_line(plan))
    return "\n".join(blocks) + "\n"


def summary_line(plan: Plan) -> str:
    """The counts in one line."""
    counts = plan.counts
    rest = f"{counts['unchanged']} unchanged, {counts['unmanaged']} unmanaged"
    if plan.is_empty:
        return f"Nothing to do: {rest}."
    parts = [f"{counts[action]} to {action}" for action in ("create", "adopt", "update", "delete") if counts[action]]
    return f"Plan: {', '.join(parts)}; {rest}. Fingerprint {plan.fingerprint[:12]}."


def _guards(plan: Plan) -> Iterator[tuple[str, bool]]:
    for guard in plan.guards:
        yield f"{'allowed' if guard.lifted else 'REFUSED'}: {safe(guard.message)} [{guard.name}]", not guard.lifted
    if plan.guards:
        yield "", False


def _change(change: Change, paint: Paint, *, all_fields: bool) -> Iterator[str]:
    sign, colour = _SIGNS[change.action]
    source = source_of(change)
    place = f"  {source.file}:{source.line}" if source else f"  row {change.record_id}"
    yield paint(colour, f"{sign} {change.action:<6} {safe(change.model_id)}") + paint("dim", place) + _note(change)
    if isinstance(change, (Create, Delete)) and not all_fields:
        return
    for field in change.fields:
        where = f"  {source.file}:{source.line_of(field.field)}" if source else ""
        values = f"{shown(field.before)} -> {shown(field.after)}{percent(field)}"
        yield f"    {field.field}: {values}{paint('dim', where)}"
        yield from (f"      {safe(path)}" for path in field.paths)


def _note(change: Change) -> str:
    match change:
        case StepDown():
            return f"  (not in the catalog; the default goes to {safe(change.successor.model_id)})"
        case Adopt():
            return "" if change.fields else "  (nothing changes but who manages it)"
        case Create() | Update() | Delete():
            return ""
        case _:
            assert_never(change)
