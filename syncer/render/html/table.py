"""The table of a page: its columns, and the rows that are written into the document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from syncer.frozen import NamedTuple
from syncer.model.words import plain_number
from syncer.render.html.cells import NONE, Cell
from syncer.render.html.details import detail_columns
from syncer.render.html.numbers import WORKED_OUT_DIGITS, aligned, blend_text, blended, point_room
from syncer.render.html.sheet import Column, condition_of, field_columns, filters_of, word_columns

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from syncer.render.html.offers import About, Offer

_SIZES: Final = (8, 10, 12, 14)
"""Characters of a column of prices."""
MIX: Final = (3, 1)
"""Parts of input and output, where nobody says otherwise."""


class TableColumn(NamedTuple):
    """A column of the table."""

    name: str
    label: str
    kind: str = ""
    """Its classes: `number`, `price`, how many characters a price needs, and from which width on it is there."""
    digits: int = 0
    """Of a column of prices: behind the point."""


_COLUMNS: Final = (
    TableColumn("model_name", "Model"),
    TableColumn("provider_name", "Maker", "wide"),
    TableColumn("provider", "Provider", "widest"),
    TableColumn("input_price_per_million_tokens", "Input", "number price"),
    TableColumn("output_price_per_million_tokens", "Output", "number price"),
    TableColumn("mix", f"Mix {MIX[0]}:{MIX[1]}", "number price mix"),
    TableColumn("max_input_tokens", "Context", "number middle"),
    TableColumn("max_output_tokens", "Most output", "number widest"),
    TableColumn("input_modalities", "Reads", "widest reads"),
    TableColumn("condition", "Status", "middle status"),
    TableColumn("by role", "Roles", "wide roles"),
    TableColumn("by target", "Targets", "widest"),
    TableColumn("in store", "Store", "store"),
)


def columns_of(offers: Sequence[Offer], about: About) -> dict[str, Column]:
    """Every value of the page, by the name of its column."""
    found = [
        Column("key", "Key", tuple(Cell(one.key, one.key) for one in offers)),
        *field_columns(offers, about),
        Column("mix", "Mix", tuple(map(_mix, offers))),
        Column("condition", "Status", tuple(Cell(text, text) for text in map(condition_of, offers))),
        *word_columns(offers, filters_of(about)),
        *detail_columns(offers, about),
    ]
    return {column.name: column for column in found}


def _mix(offer: Offer) -> Cell:
    prices = (offer.fields[f"{side}_price_per_million_tokens"] for side in ("input", "output"))
    value = blended(*prices, parts=MIX)
    exact = f"{plain_number(value)} US dollars per million tokens" if value is not None else ""
    return Cell(value, blend_text(value), exact)


def headings_of(columns: Mapping[str, Column]) -> list[TableColumn]:
    """The columns of the table; those that say nothing of any model are left out."""
    found = [heading for heading in _COLUMNS if heading.name in columns and _says_something(columns[heading.name])]
    return [_fitted(one, columns[one.name]) if "price" in one.kind else one for one in found]


def _fitted(heading: TableColumn, column: Column) -> TableColumn:
    """A column of prices with the digits and the width that its longest price needs."""
    texts = {cell.text for cell in column.cells}
    digits = point_room(texts, least=WORKED_OUT_DIGITS)
    longest = max((len(aligned(text, digits)) for text in texts), default=0)
    width = next((f" of-{size}" for size in _SIZES if longest <= size), f" of-{_SIZES[-1]}")
    return heading._replace(kind=heading.kind + width, digits=digits)


def _says_something(column: Column) -> bool:
    return not column.name.startswith("by ") or any(cell.text != NONE for cell in column.cells)


def rows_of(offers: Sequence[Offer], columns: Mapping[str, Column]) -> list[tuple[Offer, dict[str, Cell]]]:
    """A row for each of these models, the first of the page: its cells by column."""
    names = [heading.name for heading in headings_of(columns)]
    return [(one, {name: columns[name].cells[row] for name in names}) for row, one in enumerate(offers)]
