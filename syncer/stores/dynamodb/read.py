"""Reading a table: all of it in parallel segments; and rows by key or by model id, always consistently."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Final

from syncer.model.records import BrokenRow, Record, record_id_for
from syncer.stores.codec import FILE_ORDER, broken_row, judge, record_for_app
from syncer.stores.dynamodb.items import (
    INDEX,
    KEY_ATTRIBUTES,
    MARK,
    PREFIX,
    ItemRow,
    TableItem,
    from_attribute,
    index_key,
    key_of,
    parseable,
    parts_of,
)
from syncer.stores.dynamodb.lease import LOCK_KEY
from syncer.stores.kept import record_made
from syncer.stores.last_applied import (
    KNOWN,
    Marks,
    applied_names,
    invalid_of,
    keeps_rules,
    read_mark,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from syncer.stores.codec import Verdict
    from syncer.stores.dynamodb.client import Calls

SEGMENTS: Final = 4
"""10,000 rows of 2.4 KB on DynamoDB Local, two cores, microseconds a row: one segment 454, two 303, four 255; eight
are no faster, and each costs a connection."""
_FEW: Final = 250
"""Rows. So many go into one answer, so that it is asked for once: where so few are expected, and after a read."""
_NAMED: Final = KNOWN | KEY_ATTRIBUTES
_JUDGED: Final = (*FILE_ORDER, "managedBy")
"""What decides whether a row is a model."""
_BATCH: Final = 100
"""So many keys a BatchGetItem takes."""
_LONGEST_ID: Final = 1000
"""Characters; a longer one does not fit in a sort key of 1,024 bytes."""


class Reader:
    """Reads one table."""

    def __init__(
        self, calls: Calls, *, latest: bool = True, marked: bool = True, has_few: Callable[[], bool] = lambda: False
    ) -> None:
        """`latest`, `marked` and `has_few` as in `syncer.stores.kind.Surroundings`."""
        self._calls = calls
        self._table = calls.access.table
        self._latest = latest
        self._marked = marked
        self._has_few = has_few
        self._segments = 0

    def all(self) -> Iterator[Record | BrokenRow]:
        """Every model row of the table, judged. Raises StoreError when the table cannot be read whole."""
        self._calls.client  # noqa: B018  made before the threads start, so that they need not wait for each other
        count = self._segments or (1 if self._has_few() else SEGMENTS)
        with ThreadPoolExecutor(count) as pool:
            segments = list(pool.map(self._segment, range(count), [count] * count))
        if not any(segments):
            self.require_keys()
        self._segments = 1 if sum(map(len, segments)) <= _FEW else SEGMENTS
        for segment in segments:
            yield from segment

    def _segment(self, number: int, count: int) -> list[Record | BrokenRow]:
        parameters: dict[str, Any] = {
            "ConsistentRead": self._latest,
            "FilterExpression": "begins_with(PK, :prefix)",
            "ExpressionAttributeValues": {":prefix": {"S": PREFIX}},
            "Segment": number,
            "TotalSegments": count,
        }
        return list(self._calls.pages("scan", take=self.judged, **parameters))

    def require_keys(self) -> None:
        """A table with other keys would look like an empty one. Raises StoreError."""
        self._calls.call("get_item", TableName=self._table, Key=LOCK_KEY, ConsistentRead=True)

    def judged(self, item: TableItem) -> Record | BrokenRow:
        """The item as the platform would parse it, or why it cannot."""
        row, key = parts_of(item, _JUDGED), str(item["PK"]["S"])
        found = self._record(item, row, row)
        if isinstance(found, str):
            found = self._record(item, row, parseable(row))
        if isinstance(found, str):
            return self._broken(key, found, item)
        if f"{PREFIX}{found.record_id}" != key:
            return self._broken(key, f"its id is {found.record_id}, not its key's", item)
        if item["SK"] != item["PK"]:
            return self._broken(key, "its SK is not its PK", item)
        return found

    def _record(self, item: TableItem, row: Mapping[str, object], judged: Mapping[str, object]) -> Record | str:
        """The record of the item, or why it is no model: that is told by `judged`, which is `row` in some form."""
        if not self._marked:
            return record_for_app(judged, ItemRow(item))
        verdict = judge(judged)
        return verdict if isinstance(verdict, str) else record_made(verdict, ItemRow(item), _marks(item, row, verdict))

    def _broken(self, key: str, reason: str, item: TableItem) -> BrokenRow:
        indexed = str(item.get("GSI1PK", {}).get("S", ""))
        said = item.get("modelId", {}).get("S") or (indexed.startswith(PREFIX) and indexed.removeprefix(PREFIX))
        record_id = key.removeprefix(PREFIX)
        where = f"{self._table}: row {record_id}"
        return broken_row(where, reason, record_id=record_id or None, model_id=said or None)

    def get(self, record_id: str) -> Record | None:
        """The row of that id; None when there is none or it is no model."""
        if not 0 < len(record_id.encode()) <= _LONGEST_ID:
            return None
        answer = self._calls.call("get_item", TableName=self._table, Key=key_of(record_id), ConsistentRead=True)
        found = self.judged(answer["Item"]) if answer.get("Item") else None
        return found if isinstance(found, Record) else None

    def find(self, model_id: str) -> tuple[Record, ...]:
        """The rows of that model id. The index lags, so what it says is read again by key.

        The id that a new row would get is looked at too: it may be in the table and not yet in the index.
        """
        if not 0 < len(model_id.encode()) <= _LONGEST_ID:
            return ()
        parameters: dict[str, Any] = {
            "IndexName": INDEX,
            "KeyConditionExpression": "GSI1PK = :model",
            "ProjectionExpression": "PK",
            "ExpressionAttributeValues": {":model": index_key(model_id)},
        }
        keys = [item["PK"]["S"].removeprefix(PREFIX) for item in self._calls.pages("query", keys=("PK",), **parameters)]
        found = [self.judged(item) for item in self.items([*keys, record_id_for(model_id)]).values()]
        records = [record for record in found if isinstance(record, Record) and record.model_id == model_id]
        return tuple(sorted(records, key=lambda record: record.record_id))

    def items(self, record_ids: Iterable[str]) -> dict[str, TableItem]:
        """The items of records that are there, by record id; consistent."""
        keys = [key_of(record_id) for record_id in dict.fromkeys(record_ids)]
        found: dict[str, TableItem] = {}
        for start in range(0, len(keys), _BATCH):
            for item in self._batch(keys[start : start + _BATCH]):
                found[item["PK"]["S"].removeprefix(PREFIX)] = item
        return found

    def _batch(self, keys: list[TableItem]) -> Iterator[TableItem]:
        """Items by key; DynamoDB answers as many as it likes and hands back the keys of the rest."""
        left: dict[str, Any] = {self._table: {"Keys": keys, "ConsistentRead": True}}
        waiting = self._calls.waiting("BatchGetItem")
        while left:
            answer = self._calls.call("batch_get_item", RequestItems=left)
            yield from answer["Responses"].get(self._table, ())
            left = answer.get("UnprocessedKeys") or {}
            if left:
                next(waiting)


def _marks(item: TableItem, row: Mapping[str, object], verdict: Verdict) -> Marks:
    """What the item says of itself. `row` is what of it decides whether it is a model."""
    extras = () if item.keys() <= _NAMED else tuple(sorted(item.keys() - _NAMED))
    kept = keeps_rules(verdict)
    if not verdict[1] or MARK not in item:
        return Marks(None, extras=extras, invalid=invalid_of(row), keeps_rules=kept)
    mark: Any = from_attribute(MARK, item[MARK])
    base, is_bad, protected = read_mark(mark, row, parseable)
    named = [] if base is None else applied_names(mark["fields"])
    return Marks(base, is_bad, protected, extras, named, invalid_of(row), kept)  # also as applied: 0 equals False
