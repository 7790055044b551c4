"""Finds the model files of a catalog directory, and what stands there that cannot be one."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from syncer.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_FOLDER_DEPTH = 16


class Found(NamedTuple):
    """The model files of a catalog, in the order of their paths."""

    files: tuple[str, ...]
    problems: tuple[Problem, ...]


def find_model_files(folder: str) -> Found:
    """Every `*.yaml` below the folder. Hidden names and files of other kinds are passed over.

    A path is the folder as given with the rest behind it, with forward slashes.
    """
    files: list[str] = []
    problems: list[Problem] = []
    for item in _walk(folder, Path(folder).resolve(), 0):
        if isinstance(item, Problem):
            problems.append(item)
        else:
            files.append(item)
    return Found(tuple(sorted(files)), tuple(problems))


def _walk(folder: str, top: Path, depth: int) -> Iterator[str | Problem]:
    try:
        with os.scandir(folder) as scan:
            entries = list(scan)
    except OSError as error:
        yield Problem(folder, f"cannot be read: {error.strerror}")
        return
    for entry in entries:
        path = f"{folder}/{entry.name}"
        if entry.name.startswith("."):
            continue
        if entry.is_file(follow_symlinks=False):
            yield from _plain_file(path, entry.name)
        elif entry.is_symlink():
            yield from _link(path, entry.name, top)
        elif entry.name.endswith((".yaml", ".yml")):
            kind = "a folder" if entry.is_dir(follow_symlinks=False) else "a pipe or a device"
            yield Problem(path, f"is {kind}, not a file; rename it")
        elif entry.is_dir(follow_symlinks=False):
            yield from _folder(path, top, depth + 1)


def _folder(path: str, top: Path, depth: int) -> Iterator[str | Problem]:
    if depth > MAX_FOLDER_DEPTH:
        yield Problem(path, f"folders are nested deeper than {MAX_FOLDER_DEPTH} levels")
    else:
        yield from _walk(path, top, depth)


def _plain_file(path: str, name: str) -> Iterator[str | Problem]:
    if name.endswith(".yaml"):
        yield path
    elif name.lower().endswith((".yml", ".yaml")):
        yield Problem(path, "is passed over because of its ending; rename it to .yaml")


def _link(path: str, name: str, top: Path) -> Iterator[str | Problem]:
    try:
        target = Path(path).resolve(strict=True)
    except (OSError, RuntimeError):
        yield Problem(path, "is a symbolic link to nothing; remove it")
        return
    if not target.is_relative_to(top):
        yield Problem(path, "is a symbolic link that leads out of the catalog; put the file itself here")
    elif target.is_dir():
        yield Problem(path, "is a symbolic link to a folder, which is not followed; remove it")
    elif name.endswith(".yaml"):
        yield path
