"""A plan, or what became of it, for a person at a terminal."""

from __future__ import annotations

from itertools import chain, filterfalse
from typing import TYPE_CHECKING, Final

from syncer.model.changes import Adopt, Create, Delete, Update, source_of
from syncer.model.times import short_time
from syncer.model.words import FEW, a_few, counted
from syncer.plan.conflict_text import edited_since
from syncer.render.notes import news_of, note_of
from syncer.render.order import without_places
from syncer.render.text.values import Paint, amount, details, safe, spoken, transition
from syncer.render.view import PlanView

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from syncer.model.changes import Change, FieldChange
    from syncer.plan.guards.role_access import RoleReach
    from syncer.plan.plan import Plan
    from syncer.plan.report import ApplyReport

_SIGNS: Final = {"create": ("+", "green"), "adopt": ("=", "cyan"), "update": ("~", "yellow"), "delete": ("-", "red")}
_WIDEST: Final = 60
"""A column is made no wider than this for the sake of its longest entry."""


def plan_lines(plan: Plan, paint: Paint, *, all_fields: bool = False, unmanaged: bool = False) -> Iterator[str]:
    """The plan: a line a change, a line a field, the counts, and what stands in the way.

    `all_fields` also shows every field of creates and deletes, and every place in the order; `unmanaged` lists
    the unmanaged rows.
    """
    view, told = PlanView(plan), plan if all_fields else without_places(plan)
    at = "" if plan.at is None else f", with the prices of {short_time(plan.at)}"
    yield f"catalog {safe(plan.catalog)} -> {safe(plan.target)}{at}"
    yield ""
    for paragraph in (
        _settings(plan, paint),
        _meant(told, paint, all_fields=all_fields),
        _drift(told, paint),
        _unmanaged(plan) if unmanaged else (),
        _money(view),
        chain(_roles(plan.reach.roles), view.lifecycle(safe), view.coming(safe), view.remarks(safe)),
        _stops(view, paint),
    ):
        lines = list(paragraph)
        yield from (*lines, "") if lines else ()
    yield _summary_line(view)


def report_lines(report: ApplyReport, paint: Paint) -> Iterator[str]:
    """What was done, what failed, what was not tried."""
    for outcome in report.outcomes:
        if outcome.status != "applied":
            said = paint("red", f"{outcome.status}: {outcome.change.action} {safe(outcome.change.model_id)}")
            yield f"{said}: {safe(outcome.detail)}" if outcome.detail else said
    if report.outcomes:
        counts = report.counts
        rest = "" if report.is_complete else f", {counts['failed']:,} failed, {counts['skipped']:,} not tried"
        yield f"Applied {counts['applied']:,} of {counted(len(report.outcomes), 'change')}{rest}."
    if report.renewed:
        yield f"Renewed the mark of {counted(report.renewed, 'row')}."
    news = news_of(report.plan, is_kept=report.remembered)
    yield from [f"Remembered {news}."] if news else []


def _summary_line(view: PlanView) -> str:
    plan, counts = view.plan, view.plan.counts
    warned = f", {counted(len(plan.problems), 'warning')}" if plan.problems else ""
    ignored = f", {safe(str(plan.ignored))}" if plan.ignored else ""
    rest = f"{counts['unchanged']:,} unchanged, {counts['unmanaged']:,} unmanaged{ignored}{warned}"
    if plan.is_empty:
        return f"Nothing{' else' if plan.exit_code else ''} to do{_news(plan, rest)}"
    parts = ", ".join(f"{count:,} to {action}" for action, count in view.actions)
    return f"Plan: {parts}; {rest}. Fingerprint {plan.fingerprint[:12]}."


def _news(plan: Plan, rest: str) -> str:
    """The end of the line of a plan without changes: what is to be remembered all the same, and the counts."""
    news = news_of(plan, is_kept=plan.inventory is not None)
    return f", but to remember {news}: {rest}. Fingerprint {plan.fingerprint[:12]}." if news else f": {rest}."


def _settings(plan: Plan, paint: Paint) -> Iterator[str]:
    """The settings that change: the looser ones first, each with the line that says it."""
    width = _width(safe(change.name) for change in plan.settings)
    if plan.settings:
        yield "Settings:"
    for change in plan.settings:
        what, colour = ("loosened", "red") if change.loosened else ("changed", "cyan")
        said = f"! {what:<8} {safe(change.name):<{width}}  {safe(change.values)}, since {safe(change.since)}"
        yield f"{paint(colour, said)}  {paint('dim', safe(str(change.place)))}"


def _meant(plan: Plan, paint: Paint, *, all_fields: bool) -> Iterator[str]:
    """The changes that do more than put back what was edited outside the catalog."""
    meant = [one for one in plan.changes if not isinstance(one, Update) or len(one.drift) < len(one.fields)]
    meant, line = _without_many_adoptions(meant, paint, all_fields=all_fields)
    yield from line
    width = _width(safe(change.model_id) for change in meant)
    for change in meant:
        yield _head(change, width, paint)
        if all_fields or not isinstance(change, (Create, Delete)):
            yield from _fields(change, paint)


