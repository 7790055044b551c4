"""The models that lists know and a catalog lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from syncer.errors import UsageError
from syncer.frozen import NamedTuple
from syncer.model.words import a_few, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from syncer.model.catalog import Catalog
    from syncer.prices.base import PriceList, Quote


_SHOWN = 60
"""So many providers of lists are named: all that genai-prices has."""


class LackingModel(NamedTuple):
    """A row of a list that is of no model of the catalog."""

    source: str
    """The list."""
    quote: Quote


def lacking_models(
    catalog: Catalog, lists: Iterable[PriceList], provider: str, at: datetime
) -> tuple[LackingModel, ...]:  # fmt: skip
    """Each row of the provider that no definition is priced by, by its name. `provider` is in lower case.

    Raises UsageError for a provider that neither a list nor the catalog knows.
    """
    lists = [*lists]
    _require_known(catalog, lists, provider)
    ids = [entry.model_id for entry in catalog.entries if str(entry.fields["provider"]).lower() == provider]
    found = [LackingModel(one.name, quote) for one in lists for quote in _others(one, ids, provider, at)]
    return tuple(sorted(found, key=lambda one: (one.quote.name, one.source)))


def _require_known(catalog: Catalog, lists: Iterable[PriceList], provider: str) -> None:
    """Raise UsageError, which names the providers that there are, those of the catalog first."""
    ours = sorted({str(entry.fields["provider"]).lower() for entry in catalog.entries})
    theirs = sorted({name for one in lists for name in one.providers()})
    if provider not in {*ours, *theirs}:
        known = f"the models here are by {', '.join(ours) or 'nobody'}; the lists know {a_few(theirs, _SHOWN)}"
        near = did_you_mean(provider, [*ours, *theirs]) or f" ({known})"
        raise UsageError(f"--provider {provider}: no list knows that provider, and no model here is by it{near}")


def _others(one: PriceList, ids: Iterable[str], provider: str, at: datetime) -> Iterator[Quote]:
    quotes = (one.quote(model_id, provider, at) for model_id in ids)
    known = {quote.name for quote in quotes if quote is not None}
    yield from (quote for quote in one.rows(provider, at) if quote.rates and quote.name not in known)
