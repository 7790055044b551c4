"""The models of a catalog or of a store: which of them, in which order, with which columns, in every form."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from schemas.attributes import DEFINED
from syncer.frozen import NamedTuple
from syncer.model.grants import named_roles
from syncer.model.lifecycle import status_of
from syncer.model.words import counted
from syncer.render.forms import in_form, text_of
from syncer.render.text.columns import Plain, column_lines, csv_lines, markdown_lines
from syncer.render.text.values import safe, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from syncer.plan.access import Holders

    Value = Callable[["Row"], object]


class Row(NamedTuple):
    """One model to be listed."""

    fields: Mapping[str, object]
    source: str | None = None
    """File and line, for a definition."""
    record_id: str | None = None
    """For a row of a store."""
    managed_by: str | None = None
    access: Holders | None = None
    """Who can pick it, where grants are known."""


def state_of(fields: Mapping[str, object]) -> str:
    """`default`, `enabled` or `disabled`."""
    return "default" if fields["is_default"] else "enabled" if fields["enabled"] else "disabled"


def states_of(fields: Mapping[str, object]) -> tuple[str, ...]:
    """Every word for what a model is: the default is enabled, too, where it is."""
    return state_of(fields), "enabled" if fields["enabled"] else "disabled", status_of(fields)


def _field(name: str, row: Row) -> object:
    return row.fields[name]


_SHORT: Final[dict[str, Value]] = {
    "in": partial(_field, "input_price_per_million_tokens"),
    "out": partial(_field, "output_price_per_million_tokens"),
    "max_in": partial(_field, "max_input_tokens"),
    "max_out": partial(_field, "max_output_tokens"),
    "state": lambda row: state_of(row.fields),
    "status": lambda row: status_of(row.fields),
    "successor": partial(_field, "replaced_by"),
    "roles": lambda row: [*named_roles(row.fields["available_to_roles"])],
    "managed_by": lambda row: row.managed_by or "unmanaged",
    "can_pick": lambda row: str(row.access) if row.access is not None else None,
    "record_id": lambda row: row.record_id,
    "source": lambda row: row.source,
}
COLUMNS: Final[dict[str, Value]] = {**{name: partial(_field, name) for name in DEFINED}, **_SHORT}
"""Every column that can be asked for, by name: the fields, and those that have a shorter name in the table."""
_USUAL: Final = ("model_id", "provider", "in", "out", "max_in", "max_out", "state", "roles")


def usual_columns(rows: Sequence[Row], *, live: bool) -> tuple[str, ...]:
    """The columns where none is asked for: status and successor only where a model is not active, or names one."""
    found = [*_USUAL]
    if any(status_of(row.fields) != "active" or row.fields["replaced_by"] for row in rows):
        found[7:7] = ["status", "successor"]
    if live:
        found.append("managed_by")
    if any(row.access is not None for row in rows):
        found.append("can_pick")
    return tuple(found)


def in_order_of(rows: Sequence[Row], column: str) -> list[Row]:
    """The rows sorted by a column, downwards with `-` before its name; those without a value come last."""
    value = COLUMNS[column.removeprefix("-")]
    there = [row for row in rows if value(row) not in (None, [], "")]
    there.sort(key=lambda row: _sortable(value(row)), reverse=column.startswith("-"))
    return [*there, *(row for row in rows if value(row) in (None, [], ""))]


def _sortable(value: object) -> tuple[bool, Any]:
    is_number = isinstance(value, (int, float))
    return not is_number, value if is_number else shown(value).casefold()


def listing_text(
    rows: Sequence[Row], form: str, *, live: bool, columns: Sequence[str] = (), width: int | None = None
) -> str:
    """The models as `text`, `json`, `markdown` or `csv`. Prices are in US dollars per million tokens.

    Without `columns` they are the usual ones. Lines of text are at most `width` characters long, where that is given.
    """
    names = columns or usual_columns(rows, live=live)
    head = [name.replace("_", " ").upper() for name in names]
    ending = f"{counted(len(rows), 'model')}; prices in USD per million tokens."
    cells = [tuple(_cell(name, row) for name in names) for row in rows]
    return in_form(
        form,
        lines=column_lines(head, cells, ending, width=width),
        document=lambda: {"models": [_document(row, live=live) for row in rows]},
        markdown=lambda: text_of(markdown_lines(head, cells)),
        csv=lambda: text_of(csv_lines(names, (tuple(_raw(name, row) for name in names) for row in rows))),
    )


_WORDS: Final = frozenset({"managed_by", "can_pick", "state", "status", "source"})
"""Columns whose values are ours, or made of several: no quotes are put around them."""
_DASHED: Final = frozenset({"roles", "successor", "can_pick"})
"""Columns in which nothing is a dash; in the others it says that it is absent."""


def _cell(name: str, row: Row) -> str:
    """A value for a person: of a list its items."""
    value = COLUMNS[name](row)
    if not value and (name in _DASHED or value == []):
        return "-"
    if isinstance(value, list):
        return ", ".join(map(shown, value))
    return safe(str(value)) if name in _WORDS else shown(value)


def _raw(name: str, row: Row) -> str:
    """A value for a program: text as it is, a list with `; ` between its items, nothing as nothing."""
    value = COLUMNS[name](row)
    match value:
        case None:
            return ""
        case list():
            return "; ".join(map(str, value))
        case str():
            return value
        case _:
            return Plain(shown(value))


def _document(row: Row, *, live: bool) -> dict[str, object]:
    """Every field, and where it comes from."""
    if live:
        said = {**row.fields, "record_id": row.record_id, "managed_by": row.managed_by}
        return said if row.access is None else {**said, "can_pick": row.access._asdict()}
    return {**row.fields, "source": row.source}
