"""The files of a catalog: found below its folder, and read: from a cache, or validated anew."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING, Any, Final, cast

from syncer.disk.cache import content_key
from syncer.disk.files import MAX_DEFINITION_BYTES, FileTooLargeError, read_stamped
from syncer.disk.shares import done_in_shares
from syncer.errors import Problem
from syncer.frozen import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from syncer.disk.cache import Cache
    from syncer.load.read_file import FileKind, Reading

MAX_FOLDER_DEPTH = 16
_FEW: Final = 250
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
    walk = _Walk(os.path.realpath(catalog))
    walk.models(f"{catalog}/models")
    return Found(tuple(sorted(walk.files)), tuple(walk.problems))


def has_few_models(catalog: str) -> bool:
    """Whether there are model files, and no more than a few, by a look at names: a hint, and no more than that."""
    count = 0
    for _, _, names in os.walk(f"{catalog}/models"):
        count += len(names)
        if count > _FEW:
            return False
    return count > 0


def link_problem(path: str, top: str) -> Problem | None:
    """Why the path cannot be used, when it is a symbolic link that leaves `top` or leads nowhere."""
    if not os.path.islink(path):
        return None
    target = _target(path)
    if target is None:
        return Problem(path, _LEADS_NOWHERE)
    return None if os.path.commonpath((target, top)) == top else Problem(path, _LEADS_OUT)


def _target(path: str) -> str | None:
    try:
        return os.path.realpath(path, strict=True)
    except OSError:
        return None


class _Walk:
    """Goes through folders and notes what it finds."""

    def __init__(self, top: str) -> None:
        self.files: list[str] = []
        self.problems: list[Problem] = []
        self._top = top

    def models(self, folder: str) -> None:
        """The folder of all models."""
        problem = link_problem(folder, self._top)
        if problem is None and not os.path.isdir(folder):
            problem = Problem(folder, "no such folder; a catalog keeps its model files there")
        if problem is None:
            self._folder(folder, 0)
        else:
            self.problems.append(problem)

    def _folder(self, folder: str, depth: int) -> None:
        try:
            with os.scandir(folder) as scan:
                entries = [entry for entry in scan if not entry.name.startswith(".")]
        except OSError as error:
            self.problems.append(Problem(folder, f"cannot be read: {error.strerror}"))
            return
        for entry in entries:
            path = f"{folder}/{entry.name}"
            if entry.is_file(follow_symlinks=False):
                self._file(path)
            elif entry.is_symlink():
                self._link(path)
            else:
                self._other(path, depth + 1, is_folder=entry.is_dir())

    def _other(self, path: str, depth: int, *, is_folder: bool) -> None:
        """What is neither a file nor a symbolic link."""
        if _looks_like_yaml(path):
            what = "a folder" if is_folder else "a pipe or a device"
            self.problems.append(Problem(path, f"is {what}, not a file; rename it"))
        elif not is_folder:
            return
        elif depth > MAX_FOLDER_DEPTH:
            self.problems.append(Problem(path, f"folders are nested deeper than {MAX_FOLDER_DEPTH} levels"))
        else:
            self._folder(path, depth)

    def _file(self, path: str) -> None:
        if path.endswith(".yaml"):
            self.files.append(path)
        elif _looks_like_yaml(path):
            self.problems.append(Problem(path, "is passed over because of its ending; rename it to .yaml"))

    def _link(self, path: str) -> None:
        target = _target(path)
        if target is None:
            self.problems.append(Problem(path, _LEADS_NOWHERE))
        elif os.path.isdir(target):
            message = "is a symbolic link to a folder, which is not followed; put the folder itself here"
            self.problems.append(Problem(path, message))
        elif _looks_like_yaml(path):
            problem = link_problem(path, self._top)
            if problem is None:
                self._file(path)
            else:
                self.problems.append(problem)


def _looks_like_yaml(path: str) -> bool:
    return path.lower().endswith((".yml", ".yaml"))


def readings(paths: Iterable[str], kind: FileKind, cache: Cache | None) -> dict[str, Reading]:
    """What each file says, in the order of the paths."""
    found = {path: _unchanged(cache, kind, path) for path in paths}
    anew = [path for path, said in found.items() if said is None]
    if anew:
        found.update(_read_anew(anew, kind, cache))
    return cast("dict[str, Reading]", found)


def _read_anew(paths: list[str], kind: FileKind, cache: Cache | None) -> Iterator[tuple[str, Reading]]:
    if cache is None or cache.is_new:
        _check_of(kind)  # each process that is forked would load it for itself
    for path, (reading, *rest) in zip(paths, done_in_shares(partial(_looked_at, kind, cache), paths), strict=True):
        if cache is not None and rest:
            _keep(cache, path, reading, *rest)
        yield path, reading


def _check_of(kind: FileKind) -> Callable[[bytes], Reading]:
    """What says what a file of the kind says."""
    from syncer.load.read_file import checks_of  # noqa: PLC0415  not needed when every content is cached

    return checks_of(kind)


def _unchanged(cache: Cache | None, kind: FileKind, path: str) -> Reading | None:
    """What the cache keeps of a file that need not be read again."""
    known: Any = cache.unchanged(path) if cache is not None else None
    return known[1] if known is not None and known[0].startswith(kind) else None


def _looked_at(kind: FileKind, cache: Cache | None, path: str) -> tuple[Any, ...]:
    """What the file says, or why it cannot be read; with a cache, also the key and the stamp of what was read."""
    try:
        status, data = read_stamped(path, MAX_DEFINITION_BYTES)
    except FileTooLargeError:
        reason = f"is larger than {MAX_DEFINITION_BYTES >> 20} MiB; a model file has about a thousand bytes"
        return ((None, [(reason,)]),)
    except OSError as error:
        return ((None, [(f"cannot be read: {error.strerror}",)]),)
    if cache is None:
        return (_check_of(kind)(data),)
    key = f"{kind} {content_key(data)}"
    known = cast("Reading | None", cache.get(key))
    return known or _check_of(kind)(data), key, cache.stamp_of(status)


def _keep(cache: Cache, path: str, reading: Reading, key: str, stamp: bytes | None) -> None:
    if reading[0] is None:  # a file that is wrong is soon another
        return
    if cache.get(key) is None:
        cache.put(key, reading)
    cache.note(path, stamp, key)
