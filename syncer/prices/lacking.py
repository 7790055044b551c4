"""The models that lists know and a catalog lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from syncer.frozen import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from syncer.model.catalog import Catalog
    from syncer.prices.base import PriceList, Quote


class LackingModel(NamedTuple):
    """A row of a list that is of no model of the catalog."""

    source: str
    """The list."""
    quote: Quote


def lacking_models(
    catalog: Catalog, lists: Iterable[PriceList], provider: str, at: datetime
) -> tuple[LackingModel, ...]:  # fmt: skip
    """Each row of the provider that no definition is priced by, by its name. `provider` is in lower case."""
    ids = [entry.model_id for entry in catalog.entries if str(entry.fields["provider"]).lower() == provider]
    found = [LackingModel(one.name, quote) for one in lists for quote in _others(one, ids, provider, at)]
    return tuple(sorted(found, key=lambda one: (one.quote.name, one.source)))


def _others(one: PriceList, ids: Iterable[str], provider: str, at: datetime) -> Iterator[Quote]:
    quotes = (one.quote(model_id, provider, at) for model_id in ids)
    known = {quote.name for quote in quotes if quote is not None}
    yield from (quote for quote in one.rows(provider, at) if quote.rates and quote.name not in known)
