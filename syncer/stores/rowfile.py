"""The text of a record's file: what it says, and what a write makes of it. Pure."""

from __future__ import annotations

import json
import re
from typing import Any

from syncer.stores.base import Insert, Patch, Remove, Write
from syncer.stores.codec import file_text, judge
from syncer.stores.journal import FOREIGN, FileChange, Journal, goal_of


def is_row(name: str) -> bool:
    """Whether a file of that name is read as a record."""
    return name.endswith(".json") and not name.startswith(".")


def judge_bytes(data: bytes) -> list[Any] | str:
    """The record as the platform would parse it, or why it cannot."""
    try:
        row = json.loads(data)
    except (ValueError, RecursionError) as error:
        return f"not valid JSON: {error}" if data else "it is empty or too large"
    return judge(row) if isinstance(row, dict) else "not a JSON object"


def model_id_of(data: bytes | None) -> str | None:
    """The `modelId` of a file, also of one that is half-written; None when it cannot be told."""
    if data is None:
        return None
    try:
        row = json.loads(data)
        found = row.get("modelId") if isinstance(row, dict) else None
    except (ValueError, RecursionError):
        match = re.search(rb'"modelId"\s*:\s*"((?:[^"\\]|\\.)*)"', data)
        found = json.loads(b'"' + match[1] + b'"') if match else None
    return found if isinstance(found, str) else None


def decoded(text: str | None) -> dict[str, object]:
    """The row in a file; empty for a file that does not parse, which then fulfils no expectation."""
    try:
        row = json.loads(text) if text else {}
    except (ValueError, RecursionError):
        return {}
    return row if isinstance(row, dict) else {}


def after_text(write: Write, row: dict[str, object]) -> str | None:
    """The file's text after the write; None when there is to be no file."""
    match write:
        case Insert():
            return file_text(write.attributes).decode()
        case Patch():
            kept = {key: value for key, value in row.items() if key not in write.remove}
            return file_text({**kept, **write.set}).decode()
        case Remove():
            return None


def overlaid(journal: Journal | None, change: FileChange, data: bytes | None) -> bytes | None:
    """What a file holds once the journal is finished."""
    if journal is None:
        return data
    found = data.decode("utf-8", "surrogateescape") if data is not None else None
    goal = goal_of(journal, change, found)
    if goal is FOREIGN:
        return data
    return goal.encode("utf-8", "surrogateescape") if isinstance(goal, str) else None
