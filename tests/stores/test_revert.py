"""The history tells every model's story, and taking all of it back leads to where it began, value for value."""

from __future__ import annotations

import re
from copy import deepcopy
from datetime import timedelta
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from syncer.errors import ConflictError
from syncer.frozen import replace
from syncer.model.catalog import Catalog, Settings
from syncer.plan.guards.check import Allowances
from syncer.plan.inventory import read_inventory
from syncer.plan.plan import Plan, build_plan
from syncer.sync.apply import Run, apply_plan
from syncer.sync.history import Apply, read_apply
from syncer.sync.model_story import story
from syncer.sync.revert import plan_revert
from tests.examples import examples
from tests.stores.places import in_memory
from tests.stores.shapes import NOON, admin_row, bootstrap_row, entry, newer_row, random_id

if TYPE_CHECKING:
    from syncer.model.catalog import CatalogEntry
    from syncer.stores.base import Store
    from tests.stores.raw import Fresh

BESIDE = {"lastApplied", "updatedAt"}
"""What says when and from where, not what."""


def clock() -> Run:
    """A run whose clock goes on a second each time that it is asked."""
    ticks, numbers = count(), count(9_000)
    return Run("a test", "c0ffee", 0, lambda: NOON + timedelta(seconds=next(ticks)), lambda: random_id(next(numbers)))


def plan_for(store: Store, entries: dict[str, CatalogEntry]) -> Plan:
    """What a sync would do, with every word that a guard asks for."""
    catalog = Catalog(Settings("campus"), tuple(sorted(entries.values(), key=lambda one: one.model_id)))
    snapshot, inventory = store.read(), read_inventory(store.recall("campus"))
    allowed = Allowances(overwrite=frozenset(entries), prices=frozenset(entries), empty_roles=frozenset({"staff"}))
    for _ in range(2):
        plan = build_plan(catalog, snapshot, target="t", inventory=inventory, allowances=allowed)
        said = " ".join(str(guard.lifted_by) for guard in plan.guards)
        for option, field in (
            ("deletes", "deletes"), ("updates", "updates"), ("no-default", "no_default"),
            ("no-image-model", "no_image_model"),
        ):  # fmt: skip
            if found := re.search(rf"--allow-{option} (\S+)", said):
                meant: Any = {field: frozenset({int(found[1]) if found[1].isdigit() else found[1]})}
                allowed = allowed._replace(**meant)
    return build_plan(catalog, snapshot, target="t", inventory=inventory, allowances=allowed)


def rows(fresh: Fresh) -> dict[str, dict[str, Any]]:
    """All rows, without what only says when."""
    found = ((key, fresh.raw.get(key)) for key in fresh.raw.ids())
    return {key: {k: v for k, v in row.items() if k not in BESIDE} for key, row in found if row is not None}


def read(store: Store, apply_id: str) -> Apply:
    """An apply of the history."""
    found = read_apply(apply_id, store.history_body(apply_id))
    assert found is not None
    return found


MODELS = ["gpt-4o", "us.anthropic.claude-sonnet-4-6", "a", "b", "c"]
EDITS = st.lists(
    st.tuples(
        st.sampled_from(MODELS),
        st.sampled_from(["price", "price", "limit", "enabled", "default", "remove", "rename", "params", "same"]),
        st.integers(1, 9),
    ),
    min_size=50,
    max_size=50,
)


def edited(entries: dict[str, CatalogEntry], model_id: str, what: str, number: int) -> dict[str, CatalogEntry]:
    """The definitions after somebody edited one."""
    after = dict(entries)
    if what == "remove":
        after.pop(model_id, None)
        return after
    old = after.get(model_id) or entry(model_id)
    edits: dict[str, dict[str, Any]] = {
        "price": {"input_price_per_million_tokens": float(number), "output_price_per_million_tokens": 10.0},
        "limit": {"max_output_tokens": None if number == 1 else number},
        "enabled": {"enabled": number % 2 == 0, "is_default": False},
        "params": {"supported_params": {"params": {"t": {"max": number}}}},
        "default": {"is_default": True, "enabled": True},
    }
    change = edits.get(what, {})
    if what == "default":
        after = {k: v._replace(fields={**v.fields, "is_default": False}) for k, v in after.items()}
    after[model_id] = old._replace(fields={**old.fields, **change})
    new = f"{model_id}-{number}"
    if what == "rename" and model_id in entries and new not in entries:
        made = after.pop(model_id)
        after[new] = made._replace(model_id=new, fields={**made.fields, "model_id": new}, renamed_from=model_id)
    return {k: v._replace(renamed_from=None if v.renamed_from in after else v.renamed_from) for k, v in after.items()}


