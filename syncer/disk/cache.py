"""Verdicts on file contents, kept between runs: disposable, and never trusted when damaged.

A key is the hash of a file's bytes, so a verdict can never be stale; the whole file is keyed by the code that
made the verdicts. Two runs at once each write a whole file, and the last one stays.

Beside them stands an index, as Git has one: under which stamp (size, times, inode, device, mode) a file's bytes had
which key. A file that has that stamp still is not read again. Nothing sets the time of a file's last change (`ctime`)
but its system's clock, so a stamp says enough unless two writes fall into one tick of it: a file that changed within
two seconds before a run, or after its start, is not in the index that the run leaves, nor is one whose times look
coarse. The index of another machine is not used. Whatever is in doubt is read.
"""

from __future__ import annotations

import marshal
import os
import sys
import time
from contextlib import suppress
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Final
from zlib import crc32

from syncer.disk.files import FileTooLargeError, read_bounded

if TYPE_CHECKING:
    from collections.abc import Mapping
    from hashlib import blake2b
    from pathlib import Path
else:
    try:
        from _blake2 import blake2b  # what hashlib gives, which loads all of OpenSSL first: 2.4 ms
    except ImportError:
        from hashlib import blake2b

_LIMIT: Final = 1 << 29
_DIGEST_BYTES: Final = 16
_RACY: Final = 2_000_000_000
"""Nanoseconds before a run in which a file may change and change again under one stamp."""
_COARSE: Final = 1_000_000
"""Nanoseconds; a time that is a multiple of it comes from a file system with few of them, and says too little."""
_CODE: Final = (
    "schemas/attributes.py", "schemas/contradictions.py", "schemas/endpoints.py", "schemas/fields.py",
    "schemas/list_names.py", "schemas/managed_model.py",
    "schemas/model_fields.py", "schemas/order.py", "schemas/param_rules.py", "schemas/plain.py",
    "schemas/plain_values.py",
    "schemas/price_settings.py", "schemas/selectors.py", "schemas/settings.py", "schemas/store_settings.py",
    "schemas/warning_kinds.py",
    "schemas/json/catalog.schema.json", "schemas/json/managed_model.schema.json", "schemas/json/model.schema.json",
    "schemas/json/target.schema.json",
    "syncer/disk/cache.py", "syncer/load/advice.py", "syncer/load/catalog.py",
    "syncer/disk/files.py", "syncer/disk/shares.py", "syncer/load/find_files.py",
    "syncer/load/lint.py", "syncer/load/lint_params.py",
    "syncer/load/locate_problems.py", "syncer/load/price_changes.py", "syncer/load/read_file.py",
    "syncer/load/releases.py", "syncer/load/settings.py",
    "syncer/load/source_text.py", "syncer/load/storable.py", "syncer/load/unknown_keys.py",
    "syncer/load/validate_file.py",
    "syncer/model/equality.py", "syncer/model/late.py", "syncer/model/words.py",
    "syncer/stores/codec.py", "syncer/stores/depth.py", "syncer/stores/kept.py", "syncer/stores/directory/read.py",
    "syncer/stores/directory/row_file.py", "syncer/stores/directory/state_folder.py",
    "syncer/stores/last_applied.py", "syncer/stores/row_faults.py",
    "syncer/frozen.py", "syncer/yaml/faults.py", "syncer/yaml/libyaml.py", "syncer/yaml/lines.py",
    "syncer/yaml/parse.py", "syncer/yaml/read.py", "syncer/yaml/scalars.py",
)  # fmt: skip
"""The modules whose change makes a kept verdict worthless."""


def content_key(data: bytes) -> str:
    """The key of a file's content."""
    return blake2b(data, digest_size=_DIGEST_BYTES).hexdigest()


def cache_folder(environment: Mapping[str, str]) -> str:
    """The folder for this tool in the user's cache directory; one that cannot be made for a user without a home."""
    base = environment.get("XDG_CACHE_HOME")
    if base and os.path.isabs(base):
        return os.path.join(base, "model-catalog-sync")
    home = environment.get("HOME") or os.path.expanduser("~")
    caches = ("Library", "Caches") if sys.platform == "darwin" else (".cache",)
    return os.path.join(home if os.path.isabs(home) else os.devnull, *caches, "model-catalog-sync")


