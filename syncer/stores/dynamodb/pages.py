"""The items of a page, each taken when it is decoded: decoded as a whole, a page takes fifteen times its bytes."""

from __future__ import annotations

import json
import re
from contextlib import contextmanager
from threading import local
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_decoded: Final = json.JSONDecoder().raw_decode
_SPACE: Final = re.compile(r"[ \t\n\r]*")
_here: Final = local()
"""What takes the items that are asked for in a thread."""


class Taken(list[Any]):
    """What was made of the items of an answer, each of which was looked at before."""


@contextmanager
def taking(take: Callable[[Any], object]) -> Iterator[None]:
    """While this lasts, each item of an answer that comes in this thread is given to `take`."""
    _here.take = take
    try:
        yield
    finally:
        del _here.take


def by_items(body: bytes, is_right: Callable[[object], bool]) -> dict[str, Any] | None:
    """The answer with `Taken` as its items; None for one that has to be decoded and looked at as a whole.

    That is so where nobody takes items, and where something is wrong: with the JSON, or with an item, by `is_right`.
    """
    take = getattr(_here, "take", None)
    if take is None:
        return None
    try:
        return _answer(body.decode(), lambda item: take(item) if is_right(item) else _wrong())
    except (ValueError, LookupError, RecursionError):
        return None


def _answer(text: str, take: Callable[[Any], object]) -> dict[str, Any]:
    """A JSON object, whose `Items` are taken. Raises ValueError and LookupError."""
    found: dict[str, Any] = {}
    mark, at = _mark(text, 0)
    if mark != "{":
        _wrong()
    while mark != "}":
        name, at = _decoded(text, at)
        colon, at = _mark(text, at)
        if colon != ":" or not isinstance(name, str):
            _wrong()
        found[name], at = _taken(text, at, take) if name == "Items" else _decoded(text, at)
        mark, at = _mark(text, at)
        if mark not in ("}", ","):
            _wrong()
    if at != len(text):
        _wrong()
    return found


def _taken(text: str, at: int, take: Callable[[Any], object]) -> tuple[Taken, int]:
    """What was made of the items of the list that begins there, and where it ends."""
    items = Taken()
    mark, at = _mark(text, at)
    if mark != "[":
        _wrong()
    if text[at] == "]":
        return items, at + 1
    while mark != "]":
        item, at = _decoded(text, at)
        items.append(take(item))
        mark, at = _mark(text, at)
        if mark not in ("]", ","):
            _wrong()
    return items, at


def _mark(text: str, at: int) -> tuple[str, int]:
    """The next character that is no space, and where what follows begins."""
    at = _SPACE.match(text, at).end()  # type: ignore[union-attr]  # it matches everywhere
    return text[at], _SPACE.match(text, at + 1).end()  # type: ignore[union-attr]  # as above


def _wrong() -> None:
    raise ValueError("this is not as it has to be")
