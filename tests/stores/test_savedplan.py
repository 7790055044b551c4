"""A saved plan does exactly what was reviewed, once, on the one store, in its time; otherwise nothing at all."""

from __future__ import annotations

import json
import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncer.errors import ConflictError, StalePlanError, UsageError
from syncer.plan.guards.check import NONE_ALLOWED, Allowances
from syncer.plan.inventory import read_inventory
from syncer.plan.plan import Plan, build_plan
from syncer.render.plan import render_plan
from syncer.saved.file import Provenance, catalog_hash, read_saved, saved_bytes
from syncer.stores.directory.store import DirectoryStore
from syncer.stores.json_values import Opaque, value_from, value_json
from syncer.sync.apply import apply_plan, apply_saved
from tests.stores.dynamodb_rows import Table, plain_client
from tests.stores.shapes import NOON, admin_row, catalog, entry, newer_row, random_id, run

if TYPE_CHECKING:
    from pathlib import Path

    from syncer.model.catalog import Catalog
    from syncer.stores.base import Store
    from tests.stores.raw import Fresh, RawRows

ORIGIN = Provenance("somebody", NOON, NOON + timedelta(hours=1), "0.1.0", "c0ffee", False, "hash")
OTHERS = [entry(f"other{number}") for number in range(5)]


def plan_for(store: Store, wanted: Catalog, allowances: Allowances = NONE_ALLOWED) -> Plan:
    """What a sync would do."""
    inventory = read_inventory(store.recall("campus"))
    return build_plan(wanted, store.read(), target=store.address, allowances=allowances, inventory=inventory)


def saved(store: Store, plan: Plan, origin: Provenance = ORIGIN) -> bytes:
    """The file of a plan."""
    return saved_bytes(plan, origin, store.identity())


def apply(data: bytes, store: Store) -> bool:
    """Apply a file; whether all of it was done."""
    return apply_saved(read_saved(data, name="plan.json"), store, run(), name="plan.json").is_complete


def edit(raw: RawRows, model: str, store: Store, **attributes: Any) -> None:
    """Another writer edits a row."""
    (found,) = store.find(model)
    row = raw.get(found.record_id)
    assert row is not None
    raw.put({**row, **attributes, "updatedAt": "2026-02-01T12:00:00Z"})


def every_change(fresh: Fresh) -> tuple[Plan, Catalog]:
    """A plan with each kind of change."""
    fresh.raw.put(admin_row("adopted", number=1, availableToRoles=[]))
    fresh.raw.put(admin_row("boss", number=2, isDefault=True, availableToRoles=[]))
    made = catalog(entry("updated"), entry("gone", model_name="Gone"), entry("edited"), *OTHERS)
    assert apply_plan(plan_for(fresh.store, made), fresh.store, run()).is_complete
    edit(fresh.raw, "edited", fresh.store, maxOutputTokens=7, theirs={"x": [1, None]})
    wanted = catalog(
        entry("created", is_default=True), entry("adopted", input_modalities=["TEXT", "IMAGE"]),
        entry("updated", input_price_per_million_tokens=3.5, knowledge_cutoff_date="2025-01"), entry("edited"), *OTHERS,
    )  # fmt: skip
    plan = plan_for(fresh.store, wanted)
    kinds = [type(change).__name__ for change in plan.changes]
    assert kinds == ["Create", "Adopt", "StepDown", "Update", "Update", "Delete"]
    return plan, wanted


def test_what_is_saved_is_what_was_planned(fresh: Fresh) -> None:
    """A plan that is read back prints the same in every form, and does the same."""
    plan, wanted = every_change(fresh)
    found = read_saved(saved(fresh.store, plan), name="p")
    for form in ("text", "json", "markdown"):
        assert render_plan(found.plan, form, all_fields=True) == render_plan(plan, form, all_fields=True)
    assert found.plan.fingerprint == plan.fingerprint
    assert found.origin == ORIGIN
    assert apply(saved(fresh.store, plan), fresh.store)
    assert plan_for(fresh.store, wanted).is_settled


