"""The changes of a plan as tables of a page: before and after side by side, and what a filter goes by."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from schemas.attributes import KIND
from syncer.frozen import NamedTuple
from syncer.model.changes import Adopt, Create, Delete, Update, fields_after, source_of
from syncer.model.grants import named_roles
from syncer.model.times import short_time
from syncer.model.words import a_few, shortened
from syncer.plan.conflict_text import edited_since
from syncer.render.html.cells import Cell, label_of
from syncer.render.html.numbers import point_room, price_text
from syncer.render.html.phrases import short_name
from syncer.render.notes import note_of
from syncer.render.text.values import details, percent, shown, sides_shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from syncer.model.catalog import Place
    from syncer.model.changes import Change, FieldChange, Recreate
    from syncer.render.links import Links
    from syncer.render.view import FieldRow, PlanView

_MOST_DETAILS: Final = 40
"""So many lines say what differs inside of two values, each of so many characters:"""
_MOST_DETAIL: Final = 600
_MODELS: Final = "/models/"
"""Below it files are named."""
_FIGURES: Final = (
    "input_price_per_million_tokens",
    "output_price_per_million_tokens",
    "max_input_tokens",
    "max_output_tokens",
)
"""What the table of new and deleted models has a column for."""
_SAID: Final = frozenset({*_FIGURES, "model_id", "model_name", "available_to_roles"})
"""What stands in that table already."""


class At(NamedTuple):
    """A line of a file."""

    text: str
    address: str | None
    """Where it is shown; None where nobody knows."""


class ChangeRow(NamedTuple):
    """One row of a table, about one field or about a whole model."""

    model_id: str
    at: At | None
    provider: str
    label: str = ""
    """The field; empty where the row is about the model."""
    before: Cell | None = None
    after: Cell | None = None
    move: str = ""
    """`up` or `down` for a number."""
    percent: str = ""
    inside: tuple[str, ...] = ()
    """What differs inside of two values that are too long to be shown."""
    note: str = ""
    cells: tuple[tuple[str, Cell], ...] = ()
    """The figures of a whole model, each with its label."""
    name: str = ""
    roles: str = ""
    rest: tuple[tuple[str, Cell], ...] = ()
    """The other fields of a whole model, each with its label."""


class ChangeTable(NamedTuple):
    """Rows of one kind."""

    kind: str
    title: str
    short: str
    """The title after a number: `3 deleted`."""
    shape: str
    """`fields`, `models` or `names`: which columns it has."""
    rows: tuple[ChangeRow, ...]
    total: int
    """How many there are, also of those that are left out."""

    @property
    def digits(self) -> int:
        """Behind the point of its prices."""
        cells = (
            cell for row in self.rows for cell in (row.before, row.after, *(cell for _, cell in row.cells)) if cell
        )
        return point_room(cell.text for cell in cells if isinstance(cell.value, (int, float)))


def change_tables(view: PlanView, links: Links | None, *, most: int) -> tuple[ChangeTable, ...]:
    """Every change of a plan, what matters most first, in so many rows at most; without the empty tables."""
    field, drifted, model, name = (partial(made, links=links) for made in (_of_field, _of_drift, _of_model, _of_name))
    found: tuple[tuple[str, str, str, str, tuple[Any, ...], Callable[[Any], ChangeRow]], ...] = (
        ("prices", "What costs more or less", "price change", "fields", view.prices, field),
        ("deletes", "Models that are deleted", "deleted", "models", view.deletes, model),
        ("creates", "New models", "new", "models", view.creates, model),
        ("limits", "Token limits", "limit change", "fields", view.limits, field),
        ("others", "Other fields", "other change", "fields", view.others, field),
        ("drift", "Edited outside the catalog, and put back", "put back", "fields", view.drift, drifted),
        ("adoptions", "Rows that become the catalog's, as they are", "adopted", "names", view.adoptions, name),
    )
    tables = []
    for kind, title, short, shape, changes, row in found:
        if changes:
            said = f"{short}s" if short.endswith("change") and len(changes) > 1 else short
            tables.append(ChangeTable(kind, title, said, shape, tuple(map(row, changes[:most])), len(changes)))
            most = max(0, most - len(changes))
    return tuple(tables)


def at_place(place: Place, links: Links | None) -> At:
    """A line, with its address where it has one."""
    return At(short_name(str(place).rpartition(_MODELS)[2]), links.address(place) if links is not None else None)


def figure_text(row: FieldRow) -> str:
    """The change of a price in a sentence: `input price 2.50 → 3.00 USD (+20 %)`."""
    before, after = _cells(row.field)
    unit = " USD" if row.field.after is not None else ""
    return f"{label_of(row.field.field).lower()} {before.text} → {after.text}{unit}{percent(row.field)}"


def _of_name(change: Change, links: Links | None, field: str = "model_id") -> ChangeRow:
    source, provider = source_of(change), (fields_after(change) or {}).get("provider")
    row = At(f"row {short_name(str(change.record_id))}", None)
    at = at_place(source.at(field), links) if source is not None else row
    return ChangeRow(short_name(change.model_id), at, short_name(str(provider)))


def _of_field(row: FieldRow, links: Links | None) -> ChangeRow:
    change, field = row
    before, after = _cells(field)
    return _of_name(change, links, field.field)._replace(
        label=label_of(field.field),
        before=before,
        after=after,
        move=_move(field),
        percent=percent(field).strip(" ()"),
        inside=_inside(field),
        note="adopted" if isinstance(change, Adopt) else short_name(note_of(change)),
    )


def _inside(field: FieldChange) -> tuple[str, ...]:
    found = details(field)
    more = [f"and {len(found) - _MOST_DETAILS:,} more"] if len(found) > _MOST_DETAILS else []
    return (*(shortened(line, _MOST_DETAIL) for line in found[:_MOST_DETAILS]), *more)


def _of_drift(row: FieldRow, links: Links | None) -> ChangeRow:
    """With the day since which it was edited, and the time of the row's last change."""
    made, change = _of_field(row, links), row.change
    if not isinstance(change, (Adopt, Update)):
        return made
    since = edited_since(change.live)
    said = ([f"edited since {since}"] if since else []) + [f"row last changed {short_time(change.live.updated_at)}"]
    return made._replace(note=short_name(", ".join(said)))


