"""What stands in a store and is read as bytes, numbers or nested values: bounded, whatever somebody made of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from syncer.errors import StoreError
from syncer.stores import compressed as module
from syncer.stores.compressed import compressed, expanded
from syncer.stores.depth import DEEPEST
from syncer.stores.directory.store import DirectoryStore
from syncer.stores.dynamodb.answers import is_answer
from syncer.stores.dynamodb.items import from_value
from syncer.stores.dynamodb.store import DynamoDBStore
from syncer.stores.json_values import value_from
from tests.fuzz.table import TableOfInput
from tests.stores.shapes import admin_row

if TYPE_CHECKING:
    from pathlib import Path

KEY = {"S": "SYNCER#HISTORY"}


def test_bytes_come_back() -> None:
    """What is kept is read again."""
    assert expanded(compressed(b"some bytes" * 100)) == b"some bytes" * 100


def test_little_that_becomes_very_much(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few bytes that would be more than a store ever kept are damaged, as is what ends too early."""
    monkeypatch.setattr(module, "LARGEST", 10_000)
    assert expanded(compressed(bytes(10_000))) == bytes(10_000)
    assert expanded(compressed(bytes(10_001))) is None
    assert expanded(compressed(b"some bytes")[:-3]) is None
    assert expanded(b"x") is None


@pytest.mark.parametrize("text", ["1e999999999", "1e401", "-1e-100000", "1" * 5000])
def test_a_number_that_no_table_holds(text: str) -> None:
    """It is no value, and is not written out."""
    with pytest.raises(StoreError, match="is no value of a table"):
        from_value({"N": text})


@pytest.mark.parametrize("value", [{"S": 5}, {"S": {}}, {"BOOL": "true"}, {"BOOL": None}])
def test_text_is_text_and_a_flag_a_flag(value: dict[str, Any]) -> None:
    """The type that a value names is the one that its content has."""
    with pytest.raises(StoreError, match="is no value of a table"):
        from_value(value)


@pytest.mark.parametrize("kind", ["L", "M"])
@pytest.mark.parametrize("depth", [DEEPEST + 2, 900])
def test_nested_deeper_than_a_table_can(kind: str, depth: int) -> None:
    """It is no value, at any depth."""
    value: dict[str, Any] = {"S": "x"}
    for _ in range(depth):
        value = {kind: [value] if kind == "L" else {"a": value}}
    with pytest.raises(StoreError, match="is no value of a table"):
        from_value(value)


def test_an_answer_that_is_nested_very_deep() -> None:
    """It is none."""
    value: dict[str, Any] = {"S": "x"}
    for _ in range(5000):
        value = {"M": {"a": value}}
    assert not is_answer("Scan", {"Items": [{"PK": {"S": "x"}, "SK": {"S": "x"}, "a": value}]})


@pytest.mark.parametrize(
    "value",
    [{"$number": "x"}, {"$number": 5.5}, {"$number": "NaN"}, {"$number": "1e999999999"}, {"$SS": 5}, {"$B": [5]},
     {"$B": 5}, {"$map": 5}, {"$float": []}, {"$else": 1}, [{"$BS": [None]}]],
    ids=str,
)  # fmt: skip
def test_what_begins_with_a_dollar_is_a_value_or_a_value_error(value: Any) -> None:
    """Saved plans and the history have such values; anything else is one kind of error."""
    if value == {"$number": 5.5}:
        assert str(value_from(value)) == "5.5"
        return
    with pytest.raises(ValueError, match=r"."):
        value_from(value)


@pytest.mark.parametrize("missing", ["PK", "SK"])
def test_items_have_keys(missing: str) -> None:
    """An item without the key that it is asked for by is no answer."""
    item = {"PK": KEY, "SK": KEY, "head": {"S": "x"}}
    del item[missing]
    store = DynamoDBStore("models", region="eu-central-1")
    store.calls._made = TableOfInput([item])
    store.calls._made.query = lambda **_: {"Items": [item]}
    if missing == "PK":
        assert len(store.history()) == 0  # the sort key is no id, and the partition key was not asked for
        return
    with pytest.raises(StoreError, match="an item has no key; check the endpoint"):
        store.history()
    assert not is_answer("GetItem", {"Item": item})


def test_a_damaged_entry_is_no_missing_one(tmp_path: Path) -> None:
    """A body that would be too large is read as none, and the list still has its head."""
    folder = tmp_path / "models" / ".syncer" / "history"
    folder.mkdir(parents=True)
    (folder / "1.json").write_text('{"head": {"state": "applied"}, "models": null, "bytes": 4},\n"body": "AAAA"}\n')
    store = DirectoryStore(tmp_path / "models")
    assert [head.apply_id for head in store.history()] == ["1"]
    assert store.history_body("1") is None


@pytest.mark.parametrize(("depth", "is_model"), [(DEEPEST - 5, True), (DEEPEST + 1, False), (900, False)])
def test_a_row_that_is_nested_very_deep(tmp_path: Path, depth: int, is_model: bool) -> None:
    """It is no model: left alone, and named; brackets in a text do not count."""
    row = json.dumps({**admin_row(), "modelName": "[{" * DEEPEST, "deep": "DEEP"})
    (tmp_path / f"{admin_row()['id']}.json").write_text(row.replace('"DEEP"', "[" * depth + "]" * depth))
    snapshot = DirectoryStore(tmp_path).read()
    assert (len(snapshot.records), len(snapshot.broken)) == (is_model, not is_model)
    assert is_model or "nested deeper than 100 levels" in snapshot.broken[0].problem.message
