"""The hidden folder of a store, which holds what is no record: what is opened in it is what this tool made."""

from __future__ import annotations

import contextlib
import re
import stat
from typing import TYPE_CHECKING, Final

from syncer.disk.files import sync_folder
from syncer.errors import StoreError
from syncer.stores.history_entry import is_id

if TYPE_CHECKING:
    from pathlib import Path

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


def make_state_folder(folder: Path) -> None:
    """Make the folder and the hidden one in it, so that a power cut cannot take a journal away with its folder."""
    folder.mkdir(exist_ok=True)
    with contextlib.suppress(PermissionError):  # a parent that we may not read was not made by us a moment ago
        sync_folder(folder.parent)
    (folder / STATE_FOLDER).mkdir(exist_ok=True)
    sync_folder(folder)


def is_file_of_ours(name: str) -> bool:
    """Whether a journal may name it: a file of a record or of the history, below the folder of the records."""
    stem = name.removesuffix(ENDING)
    apply_id = stem.removeprefix(f"{HISTORY}/")
    is_right = is_id(apply_id) if apply_id != stem else SAFE_ID.match(stem) is not None
    return stem != name and is_right


def require_ours(folder: Path, inventory: str | None = None) -> None:
    """The hidden folder and what is opened in it are no links, pipes or devices that somebody put there.

    `inventory` is the name of the catalog's inventory file, where that is opened.

    Raises StoreError; then nothing was read or written there.
    """
    for name, is_right in (_KINDS | ({inventory: stat.S_ISREG} if inventory else {})).items():
        path = folder / STATE_FOLDER / name
        try:
            status = path.lstat()
        except (FileNotFoundError, NotADirectoryError):
            continue
        is_shared = name == LOCK and status.st_nlink > 1  # the only file that is written in place
        if is_shared or not is_right(status.st_mode):
            found = "a link" if is_shared or stat.S_ISLNK(status.st_mode) else "something else"
            wanted = "folder" if is_right is stat.S_ISDIR else "plain file"
            raise StoreError(f"{path} is {found}, not the {wanted} of syncer's; nothing was written; remove it")
