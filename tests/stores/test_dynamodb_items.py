"""Attribute values to plain values and back."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from boto3.dynamodb.types import TypeDeserializer, TypeSerializer
from hypothesis import given
from hypothesis import strategies as st

from syncer.stores.dynamodb.items import (
    can_be_held,
    from_value,
    item_size,
    item_values,
    key_of,
    new_item,
    number_from,
    number_text,
    parseable,
    row_of,
    to_value,
)
from syncer.stores.json_values import Opaque
from tests.stores.shapes import insert

_decimals = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**20), max_value=10**20, places=6)
_floats = st.floats(allow_nan=False, allow_infinity=False)
_small = st.floats(-(2.0**53), 2.0**53)
"""Beyond it a float's shortest decimal is another whole number than the float."""
_plain = st.recursive(
    st.none() | st.booleans() | st.text() | st.integers(-(10**37), 10**37) | _small,
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)
_sets = st.one_of(
    st.builds(lambda texts: {"SS": sorted(texts)}, st.sets(st.text(), min_size=1)),
    st.builds(lambda texts: {"NS": sorted(map(str, texts))}, st.sets(st.integers(-(10**37), 10**37), min_size=1)),
    st.builds(lambda parts: {"BS": sorted(parts)}, st.sets(st.binary(), min_size=1)),
    st.builds(lambda part: {"B": part}, st.binary()),
)
_values = st.recursive(
    st.one_of(
        st.builds(lambda text: {"S": text}, st.text()),
        st.builds(lambda flag: {"BOOL": flag}, st.booleans()),
        st.just({"NULL": True}),
        st.builds(lambda whole: {"N": str(whole)}, st.integers(-(10**37), 10**37)),
        _sets,
    ),
    lambda inner: st.one_of(
        st.builds(lambda parts: {"L": parts}, st.lists(inner)),
        st.builds(lambda parts: {"M": parts}, st.dictionaries(st.text(), inner)),
    ),
    max_leaves=20,
)


@given(_plain)
def test_plain_values_survive_a_round(value: Any) -> None:
    """Text, numbers, flags, null, lists and mappings come back equal, however deep."""
    assert from_value(to_value(value)) == value


@given(_values)
def test_attribute_values_survive_a_round(value: Any) -> None:
    """Every type that DynamoDB has goes back as it came, nested too."""
    assert to_value(from_value(value)) == value


@given(_values)
def test_values_are_what_boto3_makes_of_them(value: Any) -> None:
    """Our converter and boto3's agree on every value that both have a plain form for."""
    theirs = TypeDeserializer().deserialize(value)
    if not _has_opaque(value):
        assert from_value(value) == theirs
        assert to_value(from_value(value)) == TypeSerializer().serialize(theirs)


def _has_opaque(value: Any) -> bool:
    ((kind, content),) = value.items()
    if kind == "L":
        return any(map(_has_opaque, content))
    return any(map(_has_opaque, content.values())) if kind == "M" else kind in ("SS", "NS", "BS", "B")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3", 3), ("3.0", 3), ("3.00", 3), ("0", 0), ("-12", -12), ("0.7", 0.7), ("1E-7", 1e-07), ("2.5E+3", 2500),
        ("1E+30", 10**30), ("0.7999999999999999", 0.7999999999999999), ("12345678901234567890", 12345678901234567890),
        ("0.1234567890123456789", Decimal("0.1234567890123456789")),
        ("12345678901234567890.5", Decimal("12345678901234567890.5")),
    ],
)  # fmt: skip
def test_a_number_becomes_the_simplest_exact_value(text: str, value: object) -> None:
    """Whole numbers are ints, others floats when that loses nothing, otherwise Decimals."""
    assert number_from(text) == value
    assert type(number_from(text)) is type(value)


