"""Putting back what was last applied takes nothing away that Git gave: no guard stops it, and the plan says so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from syncer.model.records import record_id_for
from syncer.plan.guards.check import Allowances
from syncer.plan.plan import Plan, build_plan
from syncer.sync.apply import apply_plan
from tests.stores.shapes import catalog, entry, run

if TYPE_CHECKING:
    from collections.abc import Mapping

    from syncer.model.catalog import CatalogEntry
    from syncer.stores.base import Store
    from tests.stores.raw import Fresh

PRICE = "inputPricePerMillionTokens"
SAID = "; it only puts back what was last applied"
EDITS: dict[str, tuple[str, dict[str, Any], dict[str, Any], bool]] = {
    "a role's first model": ("last-for-role", {}, {"availableToRoles": ["guests"]}, False),
    "an odd price": ("odd-price", {"input_price_per_million_tokens": 2.5}, {PRICE: 77.5}, False),
    "the first default": ("no-default", {}, {"isDefault": True}, False),
    "the first that takes images": ("last-image-model", {}, {"inputModalities": ["TEXT", "IMAGE"]}, False),
    "a protected model that is off": ("protected-model", {"enabled": False}, {"enabled": True}, True),
}
"""The guard, what Git says, what the page says, and whether the model is protected."""


def planned(store: Store, *entries: CatalogEntry, allowances: Allowances | None = None) -> Plan:
    """What a sync of these definitions would do."""
    return build_plan(catalog(*entries), store.read(), target="a store", allowances=allowances or Allowances())


def edited(fresh: Fresh, first: tuple[CatalogEntry, ...], attributes: Mapping[str, Any]) -> None:
    """A sync, then an edit of `a` on the page."""
    assert apply_plan(planned(fresh.store, *first), fresh.store, run()).is_complete
    fresh.raw.put({**(fresh.raw.get(record_id_for("a")) or {}), **attributes})


@pytest.mark.parametrize(("guard", "fields", "attributes", "protected"), EDITS.values(), ids=EDITS)
def test_what_was_last_applied_is_put_back(
    fresh: Fresh, guard: str, fields: dict[str, Any], attributes: dict[str, Any], protected: bool
) -> None:
    """An edit that a guard would not let Git undo is put back by a sync of somebody else's model, and that is said."""
    mine = entry("a", **fields)._replace(protected=protected)
    edited(fresh, (mine, entry("b")), attributes)
    plan = planned(fresh.store, mine, entry("b", max_output_tokens=5))
    assert [(one.name, one.lifted, one.lifted_by) for one in plan.guards] == [(guard, True, None)]
    assert plan.guards[0].message.endswith(SAID)
    assert apply_plan(plan, fresh.store, run()).is_complete
    assert planned(fresh.store, mine, entry("b", max_output_tokens=5)).is_empty


def test_what_git_takes_is_still_refused(fresh: Fresh) -> None:
    """A role that Git gave a model loses it in Git as its edit on the page is put back: that is not put back alone."""
    given = entry("b", available_to_roles=["guests"])
    edited(fresh, (entry("a"), given), {"availableToRoles": ["guests"]})
    plan = planned(fresh.store, entry("a"), entry("b"))
    assert [(one.name, one.lifted) for one in plan.guards] == [("last-for-role", False)]


def test_another_value_than_the_last_applied_one_is_still_refused(fresh: Fresh) -> None:
    """A price that Git and the page changed is no price that is put back, also where --overwrite decides for Git."""
    edited(fresh, (entry("a", input_price_per_million_tokens=2.5),), {PRICE: 77.5})
    mine = entry("a", input_price_per_million_tokens=3)
    plan = planned(fresh.store, mine, allowances=Allowances(overwrite=frozenset({"a"})))
    assert [(one.name, one.lifted) for one in plan.guards] == [("odd-price", False)]


def test_without_a_mark_nothing_is_put_back(fresh: Fresh) -> None:
    """A row that does not say what was last applied to it has the guards of any other."""
    mine = entry("a", input_price_per_million_tokens=2.5)
    edited(fresh, (mine,), {PRICE: 77.5, "lastApplied": "lost"})
    assert [(one.name, one.lifted) for one in planned(fresh.store, mine).guards] == [("odd-price", False)]