def play(fresh: Fresh, edits: list[tuple[str, str, int]]) -> None:
    """Fifty applies on rows that people made, then each model's story, then all of it taken back."""
    for row in (
        admin_row("a", theirs={"x": [1, None]}),
        bootstrap_row("gpt-4o"),
        newer_row("us.anthropic.claude-sonnet-4-6"),
    ):
        fresh.raw.put({**row, "isDefault": False})
    first, run = rows(fresh), clock()
    told: dict[str, list[tuple[str, Any, Any]]] = {}
    entries: dict[str, CatalogEntry] = {}
    for model_id, what, number in edits:
        entries = edited(entries, model_id, what, number)
        plan = plan_for(fresh.store, entries)
        if plan.exit_code:
            entries = {k: v._replace(renamed_from=None) for k, v in entries.items()}
            plan = plan_for(fresh.store, entries)
        if plan.exit_code or not plan.changes:
            continue
        assert apply_plan(plan, fresh.store, run).is_complete
        for change in plan.changes:
            record_id = change.record_id or fresh.store.find(change.model_id)[0].record_id
            for field in change.fields:
                told.setdefault(record_id, []).append((field.field, field.before, field.after))
    heads = fresh.store.history()
    assert [head.head["state"] for head in heads] == ["applied"] * len(heads)
    check_stories(fresh.store, told)
    for head in heads:
        found = fresh.store.read()
        meant = Allowances(no_default=frozenset(record.model_id for record in found.records))
        plan = plan_revert(read(fresh.store, head.apply_id), found, target="t", allowances=meant)
        assert plan.conflicts == ()
        assert apply_plan(plan, fresh.store, run).is_complete
    assert rows(fresh) == first


def check_stories(store: Store, told: dict[str, list[tuple[str, Any, Any]]]) -> None:
    """The story of each model has its changes, all of them, in their order."""
    for record in store.read().records:
        whole = story(record.model_id, lambda name: store.history(model_id=name), lambda one: read(store, one))
        mine = [step for step in reversed(whole.steps) if step.change.record_id == record.record_id]
        found = [(f.field, f.before, f.after) for step in mine for f in step.change.fields]
        assert found == told.get(record.record_id, [])


@settings(
    max_examples=examples(6, thorough=25),
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate],
)
@given(edits=EDITS)
def test_fifty_applies_and_back(edits: list[tuple[str, str, int]]) -> None:
    """Whatever fifty applies did, their history is exact; reverting all, newest first, gives the first state."""
    play(in_memory(), edits)


@settings(
    max_examples=examples(1, thorough=2),
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],
)
@given(edits=EDITS)
def test_fifty_applies_and_back_on_real_stores(store_factory: Any, edits: list[tuple[str, str, int]]) -> None:
    """The same on a directory and on a table."""
    play(store_factory(), edits)


def test_what_moved_since_is_decided_by_somebody(fresh: Fresh) -> None:
    """A field that was edited after the apply is a conflict with both values; --overwrite takes it back anyway."""
    store, run = fresh.store, clock()
    assert apply_plan(plan_for(store, {"a": entry("a"), "b": entry("b")}), store, run).is_complete
    dear = {"a": entry("a", input_price_per_million_tokens=3.5), "b": entry("b", input_price_per_million_tokens=3.5)}
    assert apply_plan(plan_for(store, dear), store, run).is_complete
    (record,) = store.find("a")
    row = fresh.raw.get(record.record_id)
    assert row is not None
    fresh.raw.put({**row, "inputPricePerMillionTokens": 4})
    before = deepcopy(rows(fresh))
    apply = read(store, store.history(model_id="a")[0].apply_id)
    plan = plan_revert(apply, store.read(), target="t")
    assert plan.exit_code == 5
    with pytest.raises(ConflictError, match=r"a: input_price_per_million_tokens is 4, no longer 3.5: .*--overwrite a"):
        apply_plan(plan, store, run)
    assert rows(fresh) == before
    plan = plan_revert(apply, store.read(), target="t", allowances=Allowances(overwrite=frozenset({"a"})))
    assert apply_plan(plan, store, run).is_complete
    assert [r.fields["input_price_per_million_tokens"] for r in store.read().records] == [2.2, 2.2]
    assert plan_revert(apply, store.read(), target="t").is_empty


def test_old_entries_are_forgotten(fresh: Fresh) -> None:
    """A sync removes what is older than the history is kept, and nothing else."""
    run = clock()
    store = fresh.store
    for price in (1.0, 2.0):
        made = plan_for(store, {"a": entry("a", input_price_per_million_tokens=price)})
        assert apply_plan(made, store, run).is_complete
    later = run._replace(now=lambda: NOON + timedelta(days=401))
    made = plan_for(store, {"a": entry("a", input_price_per_million_tokens=3.0)})
    assert apply_plan(made, store, later).is_complete
    (head,) = store.history()
    assert head.head["at"] == (NOON + timedelta(days=401)).isoformat()


def test_a_revert_forgets_nothing(fresh: Fresh) -> None:
    """Only a sync knows how long its catalog keeps the history: what a revert finds there stays, however old it is."""
    run, store = clock(), fresh.store
    for price in (1.0, 2.0):
        made = plan_for(store, {"a": entry("a", input_price_per_million_tokens=price)})
        assert apply_plan(made, store, run).is_complete
    known = [head.apply_id for head in store.history()]
    back = plan_revert(read(store, known[0]), store.read(), target="t")
    century = run._replace(now=lambda: NOON + timedelta(days=36_500))
    assert apply_plan(back, store, century).is_complete
    assert [head.apply_id for head in store.history()][1:] == known


@pytest.mark.parametrize("days", [800_000, 10**12])
def test_a_history_can_be_kept_for_longer_than_there_are_dates(fresh: Fresh, days: int) -> None:
    """A sync that keeps everything, with a number that no calendar has, is applied and ends well."""
    run, store = clock(), fresh.store
    for price in (1.0, 2.0):
        made = plan_for(store, {"a": entry("a", input_price_per_million_tokens=price)})
        assert apply_plan(replace(made, keep_days=days), store, run).is_complete
    assert len(store.history()) == 2
