"""The models that lists know and a catalog lacks, as a table or as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from syncer.model.words import counted
from syncer.prices.base import LIMIT_FIELDS, PRICE_FIELDS
from syncer.render.prices import money
from syncer.render.text.tables import table
from syncer.render.text.values import kind_of_token, safe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from syncer.prices.lacking import LackingModel

_HEAD: Final = ("ROW", "LIST", *(kind_of_token(field).upper() for field in PRICE_FIELDS), "MAX IN", "MAX OUT")


def render_lacking(found: Sequence[LackingModel], form: str, provider: str) -> str:
    """The rows as `text`, `json` or `markdown`. Prices are in US dollars per million tokens."""
    ending = f"{counted(len(found), 'row')} of {provider} of no model here; prices in USD per million tokens."
    return table(form, _HEAD, map(_cells, found), lambda: {"models": list(map(_document, found))}, ending)


def _cells(one: LackingModel) -> tuple[str, ...]:
    rates, limits = one.quote.rates, one.quote.limits
    prices = (money(rates[field].price) if field in rates else "-" for field in PRICE_FIELDS)
    return safe(one.quote.name), one.source, *prices, *(str(limits.get(field, "-")) for field in LIMIT_FIELDS)


def _document(one: LackingModel) -> dict[str, Any]:
    rates, limits = one.quote.rates, one.quote.limits
    said = {field: money(rates[field].price) if field in rates else None for field in PRICE_FIELDS}
    return {"row": one.quote.name, "list": one.source, **said, **{field: limits.get(field) for field in LIMIT_FIELDS}}
