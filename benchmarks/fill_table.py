"""Puts rows of a directory store into a DynamoDB table, as a sync would have left them: all, or those that changed."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import boto3

from syncer.stores.dynamodb.items import new_item

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

BATCH: Final = 25
"""So many items a BatchWriteItem takes."""


def item_of(path: Path) -> dict[str, Any]:
    """The item of a row's file."""
    row = {name: value for name, value in json.loads(path.read_bytes()).items() if value is not None}
    return new_item(row["id"], row)


def put(client: Any, table: str, paths: Iterable[Path]) -> None:
    """Put the rows of the files into the table."""
    requests = [{"PutRequest": {"Item": item_of(path)}} for path in paths]
    for start in range(0, len(requests), BATCH):
        left = {table: requests[start : start + BATCH]}
        while left:
            left = client.batch_write_item(RequestItems=left)["UnprocessedItems"]


def changed_ids(client: Any, table: str, stamp: str) -> Iterator[str]:
    """The rows that somebody wrote since they were put: whoever changes a row bumps its `updatedAt`."""
    pages = client.get_paginator("scan").paginate(
        TableName=table,
        ConsistentRead=True,
        FilterExpression="begins_with(PK, :prefix) AND updatedAt <> :stamp",
        ExpressionAttributeValues={":prefix": {"S": "MODEL#"}, ":stamp": {"S": stamp}},
    )
    for page in pages:
        yield from (item["id"]["S"] for item in page["Items"])


def main() -> None:
    """Put the rows of a directory store into a table, or only those that changed there, and say how many."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("store", type=Path)
    parser.add_argument("table")
    parser.add_argument("--changed", action="store_true", help="only the rows that changed in the table")
    options = parser.parse_args()
    endpoint = os.environ.get("AWS_ENDPOINT_URL_DYNAMODB")
    if not endpoint:
        parser.error("set AWS_ENDPOINT_URL_DYNAMODB to an emulator's endpoint: this is for no table on AWS")
    client = boto3.client("dynamodb", endpoint_url=endpoint)
    paths = list(options.store.glob("*.json"))
    if options.changed:
        stamp = json.loads(paths[0].read_bytes())["updatedAt"]
        paths = [options.store / f"{row_id}.json" for row_id in changed_ids(client, options.table, stamp)]
    put(client, options.table, paths)
    sys.stdout.write(f"{len(paths)} rows\n")


if __name__ == "__main__":
    main()
