"""Files in a catalog's folder that belong to no catalog: nothing reads them, so nobody reviews them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from syncer.errors import warned
from syncer.load.find_files import MAX_FOLDER_DEPTH

if TYPE_CHECKING:
    from collections.abc import Iterator

    from syncer.errors import Problem

MOST_STRAYS: Final = 50
"""So many are named; of the rest it is only said that there are more."""
_BELONGS: Final = frozenset({"catalog.yaml", "models", "targets"})
_STRAY: Final = "belongs to no catalog, and nothing reads it; remove it, or put it elsewhere"
_NOTES: Final = (".md", ".txt", ".rst", "~")
"""What people write beside their files, and what their editors leave."""


def stray_files(top: str) -> list[Problem]:
    """A warning for each file, and for each folder as a whole. Hidden names, notes and README are passed over.

    Where the catalog's folder is the top of a repository, only `models` and `targets` are looked into.
    """
    found = [warned("stray-file", path, _STRAY) for path in _strays(top)]
    if len(found) > MOST_STRAYS:
        more = warned("stray-file", top, "and more files that belong to no catalog")
        return [*found[:MOST_STRAYS], more]
    return found


def _strays(top: str) -> Iterator[str]:
    if not os.path.lexists(f"{top}/.git"):
        yield from (path for path in _entries(top) if os.path.basename(path) not in _BELONGS)
    for path in (*_entries(f"{top}/targets"), *_below(f"{top}/models", 0)):
        if not path.lower().endswith((".yaml", ".yml")) and not os.path.isdir(path):  # read, or a problem already
            yield path


def _below(folder: str, depth: int) -> Iterator[str]:
    for path in _entries(folder):
        if not os.path.isdir(path):
            yield path
        elif depth < MAX_FOLDER_DEPTH and not os.path.islink(path):
            yield from _below(path, depth + 1)


def _entries(folder: str) -> list[str]:
    """What may be astray there, sorted."""
    try:
        names = sorted(os.listdir(folder)) if not os.path.islink(folder) else []
    except OSError:
        return []
    return [f"{folder}/{name}" for name in names if not _is_quiet(name)]


def _is_quiet(name: str) -> bool:
    plain = name.lower()
    return name.startswith(".") or plain.startswith("readme") or plain.endswith(_NOTES)
