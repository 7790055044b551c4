"""The changes of a plan as blocks of Markdown: prices, limits, creates, deletes, other fields, drift."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from syncer.model.changes import Adopt, Update
from syncer.model.words import a_few, counted
from syncer.plan.conflict_text import edited_since
from syncer.render.markdown.budget import WORST, Block
from syncer.render.markdown.escape import code, prose
from syncer.render.review_order import field_place
from syncer.render.text.values import amount, details, percent
from syncer.render.view import note_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from syncer.model.changes import Change, Create, FieldChange, Recreate
    from syncer.render.review_order import FieldRow
    from syncer.render.view import PlanView

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


def price_blocks(view: PlanView) -> Iterator[Block]:
    """What costs more or less, and which limits move."""
    prices, limits = (tuple(map(_row, rows)) for rows in (view.fields.prices, view.fields.limits))
    yield Block("prices", "**What costs more or less**:", "price change", prices, _FIELDS)
    yield Block("limits", "**Limits**:", "limit change", limits, _FIELDS)


def default_line(view: PlanView) -> str | None:
    """The default model before and after; None where it stays."""
    if view.default is None:
        return None
    before, after = (a_few(names, _MOST_DEFAULTS, show=code) or "none" for names in view.default)
    return f"**The default model**: {before} -&gt; {after}."


def row_blocks(view: PlanView) -> Iterator[Block]:
    """Creates, deletes, other fields, adoptions that change nothing, drift."""
    title = f"**{counted(len(view.creates), 'new model')}**:"
    brief = tuple(f"| {code(change.model_id)} | {_where(change)} |" for change in view.creates)
    short = Block("creates", title, "new model", brief, _BRIEF_CREATES)
    yield Block("creates", title, "new model", tuple(map(_create_row, view.creates)), _CREATES, brief=short)
    title = f"**{counted(len(view.deletes), 'model')} deleted**:"
    rows = tuple(f"| {code(one.model_id)} | {prose(note_of(one))} | {code(one.record_id)} |" for one in view.deletes)
    yield Block("deletes", title, "deleted model", rows, _DELETES, 2 * WORST)
    others = tuple(map(_row, view.fields.others))
    yield Block("others", "**Other changes**:", "other change", others, _FIELDS, 2 * WORST)
    rows = tuple(f"- {code(change.model_id)} {_where(change)}" for change in view.adoptions)
    title = "**Unmanaged rows that become the catalog's**, without a change of their values:"
    yield Block("adoptions", title, "adoption", rows)
    drift = tuple(map(_drift_row, view.fields.drift))
    yield Block("drift", "**Edited outside the catalog, and put back**:", "outside edit", drift, _DRIFT)


def _row(row: FieldRow) -> str:
    before, after = value_cells(row.field)
    note = note_of(row.change)
    said = f" ({prose(note)})" if note else ""
    return f"| {_model(row.change)} | {code(row.field.field)} | {before} | {after}{said} | {code(row.place)} |"


def _model(change: Change) -> str:
    return f"{code(change.model_id)} (adopted)" if isinstance(change, Adopt) else code(change.model_id)


def _drift_row(row: FieldRow) -> str:
    change, field = row
    times = (edited_since(change.live), change.live.updated_at) if isinstance(change, (Adopt, Update)) else ("", "")
    cells = [_model(change), code(field.field), *value_cells(field), *map(code, times), code(row.place)]
    return f"| {' | '.join(cells)} |"


def value_cells(field: FieldChange) -> tuple[str, str]:
    """The cells for both values of a field; in the second what differs inside of them, where they are long."""
    inside = details(field)
    if inside:
        more = [f"and {len(inside) - _MOST_DETAILS} more"] if len(inside) > _MOST_DETAILS else []
        return "", "<br>".join([*map(code, inside[:_MOST_DETAILS]), *more])
    return code(amount(field.field, field.before)), f"{code(amount(field.field, field.after))}{percent(field)}"


def _where(change: Change) -> str:
    return code(field_place(change, "model_id"))


def _create_row(change: Create | Recreate) -> str:
    fields = {field.field: field.after for field in change.fields}
    states = "; ".join(filter(None, ["" if fields.get("enabled") else "disabled", note_of(change)]))
    model = f"{code(change.model_id)} ({prose(states)})" if states else code(change.model_id)
    cells = [code(amount(name, fields.get(name)).removesuffix(" USD")) for name in _CREATED]
    return f"| {model} | {' | '.join(cells)} | {_where(change)} |"