def test_edits_beside_a_plan_do_not_matter(fresh: Fresh) -> None:
    """Another row, and another attribute of a row that the plan touches, may move; both edits are kept."""
    plan, _ = every_change(fresh)
    data = saved(fresh.store, plan)
    edit(fresh.raw, "other1", fresh.store, maxOutputTokens=9)
    edit(fresh.raw, "updated", fresh.store, modelName="Edited", sortOrder=4)
    assert apply(data, fresh.store)
    (found,) = fresh.store.find("updated")
    assert (found.raw["modelName"], found.raw["sortOrder"]) == ("Edited", 4)
    assert found.fields["input_price_per_million_tokens"] == 3.5


def test_an_edit_of_what_a_plan_touches_stops_it(fresh: Fresh) -> None:
    """Exit code 5, every such row with the planned and the found value, and not one row written."""
    plan, _ = every_change(fresh)
    data = saved(fresh.store, plan)
    edit(fresh.raw, "updated", fresh.store, inputPricePerMillionTokens=4)
    edit(fresh.raw, "edited", fresh.store, maxOutputTokens=8)
    edit(fresh.raw, "gone", fresh.store, sortOrder=1)
    before = {key: fresh.raw.get(key) for key in fresh.raw.ids()}
    with pytest.raises(ConflictError) as caught:
        apply(data, fresh.store)
    assert caught.value.exit_code == 5
    for words in ("inputPricePerMillionTokens is 4, not 2.2", "maxOutputTokens is 8, not 7", "updatedAt is"):
        assert words in str(caught.value)
    assert len(caught.value.rows) == 3
    assert {key: fresh.raw.get(key) for key in fresh.raw.ids()} == before


def test_a_plan_is_applied_once_on_its_own_store(fresh: Fresh, store_factory: Any) -> None:
    """The second time it is refused, and so is another store, each in its own words; nothing is written."""
    plan = plan_for(fresh.store, catalog(entry("a")))
    data = saved(fresh.store, plan)
    other = store_factory()
    with pytest.raises(StalePlanError, match=r"plan\.json is for another target: its "):
        apply(data, other.store)
    assert other.raw.ids() == set()
    assert apply(data, fresh.store)
    with pytest.raises(StalePlanError, match=r"plan\.json was applied already, at 2026-01-31 12:0\d UTC"):
        apply(data, fresh.reopen())
    assert len(fresh.raw.ids()) == 1


def test_two_plans_and_a_sync_between(fresh: Fresh) -> None:
    """What a plan leaves to be remembered is added to what others left meanwhile."""
    store = fresh.store
    first = plan_for(store, catalog(entry("a")))
    assert apply_plan(plan_for(store, catalog(entry("b"))), store, run()).is_complete
    assert apply(saved(store, first), store)
    inventory = read_inventory(store.recall("campus"))
    assert inventory is not None
    assert sorted(inventory.rows) == ["a", "b"]


def test_a_plan_that_does_not_hold(fresh: Fresh) -> None:
    """Expired, made in the future, of another major version: each is refused in its own words."""
    store = fresh.store
    plan = plan_for(store, catalog(entry("a")))
    for origin, words in (
        (
            ORIGIN._replace(expires_at=NOON - timedelta(minutes=1)),
            r"expired at 2026-01-31 11:59 UTC; make the plan again",
        ),
        (ORIGIN._replace(made_at=NOON + timedelta(days=1)), "made at 2026-02-01 12:00 UTC, which is in the future"),
    ):
        with pytest.raises(StalePlanError, match=words):
            apply(saved(store, plan, origin), store)
    assert fresh.raw.ids() == set()


def resealed(data: bytes, old: bytes, new: bytes) -> bytes:
    """A file as another version would have saved it."""
    from hashlib import sha256

    body = data.rpartition(b',\n"checksum"')[0].replace(old, new)
    return body + b',\n"checksum": "%s"}\n' % sha256(body).hexdigest().encode()


