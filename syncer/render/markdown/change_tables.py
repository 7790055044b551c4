"""The changes of a plan as blocks of Markdown: prices, limits, creates, deletes, other fields, drift."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from schemas.attributes import NAMES
from syncer.model.changes import Adopt, Create, Delete, Recreate, Update
from syncer.plan.plan import source_of
from syncer.render.markdown.budget import Block
from syncer.render.markdown.escape import code, prose
from syncer.render.remarks import note_of, since_of
from syncer.render.review_order import default_of
from syncer.render.text.values import amount, counted, details, percent

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from syncer.model.changes import Change, FieldChange
    from syncer.plan.plan import Plan
    from syncer.render.review_order import Move, Moves

WORST: Final = 10
"""So many rows of what matters are never folded, and dropped last."""
_MOST_DETAILS: Final = 10
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


def price_blocks(moves: Moves) -> Iterator[Block]:
    """What costs more or less, and which limits move."""
    yield _fields("prices", "What costs more or less", moves.prices, "price change")
    yield _fields("limits", "Limits", moves.limits, "limit change")


def default_line(plan: Plan) -> str | None:
    """The default model before and after; None where it stays."""
    before, after = default_of(plan)
    if not before and not after:
        return None
    return f"**The default model**: {_names(before)} -&gt; {_names(after)}."


def _names(names: tuple[str, ...]) -> str:
    if not names:
        return "none"
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return ", ".join(code(name) for name in names[:3]) + more


def row_blocks(plan: Plan, moves: Moves) -> Iterator[Block]:
    """Creates, deletes, other fields, adoptions that change nothing, drift."""
    yield _creates([change for change in plan.changes if isinstance(change, (Create, Recreate))])
    yield _deletes([change for change in plan.changes if isinstance(change, Delete)])
    yield _fields("others", "Other changes", moves.others, "other change", unfolded=2 * WORST)
    adopted = [change for change in plan.changes if isinstance(change, Adopt) and not change.fields]
    rows = tuple(f"- {code(change.model_id)} {code(str(_place(change, 'model_id')))}" for change in adopted)
    title = "**Unmanaged rows that become the catalog's**, without a change of their values:"
    yield Block(name="adoptions", title=title, rows=rows, unfolded=WORST, noun="adoption")
    title = "**Edited outside the catalog, and put back**:"
    drift = tuple(_drift_row(move) for move in moves.drift)
    yield Block(name="drift", title=title, header=_DRIFT, rows=drift, unfolded=WORST, noun="outside edit")


def _fields(name: str, title: str, moves: Iterable[Move], noun: str, *, unfolded: int = WORST) -> Block:
    rows = tuple(_row(move) for move in moves)
    return Block(name=name, title=f"**{title}**:", header=_FIELDS, rows=rows, unfolded=unfolded, noun=noun)


def _row(move: Move) -> str:
    change, field = move
    before, after = _values(field)
    note = note_of(change)
    said = f" ({prose(note)})" if note else ""
    return f"| {_model(change)} | {code(field.field)} | {before} | {after}{said} | {_where(change, field.field)} |"


def _model(change: Change) -> str:
    return f"{code(change.model_id)} (adopted)" if isinstance(change, Adopt) else code(change.model_id)


def _drift_row(move: Move) -> str:
    change, field = move
    since, changed = (since_of(change), change.live.updated_at) if isinstance(change, (Adopt, Update)) else ("", "")
    cells = [_model(change), code(field.field), *_values(field), code(since), code(changed)]
    return f"| {' | '.join(cells)} | {_where(change, field.field)} |"


def _values(field: FieldChange) -> tuple[str, str]:
    """The cells for before and after."""
    inside = details(field)
    if inside:
        more = [f"and {len(inside) - _MOST_DETAILS} more"] if len(inside) > _MOST_DETAILS else []
        return "", "<br>".join([*map(code, inside[:_MOST_DETAILS]), *more])
    return code(amount(field.field, field.before)), f"{code(amount(field.field, field.after))}{percent(field)}"


def _where(change: Change, field: str) -> str:
    return code(_place(change, field))


def _place(change: Change, field: str) -> str:
    """File and line of a field; the row where no definition says it."""
    source = source_of(change)
    return str(source.at(field)) if source is not None else f"row {change.record_id}"


def _creates(changes: list[Create | Recreate]) -> Block:
    title = f"**{counted(len(changes), 'new model')}**:"
    brief = tuple(f"| {code(change.model_id)} | {_where(change, 'model_id')} |" for change in changes)
    short = Block(name="creates", title=title, header=_BRIEF_CREATES, rows=brief, unfolded=WORST, noun="new model")
    rows = tuple(_create_row(change) for change in changes)
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
    return f"| {model} | {' | '.join(cells)} | {_where(change, 'model_id')} |"


def _deletes(changes: list[Delete]) -> Block:
    """Deletes, of what people can pick first."""
    title = f"**{counted(len(changes), 'model')} deleted**:"
    ordered = sorted(changes, key=lambda one: (not one.live.fields["is_default"], not one.live.fields["enabled"]))
    rows = tuple(f"| {code(one.model_id)} | {prose(note_of(one))} | {code(one.record_id)} |" for one in ordered)
    return Block(name="deletes", title=title, header=_DELETES, rows=rows, unfolded=2 * WORST, noun="deleted model")
