"""What a plan says, as blocks and lines of Markdown: changes, people, what stops it and what lifts that, warnings."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Final

from syncer.model.changes import Adopt, Update, source_of
from syncer.model.words import FEW, a_few, counted
from syncer.plan.conflict_text import edited_since
from syncer.render.markdown.budget import WORST, Block
from syncer.render.markdown.escape import code, prose
from syncer.render.money import money_headline, money_lines
from syncer.render.notes import note_of
from syncer.render.text.values import amount, details, percent

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from syncer.errors import Problem
    from syncer.model.changes import Change, Create, FieldChange, Recreate
    from syncer.plan.guards.role_access import RoleReach
    from syncer.plan.plan import Plan
    from syncer.plan.settings_change import SettingChange
    from syncer.render.view import FieldRow, PlanView, StopRow

_MOST_DETAILS: Final = 10
_MOST_DEFAULTS: Final = 3
_FIELDS: Final = ("| model | field | before | after | where |", "|---|---|---|---|---|")
_DRIFT: Final = (
    "| model | field | now | put back to | edited since | row last changed | where |",
    "|---|---|---|---|---|---|---|",
)
_CREATES: Final = (
    "| model | name | provider | USD in | USD out | tokens in | tokens out | roles | where |",
    "|---|---|---|---|---|---|---|---|---|",
)
_CREATED: Final = (
    "model_name", "provider", "input_price_per_million_tokens", "output_price_per_million_tokens", "max_input_tokens",
    "max_output_tokens", "available_to_roles",
)  # fmt: skip
_BRIEF_CREATES: Final = ("| model | where |", "|---|---|")
_DELETES: Final = ("| model | state | row |", "|---|---|---|")
_SETTINGS: Final = ("| setting | before | after | | since | where |", "|---|---|---|---|---|---|")
_ROLES: Final = ("| role | models to pick | loses | gains |", "|---|---|---|---|")
_MOST_NAME: Final = 60
_MOST_OPTION: Final = 300
"""So many characters of an option and its value are shown."""
_MOST_LIFTING: Final = 20


def plan_blocks(view: PlanView, warnings: Iterable[Problem], *, unmanaged: bool) -> tuple[Block, ...]:
    """The whole of a plan with those warnings, what matters most first; on demand with the unmanaged rows."""
    return tuple(_blocks(view, warnings, unmanaged=unmanaged))


def _blocks(view: PlanView, warnings: Iterable[Problem], *, unmanaged: bool) -> Iterator[Block]:
    plan = view.plan
    rows = tuple(map(_setting_row, plan.settings))
    yield Block("settings", "**Settings**:", "setting", rows, _SETTINGS, 2 * WORST)
    yield from _money(plan)
    prices, limits = (tuple(map(_row, rows)) for rows in (view.prices, view.limits))
    yield Block("prices", "**What costs more or less**:", "price change", prices, _FIELDS)
    yield Block("limits", "**Limits**:", "limit change", limits, _FIELDS)
    roles = sorted(plan.reach.roles, key=lambda one: (bool(one.after), -len(one.lost), one.role))
    yield Block("roles", "**Roles**:", "role", tuple(map(_role_row, roles)), _ROLES)
    told = tuple(f"- {sentence}" for sentence in view.lifecycle(code))
    yield Block("lifecycle", "**Lifecycle**:", "model", told, unfolded=2 * WORST)
    yield from _row_blocks(view)
    for name, title, noun, kind, row in _STOPS:
        yield Block(name, f"**{title}**:", noun, tuple(map(row, view.stopped(kind))), unfolded=2 * WORST)
    yield Block("warnings", "**Warnings**:", "warning", tuple(problem_items(warnings)), unfolded=FEW)
    rows = tuple(f"- {remark}" for remark in view.remarks(code))
    yield Block("remarks", "**Remarks**:", "remark", rows, unfolded=FEW)
    if unmanaged:
        rows = tuple(f"- {code(record.model_id)}, row {code(record.record_id)}" for record in plan.unmanaged)
        yield Block("unmanaged", "**Unmanaged rows**, which no plan deletes:", "row", rows)


def _money(plan: Plan) -> Iterator[Block]:
    """What it costs a month, where the use of models was given."""
    if plan.money is not None:
        rows = tuple(f"- {line}" for line in money_lines(plan.money, code))
        title = f"**Per month**: {money_headline(plan.money)}."
        yield Block("money", title, "model", rows or ("- no model of the use changes",))


def _setting_row(change: SettingChange) -> str:
    values = (code("none" if value is None else str(value)) for value in (change.before, change.after))
    what = "**loosened**" if change.loosened else "changed"
    return f"| {code(change.name)} | {' | '.join(values)} | {what} | {code(change.since)} | {code(str(change.place))} |"


def loosened_words(view: PlanView) -> list[str]:
    """That settings are looser, and which, for a headline; none where none is."""
    names = list(dict.fromkeys(change.name for change in view.plan.settings if change.loosened))
    shown = a_few(names, show=lambda name: code(name, most=_MOST_NAME))
    return [f"LOOSENED SETTINGS ({shown})"] if names else []


def _role_row(one: RoleReach) -> str:
    lost, gained = (a_few(names, show=lambda name: code(name, most=_MOST_NAME)) for names in (one.lost, one.gained))
    return f"| {code(one.role)} | {one.before} -&gt; {one.after} | {lost} | {gained} |"


def _row_blocks(view: PlanView) -> Iterator[Block]:
    """Creates, deletes, other fields, adoptions that change nothing, drift."""
    title = f"**{counted(len(view.creates), 'new model')}**:"
    brief = tuple(f"| {code(change.model_id)} | {_where(change)} |" for change in view.creates)
    short = Block("creates", title, "new model", brief, _BRIEF_CREATES)
    yield Block("creates", title, "new model", tuple(map(_create_row, view.creates)), _CREATES, brief=short)
    title = f"**{counted(len(view.deletes), 'model')} deleted**:"
    rows = tuple(f"| {code(one.model_id)} | {prose(note_of(one))} | {code(one.record_id)} |" for one in view.deletes)
    yield Block("deletes", title, "deleted model", rows, _DELETES, 2 * WORST)
    others = tuple(map(_row, view.others))
    yield Block("others", "**Other changes**:", "other change", others, _FIELDS, 2 * WORST)
    rows = tuple(f"- {code(change.model_id)} {_where(change)}" for change in view.adoptions)
    title = "**Unmanaged rows that become the catalog's**, without a change of their values:"
    yield Block("adoptions", title, "adoption", rows)
    drift = tuple(map(_drift_row, view.drift))
    yield Block("drift", "**Edited outside the catalog, and put back**:", "outside edit", drift, _DRIFT)


def _row(row: FieldRow) -> str:
    change, field = row
    before, after = value_cells(field)
    note = note_of(change)
    said = f" ({prose(note)})" if note else ""
    return f"| {_model(change)} | {code(field.field)} | {before} | {after}{said} | {_where(change, field.field)} |"


def _model(change: Change) -> str:
    return f"{code(change.model_id)} (adopted)" if isinstance(change, Adopt) else code(change.model_id)


def _drift_row(row: FieldRow) -> str:
    change, field = row
    times = (edited_since(change.live), change.live.updated_at) if isinstance(change, (Adopt, Update)) else ("", "")
    cells = [_model(change), code(field.field), *value_cells(field), *map(code, times), _where(change, field.field)]
    return f"| {' | '.join(cells)} |"


def value_cells(field: FieldChange) -> tuple[str, str]:
    """The cells for both values of a field; in the second what differs inside of them, where they are long."""
    inside = details(field)
    if inside:
        more = [f"and {len(inside) - _MOST_DETAILS} more"] if len(inside) > _MOST_DETAILS else []
        return "", "<br>".join([*map(code, inside[:_MOST_DETAILS]), *more])
    return code(amount(field.field, field.before)), f"{code(amount(field.field, field.after))}{percent(field)}"


def _where(change: Change, field: str = "model_id") -> str:
    """File and line of a field that a change is about; the row where no definition says it."""
    source = source_of(change)
    return code(str(source.at(field)) if source is not None else f"row {change.record_id}")


def _create_row(change: Create | Recreate) -> str:
    fields = {field.field: field.after for field in change.fields}
    states = "; ".join(filter(None, ["" if fields.get("enabled") else "disabled", note_of(change)]))
    model = f"{code(change.model_id)} ({prose(states)})" if states else code(change.model_id)
    cells = [code(amount(name, fields.get(name)).removesuffix(" USD")) for name in _CREATED]
    return f"| {model} | {' | '.join(cells)} | {_where(change)} |"


def default_line(view: PlanView) -> str | None:
    """The default model before and after; None where it stays."""
    if view.default is None:
        return None
    before, after = (a_few(names, _MOST_DEFAULTS, show=code) or "none" for names in view.default)
    return f"**The default model**: {before} -&gt; {after}."


def stop_line(view: PlanView) -> str | None:
    """What stops the plan, in a line; None when nothing does."""
    stops = []
    conflicts, refused = view.stopped("conflict"), view.stopped("refused")
    if conflicts:
        stops.append(f"**Conflict**: somebody has to decide about {counted(len(conflicts), 'value')} first")
    if refused:
        listed = ", ".join(code(name) for name in dict.fromkeys(stop.rule for stop in refused))
        stops.append(f"**Refused** by {len(refused):,} guard{'s'[: len(refused) != 1]} ({listed})")
    return f"{'. '.join(stops)}. Nothing is applied; what lifts it is said below." if stops else None


def _stopped(stop: StopRow) -> str:
    return f"- **{stop.rule}**: {prose(stop.message)}"


def _refused(stop: StopRow) -> str:
    lift = f"Lifted by {code(_as_typed(stop.option), most=_MOST_OPTION)}." if stop.option else "No option lifts it."
    return f"- **{stop.rule}**: {prose(stop.reason)}. {lift}"


_STOPS: Final = (
    ("conflicts", "Conflicts", "conflict", "conflict", _stopped),
    ("guards", "Refused", "refusal", "refused", _refused),
    ("lifted", "Allowed", "lifted guard", "allowed", _stopped),
)


def _as_typed(option: str) -> str:
    """An option and its value as a shell takes them."""
    name, gap, value = option.partition(" ")
    return f"{name}{gap}{shlex.quote(value)}" if gap else name


def lifting_lines(view: PlanView) -> list[str]:
    """The options that lift all that stops the plan, a line each, as the description of a pull request takes them.

    Empty when an option cannot do it, or when there are too many of them.
    """
    options = view.lifting
    if not 0 < len(options) <= _MOST_LIFTING or not all(map(_is_plain, options)):
        return []
    these = "this line" if len(options) == 1 else "these lines"
    lines = [f"syncer: {_as_typed(option)}" for option in options]
    return [f"If that is meant, write {these} into the description of the pull request:", "", "```", *lines, "```", ""]


def _is_plain(option: str) -> bool:
    """Whether the option can stand in a line of text as it is."""
    return option.isprintable() and "`" not in option and len(option) <= _MOST_OPTION


def problem_items(problems: Iterable[Problem]) -> Iterator[str]:
    """A list item for each problem."""
    for problem in problems:
        place = problem.where if problem.line is None else f"{problem.where}:{problem.line}"
        field = f" {code(problem.field)}" if problem.field else ""
        kind = f" ({code(problem.kind)})" if problem.kind else ""
        yield f"- {problem.severity} {code(place)}{field}: {prose(problem.message)}{kind}"
