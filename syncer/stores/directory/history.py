"""The history of a directory: an entry is a file `.syncer/history/{apply_id}.json`.

Its first line is all that a list needs; its second is the body, compressed. Only both together are JSON, so that a part
of them, which a power cut may leave, is known as such. The file comes with the commit that it tells of, by one rename.
"""

from __future__ import annotations

import json
import os
from binascii import a2b_base64, b2a_base64
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from syncer.disk.files import FileTooLargeError, read_bounded, sync_folder
from syncer.stores.base import HistoryHead
from syncer.stores.compressed import compressed, expanded
from syncer.stores.directory.journal import TextChange, current_text
from syncer.stores.directory.state_folder import ENDING, HISTORY
from syncer.stores.history_entry import UNREADABLE, filter_of, is_id, may_concern, readable

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from syncer.stores.base import HistoryEntry

_BEFORE: Final = '"body": "'
_AFTER: Final = '"}\n'
_MOST_HEAD: Final = 1 << 20
_MOST_FILE: Final = 1 << 28


def name_of(apply_id: str) -> str:
    """The entry's file, below the folder of the records."""
    return f"{HISTORY}/{apply_id}{ENDING}"


def entry_text(entry: HistoryEntry) -> str:
    """The text of an entry's file."""
    model_filter = filter_of(entry.models)
    models = _encoded(model_filter) if model_filter is not None else None
    body = _encoded(compressed(entry.body))
    first = json.dumps({"head": dict(entry.head), "models": models, "bytes": len(body)})
    return f"{first.removesuffix('}')},\n{_BEFORE}{body}{_AFTER}"


def change_for(folder: str, apply_id: str, text: str) -> TextChange:
    """The change by which a commit writes the entry. Makes the folder for it. Raises OSError."""
    os.makedirs(f"{folder}/{HISTORY}", exist_ok=True)  # synced with the journal, whose folder is the same
    name = name_of(apply_id)
    return TextChange(name, current_text(f"{folder}/{name}"), text)


def heads(folder: str, model_id: str | None, *, undone: Collection[str]) -> tuple[HistoryHead, ...]:
    """The entries, newest first, without the files that a recovery will remove. Raises OSError."""
    found = [_listed(folder, apply_id, model_id) for apply_id in _ids(folder) if name_of(apply_id) not in undone]
    return tuple(head for head in found if head is not None)


def _ids(folder: str) -> list[str]:
    try:
        with os.scandir(f"{folder}/{HISTORY}") as scan:
            names = [one.name for one in scan if one.name.endswith(ENDING) and one.is_file(follow_symlinks=False)]
    except (FileNotFoundError, NotADirectoryError):
        return []
    return sorted((name.removesuffix(ENDING) for name in names if is_id(name.removesuffix(ENDING))), reverse=True)


def _listed(folder: str, apply_id: str, model_id: str | None) -> HistoryHead | None:
    """The entry in a list; None when it is gone, or does not concern the model."""
    try:
        with open(f"{folder}/{name_of(apply_id)}", "rb") as file:
            found = _first_line(file.readline(_MOST_HEAD), os.fstat(file.fileno()).st_size)
    except FileNotFoundError:
        return None
    if found is None:
        return HistoryHead(apply_id, UNREADABLE)
    head, model_filter = found
    return HistoryHead(apply_id, head) if may_concern(model_filter, model_id) else None


def _first_line(line: bytes, size: int) -> tuple[Mapping[str, str | int], bytes | None] | None:
    """The head and the filter in the first line of a file of that size; None when the file is not as it was written."""
    try:
        document = json.loads(line.removesuffix(b",\n") + b"}")
        head, models, length = document["head"], document["models"], document["bytes"]
        model_filter = a2b_base64(models) if models is not None else None
        whole = size == len(line) + len(_BEFORE) + length + len(_AFTER)
    except (ValueError, LookupError, TypeError, RecursionError):
        return None
    kept = readable(head)
    return (kept, model_filter) if kept is not None and whole else None


def body(folder: str, apply_id: str) -> bytes | None:
    """The body of an entry; None when there is none that can be read. Raises OSError."""
    path = f"{folder}/{name_of(apply_id)}"
    if os.path.islink(path):
        return None
    try:
        data = read_bounded(path, _MOST_FILE)
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError, FileTooLargeError):
        return None
    try:
        return expanded(a2b_base64(json.loads(data)["body"]))
    except (ValueError, LookupError, TypeError, RecursionError):
        return None


def forget(folder: str, apply_ids: Sequence[str]) -> int:
    """Remove the files of the entries; how many there were. Raises OSError."""
    there = set(_ids(folder))
    gone = [apply_id for apply_id in dict.fromkeys(apply_ids) if apply_id in there]
    for apply_id in gone:
        with suppress(FileNotFoundError):
            os.unlink(f"{folder}/{name_of(apply_id)}")
    if gone:
        sync_folder(f"{folder}/{HISTORY}")
    return len(gone)


def _encoded(data: bytes) -> str:
    return b2a_base64(data, newline=False).decode("ascii")
