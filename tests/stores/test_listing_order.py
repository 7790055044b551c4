"""The rows of one sync are listed in the catalog's order, by the six functions and by every release of the platform."""

from __future__ import annotations

import asyncio
import random
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from syncer import service
from syncer.model.records import record_id_for
from syncer.plan.plan import build_plan
from syncer.sync.apply import apply_plan
from syncer.sync.history import read_apply
from tests.platform_reader import as_listed
from tests.stores.shapes import NOON, admin_row, catalog, entry, run

if TYPE_CHECKING:
    from tests.stores.raw import Fresh, RawRows

MANY = 120


@pytest.fixture
def listed(fresh: Fresh, monkeypatch: pytest.MonkeyPatch) -> Any:
    """What an app lists."""
    monkeypatch.setattr(service, "_opened", lambda *_: fresh.reopen())
    return lambda: [model.model_id for model in asyncio.run(service.list_all_managed_models())]


def rows(raw: RawRows) -> list[dict[str, Any]]:
    """The rows in an order that says nothing."""
    found = [raw.get(record_id) or {} for record_id in sorted(raw.ids())]
    random.Random(7).shuffle(found)  # noqa: S311  no secret
    return found


def test_one_sync(fresh: Fresh, listed: Any) -> None:
    """120 models of one sync, an hour after older ones: both list them in the catalog's order, before the others.

    The newest has the time of the sync, each next one a microsecond less; marks and history have the time of the sync.
    """
    names = [f"model-{number:03}" for number in range(MANY)]
    fresh.raw.put(admin_row("before", createdAt=(NOON - timedelta(hours=1)).isoformat()))
    plan = build_plan(catalog(*map(entry, names)), fresh.store.read(), target="a store")
    assert apply_plan(plan, fresh.store, run()).is_complete
    found = rows(fresh.raw)
    assert listed() == as_listed(found) == [*names, "before"]
    made = {row["modelId"]: (row["createdAt"], row["updatedAt"], row.get("lastApplied", {}).get("at")) for row in found}
    for age, name in enumerate(names):
        stamp = (NOON - timedelta(microseconds=age)).isoformat()
        assert made[name] == (stamp, stamp, NOON.isoformat())
    (head,) = fresh.store.history()
    apply = read_apply(head.apply_id, fresh.store.history_body(head.apply_id))
    assert apply is not None
    assert datetime.fromisoformat(apply.at) == NOON
    assert build_plan(catalog(*map(entry, names)), fresh.store.read(), target="a store").is_empty


def test_the_order_of_the_page(fresh: Fresh, listed: Any) -> None:
    """Rows with a place stand first, by it; one that is no whole number of zero or more counts as none."""
    names = ["a", "b", "c", "d"]
    plan = build_plan(catalog(*map(entry, names)), fresh.store.read(), target="a store")
    assert apply_plan(plan, fresh.store, run()).is_complete
    for name, order in (("d", 0), ("b", 10)):
        fresh.raw.put({**(fresh.raw.get(record_id_for(name)) or {}), "sortOrder": order})
    assert listed() == as_listed(rows(fresh.raw)) == ["d", "b", "a", "c"]
    odd: dict[str, Any] = {"a": 1.5, "c": "1", "d": True, "b": -1}
    for name, none in odd.items():
        fresh.raw.put({**(fresh.raw.get(record_id_for(name)) or {}), "sortOrder": none})
    assert listed() == names
