"""What a row says of itself: every shape in which a mark occurs, noise that is no drift, and marks that are damaged."""

from __future__ import annotations

from copy import deepcopy
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from syncer.model.catalog import Catalog, Settings
from syncer.model.equality import differing
from syncer.model.policies import Policies
from syncer.model.records import record_id_for
from syncer.plan.guards.check import NONE_ALLOWED, Allowances
from syncer.plan.plan import Plan, build_plan
from syncer.plan.three_way import Conflict
from syncer.stores.codec import judge
from syncer.stores.directory.store import DirectoryStore
from syncer.stores.dynamodb.items import parseable
from syncer.stores.json_values import Opaque
from syncer.stores.last_applied import marked_record, marks_of, read_mark
from syncer.sync.apply import apply_plan
from tests.examples import examples
from tests.stores.memory import MemoryStore
from tests.stores.raw import RawFiles
from tests.stores.shapes import NOON, entry, insert, run

if TYPE_CHECKING:
    from pathlib import Path

    from syncer.model.catalog import CatalogEntry
    from syncer.model.records import Record
    from syncer.stores.base import Store
    from tests.stores.raw import Fresh

FULL: Final[dict[str, Any]] = {
    "input_modalities": ["TEXT", "IMAGE"],
    "available_to_roles": ["staff", "students"],
    "knowledge_cutoff_date": "2024-04",
    "cache_read_price_per_million_tokens": 0.3,
    "supported_params": {"params": {"temperature": {"supported": True, "min": 0, "max": 2.5, "default": True}}},
}
OTHERS: Final = [entry(f"other{number}") for number in range(4)]


def catalog(*entries: CatalogEntry, default: Any = "git") -> Catalog:
    """These definitions, and some that are always there."""
    ordered = sorted([*entries, *OTHERS], key=lambda one: one.model_id)
    return Catalog(Settings("campus", policies=Policies(default)), tuple(ordered))


def plan_for(store: Store, wanted: Catalog, allowances: Allowances = NONE_ALLOWED) -> Plan:
    """What a sync would do."""
    return build_plan(wanted, store.read(), target="t", allowances=allowances)


def sync(store: Store, wanted: Catalog, allowances: Allowances = NONE_ALLOWED) -> None:
    """Do it, and prove that nothing is left to do."""
    assert apply_plan(plan_for(store, wanted, allowances), store, run()).is_complete
    again = plan_for(store, wanted, allowances)
    assert (again.changes, again.renewals, again.problems) == ((), (), ())


def row_of(fresh: Fresh, model_id: str = "a") -> dict[str, Any]:
    """The row as another writer sees it."""
    row = fresh.raw.get(record_id_for(model_id))
    assert row is not None
    return row


def only(store: Store, model_id: str = "a") -> Record:
    """The record."""
    (record,) = store.find(model_id)
    return record


def is_fresh(live: Record) -> bool:
    """Whether nothing moved since the row was applied, and its mark says so."""
    return live.base is live.fields


NOISE: Final[dict[str, Any]] = {
    "inputModalities": ["image", "TEXT", "Image"],
    "availableToRoles": ["students", "staff", "staff"],
    "maxInputTokens": 200_000.0,
    "outputPricePerMillionTokens": 11,
    "cacheWritePricePerMillionTokens": None,
    "supportedParams": {
        "params": {"temperature": {"default": True, "supported": True, "max": 2.5, "min": 0.0, "allowed": None}}
    },
}
"""Other spellings of what `FULL` says."""


def test_noise_is_no_drift(fresh: Fresh) -> None:
    """Order, letter case, `3` and `3.0`, absent and null: also under `fail` the row is unchanged and not written."""
    store = fresh.store
    wanted = catalog(entry("a", **FULL), default="fail")
    sync(store, wanted)
    fresh.raw.put({**row_of(fresh), **deepcopy(NOISE), "updatedAt": "2026-02-01T12:00:00Z"})
    before = row_of(fresh)
    plan = plan_for(store, wanted)
    assert (plan.changes, plan.conflicts, plan.renewals) == ((), (), ())
    sync(store, wanted)
    assert row_of(fresh) == before
    assert not is_fresh(only(store))


