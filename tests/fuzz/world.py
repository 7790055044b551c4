"""A catalog and a store in a folder of their own, put back after each input; commands are run in this process."""

from __future__ import annotations

import contextlib
import io
import os
import re
import shutil
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from syncer.cli import run
from syncer.stores.directory import read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

ROOT: Final = Path(__file__).parents[2]
Looks = dict[str, tuple[int, ...]]
_CONTROL: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
"""What moves a cursor or turns a line round."""
_OURS: Final = re.compile(r"::(error|warning|notice)( (title|file)=[^:]*)?::(?!owned)")
_FOREIGN_ENVIRONMENT: Final = ("GITHUB_", "SYNCER_", "DYNAMODB_", "AWS_", "CI_")
_WROTE_ANYWHERE: Final = "it wrote {}, which it may not"


class StuckError(BaseException):
    """A command that is stopped because it does not end."""


class Outcome(NamedTuple):
    """What a command did."""

    code: int
    out: str
    err: str
    seconds: float
    """Of processor time."""


class World:
    """The folder, and what every file in it holds. The working directory is in it for as long as it lasts."""

    def __init__(self, folder: Path, *, limit: float) -> None:
        """`limit` is how many seconds of processor time a command may take before it is a fault."""
        self.folder = folder
        self.limit = limit
        self.slowest = 0.0
        self._pristine: dict[str, bytes] = {}
        self._looks: Looks = {}

    def keep(self) -> None:
        """From now on, what is there is what is put back."""
        self._looks = self.looks()
        self._pristine = {name: (self.folder / name).read_bytes() for name in sorted(self._looks)}

    def data(self, name: str) -> bytes:
        """What a file holds when nothing has happened to it."""
        return self._pristine[name]

    def names(self, beginning: str, ending: str = "") -> list[str]:
        """The files whose names begin and end so."""
        return [name for name in self._pristine if name.startswith(beginning) and name.endswith(ending)]

    def write(self, name: str, data: bytes) -> None:
        """Put other bytes into a file of the world."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    def looks(self) -> Looks:
        """Every file with its kind, its size and the time of its last change: one that is written to has another."""
        found: Looks = {}
        waiting = [""]
        while waiting:
            folder = waiting.pop()
            with os.scandir(self.folder / folder) as scan:
                for entry in scan:
                    name = f"{folder}{entry.name}"
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(f"{name}/")
                    else:
                        about = entry.stat(follow_symlinks=False)
                        found[name] = (about.st_mode, about.st_size, about.st_mtime_ns, about.st_ino)
        return found

    def restore(self) -> None:
        """Put back what an input or a command changed."""
        now = self.looks()
        changed = [name for name, look in self._looks.items() if now.get(name) != look]
        for name in now.keys() - self._looks.keys():
            (self.folder / name).unlink()
        for name in changed:
            self.write(name, self._pristine[name])
        if changed:
            self._looks = self.looks()

    def faults(
        self, *words: str, may_write: tuple[str, ...] = (), environment: Mapping[str, str] | None = None
    ) -> Iterator[str]:
        """Run a command line; all that it did which no input may make it do.

        It may change files whose names begin with one of `may_write`.
        """
        before = self.looks()
        done = ran(lambda: run(words), limit=20 * self.limit, environment=environment or {})
        self.slowest = max(self.slowest, done.seconds)
        yield from wrong_in(done, limit=self.limit, is_ci="GITHUB_ACTIONS" in (environment or {}) or "github" in words)
        after = self.looks()
        changed = sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
        for name in changed:
            if not name.startswith(may_write or ("\0",)):
                yield _WROTE_ANYWHERE.format(name)
        if done.code == 1:
            yield f"exit code 1: {done.err[-300:]}"


def ran(action: Callable[[], Any], *, limit: float, environment: Mapping[str, str]) -> Outcome:
    """What the action did and said; one that takes more than `limit` seconds of processor time is stopped."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", errors="backslashreplace") for _ in range(2))
    known = {name: os.environ.pop(name) for name in [*os.environ] if name.startswith(_FOREIGN_ENVIRONMENT)}
    os.environ.update(environment)
    handler = signal.signal(signal.SIGPROF, _stuck)
    signal.setitimer(signal.ITIMER_PROF, limit)
    started = time.process_time()
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = action()
    except StuckError:
        code = -1
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, handler)
        for name in environment:
            os.environ.pop(name, None)
        os.environ.update(known)
    seconds = time.process_time() - started
    return Outcome(code, _said(out), _said(err), seconds)


def _said(stream: io.TextIOWrapper) -> str:
    stream.flush()
    buffer = stream.buffer
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue().decode("utf-8", "surrogateescape")


def _stuck(*_: object) -> None:
    raise StuckError


def wrong_in(done: Outcome, *, limit: float, is_ci: bool) -> Iterator[str]:
    """What is wrong with what a command said, and with how long it took."""
    if done.seconds > limit or done.code == -1:
        yield f"it took {done.seconds:.1f} s of processor time"
    for name, text in (("stdout", done.out), ("stderr", done.err)):
        if found := _CONTROL.search(text):
            around = text[max(0, found.start() - 60) : found.end() + 20]
            yield f"{name} has the control character {found[0]!a}: ...{around!a}"
        if "Traceback (most recent call last)" in text or "error: unexpected" in text:
            yield f"{name} has a traceback or speaks of something unexpected: {text[-400:]}"
        for line in text.split("\n"):
            begins = line.lstrip()
            if "##[" in line or (begins.startswith("::") and not (is_ci and _OURS.match(begins))):
                yield f"{name} has a line that a CI takes for a command: {line[:200]!a}"


@contextlib.contextmanager
def inside(folder: Path) -> Iterator[None]:
    """The folder is the working directory, and nobody waits before a look at a half-written file again."""
    back, pauses = Path.cwd(), read._TORN_PAUSES
    os.chdir(folder)
    read._TORN_PAUSES = (0.0, 0.0)  # type: ignore[misc]  # many inputs are such files
    try:
        yield
    finally:
        read._TORN_PAUSES = pauses  # type: ignore[misc]  # as it was
        os.chdir(back)


def copied(source: Path, target: Path) -> None:
    """A file of the repository into the world."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
