"""The same script for a DynamoDB table: read, compare, count; with --sync, write. The yardstick on DynamoDB."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import boto3
import yaml
from boto3.dynamodb.types import TypeDeserializer, TypeSerializer

from schemas import ManagedModelCreate

NAMESPACE = UUID("a1b2c3d4-e5f6-7890-abcd-ef1234567890")
FIELDS = {field.alias or name for name, field in ManagedModelCreate.model_fields.items()}
USED = FIELDS | {"id", "updatedAt"}
"""What is decoded of a row; nothing looks at the rest."""
MOST_ACTIONS = 100
"""So many actions a transaction can hold."""

Row = dict[str, Any]
Rows = dict[str, Row]


def read_catalog(catalog: Path) -> Rows:
    """The catalog's definitions by model id, each validated; numbers as boto3 takes them."""
    found = {}
    for path in catalog.glob("models/*/*.yaml"):
        model = ManagedModelCreate.model_validate(yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader))
        text = model.model_dump_json(by_alias=True, exclude_none=True)
        found[model.model_id] = json.loads(text, parse_float=Decimal)
    return found


def read_table(client: Any, table: str) -> Rows:
    """The table's rows by model id."""
    pages = client.get_paginator("scan").paginate(
        TableName=table,
        ConsistentRead=True,
        FilterExpression="begins_with(PK, :prefix)",
        ExpressionAttributeValues={":prefix": {"S": "MODEL#"}},
    )
    decode = TypeDeserializer().deserialize
    items = (item for page in pages for item in page["Items"])
    rows = ({name: decode(value) for name, value in item.items() if name in USED} for item in items)
    return {row["modelId"]: row for row in rows}


def differs(row: Row, fields: Row) -> bool:
    """Whether a row holds other values than the definition gives."""
    return {key: value for key, value in row.items() if key in FIELDS} != fields


def encoded(values: Row) -> Row:
    """The values as DynamoDB has them."""
    encode = TypeSerializer().serialize
    return {name: encode(value) for name, value in values.items()}


def create(fields: Row, now: str, owner: str) -> Row:
    """The action that adds a row, unless there is one."""
    row_id = str(uuid5(NAMESPACE, fields["modelId"]))
    key = f"MODEL#{row_id}"
    keys = {"PK": key, "SK": key, "GSI1PK": f"MODEL#{fields['modelId']}", "GSI1SK": key}
    stamps = {"createdAt": now, "updatedAt": now, "managedBy": owner}
    item = encoded({**keys, "id": row_id, **fields, **stamps})
    return {"Put": {"Item": item, "ConditionExpression": "attribute_not_exists(PK)"}}


def update(row: Row, fields: Row, now: str) -> Row:
    """The action that changes what differs, unless somebody else changed the row since it was read."""
    wanted = {**{key: fields.get(key) for key in FIELDS if row.get(key) != fields.get(key)}, "updatedAt": now}
    values = {f":{key}": value for key, value in wanted.items() if value is not None}
    gone = [f"#{key}" for key, value in wanted.items() if value is None]
    expression = "SET " + ", ".join(f"#{name[1:]} = {name}" for name in values)
    action = {
        "Key": key_of(row),
        "UpdateExpression": f"{expression} REMOVE {', '.join(gone)}" if gone else expression,
        "ConditionExpression": "#updatedAt = :found",
        "ExpressionAttributeNames": {f"#{key}": key for key in wanted},
        "ExpressionAttributeValues": encoded({**values, ":found": row["updatedAt"]}),
    }
    return {"Update": action}


def delete(row: Row) -> Row:
    """The action that removes a row, unless somebody else changed it since it was read."""
    found = {":found": {"S": row["updatedAt"]}}
    condition = {"ConditionExpression": "updatedAt = :found", "ExpressionAttributeValues": found}
    return {"Delete": {"Key": key_of(row), **condition}}


def key_of(row: Row) -> Row:
    """The row's key."""
    key = {"S": f"MODEL#{row['id']}"}
    return {"PK": key, "SK": key}


def sync(client: Any, table: str, actions: list[Row]) -> None:
    """Do the actions, as many in one transaction as it can hold."""
    requests = [{kind: {"TableName": table, **action}} for entry in actions for kind, action in entry.items()]
    for start in range(0, len(requests), MOST_ACTIONS):
        client.transact_write_items(TransactItems=requests[start : start + MOST_ACTIONS])


def main() -> None:
    """Count what differs between a catalog and a table; with --sync, also write it."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("catalog", type=Path)
    parser.add_argument("table")
    parser.add_argument("--sync", action="store_true", help="also write the changes")
    options = parser.parse_args()
    desired = read_catalog(options.catalog)
    client = boto3.client("dynamodb")
    live = read_table(client, options.table)
    creates = [key for key in desired if key not in live]
    updates = [key for key in desired if key in live and differs(live[key], desired[key])]
    deletes = [key for key in live if key not in desired]
    if options.sync:
        now = datetime.now(UTC).isoformat()
        owner = yaml.load((options.catalog / "catalog.yaml").read_bytes(), Loader=yaml.CSafeLoader)["name"]
        actions = [create(desired[key], now, owner) for key in creates]
        actions += [update(live[key], desired[key], now) for key in updates]
        sync(client, options.table, actions + [delete(live[key]) for key in deletes])
    sys.stdout.write(f"{len(creates)} to create, {len(updates)} to update, {len(deletes)} to delete\n")


if __name__ == "__main__":
    main()
