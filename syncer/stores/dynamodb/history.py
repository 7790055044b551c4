"""The history in a table: the heads of all entries in one partition, the body of each in its own.

A head is there only with its body. An entry is written in one transaction, or with a *stub* in the place of the head
until all of the body is there. One that goes gets the stub back first. Readers pass over a stub; the next `forget`
removes those that a crash left, with what belongs to them.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from syncer.errors import SyncerError
from syncer.frozen import NamedTuple
from syncer.stores.base import HistoryHead
from syncer.stores.dynamodb.chunks import Chunks, Packed, content_of, name_in, packed
from syncer.stores.dynamodb.errors import RefusedWriteError
from syncer.stores.dynamodb.items import from_value, item_size, to_value
from syncer.stores.history_entry import UNREADABLE, filter_of, is_id, may_concern, readable, require_id

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from syncer.stores.base import HistoryEntry
    from syncer.stores.dynamodb.client import Calls
    from syncer.stores.dynamodb.items import TableItem

_PARTITION: Final = "SYNCER#HISTORY"
_STUB: Final[TableItem] = {"stub": {"BOOL": True}}


class EntryItems(NamedTuple):
    """An entry as the items of one transaction."""

    apply_id: str
    body: Packed
    requests: tuple[dict[str, Any], ...]
    """Entries of `TransactItems`."""
    size: int
    """About how many bytes they count for."""


class TableHistory:
    """Reads and writes the history of one table. Writing is done under the table's lock."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls
        self._table = calls.access.table
        self._heads = Chunks(calls, _PARTITION)

    def heads(self, model_id: str | None) -> tuple[HistoryHead, ...]:
        """The entries, newest first. Raises StoreError."""
        wanted = ("SK", "head", "digest", "parts", "stub", *(("models",) if model_id is not None else ()))
        found = [_listed(item, model_id) for item in self._query(wanted)]
        return tuple(head for head in found if head is not None)

    def body(self, apply_id: str) -> bytes | None:
        """The body of an entry; None when there is none, or when somebody damaged it. Raises StoreError."""
        return self._parts(apply_id).read(lambda: self._heads.item(apply_id)) if is_id(apply_id) else None

    def items(self, apply_id: str, entry: HistoryEntry) -> EntryItems:
        """The entry as the items of one transaction. Raises StoreError for what is no id."""
        body = packed(entry.body)
        items = [*self._parts(apply_id).items(body), {**self._heads.key(require_id(apply_id)), **_head(entry, body)}]
        requests = tuple({"Put": {"TableName": self._table, "Item": item}} for item in items)
        return EntryItems(apply_id, body, requests, sum(map(item_size, items)))

    def is_written(self, entry: EntryItems) -> bool:
        """Whether the entry is there. Raises StoreError."""
        name = name_in(self._heads.item(entry.apply_id))
        return name is not None and name.digest == entry.body.digest

    def write(self, apply_id: str, entry: HistoryEntry) -> None:
        """Write an entry, or replace it, in as many steps as it takes. Raises StoreError."""
        body, parts = packed(entry.body), self._parts(apply_id)
        before = self._heads.item(require_id(apply_id))
        if before is None:
            self._heads.put(apply_id, _STUB)
        parts.write(body)
        self._heads.put(apply_id, _head(entry, body))
        parts.replaced(before, body)

    def withdraw(self, apply_id: str) -> None:
        """Remove an entry of a commit that wrote nothing; what cannot be removed stays."""
        with suppress(SyncerError):
            self._remove(apply_id)

    def forget(self, apply_ids: Sequence[str]) -> int:
        """Remove the entries, and what a crash left of others; how many there were. Raises StoreError."""
        for item in self._query(("SK", "stub")):
            if "stub" in item:
                self._clear(item["SK"]["S"])
        return sum(self._remove(apply_id) for apply_id in dict.fromkeys(apply_ids) if is_id(apply_id))

    def _remove(self, apply_id: str) -> bool:
        """Remove an entry; whether there was one."""
        try:
            self._calls.call(
                "put_item",
                TableName=self._table,
                Item={**self._heads.key(apply_id), **_STUB},
                ConditionExpression="attribute_exists(PK)",
            )
        except RefusedWriteError:
            return False
        self._clear(apply_id)
        return True

    def _clear(self, apply_id: str) -> None:
        self._parts(apply_id).remove_all()
        self._calls.call("delete_item", TableName=self._table, Key=self._heads.key(apply_id))

    def _parts(self, apply_id: str) -> Chunks:
        return Chunks(self._calls, f"{_PARTITION}#{apply_id}")

    def _query(self, attributes: Sequence[str]) -> list[TableItem]:
        names = {f"#{number}": name for number, name in enumerate(attributes)}
        pages = self._calls.pages(
            "query",
            keys=("SK",),
            KeyConditionExpression="PK = :key",
            ProjectionExpression=", ".join(names),
            ExpressionAttributeNames=names,
            ExpressionAttributeValues={":key": {"S": _PARTITION}},
            ScanIndexForward=False,
            ConsistentRead=True,
        )
        return list(pages)


def _head(entry: HistoryEntry, body: Packed) -> TableItem:
    model_filter = filter_of(entry.models)
    models: TableItem = {"models": {"B": model_filter}} if model_filter is not None else {}
    return {"head": to_value(dict(entry.head)), **models, **body.named()}


def _listed(item: Mapping[str, Any], model_id: str | None) -> HistoryHead | None:
    """The entry in a list; None for what is no entry, and for one that does not concern the model."""
    apply_id = str(item["SK"]["S"])
    if "stub" in item or not is_id(apply_id):
        return None
    head = readable(from_value(item["head"])) if "head" in item else None
    if head is None or name_in(dict(item)) is None:
        return HistoryHead(apply_id, UNREADABLE)
    return HistoryHead(apply_id, head) if may_concern(content_of(item, "models"), model_id) else None
