"""Stored values that no definition can say: nobody takes them for what a file says, and a sync puts them back."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

import pytest

from schemas.attributes import MANAGED, STORED_NAME
from syncer.model.catalog import Catalog, GuardLimits, Settings
from syncer.model.changes import Create
from syncer.model.policies import Policies
from syncer.model.records import Snapshot, record_id_for
from syncer.plan.conflict_text import describe
from syncer.plan.diff import diff_models
from syncer.plan.drift import find_drift
from syncer.plan.guards.check import Allowances
from syncer.plan.plan import Plan, build_plan
from syncer.render.plan import render_plan
from syncer.saved.file import plan_from, plan_json
from syncer.stores.base import Insert
from syncer.stores.codec import judge
from syncer.stores.last_applied import marked_record, marks_of
from syncer.sync.apply import apply_plan
from syncer.sync.history import read_apply
from syncer.sync.revert import plan_revert
from syncer.sync.writes import Stamp, write_of
from tests.platform_reader import SkippedError, read_row
from tests.stores.shapes import entry, run

if TYPE_CHECKING:
    from schemas.attributes import Attribute
    from syncer.model.catalog import CatalogEntry
    from tests.stores.raw import Fresh

SAID: Final[dict[str, Any]] = {
    "provider": "mantle", "supports_caching": False, "status": "active", "replaced_by": "b", "retires_on": "2027-06-30",
    "retirement_note": "Soon.", "is_featured": True, "icon_slug": "kimi", "short_description": "Fast.",
    "api_mode": "chat", "region": "us-east-1",
}  # fmt: skip
WRONG: Final[tuple[Any, ...]] = (None, 5, 1, 1.5, True, "nonsense", ["a"], {"a": 1})


def catalog(*entries: CatalogEntry, **policies: Any) -> Catalog:
    """These definitions, and the successor that they name."""
    settings = Settings("campus", GuardLimits(max_update_percent=100), policies=Policies(**policies))
    return Catalog(settings, (*entries, entry("b")))


def plan_of(fresh: Fresh, wanted: Catalog) -> Plan:
    """What a sync would do."""
    return build_plan(wanted, fresh.store.read(), target="t")


def sync(fresh: Fresh, wanted: Catalog) -> None:
    """Do it."""
    assert apply_plan(plan_of(fresh, wanted), fresh.store, run()).is_complete


def row_of(fresh: Fresh, model_id: str) -> dict[str, Any]:
    """The row as another writer sees it."""
    row = fresh.raw.get(record_id_for(model_id))
    assert row is not None
    return row


def edit(fresh: Fresh, model_id: str, **attributes: Any) -> None:
    """An edit outside that leaves these values, null included."""
    fresh.raw.put({**row_of(fresh, model_id), **attributes})


def read_alike(row: dict[str, Any], before: dict[str, Any]) -> bool:
    """Whether the newest release reads the row as it read it before."""
    try:
        return read_row(row, "lifecycle") == read_row(before, "lifecycle")
    except SkippedError:
        return False


STAMP: Final = Stamp("campus", None, "f", datetime(2026, 1, 31, 12, tzinfo=UTC))


@pytest.mark.parametrize("attribute", MANAGED[1:], ids=lambda attribute: attribute.name)
def test_whatever_stands_in_a_field_is_put_back_or_means_the_same(attribute: Attribute) -> None:
    """Null and values of a wrong type: the row is broken, or is read as before, or the plan and drift tell of it."""
    said = entry("a", **SAID)
    wanted = catalog(said._replace(fields={**said.fields, "sort_order": 1}))
    insert = write_of(Create(wanted.entries[0], None, ()), stamp=STAMP, new_id=lambda: "1")
    assert isinstance(insert, Insert)
    applied = dict(insert.attributes)
    for value in WRONG:
        row = {**applied, attribute.stored: value}
        verdict = judge(row)
        if isinstance(verdict, str):
            continue
        record = marked_record(verdict, row, marks_of(row, verdict))
        changes = (one for one in diff_models(wanted, Snapshot((record,))).changes if one.model_id == "a")
        told = [field.field for change in changes for field in change.fields]
        is_left_out = value is None and not attribute.when_named  # as files of other writers have it
        assert told == [attribute.name] or read_alike(row, applied) or is_left_out, value
        edits = find_drift(Snapshot((record,)), wanted.settings, None, target="t").edited
        assert [field.field for edit in edits for field in edit.fields] == (
            told if attribute.name != "sort_order" else []
        )


INVALID: Final[list[tuple[str, Any, Any]]] = [
    ("is_featured", True, None), ("is_featured", True, "yes"), ("is_featured", True, 1), ("status", "active", "sunset"),
    ("status", "active", 5), ("icon_slug", "kimi", 5), ("api_mode", "chat", "batch"),
    ("replaced_by", "b", 5), ("region", "us-east-1", ["a"]),
]  # fmt: skip


def test_an_invalid_value_is_put_back(fresh: Fresh) -> None:
    """As drift, by name; then nothing is left. A plan can be saved, the history names it, and no revert writes it."""
    wanted = catalog(*(entry(f"a{number}", **SAID) for number in range(len(INVALID))))
    sync(fresh, wanted)
    for number, (field, _, value) in enumerate(INVALID):
        edit(fresh, f"a{number}", **{STORED_NAME[field]: value})
    plan = plan_of(fresh, wanted)
    found = [(one.model_id, [field.field for field in one.fields]) for one in plan.changes]
    assert found == [(f"a{number}", [field]) for number, (field, *_) in enumerate(INVALID)]
    assert all(field in render_plan(plan, "text") for field, *_ in INVALID)
    assert plan_from(json.loads(json.dumps(plan_json(plan)))).fingerprint == plan.fingerprint
    sync(fresh, wanted)
    assert [row_of(fresh, f"a{number}")[STORED_NAME[field]] for number, (field, *_) in enumerate(INVALID)] == [
        said for _, said, _ in INVALID
    ]
    assert plan_of(fresh, wanted).is_empty
    head = max(fresh.store.history(), key=lambda one: one.apply_id)
    apply = read_apply(head.apply_id, fresh.store.history_body(head.apply_id))
    assert apply is not None
    assert [change.fields[0].odd[0] for change in apply.changes] == [
        "null", '"yes" (text)', "1 (a number)", "", "5 (a number)", "5 (a number)", "", "5 (a number)",
        '["a"] (a list)',
    ]  # fmt: skip
    assert plan_revert(apply, fresh.store.read(), target="t").is_empty


def test_an_invalid_value_of_a_field_that_is_taken_out_goes(fresh: Fresh) -> None:
    """What was ours leaves the row, also where it reads as nothing by now."""
    sync(fresh, catalog(entry("a", **{**SAID, "icon_slug": "kimi"})))
    edit(fresh, "a", iconSlug=5, status="sunset")
    wanted = catalog(entry("a", **{**SAID, "icon_slug": None, "status": None}))
    (stop,) = plan_of(fresh, wanted).conflicts
    assert "to absent in models/a.yaml:1, and to 5 (a number) outside" in describe(stop)
    plan = build_plan(wanted, fresh.store.read(), target="t", allowances=Allowances(overwrite=frozenset({"a"})))
    ((change,)) = plan.changes
    assert [(one.field, one.before, one.after) for one in change.fields] == [
        ("status", "sunset", "active"), ("icon_slug", "5", None),
    ]  # fmt: skip
    assert apply_plan(plan, fresh.store, run()).is_complete
    row = row_of(fresh, "a")
    assert ("iconSlug" in row, row["status"]) == (False, "active")


@pytest.mark.parametrize("policy", ["live", "fail"])
def test_a_policy_decides_about_an_invalid_value(fresh: Fresh, policy: Any) -> None:
    """Left to others, it stays; under `fail` it stops."""
    sync(fresh, catalog(entry("a", **SAID)))
    edit(fresh, "a", isFeatured=None)
    plan = plan_of(fresh, catalog(entry("a", **SAID), fields={"is_featured": policy}))
    assert (plan.changes, len(plan.conflicts)) == ((), policy == "fail")


def test_what_no_file_names_stays_as_it_is(fresh: Fresh) -> None:
    """Others own it: it is told of where a release skips the row for it."""
    wanted = catalog(entry("a"))
    sync(fresh, wanted)
    edit(fresh, "a", isFeatured=None, status="sunset")
    plan = plan_of(fresh, wanted)
    assert plan.is_empty
    assert [one.invalid for one in fresh.store.read().records] == [("status", "is_featured"), ()]
