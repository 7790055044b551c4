"""What was last applied to a row, in a table: fewer bytes, and nothing lost, whatever becomes of the row."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncer.model.equality import same_json
from syncer.stores.dynamodb.items import from_value, item_size, item_values, new_item, row_of, to_value
from syncer.stores.dynamodb.marks import packed_mark, unpacked_mark
from syncer.stores.json_values import Opaque
from tests.stores.shapes import admin_row

if TYPE_CHECKING:
    from syncer.stores.dynamodb.items import TableItem

MARK: dict[str, Any] = {
    "fields": {name: value for name, value in admin_row().items() if name not in {"id", "createdAt", "updatedAt"}},
    "fingerprint": "0f" * 32,
    "commit": "9a" * 20,
    "at": "2026-01-31T12:00:00.123456+00:00",
}
NUMBERS = st.integers(-(10**30), 10**30) | st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.text(), VALUES, max_size=8))
def test_a_mark_comes_back_as_it_was(mark: dict[str, Any]) -> None:
    """Every value that a definition can hold, as a map in the table gives it back: a whole float as an integer."""
    data = packed_mark(mark)
    assert data is not None
    found, wanted = unpacked_mark(data), from_value(to_value(mark))
    assert (found, same_json(found, wanted)) == (wanted, True)


def test_a_mark_takes_a_third() -> None:
    """A row with it is at most 0.7 of one with a map of the same content."""
    row = {**admin_row(), "managedBy": "main", "lastApplied": MARK}
    mapped: TableItem = {**new_item("1", {**row, "lastApplied": None}), **item_values({"was": MARK})}
    assert item_size(new_item("1", row)) <= 0.7 * item_size(mapped)


def test_a_row_is_what_was_written() -> None:
    """Whoever reads an item gets the mark as a mapping; one that an older version wrote as well."""
    row = {**admin_row(), "managedBy": "main", "lastApplied": MARK}
    packed = new_item("1", row)
    assert [*packed["lastApplied"]["M"]["z"]] == ["B"]
    older = {**packed, "lastApplied": item_values({"was": MARK})["was"]}
    assert row_of(packed) == row_of(older) == row


@pytest.mark.parametrize(
    "data",
    [b"", b"\x01", b"\x02{}", b"\x01\x00", (packed_mark(MARK) or b"")[:-3], b"\x01" + zlib.compress(b"{}"),
     (packed_mark({}) or b"").replace(b"\x01", b"\x00", 1)],
)  # fmt: skip
def test_what_is_no_mark_stays_what_it_is(data: bytes) -> None:
    """Damaged bytes, or those of a later version, are no mark and no error; the row keeps them."""
    assert unpacked_mark(data) is None
    assert row_of({"lastApplied": {"M": {"z": {"B": data}}}}) == {"lastApplied": {"z": Opaque("B", (data,))}}


@pytest.mark.parametrize("mark", ["text", None, 3, {"fields": {"set": Opaque("SS", ("a",))}}])
def test_what_json_has_no_form_for_is_stored_as_before(mark: object) -> None:
    """Whatever stood there is written back, by a revert, as it was read."""
    assert row_of(item_values({"lastApplied": mark})) == {"lastApplied": mark}
