"""The charts of a whole catalog: what models cost, and which retire when."""

from __future__ import annotations

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
    return price_scatter([_priced(one) for one in offers])


def _priced(offer: Offer) -> PricedModel:
    fields = offer.fields
    first, second = (fields[f"{side}_price_per_million_tokens"] for side in ("input", "output"))
    context = fields["max_input_tokens"]
    kind = "active" if condition_of(offer) in {"active", "default"} else "deprecated, retired or disabled"
    return PricedModel(str(fields["model_name"]), first, second, context if isinstance(context, int) else None, kind)


def retirement_chart(offers: Sequence[Offer], today: date | None) -> Chart | None:
    """The models that have a date, seen from a day, or else from the first date; None where no model has one."""
    found = [(one, day) for one in offers if (day := _day(one.fields["retires_on"])) is not None]
    if not found:
        return None
    models = [_retiring(one, day) for one, day in found]
    return retirement_timeline(models, today=today or min(day for _, day in found))


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None


def _retiring(offer: Offer, day: date) -> RetiringModel:
    fields = offer.fields
    successor = fields["replaced_by"]
    return RetiringModel(str(fields["model_name"]), day, None if not successor else str(successor), status_of(fields))
