"""The body of a large request as one dump of it: botocore's own serializer walks through it, value by value."""

from __future__ import annotations

import base64
import json
from typing import Any, Final

LARGE: Final = "dynamodb.TransactWriteItems"
"""The operation whose requests are large, as events name it."""
_BODY: Final = "syncer-body"
"""Under which the body is kept in the context of one call."""


def take_request(params: dict[str, Any], context: dict[str, Any], **_: Any) -> None:
    """Before botocore looks at what is to be sent: keep it as the body, and leave to botocore one item of it.

    From that it takes what it takes from all: which endpoint the table has.
    """
    context[_BODY] = body_of(params)
    params["TransactItems"] = params["TransactItems"][:1]


def put_request(params: dict[str, Any], context: dict[str, Any], **_: Any) -> None:
    """After botocore made a request of what it saw: the body is that of all. It is signed later."""
    params["body"] = context.pop(_BODY)


def body_of(params: dict[str, Any]) -> bytes:
    """The parameters of a call as DynamoDB takes them. Numbers are texts already, and binary values base64."""
    return json.dumps(params, default=_base64, separators=(",", ":")).encode()


def _base64(value: Any) -> str:
    return base64.b64encode(memoryview(value)).decode()
