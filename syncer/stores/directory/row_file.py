"""One record's file: its bytes, or what is kept of a file that is as it was."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from syncer.disk.cache import content_key
from syncer.disk.files import FileTooLargeError, read_bounded, read_stamped
from syncer.disk.shares import done_in_shares
from syncer.errors import ConflictError, StoreError
from syncer.frozen import NamedTuple
from syncer.model.late import LateMapping
from syncer.stores.codec import LazyRow, judge, judge_by_pydantic, plain_verdict, record_for_app
from syncer.stores.depth import DEEPEST, is_shallow
from syncer.stores.kept import kept_record, kept_row
from syncer.stores.last_applied import marked_record, marks_of

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Mapping

    from syncer.disk.cache import Cache
    from syncer.model.records import Record
    from syncer.stores.kept import Kept

MAX_BYTES: Final = 4 << 20
"""A larger file is no record: DynamoDB ends at 400 KB."""


class RowFile(NamedTuple):
    """A file as it was found."""

    path: str
    data: bytes = b""
    """Empty also where it is too large to be a record, or was not read."""
    status: os.stat_result | None = None
    """What the system said of it before it was read; None where the bytes are not all its own."""
    fresh: tuple[str, Any] | None = None
    """Key and verdict of a file that was read and judged together with others."""

    def judged(self, cache: Cache | None, *, marked: bool) -> Record | KnownRow | str:
        """The record, or what it is made of; or why the file has none. The cache keeps what is said of models.

        Who goes without a cache is an app, which looks into every row: each is decoded once, and its marks only where
        rows are to be `marked`.
        """
        if cache is None:
            return _record(self.data, marked=marked)
        key, judged = self.fresh or (content_key(self.data), None)
        found = self._verdict(cache, key, judged)
        if isinstance(found, str):
            return found
        return KnownRow(found[2], found[0], key, found, self.path, self.data)

    def _verdict(self, cache: Cache, key: str, judged: Any) -> Any:
        found: Any = cache.get(key)
        if found is None:
            found = judged or judge_bytes(self.data)
            if isinstance(found, str):
                return found
            cache.put(key, found)
        if self.status is not None:
            cache.note(self.path, cache.stamp_of(self.status), key)
        return found


class KnownRow(NamedTuple):
    """What a record is made of: what is kept of its row, and where the row itself is."""

    model_id: str
    record_id: str
    key: str
    """Of the content that was judged."""
    kept: Kept
    path: str
    data: bytes | None
    """The content; None where it was not read, and is read when the row is looked into."""

    @classmethod
    def of(cls, path: str, key: str, kept: Any) -> KnownRow:
        """The row in a file that is as it was."""
        return cls(kept[2], kept[0], key, kept, path, None)

    def record(self) -> Record:
        """The record."""
        return kept_record(self.kept, _FileRow(self.path, self.key, self.data))


class _FileRow(LateMapping[object]):
    """The row in a file, which is read when the row is looked into, if its bytes are not there."""

    __slots__ = ("_data", "_key", "_path")

    def __init__(self, path: str, key: str, data: bytes | None) -> None:
        self._found = None
        self._path, self._key, self._data = path, key, data

    def _decode(self) -> dict[str, object]:
        """The row as it was when it was judged. Raises ConflictError where it was edited since, StoreError."""
        row: dict[str, object] = json.loads(self._read() if self._data is None else self._data)
        return row

    def _read(self) -> bytes:
        try:
            data = read_bounded(self._path, MAX_BYTES)
        except (FileNotFoundError, FileTooLargeError):
            data = b""
        except OSError as error:
            raise StoreError(f"{self._path} can no longer be read: {error.strerror}; run this again") from error
        if content_key(data) != self._key:
            raise ConflictError(f"{self._path} was edited while it was looked at; run this again")
        return data


def look_at(path: str) -> RowFile:
    """The file as it is read. Raises OSError."""
    try:
        status, data = read_stamped(path, MAX_BYTES)
    except FileTooLargeError:
        return RowFile(path)
    return RowFile(path, data, status)


def judged_together(files: Mapping[str, RowFile | None], cache: Cache) -> dict[str, RowFile | None]:
    """The files by name, those that the cache does not know with a verdict: made on all processors."""
    keyed = ((name, file, content_key(file.data)) for name, file in _read_ones(files))
    anew = [(name, file, key) for name, file, key in keyed if cache.get(key) is None]
    found = {**files}
    verdicts = done_in_shares(judge_bytes, [file.data for _, file, _ in anew])
    for (name, file, key), verdict in zip(anew, verdicts, strict=True):
        found[name] = file._replace(fresh=(key, verdict))
    return found


def _read_ones(files: Mapping[str, RowFile | None]) -> Iterator[tuple[str, RowFile]]:
    return ((name, file) for name, file in files.items() if file is not None)


def judge_bytes(data: bytes) -> Kept | str:
    """What is kept of the record, as the platform would parse it; or why it cannot."""
    row = _row_of(data)
    if isinstance(row, str):
        return row
    plain = plain_verdict(row)
    verdict = plain or judge_by_pydantic(row)
    return (
        verdict if isinstance(verdict, str) else kept_row(verdict, marks_of(row, verdict, is_plain=plain is not None))
    )


def _record(data: bytes, *, marked: bool) -> Record | str:
    """The same without a cache: the record, whose row is decoded already."""
    row = _row_of(data)
    if isinstance(row, str):
        return row
    if not marked:
        return record_for_app(row, LazyRow(data))
    verdict = judge(row)
    return verdict if isinstance(verdict, str) else marked_record(verdict, LazyRow(data), marks_of(row, verdict))


def _row_of(data: bytes) -> dict[str, object] | str:
    """The row in a file; or why it has none."""
    try:
        row = json.loads(data)
    except (ValueError, RecursionError) as error:
        return f"not valid JSON: {error}" if data else "it is empty or too large"
    if data.count(b"[") + data.count(b"{") > DEEPEST and not is_shallow(row):
        return f"it is nested deeper than {DEEPEST} levels"
    return row if isinstance(row, dict) else "not a JSON object"
