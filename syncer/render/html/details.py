"""Everything that a page says of one model: written out for a small catalog, packed for its script in any."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Final

from syncer.frozen import NamedTuple
from syncer.model.catalog import Place
from syncer.model.times import short_time
from syncer.render.html.cells import Cell, cell_of, label_of
from syncer.render.html.sheet import Column, shown_fields
from syncer.render.text.values import safe

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from syncer.model.records import Record
    from syncer.render.html.offers import About, Offer
    from syncer.render.html.places import Whence


class Remark(NamedTuple):
    """What else there is to say of a value."""

    kind: str
    """Its class."""
    text: str
    address: str | None = None


class Detail(NamedTuple):
    """One value of one model."""

    name: str
    label: str
    cell: Cell
    whence: Whence
    notes: tuple[Remark, ...]


def details_of(offer: Offer, about: About) -> Iterator[Detail]:
    """Every value that the page shows."""
    notes = _notes(offer, about)
    source = None if about.is_public else offer.source
    for name in shown_fields(about):
        cell = cell_of(name, offer.fields[name])
        yield Detail(name, label_of(name), cell, about.files.of_field(source, name), tuple(notes.get(name, ())))


def _notes(offer: Offer, about: About) -> dict[str, list[Remark]]:
    """What comes later, and what the store and the targets have otherwise, by field."""
    found: dict[str, list[Remark]] = {}
    targets = () if about.is_public else _of_targets(offer, about)
    for name, note in chain(_to_come(offer, about), _of_store(offer), targets):
        if name in shown_fields(about):
            found.setdefault(name, []).append(note)
    return found


def _to_come(offer: Offer, about: About) -> Iterator[tuple[str, Remark]]:
    source = None if about.is_public else offer.source
    for change in offer.changes:
        for name, price in change.prices.items():
            line = Place(source.file, change.lines[name]) if source is not None else None
            address = about.files.links.address(line) if line is not None else None
            yield name, Remark("small", f"from {change.since}: {cell_of(name, price).text}", address)


def _of_store(offer: Offer) -> Iterator[tuple[str, Remark]]:
    for name in offer.differing():
        yield name, Remark("warn", f"\N{NOT EQUAL TO} store: {_held(offer.record, name)}")
    for change in offer.edited:
        before = cell_of(change.field, change.before).text
        yield change.field, Remark("small", f"edited outside Git; last applied: {before}")


def _held(record: Record | None, name: str) -> str:
    """What the row has; of what is no value of the field, what stands there."""
    if record is None:
        return cell_of(name, None).text
    return safe(record.odd(name)) or cell_of(name, record.said(name)).text


def _of_targets(offer: Offer, about: About) -> Iterator[tuple[str, Remark]]:
    for one in offer.variations:
        place = about.files.whence(one.place)
        text = f"target {one.target}: {cell_of(one.field, one.value).text}, {place.text}"
        yield one.field, Remark("small", text, place.address)


def standing_of(offer: Offer, about: About) -> list[str]:
    """Where the model is, in sentences."""
    found = [f"Targets: {safe(', '.join(offer.targets))}"] if offer.targets and not about.is_public else []
    if not about.is_live:
        return found
    found.append(f"Store: {offer.in_store}")
    return found if offer.record is None else [*found, *_row(offer.record, is_public=about.is_public)]


def _row(record: Record, *, is_public: bool) -> Iterator[str]:
    if record.applied_at:
        yield f"Last applied: {safe(short_time(record.applied_at))}"
    if not is_public:
        yield f"Managed by: {safe(record.managed_by or 'nobody')}"
        yield f"Record id: {safe(record.record_id)}"


def detail_columns(offers: Sequence[Offer], about: About) -> list[Column]:
    """The same for the script, beside the columns of fields."""
    tables = [_ANY, *([] if about.is_public else [_FILES]), *([_STORE] if about.is_live else [])]
    return [
        Column(name, name, tuple(_plain(value(one, about)) for one in offers))
        for name, value in chain.from_iterable(table.items() for table in tables)
    ]


def _plain(value: object) -> Cell:
    return Cell(value, safe(value)) if isinstance(value, str) else Cell(value, "")


def file_of(offer: Offer, about: About) -> Whence | None:
    """The file of the model and its address; None of a row that only the store has, and on a page for everybody."""
    return about.files.file(offer.source.file) if offer.source is not None and not about.is_public else None


def _file(offer: Offer, about: About) -> str:
    found = file_of(offer, about)
    return found.text if found is not None else ""


def _address(offer: Offer, about: About) -> str | None:
    """That of the file, without what the addresses of all files begin with."""
    found = file_of(offer, about)
    return found.address.removeprefix(str(about.files.links.files)) if found is not None and found.address else None


def _lines(offer: Offer, about: About) -> list[int]:
    """The line of each field that the page shows; 0 where the file leaves it to its default."""
    return [offer.source.lines.get(name, 0) for name in shown_fields(about)] if offer.source is not None else []


def _set_by_target(offer: Offer, about: About) -> dict[str, Whence]:
    places = offer.source.overrides if offer.source is not None else {}
    return {name: about.files.whence(place) for name, place in places.items()}


_Values = dict[str, "Callable[[Offer, About], object]"]
_ANY: Final[_Values] = {"notes": _notes, "standing": standing_of}
_FILES: Final[_Values] = {"file": _file, "address": _address, "lines": _lines, "set by target": _set_by_target}
_STORE: Final[_Values] = {"in store": lambda offer, _: offer.in_store}
