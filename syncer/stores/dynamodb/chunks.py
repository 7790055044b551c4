"""Bytes of any length in a table: numbered parts, and a head item that names them.

Parts carry the hash of the whole in their keys. They are written before the head that names them, and the old ones
are removed after it: whoever reads finds the old bytes or the new ones, whole.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

from syncer.frozen import NamedTuple
from syncer.stores.compressed import compressed, expanded
from syncer.stores.dynamodb.items import from_value
from syncer.stores.json_values import Opaque

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from syncer.stores.dynamodb.client import Calls
    from syncer.stores.dynamodb.items import TableItem

_PART_BYTES: Final = 300_000
"""An item ends at 400 KB."""
_MOST_PARTS: Final = 1000
"""A head that names more is damaged, and nobody waits for so many answers."""
_LOOKS: Final = 5
"""So often bytes are looked for that others replace meanwhile."""


class Packed(NamedTuple):
    """Bytes as they are stored."""

    digest: str
    parts: tuple[bytes, ...]

    def named(self) -> TableItem:
        """The attributes by which a head names the parts."""
        return {"digest": {"S": self.digest}, "parts": {"N": str(len(self.parts))}}


class Name(NamedTuple):
    """The parts that a head names."""

    digest: str
    parts: int


def packed(data: bytes) -> Packed:
    """The bytes, compressed and cut into parts."""
    whole = compressed(data)
    parts = tuple(whole[start : start + _PART_BYTES] for start in range(0, len(whole), _PART_BYTES))
    return Packed(sha256(whole).hexdigest(), parts)


def name_in(head: TableItem | None) -> Name | None:
    """What a head names; None when there is no head, or when somebody damaged it."""
    try:
        name = Name(str(head["digest"]["S"]), int(head["parts"]["N"])) if head else None
    except (LookupError, TypeError, ValueError):
        return None
    return name if name is not None and 0 < name.parts <= _MOST_PARTS else None


class Chunks:
    """The parts in one partition. Raises StoreError."""

    def __init__(self, calls: Calls, partition: str) -> None:
        self._calls = calls
        self._table = calls.access.table
        self._partition = partition

    def items(self, data: Packed) -> list[TableItem]:
        """The items of the parts."""
        return [
            {**self.key(_sort(data.digest, number)), "content": {"B": part}} for number, part in enumerate(data.parts)
        ]

    def write(self, data: Packed) -> None:
        """Write the parts; the head is the caller's."""
        for item in self.items(data):
            self._calls.call("put_item", TableName=self._table, Item=item)

    def read(self, head: Callable[[], TableItem | None]) -> bytes | None:
        """The bytes that the head names; None when there are none, or when somebody damaged them.

        The head is read again when its parts were replaced since.
        """
        before = None
        for _ in range(_LOOKS):
            name = name_in(head())
            if name is None or name == before:
                return None
            data = self._joined(name)
            if data is not None:
                return data
            before = name
        return None

    def _joined(self, name: Name) -> bytes | None:
        whole = b""
        for number in range(name.parts):
            part = content_of(self.item(_sort(name.digest, number)))
            if part is None:
                return None
            whole += part
        return expanded(whole) if sha256(whole).hexdigest() == name.digest else None

    def replace(self, data: bytes) -> None:
        """Replace the bytes that the item `HEAD` of the partition names."""
        new, before = packed(data), self.item("HEAD")
        self.write(new)
        self.put("HEAD", new.named())
        self.replaced(before, new)

    def replaced(self, before: TableItem | None, after: Packed) -> None:
        """Remove the parts that the old head named, if the new one names others."""
        old = name_in(before)
        if old is None or old.digest == after.digest:
            return
        for number in range(old.parts):
            self._calls.call("delete_item", TableName=self._table, Key=self.key(_sort(old.digest, number)))

    def remove_all(self) -> None:
        """Remove every part, also those that no head names."""
        there = list(
            self._calls.pages(
                "query",
                keys=("SK",),
                KeyConditionExpression="PK = :key",
                ProjectionExpression="SK",
                ExpressionAttributeValues={":key": {"S": self._partition}},
                ConsistentRead=True,
            )
        )
        for item in there:
            self._calls.call("delete_item", TableName=self._table, Key=self.key(item["SK"]["S"]))

    def key(self, sort: str) -> TableItem:
        """The key of an item of the partition."""
        return {"PK": {"S": self._partition}, "SK": {"S": sort}}

    def item(self, sort: str) -> TableItem | None:
        """An item of the partition."""
        answer = self._calls.call("get_item", TableName=self._table, Key=self.key(sort), ConsistentRead=True)
        found: TableItem | None = answer.get("Item")
        return found

    def put(self, sort: str, attributes: TableItem) -> None:
        """Put an item into the partition."""
        self._calls.call("put_item", TableName=self._table, Item={**self.key(sort), **attributes})


def _sort(digest: str, number: int) -> str:
    return f"PART#{digest}#{number:04}"


def content_of(item: Mapping[str, Any] | None, attribute: str = "content") -> bytes | None:
    """The bytes of an attribute; None where there are none."""
    found = from_value(item[attribute]) if item and attribute in item else None
    content = found.content[0] if isinstance(found, Opaque) and found.kind == "B" else None
    return content if isinstance(content, bytes) else None