def test_noise_in_the_mark_is_no_drift(fresh: Fresh) -> None:
    """The same of a mark that another release spelled otherwise."""
    wanted = catalog(entry("a", **FULL), default="fail")
    sync(fresh.store, wanted)
    row = row_of(fresh)
    row["lastApplied"]["fields"].update(deepcopy(NOISE))
    fresh.raw.put(row)
    plan = plan_for(fresh.store, wanted)
    assert (plan.changes, plan.conflicts, plan.renewals, plan.problems) == ((), (), (), ())


def test_true_is_not_one(fresh: Fresh) -> None:
    """`true` that became `1` inside of a parameter is an edit, although Python calls the two equal."""
    wanted = catalog(entry("a", **FULL), default="fail")
    sync(fresh.store, wanted)
    row = row_of(fresh)
    row["supportedParams"]["params"]["temperature"]["default"] = 1
    fresh.raw.put(row)
    plan = plan_for(fresh.store, wanted)
    assert [(one.field, one.standing) for one in plan.conflicts if isinstance(one, Conflict)] == [
        ("supported_params", "live")
    ]
    assert plan.exit_code == 5


def test_what_nobody_edited_needs_no_second_look(fresh: Fresh) -> None:
    """Of a row as a sync left it, base and fields are the very same object: nothing is compared."""
    sync(fresh.store, catalog(entry("a", **FULL)))
    live = only(fresh.store)
    assert is_fresh(live)
    assert live.applied_at == NOON.isoformat()


DAMAGED: Final[dict[str, Any]] = {
    "text": "text",
    "a number": 7,
    "a list": [1],
    "empty": {},
    "fields are text": {"fields": "text"},
    "fields are a list": {"fields": []},
    "fields are null": {"fields": None},
    "fields are missing": {"fields": {"modelId": "a", "provider": "bedrock"}},
    "a flag is a word": ("enabled", "perhaps"),
    "a price is a word": ("inputPricePerMillionTokens", "free"),
    "a price is a list": ("inputPricePerMillionTokens", []),
    "a limit is half": ("maxInputTokens", 0.5),
    "a set is a word": ("inputModalities", "TEXT"),
    "a name is a map": ("modelId", {"x": 1}),
    "a name is null": ("modelName", None),
    "params are a list": ("supportedParams", [1, {"x": None}]),
}
"""Marks that nobody can read: whole, or one field of a mark that is otherwise right."""


def damaged(row: dict[str, Any], damage: Any) -> dict[str, Any]:
    """The row with a damaged mark."""
    if isinstance(damage, tuple):
        name, value = damage
        mark = {**row["lastApplied"], "fields": {**row["lastApplied"]["fields"], name: value}}
    else:
        mark = deepcopy(damage)
    return {**row, "lastApplied": mark}


