"""What a plan costs in instructions, where they can be counted: a machine's load does not show in them."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest

from benchmarks.generate import generate
from benchmarks.instructions import count_instructions, counter
from benchmarks.jobs import script, syncer
from benchmarks.measure import run_command
from benchmarks.workspace import environment
from tests.examples import examples

if TYPE_CHECKING:
    from pathlib import Path

MODELS = 120
MOST_FIRST = 0.47
MOST_AGAIN = 0.29
"""Of the straight line's instructions. `docs/performance.md` has what is reached; the rest is room for Pythons."""
CLICKS = 5.86
"""The straight line's instructions in those of `import click`, which takes a third of the time to count."""


@pytest.mark.skipif(counter() is None, reason="Valgrind, which counts instructions, is not installed")
def test_a_plan_stays_below_its_share_of_the_straight_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first plan of 120 models, and the next one, by instructions; a quick run measures by `import click`."""
    generate(tmp_path, MODELS)
    monkeypatch.chdir(tmp_path)
    for path in tmp_path.rglob("*.*"):
        os.utime(path, ns=(1_700_000_000_123_456_789, 1_700_000_000_123_456_789))
    variables = environment()
    run_command(syncer("plan"), variables)  # compiles what is not compiled yet
    os.rename(tmp_path / "cache", tmp_path / "no-cache")
    first, again = (count_instructions(syncer("plan"), variables) for _ in range(2))
    if examples(0, thorough=1):
        straight = count_instructions(script("straight_line.py", "catalog", "store"), variables)
    else:
        straight = int(CLICKS * count_instructions((sys.executable, "-c", "import click"), variables))
    assert first < MOST_FIRST * straight
    assert again < MOST_AGAIN * straight
