"""A value of a field as people read it, with the exact one beside it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from schemas.attributes import KIND
from syncer.frozen import NamedTuple
from syncer.model.words import plain_number
from syncer.render.html.numbers import price_text, tokens_text
from syncer.render.text.values import safe

if TYPE_CHECKING:
    from collections.abc import Callable

NONE: Final = "\N{EN DASH}"
_UNIT: Final = "_per_million_tokens"


class Cell(NamedTuple):
    """What a page shows of one value."""

    value: object
    """As JSON has it: `list --format json` says the same."""
    text: str
    """For people; nothing in it turns a line round or moves a cursor."""
    exact: str = ""
    """What the text leaves out, such as the unit; empty where it says all."""


def label_of(field: str) -> str:
    """The name of a field for people: `Input price`."""
    return field.removesuffix(_UNIT).replace("_", " ").capitalize()


def cell_of(field: str, value: object) -> Cell:
    """The cell of a field's value."""
    if value in (None, [], ""):
        return Cell(value, NONE)
    return _SHOWN.get(KIND[field], _text)(value)


def _text(value: object) -> Cell:
    return Cell(value, safe(str(value)))


def _price(value: object) -> Cell:
    if not isinstance(value, (int, float)):
        return _text(value)
    return Cell(value, price_text(value), f"{plain_number(float(value))} US dollars per million tokens")


def _count(value: object) -> Cell:
    return Cell(value, tokens_text(value), f"{value:,} tokens") if isinstance(value, int) else _text(value)


def _flag(value: object) -> Cell:
    return Cell(value, {True: "yes", False: "no"}[value]) if isinstance(value, bool) else _text(value)


def _names(value: object) -> Cell:
    return Cell(value, safe(", ".join(map(str, value)))) if isinstance(value, list) else _text(value)


def _params(value: object) -> Cell:
    return Cell(value, safe(json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)))


_SHOWN: Final[dict[str, Callable[[object], Cell]]] = {
    "price": _price, "count": _count, "flag": _flag, "names": _names, "modalities": _names, "params": _params,
}  # fmt: skip
