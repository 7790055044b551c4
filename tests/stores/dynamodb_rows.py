"""Tables to test on, and their rows as another writer puts and sees them: by botocore alone, past our code."""

from __future__ import annotations

import atexit
import json
from decimal import Decimal
from functools import cache
from itertools import count
from typing import TYPE_CHECKING, Any

import botocore.session
from boto3.dynamodb.types import TypeDeserializer, TypeSerializer
from botocore.config import Config

from syncer.stores.dynamodb.marks import PACKED, unpacked_mark
from syncer.stores.dynamodb.store import DynamoDBStore
from tests.emulator import KEY

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.emulator import Emulator

KEY_ATTRIBUTES = ("PK", "SK", "GSI1PK", "GSI1SK")
_numbers = count(1)


class Table:
    """A fresh table as the contract has it."""

    def __init__(self, client: Any, endpoint: str | None) -> None:
        self.client = client
        self.endpoint = endpoint
        self.name = f"models-{next(_numbers)}"
        make_table(client, self.name)

    def store(self, **options: Any) -> DynamoDBStore:
        """A new Store on it."""
        given = {"region": "eu-west-1", "endpoint": self.endpoint, **options}
        return DynamoDBStore(self.name, **given)

    def items(self, prefix: str = "MODEL#") -> dict[str, dict[str, Any]]:
        """Every item under the prefix as DynamoDB has it, by its key without the prefix."""
        found: list[dict[str, Any]] = []
        for page in self.client.get_paginator("scan").paginate(TableName=self.name, ConsistentRead=True):
            found += page["Items"]
        pairs = ((item["PK"]["S"], item) for item in found)
        return {key.removeprefix(prefix): item for key, item in pairs if key.startswith(prefix)}

    def sort_keys(self, prefix: str) -> dict[str, list[Any]]:
        """The sort keys of the items under the prefix, by their partition key without the prefix."""
        found: dict[str, list[Any]] = {}
        for page in self.client.get_paginator("scan").paginate(TableName=self.name, ConsistentRead=True):
            for item in page["Items"]:
                if item["PK"]["S"].startswith(prefix):
                    found.setdefault(item["PK"]["S"].removeprefix(prefix), []).append(item["SK"])
        return found

    def put_item(self, item: Mapping[str, Any]) -> None:
        """Put an item as DynamoDB has it."""
        self.client.put_item(TableName=self.name, Item=item)

    def put(self, row: Mapping[str, Any]) -> None:
        """Put a row with its key attributes."""
        self.put_item(item_of(row))

    def get(self, record_id: str) -> dict[str, Any] | None:
        """A row with plain values."""
        key = {"S": f"MODEL#{record_id}"}
        found = self.client.get_item(TableName=self.name, Key={"PK": key, "SK": key}, ConsistentRead=True).get("Item")
        return None if found is None else _row(found)

    def rows(self) -> dict[str, dict[str, Any]]:
        """All rows with plain values, by id: a request for all of them instead of one for each."""
        return {record_id: _row(item) for record_id, item in self.items().items()}

    def delete(self, record_id: str) -> None:
        """Delete a row."""
        key = {"S": f"MODEL#{record_id}"}
        self.client.delete_item(TableName=self.name, Key={"PK": key, "SK": key})

    def ids(self) -> set[str]:
        """The ids of all rows."""
        return set(self.items())

    def put_strangers(self) -> None:
        """Items of others beside the rows."""
        for key in ("USER#1", "SYNCER#HISTORY#1", "MODELS#x", "model#x"):
            self.put_item({"PK": {"S": key}, "SK": {"S": key}, "modelId": {"S": "stranger"}})


def make_table(client: Any, name: str, *, keys: tuple[str, str] = ("PK", "SK"), index: bool = True) -> None:
    """Make a table; by default as the contract has it."""
    names = (*keys, *(("GSI1PK", "GSI1SK") if index else ()))
    wanted: dict[str, Any] = {
        "TableName": name,
        "BillingMode": "PAY_PER_REQUEST",
        "KeySchema": _schema(*keys),
        "AttributeDefinitions": [{"AttributeName": part, "AttributeType": "S"} for part in names],
    }
    if index:
        projected = {"KeySchema": _schema("GSI1PK", "GSI1SK"), "Projection": {"ProjectionType": "ALL"}}
        wanted["GlobalSecondaryIndexes"] = [{"IndexName": "ModelIdIndex", **projected}]
    client.create_table(**wanted)


def _schema(partition: str, sort: str) -> list[dict[str, str]]:
    return [{"AttributeName": partition, "KeyType": "HASH"}, {"AttributeName": sort, "KeyType": "RANGE"}]


def item_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """The row as the platform puts it: by boto3's own serializer."""
    key = f"MODEL#{row['id']}"
    keys = {"PK": key, "SK": key, "GSI1PK": f"MODEL#{row['modelId']}", "GSI1SK": key}
    decimals = json.loads(json.dumps(dict(row)), parse_float=Decimal)
    return {name: TypeSerializer().serialize(value) for name, value in {**keys, **decimals}.items()}


def _row(item: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _seen(name, value) for name, value in item.items() if name not in KEY_ATTRIBUTES}


def _seen(name: str, value: Any) -> Any:
    """An attribute with plain values; what was last applied as the mapping that it stands for."""
    packed = value.get("M", {}).get(PACKED, {}) if name == "lastApplied" else {}
    mark = unpacked_mark(packed["B"]) if "B" in packed else None
    return _plain(value) if mark is None else mark


def _plain(value: Any) -> Any:
    return _number(TypeDeserializer().deserialize(value))


def _number(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, dict):
        return {name: _number(part) for name, part in value.items()}
    return [_number(part) for part in value] if isinstance(value, list) else value


@cache
def plain_client(endpoint: str | None) -> Any:
    """A client with nothing of ours, made once: that takes a sixth of a second."""
    client = botocore.session.Session().create_client(
        "dynamodb",
        region_name="eu-west-1",
        endpoint_url=endpoint,
        aws_access_key_id=KEY,
        aws_secret_access_key=KEY,
        config=Config(max_pool_connections=16, retries={"total_max_attempts": 1, "mode": "standard"}),
    )
    atexit.register(client.close)
    return client


def local_table(emulator: Emulator) -> Table:
    """A fresh table of the emulator."""
    return Table(plain_client(emulator.endpoint), emulator.endpoint)
