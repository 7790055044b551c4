"""All or nothing over many files: a journal that is synced once, then plain renames.

```
stage      write `.syncer/journal.json` under another name, fsync it           (a crash here: nothing happened)
begin      rename it into place, fsync the folder                              (a crash from here on: undone)
settle     bring every file to its new text, by rename: the rows, and the entry of the history
finish     sync the files and their folders                                    (a crash here: undone)
           remove the journal, fsync the folder                                (from here on: done)
```

Whatever comes between, an error, a conflict or a crash, is answered alike: the texts from before are put back, at
once or by the next lock, and until then a reader takes them from the journal. So a commit that did not say that it was
done was not, and the same sync run again does all of it.

A row that somebody else changed in between is never overwritten: it stays as it is, and the next plan shows what is
left to do. What stays open is the moment between the last look at a row and the rename that follows at once: no file
system offers the two as one step.
"""

from __future__ import annotations

import contextlib
import json
import os
import stat
from typing import TYPE_CHECKING, Any, Final

from syncer.disk.files import (
    FileTooLargeError,
    read_bounded,
    sync_file,
    sync_file_system,
    sync_folder,
    write_exclusively,
    write_synced,
)
from syncer.errors import StoreError
from syncer.frozen import NamedTuple
from syncer.stores.directory.state_folder import JOURNAL, STATE_FOLDER, is_file_of_ours

if TYPE_CHECKING:
    from collections.abc import Callable

_LIMIT: Final = 1 << 30
_SYNC_EACH: Final = 16
"""So many files are synced one by one; more are cheaper with one sync of the file system."""
NO_FILE: Final = "null"
"""Instead of a text: a link, a folder, a pipe. JSON but no row, so no write expects it, and no crash leaves it."""


class TextChange(NamedTuple):
    """One file: its text before and after; None where there is no file."""

    name: str
    before: str | None
    after: str | None


Changes = tuple[TextChange, ...]


def pending(folder: str) -> Changes | None:
    """What a commit was doing when it was interrupted. Raises StoreError when that cannot be read."""
    path = f"{folder}/{STATE_FOLDER}/{JOURNAL}"
    try:
        return _changes(json.loads(read_bounded(path, _LIMIT, follow=False)))
    except FileNotFoundError:
        return None
    except (OSError, FileTooLargeError, ValueError, KeyError, TypeError, RecursionError) as error:
        message = f"{path} cannot be read ({error}); compare the records with Git, then remove the file"
        raise StoreError(message) from error


def _changes(document: Any) -> Changes:
    """The changes of a journal; one that names what is not ours is damaged. Raises ValueError, TypeError, KeyError."""
    changes = tuple(TextChange(*change) for change in document["changes"])
    for change in changes:
        _require_ours(*change)
    return changes


def _require_ours(name: object, *texts: object) -> None:
    """Raise ValueError or TypeError for a name that is none of ours, or a text that no file can hold."""
    if not isinstance(name, str) or not is_file_of_ours(name):
        raise ValueError(f"{str(name)[:80]!r} is no file of a record or of the history")
    for text in texts:
        if text is not None and not isinstance(text, str):
            raise TypeError(f"the text of {name} is none")
        (text or "").encode("utf-8", "surrogateescape")


def carry_out(folder: str, changes: Changes, *, progress: Callable[[int], None] | None = None) -> tuple[str, ...]:
    """Do all the changes, or none. Returns the files that somebody else changed meanwhile: then none was done.

    Raises OSError; then none was done either, or the next lock undoes it and a reader sees it so already.
    """
    try:
        _begin(folder, changes)
        foreign = _settle(folder, changes, progress)
        if not foreign:
            _finish(folder, changes)
    except BaseException:
        with contextlib.suppress(OSError):
            _undo(folder, changes, after_crash=False)
        raise
    if foreign:
        _undo(folder, changes, after_crash=False)
    return foreign


def recover(folder: str, changes: Changes) -> None:
    """Undo what a crash interrupted."""
    _undo(folder, changes, after_crash=True)


def _begin(folder: str, changes: Changes) -> None:
    """Put the journal in place: from here on the commit is undone unless it says that it is done."""
    state = f"{folder}/{STATE_FOLDER}"
    _sweep(state)
    staged = f"{state}/{JOURNAL}.staged"
    with _About(f"{state}/{JOURNAL}"):
        write_synced(staged, json.dumps({"changes": changes}).encode())
        os.replace(staged, f"{state}/{JOURNAL}")
    sync_folder(state)


