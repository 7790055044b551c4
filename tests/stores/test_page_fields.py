"""Fields that no definition names, edited on the page: announced once, kept, and kept when a row is made anew."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import pytest

from syncer.model.catalog import Catalog, Settings
from syncer.model.policies import Policies
from syncer.model.records import record_id_for
from syncer.plan.drift import find_drift
from syncer.plan.inventory import after_saved, read_inventory
from syncer.plan.page_fields import PageEdit
from syncer.plan.plan import Plan, build_plan
from syncer.render.plan import render_plan
from syncer.saved.file import plan_from, plan_json
from syncer.sync.apply import apply_plan
from tests.stores.shapes import entry, run

if TYPE_CHECKING:
    from syncer.model.catalog import CatalogEntry
    from syncer.model.records import Inventory
    from tests.stores.raw import Fresh

PLAIN: Final = (entry("a"), entry("b"))
RETIRED: Final = {"status": "retired", "replacedBy": "b", "isFeatured": False}
EDITS: Final = (
    PageEdit("a", "status", "active", "retired"),
    PageEdit("a", "replaced_by", None, "b"),
    PageEdit("a", "is_featured", True, False),
)


def catalog(*entries: CatalogEntry, **policies: Any) -> Catalog:
    """These definitions."""
    return Catalog(Settings("campus", policies=Policies(**policies)), tuple(entries))


def known(fresh: Fresh) -> Inventory | None:
    """What the store remembers."""
    return read_inventory(fresh.store.recall("campus"))


def plan_of(fresh: Fresh, wanted: Catalog) -> Plan:
    """What a sync would do."""
    return build_plan(wanted, fresh.store.read(), target="t", inventory=known(fresh))


def sync(fresh: Fresh, wanted: Catalog) -> Plan:
    """Do it."""
    plan = plan_of(fresh, wanted)
    assert apply_plan(plan, fresh.store, run()).is_complete
    return plan


def drift_of(fresh: Fresh, wanted: Catalog) -> tuple[PageEdit, ...]:
    """What drift says of such fields."""
    return find_drift(fresh.store.read(), wanted.settings, known(fresh), target="t").unnamed


def edit(fresh: Fresh, **attributes: Any) -> None:
    """An edit of the first model on the page; None takes an attribute away."""
    row = {**(fresh.raw.get(row_id(fresh)) or {}), **attributes}
    fresh.raw.put({name: value for name, value in row.items() if value is not None})


def row_id(fresh: Fresh) -> str:
    """The id of its row."""
    return next(one.record_id for one in fresh.store.read().records if one.model_id == "a")


def test_an_edit_is_announced_once_and_kept(fresh: Fresh) -> None:
    """The plan does nothing and says so in one line; after a sync nothing is new, until the page takes it back."""
    wanted = catalog(*PLAIN)
    sync(fresh, wanted)
    assert drift_of(fresh, wanted) == ()
    edit(fresh, **RETIRED)
    assert drift_of(fresh, wanted) == EDITS
    plan = plan_of(fresh, wanted)
    assert (plan.is_empty, plan.exit_code, plan.page_edits) == (True, 0, EDITS)
    told = [line for line in render_plan(plan, "text").splitlines() if "no file names" in line]
    values = "a: status active -> retired; a: replaced_by absent -> b; a: is_featured true -> false"
    assert told == [f"Edited outside the catalog, and kept, because no file names the field: {values}."]
    sync(fresh, wanted)
    assert (drift_of(fresh, wanted), plan_of(fresh, wanted).page_edits) == ((), ())
    assert plan_of(fresh, wanted).is_settled
    row = fresh.raw.get(row_id(fresh))
    assert row is not None
    assert row.items() >= RETIRED.items()
    edit(fresh, status="active", replacedBy=None)
    assert drift_of(fresh, wanted) == (
        PageEdit("a", "status", "retired", "active"), PageEdit("a", "replaced_by", "b", None),
    )  # fmt: skip


def test_what_a_file_names_or_leaves_to_others_is_not_announced(fresh: Fresh) -> None:
    """A named field is drift of a value that is put back; one that a policy leaves to others is neither."""
    named = catalog(entry("a", status="active"), entry("b"))
    sync(fresh, named)
    edit(fresh, **RETIRED)
    assert [one.field for one in drift_of(fresh, named)] == ["replaced_by", "is_featured"]
    assert drift_of(fresh, catalog(*PLAIN, default="live")) == ()
    adding = catalog(entry("a", status="active", is_featured=True), entry("b"))
    assert [one.field for one in plan_of(fresh, adding).page_edits] == ["replaced_by"]
    assert plan_of(fresh, catalog(entry("b"))).page_edits == ()


def test_a_saved_plan_announces_too(fresh: Fresh) -> None:
    """Once it is applied the store remembers what the plan said, and the values that a new definition takes over."""
    sync(fresh, catalog(*PLAIN))
    edit(fresh, **RETIRED)
    wanted = catalog(entry("a", max_output_tokens=77), entry("b"))
    plan = plan_of(fresh, wanted)
    again = plan_from(json.loads(json.dumps(plan_json(plan))))
    assert again.page_edits == plan.page_edits == EDITS
    following = after_saved(
        known(fresh), again.changes, again.attributes, plan_id="p", at="noon", page_edits=again.page_edits
    )
    assert apply_plan(again, fresh.store, run(), inventory=following).is_complete
    assert plan_of(fresh, wanted).page_edits == ()


@pytest.mark.parametrize("is_seen", [True, False])
def test_a_row_made_anew_keeps_its_lifecycle(fresh: Fresh, *, is_seen: bool) -> None:
    """What the last sync saw is written again and said; it stays the page's. What no sync saw is not known."""
    wanted = catalog(*PLAIN)
    sync(fresh, wanted)
    edit(fresh, **RETIRED)
    if is_seen:
        sync(fresh, wanted)
    fresh.raw.delete(record_id_for("a"))
    plan = plan_of(fresh, wanted)
    assert plan_from(json.loads(json.dumps(plan_json(plan)))).changes == plan.changes
    text = render_plan(sync(fresh, wanted), "text")
    kept = "; it keeps what others had put there: status retired, replaced_by b, is_featured false"
    assert f"(its row was deleted outside the catalog{kept if is_seen else ''})" in text
    row = fresh.raw.get(row_id(fresh))
    assert row is not None
    assert (row.items() >= RETIRED.items()) is is_seen
    plan = plan_of(fresh, wanted)
    assert (plan.changes, plan.renewals, plan.page_edits) == ((), (), ())
    edit(fresh, status="deprecated")
    assert [one.after for one in drift_of(fresh, wanted) if one.field == "status"] == ["deprecated"]
    assert plan_of(fresh, wanted).is_empty


