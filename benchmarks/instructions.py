"""Instructions of a process, counted by Valgrind where that is installed: free of what else the machine does."""

from __future__ import annotations

import re
import shutil
import subprocess
from typing import TYPE_CHECKING, Final

from benchmarks.measure import CommandError, ending

if TYPE_CHECKING:
    from collections.abc import Mapping

_OPTIONS: Final = ("--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null")


def counter() -> str | None:
    """The path of Valgrind; None where it is not installed."""
    return shutil.which("valgrind")


def count_instructions(command: tuple[str, ...], environment: Mapping[str, str]) -> int:
    """The instructions of one run, those of processes that it forks left out. Raises CommandError.

    The order of sets and dictionaries is fixed, so that the same run has nearly the same count.
    """
    valgrind = counter()
    if valgrind is None:
        raise CommandError("valgrind is not installed")
    variables = {**environment, "PYTHONHASHSEED": "0"}
    done = subprocess.run([valgrind, *_OPTIONS, *command], env=variables, capture_output=True, text=True, check=False)
    found = re.search(r"I\s+refs:\s+([\d,]+)", done.stderr)
    if done.returncode or found is None:
        raise CommandError(f"exit code {done.returncode}, {ending(done.stderr)}")
    return int(found[1].replace(",", ""))
