"""All values of a page in columns: what is written into its table, and what its script reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from schemas.attributes import DEFINED
from syncer.frozen import NamedTuple
from syncer.model.grants import named_roles
from syncer.model.lifecycle import status_of
from syncer.render.html.cells import NONE, Cell, cell_of, label_of
from syncer.render.html.offers import PUBLIC
from syncer.render.text.listing import states_of
from syncer.render.text.values import safe

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from syncer.render.html.offers import About, Offer

    Words = Callable[[Offer], Sequence[str]]


class Column(NamedTuple):
    """One value of every model."""

    name: str
    label: str
    cells: tuple[Cell, ...]
    is_field: bool = False

    def packed(self) -> dict[str, Any]:
        """Each value once, and which of them each model has: `at`, left out where it counts up or there is one."""
        numbers: dict[object, int] = {}
        at = [numbers.setdefault(_key(cell), len(numbers)) for cell in self.cells]
        cells = dict(zip(at, self.cells, strict=True)).values()
        values, texts, exacts = (list(side) for side in zip(*cells, strict=True)) if cells else ([], [], [])
        found = {"name": self.name, "label": self.label, "field": self.is_field, "values": values}
        if texts != values:
            found["texts"] = texts
        if any(exacts):
            found["exacts"] = exacts
        if len(cells) > 1 and at != [*range(len(at))]:
            found["at"] = at
        return found


def _key(cell: Cell) -> object:
    value = cell.value
    return (type(value), value) if isinstance(value, (str, int, float)) else repr(value)


def shown_fields(about: About) -> tuple[str, ...]:
    """The fields that the page has, in stored order."""
    return tuple(name for name in DEFINED if not about.is_public or name in PUBLIC)


def field_columns(offers: Sequence[Offer], about: About) -> tuple[Column, ...]:
    """A column for each field."""
    return tuple(
        Column(name, label_of(name), _cells(name, [one.fields[name] for one in offers]), is_field=True)
        for name in shown_fields(about)
    )


def _cells(name: str, values: Sequence[object]) -> tuple[Cell, ...]:
    """Of many models few values differ, so that each is made once."""
    made: dict[object, Cell] = {}
    keys = [(type(value), repr(value)) for value in values]
    for key, value in zip(keys, values, strict=True):
        if key not in made:
            made[key] = cell_of(name, value)
    return tuple(made[key] for key in keys)


def _modalities(offer: Offer) -> list[str]:
    sides = ("input", "output")
    return [f"{side}: {name}" for side in sides for name in _texts(offer.fields[f"{side}_modalities"])]


def _texts(value: object) -> Iterable[str]:
    return map(str, value) if isinstance(value, (list, tuple)) else ()


def condition_of(offer: Offer) -> str:
    """What a model is, in few words: `active` where nothing else is to be said, `default`, `retired, disabled`."""
    fields = offer.fields
    more = ["default"] * bool(fields["is_default"]) + ["disabled"] * (not fields["enabled"])
    status = status_of(fields)
    return ", ".join(more if more and status == "active" else [status, *more])


class Filter(NamedTuple):
    """A choice of models by a word that each has."""

    name: str
    """As the address has it."""
    label: str
    words: Words


_OPEN: Final = (
    Filter("provider", "Provider", lambda offer: [str(offer.fields["provider"])]),
    Filter("maker", "Maker", lambda offer: [str(offer.fields["provider_name"])]),
    Filter("modality", "Modality", _modalities),
    Filter("status", "Status", lambda offer: [*dict.fromkeys(states_of(offer.fields))]),
)
_ROLE: Final = Filter("role", "Role", lambda offer: named_roles(offer.fields["available_to_roles"]))
_TARGET: Final = Filter("target", "Target", lambda offer: offer.targets)
_STORE: Final = Filter("store", "Store", lambda offer: offer.words_of_store())


def filters_of(about: About) -> tuple[Filter, ...]:
    """The filters that the page has."""
    found = [*_OPEN]
    if not about.is_public:
        found.append(_ROLE)
        if about.targets:
            found.append(_TARGET)
    if about.is_live:
        found.append(_STORE)
    return tuple(found)


def word_columns(offers: Sequence[Offer], filters: Iterable[Filter]) -> tuple[Column, ...]:
    """A column for each filter, of the words by which it chooses."""
    return tuple(
        Column(f"by {one.name}", one.label, tuple(_words_cell([*one.words(offer)]) for offer in offers))
        for one in filters
    )


def _words_cell(words: list[str]) -> Cell:
    return Cell(words, safe(", ".join(words)) or NONE)


def options_of(column: Column) -> list[tuple[str, int]]:
    """The words of a filter's column, sorted, each with how many models have it."""
    counts: dict[str, int] = {}
    for cell in column.cells:
        for word in cell.value if isinstance(cell.value, list) else ():
            counts[word] = counts.get(word, 0) + 1
    return sorted(counts.items(), key=lambda item: (item[0].casefold(), item[0]))
