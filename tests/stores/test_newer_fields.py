"""Fields that are managed only when a definition names them: written, read by the platform, taken over, taken out."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import pytest

from schemas.attributes import DEFAULTS, STORED_NAME, WHEN_NAMED
from syncer.authoring.import_rows import ImportChoice, draft_import
from syncer.authoring.model_file import said_of
from syncer.frozen import replace
from syncer.load.catalog import load_catalog
from syncer.model.catalog import Catalog, Settings
from syncer.model.policies import Policies
from syncer.model.records import record_id_for
from syncer.plan.against_ref import plan_against
from syncer.plan.drift import find_drift
from syncer.plan.plan import Plan, build_plan
from syncer.saved.change_json import change_from, change_json
from syncer.sync.apply import apply_plan
from syncer.sync.history import read_apply
from syncer.sync.revert import plan_revert
from tests.platform_reader import RELEASES, read_row
from tests.stores.shapes import admin_row, entry, random_id, run

if TYPE_CHECKING:
    from pathlib import Path

    from syncer.model.catalog import CatalogEntry
    from tests.stores.raw import Fresh

NAMED: Final[dict[str, Any]] = {
    "status": "retired",
    "replaced_by": "other0",
    "retires_on": "2027-06-30",
    "retirement_note": "Use the other one.",
    "is_featured": False,
    "icon_slug": "kimi",
    "short_description": "Fast and cheap.",
    "api_mode": "responses",
    "region": "us-east-1",
}
STORED: Final = {STORED_NAME[name]: value for name, value in NAMED.items()}
PAGE: Final = {
    **STORED, "replacedBy": "other1", "retirementNote": "Theirs.", "iconSlug": "openai", "region": "eu-west-1",
    "retiresOn": "2028-01-01", "shortDescription": "Theirs.", "status": "deprecated", "apiMode": "chat",
    "iconKey": "icons/7.png", "sortOrder": 4,
}  # fmt: skip
"""What the page of the newest release leaves in a row."""
CLEARED: Final = {"status": "active", "isFeatured": True}
RETIRED: Final[dict[str, Any]] = {"status": "retired", "icon_slug": "kimi"}
OTHERS: Final = tuple(entry(f"other{number}") for number in range(4))


def catalog(*entries: CatalogEntry, **policies: Any) -> Catalog:
    """These definitions, and some that are always there."""
    ordered = sorted((*entries, *OTHERS), key=lambda one: one.model_id)
    return Catalog(Settings("campus", policies=Policies(**policies)), tuple(ordered))


def plan_of(fresh: Fresh, wanted: Catalog) -> Plan:
    """What a sync would do."""
    return build_plan(wanted, fresh.store.read(), target="t")


def sync(fresh: Fresh, wanted: Catalog) -> None:
    """Do it, and prove that nothing is left to do."""
    assert apply_plan(plan_of(fresh, wanted), fresh.store, run()).is_complete
    again = plan_of(fresh, wanted)
    assert (again.changes, again.renewals, again.conflicts) == ((), (), ())


def mantle(**fields: Any) -> CatalogEntry:
    """A model of the provider for which every field has a meaning."""
    return entry("a", provider="mantle", supports_caching=False, **fields)


def row_of(fresh: Fresh, record_id: str = "") -> dict[str, Any]:
    """The row as another writer sees it."""
    row = fresh.raw.get(record_id or record_id_for("a"))
    assert row is not None
    return row


def newer(row: dict[str, Any]) -> dict[str, Any]:
    """What the row has of the fields of newer releases."""
    return {stored: row[stored] for stored in (*STORED, "iconKey", "sortOrder") if stored in row}


def edit(fresh: Fresh, **attributes: Any) -> None:
    """An edit on the page; None takes an attribute away."""
    row = {**row_of(fresh), **attributes}
    fresh.raw.put({name: value for name, value in row.items() if value is not None})


def test_every_value_is_read_by_the_platform(fresh: Fresh) -> None:
    """What a definition says is what each release reads that knows the field, and older ones still list the row."""
    sync(fresh, catalog(mantle(**NAMED)))
    row = row_of(fresh)
    assert newer(row) == STORED
    for release in RELEASES:
        read = read_row(row, release)
        assert {name: value for name, value in read.items() if name in STORED}.items() <= STORED.items()
    assert newer(read_row(row, "lifecycle")) == {**STORED, "sortOrder": None}


def test_what_is_not_named_is_not_written(fresh: Fresh) -> None:
    """Neither store gets an attribute or a null for a field that the definition does not name."""
    sync(fresh, catalog(mantle()))
    row = row_of(fresh)
    assert newer(row) == {}
    assert {read_row(row, release)["modelId"] for release in RELEASES} == {"a"}
    if hasattr(fresh.raw, "path"):
        assert b"retiresOn" not in fresh.raw.path(row["id"]).read_bytes()


def test_the_page_owns_what_no_definition_names(fresh: Fresh) -> None:
    """Its values stay through a plan, a sync of other fields, an adoption and a default policy of others."""
    plain: dict[str, Any] = {
        "provider": "mantle",
        "supportsCaching": False,
        "availableToRoles": [],
        "inputModalities": ["text"],
    }
    fresh.raw.put(admin_row("a", **plain, **PAGE))
    for wanted in (catalog(mantle()), catalog(mantle(), default="live"), catalog(mantle(model_name="New"))):
        sync(fresh, wanted)
        assert newer(row_of(fresh, random_id(1))) == PAGE
    record = next(one for one in fresh.store.read().records if one.model_id == "a")
    assert (record.named, find_drift(fresh.store.read(), catalog().settings, None, target="t").edited) == ((), ())


def test_a_definition_takes_a_field_over(fresh: Fresh) -> None:
    """A field that is named now is written over what the page said, as a change of Git; the other fields stay."""
    sync(fresh, catalog(mantle()))
    edit(fresh, **PAGE)
    plan = plan_of(fresh, wanted := catalog(mantle(status="retired", icon_slug="kimi")))
    ((change,)) = plan.changes
    assert [(field.field, field.before, field.after, field.origin) for field in change.fields] == [
        ("status", "deprecated", "retired", "git"), ("icon_slug", "openai", "kimi", "git"),
    ]  # fmt: skip
    sync(fresh, wanted)
    assert newer(row_of(fresh)) == {**PAGE, "status": "retired", "iconSlug": "kimi"}


def test_the_default_is_named(fresh: Fresh) -> None:
    """A default that is named and that a row means without the attribute is no change; an edit of it is drift."""
    sync(fresh, catalog(mantle()))
    wanted = catalog(mantle(status="active", is_featured=True))
    assert plan_of(fresh, wanted).changes == ()
    sync(fresh, wanted)
    edit(fresh, status="retired")
    (edited,) = find_drift(fresh.store.read(), wanted.settings, None, target="t").edited
    assert [field.field for field in edited.fields] == ["status"]
    sync(fresh, wanted)
    assert newer(row_of(fresh)) == {"status": "active"}


@pytest.mark.parametrize("name", NAMED)
def test_a_field_taken_out_is_cleared(name: str, fresh: Fresh) -> None:
    """It leaves the row or gets its default, once; from then on it is the page's."""
    sync(fresh, catalog(mantle(**NAMED)))
    wanted = catalog(mantle(**{**NAMED, name: None}))
    ((change,)) = plan_of(fresh, wanted).changes
    assert [(field.field, field.after) for field in change.fields] == [(name, DEFAULTS[name])]
    sync(fresh, wanted)
    stored = STORED_NAME[name]
    expected = {other: value for other, value in STORED.items() if other != stored}
    assert newer(row_of(fresh)) == expected | {key: value for key, value in CLEARED.items() if key == stored}
    edit(fresh, **{stored: PAGE[stored]})
    assert plan_of(fresh, wanted).changes == ()