def test_other_versions(fresh: Fresh) -> None:
    """A newer minor version is read, with what it added; another major one is refused."""
    data = saved(fresh.store, plan_for(fresh.store, catalog(entry("a"))))
    newer = resealed(data, b'"format_version": "1.0"', b'"format_version": "1.7",\n"reason": "more"')
    with pytest.raises(UsageError, match=r"has the format 2\.0; this syncer reads 1\.0"):
        read_saved(resealed(data, b'"format_version": "1.0"', b'"format_version": "2.0"'), name="plan.json")
    assert apply(newer, fresh.store)


DATA = saved_bytes(Plan(catalog="c", target="t"), ORIGIN, {"kind": "none"})


@given(st.integers(0, len(DATA) - 1), st.integers(1, 255))
def test_one_byte_is_noticed(place: int, change: int) -> None:
    """Whatever byte of a file is another one, it is no plan any more."""
    data = DATA[:place] + bytes([DATA[place] ^ change]) + DATA[place + 1 :]
    with pytest.raises(UsageError):
        read_saved(data, name="plan.json")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        b"\xff",
        b"[" * 100_000,
        DATA[:-1],
        DATA[:50],
        DATA + b" ",
        b'{"format":"syncer-plan"}',
    ],
)
def test_what_is_no_plan(data: bytes) -> None:
    """A truncated, foreign or empty file is one clear message."""
    with pytest.raises(UsageError, match=r"^plan\.json (is no|was changed|has the format)"):
        read_saved(data, name="plan.json")


VALUE = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(),
        st.decimals(allow_nan=False, allow_infinity=False),
        st.builds(lambda items: Opaque("SS", tuple(sorted(items))), st.sets(st.text(min_size=1), min_size=1)),
        st.builds(lambda item: Opaque("B", (item,)), st.binary(min_size=1)),
    ),
    lambda part: st.one_of(st.lists(part), st.dictionaries(st.one_of(st.text(), st.just("$map"), st.just("$B")), part)),
)  # fmt: skip


@given(VALUE)
def test_stored_values_survive(value: object) -> None:
    """Whatever a row holds comes back from a file as it was, type for type."""
    found = value_from(json.loads(json.dumps(value_json(value))))
    assert found == value
    assert repr(found) == repr(value)


def test_equal_catalogs_have_equal_hashes() -> None:
    """The hash is over what the definitions say, not over how their files look."""
    one, other = catalog(entry("a"), entry("b")), catalog(entry("b"), entry("a"))
    assert catalog_hash(one) == catalog_hash(other) != catalog_hash(catalog(entry("a")))


def test_a_row_of_a_newer_release_is_deleted_as_it_was(fresh: Fresh) -> None:
    """A delete in a saved plan knows the whole row, unknown attributes and all."""
    row = newer_row()
    fresh.raw.put({**row, "managedBy": "campus"})
    plan = plan_for(
        fresh.store,
        catalog(),
        Allowances(deletes=frozenset({1}), empty_roles=frozenset({"staff"}), no_image_model=row["modelId"]),
    )
    assert apply(saved(fresh.store, plan), fresh.store)
    assert fresh.raw.ids() == set()
    assert random_id(1)


def test_a_row_of_the_plan_that_became_the_default_stops_a_new_default(fresh: Fresh) -> None:
    """Also when the plan changes something else of that row: there is never a second default."""
    assert apply_plan(plan_for(fresh.store, catalog(entry("a"), entry("b"), *OTHERS)), fresh.store, run()).is_complete
    wanted = catalog(entry("a", is_default=True), entry("b", input_price_per_million_tokens=3.0), *OTHERS)
    data = saved(fresh.store, plan_for(fresh.store, wanted))
    edit(fresh.raw, "b", fresh.store, isDefault=True)
    with pytest.raises(ConflictError, match="b became the default since the plan was made"):
        apply(data, fresh.store)
    assert [record.model_id for record in fresh.store.read().records if record.fields["is_default"]] == ["b"]