def _settle(folder: str, changes: Changes, progress: Callable[[int], None] | None) -> tuple[str, ...]:
    """Bring every file to its text after the commit, up to the first one that somebody else changed."""
    for number, change in enumerate(changes, 1):
        with _About(f"{folder}/{change.name}"):
            if not _put(folder, *change):
                return (change.name,)
        if progress is not None:
            progress(number)
    return ()


def _undo(folder: str, changes: Changes, *, after_crash: bool) -> None:
    """Put back the text from before the commit, wherever nobody else wrote."""
    _sweep(f"{folder}/{STATE_FOLDER}")
    if not os.path.exists(f"{folder}/{STATE_FOLDER}/{JOURNAL}"):  # the commit had not begun, or was done
        return
    for change in changes:
        found = current_text(f"{folder}/{change.name}")
        if is_ours(change, found, after_crash=after_crash):
            _put(folder, change.name, found, change.before)
    _finish(folder, changes)


def _sweep(state: str) -> None:
    """Remove staged files that a kill or an error left: the next ones are to be written into nothing else."""
    for name in os.listdir(state) if os.path.isdir(state) else ():
        if name.endswith(".staged"):
            with contextlib.suppress(FileNotFoundError):
                os.unlink(f"{state}/{name}")


def is_ours(change: TextChange, found: str | None, *, after_crash: bool) -> bool:
    """Whether a file with the text `found` is still as the commit found it or has left it.

    After a crash, so is what the power cut made of a text that the disk had not yet written: no JSON, or all
    but the last line end.
    """
    known = (change.before, change.after)
    return found in known or (after_crash and found is not None and (not _is_json(found) or f"{found}\n" in known))


def _is_json(text: str) -> bool:
    try:
        json.loads(text.encode("utf-8", "surrogateescape"))
    except (ValueError, RecursionError):
        return False
    return True


def _finish(folder: str, changes: Changes) -> None:
    """Make the renames durable, then remove the journal: what was to be done is done."""
    state = f"{folder}/{STATE_FOLDER}"
    if len(changes) <= _SYNC_EACH or not sync_file_system(folder):
        _sync_each(folder, [f"{folder}/{change.name}" for change in changes])
    os.unlink(f"{state}/{JOURNAL}")
    with contextlib.suppress(OSError):  # too late to undo: nobody would find the journal
        sync_folder(state)


def _sync_each(folder: str, paths: list[str]) -> None:
    for path in paths:
        with _About(path):
            if os.path.isfile(path):
                sync_file(path)
    for parent in {folder, *map(os.path.dirname, paths)}:
        if os.path.isdir(parent):
            sync_folder(parent)


class _About:
    """An OSError names the file that it is about: a write has none to name, and nobody knows a staged one."""

    def __init__(self, path: str) -> None:
        self._path = path

    def __enter__(self) -> None:
        """Nothing to begin."""

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        if isinstance(error, OSError):
            error.filename = self._path


def current_text(path: str) -> str | None:
    """The file's text, bytes that are no UTF-8 included; None where there is no file."""
    try:
        if not stat.S_ISREG(os.lstat(path).st_mode):
            return NO_FILE
        with open(path, "rb") as file:
            return file.read().decode("utf-8", "surrogateescape")
    except FileNotFoundError:
        return None


def _put(folder: str, name: str, found: str | None, goal: str | None) -> bool:
    """One file to one text, by rename, so that a reader finds the old text or the new one.

    False, and nothing done, when the file is not as it was found.
    """
    path = f"{folder}/{name}"
    staged = _staged(folder, path, found, goal) if goal not in (None, found) else None
    if current_text(path) != found:
        if staged is not None:
            os.unlink(staged)
        return False
    if staged is not None:
        os.replace(staged, path)
    elif goal != found:
        os.unlink(path)
    return True


def _staged(folder: str, path: str, found: str | None, goal: str) -> str:
    """The new text, written under a hidden name, with the mode of the file whose place it is to take."""
    staged = f"{folder}/{STATE_FOLDER}/{os.path.basename(path)}.staged"
    write_exclusively(staged, goal.encode("utf-8", "surrogateescape"))
    if found is not None:
        with contextlib.suppress(FileNotFoundError):
            os.chmod(staged, os.stat(path).st_mode & 0o777)
    return staged
