"""What a plan says, as blocks and lines of Markdown: changes, people, what stops it, warnings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from syncer.model.changes import Adopt, Update
from syncer.model.grants import named_roles
from syncer.model.words import FEW, a_few, counted
from syncer.plan.conflict_text import edited_since
from syncer.render.gist import gist
from syncer.render.markdown.budget import WORST, Block
from syncer.render.markdown.cells import (
    ARROW,
    change_cell,
    field_cell,
    figure,
    figure_cell,
    figures_cell,
    model_cell,
    placed,
    time_cell,
)
from syncer.render.markdown.escape import breakable, code, prose
from syncer.render.markdown.stops import STOPS
from syncer.render.notes import note_of
from syncer.render.text.values import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from syncer.errors import Problem
    from syncer.model.changes import Create, Recreate
    from syncer.plan.guards.role_access import RoleReach
    from syncer.plan.settings_change import SettingChange
    from syncer.render.links import Links
    from syncer.render.view import FieldRow, PlanView

_PRICES: Final = ("| model | price per million tokens |", "|---|---|")
_LIMITS: Final = ("| model | limit in tokens |", "|---|---|")
_FIELDS: Final = ("| model | change |", "|---|---|")
_DRIFT: Final = ("| model | put back | edited since | row last changed |", "|---|---|---|---|")
_CREATES: Final = ("| model | USD per million tokens | tokens | roles |", "|---|---|---|---|")
_BRIEF_CREATES: Final = ("| model |", "|---|")
_DELETES: Final = ("| model | state | row |", "|---|---|---|")
_SETTINGS: Final = ("| setting | change | since |", "|---|---|---|")
_ROLES: Final = ("| role | models to pick | loses | gains |", "|---|---|---|---|")
_MOST_NAME: Final = 60


def plan_blocks(
    view: PlanView, warnings: Iterable[Problem], *, unmanaged: bool, links: Links | None = None
) -> tuple[Block, ...]:
    """The whole of a plan with those warnings, what matters most first; on demand with the unmanaged rows."""
    of_rows = {block.name: block for block in _row_blocks(view, links)}
    stops = {name: Block(name, f"**{title}**:", noun, tuple(map(row, view.stopped(kind))), unfolded=WORST)
             for name, title, noun, kind, row in STOPS}  # fmt: skip
    told = tuple(f"- {sentence}" for sentence in view.lifecycle(code))
    coming = tuple(f"- {sentence}" for sentence in view.coming(code))
    remarks = tuple(f"- {remark}" for remark in view.remarks(code))
    listed = tuple(f"- {code(record.model_id)}, row {code(record.record_id)}" for record in view.plan.unmanaged)
    return (
        _settings(view, links),
        stops["conflicts"],
        stops["guards"],
        of_rows["deletes"],
        _roles(view),
        Block("lifecycle", "**Lifecycle**:", "model", told, unfolded=2 * WORST),
        _money(view),
        of_rows["prices"],
        Block("coming", "**Prices to come**:", "price", coming, unfolded=2 * WORST),
        of_rows["limits"],
        of_rows["creates"],
        of_rows["others"],
        of_rows["drift"],
        _adoptions(view),
        stops["lifted"],
        Block("warnings", "**Warnings**:", "warning", tuple(problem_items(warnings)), unfolded=FEW),
        Block("remarks", "**Remarks**:", "remark", remarks, unfolded=FEW),
        Block("unmanaged", "**Unmanaged rows**, which no plan deletes:", "row", listed if unmanaged else ()),
    )


def _money(view: PlanView) -> Block:
    """What it costs a month, where the use of models was given."""
    headline, lines = view.money(code) or ("", ())
    rows = tuple(f"- {line}" for line in lines)
    if headline and not rows:
        rows = ("- no model of the use changes",)
    return Block("money", f"**Per month**: {headline}.", "model", rows)


def _settings(view: PlanView, links: Links | None) -> Block:
    rows = tuple(_setting_row(change, links) for change in view.plan.settings)
    return Block("settings", "**Settings**:", "setting", rows, _SETTINGS, 2 * WORST)


def _setting_row(change: SettingChange, links: Links | None) -> str:
    values = ARROW.join(breakable("none" if one is None else str(one)) for one in (change.before, change.after))
    what = ", **loosened**" if change.loosened else ""
    return f"| {placed(change.name, change.place, links)} | {values}{what} | {breakable(change.since)} |"


def _roles(view: PlanView) -> Block:
    return Block("roles", "**Roles**:", "role", tuple(map(_role_row, view.roles)), _ROLES)


def _role_row(one: RoleReach) -> str:
    lost, gained = (
        a_few(names, show=lambda name: breakable(name, most=_MOST_NAME)) for names in (one.lost, one.gained)
    )
    return f"| {breakable(one.role)} | {one.before}{ARROW}{one.after} | {lost} | {gained} |"


def _row_blocks(view: PlanView, links: Links | None) -> Iterator[Block]:
    """Prices, limits, creates, deletes, other fields, drift."""
    yield Block("prices", "**What costs more or less**:", "repriced model", tuple(_price_rows(view, links)), _PRICES)
    rows = tuple(f"| {_of_field(row, links)} | {figure_cell(row)} |" for row in view.limits)
    yield Block("limits", "**Limits**:", "limit change", rows, _LIMITS)
    title = f"**{counted(len(view.creates), 'new model')}**:"
    short = Block("creates", title, "new model", tuple(f"| {model_cell(change, links)} |" for change in view.creates),
                  _BRIEF_CREATES)  # fmt: skip
    rows = tuple(_create_row(change, links) for change in view.creates)
    yield Block("creates", title, "new model", rows, _CREATES, brief=short)
    title = f"**{counted(len(view.deletes), 'model')} deleted**:"
    rows = tuple(
        f"| {breakable(one.model_id)} | {prose(note_of(one))} | {code(one.record_id)} |" for one in view.deletes
    )
    yield Block("deletes", title, "deleted model", rows, _DELETES)
    rows = tuple(f"| {_of_field(row, links)} | {change_cell(row)} |" for row in view.others)
    yield Block("others", "**Other changes**:", "other change", rows, _FIELDS)
    rows = tuple(_drift_row(row, links) for row in view.drift)
    yield Block("drift", "**Edited outside the catalog, and put back**:", "outside edit", rows, _DRIFT)


def _price_rows(view: PlanView, links: Links | None) -> Iterator[str]:
    """A row for each model, which stands where the worst change of its prices does."""
    found: dict[str, list[FieldRow]] = {}
    for row in view.prices:
        found.setdefault(row.change.model_id, []).append(row)
    for rows in found.values():
        yield f"| {_of_field(rows[0], links)} | {'<br>'.join(map(figure_cell, rows))} |"


def _of_field(row: FieldRow, links: Links | None) -> str:
    return model_cell(row.change, links, row.field.field)


def _adoptions(view: PlanView) -> Block:
    """However many rows are only adopted, that is one line."""
    count, names = len(view.adoptions), a_few([one.model_id for one in view.adoptions], show=code)
    become = "row becomes" if count == 1 else "rows become"
    said = f"**{count:,} unmanaged {become} the catalog's**, without a change of values: {names}."
    return Block("adoptions", "", "line about adoptions", (said,) if count else ())


def _drift_row(row: FieldRow, links: Links | None) -> str:
    change = row.change
    times = (edited_since(change.live), change.live.updated_at) if isinstance(change, (Adopt, Update)) else ("", "")
    cells = [_of_field(row, links), field_cell(row.field), *map(time_cell, times)]
    return f"| {' | '.join(cells)} |"


def _create_row(change: Create | Recreate, links: Links | None) -> str:
    fields = {field.field: field.after for field in change.fields}
    about = ", ".join(breakable(shown(fields.get(name))) for name in ("model_name", "provider"))
    state = "" if fields.get("enabled") else " (disabled)"
    prices = figures_cell(fields, "input_price_per_million_tokens", "output_price_per_million_tokens")
    limits = figures_cell(fields, "max_input_tokens", "max_output_tokens")
    roles = a_few(named_roles(fields.get("available_to_roles")), show=breakable) or "none"
    return f"| {model_cell(change, links)}{state}<br>{about} | {prices} | {limits} | {roles} |"


def default_line(view: PlanView) -> str | None:
    """The default model before and after; None where it stays."""
    if view.default is None:
        return None
    before, after = (a_few(names, show=code) or "none" for names in view.default)
    return f"**The default model**: {before}{ARROW}{after}."


def gist_line(view: PlanView) -> list[str]:
    """What the plan does, in a sentence; nothing where it does nothing of the kind."""
    said = gist(view, lambda name: code(name, most=_MOST_NAME), figure, lambda text: f"**{text}**")
    return [said, ""] if said else []


def problem_items(problems: Iterable[Problem]) -> Iterator[str]:
    """A list item for each problem."""
    for problem in problems:
        place = problem.where if problem.line is None else f"{problem.where}:{problem.line}"
        field = f" {code(problem.field)}" if problem.field else ""
        kind = f" ({code(problem.kind)})" if problem.kind else ""
        yield f"- {problem.severity} {code(place)}{field}: {prose(problem.message)}{kind}"
