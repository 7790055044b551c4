"""What can be found wrong with a table beside its rows: its shape, and what this identity may not do.

Every write that is tried carries a condition that cannot be true, on a key that no model has. DynamoDB checks the
permission first: a condition that fails says that the permission is there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from syncer.errors import StoreError
from syncer.stores.base import Check, checked
from syncer.stores.dynamodb.errors import RefusedWriteError
from syncer.stores.dynamodb.items import INDEX
from syncer.stores.dynamodb.table import check_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from syncer.stores.base import TableDifference
    from syncer.stores.dynamodb.client import Calls

_KEY: Final = {"PK": {"S": "SYNCER#DOCTOR"}, "SK": {"S": "SYNCER#DOCTOR"}}
_NEVER: Final = "attribute_exists(PK) AND attribute_not_exists(PK)"


def table_checks(calls: Calls) -> Iterator[Check]:
    """The table's shape, and each permission that a plan or a sync needs; writes no model row."""
    differences: list[TableDifference] = []

    def look() -> str:
        differences.extend(check_table(calls))
        return f"{calls.place}, {len(differences)} differences"

    table = checked("table", look)
    yield table
    if table.exit_code:
        return
    for found in differences:
        detail = f"is {found.found}, the contract has {found.wanted}"
        yield Check(f"table, {found.what}", detail, StoreError.exit_code if found.breaks else 0)
    yield from _permissions(calls)


def _permissions(calls: Calls) -> Iterator[Check]:
    table = {"TableName": calls.access.table}
    write: dict[str, Any] = {**table, "Key": _KEY, "ConditionExpression": _NEVER}
    key = {":key": {"S": "SYNCER#DOCTOR"}}
    yield _tried(calls, "Scan", "plan", {**table, "Limit": 1, "ConsistentRead": True})
    yield _tried(calls, "GetItem", "plan", {**table, "Key": _KEY, "ConsistentRead": True})
    yield _tried(calls, "BatchGetItem", "sync", {"RequestItems": {calls.access.table: {"Keys": [_KEY]}}})
    entries = {"KeyConditionExpression": "PK = :key", "ExpressionAttributeValues": key}
    yield _tried(calls, "Query", "history, sync", {**table, **entries, "ConsistentRead": True})
    query = {"IndexName": INDEX, "KeyConditionExpression": "GSI1PK = :key", "ExpressionAttributeValues": key}
    yield _tried(calls, "Query", "apps", {**table, **query})
    item = {**table, "Item": _KEY, "ConditionExpression": _NEVER}
    yield _tried(calls, "PutItem", "sync", item)
    update = {**write, "UpdateExpression": "SET #n = :key", "ExpressionAttributeNames": {"#n": "note"}}
    yield _tried(calls, "UpdateItem", "sync", {**update, "ExpressionAttributeValues": key})
    yield _tried(calls, "DeleteItem", "sync", write)
    yield _tried(calls, "ConditionCheckItem", "sync", {"TransactItems": [{"ConditionCheck": write}]})


_OPERATION: Final = {
    "Scan": "scan", "GetItem": "get_item", "BatchGetItem": "batch_get_item", "Query": "query", "PutItem": "put_item",
    "UpdateItem": "update_item", "DeleteItem": "delete_item", "ConditionCheckItem": "transact_write_items",
}  # fmt: skip


def _tried(calls: Calls, action: str, needed_for: str, parameters: dict[str, Any]) -> Check:
    name = f"permission dynamodb:{action}"
    try:
        calls.call(_OPERATION[action], **parameters)
    except RefusedWriteError:  # by the condition, which is asked after the permission
        pass
    except StoreError as error:
        return Check(name, f"{error} (needed for {needed_for})", StoreError.exit_code)
    return Check(name, f"there, for {needed_for}")
