"""The charts of a whole catalog: what models cost, and which retire when."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

from syncer.model.lifecycle import status_of
from syncer.render.html.charts.scatter import PricedModel, price_scatter
from syncer.render.html.charts.timeline import RetiringModel, retirement_timeline
from syncer.render.html.sheet import condition_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from syncer.render.html.charts.frame import Chart
    from syncer.render.html.offers import Offer


def price_chart(offers: Sequence[Offer]) -> Chart:
    """Every model by its prices."""
    return price_scatter([_priced(one, name) for one, name in zip(offers, names_apart(offers), strict=True)])


def names_apart(offers: Sequence[Offer]) -> list[str]:
    """The name of each model; with its id behind it, where another one has the same name."""
    often = Counter(str(one.fields["model_name"]) for one in offers)
    return [_apart(str(one.fields["model_name"]), one, often) for one in offers]


def _apart(name: str, offer: Offer, often: Counter[str]) -> str:
    return name if often[name] == 1 else f"{name} ({offer.fields['model_id']})"


def _priced(offer: Offer, name: str) -> PricedModel:
    fields = offer.fields
    first, second = (fields[f"{side}_price_per_million_tokens"] for side in ("input", "output"))
    context = fields["max_input_tokens"]
    kind = "active" if condition_of(offer) in {"active", "default"} else "deprecated, retired or disabled"
    return PricedModel(name, first, second, context if isinstance(context, int) else None, kind)


def retirement_chart(offers: Sequence[Offer], today: date | None) -> Chart | None:
    """The models that have a date, seen from a day, or else from the first date; None where no model has one."""
    named = zip(offers, names_apart(offers), strict=True)
    found = [(one, name, day) for one, name in named if (day := _day(one.fields["retires_on"])) is not None]
    if not found:
        return None
    models = [_retiring(one, name, day) for one, name, day in found]
    return retirement_timeline(models, today=today or min(day for *_, day in found))


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None


def _retiring(offer: Offer, name: str, day: date) -> RetiringModel:
    fields = offer.fields
    successor = fields["replaced_by"]
    return RetiringModel(name, day, None if not successor else str(successor), status_of(fields))
