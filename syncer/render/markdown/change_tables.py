"""The changes of a plan as blocks of Markdown: prices, limits, creates, deletes, other fields, drift."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from schemas.attributes import NAMES
from syncer.model.changes import Adopt, Update
from syncer.model.words import a_few, counted
from syncer.render.markdown.budget import Block
from syncer.render.markdown.escape import code, prose
from syncer.render.review_order import field_place
from syncer.render.text.values import amount, details, percent
from syncer.render.view import note_of, since_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from syncer.model.changes import Change, Create, Delete, FieldChange, Recreate
    from syncer.render.review_order import FieldRow
    from syncer.render.view import PlanView

WORST: Final = 10
"""So many rows of what matters are never folded, and dropped last."""
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
_BRIEF_CREATES: Final = ("| model | where |", "|---|---|")
_DELETES: Final = ("| model | state | row |", "|---|---|---|")


def price_blocks(view: PlanView) -> Iterator[Block]:
    """What costs more or less, and which limits move."""
    yield _fields("prices", "What costs more or less", view.fields.prices, "price change")
    yield _fields("limits", "Limits", view.fields.limits, "limit change")


def default_line(view: PlanView) -> str | None:
    """The default model before and after; None where it stays."""
    if view.default is None:
        return None
    before, after = (a_few(names, _MOST_DEFAULTS, show=code) or "none" for names in view.default)
    return f"**The default model**: {before} -&gt; {after}."


def row_blocks(view: PlanView) -> Iterator[Block]:
    """Creates, deletes, other fields, adoptions that change nothing, drift."""
    yield _creates(view.creates)
    yield _deletes(view.deletes)
    yield _fields("others", "Other changes", view.fields.others, "other change", unfolded=2 * WORST)
    rows = tuple(f"- {code(change.model_id)} {_where(change)}" for change in view.adoptions)
    title = "**Unmanaged rows that become the catalog's**, without a change of their values:"
    yield Block(name="adoptions", title=title, rows=rows, unfolded=WORST, noun="adoption")
    title = "**Edited outside the catalog, and put back**:"
    drift = tuple(map(_drift_row, view.fields.drift))
    yield Block(name="drift", title=title, header=_DRIFT, rows=drift, unfolded=WORST, noun="outside edit")


def _fields(name: str, title: str, found: Iterable[FieldRow], noun: str, *, unfolded: int = WORST) -> Block:
    rows = tuple(map(_row, found))
    return Block(name=name, title=f"**{title}**:", header=_FIELDS, rows=rows, unfolded=unfolded, noun=noun)


def _row(row: FieldRow) -> str:
    before, after = value_cells(row.field)
    note = note_of(row.change)
    said = f" ({prose(note)})" if note else ""
    return f"| {_model(row.change)} | {code(row.field.field)} | {before} | {after}{said} | {code(row.place)} |"


def _model(change: Change) -> str:
    return f"{code(change.model_id)} (adopted)" if isinstance(change, Adopt) else code(change.model_id)


def _drift_row(row: FieldRow) -> str:
    change, field = row
    since, changed = (since_of(change), change.live.updated_at) if isinstance(change, (Adopt, Update)) else ("", "")
    cells = [_model(change), code(field.field), *value_cells(field), code(since), code(changed), code(row.place)]
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


def _creates(changes: Sequence[Create | Recreate]) -> Block:
    title = f"**{counted(len(changes), 'new model')}**:"
    brief = tuple(f"| {code(change.model_id)} | {_where(change)} |" for change in changes)
    short = Block(name="creates", title=title, header=_BRIEF_CREATES, rows=brief, unfolded=WORST, noun="new model")
    rows = tuple(map(_create_row, changes))
    return Block(name="creates", title=title, header=_CREATES, rows=rows, unfolded=WORST, noun="new model", brief=short)


def _create_row(change: Create | Recreate) -> str:
    fields: Mapping[str, object] = {
        **dict.fromkeys(NAMES),
        **{field.field: field.after for field in change.fields},
    }
    note = note_of(change)
    states = [] if fields["enabled"] else ["disabled"]
    states += [note] if note else []
    model = f"{code(change.model_id)} ({prose('; '.join(states))})" if states else code(change.model_id)
    cells = [
        code(amount(name, fields[name]).removesuffix(" USD"))
        for name in (
            "model_name", "provider", "input_price_per_million_tokens", "output_price_per_million_tokens",
            "max_input_tokens", "max_output_tokens", "available_to_roles",
        )
    ]  # fmt: skip
    return f"| {model} | {' | '.join(cells)} | {_where(change)} |"


def _deletes(changes: Sequence[Delete]) -> Block:
    title = f"**{counted(len(changes), 'model')} deleted**:"
    rows = tuple(f"| {code(one.model_id)} | {prose(note_of(one))} | {code(one.record_id)} |" for one in changes)
    return Block(name="deletes", title=title, header=_DELETES, rows=rows, unfolded=2 * WORST, noun="deleted model")