def test_all_fields_taken_out(fresh: Fresh) -> None:
    """The row then says nothing that the catalog said, and its mark neither."""
    sync(fresh, catalog(mantle(**NAMED)))
    sync(fresh, catalog(mantle()))
    row = row_of(fresh)
    assert newer(row) == CLEARED
    assert row["lastApplied"]["fields"].keys().isdisjoint(STORED)


def test_an_edit_of_a_managed_field(fresh: Fresh) -> None:
    """It is drift and put back; under `fail` it stops; met by another change in Git it is a conflict."""
    sync(fresh, catalog(mantle(**NAMED)))
    edit(fresh, iconSlug="meta", region=None)
    plan = plan_of(fresh, catalog(mantle(**NAMED)))
    assert {field.field: field.origin for field in plan.changes[0].fields} == {"icon_slug": "live", "region": "live"}
    stopped = plan_of(fresh, catalog(mantle(**NAMED), fields={"icon_slug": "fail"}))
    assert len(stopped.conflicts) == 1
    assert len(plan_of(fresh, catalog(mantle(**{**NAMED, "icon_slug": "qwen"}))).conflicts) == 1
    sync(fresh, catalog(mantle(**NAMED)))
    assert newer(row_of(fresh)) == STORED


def test_a_field_that_a_policy_leaves_to_others(fresh: Fresh) -> None:
    """The definition gives the value when it makes the row; later edits stay, also once it is no longer named."""
    policy = {"fields": {"status": "live"}}
    sync(fresh, catalog(mantle(status="deprecated"), **policy))
    edit(fresh, status="retired")
    for wanted in (catalog(mantle(status="deprecated"), **policy), catalog(mantle(), **policy), catalog(mantle())):
        sync(fresh, wanted)
        assert newer(row_of(fresh)) == {"status": "retired"}


