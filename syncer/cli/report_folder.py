"""The folder of a report: whole files, through no link, and nobody else's touched."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from syncer.cli.output import save
from syncer.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Container

_PARTS: Final = ("comments", "plans")
_PAGE: Final = "plan.html"
"""What is not written where the catalog is invalid; a page of another run would pass for one of this."""
_OURS: Final = (b"<!-- syncer:plan ", b'{"format": "syncer-plan"')
"""How a comment and a saved plan begin."""


def write_report(folder: str, texts: dict[str, str]) -> None:
    """Write whole files; those of another run that are not written again are removed, and nobody else's.

    Raises UsageError, also for a link: whoever commits one would have a file elsewhere written over.
    """
    for path in (folder, *(f"{folder}/{name}" for name in (*_PARTS, *texts))):
        if os.path.islink(path):
            raise UsageError(f"--report-dir: {path} is a link, which may lead anywhere; remove it")
    try:
        for part in _PARTS:
            _tidy(folder, part, texts)
        _forget_page(folder, texts)
    except OSError as error:
        raise UsageError(f"cannot write --report-dir {folder!r}: {error.strerror}") from error
    for name, text in texts.items():
        save(text, f"{folder}/{name}", option="--report-dir")


def _forget_page(folder: str, texts: Container[str]) -> None:
    if _PAGE not in texts and os.path.isfile(f"{folder}/{_PAGE}"):
        os.unlink(f"{folder}/{_PAGE}")


def _tidy(folder: str, part: str, texts: Container[str]) -> None:
    os.makedirs(f"{folder}/{part}", exist_ok=True)
    for name in os.listdir(f"{folder}/{part}"):
        if f"{part}/{name}" not in texts and _is_ours(f"{folder}/{part}/{name}"):
            os.unlink(f"{folder}/{part}/{name}")


def _is_ours(path: str) -> bool:
    """Whether the file is a comment or a saved plan. Raises OSError."""
    if not path.endswith((".md", ".plan.json")) or not os.path.isfile(path):
        return False
    with open(path, "rb") as file:
        return file.read(max(map(len, _OURS))).startswith(_OURS)
