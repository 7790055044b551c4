"""What every release of the platform reads is an edit, not a broken row: shown, put back, and no stop for others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from schemas.attributes import PYTHON_NAME
from syncer.model.catalog import Settings
from syncer.model.changes import Adopt, Update
from syncer.model.records import record_id_for
from syncer.plan.drift import find_drift
from syncer.plan.plan import Plan, build_plan
from syncer.sync.apply import apply_plan
from tests.stores.shapes import catalog, entry, no_model, run

if TYPE_CHECKING:
    from syncer.model.catalog import CatalogEntry
    from syncer.stores.base import Store
    from tests.stores.raw import Fresh, RawRows

EDITS: dict[str, dict[str, Any]] = {
    "an empty name": {"modelName": ""},
    "no provider": {"provider": ""},
    "no maker": {"providerName": ""},
    "no modalities": {"inputModalities": []},
    "an empty modality": {"outputModalities": ["TEXT", ""]},
    "an empty role": {"availableToRoles": ["staff", ""]},
    "no parameters": {"supportedParams": {}},
    "a price below zero": {"inputPricePerMillionTokens": -1},
    "all at once": {"modelName": "", "provider": "", "inputModalities": [], "supportedParams": {},
                    "cacheReadPricePerMillionTokens": -0.5},
}  # fmt: skip
PARAMS = {"params": {"temperature": {"supported": True, "min": 0, "max": 1}}}
MARKS = ("managedBy", "lastApplied")


def definitions(*others: str, **edited: Any) -> tuple[CatalogEntry, ...]:
    """`a` with parameters and a role, and other models."""
    made = entry("a", supported_params=PARAMS, available_to_roles=["staff"], **edited)
    return (made, *map(entry, others))


def planned(store: Store, *entries: CatalogEntry) -> Plan:
    """What a sync of these definitions would do."""
    return build_plan(catalog(*entries), store.read(), target="a store")


def synced(store: Store, *entries: CatalogEntry) -> Plan:
    """The plan, and it is done."""
    plan = planned(store, *entries)
    assert apply_plan(plan, store, run()).is_complete
    return plan


def edit(raw: RawRows, model_id: str, **attributes: Any) -> dict[str, Any]:
    """An edit on the page; the row after it."""
    row = {**(raw.get(record_id_for(model_id)) or {}), **attributes}
    raw.put(row)
    return row


@pytest.mark.parametrize("attributes", EDITS.values(), ids=EDITS)
def test_it_is_an_edit(fresh: Fresh, attributes: dict[str, Any]) -> None:
    """It is drift, by name and value; the next sync puts all of it back, and there is nothing left to do."""
    store, raw = fresh.store, fresh.raw
    synced(store, *definitions())
    before = raw.get(record_id_for("a"))
    edit(raw, "a", **attributes)
    drift = find_drift(store.read(), Settings("campus"), None, target="a store")
    assert not drift.broken
    assert [{field.field for field in one.fields} for one in drift.edited] == [{PYTHON_NAME[key] for key in attributes}]
    (change,) = synced(store, *definitions()).changes
    assert isinstance(change, Update)
    assert change.drift == change.fields
    after = raw.get(record_id_for("a"))
    assert before is not None
    assert after is not None
    assert {key: after.get(key) for key in attributes} == {key: before.get(key) for key in attributes}
    assert planned(store, *definitions()).is_empty


def test_it_stops_no_other_model(fresh: Fresh) -> None:
    """A sync of another model goes through while a name is empty; the next one puts the name back."""
    store, raw = fresh.store, fresh.raw
    synced(store, *definitions("b"))
    edit(raw, "a", modelName="")
    plan = synced(store, *definitions(), entry("b", max_output_tokens=5))
    assert plan.exit_code == 0
    assert {change.model_id for change in plan.changes} == {"a", "b"}
    names = {record.model_id: record.fields["model_name"] for record in store.read().records}
    assert names == {"a": "A", "b": "B"}


def test_an_app_s_edit_without_our_mark(fresh: Fresh) -> None:
    """A release that drops our mark as it empties a name leaves an unmanaged row: it is adopted and written."""
    store, raw = fresh.store, fresh.raw
    synced(store, *definitions())
    row = edit(raw, "a", modelName="")
    raw.put({key: value for key, value in row.items() if key not in MARKS})
    (change,) = synced(store, *definitions()).changes
    assert isinstance(change, Adopt)
    assert planned(store, *definitions()).is_empty


def test_what_no_release_lists_says_so(fresh: Fresh) -> None:
    """Only a row that nobody can parse is broken, and its message says that no release lists it."""
    fresh.raw.put(no_model())
    (broken,) = fresh.store.read().broken
    assert "is not a model that any release of the platform lists, and is left alone: " in broken.problem.message


def test_a_row_that_some_releases_skip(fresh: Fresh) -> None:
    """Parameters that break a rule: drift and plan name the row, the releases and the rule; other models are synced."""
    store, raw = fresh.store, fresh.raw
    synced(store, *definitions("b"))
    edit(raw, "a", supportedParams={"params": {"temperature": {"supported": True, "min": 2, "max": 1}}})
    drift = find_drift(store.read(), Settings("campus"), None, target="a store")
    said = "releases of the platform from 1.0.0-beta27 on do not list it: supported_params.temperature.min: 2 is more"
    assert [one.live.model_id for one in drift.unlisted] == ["a"]
    assert drift.unlisted[0].reason.startswith(said)
    plan = synced(store, *definitions("c"), entry("b", max_output_tokens=5))
    assert [problem.message for problem in plan.problems if said in problem.message]
    assert {change.model_id for change in plan.changes} == {"a", "b", "c"}
    assert find_drift(store.read(), Settings("campus"), None, target="a store").unlisted == ()
