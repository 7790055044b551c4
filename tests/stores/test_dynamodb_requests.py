"""The requests of transactions are what botocore would send, without its walk through them."""

from __future__ import annotations

import json
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from botocore import loaders
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.model import ServiceModel
from botocore.serialize import create_serializer
from urllib3 import HTTPResponse

from syncer.stores.dynamodb.client import Calls, Retry, TableAccess
from syncer.stores.dynamodb.items import new_item
from syncer.stores.dynamodb.requests import body_of
from tests.stores.shapes import admin_row

if TYPE_CHECKING:
    import pytest

MARK: Final = {"fields": {"modelId": "gpt-4o"}, "at": "2026-01-31T12:00:00+00:00", "fingerprint": "f" * 64}
ODD: Final = {"SS": {"SS": ["b", "ü"]}, "B": {"B": b"\x00\xff"}, "BS": {"BS": [b"b", b""]}, "NS": {"NS": ["2", "1.5"]},
              "deep": {"M": {"l": {"L": [{"NULL": True}, {"BOOL": False}, {"B": b"x"}]}}}}  # fmt: skip
ITEM: Final = {**new_item("1", {**admin_row(), "lastApplied": MARK}), **ODD}
ITEMS: Final[list[dict[str, Any]]] = [
    {"ConditionCheck": {"TableName": "t", "Key": {"PK": {"S": "lock"}}, "ConditionExpression": "#0 = :0",
                        "ExpressionAttributeNames": {"#0": "run"}, "ExpressionAttributeValues": {":0": {"S": "x"}}}},
    {"Put": {"TableName": "t", "Item": ITEM, "ConditionExpression": "attribute_not_exists(PK)",
             "ReturnValuesOnConditionCheckFailure": "ALL_OLD"}},
    {"Update": {"TableName": "t", "Key": {"PK": {"S": "2"}}, "UpdateExpression": "SET #0 = :0",
                "ExpressionAttributeNames": {"#0": "a"}, "ExpressionAttributeValues": {":0": ODD["deep"]}}},
    {"Delete": {"TableName": "t", "Key": {"PK": {"S": "3"}}}},
]  # fmt: skip
REQUEST: Final = {"TransactItems": ITEMS, "ClientRequestToken": "token"}


def theirs() -> Any:
    """The same request by botocore's own serializer."""
    service = ServiceModel(loaders.Loader().load_service_model("dynamodb", "service-2"), "dynamodb")
    made = create_serializer("json", False)
    return json.loads(made.serialize_to_request(REQUEST, service.operation_model("TransactWriteItems"))["body"])


def test_the_body_is_what_botocore_would_send() -> None:
    """Every kind of action and every type of value."""
    assert json.loads(body_of(REQUEST)) == theirs()


def test_a_watcher_sees_all_and_all_are_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    """Botocore itself looks at one action alone. What asks for the parameters has all of them, and so has the table."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    client = Calls(TableAccess("t", region="eu-west-1", endpoint="http://127.0.0.1:1"), Retry()).client
    seen: dict[str, Any] = {}

    def watch(params: dict[str, Any], **_: Any) -> None:
        seen["asked"] = {**params}

    def answer(request: Any, **_: Any) -> AWSResponse:
        seen["sent"], seen["signed"] = json.loads(request.body), "Authorization" in request.headers
        return AWSResponse(request.url, 200, HTTPHeaders(), HTTPResponse(BytesIO(b"{}"), preload_content=False))

    client.meta.events.register("provide-client-params.dynamodb", watch)
    client.meta.events.register("before-send.dynamodb", answer)
    client.transact_write_items(**REQUEST)
    client.close()
    assert seen == {"asked": REQUEST, "sent": theirs(), "signed": True}
    assert len(ITEMS) == 4
