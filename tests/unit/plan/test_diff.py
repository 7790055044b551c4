"""Desired against live: which rows change, and how."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from syncer.model.changes import Adopt, Create, Delete, FieldChange, StepDown, Update
from syncer.model.records import record_id_for
from syncer.plan.diff import Difference, diff_models
from syncer.plan.field_change import relative_change
from tests.unit.building import broken, catalog_of, entry, record, record_of, snapshot_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from syncer.model.catalog import CatalogEntry
    from syncer.model.records import BrokenRow, Record

PRICE = "input_price_per_million_tokens"
OTHER_ID = "0b0f6f0e-8f6c-4a51-9d1d-5d8f4f3a2c11"


def diff(
    entries: Iterable[CatalogEntry] = (), records: Iterable[Record] = (), *, broken_rows: Iterable[BrokenRow] = ()
) -> Difference:
    """What lies between definitions and rows."""
    return diff_models(catalog_of(entries), snapshot_of(records, broken_rows=broken_rows))


def test_nothing_on_either_side() -> None:
    """Two empty sides differ in nothing."""
    assert diff() == Difference((), 0, (), (), (), ())


def test_create_names_what_the_row_will_hold() -> None:
    """A definition without a row is created under the uuid5 of its model id, with every field that has a value."""
    made = entry("gpt-4o", knowledge_cutoff_date="2023-10")
    (change,) = diff([made]).changes
    assert isinstance(change, Create)
    assert change.record_id == record_id_for("gpt-4o")
    assert UUID(change.record_id).version == 5
    assert [(field.field, field.before, field.after) for field in change.fields] == [
        ("model_id", None, "gpt-4o"),
        ("model_name", None, "GPT-4o"),
        ("provider", None, "openai"),
        ("provider_name", None, "OpenAI"),
        ("input_modalities", None, ["TEXT"]),
        ("output_modalities", None, ["TEXT"]),
        ("max_input_tokens", None, 128000),
        ("max_output_tokens", None, 16384),
        ("enabled", None, True),
        (PRICE, None, 2.5),
        ("output_price_per_million_tokens", None, 10.0),
        ("is_reasoning_model", None, False),
        ("knowledge_cutoff_date", None, "2023-10"),
        ("supports_caching", None, False),
        ("is_default", None, False),
    ]


def test_create_when_the_derived_id_is_taken() -> None:
    """A row that was renamed keeps its uuid5, so the new row of the old name gets a random id later."""
    renamed = record("gpt-4o-old", by=None, record_id=record_id_for("gpt-4o"))
    (change,) = diff([entry("gpt-4o")], [renamed]).changes
    assert isinstance(change, Create)
    assert change.record_id is None


def test_update_names_only_what_differs() -> None:
    """A row of ours that differs is updated, field by field, in stored order."""
    live = record("gpt-4o", available_to_roles=["staff"])
    desired = entry("gpt-4o", model_name="GPT-4 omni", input_price_per_million_tokens=3.0, available_to_roles=[])
    found = diff([desired], [live])
    assert found.changes == (
        Update(
            live,
            (
                FieldChange("model_name", "GPT-4o", "GPT-4 omni"),
                FieldChange("available_to_roles", ["staff"], []),
                FieldChange(PRICE, 2.5, 3.0, percent=20.0),
            ),
            desired,
        ),
    )
    assert found.unchanged == 0


def test_no_update_for_another_spelling() -> None:
    """Order in sets, letter case of modalities and `3` for `3.0` make no update."""
    live = record(
        "m", input_modalities=["image", "text"], available_to_roles=["b", "a"], input_price_per_million_tokens=3
    )
    desired = entry("m", input_modalities=["TEXT", "IMAGE"], available_to_roles=["a", "b"],
                    input_price_per_million_tokens=3.0)  # fmt: skip
    assert diff([desired], [live]) == Difference((), 1, (), (), (), ())


def test_an_option_that_is_taken_out_is_cleared() -> None:
    """What the definition no longer gives becomes absent."""
    live = record("m", cache_read_price_per_million_tokens=0.5)
    (change,) = diff([entry("m")], [live]).changes
    assert change.fields == (FieldChange("cache_read_price_per_million_tokens", 0.5, None),)


def test_delete_only_what_is_ours() -> None:
    """Without a definition our row is deleted, nobody's row is listed and another catalog's row is passed over."""
    ours, nobodys, theirs = record("a"), record("b", by=None), record("c", by="other")
    found = diff([], [ours, nobodys, theirs])
    (change,) = found.changes
    assert isinstance(change, Delete)
    assert change.live is ours
    assert ("model_name", "GPT-4o", None) in [(f.field, f.before, f.after) for f in change.fields]
    assert not {"available_to_roles", "knowledge_cutoff_date"} & {f.field for f in change.fields}
    assert found.unmanaged == (nobodys,)
    assert found.foreign == ()


def test_adopt_nobodys_row() -> None:
    """A row that nobody manages is adopted, with what changes on the way, also when that is nothing."""
    same_row, other_row = record("a", by=None), record("b", by=None, record_id=OTHER_ID)
    first, second = entry("a"), entry("b", enabled=False)
    found = diff([first, second], [same_row, other_row])
    assert found.changes == (
        Adopt(same_row, (), first),
        Adopt(other_row, (FieldChange("enabled", before=True, after=False, origin="unknown"),), second),
    )
    assert found.unmanaged == ()
    assert found.changes[1].record_id == OTHER_ID


def test_foreign_row_is_refused() -> None:
    """A definition whose row another catalog manages changes nothing and is reported."""
    desired, theirs = entry("a", enabled=False), record("a", by="other")
    assert diff([desired], [theirs]) == Difference((), 0, (), (), ((desired, theirs),), ())


def test_matching_is_exact() -> None:
    """Model ids that differ in letter case are two models."""
    found = diff([entry("Model")], [record("model")])
    assert [(change.action, change.model_id) for change in found.changes] == [("create", "Model"), ("delete", "model")]


def test_order_of_changes() -> None:
    """Creates come first, then adoptions, updates and deletes, each by model id."""
    entries = [entry("z-new"), entry("a-new"), entry("m", enabled=False), entry("n")]
    records = [record("m"), record("n", by=None), record("b-gone"), record("a-gone")]
    found = diff(entries, records)
    assert [(change.action, change.model_id) for change in found.changes] == [
        ("create", "a-new"),
        ("create", "z-new"),
        ("adopt", "n"),
        ("update", "m"),
        ("delete", "a-gone"),
        ("delete", "b-gone"),
    ]


def test_default_moves_between_our_rows() -> None:
    """The old default and the new one change in one plan."""
    old, new = record("old", is_default=True), record("new")
    found = diff([entry("old"), entry("new", is_default=True)], [old, new])
    assert [(change.model_id, change.fields) for change in found.changes] == [
        ("new", (FieldChange("is_default", before=False, after=True),)),
        ("old", (FieldChange("is_default", before=True, after=False),)),
    ]


def test_default_moves_from_nobodys_row() -> None:
    """When a definition is the default, nobody's row steps down and stays nobody's."""
    holder, successor = record("theirs", by=None, is_default=True), entry("ours", is_default=True)
    found = diff([successor], [holder])
    create, step_down = found.changes
    assert isinstance(create, Create)
    assert step_down == StepDown(holder, (FieldChange("is_default", before=True, after=False),), successor)
    assert found.unmanaged == (holder,)


def test_a_row_that_steps_down_has_its_place_among_the_updates() -> None:
    """Updates are in the order of their model ids, whoever manages the row."""
    found = diff([entry("m", is_default=True)], [record("m"), record("a", by=None, is_default=True)])
    assert [change.model_id for change in found.changes] == ["a", "m"]


def test_default_moves_to_an_unchanged_definition() -> None:
    """Our default stands already and an admin made a second one: that one steps down."""
    holder, successor = record("theirs", by=None, is_default=True), entry("ours", is_default=True)
    found = diff([successor], [holder, record("ours", is_default=True)])
    assert [type(change) for change in found.changes] == [StepDown]
    assert found.unchanged == 1


def test_default_of_another_catalog_stays() -> None:
    """A default that another catalog manages is reported with the definition that wants it."""
    holder, successor = record("theirs", by="other", is_default=True), entry("ours", is_default=True)
    found = diff([successor], [holder])
    assert [type(change) for change in found.changes] == [Create]
    assert found.foreign == ((successor, holder),)


def test_nobodys_default_stays_without_a_successor() -> None:
    """A catalog without a default leaves the default of other rows alone."""
    assert diff([entry("ours")], [record("theirs", by=None, is_default=True), record("ours")]).changes == ()


def test_duplicates_are_left_alone() -> None:
    """For rows that share a model id nothing is planned, whoever they belong to and whether they are defined or not."""
    pair = [record("a", record_id="1", is_default=True), record("a", record_id="2", by=None, is_default=True)]
    for entries in ([], [entry("a", enabled=False)], [entry("b", is_default=True)]):
        found = diff(entries, [*pair, record("c", by=None)])
        assert [change.model_id for change in found.changes] == [
            made.model_id for made in entries if made.model_id != "a"
        ]
        assert found.duplicates == (tuple(pair),)
        assert [row.model_id for row in found.unmanaged] == ["c"]


@pytest.mark.parametrize("row", [broken(OTHER_ID, "a"), broken(record_id_for("a"), None), broken(None, "a")])
def test_broken_row_blocks_its_create(row: BrokenRow) -> None:
    """A row that cannot be parsed but has the model id, or the id that the new row would get, blocks the create."""
    made = entry("a")
    assert diff([made], broken_rows=[row]) == Difference((), 0, (), (), (), ((made, row),))


def test_broken_row_of_the_former_name_blocks_a_create() -> None:
    """A row that cannot be parsed may be the one that a definition renames, so no second one is made."""
    made, row = entry("new")._replace(renamed_from="old"), broken(OTHER_ID, "old")
    assert diff([made], broken_rows=[row]) == Difference((), 0, (), (), (), ((made, row),))


def test_of_two_broken_rows_that_of_the_name_is_told() -> None:
    """Of a broken row with the model id and one with the id that the new row would get, the first is named."""
    rows = [broken(record_id_for("a"), None), broken(OTHER_ID, "a")]
    assert [row for _, row in diff([entry("a")], broken_rows=rows).blocked] == rows[1:]


def test_a_rename_without_a_row_is_told() -> None:
    """A definition whose former name no row has is created, and the difference says that the rename found nothing."""
    renamed = entry("new")._replace(renamed_from="old")
    assert diff([renamed, entry("plain")]).lost_renames == (renamed,)
    assert diff([renamed], [record("old")]).lost_renames == ()


def test_broken_row_of_another_model_blocks_nothing() -> None:
    """A broken row that belongs to no definition is neither deleted nor in the way."""
    found = diff([entry("a")], broken_rows=[broken(OTHER_ID, "b"), broken(None, None)])
    assert [change.action for change in found.changes] == ["create"]
    assert found.blocked == ()


@pytest.mark.parametrize(
    ("before", "after", "percent"),
    [
        (2.5, 3.0, 20.0),
        (3.0, 2.5, -16.67),
        (0.1, 0.3, 200.0),
        (1.1, 1.21, 10.0),
        (8e-07, 4e-07, -50.0),
        (1e-300, 3e-300, 200.0),
        (3.0, 3.00001, 0.0003),
        (3.0, 2.9999999, -3e-06),
        (4.0, 0.0, -100.0),
        (0.0, 1.0, None),
        (None, 1.0, None),
        (1.0, None, None),
        (1e-30, 1.0, None),
        (5e-324, 1.7e308, None),
        (3, 3.3, 10.0),
    ],
)
def test_relative_change_of_a_price(before: object, after: object, percent: float | None) -> None:
    """Percent is exact in decimals, two places or one digit, and absent where it says nothing."""
    assert relative_change(PRICE, before, after) == percent


def test_relative_change_of_other_kinds() -> None:
    """Limits have a relative change too; flags and texts have none."""
    assert relative_change("max_input_tokens", 4096, 8192) == 100.0
    assert relative_change("is_default", before=False, after=True) is None
    assert relative_change("model_name", "1", "2") is None


@pytest.mark.parametrize(
    ("before", "after", "paths"),
    [
        ({"t": {"min": 0, "max": 1}}, {"t": {"min": 0, "max": 2}}, ["params.t.max: 1 -> 2"]),
        ({"t": {"max": None}}, {"t": {"max": 0.3}}, ["params.t.max: absent -> 0.3"]),
        ({"t": {"max": 0.3}}, {"t": {}}, ["params.t.max: 0.3 -> absent"]),
        ({}, {"t": {"locked": True, "min": None}}, ['params.t: absent -> {"locked":true}']),
        ({"t": {"default": True}}, {"t": {"default": 1}}, ["params.t.default: true -> 1"]),
        (
            {"effort": {"allowed": ["low", "high"]}},
            {"effort": {"allowed": ["low", "medium", "high"]}},
            ['params.effort.allowed: ["low","high"] -> ["low","medium","high"]'],
        ),
        (
            {"t": {"min": 1.0, "max": 1, "default": {"b": [{"c": 1}]}}},
            {"t": {"min": 1, "max": 2, "default": "x"}},
            ['params.t.default: {"b":[{"c":1}]} -> "x"', "params.t.max: 1 -> 2"],
        ),
    ],
)
def test_paths_of_nested_values(before: object, after: object, paths: list[str]) -> None:
    """For a nested field the nested values that differ are named, a list as one value and nulls as absent."""
    live, desired = record("a", supported_params={"params": before}), entry("a", supported_params={"params": after})
    (change,) = diff([desired], [live]).changes
    (field,) = change.fields
    assert (field.field, list(field.paths)) == ("supported_params", paths)


def test_no_paths_when_one_side_is_absent() -> None:
    """Parameters that appear or go as a whole are shown as a whole."""
    params = {"params": {"t": {"min": 0}}}
    (change,) = diff([entry("a", supported_params=params)], [record("a")]).changes
    assert change.fields == (FieldChange("supported_params", None, params),)


def test_deepdiff_is_imported_for_nested_differences_only() -> None:
    """The import of deepdiff costs 230 ms, so a diff without a nested difference does without it."""
    script = """
import sys
from syncer.plan.diff import diff_models
from tests.unit.building import catalog_of, entry, record, snapshot_of
params = {"params": {"t": {"min": 0}}}
live = snapshot_of([record("a", supported_params=params), record("b")])
flat = [entry("a", supported_params=params, enabled=False), entry("new", supported_params=params)]
assert len(diff_models(catalog_of(flat), live).changes) == 3
assert "deepdiff" not in sys.modules
diff_models(catalog_of([entry("a", supported_params={"params": {}})]), live)
assert "deepdiff" in sys.modules
"""
    subprocess.run([sys.executable, "-c", script], check=True)


def test_records_made_from_definitions_need_nothing() -> None:
    """A catalog and the rows that were made from it do not differ."""
    entries = [entry("a", is_default=True), entry("b", supported_params={"params": {"t": {"min": 0}}}), entry("c")]
    assert diff(entries, [record_of(made) for made in entries]) == Difference((), 3, (), (), (), ())
