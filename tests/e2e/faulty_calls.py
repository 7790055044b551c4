"""Runs a command line over and over, with a fault at its first, second, ... call that changes files.

`main FAULT FIRST STEP TEMPLATE PLACE WORD...`, in a process with one thread: each run is forked off it, in a copy of
the folder TEMPLATE at PLACE/<number of the call>, until one makes fewer calls. FAULT is the name of an error or of a
signal; the signal is sent before the call is made. An error of a disk that is full stays for every call that takes
space. The call, the exit code of the run, negative for a signal, and its output stand in PLACE/<number>.json.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import sys
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable

CHANGING: Final = ("open", "write", "fsync", "replace", "rename", "link", "mkdir", "chmod", "unlink", "rmdir")
TAKING_SPACE: Final = {"open", "write", "link", "mkdir"}
STAYING: Final = {"ENOSPC", "EDQUOT", "EROFS"}


class Faults:
    """Counts the calls below the working directory, and lets one of them go wrong."""

    def __init__(self, name: str, at: int) -> None:
        self._name, self._at, self._calls = name, at, 0
        self._top = os.getcwd() + os.sep
        self._ours: set[int] = set()
        self.fired = ""
        for call in CHANGING:
            setattr(os, call, self._around(call, getattr(os, call)))
        self._close = os.close
        setattr(os, "close", self._closed)  # noqa: B010  mypy takes the two for different functions

    def _around(self, call: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def made(subject: Any, *rest: Any, **named: Any) -> Any:
            changes = self._changes(call, subject, rest)
            if changes:
                self._count(call)
            result = None if call == "fsync" else real(subject, *rest, **named)  # a kill leaves what it did not sync
            if changes and isinstance(result, int) and call == "open":
                self._ours.add(result)
            return result

        return made

    def _changes(self, call: str, subject: Any, rest: tuple[Any, ...]) -> bool:
        if isinstance(subject, int):
            return subject in self._ours or call == "fsync"
        below = os.path.abspath(os.fspath(subject)).startswith(self._top)
        return below and (call != "open" or bool(rest and rest[0] & os.O_CREAT))

    def _closed(self, descriptor: int) -> None:
        self._ours.discard(descriptor)
        self._close(descriptor)

    def _count(self, call: str) -> None:
        self._calls += 1
        if self._name.startswith("SIG"):
            if self._calls == self._at:
                self.fired = call
                os.kill(os.getpid(), getattr(signal, self._name))
        elif self._calls == self._at or (self._at < self._calls and self._stays(call)):
            self.fired = self.fired or call
            number = getattr(errno, self._name)
            raise OSError(number, os.strerror(number))

    def _stays(self, call: str) -> bool:
        return self._name == "EROFS" or (self._name in STAYING and call in TAKING_SPACE)


def run_once(fault: str, at: int, words: list[str], out: str) -> None:
    """Run the command in this process, which ends with it; nothing comes back."""
    for stream in (1, 2):
        descriptor = os.open(f"{out}.{stream}", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(descriptor, stream)
    faults, leave = Faults(fault, at), os._exit

    def ended(code: int) -> None:
        Path(f"{out}.call").write_text(faults.fired, "utf-8")
        leave(code)

    setattr(os, "_exit", ended)  # noqa: B010  mypy knows that the real one never returns
    from syncer.__main__ import main

    sys.argv = ["syncer", *words]
    main()


def main(fault: str, first: str, step: str, template: str, place: str, *words: str) -> None:
    """Run until a command has ended without its fault."""
    for at in count(int(first), int(step)):
        out = f"{place}/{at}"
        shutil.copytree(template, out, symlinks=True)
        child = os.fork()
        if not child:
            os.chdir(out)
            run_once(fault, at, list(words), out)
        _, status = os.waitpid(child, 0)
        code = os.waitstatus_to_exitcode(status)
        call = "kill" if code == -signal.SIGKILL else Path(f"{out}.call").read_text("utf-8")
        if not call:
            return
        said = [Path(f"{out}.{stream}").read_text("utf-8") for stream in (1, 2)]
        Path(f"{out}.json").write_text(json.dumps([call, code, *said]), "utf-8")