@pytest.mark.parametrize(
    ("value", "text"),
    [(3.0, "3"), (2.2, "2.2"), (0.7, "0.7"), (0.7999999999999999, "0.7999999999999999"), (1e-07, "1e-07"),
     (1e23, "1e+23"), (5, "5"), (Decimal("0.10"), "0.10"), (Decimal(4), "4")],
)  # fmt: skip
def test_a_number_is_written_as_the_shortest_decimal(value: Any, text: str) -> None:
    """No binary noise, and `3.0` is `3`."""
    assert number_text(value) == text


@given(_floats)
def test_floats_read_back_to_themselves(value: float) -> None:
    """What is written for a float is exactly its shortest decimal, and reads back to it."""
    assert Decimal(number_text(value)) == Decimal(repr(value))
    assert float(number_from(number_text(value))) == value


@given(_decimals)
def test_decimals_keep_every_digit(value: Decimal) -> None:
    """A number of more digits than a float has goes back exactly."""
    assert Decimal(number_text(number_from(str(value)))) == value


def test_binary_comes_as_text_or_as_bytes() -> None:
    """The JSON of an answer has base64 where botocore's parser gives bytes; both are the same value."""
    assert from_value({"B": "AP8="}) == from_value({"B": b"\x00\xff"}) == Opaque("B", (b"\x00\xff",))
    assert from_value({"BS": ["Yg==", "YQ=="]}) == from_value({"BS": [b"a", b"b"]})


def test_opaque_values_can_be_compared_and_hashed() -> None:
    """The order in which a set came does not count."""
    one, other = from_value({"SS": ["b", "a"]}), from_value({"SS": ["a", "b"]})
    assert one == other
    assert len({one, other}) == 1


def test_what_no_row_can_hold_is_refused() -> None:
    """A value of another type is an error in the caller, not something to guess about."""
    with pytest.raises(TypeError, match="object cannot be stored"):
        to_value(object())


def test_the_row_has_no_keys() -> None:
    """The table's key attributes are not part of a row, and are there again in a new item."""
    write = insert("us.acme/big:v1", record_id="r-1")
    item = new_item("r-1", write.attributes)
    assert {name: item[name]["S"] for name in ("PK", "SK", "GSI1PK", "GSI1SK")} == {
        "PK": "MODEL#r-1", "SK": "MODEL#r-1", "GSI1PK": "MODEL#us.acme/big:v1", "GSI1SK": "MODEL#r-1",
    }  # fmt: skip
    assert row_of(item) == write.attributes
    assert key_of("r-1") == {"PK": {"S": "MODEL#r-1"}, "SK": {"S": "MODEL#r-1"}}


def test_a_parser_is_given_what_it_takes() -> None:
    """The platform's parser takes floats and lists: Decimals and a set of text are turned into them, no more."""
    row = row_of({
        "a": {"N": "0.1234567890123456789"}, "b": {"SS": ["y", "x"]}, "c": {"B": b"x"},
        "d": {"M": {"e": {"L": [{"N": "0.1234567890123456789"}]}, "f": {"SS": ["x"]}}},
    })  # fmt: skip
    near = 0.12345678901234568
    inner = {"e": [near], "f": Opaque("SS", ("x",))}
    assert parseable(row) == {"a": near, "b": ["x", "y"], "c": Opaque("B", (b"x",)), "d": inner}


@given(st.dictionaries(st.text(max_size=20), st.text(max_size=50) | _small, max_size=8))
def test_a_size_is_rather_more_than_less(row: dict[str, Any]) -> None:
    """The estimate is never below the names and texts in the row."""
    texts = sum(len(name.encode()) + (len(value.encode()) if isinstance(value, str) else 1)
                for name, value in row.items())  # fmt: skip
    assert item_size(item_values(row)) >= texts


@pytest.mark.parametrize(
    ("number", "held"),
    [("1.2E+45", True), ("12" + "0" * 44, True), ("0", True), ("1" * 38, True), ("1" * 39, False), ("1E+126", False),
     ("NaN", False)],
)  # fmt: skip
def test_what_a_table_can_hold(number: str, held: bool) -> None:
    """However a number is written: zeros at its end are no digits."""
    assert can_be_held({"N": number}) == held
