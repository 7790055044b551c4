"""The files of a catalog: found below its folder, and read: from a cache, or validated anew."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, cast

from syncer.disk.cache import content_key
from syncer.disk.files import MAX_DEFINITION_BYTES, FileTooLargeError, read_stamped
from syncer.errors import Problem
from syncer.frozen import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from syncer.disk.cache import Cache
    from syncer.load.read_file import FileKind, Reading

MAX_FOLDER_DEPTH = 16
_LEADS_NOWHERE = "is a symbolic link that leads nowhere; remove it"
_LEADS_OUT = "is a symbolic link that leads out of the catalog; put the file itself here"


class Found(NamedTuple):
    """The model files of a catalog, in the order of their paths."""

    files: tuple[str, ...]
    problems: tuple[Problem, ...]


def find_model_files(catalog: str) -> Found:
    """Every `*.yaml` below the catalog's `models`. Hidden names and files of other kinds are passed over.

    A path is the folder as given with the rest behind it, with forward slashes.
    """
    found = [*_models(f"{catalog}/models", Path(catalog).resolve())]
    files = sorted(item for item in found if isinstance(item, str))
    return Found(tuple(files), tuple(item for item in found if isinstance(item, Problem)))


def link_problem(path: str, top: Path) -> Problem | None:
    """Why the path cannot be used, when it is a symbolic link that leaves `top` or leads nowhere."""
    if not os.path.islink(path):
        return None
    target = _target(path)
    if target is None:
        return Problem(path, _LEADS_NOWHERE)
    return None if target.is_relative_to(top) else Problem(path, _LEADS_OUT)


def _target(path: str) -> Path | None:
    try:
        return Path(path).resolve(strict=True)
    except (OSError, RuntimeError):
        return None


def _models(folder: str, top: Path) -> Iterator[str | Problem]:
    problem = link_problem(folder, top)
    if problem is None and not os.path.isdir(folder):
        problem = Problem(folder, "no such folder; a catalog keeps its model files there")
    yield from _walk(folder, top, 0) if problem is None else (problem,)


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
            yield from _file(path)
        elif entry.is_symlink():
            yield from _link(path, top)
        else:
            yield from _other(path, top, depth + 1, is_folder=entry.is_dir())


def _other(path: str, top: Path, depth: int, *, is_folder: bool) -> Iterator[str | Problem]:
    """What is neither a file nor a symbolic link."""
    if _looks_like_yaml(path):
        yield Problem(path, f"is {'a folder' if is_folder else 'a pipe or a device'}, not a file; rename it")
    elif not is_folder:
        return
    elif depth > MAX_FOLDER_DEPTH:
        yield Problem(path, f"folders are nested deeper than {MAX_FOLDER_DEPTH} levels")
    else:
        yield from _walk(path, top, depth)


def _looks_like_yaml(path: str) -> bool:
    return path.lower().endswith((".yml", ".yaml"))


def _file(path: str) -> Iterator[str | Problem]:
    if path.endswith(".yaml"):
        yield path
    elif _looks_like_yaml(path):
        yield Problem(path, "is passed over because of its ending; rename it to .yaml")


def _link(path: str, top: Path) -> Iterator[str | Problem]:
    target = _target(path)
    if target is None:
        yield Problem(path, _LEADS_NOWHERE)
    elif target.is_dir():
        yield Problem(path, "is a symbolic link to a folder, which is not followed; put the folder itself here")
    elif _looks_like_yaml(path):
        problem = link_problem(path, top)
        yield from _file(path) if problem is None else (problem,)


def readings(paths: Iterable[str], kind: FileKind, cache: Cache | None) -> dict[str, Reading]:
    """What each file says, in the order of the paths."""
    found: dict[str, Reading | None] = {}
    anew: list[_Content] = []
    for path in paths:
        found[path] = _unchanged(cache, kind, path)
        if found[path] is None:
            content = _read(path, kind, cache)
            found[path] = content.said
            if content.said is None:
                anew.append(content)
    if anew:
        from syncer.load.read_file import validate_all  # noqa: PLC0415  not needed when every file is cached

        for content, reading in zip(anew, validate_all(kind, [one.data for one in anew]), strict=True):
            found[content.path] = reading
            _keep(cache, content, reading)
    return cast("dict[str, Reading]", found)


class _Content(NamedTuple):
    """A file as it was read."""

    path: str
    data: bytes
    key: str = ""
    """Under which the cache keeps it; empty without one."""
    said: Reading | None = None
    """What it says, where that is known."""
    status: os.stat_result | None = None


def _unchanged(cache: Cache | None, kind: FileKind, path: str) -> Reading | None:
    """What the cache keeps of a file that need not be read again."""
    known = cache.unchanged(path) if cache is not None else None
    return cast("Reading", known[1]) if known is not None and known[0].startswith(kind) else None


def _read(path: str, kind: FileKind, cache: Cache | None) -> _Content:
    """The file with what the cache keeps of its content, or with why it cannot be read."""
    try:
        status, data = read_stamped(path, MAX_DEFINITION_BYTES)
    except FileTooLargeError:
        reason = f"is larger than {MAX_DEFINITION_BYTES >> 20} MiB; a model file has about a thousand bytes"
        return _Content(path, b"", said=(None, [(reason,)]))
    except OSError as error:
        return _Content(path, b"", said=(None, [(f"cannot be read: {error.strerror}",)]))
    if cache is None:
        return _Content(path, data)
    key = f"{kind} {content_key(data)}"
    known = cast("Reading | None", cache.get(key))
    if known is not None:
        cache.note(path, status, key)
    return _Content(path, data, key, known, status)


def _keep(cache: Cache | None, content: _Content, reading: Reading) -> None:
    if cache is not None and reading[0] is not None:  # a file that is wrong is soon another
        cache.put(content.key, reading)
        if content.status is not None:
            cache.note(content.path, content.status, content.key)
