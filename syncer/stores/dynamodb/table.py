"""The platform's table: made as the contract says, or held against it. Never alters a table that is there.

To learn what this identity may not do, writes are tried with a condition that cannot be true, on a key that no model
has. DynamoDB checks the permission first: a condition that fails says that the permission is there.
"""

from __future__ import annotations

import time
from datetime import UTC
from typing import TYPE_CHECKING, Any, Final

from syncer.errors import StoreError
from syncer.stores.base import Check, TableDifference, checked
from syncer.stores.dynamodb.errors import RefusedWriteError
from syncer.stores.dynamodb.items import INDEX

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from syncer.stores.dynamodb.client import Calls

_KEYS: Final = (("PK", "HASH"), ("SK", "RANGE"))
_INDEX_KEYS: Final = (("GSI1PK", "HASH"), ("GSI1SK", "RANGE"))
_PAUSE: Final = 1.0
_ACTIVE_TIMEOUT: Final = 300.0


def create_table(calls: Calls, *, sleep: Callable[[float], None] = time.sleep) -> tuple[str, ...]:
    """Make the table with its index and wait until it is active. Returns what the endpoint does not offer.

    On-demand billing, encryption with a KMS key, deletion protection, point-in-time recovery. Raises StoreError,
    also when there is such a table.
    """
    if table_description(calls) is not None:
        raise StoreError(f"{calls.place} is there already; `syncer table check` says whether it is right")
    attributes = [{"AttributeName": name, "AttributeType": "S"} for name, _ in (*_KEYS, *_INDEX_KEYS)]
    calls.call(
        "create_table",
        TableName=calls.access.table,
        AttributeDefinitions=attributes,
        KeySchema=_key_schema(_KEYS),
        GlobalSecondaryIndexes=[
            {"IndexName": INDEX, "KeySchema": _key_schema(_INDEX_KEYS), "Projection": {"ProjectionType": "ALL"}}
        ],
        BillingMode="PAY_PER_REQUEST",
        SSESpecification={"Enabled": True},
        DeletionProtectionEnabled=True,
    )
    _wait_until_active(calls, sleep)
    return _protect(calls)


def identity_of(calls: Calls) -> dict[str, str]:
    """What tells the table from every other. Raises StoreError, also when there is no such table."""
    found = calls.call("describe_table", TableName=calls.access.table)["Table"]
    arn = str(found["TableArn"]).split(":")
    region = str(calls.client.meta.region_name)
    identity = {"kind": "dynamodb", "account": arn[4], "region": region, "table": calls.access.table}
    if calls.access.endpoint:
        identity["endpoint"] = calls.access.endpoint
    made = found["CreationDateTime"].astimezone(UTC)  # botocore gives it in the zone of the machine
    return {**identity, "created": str(made)}


def _protect(calls: Calls) -> tuple[str, ...]:
    recovery = {"PointInTimeRecoveryEnabled": True}
    try:
        calls.call("update_continuous_backups", TableName=calls.access.table, PointInTimeRecoverySpecification=recovery)
    except StoreError as error:
        if "UnknownOperation" in str(error):
            return ("point-in-time recovery",)
        raise
    return ()


def check_table(calls: Calls) -> tuple[TableDifference, ...]:
    """In what the table is not the contract's. Raises StoreError when there is no such table."""
    found = table_description(calls)
    if found is None:
        raise StoreError(f"{calls.place}: there is no such table; check name and region, or run `syncer table create`")
    return tuple(_differences(found, recovery=_recovery(calls)))


def table_description(calls: Calls) -> Mapping[str, Any] | None:
    """What DynamoDB says of the table; None when there is none."""
    try:
        found: Mapping[str, Any] = calls.call("describe_table", TableName=calls.access.table)["Table"]
    except StoreError as error:
        if "no such table" in str(error):
            return None
        raise
    return found


def _recovery(calls: Calls) -> str:
    try:
        said = calls.call("describe_continuous_backups", TableName=calls.access.table)
    except StoreError as error:
        if "UnknownOperation" in str(error) or "not allowed" in str(error):
            return "unknown"
        raise
    status = said["ContinuousBackupsDescription"].get("PointInTimeRecoveryDescription", {})
    return "on" if status.get("PointInTimeRecoveryStatus") == "ENABLED" else "off"


def _differences(found: Mapping[str, Any], *, recovery: str) -> Iterator[TableDifference]:
    """What is not as it should be, what breaks first."""
    types = {part["AttributeName"]: part["AttributeType"] for part in found["AttributeDefinitions"]}
    yield from _compared("keys", _keys(found, types), _wanted(_KEYS), breaks=True)
    index = next((i for i in found.get("GlobalSecondaryIndexes", ()) if i["IndexName"] == INDEX), None)
    yield from _compared(f"index {INDEX}", "absent" if index is None else "there", "there", breaks=True)
    if index is not None:
        yield from _compared(f"keys of {INDEX}", _keys(index, types), _wanted(_INDEX_KEYS), breaks=True)
        projection = index["Projection"]["ProjectionType"]
        yield from _compared(f"projection of {INDEX}", projection, "ALL", breaks=True)
        yield from _compared(f"state of {INDEX}", index.get("IndexStatus", "ACTIVE"), "ACTIVE", breaks=True)
    yield from _compared("state", found["TableStatus"], "ACTIVE", breaks=True)
    billing = found.get("BillingModeSummary", {}).get("BillingMode", "PROVISIONED")
    yield from _compared("billing", billing, "PAY_PER_REQUEST", breaks=False)
    protected = "on" if found.get("DeletionProtectionEnabled") else "off"
    yield from _compared("deletion protection", protected, "on", breaks=False)
    if recovery != "unknown":
        yield from _compared("point-in-time recovery", recovery, "on", breaks=False)


def _compared(what: str, found: str, wanted: str, *, breaks: bool) -> Iterator[TableDifference]:
    if found != wanted:
        yield TableDifference(what, found, wanted, breaks)


def _keys(found: Mapping[str, Any], types: Mapping[str, str]) -> str:
    keys = {part["KeyType"]: part["AttributeName"] for part in found["KeySchema"]}
    return ", ".join(f"{keys[kind]} ({types.get(keys[kind], '?')})" for kind in ("HASH", "RANGE") if kind in keys)


def _wanted(keys: tuple[tuple[str, str], ...]) -> str:
    return ", ".join(f"{name} (S)" for name, _ in keys)


def _key_schema(keys: tuple[tuple[str, str], ...]) -> list[dict[str, str]]:
    return [{"AttributeName": name, "KeyType": kind} for name, kind in keys]


def _wait_until_active(calls: Calls, sleep: Callable[[float], None]) -> None:
    for _ in range(int(_ACTIVE_TIMEOUT / _PAUSE)):
        found = table_description(calls) or {"TableStatus": "CREATING"}
        states = [found["TableStatus"], *(i.get("IndexStatus") for i in found.get("GlobalSecondaryIndexes", ()))]
        if all(state == "ACTIVE" for state in states):
            return
        sleep(_PAUSE)
    raise StoreError(f"{calls.place} was made but is not active after {_ACTIVE_TIMEOUT:.0f} seconds; look at it in AWS")


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