def _without_many_adoptions(meant: list[Change], paint: Paint, *, all_fields: bool) -> tuple[list[Change], list[str]]:
    """The changes, and a line instead of those that only adopt a row, where many do and fields are not asked for."""
    plain = [one.model_id for one in meant if _only_adopts(one)]
    if all_fields or len(plain) <= FEW:
        return meant, []
    said = f"{paint('cyan', f'= adopt  {len(plain):,} rows')}, without a change of values: {a_few(plain, show=safe)}"
    return list(filterfalse(_only_adopts, meant)), [said]


def _only_adopts(change: Change) -> bool:
    return isinstance(change, Adopt) and not change.fields


def _drift(plan: Plan, paint: Paint) -> Iterator[str]:
    """What was edited outside the catalog and is put back, apart from what is meant."""
    found = [change for change in plan.changes if isinstance(change, (Adopt, Update)) and change.drift]
    width = _width(safe(change.model_id) for change in found)
    if found:
        yield "Edited outside the catalog:"
    for change in found:
        place = f"row {safe(change.record_id)}, last changed {safe(short_time(change.live.updated_at))}"
        yield f"{paint('yellow', f'< update {safe(change.model_id):<{width}}')}  {paint('dim', place)}"
        since = f"edited outside the catalog since {safe(edited_since(change.live))}"
        for field in change.drift:
            said = f"will be put back: {f'{field.field} {transition(field)}'.rstrip()}, {since}"
            yield f"    {said}  {paint('dim', _place(change, field.field))}"
            yield from _inside(field)


def _unmanaged(plan: Plan) -> Iterator[str]:
    if plan.unmanaged:
        yield "Unmanaged rows, which no plan deletes:"
    for record in plan.unmanaged:
        yield spoken(f"  {safe(record.model_id)}  row {safe(record.record_id)}")


def _money(view: PlanView) -> Iterator[str]:
    """What it costs, where the use of models was given."""
    headline, lines = view.money(safe) or ("", ())
    yield from (f"Per month: {headline}.", *(f"  {line}" for line in lines)) if headline else ()


def _roles(roles: Iterable[RoleReach]) -> Iterator[str]:
    """A line for each role that loses models, one for all that only gain some."""
    gaining: list[str] = []
    for role in roles:
        if role.lost:
            gained = f", gains {a_few(role.gained, show=safe)}" if role.gained else ""
            models = f"{role.before} -> {counted(role.after, 'model')}"
            yield f"Role {safe(role.role)} can pick {models}: loses {a_few(role.lost, show=safe)}{gained}."
        else:
            gaining.append(f"{role.role} {role.before} -> {role.after}")
    if gaining:
        yield f"More models to pick for {counted(len(gaining), 'role')}: {a_few(gaining, show=safe)}."


def _stops(view: PlanView, paint: Paint) -> Iterator[str]:
    for stop in view.stops:
        if stop.kind == "conflict":
            yield paint("red", f"CONFLICT: {safe(stop.message)}")
        else:
            said = f"{safe(stop.message)} [{stop.rule}]"
            yield f"allowed: {said}" if stop.kind == "allowed" else paint("red", f"REFUSED: {said}")


def _width(texts: Iterable[str]) -> int:
    return min(max(map(len, texts), default=0), _WIDEST)


def _head(change: Change, width: int, paint: Paint) -> str:
    sign, colour = _SIGNS[change.action]
    source = source_of(change)
    place = f"{safe(source.file)}:{source.line}" if source else f"row {safe(str(change.record_id))}"
    what = paint(colour, f"{sign} {change.action:<6} {safe(change.model_id):<{width}}")
    note = note_of(change)
    return f"{what}  {paint('dim', place)}{f'  ({safe(note)})' if note else ''}"


def _fields(change: Change, paint: Paint) -> Iterator[str]:
    """The fields of a change, without drift, which is shown by itself, and with what differs inside of long values."""
    whole = isinstance(change, (Create, Delete))
    hidden = {"model_id"} if whole else frozenset(field.field for field in change.fields if field.origin == "live")
    fields = [field for field in change.fields if field.field not in hidden]
    for field, line in zip(fields, _columns(change, fields, paint), strict=True):
        yield line
        yield from () if whole else _inside(field)


def _inside(field: FieldChange) -> Iterator[str]:
    return (f"      {detail}" for detail in details(field))


def _columns(change: Change, fields: Sequence[FieldChange], paint: Paint) -> Iterator[str]:
    """A line for each field: name, values, place."""
    names = _width(field.field for field in fields) + 1
    values = [_values(change, field) for field in fields]
    column = _width(values)
    for field, text in zip(fields, values, strict=True):
        where = _place(change, field.field)
        line = f"    {field.field + ':':<{names}}{f' {text:<{column}}' if column else ''}"
        yield f"{line}  {paint('dim', where)}" if where else line.rstrip()


def _values(change: Change, field: FieldChange) -> str:
    if isinstance(change, Create):
        return amount(field.field, field.after)
    return amount(field.field, field.before) if isinstance(change, Delete) else transition(field)


def _place(change: Change, field: str) -> str:
    """File and line of a field that changes; of the definition when the file leaves the field to its default."""
    source = None if isinstance(change, Create) else source_of(change)
    return safe(str(source.at(field))) if source else ""
