"""Scans a table and does nothing with it, past boto3: what the emulator itself takes, and nobody can save."""

from __future__ import annotations

import argparse
import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from typing import Any, Final
from urllib.parse import urlsplit

HEADERS: Final = {
    "Authorization": "AWS4-HMAC-SHA256 "
    "Credential=local/20260131/eu-west-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0",
    "Content-Type": "application/x-amz-json-1.0",
    "X-Amz-Target": "DynamoDB_20120810.Scan",
}
"""DynamoDB Local wants a signature and does not check it. AWS would refuse it."""


def count_rows(endpoint: str, request: dict[str, Any]) -> int:
    """How many model rows the pages of a scan hold."""
    place = urlsplit(endpoint)
    connection = HTTPConnection(str(place.hostname), place.port)
    rows = 0
    while True:
        connection.request("POST", "/", json.dumps(request), HEADERS)
        answer = json.loads(connection.getresponse().read())
        rows += len(answer["Items"])
        if "LastEvaluatedKey" not in answer:
            return rows
        request["ExclusiveStartKey"] = answer["LastEvaluatedKey"]


def main() -> None:
    """Scan the table of the environment's endpoint and count its model rows."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("table")
    parser.add_argument("--segments", type=int, default=1, metavar="N", help="so many at once")
    options = parser.parse_args()
    request = {
        "TableName": options.table,
        "ConsistentRead": True,
        "FilterExpression": "begins_with(PK, :prefix)",
        "ExpressionAttributeValues": {":prefix": {"S": "MODEL#"}},
        "TotalSegments": options.segments,
    }
    parts = [{**request, "Segment": number} for number in range(options.segments)]
    with ThreadPoolExecutor(options.segments) as pool:
        found = pool.map(lambda part: count_rows(os.environ["AWS_ENDPOINT_URL_DYNAMODB"], part), parts)
    sys.stdout.write(f"{sum(found)} rows\n")


if __name__ == "__main__":
    main()
