"""The text of a record's file: what it says, and what a write makes of it. Pure."""

from __future__ import annotations

import json
import re
from typing import Any, Final

from syncer.stores.base import Insert, Patch, Remove, Write
from syncer.stores.codec import Verdict, file_text, judge
from syncer.stores.directory.journal import Changes, is_ours
from syncer.stores.expect import describe_differences
from syncer.stores.last_applied import marks_of

SAFE_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}\Z")
"""A record id that can be written: a safe file name."""


def is_row(name: str) -> bool:
    """Whether a file of that name is read as a record."""
    return name.endswith(".json") and not name.startswith(".")


def judge_bytes(data: bytes) -> tuple[Verdict, tuple[Any, ...]] | str:
    """The record as the platform would parse it, and its marks; or why it cannot."""
    try:
        row = json.loads(data)
    except (ValueError, RecursionError) as error:
        return f"not valid JSON: {error}" if data else "it is empty or too large"
    verdict = judge(row) if isinstance(row, dict) else "not a JSON object"
    return verdict if isinstance(verdict, str) else (verdict, tuple(marks_of(row, verdict)))


def is_torn(data: bytes | None) -> bool:
    """Whether the bytes may be half of a file that is being written in place."""
    return data is not None and _parsed(data) is None


def _parsed(data: bytes) -> object:
    """What a file says; None for one that is no JSON."""
    try:
        found: object = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return found


def model_id_of(data: bytes) -> str | None:
    """The `modelId` of a file, also of one that is half-written; None when it cannot be told."""
    row = _parsed(data)
    if row is None and (match := re.search(rb'"modelId"\s*:\s*("(?:[^"\\]|\\.)*")', data)):
        row = {"modelId": _parsed(match[1])}
    found = row.get("modelId") if isinstance(row, dict) else None
    return found if isinstance(found, str) else None


def row_in(text: str | None) -> dict[str, object] | None:
    """The row in a file; None for a file that holds none, and where there is no file."""
    row = _parsed(text.encode("utf-8", "surrogateescape")) if text is not None else None
    return row if isinstance(row, dict) else None


def conflict_of(write: Write, row: dict[str, object] | None, *, exists: bool) -> str:
    """What is not as the write expects, for a person; empty when all is. A file without a row is left alone."""
    if exists and row is None and not isinstance(write, Insert):
        return "it is no row any more"
    return describe_differences(write, row or {}, exists=exists)


def after_text(write: Write, row: dict[str, object] | None) -> str | None:
    """The file's text after the write; None when there is to be no file."""
    match write:
        case Insert():
            return file_text(write.attributes).decode()
        case Patch():
            kept = {key: value for key, value in (row or {}).items() if key not in write.remove}
            return file_text({**kept, **write.set}).decode()
        case Remove():
            return None


class Overlay:
    """What the next lock will make of the files of an interrupted commit; a read shows them so already."""

    def __init__(self, interrupted: Changes | None) -> None:
        self.pending = interrupted is not None
        self.changes = {change.name: change for change in interrupted or () if is_row(change.name)}
        self.undone = frozenset(change.name for change in interrupted or () if change.before is None)
        """The files that will not be there."""

    def over(self, name: str, data: bytes | None) -> bytes | None:
        """The file's bytes once the commit is undone; None where there will be no file."""
        change = self.changes.get(name)
        found = data.decode("utf-8", "surrogateescape") if data is not None else None
        if change is None or not is_ours(change, found, after_crash=True):
            return data
        return None if change.before is None else change.before.encode("utf-8", "surrogateescape")
