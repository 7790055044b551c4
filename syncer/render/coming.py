"""Prices for days to come, in sentences and as JSON. Imported only for a plan that has some."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from syncer.plan.field_change import field_change
from syncer.render.text.values import kind_of_token, transition

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from schemas.lifecycle_document import ComingPriceDocument
    from syncer.plan.coming_prices import ComingPrice


def told_of_coming(coming: Iterable[ComingPrice], show: Callable[[str], str]) -> Iterator[str]:
    """A sentence for each model and day, of what is new or soon. `show` escapes what comes from outside."""
    told = (one for one in coming if is_told(one))
    for (since, model_id), group in groupby(told, lambda one: (one.since, one.model_id)):
        yield f"{show(model_id)} from {since} on: {'; '.join(map(price_to_come, group))}, per million tokens."


def is_told(one: ComingPrice) -> bool:
    """Whether a reviewer is told: no sync was yet, or the day is near."""
    return one.is_new or one.is_soon


def price_to_come(one: ComingPrice) -> str:
    """Both prices: `input 0.75 -> 1.5 USD (+100 %)`."""
    return f"{kind_of_token(one.field)} {transition(field_change(one.field, one.before, one.after))}"


def coming_document(one: ComingPrice) -> ComingPriceDocument:
    """The price as JSON."""
    return {"model_id": one.model_id, "since": one.since, "field": one.field, "before": one.before,
            "after": one.after, "new": one.is_new, "soon": one.is_soon}  # fmt: skip
