"""Cells of tables that fit GitHub's narrow comments: models with their lines, values, figures, times."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from schemas.attributes import KIND
from syncer.model.changes import Adopt, Create, source_of
from syncer.model.times import short_time
from syncer.render.markdown.escape import breakable, code, prose
from syncer.render.notes import note_of
from syncer.render.text.values import details, percent, shown, sides_shown

if TYPE_CHECKING:
    from syncer.model.catalog import Place
    from syncer.model.changes import Change, FieldChange
    from syncer.render.links import Links
    from syncer.render.view import FieldRow

ARROW: Final = " → "
_MODELS: Final = "/models/"
"""Below it files are named, where there is no link."""
_MOST_DETAILS: Final = 10
_SHORT: Final = {
    "input_price_per_million_tokens": "input",
    "output_price_per_million_tokens": "output",
    "cache_write_price_per_million_tokens": "cache write",
    "cache_read_price_per_million_tokens": "cache read",
    "max_input_tokens": "input",
    "max_output_tokens": "output",
}
"""What the figures of a model are called where their unit is said already."""
_PLAIN: Final = re.compile(r"[0-9]{1,6}(?:\.[0-9]{1,6})?|[0-9]{1,3}(?:,[0-9]{3})+")
"""A number that none of GitHub's filters takes for a commit."""
_TIME: Final = re.compile(r"\d{4}-\d\d-\d\d(?: \d\d:\d\d UTC)?", re.ASCII)
_NO_BREAK: Final = "\u00a0"
_WIDEST: Final = 48
"""A figure of no more characters stays on one line."""


def model_cell(change: Change, links: Links | None, field: str = "model_id") -> str:
    """The model, with the line of the field that a change is about: as a link, or below it."""
    source = source_of(change)
    notes = ["adopted"] if isinstance(change, Adopt) else []
    notes += [prose(note_of(change))] if isinstance(change, Create) and note_of(change) else []
    more = f" ({'; '.join(notes)})" if notes else ""
    if source is None:
        return f"{breakable(change.model_id)}{more}<br>row {code(str(change.record_id))}"
    return placed(change.model_id, source.at(field), links, more)


def placed(name: str, place: Place, links: Links | None, more: str = "") -> str:
    """A name with its line: as a link, or below it."""
    address = links.address(place) if links is not None else None
    if address is not None:
        return f"[{breakable(name)}]({address}){more}"
    return f"{breakable(name)}{more}<br>{breakable(str(place).rpartition(_MODELS)[2])}"


def figure_cell(row: FieldRow) -> str:
    """A price or a limit, on one line where it is no longer than usual; and a note."""
    said, note = figure(row), note_of(row.change)
    return (said.replace(" ", _NO_BREAK) if len(said) <= _WIDEST else said) + (f" ({prose(note)})" if note else "")


def figure(row: FieldRow) -> str:
    """A price or a limit: `input 2.5 → 3 USD (+20 %)`."""
    field = row.field
    name = _SHORT.get(field.field) or code(field.field)
    unit = " USD" if KIND[field.field] == "price" else ""
    before, after = _numbers(field)
    return f"{name} {before}{ARROW}{after}{unit if field.after is not None else ''}{percent(field)}"


def _numbers(field: FieldChange) -> tuple[str, str]:
    """Both sides; of what is no number, what stands there."""
    before, after = field.odd
    return (breakable(before) if before else _number(field.before),
            breakable(after) if after else _number(field.after))  # fmt: skip


def figures_cell(values: dict[str, Any], *names: str) -> str:
    """Figures of a new model: `input 2.5`, a line each."""
    return "<br>".join(f"{_SHORT[name]}{_NO_BREAK}{_number(values.get(name))}" for name in names)


def _number(value: object) -> str:
    if type(value) is int:
        return f"{value:,}" if value >= 0 else code(str(value))
    text = shown(value)
    return text if _PLAIN.fullmatch(text) or value is None else breakable(text)


def change_cell(row: FieldRow) -> str:
    """A field with its value before and after, and a note."""
    note = note_of(row.change)
    return f"{field_cell(row.field)}{f' ({prose(note)})' if note else ''}"


def field_cell(field: FieldChange) -> str:
    """A field with its value before and after; with what differs inside of them, where they are long."""
    if field.field in _SHORT:
        before, after = _numbers(field)
        unit = " USD" if KIND[field.field] == "price" else ""
        return (
            f"{breakable(field.field)}: {before}{ARROW}{after}{unit if field.after is not None else ''}{percent(field)}"
        )
    return f"{breakable(field.field)}: {values_cell(field)}"


def values_cell(field: FieldChange) -> str:
    """The value of a field before and after."""
    inside = details(field)
    if inside:
        more = [f"and {len(inside) - _MOST_DETAILS:,} more"] if len(inside) > _MOST_DETAILS else []
        return "<br>".join([*map(breakable, inside[:_MOST_DETAILS]), *more])
    return ARROW.join(map(breakable, sides_shown(field)))


def time_cell(stored: str) -> str:
    """A time as `2026-01-31 12:00 UTC`, a day as it is; what is none is code."""
    said = short_time(stored)
    if _TIME.fullmatch(said) is None:
        return code(stored) if stored else ""
    return said.replace(" UTC", f"{_NO_BREAK}UTC")
