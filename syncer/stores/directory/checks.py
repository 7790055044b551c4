"""What can be found wrong with a directory beside its records: nothing can be written, or the disk is full."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from syncer.errors import StoreError
from syncer.stores.base import checked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from syncer.stores.base import Check

_LEAST_FREE_MIB = 64


def directory_checks(folder: str) -> Iterator[Check]:
    """Both, in the folder or in the nearest one above it that exists."""
    whole = Path(folder).absolute()
    there = next(path for path in (whole, *whole.parents) if path.is_dir())
    yield checked("store is writable", lambda: _writable(there))
    yield checked("disk", lambda: _free(there))


def _writable(folder: Path) -> str:
    """Write a file beside the records, where the platform does not look, and remove it."""
    try:
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".syncer-doctor-"):
            return f"a file can be written in {folder}"
    except OSError as error:
        raise StoreError(f"no file can be written in {folder}: {error.strerror}; check its permissions") from error


def _free(folder: Path) -> str:
    free = shutil.disk_usage(folder).free >> 20
    if free < _LEAST_FREE_MIB:
        raise StoreError(f"{free} MiB free; a sync needs about {_LEAST_FREE_MIB}")
    return f"{free} MiB free"
