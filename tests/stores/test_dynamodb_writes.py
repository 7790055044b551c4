"""Writes to the actions of a transaction, and actions to transactions."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncer.errors import StoreError
from syncer.stores.base import ABSENT, Insert, Patch, Remove
from syncer.stores.dynamodb.actions import (
    MOST_TERMS,
    MOST_TRANSACTION_BYTES,
    TransactItem,
    action_of,
    is_done,
    transactions_of,
    unmet,
)
from syncer.stores.dynamodb.items import new_item
from syncer.stores.expect import conflict_text
from tests.stores.shapes import insert

KEY = {"PK": {"S": "MODEL#r"}, "SK": {"S": "MODEL#r"}}


def test_an_insert_puts_where_nothing_is() -> None:
    """An insert is a put of the whole item on the condition that its key is free."""
    write = insert("gpt-4o", record_id="r")
    assert action_of(write, "t").request == {
        "Put": {
            "TableName": "t",
            "Item": new_item("r", write.attributes),
            "ConditionExpression": "attribute_not_exists(PK)",
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        }
    }


def test_a_patch_updates_only_what_it_names() -> None:
    """A patch sets and removes by name, on the condition that the row is there and holds what was expected."""
    write = Patch("r", {"enabled": False}, frozenset({"b", "a"}), {"size": 3.0, "new": ABSENT, "lastApplied": {"x": 1}})
    assert action_of(write, "t").request == {
        "Update": {
            "TableName": "t",
            "Key": KEY,
            "UpdateExpression": "SET #2 = :2 REMOVE #3, #4",
            "ConditionExpression": "attribute_exists(PK) AND #0 = :0 AND (attribute_not_exists(#1) OR #1 = :1)",
            "ExpressionAttributeNames": {"#0": "size", "#1": "new", "#2": "enabled", "#3": "a", "#4": "b"},
            "ExpressionAttributeValues": {":0": {"N": "3"}, ":1": {"NULL": True}, ":2": {"BOOL": False}},
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        }
    }


def test_a_new_model_id_changes_the_index_key_too() -> None:
    """A patch of `modelId` sets `GSI1PK` in the same update."""
    (request,) = action_of(Patch("r", {"modelId": "b"}, expect={"modelId": "a"}), "t").request.values()
    assert request["UpdateExpression"] == "SET #0 = :1, #1 = :2"
    assert request["ExpressionAttributeNames"] == {"#0": "modelId", "#1": "GSI1PK"}
    assert request["ExpressionAttributeValues"] == {":0": {"S": "a"}, ":1": {"S": "b"}, ":2": {"S": "MODEL#b"}}


def test_a_removal_deletes_what_was_expected() -> None:
    """A removal is a delete on a condition."""
    assert action_of(Remove("r", {"id": "r"}), "t").request == {
        "Delete": {
            "TableName": "t",
            "Key": KEY,
            "ConditionExpression": "attribute_exists(PK) AND #0 = :0",
            "ExpressionAttributeNames": {"#0": "id"},
            "ExpressionAttributeValues": {":0": {"S": "r"}},
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        }
    }


def test_a_patch_of_nothing_only_checks() -> None:
    """A patch that changes nothing still makes sure of what it expects; DynamoDB has no empty update."""
    assert list(action_of(Patch("r", {}, expect={"id": "r"}), "t").request) == ["ConditionCheck"]


def test_a_condition_stays_within_the_limits() -> None:
    """A row of very many attributes is checked by condition as far as one may go, and says that it is not all."""
    many = {f"attribute-{number}": number for number in range(400)}
    action = action_of(Patch("r", {"enabled": True}, expect=many), "t")
    condition = action.request["Update"]["ConditionExpression"]
    assert not action.in_full
    assert condition.count(" = ") == MOST_TERMS
    assert condition.count(" AND ") + condition.count(" = ") + 1 < 300
    assert len(condition) < 4096
    assert action_of(Patch("r", {"enabled": True}, expect={"id": "r"}), "t").in_full


def _actions(count: int, size: int = 1) -> list[TransactItem]:
    return [TransactItem(Remove(str(number)), {}, size, in_full=True) for number in range(count)]


@given(
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, MOST_TRANSACTION_BYTES // 5)), max_size=60), st.integers(5, 12)
)
def test_packing_keeps_groups_whole_and_in_order(groups: list[tuple[int, int]], most: int) -> None:
    """Every group is in one transaction, all are in order, no transaction is over a limit and none could be joined."""
    made = [_actions(count, size) for count, size in groups]
    transactions = transactions_of(made, most_actions=most)
    assert [number for numbers in transactions for number in numbers] == list(range(len(groups)))
    weights = [[(len(made[n]), sum(action.size for action in made[n])) for n in numbers] for numbers in transactions]
    for parts in weights:
        assert sum(count for count, _ in parts) <= most
        assert sum(size for _, size in parts) <= MOST_TRANSACTION_BYTES
    for parts, after in pairwise(weights):
        joined = [*parts, after[0]]
        assert sum(count for count, _ in joined) > most or sum(size for _, size in joined) > MOST_TRANSACTION_BYTES


@pytest.mark.parametrize("group", [_actions(6), _actions(1, MOST_TRANSACTION_BYTES + 1)], ids=["actions", "bytes"])
def test_a_group_that_fits_in_no_transaction_is_refused(group: list[TransactItem]) -> None:
    """What belongs together is never split: it is refused before anything is written."""
    with pytest.raises(StoreError, match=r"more than one DynamoDB transaction can hold .* nothing was written"):
        transactions_of([_actions(1), group], most_actions=5)


def _item(**attributes: Any) -> dict[str, Any]:
    return new_item("r", {"id": "r", "modelId": "m", **attributes})


@pytest.mark.parametrize(
    ("write", "item", "said"),
    [
        (Insert("r", {}), None, ""),
        (Insert("r", {}), _item(), "a row with this id exists by now"),
        (Patch("r", {}, expect={"a": 1, "b": ABSENT}), _item(a=1.0), ""),
        (Patch("r", {}, expect={"a": 1}), _item(a=2), "a is 2, not 1"),
        (Patch("r", {}, expect={"a": 1}), _item(), "a is absent, not 1"),
        (Patch("r", {}, expect={"b": ABSENT}), _item(b=None), ""),
        (Patch("r", {}, expect={"b": None}), _item(), ""),
        (Patch("r", {}, expect={"b": ABSENT}), _item(b=2), "b is 2, not absent"),
        (Patch("r", {}, expect={"a": 1}), None, "the row is gone"),
        (Remove("r", {"lastApplied": 1}), _item(lastApplied=2), ""),
    ],
)
def test_what_is_not_as_expected_is_said(write: Any, item: Any, said: str) -> None:
    """A difference names the attribute, what it is and what it was; `lastApplied` is not looked at."""
    assert unmet(write, item) == said


@pytest.mark.parametrize(
    ("write", "item", "done"),
    [
        (Insert("r", {"id": "r", "modelId": "m", "price": 3.0}), _item(price=3), True),
        (Insert("r", {"id": "r", "modelId": "m"}), _item(price=3), False),
        (Insert("r", {"id": "r", "modelId": "m"}), None, False),
        (Patch("r", {"a": 1}, frozenset({"b"})), _item(a=1, c=2), True),
        (Patch("r", {"a": 1}, frozenset({"b"})), _item(a=1, b=2), False),
        (Patch("r", {"a": 1}), _item(a=2), False),
        (Patch("r", {"a": 1}), None, False),
        (Remove("r"), None, True),
        (Remove("r"), _item(), False),
    ],
)
def test_whether_a_write_was_done_can_be_seen(write: Any, item: Any, *, done: bool) -> None:
    """A row that is exactly as a write leaves it was written, even if the answer was lost."""
    assert is_done(write, item) is done


def test_every_conflict_is_said() -> None:
    """Each row is named, with what was found."""
    text = conflict_text({f"r{number}": "the row is gone" for number in range(7)})
    assert text.startswith("changed since the plan was made: r0: the row is gone; r1")
    assert text.endswith("; r5: the row is gone; r6: the row is gone")
