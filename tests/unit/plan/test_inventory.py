"""What is remembered of a store, from rows and changes; bytes that nobody can read are nothing known."""

from __future__ import annotations

import json
from typing import Any, Final

from hypothesis import given
from hypothesis import strategies as st

from schemas.attributes import WHEN_NAMED
from syncer.model.records import Inventory, Record
from syncer.plan.in_force import in_force
from syncer.plan.inventory import NOTHING_KNOWN, count_attributes, gone, inventory_bytes, read_inventory
from syncer.plan.plan import Plan, build_plan
from tests.unit.building import TARGET, broken, catalog_of, entry, record, snapshot_of

OTHERS: Final = [f"other{number}" for number in range(5)]
KNOWN_OTHERS: Final = {name: record(name).record_id for name in OTHERS}


def extra(made: Record, *names: str) -> Record:
    """The row with attributes that no schema names."""
    return made._replace(extras=names)


def plan(*entries: Any, rows: list[Record], known: Inventory | None = None) -> Plan:
    """The plan for these definitions and rows, beside some that agree."""
    catalog = catalog_of([*entries, *map(entry, OTHERS)])
    return build_plan(catalog, snapshot_of([*rows, *map(record, OTHERS)]), target=TARGET, inventory=known)


def rows_of(found: Plan) -> dict[str, str]:
    """The rows that are remembered once the plan is done, but for those that are always there."""
    assert found.inventory is not None
    return {name: row for name, row in found.inventory.rows.items() if name not in OTHERS}


def test_the_rows_that_are_managed_once_the_plan_is_done() -> None:
    """Created, adopted, kept and renamed rows are remembered; deleted ones, nobody's and another catalog's are not."""
    rows = [
        record("kept"),
        record("nobodys", by=None, record_id="row-of-nobody"),
        record("adopted", by=None, record_id="row-of-adopted"),
        record("theirs", by="theirs"),
        record("deleted"),
        record("old", record_id="row-of-old"),
    ]
    made = plan(entry("created"), entry("kept"), entry("adopted"), entry("new")._replace(renamed_from="old"), rows=rows)
    assert rows_of(made) == {
        "created": record("created").record_id,
        "kept": record("kept").record_id,
        "adopted": "row-of-adopted",
        "new": "row-of-old",
    }


def test_a_row_that_steps_down_is_not_ours() -> None:
    """Taking the default from a row that is nobody's does not make it one of the catalog's."""
    rows = [record("theirs", by=None, is_default=True), record("a")]
    made = plan(entry("a", is_default=True), rows=rows)
    assert [change.model_id for change in made.changes] == ["a", "theirs"]
    assert set(rows_of(made)) == {"a"}


def test_a_row_renamed_outside_is_remembered_by_its_definitions_name() -> None:
    """The name is put back, so it is the one that is remembered."""
    row = record("page")._replace(base=dict(record("a").fields))
    assert rows_of(plan(entry("a"), rows=[row])) == {"a": row.record_id}


def test_nothing_new_is_nothing_to_remember() -> None:
    """A plan that changes nothing of what is known leaves the inventory as it is."""
    said = in_force(catalog_of([]).settings, ())
    known = Inventory({**KNOWN_OTHERS}, frozenset({"sortOrder"}), (("p1", "noon"),), said)
    assert plan(rows=[extra(record("n", by=None), "sortOrder")], known=known).inventory is None
    assert plan(rows=[extra(record("n", by=None), "sortOrder", "iconKey")], known=known).inventory == (
        known._replace(attributes=frozenset({"sortOrder", "iconKey"}))
    )
    empty = build_plan(catalog_of([]), snapshot_of([]), target=TARGET)
    assert empty.inventory is None
    assert empty.is_settled


def test_attributes_are_counted_and_announced_once() -> None:
    """Every attribute that no schema names, by name, with its rows; new is what no sync has announced."""
    rows = [extra(record("a"), "sortOrder"), extra(record("b", by=None), "iconKey", "sortOrder"), record("c")]
    known = Inventory({}, frozenset({"sortOrder"}))
    assert count_attributes(snapshot_of(rows), None) == (("iconKey", 1, True), ("sortOrder", 2, True))
    assert count_attributes(snapshot_of(rows), known) == (("iconKey", 1, True), ("sortOrder", 2, False))
    assert count_attributes(snapshot_of([]), known) == ()


def test_what_is_gone() -> None:
    """A row is gone when neither its name nor its id is there, whoever has it, model or not."""
    known = Inventory({"a": "row-a", "b": "row-b", "c": "row-c", "d": "row-d", "e": "row-e"}, frozenset())
    there = snapshot_of(
        [record("a", by=None, record_id="another"), record("renamed", record_id="row-b")],
        broken_rows=[broken("row-c", None), broken(None, "d")],
    )
    assert gone(there, known) == ("e",)
    assert gone(there, None) == gone(there, NOTHING_KNOWN) == ()


NAMES: Final = st.text(max_size=12)
INVENTORIES: Final = st.builds(
    Inventory,
    st.dictionaries(NAMES, NAMES, max_size=5),
    st.frozensets(NAMES, max_size=5),
    st.lists(st.tuples(NAMES, NAMES), max_size=3).map(tuple),
    st.none() | st.fixed_dictionaries({
        "guards.max_deletes": st.integers(0, 10**9), "guards.max_price": st.floats(1, 10**9), "store.region": NAMES,
        "protected": st.lists(NAMES, max_size=3), "policies": st.just({"default": "git", "fields": {}, "models": {}}),
    }),
    st.frozensets(NAMES, max_size=5),
    st.dictionaries(NAMES, st.dictionaries(st.sampled_from(WHEN_NAMED), NAMES | st.booleans(), min_size=1), max_size=3),
    st.dictionaries(NAMES, st.just({"2027-01-01": {"input_price_per_million_tokens": 4.5}}), max_size=2),
)  # fmt: skip


@given(INVENTORIES)
def test_it_is_kept_as_it_is(inventory: Inventory) -> None:
    """What is encoded is decoded, whatever the names, and the same inventory is always the same bytes."""
    data = inventory_bytes(inventory)
    assert read_inventory(data) == inventory
    backwards = inventory._replace(rows=dict(reversed(list(inventory.rows.items()))))
    assert inventory_bytes(backwards) == data


JSON: Final = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(st.fixed_dictionaries({"format": st.sampled_from([1, 1, 2, "1"]), "rows": JSON, "attributes": JSON},
                             optional={"applied": JSON, "settings": JSON, "page": JSON}))  # fmt: skip
def test_any_document_is_an_inventory_or_nothing(document: dict[str, Any]) -> None:
    """Damage never stops a sync: the bytes are an inventory of texts, or nothing is known."""
    found = read_inventory(json.dumps(document).encode())
    assert found is None or read_inventory(inventory_bytes(found)) == found


@given(st.binary(max_size=40))
def test_any_bytes_are_an_inventory_or_nothing(data: bytes) -> None:
    """The same of bytes that are no document at all, and of half of one."""
    assert read_inventory(data) is None
    whole = inventory_bytes(Inventory({"a": "row"}, frozenset({"x"})))
    assert read_inventory(whole[: len(data)]) is None


def test_a_change_of_another_field_keeps_the_name() -> None:
    """Only a change of `model_id` changes the name under which a row is remembered."""
    row = record("a", model_name="Old")
    made = plan(entry("a", model_name="New"), rows=[row])
    assert [field.field for field in made.changes[0].fields] == ["model_name"]
    assert rows_of(made) == {"a": row.record_id}
