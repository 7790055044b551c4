"""What a run that was killed left beside the files it was writing: found by its name, and removed."""

from __future__ import annotations

import os
import re
import shutil
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from syncer.disk.files import beside

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_BESIDE: Final = re.compile(r"\.(.+)\.(\d{1,7})\.[0-9a-f]{8}", re.DOTALL)
"""The names that `beside` gives."""


def remove_strays(paths: Iterable[Path]) -> None:
    """Remove what runs that are gone made beside these paths. Never raises: what stays is hidden, and in nobody's way.

    Each is renamed first. So a run that is not gone after all, but on another machine, fails and publishes no half.
    """
    names: dict[Path, set[str]] = {}
    for path in paths:
        names.setdefault(path.parent, set()).add(path.name)
    for folder, known in names.items():
        for stray in _strays(folder, known):
            claimed = beside(stray)
            with suppress(OSError):
                stray.rename(claimed)
                discard(claimed)


def discard(path: Path) -> None:
    """Remove a file, or a folder with all that is in it. Never raises."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink(missing_ok=True)


def _strays(folder: Path, known: set[str]) -> list[Path]:
    try:
        names = os.listdir(folder)
    except OSError:
        return []
    matches = [found for found in map(_BESIDE.fullmatch, names) if found is not None]
    return [folder / found[0] for found in matches if _original(found[1]) in known and not _runs(int(found[2]))]


def _original(name: str) -> str:
    """The name of the file itself, also of a stray whose removal was killed."""
    again = _BESIDE.fullmatch(name)
    return _original(again[1]) if again is not None else name


def _runs(process: int) -> bool:
    """Whether another process of that number runs. Of this one, whatever it made earlier is done with."""
    if process == os.getpid():
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
