"""A disk that is full, read-only or broken under a command that writes files: one error, and no half of anything."""

from __future__ import annotations

import errno
import os
import re
from typing import TYPE_CHECKING

import pytest

from syncer.cli import run
from tests.e2e.writing_commands import COMMANDS, Outcome, Trial, WritingCommand, tree, try_out
from tests.examples import examples

if TYPE_CHECKING:
    from pathlib import Path

TOLERATED = {"mkdir", "unlink", "rmdir"}
"""A folder that is there already, and what is only cleared up."""
FAULTS = ("EDQUOT", "EIO", "EROFS", "EACCES")
SAID = re.compile(
    r"error: (\S+) cannot be (?:written|deleted): ([^;\n]+); "
    r"(nothing was written|.* done: (.+)|.* could not be taken back)\n"
)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_a_disk_that_is_full(command: WritingCommand, place: Path) -> None:
    """From whatever call on: it is said, with a file; what was there is there, and a later run ends well."""
    trial = try_out(command, "ENOSPC", place, step=command.stride)
    assert len(trial.outcomes) * command.stride > command.changes
    for outcome in trial.outcomes:
        said_and_kept(trial, outcome, "ENOSPC")
        os.chdir(outcome.folder)
        assert run(trial.words) == 0
        assert tree(outcome.folder) == trial.after


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("command", COMMANDS[:4], ids=lambda command: command.name)
def test_a_disk_that_fails_otherwise(command: WritingCommand, fault: str, place: Path) -> None:
    """A quota, a broken or read-only disk, a folder of somebody else: each is named by its own words.

    In a quick run the faults share the calls among them; in a thorough one each comes at each of these calls.
    """
    step = examples(2 * len(FAULTS), thorough=2)
    trial = try_out(command, fault, place, first=1 + 2 * FAULTS.index(fault) % step, step=step)
    assert trial.outcomes
    for outcome in trial.outcomes:
        said_and_kept(trial, outcome, fault)


def said_and_kept(trial: Trial, outcome: Outcome, fault: str) -> None:
    """One error that names a file of the command and what is wrong, and of each file the old or the new bytes."""
    at = (fault, outcome.at, outcome.call)
    if outcome.code == 0 and outcome.call in TOLERATED:
        written = {name: data for name, data in tree(outcome.folder).items() if "/." not in name or name in trial.after}
        assert written == trial.after, at
        return
    assert outcome.code == 1, (at, outcome.err)
    errors = [line for line in outcome.err.splitlines(keepends=True) if "error" in line]
    found = SAID.fullmatch("".join(errors))
    assert found is not None, (at, outcome.err)
    assert found[2] == os.strerror(getattr(errno, fault))
    assert any(path.startswith(found[1].removeprefix("./")) for path in trial.after.keys() | trial.before.keys()), at
    left = tree(outcome.folder)
    new = {name for name in left.keys() | trial.before.keys() if left.get(name) != trial.before.get(name)}
    for name in new:
        stray = "/." in f"/{name}" and fault == "EROFS"  # nothing can be removed any more
        assert stray or left.get(name) == trial.after.get(name), (at, name)
    if trial.command.at_once:
        gone_bad = fault == "EROFS" and found[3].endswith("could not be taken back")  # of one of several places
        assert found[3] == "nothing was written" or gone_bad
        assert fault == "EROFS" or new == set(), at
    else:
        assert set(found[4].split(", ") if found[4] else ()) <= new, at