def _of_model(change: Create | Recreate | Delete, links: Links | None) -> ChangeRow:
    """A model that comes or goes, with its figures."""
    values = _whole(change)
    return _of_name(change, links)._replace(
        provider=short_name(str(values.get("provider"))),
        note=_state(change, values),
        cells=tuple((label_of(name), _cell(name, values.get(name))) for name in _FIGURES),
        name=short_name(str(values.get("model_name") or "")),
        roles=a_few(named_roles(values.get("available_to_roles")), show=short_name) or "none",
        rest=tuple(_rest(values)),
    )


def _whole(change: Create | Recreate | Delete) -> dict[str, object]:
    """Every field of a model that comes or goes: as it will be, or as it was."""
    goes = isinstance(change, Delete)
    return {field.field: field.before if goes else field.after for field in change.fields}


def _state(change: Create | Recreate | Delete, values: dict[str, object]) -> str:
    state = "" if values.get("enabled") else "disabled"
    return short_name(note_of(change) or (state if isinstance(change, Create) else ""))


def _rest(values: dict[str, object]) -> Iterator[tuple[str, Cell]]:
    return ((label_of(name), _cell(name, value)) for name, value in values.items() if name not in _SAID)


def _cells(field: FieldChange) -> tuple[Cell, Cell]:
    before, after = sides_shown(field)
    return _cell(field.field, field.before, before), _cell(field.field, field.after, after)


def _cell(field: str, value: object, text: str | None = None) -> Cell:
    """A value with nothing left out: a plan is about differences."""
    if isinstance(value, bool):
        return Cell(value, "yes" if value else "no")
    if isinstance(value, (int, float)):
        return Cell(value, price_text(value) if KIND[field] == "price" else f"{value:,}")
    text = shown(value) if text is None else text
    if isinstance(value, (list, tuple)):
        text = text.removeprefix("[").removesuffix("]") or "none"
    return Cell(value, text)


def _move(field: FieldChange) -> str:
    before, after = field.before, field.after
    if not isinstance(before, (int, float)) or not isinstance(after, (int, float)) or isinstance(after, bool):
        return ""
    return "up" if after > before else "down"


def providers_of(tables: Iterable[ChangeTable]) -> tuple[str, ...]:
    """The providers that a filter offers."""
    return tuple(sorted({row.provider for table in tables for row in table.rows}))
