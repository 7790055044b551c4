"""Prices that are probably mistakes: a wrong unit, a slip of the decimal point, two fields mixed up. Pure.

Public price tables have shipped prices a thousand, a hundred thousand and a million times too high: a price per token,
per thousand tokens or in cents, read as US dollars per million tokens.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeGuard

from schemas.attributes import KIND
from syncer.model.changes import Adopt, Create, Update
from syncer.model.words import factor_in_words, plain_number
from syncer.plan.guards.rules import Breach

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from syncer.model.catalog import GuardLimits
    from syncer.model.changes import Change
    from syncer.plan.coming_prices import ComingPrice
    from syncer.plan.dated import Dated


def odd_prices(changes: Iterable[Change], dated: Dated, limits: GuardLimits) -> Iterator[Breach]:
    """Prices of a plan above the ceiling, and prices that change by a large factor; also those for days to come.

    What is put back to the value that was last applied is lifted. A sync is told of a price to come once: what is due
    later was refused or allowed then.
    """
    for change in changes:
        if isinstance(change, (Create, Adopt, Update)):
            for field in change.fields:
                found = _oddity(field.field, field.before, field.after, limits)
                if found is not None and (change.desired.model_id, field.field) not in dated.due:
                    model_id, place = change.desired.model_id, change.desired.source.at(field.field)
                    found = f"{model_id}: {field.field}: {found}"
                    puts_back = not isinstance(change, Create) and change.puts_back(field)
                    yield Breach("odd-price", found, model_id, place, (model_id,), field.field, puts_back=puts_back)

    yield from _odd_to_come(dated.coming, limits)


def _odd_to_come(coming: Iterable[ComingPrice], limits: GuardLimits) -> Iterator[Breach]:
    for one in coming:
        found = _oddity(one.field, one.before, one.after, limits) if one.is_new else None
        if found is not None:
            found = f"{one.model_id}: {one.field}: from {one.since} on: {found}"
            yield Breach("odd-price", found, one.model_id, one.place, (one.model_id,), one.field)


def _oddity(field: str, before: object, after: object, limits: GuardLimits) -> str | None:
    if KIND[field] != "price" or not _is_number(after):
        return None
    if after > limits.max_price:
        return f"{plain_number(after)} USD is more than {plain_number(limits.max_price)} USD per million tokens"
    return _jump(before, after, limits.max_price_factor) if _is_number(before) and before > 0 else None


def _jump(before: float, after: float, most: float) -> str | None:
    if not after:
        return f"{plain_number(before)} -> 0 USD makes it free"
    factor = max(after / before, before / after)
    if factor <= most:
        return None
    return f"{plain_number(before)} -> {plain_number(after)} USD is {factor_in_words(factor)}"


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
