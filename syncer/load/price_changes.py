"""What a file says of prices that change on a day: checked, and as it is kept. Imported only where one does."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from schemas.attributes import KIND
from syncer.disk.files import decode_text
from syncer.frozen import NamedTuple
from syncer.load.lint import lint
from syncer.load.storable import unstorable
from syncer.model.words import plain_number
from syncer.yaml.read import part_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from syncer.yaml.faults import KeyPath

    _Prices = Mapping[str, Mapping[str, float]]
    """By field, by the day from which they hold."""

KEY: Final = "price_changes"


class ReadChanges(NamedTuple):
    """What a file says of prices that change on a day."""

    kept: list[tuple[str, dict[str, float], dict[str, int]]]
    """Each as its day, its prices by field and their lines in the file, from 1. Plain values."""
    faults: list[tuple[KeyPath, str]]
    """The path of each that cannot stand, and why; then nothing is kept."""
    slips: list[tuple[KeyPath, str, str]]
    """Path, kind and words of each warning."""


def read_changes(data: bytes, fields: Mapping[str, Any], said: Mapping[str, Mapping[str, float | None]]) -> ReadChanges:
    """What a file says of changes, given its other fields and what `said` has for the changes."""
    prices = {day: {field: price for field, price in given.items() if price is not None} for day, given in said.items()}
    faults = [*_faults(prices)]
    if faults:
        return ReadChanges([], faults, [])
    lines = part_lines(decode_text(data))
    kept = [(day, given, {field: lines[KEY, day, field] for field in given}) for day, given in prices.items()]
    return ReadChanges(kept, [], [*_slips(fields, prices)])


def _faults(changes: _Prices) -> Iterator[tuple[KeyPath, str]]:
    """The path of each change that cannot stand, and why."""
    for before, day in pairwise(changes):
        if day < before:
            yield (KEY, day), f"{day} stands behind {before}; the earliest day comes first"
    for day, prices in changes.items():
        yield from () if prices else (((KEY, day), "must give at least one price"),)
        yield from (((KEY, day, *path), message) for path, message in unstorable(prices))


def _slips(fields: Mapping[str, Any], changes: _Prices) -> Iterator[tuple[KeyPath, str, str]]:
    """Path, kind and words of each warning about a change, given what the definition says until the first one."""
    now, told = fields, {*_odd_prices(fields)}
    for day, prices in changes.items():
        yield from (((KEY, day, field), "idle-change", f"is {plain_number(price)} USD already; remove it")
                    for field, price in prices.items() if now[field] == price)  # fmt: skip
        now = {**now, **prices}
        then = [*_odd_prices(now)]
        yield from (_slip(day, prices, said) for said in then if said not in told)
        told.update(then)


def _odd_prices(fields: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    return (said for said in lint(fields) if KIND[said[0]] == "price")


def _slip(day: str, prices: Mapping[str, float], said: tuple[str, str, str]) -> tuple[KeyPath, str, str]:
    """At the price that changes; at the day where one is odd beside it that does not."""
    field, kind, message = said
    return ((KEY, day, field), kind, message) if field in prices else ((KEY, day), kind, f"{field} then: {message}")