def test_damaged_marks_are_no_base(fresh: Fresh) -> None:
    """They are said once; the rows are compared without them, synced as any other, and have whole marks afterwards."""
    store = fresh.store
    names = [f"m{number:02}" for number in range(len(DAMAGED))]
    allowed = Allowances(updates=frozenset({len(names) // 2}))
    sync(store, catalog(*(entry(name, **FULL) for name in names)))
    for name, damage in zip(names, DAMAGED.values(), strict=True):
        fresh.raw.put(damaged(row_of(fresh, name), damage))
    for live, what in zip(store.read().records, DAMAGED, strict=False):
        assert (live.base, live.has_bad_mark, live.managed_by) == (None, True, "campus"), what
    newer = {**FULL, "knowledge_cutoff_date": "2025"}
    wanted = catalog(*(entry(name, **(newer if number % 2 else FULL)) for number, name in enumerate(names)))
    plan = plan_for(store, wanted, allowed)
    (problem,) = plan.problems
    assert problem.message.startswith(
        f"lastApplied of 16 rows cannot be read (m00, m01, m02 and {len(names) - 3} more);"
    )
    assert problem.severity == "warning"
    assert [(one.model_id, [(f.field, f.origin) for f in one.fields]) for one in plan.changes] == [
        (name, [("knowledge_cutoff_date", "unknown")]) for name in names[1::2]
    ]
    assert [renewal.model_id for renewal in plan.renewals] == names[0::2]
    sync(store, wanted, allowed)
    assert all(map(is_fresh, store.read().records))


def test_no_mark_and_a_null_are_no_damage(fresh: Fresh) -> None:
    """A row of ours without `lastApplied`, or with a null in its place, is renewed without a warning."""
    store = fresh.store
    wanted = catalog(entry("a"), entry("b"))
    sync(store, wanted)
    fresh.raw.put({**row_of(fresh), "lastApplied": None})
    fresh.raw.put({name: value for name, value in row_of(fresh, "b").items() if name != "lastApplied"})
    plan = plan_for(store, wanted)
    assert (plan.problems, [one.model_id for one in plan.renewals]) == ((), ["a", "b"])
    sync(store, wanted)


def test_a_huge_mark(fresh: Fresh) -> None:
    """A mark of 300 KB is read, right or damaged, and is replaced by a small one when it is written anew."""
    store = fresh.store
    sync(store, catalog(entry("a"), entry("b")))
    row = row_of(fresh)
    fresh.raw.put({**row, "lastApplied": {**row["lastApplied"], "note": "x" * 300_000}})
    fresh.raw.put({**row_of(fresh, "b"), "lastApplied": {"fields": ["x" * 300_000]}})
    assert (only(store).base is not None, only(store, "b").has_bad_mark) == (True, True)
    sync(store, catalog(entry("a", model_name="New"), entry("b")))
    assert "note" not in row_of(fresh)["lastApplied"]
    assert len(str(row_of(fresh, "b"))) < 5_000


def test_a_damaged_mark_still_protects(fresh: Fresh) -> None:
    """What can be read of a mark counts: a protected model is not deleted because the rest of its mark is damaged."""
    store = fresh.store
    sync(store, catalog(entry("a")._replace(protected=True)))
    for damage in ({"fields": "text"}, {}, {"fields": {"enabled": "yes"}}):
        fresh.raw.put({**row_of(fresh), "lastApplied": {"protected": True, **damage}})
        assert only(store).protected
        assert [guard.name for guard in plan_for(store, catalog()).refusals] == ["protected-model"]


def test_only_true_protects(fresh: Fresh) -> None:
    """Another value of `protected` is none; a sync of the definition writes the right one."""
    wanted = catalog(entry("a")._replace(protected=True))
    sync(fresh.store, wanted)
    for word in ("yes", 1, "true", None, [True]):
        row = row_of(fresh)
        fresh.raw.put({**row, "lastApplied": {**row["lastApplied"], "protected": word}})
        assert not only(fresh.store).protected
        assert [one.model_id for one in plan_for(fresh.store, wanted).renewals] == ["a"]
    sync(fresh.store, wanted)
    assert only(fresh.store).protected


def test_the_mark_of_a_row_that_is_nobodys_counts_for_nothing(fresh: Fresh) -> None:
    """Without `managedBy` the rest is history: no base, no protection, no warning; the row is adopted anew."""
    store = fresh.store
    wanted = catalog(entry("a")._replace(protected=True))
    sync(store, wanted)
    for mark in (row_of(fresh)["lastApplied"], "text"):
        row = {name: value for name, value in row_of(fresh).items() if name != "managedBy"}
        fresh.raw.put({**row, "lastApplied": mark})
        live = only(store)
        assert (live.base, live.has_bad_mark, live.protected, live.managed_by) == (None, False, False, None)
        plan = plan_for(store, wanted)
        assert [(one.action, one.fields) for one in plan.changes] == [("adopt", ())]
        assert plan.problems == ()
        sync(store, wanted)


def test_a_row_that_lost_its_marks(fresh: Fresh) -> None:
    """A file write drops both: the row is nobody's, no plan deletes it, and its definition adopts it with its id.

    What was edited on the way is put back under `git`, and stops the sync under `fail`.
    """
    store = fresh.store
    sync(store, catalog(entry("a")))
    left = {name: value for name, value in row_of(fresh).items() if name not in ("managedBy", "lastApplied")}
    fresh.raw.put({**left, "modelName": "Edited"})
    without = plan_for(store, catalog())
    assert ([one.model_id for one in without.unmanaged], without.changes) == (["a"], ())
    assert plan_for(store, catalog(entry("a"), default="fail")).exit_code == 5
    plan = plan_for(store, catalog(entry("a")))
    assert [(one.action, one.record_id, [field.origin for field in one.fields]) for one in plan.changes] == [
        ("adopt", record_id_for("a"), ["unknown"])
    ]
    sync(store, catalog(entry("a")))
    assert without_marks(row_of(fresh)) == without_marks({**left, "updatedAt": NOON.isoformat()})


def without_marks(row: dict[str, Any]) -> dict[str, Any]:
    """The row as the platform knows it."""
    return {name: value for name, value in row.items() if name not in ("managedBy", "lastApplied")}


@pytest.mark.parametrize("owner", ["", None])
def test_an_empty_owner_is_nobody(fresh: Fresh, owner: str | None) -> None:
    """`managedBy` that is empty or null is no name; the row is adopted."""
    sync(fresh.store, catalog(entry("a")))
    fresh.raw.put({**row_of(fresh), "managedBy": owner})
    assert only(fresh.store).managed_by is None
    sync(fresh.store, catalog(entry("a")))
    assert row_of(fresh)["managedBy"] == "campus"


def marked(value: object) -> dict[str, Any]:
    """A row of ours with that mark."""
    return {**insert("a", **FULL).attributes, "managedBy": "campus", "lastApplied": value}


def test_decimals_and_sets_in_a_mark() -> None:
    """A table's Decimals and sets of text are read as the platform reads them in a row; other sets are damage."""
    row = marked(None)
    exact = Decimal("0.30000000000000000001")
    fields = {**row, "cacheReadPricePerMillionTokens": exact, "inputModalities": Opaque("SS", ("IMAGE", "TEXT"))}
    deep = {"params": {"temperature": {"max": Decimal("2.5"), "default": Decimal("0.10000000000000000001")}}}
    base, is_bad, _ = read_mark({"fields": {**fields, "supportedParams": deep}}, row, parseable)
    assert not is_bad
    verdict = judge(row)
    assert not isinstance(verdict, str)
    record = marked_record(verdict, row, marks_of(row, verdict)._replace(base=base))
    assert record.base is not None
    assert record.base["cache_read_price_per_million_tokens"] == 0.3
    assert record.base["input_modalities"] == ["IMAGE", "TEXT"]
    for name, value in {
        "inputModalities": Opaque("NS", ("1",)),
        "maxInputTokens": Opaque("B", (b"1",)),
        "modelId": Opaque("SS", ("a",)),
    }.items():
        assert read_mark({"fields": {**fields, name: value}}, row, parseable) == (None, True, False)
    assert read_mark(Opaque("SS", ("a",)), row, parseable) == (None, True, False)


ANYTHING: Final = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=8,
)


@settings(
    max_examples=examples(40, thorough=150),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(whole=ANYTHING, name=st.sampled_from(sorted(insert("a", **FULL).attributes)), part=ANYTHING, kept=st.booleans())
def test_any_mark_is_read(tmp_path: Path, whole: Any, name: str, part: Any, *, kept: bool) -> None:
    """Whatever stands in `lastApplied`, the row is read, the same from memory and from a file, and a sync mends it."""
    row = marked(None)
    row["lastApplied"] = {"fields": {**row, name: part}} if kept else whole
    if kept:
        del row["lastApplied"]["fields"]["lastApplied"]
    RawFiles(tmp_path).put(row)
    files, memory = DirectoryStore(tmp_path), MemoryStore({row["id"]: deepcopy(row)})
    found, same = only(files), only(memory)
    assert (found.fields, found.base, found.has_bad_mark) == (same.fields, same.base, same.has_bad_mark)
    wanted = catalog(entry("a", **FULL))
    for store in (memory, files):
        sync(store, wanted, Allowances(overwrite=frozenset({"a"}), prices=frozenset({"a"})))
        live = only(store)
        assert live.base is not None
        assert differing(live.base, live.fields) == ()
