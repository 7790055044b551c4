"""Each page with texts of others in every place where one can stand."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from syncer.model.catalog import Place
from syncer.model.changes import FieldChange
from syncer.render.html.catalog import catalog_page
from syncer.render.html.history import PriceHistory, price_history_page
from syncer.render.html.offers import About, Offer, Variation
from syncer.render.html.places import Files
from syncer.render.html.plan import plan_page
from syncer.sync.history import AppliedChange, Apply, Who
from syncer.sync.model_story import FormerRow, ModelStory, StoryStep
from syncer.sync.price_stories import PRICES
from tests.unit.building import entry, record
from tests.unit.hostile_plans import hostile_planned

if TYPE_CHECKING:
    from collections.abc import Sequence


def hostile_catalog(texts: Sequence[str]) -> str:
    """A model for each text, with the text in all that can be read of it, and beside it what the store holds."""
    about = About(
        texts[0], Files("catalog", texts[0]), is_live=True, target=None, targets=tuple(texts), commit=texts[0]
    )
    return catalog_page([_offer(text) for text in texts], about)


def _offer(text: str) -> Offer:
    made = entry(
        text, model_name=text, provider=text, provider_name=text, input_modalities=[text], knowledge_cutoff_date=text,
        available_to_roles=[text], supported_params={"params": {text: {text: text}}},
    )  # fmt: skip
    row = record(text, model_name=f"{text}x", record_id=text, by=text)
    place = Place(f"catalog/targets/{text}.yaml", 3)
    return Offer(
        text, made.fields, made.source, (text,), (Variation(text, "model_name", text, place),), row,
        (FieldChange("provider", text, f"{text}y"),),
    )  # fmt: skip


def hostile_plans(texts: Sequence[str]) -> str:
    """For each text three targets: planned, not reached, with an invalid catalog."""
    return plan_page([one for text in texts for one in hostile_planned(text)], unmanaged=True, facts=texts)


def hostile_history(texts: Sequence[str]) -> str:
    """A model for each text, created and changed by somebody of that name, in a run with that address."""
    stories = [ModelStory(text, (_step(text, 2), _step(text, 1)), (FormerRow(text, text),)) for text in texts]
    return price_history_page(
        PriceHistory(stories, PRICES, texts[0], applies=2 * len(texts), newest=datetime(2026, 3, 3, tzinfo=UTC),
                     unreadable=1, commits="https://git.example/commit", planned={}, is_of_all=False)
    )  # fmt: skip


def _step(text: str, day: int) -> StoryStep:
    fields = (FieldChange(PRICES[0], None if day == 1 else 1.0, float(day)), FieldChange(PRICES[1], text, text))
    change = AppliedChange("update", text, text, fields, "failed", text, {}, adopted=False)
    who = Who(text, text, text, text, text)
    return StoryStep(Apply(text, "partial", f"2026-03-0{day}T00:00:00+00:00", who, text, text, text, (change,)), change)
