"""The hidden folder of a store, which holds what is no record: what is opened in it is what this tool made."""

from __future__ import annotations

import contextlib
import os
import re
import stat
from typing import TYPE_CHECKING, Final

from syncer.disk.files import sync_folder
from syncer.errors import StoreError
from syncer.stores.history_entry import is_id

if TYPE_CHECKING:
    from collections.abc import Callable

STATE_FOLDER: Final = ".syncer"
JOURNAL: Final = "journal.json"
LOCK: Final = "lock"
HISTORY: Final = f"{STATE_FOLDER}/history"
ENDING: Final = ".json"
"""Of every file that holds a record or an entry of the history."""
SAFE_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}\Z")
"""A record id that can be written: a safe file name."""
_KINDS: Final = {"": stat.S_ISDIR, "history": stat.S_ISDIR, JOURNAL: stat.S_ISREG, LOCK: stat.S_ISREG}
"""What is opened there by a fixed name, and what it has to be."""


def make_state_folder(folder: str) -> None:
    """Make the folder and the hidden one in it, so that a power cut cannot take a journal away with its folder."""
    _make(folder)
    with contextlib.suppress(PermissionError):  # a parent that we may not read was not made by us a moment ago
        sync_folder(os.path.dirname(folder) or os.curdir)
    _make(f"{folder}/{STATE_FOLDER}")
    sync_folder(folder)


def _make(folder: str) -> None:
    """Make a folder that may be there, and not those above it."""
    try:
        os.mkdir(folder)
    except FileExistsError:
        if not os.path.isdir(folder):
            raise


def is_file_of_ours(name: str) -> bool:
    """Whether a journal may name it: a file of a record or of the history, below the folder of the records."""
    stem = name.removesuffix(ENDING)
    apply_id = stem.removeprefix(f"{HISTORY}/")
    is_right = is_id(apply_id) if apply_id != stem else SAFE_ID.match(stem) is not None
    return stem != name and is_right


def require_ours(folder: str, inventory: str | None = None) -> None:
    """The hidden folder and what is opened in it are no links, pipes or devices that somebody put there.

    `inventory` is the name of the catalog's inventory file, where that is opened.

    Raises StoreError; then nothing was read or written there.
    """
    for name, is_right in (_KINDS | ({inventory: stat.S_ISREG} if inventory else {})).items():
        path = f"{folder}/{STATE_FOLDER}/{name}".rstrip("/")
        try:
            status = os.lstat(path)
        except (FileNotFoundError, NotADirectoryError):
            continue
        found = _what_else(status, is_right, in_place=name == LOCK)
        if found:
            wanted = "folder" if is_right is stat.S_ISDIR else "plain file"
            raise StoreError(f"{path} is {found}, not the {wanted} of syncer's; nothing was written; remove it")


def _what_else(status: os.stat_result, is_right: Callable[[int], bool], *, in_place: bool) -> str:
    """What it is instead; empty where it is right. A file that is written in place must have no second name."""
    if is_right(status.st_mode):
        return "a link" if in_place and status.st_nlink > 1 else ""
    return "a link" if stat.S_ISLNK(status.st_mode) else "something else"
