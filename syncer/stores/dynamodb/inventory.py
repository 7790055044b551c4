"""The inventory of a catalog in its table: a head and its parts in one partition."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from syncer.stores.dynamodb.chunks import Parts, packed

if TYPE_CHECKING:
    from syncer.stores.dynamodb.client import Calls

_HEAD: Final = "HEAD"


class TableInventory:
    """Reads and writes the inventory of one catalog. Writing is done under the table's lock."""

    def __init__(self, calls: Calls, catalog: str) -> None:
        self._parts = Parts(calls, f"SYNCER#INVENTORY#{catalog}")

    def read(self) -> bytes | None:
        """What was written last; None when there is nothing, or when somebody damaged it. Raises StoreError."""
        return self._parts.read(lambda: self._parts.item(_HEAD))

    def write(self, data: bytes) -> None:
        """Replace the inventory. Raises StoreError."""
        new = packed(data)
        before = self._parts.item(_HEAD)
        self._parts.write(new)
        self._parts.put(_HEAD, new.named())
        self._parts.replaced(before, new)
