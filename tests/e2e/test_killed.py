"""A command that writes files is killed at each call that changes one: the files are whole, and it runs again."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import pytest

from syncer.cli import run
from tests.e2e.writing_commands import COMMANDS, WritingCommand, tree, try_out

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_a_kill_at_each_call(command: WritingCommand, place: Path) -> None:
    """Each file is whole, old or new; the same command again makes the rest, and nothing stays beside it."""
    trial = try_out(command, "SIGKILL", place, step=command.stride)
    assert len(trial.outcomes) * command.stride > command.changes
    for outcome in trial.outcomes:
        assert outcome.code == -signal.SIGKILL
        left = {
            name: data for name, data in tree(outcome.folder).items() if "/." not in f"/{name}" or name in trial.after
        }
        for name, data in left.items():
            assert data in (trial.before.get(name), trial.after.get(name)), (outcome.at, name)
        assert trial.before.keys() & trial.after.keys() <= left.keys()
        os.chdir(outcome.folder)
        if command.at_once and "catalog/catalog.yaml" in left:
            assert run(["validate", "--quiet"]) == 0, outcome.at
        assert run(trial.words) == 0, outcome.at
        assert tree(outcome.folder) == trial.after, outcome.at
        assert command.name == "init-folder" or run(["validate", "--quiet"]) == 0
