"""What an app's own hooks do to the requests of a session that it hands over holds for all that is sent."""

from __future__ import annotations

import json
from io import BytesIO
from typing import TYPE_CHECKING, Any

from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from urllib3 import HTTPResponse

from syncer.stores.dynamodb.client import Calls, Retry, TableAccess

if TYPE_CHECKING:
    import pytest


def test_a_hook_that_names_another_table(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every write of a transaction goes there, and the request is signed and has its token."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    client = Calls(TableAccess("t", region="eu-west-1", endpoint="http://127.0.0.1:1"), Retry()).client
    seen: dict[str, Any] = {}

    def rename(params: dict[str, Any], **_: Any) -> None:
        for item in params["TransactItems"]:
            item["Delete"]["TableName"] = "theirs"

    def answer(request: Any, **_: Any) -> AWSResponse:
        seen.update(json.loads(request.body), signed="Authorization" in request.headers)
        return AWSResponse(request.url, 200, HTTPHeaders(), HTTPResponse(BytesIO(b"{}"), preload_content=False))

    client.meta.events.register("before-parameter-build.dynamodb", rename)
    client.meta.events.register("before-send.dynamodb", answer)
    deletes: list[Any] = [{"Delete": {"TableName": "t", "Key": {"PK": {"S": number}}}} for number in "123"]
    client.transact_write_items(TransactItems=deletes)
    client.close()
    assert [item["Delete"]["TableName"] for item in seen["TransactItems"]] == ["theirs"] * 3
    assert seen["ClientRequestToken"]
    assert seen["signed"]
