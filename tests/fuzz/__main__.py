"""`python -m tests.fuzz --inputs 100000 --seed 1`: so many inputs, and what became of each kind; `--slips` likewise."""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tests.fuzz.campaign import Campaign
from tests.fuzz.kinds import KINDS
from tests.fuzz.prepare import prepared
from tests.fuzz.slips import OTHERWISE, counts, judged

if TYPE_CHECKING:
    from collections.abc import Iterable

_EVERY = 1000


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _run(campaign: Campaign, numbers: Iterable[int], started: float) -> None:
    """Put the inputs in, up to the last or to Ctrl-C, and tell of every fault at once."""
    stopped: list[int] = []
    signal.signal(signal.SIGINT, lambda number, _: stopped.append(number))  # a command would take it for its own
    for number in numbers:
        if stopped:
            break
        for fault in campaign.one(number):
            _say(f"input {number} ({campaign.kind_of(number)}): {fault}")
        if (number + 1) % _EVERY == 0:
            print(f"{number + 1} inputs, {time.monotonic() - started:.0f} s", file=sys.stderr)  # noqa: T201  progress


def _slips(numbers: Iterable[int], seed: int) -> int:
    """Tell what became of each class, and of every slip that is stored as something else."""
    verdicts = [judged(number, seed) for number in numbers]
    for verdict in verdicts:
        if verdict.became == OTHERWISE:
            _say(f"slip {verdict.number} ({verdict.kind}): {verdict.told}")
    for kind, found in counts(verdicts).items():
        _say(f"{kind}: {', '.join(f'{number} {became}' for became, number in found.most_common())}")
    return 1 if any(verdict.became == OTHERWISE for verdict in verdicts) else 0


def main() -> int:
    """Run it; exit code 1 when there is a fault."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--inputs", type=int, default=1000, help="how many")
    parser.add_argument("--seed", type=int, default=1, help="the same inputs for the same seed")
    parser.add_argument("--first", type=int, default=0, help="the number of the first input: to see one again")
    parser.add_argument("--limit", type=float, default=1.0, help="seconds of processor time for a command")
    parser.add_argument("--kind", choices=[*KINDS], help="only these")
    parser.add_argument("--slips", type=int, help="so many slips of people in model files, and nothing else")
    given = parser.parse_args()
    if given.slips is not None:
        return _slips(range(given.first, given.first + given.slips), given.seed)
    started = time.monotonic()
    with (
        tempfile.TemporaryDirectory(prefix="fuzz-") as folder,
        prepared(Path(folder).resolve(), limit=given.limit) as made,
    ):
        campaign = Campaign(made, given.seed, given.kind)
        _run(campaign, range(given.first, given.first + given.inputs), started)
    for name, tally in campaign.tallies.items():
        _say(f"{name}: {tally.inputs} inputs, {tally.faults} with faults, slowest {tally.slowest:.2f} s")
    return 1 if any(tally.faults for tally in campaign.tallies.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