class Cache:
    """Verdicts by content key. Values are plain: None, numbers, text, lists, mappings with text keys."""

    def __init__(self, folder: str | Path, subject: str, *, now: int | None = None) -> None:
        """`subject` tells apart what is cached, such as the absolute path of a catalog.

        `now`: nanoseconds, by the clock that stamps files, before anything is looked at.
        """
        self._settled = (time.time_ns() if now is None else now) - _RACY
        self._folder = os.fspath(folder)
        self._name = content_key(subject.encode("utf-8", "surrogateescape"))
        self._version = _code_version()
        self._found, self._index = self._load()
        self._used: dict[str, object] = {}
        self._seen: dict[str, tuple[bytes, str]] = {}
        self._added = False

    @property
    def is_new(self) -> bool:
        """Whether nothing was kept before."""
        return not self._found

    def get(self, key: str) -> object | None:
        """The verdict on a content, or None when there is none."""
        value = self._found.get(key)
        if value is not None:
            self._used[key] = value
        return value

    def put(self, key: str, value: object) -> None:
        """Keep a verdict."""
        self._used[key] = value
        self._added = True

    def unchanged(self, path: str) -> tuple[str, object] | None:
        """Key and verdict of a file that is as it was when it was last read; None when it has to be read."""
        known = self._index.get(path)
        if known is None:
            return None
        try:
            stamp = _stamp(os.stat(path))
        except OSError:
            return None
        then, key = known
        if stamp != then or (value := self._found.get(key)) is None:
            return None
        self._seen[path] = known
        return key, value

    def stamp_of(self, status: os.stat_result) -> bytes | None:
        """The stamp of a file, taken before its bytes were read; None where it says too little."""
        modified, changed = status.st_mtime_ns, status.st_ctime_ns
        says_enough = modified % _COARSE and changed % _COARSE and modified < self._settled and changed < self._settled
        return _stamp(status) if says_enough else None

    def note(self, path: str, stamp: bytes | None, key: str) -> None:
        """Keep under which stamp the file's bytes have this key, if it says enough."""
        if stamp is not None:
            self._seen[path] = (stamp, key)
            self._added = True

    def save(self) -> None:
        """Write what was used in this run, when it differs from what was found. Never raises: it is only a cache."""
        body = self.packed()
        if body is not None:
            self._write(body)

    def packed(self) -> bytes | None:
        """What `save` would write; None where it would write nothing."""
        if not self._added and (len(self._used) + len(self._seen)) * 2 >= len(self._found):
            return None
        keys = {key for _, key in self._seen.values()}.difference(self._used).intersection(self._found)
        self._used.update((key, self._found[key]) for key in keys)
        return marshal.dumps((_machine(), self._used, self._seen))

    def take(self, body: bytes) -> None:
        """Find, and write, what another process of this run packed."""
        self._found, self._index = _unpacked(body)
        self._write(body)

    def _write(self, body: bytes) -> None:
        staged = f"{self._folder}/.{self._name}.{os.getpid()}"
        try:
            os.makedirs(self._folder, exist_ok=True, mode=0o700)
            with open(staged, "wb") as file:
                file.write(b"%s %08x\n" % (self._version, crc32(body)))
                file.write(body)
            os.replace(staged, f"{self._folder}/{self._name}")
        except OSError:
            with suppress(OSError):
                os.unlink(staged)

    def _load(self) -> tuple[dict[str, object], dict[str, tuple[bytes, str]]]:
        try:
            data = read_bounded(f"{self._folder}/{self._name}", _LIMIT)
        except (OSError, FileTooLargeError):
            return {}, {}
        body = memoryview(data)[data.find(b"\n") + 1 :]
        if not data.startswith(b"%s %08x\n" % (self._version, crc32(body))):
            return {}, {}
        return _unpacked(body)


def _unpacked(body: bytes | memoryview) -> tuple[dict[str, object], dict[str, tuple[bytes, str]]]:
    """The verdicts and the index in the body of a file."""
    match marshal.loads(body):  # noqa: S302  the user's own file, with its checksum, as Python's own caches are
        case (machine, dict() as verdicts, dict() as index):
            return verdicts, index if machine == _machine() else {}
    return {}, {}


def _machine() -> str:
    """Where inodes and devices mean what they meant."""
    return os.uname().nodename


_told_of: Final = attrgetter("st_ctime_ns", "st_mtime_ns", "st_size", "st_ino", "st_dev", "st_mode")


def _stamp(status: os.stat_result) -> bytes:
    """What is another after any change to a file, or to what its path leads to."""
    return marshal.dumps(_told_of(status), 2)  # that version writes equal numbers as equal bytes


@cache
def _code_version() -> bytes:
    """A hash over the code that makes verdicts, and over the libraries it makes them with."""
    root = __file__.removesuffix("syncer/disk/cache.py")
    digest = blake2b(sys.version.encode(), digest_size=_DIGEST_BYTES)
    for name in _CODE:
        try:
            digest.update(read_bounded(f"{root}{name}", _LIMIT))
        except (OSError, FileTooLargeError):
            digest.update(b"?")
    for library in ("pydantic", "pydantic_core", "yaml"):
        digest.update(_library_stamp(library))
    return digest.hexdigest().encode()


def _library_stamp(name: str) -> bytes:
    """What changes when a library is replaced, found without importing it."""
    for folder in sys.path:
        origin = f"{folder}/{name}/__init__.py"
        try:
            stat = os.stat(origin)
        except OSError:
            continue
        return f"{origin} {stat.st_mtime_ns} {stat.st_size}".encode()
    return b"?"