def test_a_new_default_does_not_stop_a_plan_that_leaves_the_default_alone(fresh: Fresh) -> None:
    """A plan for the price of the default model does not make it the default again."""
    boss = catalog(entry("a", is_default=True), entry("b"), *OTHERS)
    assert apply_plan(plan_for(fresh.store, boss), fresh.store, run()).is_complete
    wanted = catalog(entry("a", is_default=True, input_price_per_million_tokens=3.0), entry("b"), *OTHERS)
    data = saved(fresh.store, plan_for(fresh.store, wanted))
    edit(fresh.raw, "a", fresh.store, isDefault=False)
    edit(fresh.raw, "b", fresh.store, isDefault=True)
    assert apply(data, fresh.store)
    assert [record.model_id for record in fresh.store.read().records if record.fields["is_default"]] == ["b"]


def test_a_sync_does_not_forget_what_was_applied_meanwhile(fresh: Fresh) -> None:
    """A sync whose plan was made before a saved plan was applied: that one is still known as applied."""
    store = fresh.store
    data = saved(store, plan_for(store, catalog(entry("a"))))
    waiting = plan_for(store, catalog(entry("b")))
    assert apply(data, store)
    assert apply_plan(waiting, store, run()).is_complete
    with pytest.raises(StalePlanError, match="was applied already"):
        apply(data, store)


def test_another_store_is_not_even_locked(fresh: Fresh, tmp_path: Path) -> None:
    """A lock is a write, and taking it undoes what a crash left; a plan for another store does neither."""
    data = saved(fresh.store, plan_for(fresh.store, catalog(entry("a"))))
    with pytest.raises(StalePlanError, match="is for another target"):
        apply(data, DirectoryStore(tmp_path / "other"))
    assert not (tmp_path / "other").exists()


def test_a_conflict_shows_where_long_values_differ(fresh: Fresh) -> None:
    """The found and the planned value are told apart, however much of them is the same."""
    spec = {"supported": True, "min": 0.1, "max": 1.0, "default": 0.5}
    row = {**admin_row("a"), "managedBy": "campus", "supportedParams": {"params": {"temperature": spec}, "more": "x"}}
    fresh.raw.put(row)
    images = ["text", "image"]
    wanted = entry("a", supported_params={"params": {"temperature": {**spec, "max": 2.0}}}, input_modalities=images,
                   available_to_roles=["staff"])  # fmt: skip
    data = saved(fresh.store, plan_for(fresh.store, catalog(wanted)))
    fresh.raw.put({**row, "supportedParams": {**row["supportedParams"], "more": "y"}})
    with pytest.raises(ConflictError, match=r"supportedParams\.more is 'y', not 'x'"):
        apply(data, fresh.store)


def test_a_table_is_the_same_in_every_time_zone(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was planned in one zone is applied in another."""
    request.getfixturevalue("moto")
    store = Table(plain_client(None), None).store()
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    here = store.identity()
    try:
        monkeypatch.setenv("TZ", "Asia/Tokyo")
        time.tzset()
        assert store.identity() == here
    finally:
        monkeypatch.undo()
        time.tzset()
        store.close()


def test_a_row_that_was_synced_since_stops_an_old_plan(fresh: Fresh) -> None:
    """An older plan does not put back what a newer sync noted in the row, its protection included."""
    store = fresh.store
    assert apply_plan(plan_for(store, catalog(entry("a"), *OTHERS)), store, run()).is_complete
    data = saved(store, plan_for(store, catalog(entry("a", input_price_per_million_tokens=3.0), *OTHERS)))
    guarded = entry("a", max_output_tokens=1)._replace(protected=True)
    later = run()._replace(now=lambda: NOON + timedelta(minutes=5))
    assert apply_plan(plan_for(store, catalog(guarded, *OTHERS)), store, later).is_complete
    with pytest.raises(StalePlanError, match=r"a was synced since plan\.json was made; make a new plan"):
        apply(data, store)
    (found,) = store.find("a")
    assert (found.protected, found.fields["max_output_tokens"]) == (True, 1)
