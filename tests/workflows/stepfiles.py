"""The files by which a step speaks to GitHub: its outputs, variables, paths and summary."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SUMMARY_LIMIT: Final = 1024 * 1024
"""Bytes of a summary that GitHub takes from a step."""


class FileCommandError(Exception):
    """A file that GitHub cannot read; its message is GitHub's."""


@dataclass(frozen=True)
class StepFiles:
    """The files of one step, empty at first."""

    output: Path
    env: Path
    path: Path
    state: Path
    step_summary: Path

    @property
    def environment(self) -> dict[str, str]:
        """The variables that name the files."""
        return {f"GITHUB_{name.upper()}": str(file) for name, file in vars(self).items()}


def new_files(folder: Path) -> StepFiles:
    """Fresh files in a folder that does not exist yet."""
    folder.mkdir(parents=True)
    names = ("output", "env", "path", "state", "step_summary")
    for name in names:
        (folder / name).touch()
    return StepFiles(**{name: folder / name for name in names})


def pairs(file: Path) -> dict[str, str]:
    """What `name=value` and `name<<DELIMITER` lines say. Raises FileCommandError.

    A step may have deleted the file: that is as good as empty.
    """
    if not file.is_file():
        return {}
    lines = file.read_bytes().decode("utf-8", "replace").split("\n")
    found: dict[str, str] = {}
    at = 0
    while at < len(lines):
        line = lines[at]
        at += 1
        if line:
            name, value, at = _pair(line, lines, at)
            found[name] = value
    return found


def _pair(line: str, lines: list[str], at: int) -> tuple[str, str, int]:
    equals, heredoc = line.find("="), line.find("<<")
    if equals >= 0 and (heredoc < 0 or equals < heredoc):
        name, _, value = line.partition("=")
        if not name:
            raise FileCommandError(f"Invalid format '{line}'. Name must not be empty")
        return name, value, at
    if heredoc < 0:
        raise FileCommandError(f"Invalid format '{line}'")
    name, _, delimiter = line.partition("<<")
    if not name or not delimiter:
        raise FileCommandError(f"Invalid format '{line}'. Name must not be empty and delimiter must not be empty")
    if delimiter not in lines[at:]:
        raise FileCommandError(f"Invalid value. Matching delimiter not found '{delimiter}'")
    end = lines.index(delimiter, at)
    return name, "\n".join(lines[at:end]), end + 1


def variables(file: Path) -> Mapping[str, str]:
    """What a step puts into the environment of the steps after it. Raises FileCommandError."""
    found = pairs(file)
    if any(name.upper() == "NODE_OPTIONS" for name in found):
        raise FileCommandError("Can't store NODE_OPTIONS output parameter using '$GITHUB_ENV' command.")
    return found


def added_paths(file: Path) -> tuple[str, ...]:
    """What a step puts before PATH for the steps after it."""
    return tuple(line for line in file.read_text(encoding="utf-8").splitlines() if line) if file.is_file() else ()


def summary(file: Path) -> str:
    """The summary of a step. Raises FileCommandError when it is larger than GitHub takes."""
    if not file.is_file():
        return ""
    size = file.stat().st_size
    if size > SUMMARY_LIMIT:
        raise FileCommandError(
            f"$GITHUB_STEP_SUMMARY upload aborted, supports content up to a size of {SUMMARY_LIMIT // 1024}k, "
            f"got {size // 1024}k"
        )
    return file.read_bytes().decode("utf-8", "replace")
