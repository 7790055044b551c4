"""All or nothing over many files: a journal that is synced once, then plain renames.

```
stage      write `.syncer/journal.json` under another name, fsync it           (a crash here: nothing happened)
commit     rename it into place, fsync the folder                              (a crash from here on: rolled forward)
settle     bring every row's file to what the journal says, by rename          (again and again: the same result)
finish     one sync of the file system, then remove the journal
```

A row that somebody else changed in between is never overwritten. While a commit is running, that turns it
round: what it had done is put back. After a crash nobody can know which side was meant; the row stays as it is,
and the next plan shows what is left to do.
"""

from __future__ import annotations

import contextlib
import json
import os
from typing import TYPE_CHECKING, Final, NamedTuple, cast

from syncer.errors import StoreError
from syncer.files import FileTooLargeError, read_bounded, sync_folder, write_synced

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FOLDER: Final = ".syncer"
_JOURNAL: Final = "journal.json"
_LIMIT: Final = 1 << 30
_SYNC_EACH: Final = 16
"""So many files are synced one by one; more are cheaper with one sync of the file system."""


FOREIGN: Final = object()
"""Instead of a text: the file is somebody else's now."""


class FileChange(NamedTuple):
    """One file: its text before and after; None where there is no file."""

    name: str
    before: str | None
    after: str | None


class Journal(NamedTuple):
    """What a commit does to the files of a folder."""

    changes: tuple[FileChange, ...]
    back: bool = False
    """Whether the commit was turned round, so that `before` is to be restored."""


def pending(folder: Path) -> Journal | None:
    """The journal of a commit that was begun and not finished. Raises StoreError when it cannot be read."""
    path = folder / FOLDER / _JOURNAL
    try:
        document = json.loads(read_bounded(path, _LIMIT))
        changes = tuple(FileChange(*change) for change in document["changes"])
        return Journal(changes, bool(document["back"]))
    except FileNotFoundError:
        return None
    except (OSError, FileTooLargeError, ValueError, KeyError, TypeError) as error:
        message = f"{path} cannot be read ({error}); compare the records with Git, then remove the file"
        raise StoreError(message) from error


def write_journal(folder: Path, journal: Journal) -> None:
    """Put the journal in place: from here on the commit will be finished, by whoever comes next."""
    state = folder / FOLDER
    staged = state / f"{_JOURNAL}.staged"
    write_synced(staged, json.dumps({"back": journal.back, "changes": journal.changes}).encode())
    staged.replace(state / _JOURNAL)
    sync_folder(state)


def settle(
    folder: Path, journal: Journal, *, stop: bool = False, progress: Callable[[int], None] | None = None
) -> tuple[str, ...]:
    """Bring every file to what the journal says. Returns the names of files that somebody else changed.

    With `stop`, no file is touched after the first of those, so that the caller can turn round.
    """
    foreign: list[str] = []
    for number, change in enumerate(journal.changes, 1):
        found = current_text(folder / change.name)
        goal = goal_of(journal, change, found)
        if goal is FOREIGN:
            foreign.append(change.name)
            if stop:
                break
        elif goal != found:
            _put(folder, change.name, cast("str | None", goal))
        if progress is not None:
            progress(number)
    return tuple(foreign)


def goal_of(journal: Journal, change: FileChange, found: str | None) -> object:
    """What a file with the text `found` is to become: text, None for no file, or FOREIGN for "leave it".

    A text that is neither the one before nor the one after is somebody else's, unless it is no JSON: then a
    power cut took what the disk had not yet written.
    """
    if found in (change.before, change.after) or (found is not None and not _is_json(found)):
        return change.before if journal.back else change.after
    return FOREIGN


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def finish(folder: Path, journal: Journal) -> None:
    """Make the renames durable, then forget the journal."""
    if len(journal.changes) <= _SYNC_EACH:
        for change in journal.changes:
            _sync_file(folder / change.name)
        sync_folder(folder)
    else:
        _sync_file_system(folder)
    (folder / FOLDER / _JOURNAL).unlink()
    sync_folder(folder / FOLDER)


def current_text(path: Path) -> str | None:
    """The file's text, bytes that are no UTF-8 included; None where there is no file."""
    try:
        return path.read_bytes().decode("utf-8", "surrogateescape")
    except FileNotFoundError:
        return None


def _put(folder: Path, name: str, text: str | None) -> None:
    """One file to one text, by rename, so that a reader finds the old text or the new one."""
    path = folder / name
    if text is None:
        path.unlink()
        return
    staged = folder / FOLDER / f"{name}.staged"
    staged.write_bytes(text.encode("utf-8", "surrogateescape"))
    with contextlib.suppress(FileNotFoundError):
        staged.chmod(path.stat().st_mode & 0o777)
    staged.replace(path)


def _sync_file(path: Path) -> None:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sync_file_system(folder: Path) -> None:
    """Sync the file system that holds the folder: `syncfs` where there is one, else all of them."""
    import ctypes  # noqa: PLC0415  only a large commit needs it

    syncfs = getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None)
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        if syncfs is None or syncfs(descriptor) != 0:
            os.sync()
    finally:
        os.close(descriptor)