def test_rows_of_the_newest_release_are_imported(fresh: Fresh, tmp_path: Path) -> None:
    """The lifecycle stands in the files, defaults do not, and a plan then changes no field."""
    full = {"provider": "mantle", "supportsCaching": False, **PAGE}
    plain = {"status": "active", "isFeatured": True, "retirementNote": "", "sortOrder": 1}
    fresh.raw.put(admin_row("a", number=1, **full))
    fresh.raw.put(admin_row("b", number=2, **plain))
    fresh.raw.put(admin_row("c", number=3, **{**full, "iconSlug": "mistral", "shortDescription": "x" * 81}))
    fresh.raw.put(admin_row("d", number=4, apiMode="chat", region="us-east-1"))
    snapshot = fresh.store.read()
    made = draft_import(snapshot, (), ImportChoice("campus"), folder="c")
    (tmp_path / "catalog.yaml").write_text("name: campus\n")
    for draft in made.drafts:
        path = tmp_path / draft.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(draft.text)
    loaded = load_catalog(str(tmp_path))
    named = {one.model_id: {name for name in WHEN_NAMED if one.fields[name] is not None} for one in loaded.entries}
    assert named == {
        "a": {*NAMED} - {"api_mode"}, "b": set(),
        "c": {*NAMED} - {"api_mode", "icon_slug", "short_description"}, "d": set(),
    }  # fmt: skip
    said = [(warning.field, warning.severity) for draft in made.drafts for warning in draft.warnings]
    assert said == [(name, "warning") for name in ("icon_slug", "short_description", "api_mode", "region")]
    plan = build_plan(loaded, snapshot, target="t")
    assert [(change.action, change.fields) for change in plan.changes] == [("adopt", ())] * 4
    assert said_of(snapshot.records[1].fields).keys().isdisjoint(WHEN_NAMED)


def test_an_apply_is_taken_back(fresh: Fresh) -> None:
    """The page's values come back, in the row and as what was applied; a field that it did not touch stays theirs."""
    sync(fresh, catalog(mantle()))
    edit(fresh, status="deprecated", region="eu-west-1")
    before = newer(row_of(fresh))
    apply_plan(plan_of(fresh, catalog(mantle(status="retired", replaced_by="other0"))), fresh.store, run())
    apply_id = fresh.store.history()[0].apply_id
    found = read_apply(apply_id, fresh.store.history_body(apply_id))
    assert found is not None
    back = plan_revert(found, fresh.store.read(), target="t")
    again = change_from(json.loads(json.dumps(change_json(back.changes[0]))))
    assert again.fields == back.changes[0].fields
    assert apply_plan(back, fresh.store, run()).is_complete
    assert newer(row_of(fresh)) == before
    assert row_of(fresh)["lastApplied"]["fields"].items() & before.items() == {("status", "deprecated")}
    assert plan_of(fresh, catalog(mantle(status="deprecated"))).changes == ()


def test_a_saved_plan_keeps_what_is_named(fresh: Fresh) -> None:
    """A change that was saved writes the same row and the same mark as the one that was planned."""
    sync(fresh, catalog(mantle(**NAMED)))
    plan = plan_of(fresh, catalog(mantle(status="deprecated", icon_slug="kimi")))
    saved = change_from(json.loads(json.dumps(change_json(plan.changes[0]))))
    assert apply_plan(replace(plan, changes=(saved,)), fresh.store, run()).is_complete
    row = row_of(fresh)
    assert newer(row) == {"status": "deprecated", "iconSlug": "kimi", "isFeatured": True}
    assert row["lastApplied"]["fields"].keys() & STORED.keys() == {"status", "iconSlug"}
    assert plan_of(fresh, catalog(mantle(status="deprecated", icon_slug="kimi"))).is_empty


def test_a_catalog_against_another_state_of_it() -> None:
    """Without a store the other state stands for the rows: named, named otherwise, taken out."""
    nothing, retired, active = (catalog(mantle(**fields)) for fields in ({}, RETIRED, {"status": "active"}))

    def changed(base: Catalog, wanted: Catalog) -> list[tuple[str, object]]:
        plan = plan_against(lambda: wanted, base, name="main")
        return [(field.field, field.after) for change in plan.changes for field in change.fields]

    assert changed(nothing, retired) == [("status", "retired"), ("icon_slug", "kimi")]
    assert changed(retired, active) == changed(retired, nothing) == [("status", "active"), ("icon_slug", None)]
    assert changed(nothing, active) == []
