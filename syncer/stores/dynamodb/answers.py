"""Whether an answer has the shape of one of DynamoDB's: what is taken from it later is there. Pure."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def is_answer(operation: str, answer: Mapping[str, Any]) -> bool:
    """Whether it answers the operation, such as `Scan`. One that is asked for nothing may say nothing."""
    return operation not in _SHAPES or _SHAPES[operation](answer)


def is_error(body: bytes) -> bool:
    """Whether the body of an answer that says what went wrong can be read as such, or is no JSON at all."""
    try:
        said = json.loads(body)
    except RecursionError:
        return False
    except ValueError:
        return True  # a page of HTML, which botocore takes for the message
    return isinstance(said, dict) and all(name not in said or is_right(said[name]) for name, is_right in _ERROR.items())


def _is_list_of(is_right: Callable[[Any], bool], found: object) -> bool:
    return isinstance(found, list) and all(map(is_right, found))


def _is_reason(found: object) -> bool:
    return isinstance(found, dict) and ("Item" not in found or _is_attributes(found["Item"]))


def _is_attributes(found: object) -> bool:
    """Whether it is attributes by name, each of one type. Lists and sets are looked into where they are decoded."""
    if not isinstance(found, dict):
        return False
    for value in found.values():
        if type(value) is not dict or len(value) != 1 or ("M" in value and not _is_attributes(value["M"])):
            return False
    return True


def _is_item(found: object) -> bool:
    """Whether it is attributes, among them keys that are text."""
    if not isinstance(found, dict) or not _is_attributes(found):
        return False
    keys = [found[name] for name in ("PK", "SK") if name in found]
    return bool(keys) and all(isinstance(key.get("S"), str) for key in keys)


def _is_page(answer: Mapping[str, Any]) -> bool:
    last = answer.get("LastEvaluatedKey", {})
    return _is_list_of(_is_item, answer.get("Items")) and _is_attributes(last)


def _is_batch(answer: Mapping[str, Any]) -> bool:
    tables, left = answer.get("Responses"), answer.get("UnprocessedKeys", {})
    return (
        isinstance(tables, dict)
        and all(_is_list_of(_is_item, items) for items in tables.values())
        and isinstance(left, dict)
        and all(isinstance(keys, dict) and keys.get("Keys") for keys in left.values())
    )


def _has(found: object, kinds: Mapping[str, Callable[[Any], bool]]) -> bool:
    return isinstance(found, dict) and all(is_right(found.get(name)) for name, is_right in kinds.items())


def _is_text(found: object) -> bool:
    return isinstance(found, str)


def _is_key_schema(found: object) -> bool:
    return _is_list_of(lambda part: _has(part, {"AttributeName": _is_text, "KeyType": _is_text}), found)


def _is_index(found: object) -> bool:
    projection = {"ProjectionType": _is_text}
    kinds = {"IndexName": _is_text, "KeySchema": _is_key_schema, "Projection": lambda part: _has(part, projection)}
    return _has(found, kinds)


_TABLE: Final[dict[str, Callable[[Any], bool]]] = {
    "TableArn": lambda arn: isinstance(arn, str) and arn.count(":") >= 5,
    "TableStatus": _is_text,
    "CreationDateTime": lambda made: isinstance(made, (int, float)),
    "AttributeDefinitions": lambda parts: _is_list_of(
        lambda part: _has(part, {"AttributeName": _is_text, "AttributeType": _is_text}), parts
    ),
    "KeySchema": _is_key_schema,
    "GlobalSecondaryIndexes": lambda indexes: indexes is None or _is_list_of(_is_index, indexes),
}
_ERROR: Final[dict[str, Callable[[Any], bool]]] = {
    **dict.fromkeys(("__type", "code", "Code", "message", "Message"), lambda text: isinstance(text, str | None)),
    "CancellationReasons": lambda reasons: reasons is None or _is_list_of(_is_reason, reasons),
}
"""What botocore goes by, where it is there."""
_SHAPES: Final[dict[str, Callable[[Mapping[str, Any]], bool]]] = {
    "Scan": _is_page,
    "Query": _is_page,
    "GetItem": lambda answer: "Item" not in answer or _is_item(answer["Item"]),
    "BatchGetItem": _is_batch,
    "DescribeTable": lambda answer: _has(answer.get("Table"), _TABLE),
    "DescribeContinuousBackups": lambda answer: _has(answer.get("ContinuousBackupsDescription"), {}),
}
"""What must be there, by operation. A GetItem that finds nothing is answered with nothing."""
