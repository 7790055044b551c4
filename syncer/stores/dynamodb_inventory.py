"""The inventory of a catalog in its table: one item, or a head and numbered parts where it is too large for one.

The parts of a new inventory carry its hash in their keys and are written before the head that names them, and those
of the old one are deleted after it: whoever reads finds one or the other, whole.
"""

from __future__ import annotations

import zlib
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

from syncer.stores.dynamodb_items import Opaque, from_value

if TYPE_CHECKING:
    from syncer.stores.dynamodb_client import Calls
    from syncer.stores.dynamodb_items import Item

_PART_BYTES: Final = 300_000
"""An item ends at 400 KB."""
_HEAD: Final = "HEAD"


class TableInventory:
    """Reads and writes the inventory of one catalog. Writing is done under the table's lock."""

    def __init__(self, calls: Calls, catalog: str) -> None:
        self._calls = calls
        self._table = calls.access.table
        self._partition = f"SYNCER#INVENTORY#{catalog}"

    def read(self) -> bytes | None:
        """What was written last; None when there is nothing, or when somebody damaged it. Raises StoreError."""
        head = self._item(_HEAD)
        if head is None:
            return None
        try:
            digest, count = head["digest"]["S"], int(head["parts"]["N"])
        except (LookupError, TypeError, ValueError):
            return None
        packed = b"".join(_content(self._item(_part(digest, number))) for number in range(count))
        if sha256(packed).hexdigest() != digest:
            return None
        try:
            return zlib.decompress(packed)
        except zlib.error:
            return None

    def write(self, data: bytes) -> None:
        """Replace the inventory. Raises StoreError."""
        packed = zlib.compress(data, 6)
        digest = sha256(packed).hexdigest()
        before = self._item(_HEAD)
        parts = [packed[start : start + _PART_BYTES] for start in range(0, len(packed), _PART_BYTES)]
        for number, part in enumerate(parts):
            self._put(_part(digest, number), {"content": {"B": part}})
        self._put(_HEAD, {"digest": {"S": digest}, "parts": {"N": str(len(parts))}})
        if before is not None:
            self._remove_parts(before, digest)

    def _remove_parts(self, head: Item, digest: str) -> None:
        old, count = head.get("digest", {}).get("S"), head.get("parts", {}).get("N", "0")
        if old is None or old == digest or not count.isdigit():
            return
        for number in range(int(count)):
            self._calls.call("delete_item", TableName=self._table, Key=self._key(_part(old, number)))

    def _key(self, sort: str) -> Item:
        return {"PK": {"S": self._partition}, "SK": {"S": sort}}

    def _item(self, sort: str) -> Item | None:
        answer = self._calls.call("get_item", TableName=self._table, Key=self._key(sort), ConsistentRead=True)
        found: Item | None = answer.get("Item")
        return found

    def _put(self, sort: str, attributes: dict[str, Any]) -> None:
        self._calls.call("put_item", TableName=self._table, Item={**self._key(sort), **attributes})


def _part(digest: str, number: int) -> str:
    return f"PART#{digest}#{number:04}"


def _content(item: Item | None) -> bytes:
    found = from_value(item["content"]) if item and "content" in item else None
    return found.content[0] if isinstance(found, Opaque) and isinstance(found.content[0], bytes) else b""
