"""Runs the two linters for workflows, actionlint and zizmor, over files, and gives what they find."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Sequence


def actionlint(paths: Sequence[Path]) -> tuple[str, ...]:
    """What actionlint finds in workflows, and in the local actions that they use: `FILE:LINE:COLUMN: message`.

    The files have to be below a repository, for local actions to be found. Skips the test without an actionlint.
    shellcheck and pyflakes are not asked, so that the answer is the same on every machine.
    """
    command = [_program("actionlint"), "-shellcheck=", "-pyflakes=", "-format={{json .}}"]
    done = subprocess.run([*command, *map(str, paths)], capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    return tuple(
        f"{found['filepath']}:{found['line']}:{found['column']}: {found['message']}"
        for found in json.loads(done.stdout)
    )


def zizmor(paths: Sequence[Path], *, persona: str = "regular") -> tuple[str, ...]:
    """What zizmor finds in workflows and actions without asking the network: `FILE:LINE: audit: message`.

    `persona` is `regular`, or the stricter `pedantic` or `auditor`. Skips the test without a zizmor.
    Findings that a comment in the file suppresses are not among these.
    """
    command = [_program("zizmor"), "--offline", "--no-progress", "--no-config", "--strict-collection"]
    command += ["--quiet", f"--persona={persona}", "--format=json-v1", "--no-exit-codes"]
    done = subprocess.run([*command, *map(str, paths)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return tuple(_finding(found) for found in json.loads(done.stdout) if not found["ignored"])


def _finding(found: dict[str, object]) -> str:
    locations = found["locations"]
    assert isinstance(locations, list)
    place = next((one for one in locations if one["symbolic"]["kind"] == "Primary"), locations[0])
    key = place["symbolic"]["key"]
    file = next(iter(key.values()))["verbatim_path"]
    row = place["concrete"]["location"]["start_point"]["row"] + 1
    return f"{file}:{row}: {found['ident']}: {place['symbolic']['annotation']}"


def _program(name: str) -> str:
    """The program of this environment, else the one on PATH."""
    beside = Path(sys.executable).parent / name
    found = str(beside) if beside.is_file() else shutil.which(name)
    if found is None:
        pytest.skip(f"there is no `{name}`; `pip install -e '.[dev]'` brings it")
    return found