def test_what_the_definition_says_goes_before_what_was_seen(fresh: Fresh) -> None:
    """A row that is made anew has the definition's value where it names the field by now."""
    sync(fresh, catalog(*PLAIN))
    edit(fresh, **RETIRED)
    sync(fresh, catalog(*PLAIN))
    fresh.raw.delete(record_id_for("a"))
    sync(fresh, catalog(entry("a", status="deprecated"), entry("b")))
    row = fresh.raw.get(row_id(fresh))
    assert row is not None
    assert (row["status"], row["replacedBy"]) == ("deprecated", "b")


def test_a_rename_takes_along_what_was_seen(fresh: Fresh) -> None:
    """After a rename in Git nothing is new, and a row that was renamed on the page is told by the file's name."""
    sync(fresh, catalog(*PLAIN))
    edit(fresh, **RETIRED)
    edit(fresh, modelId="page")
    assert {one.model_id for one in find_drift(
        fresh.store.read(), catalog().settings, known(fresh), target="t").unnamed} == {"a"}  # fmt: skip
    sync(fresh, catalog(*PLAIN))
    renamed = catalog(entry("b"), entry("new")._replace(renamed_from="a"))
    sync(fresh, renamed)
    assert plan_of(fresh, renamed).is_settled


@pytest.mark.parametrize(
    ("attributes", "told"),
    [
        (
            {"sortOrder": 1.5},
            "sortOrder: must be a whole number from 0; a sync mends it where `order` in catalog.yaml gives it a place",
        ),
        ({"iconSlug": 5}, "iconSlug: must be text; a sync mends it where the model file says `icon_slug`"),
        (
            {"iconSlug": 5, "sortOrder": "first"},
            "iconSlug: must be text; a sync mends it where the model file says `icon_slug` (and 1 more fault)",
        ),
        ({"sortOrder": 3, "iconSlug": "anything", "isFeatured": False}, None),
    ],
)
def test_a_row_that_the_newest_release_skips_is_named(fresh: Fresh, attributes: dict[str, Any], told: str) -> None:
    """By drift and as a warning of the plan, which goes on."""
    wanted = catalog(*PLAIN)
    sync(fresh, wanted)
    edit(fresh, **attributes)
    found = find_drift(fresh.store.read(), wanted.settings, known(fresh), target="t").unlisted
    assert [one.reason for one in found] == (
        [f"releases of the platform from the one that brought the lifecycle on do not list it: {told}"] if told else []
    )
    assert [problem.message for problem in plan_of(fresh, wanted).problems] == [
        f"a, row {record_id_for('a')}: {one.reason}" for one in found
    ]


def test_a_flag_that_is_null_is_named(fresh: Fresh) -> None:
    """The newest release cannot read a row with it."""
    wanted = catalog(*PLAIN)
    sync(fresh, wanted)
    row = fresh.raw.get(record_id_for("a"))
    assert row is not None
    fresh.raw.put({**row, "isFeatured": None})
    found = find_drift(fresh.store.read(), wanted.settings, known(fresh), target="t").unlisted
    assert [one.reason.partition("list it: ")[2] for one in found] == [
        "isFeatured: must be true or false; a sync mends it where the model file says `is_featured`"
    ]
    assert plan_of(fresh, wanted).is_empty


def test_a_long_value_is_cut_and_one_without_a_mark_is_not_told(fresh: Fresh) -> None:
    """Others can write any length. Of a row whose mark cannot be read nobody knows which fields its file named."""
    wanted = catalog(*PLAIN)
    sync(fresh, wanted)
    edit(fresh, retirementNote="long \x1b[2J" * 900)
    plan = plan_of(fresh, wanted)
    (told,) = (line for line in render_plan(plan, "text").splitlines() if "no file names" in line)
    assert len(told) < 300
    assert "\x1b" not in told
    edit(fresh, lastApplied="nonsense")
    assert drift_of(fresh, wanted) == ()
