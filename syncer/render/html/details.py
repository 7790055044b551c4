"""Everything that a page says of one model: written out for a small catalog, packed for its script in any."""

from __future__ import annotations

from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Final

from syncer.frozen import NamedTuple
from syncer.model.catalog import Place
from syncer.render.html.cells import Cell, cell_of, label_of
from syncer.render.html.sheet import Column, shown_fields
from syncer.render.text.values import safe

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from syncer.render.html.offers import About, Offer
    from syncer.render.html.places import Whence


class Detail(NamedTuple):
    """One value of one model."""

    name: str
    label: str
    cell: Cell
    whence: Whence
    held: Cell | None
    """What the store holds, where that is otherwise."""
    was: Cell | None
    """What was last applied, where somebody edited the store since."""
    elsewhere: tuple[tuple[str, Cell, Whence], ...]
    """What targets have otherwise: the target, its value, and where that comes from."""


def details_of(offer: Offer, about: About) -> Iterator[Detail]:
    """Every value that the page shows."""
    differing, edited = set(offer.differing()), {change.field: change.before for change in offer.edited}
    for name in shown_fields(about):
        record = offer.record
        yield Detail(
            name,
            label_of(name),
            cell_of(name, offer.fields[name]),
            about.files.of_field(None if about.is_public else offer.source, name),
            cell_of(name, record.said(name)) if record is not None and name in differing else None,
            cell_of(name, edited[name]) if name in edited else None,
            tuple(_elsewhere(offer, about, name)),
        )


def _elsewhere(offer: Offer, about: About, name: str) -> Iterator[tuple[str, Cell, Whence]]:
    for one in offer.variations if not about.is_public else ():
        if one.field == name:
            yield one.target, cell_of(name, one.value), about.files.whence(one.place)


def detail_columns(offers: Sequence[Offer], about: About) -> list[Column]:
    """The same for the script, beside the columns of fields."""
    tables = [_PLACES] * (not about.is_public) + [_STORE] * about.is_live
    tables += [_ROW] * (about.is_live and not about.is_public)
    return [
        Column(name, label, tuple(_plain(value(one, about)) for one in offers))
        for name, (label, value) in chain.from_iterable(table.items() for table in tables)
    ]


def _plain(value: object) -> Cell:
    return Cell(value, safe(value)) if isinstance(value, str) else Cell(value, "")


def _address(offer: Offer, about: About) -> str | None:
    """That of the file, without its line, and without what the addresses of all files begin with."""
    found = about.files.whence(Place(offer.source.file, 1)).address if offer.source is not None else None
    return found.partition("#")[0].removeprefix(str(about.files.links.files)) if found is not None else None


def _set_by_target(offer: Offer, about: About) -> dict[str, Whence]:
    places = offer.source.overrides if offer.source is not None else {}
    return {name: about.files.whence(place) for name, place in places.items()}


def _variations(offer: Offer, about: About) -> list[tuple[object, ...]]:
    return [
        (one.target, one.field, cell_of(one.field, one.value).text, *about.files.whence(one.place))
        for one in offer.variations
    ]


def _lines(offer: Offer, about: About) -> list[int]:
    """The line of each field that the page shows; 0 where the file leaves it to its default."""
    return [offer.source.lines.get(name, 0) for name in shown_fields(about)] if offer.source is not None else []


def _by_field(side: str, offer: Offer, about: About) -> dict[str, str]:
    if not offer.edited and not any(offer.differing()):
        return {}
    found = ((one.name, getattr(one, side)) for one in details_of(offer, about))
    return {name: cell.text for name, cell in found if cell is not None}


def applied_at(offer: Offer) -> str:
    """When the catalog was last applied to the row; empty where nobody knows."""
    return offer.record.applied_at if offer.record is not None else ""


def store_row_of(offer: Offer) -> str:
    """The row of the store: its key, and who manages it."""
    record = offer.record
    return f"{record.record_id}, {record.managed_by or 'unmanaged'}" if record is not None else ""


_Table = dict[str, tuple[str, "Callable[[Offer, About], object]"]]
_PLACES: Final[_Table] = {
    "targets": ("Targets", lambda offer, _: ", ".join(offer.targets)),
    "file": ("File", lambda offer, about: about.files.text(offer.source.file) if offer.source is not None else ""),
    "address": ("Address", _address),
    "lines": ("Lines", _lines),
    "set by target": ("Set by the target", _set_by_target),
    "elsewhere": ("In targets", _variations),
}
_STORE: Final[_Table] = {
    "in store": ("Store", lambda offer, _: offer.in_store),
    "applied at": ("Last applied", lambda offer, _: applied_at(offer)),
    "held": ("In the store", partial(_by_field, "held")),
    "was": ("As last applied", partial(_by_field, "was")),
}
_ROW: Final[_Table] = {"row": ("Row", lambda offer, _: store_row_of(offer))}
