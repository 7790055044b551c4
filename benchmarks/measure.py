"""Runs one command as a process and reads what it took from the kernel."""

from __future__ import annotations

import os
import re
import resource
import sys
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

OUTPUT: Final = Path("output.txt")
"""Where the process writes, in the current directory."""
_RSS_PER_MIB: Final = 1 << (20 if sys.platform == "darwin" else 10)
"""The kernel counts memory in KiB, that of macOS in bytes."""


class Reading(NamedTuple):
    """What one run of a process took."""

    seconds: float
    cpu_seconds: float
    """User and system, of the process and of those that it waited for."""
    peak_mib: float


class CommandError(Exception):
    """A command that failed or found something else than it should: its time would mean nothing."""


def run_command(command: tuple[str, ...], environment: Mapping[str, str]) -> tuple[Reading, str]:
    """Run the command to its end. Returns what it took and what it printed. Raises CommandError.

    Numbers in it have no commas: an older version prints none, and is timed beside this one.
    A spawned process instead of `subprocess`, because only `wait4` tells one child's use from another's.
    """
    wanted = (
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, str(OUTPUT), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600),
        (os.POSIX_SPAWN_DUP2, 1, 2),
    )
    start = perf_counter()
    child = os.posix_spawn(command[0], command, environment, file_actions=wanted)
    _, status, usage = os.wait4(child, 0)
    seconds = perf_counter() - start
    printed = re.sub(r"(?<=\d),(?=\d{3})", "", OUTPUT.read_text(encoding="utf-8", errors="replace"))
    code = os.waitstatus_to_exitcode(status)
    if code != 0:
        raise CommandError(f"exit code {code}, {ending(printed)}")
    return Reading(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / _RSS_PER_MIB), printed


def own_peak_mib() -> float:
    """The most memory that this process has held. A child starts in it, so no child's peak reads lower."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _RSS_PER_MIB


def ending(printed: str) -> str:
    """The end of what a command printed, to be quoted in an error: no traceback, no path of the working directory."""
    lines = printed.replace(str(Path.cwd()), ".").splitlines()
    said = [line for line in lines if line and not line.startswith(" ")]
    return "\n".join(("it printed:", *said[-3:])) if said else "it printed nothing"
