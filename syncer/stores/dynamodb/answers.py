"""Whether an answer has the shape of one of DynamoDB's: what is taken from it later is there. Pure."""

from __future__ import annotations

import binascii
import json
import re
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from syncer.stores.dynamodb.errors import BadAnswerError
from syncer.stores.dynamodb.pages import Taken, by_items

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

_ROWS: Final = frozenset({"Scan", "Query", "GetItem", "BatchGetItem"})
"""Operations whose answers are rows, which botocore's parser would walk through value by value."""


def take_answer(
    operation_model: Any, response_dict: dict[str, Any], customized_response_dict: dict[str, Any], **_: Any
) -> None:
    """Check a good answer, and keep rows from botocore's parser: half of what a scan costs.

    A proxy that answers HTML with status 200 would otherwise look like an empty answer, and a write like one that
    was done. Answers that say what went wrong are left to botocore. Raises BadAnswerError.
    """
    body, headers = response_dict["body"], response_dict["headers"]
    if response_dict["status_code"] >= 300:
        if not is_error(body):
            response_dict["body"] = b"{}"  # botocore then goes by the status alone
        return
    answer = _checked(operation_model.name, body, headers)
    if operation_model.name in _ROWS:
        customized_response_dict.update(answer)
        response_dict["body"] = b"{}"


def _checked(operation: str, body: bytes, headers: Mapping[str, str]) -> dict[str, Any]:
    """A good answer as it was sent. Raises BadAnswerError."""
    checksum = headers.get("x-amz-crc32")
    if checksum is not None and "content-encoding" not in headers and checksum != str(binascii.crc32(body)):
        raise BadAnswerError("the answer is damaged: its checksum is not what it says")
    try:
        answer = _decoded(body)
    except (ValueError, RecursionError) as error:
        raise BadAnswerError(f"the answer is not JSON but begins with {body[:40]!r}") from error
    if not isinstance(answer, dict):
        raise BadAnswerError(f"the answer is not a JSON object but begins with {body[:40]!r}")
    if not is_answer(operation, answer):
        why = bad_attribute(answer) or f"it begins with {body[:40]!r}"
        raise BadAnswerError(f"the answer is not one to {operation}; {why}")
    return answer


def _decoded(body: bytes) -> Any:
    """What the body says, its items taken where somebody takes them. Raises ValueError and RecursionError."""
    return by_items(body, _is_part) or json.loads(body)


def is_answer(operation: str, answer: Mapping[str, Any]) -> bool:
    """Whether it answers the operation, such as `Scan`. One that is asked for nothing may say nothing."""
    try:
        return operation not in _SHAPES or _SHAPES[operation](answer)
    except RecursionError:
        return False


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
    """Whether it is attributes by name, each a value of one type with a content of that type."""
    return isinstance(found, dict) and _are_values(found.values())


def _are_values(values: Iterable[object]) -> bool:
    """Whether each is a value. One loop without calls for most of them: a table has hundreds of thousands."""
    try:
        for value in values:
            if type(value) is not dict or len(value) != 1:
                return False
            ((kind, content),) = value.items()
            if type(content) is not _TYPES.get(kind) or (kind in _INSIDE and not _INSIDE[kind](content)):
                return False
    except RecursionError:  # a table ends at 32 levels
        return False
    return True


def _is_part(found: object) -> bool:
    """Whether it is attributes, among them a key that is text: what a query was asked for may be without the other."""
    if not isinstance(found, dict) or not _is_attributes(found):
        return False
    keys = [found[name] for name in ("PK", "SK") if name in found]
    return bool(keys) and all(isinstance(key.get("S"), str) for key in keys)


def bad_attribute(answer: Mapping[str, Any]) -> str:
    """The first attribute of an item in the answer that is no value, for a person; empty when there is none."""
    for item in _items(answer):
        for name, value in item.items() if isinstance(item, dict) else ():
            if not _are_values([value]):
                return f"{ascii(name)[1:-1]:.80} of the item {_key(item)} is {_shown(value):.80}"
    return ""


def _shown(value: object) -> str:
    try:
        return ascii(value)
    except RecursionError:
        return "nested too deep"


def _items(answer: Mapping[str, Any]) -> Iterable[Any]:
    tables = answer.get("Responses")
    several = [answer.get("Items"), *(tables.values() if isinstance(tables, dict) else ())]
    return [answer.get("Item"), *chain.from_iterable(items for items in several if isinstance(items, list))]


def _key(item: Mapping[str, Any]) -> str:
    key = item.get("PK")
    return f"{key.get('S') if isinstance(key, dict) else key!a:.80}"


def _is_item(found: object) -> bool:
    return _is_part(found) and isinstance(found, dict) and found.keys() >= {"PK", "SK"}


def _is_page(answer: Mapping[str, Any]) -> bool:
    last = answer.get("LastEvaluatedKey", {})
    items = answer.get("Items")
    return (isinstance(items, Taken) or _is_list_of(_is_part, items)) and _is_attributes(last)


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


_NUMBER: Final = re.compile(r"[+-]?([0-9]{1,400}(\.[0-9]{0,400})?|\.[0-9]{1,400})([eE][+-]?[0-9]{1,3})?")
"""Bounded: Python would take a day for the integer that some short texts stand for."""
_BASE64: Final = re.compile(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")


@lru_cache(maxsize=4096)
def _is_number(text: str) -> bool:
    return _NUMBER.fullmatch(text) is not None


def _is_binary(text: str) -> bool:
    return _BASE64.fullmatch(text) is not None


_TYPES: Final = {
    "S": str, "N": str, "B": str, "BOOL": bool, "NULL": bool, "M": dict, "L": list, "SS": list, "NS": list, "BS": list,
}  # fmt: skip
"""The JSON type of each kind of value."""
_INSIDE: Final[dict[str, Callable[[Any], bool]]] = {
    "N": _is_number,
    "B": _is_binary,
    "M": _is_attributes,
    "L": _are_values,
    "SS": lambda parts: all(map(_is_text, parts)),
    "NS": lambda parts: all(_is_text(part) and _is_number(part) for part in parts),
    "BS": lambda parts: all(_is_text(part) and _is_binary(part) for part in parts),
}
"""What is looked into."""
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
