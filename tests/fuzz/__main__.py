"""`python -m tests.fuzz --inputs 100000 --seed 1`: so many inputs, and what became of each kind."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from tests.fuzz.campaign import Campaign
from tests.fuzz.kinds import KINDS
from tests.fuzz.prepare import prepared

_EVERY = 1000


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main() -> int:
    """Run it; exit code 1 when there is a fault."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--inputs", type=int, default=1000, help="how many")
    parser.add_argument("--seed", type=int, default=1, help="the same inputs for the same seed")
    parser.add_argument("--first", type=int, default=0, help="the number of the first input: to see one again")
    parser.add_argument("--limit", type=float, default=1.0, help="seconds of processor time for a command")
    parser.add_argument("--kind", choices=[*KINDS], help="only these")
    given = parser.parse_args()
    started = time.monotonic()
    with (
        tempfile.TemporaryDirectory(prefix="fuzz-") as folder,
        prepared(Path(folder).resolve(), limit=given.limit) as made,
    ):
        campaign = Campaign(made, given.seed, given.kind)
        for number in range(given.first, given.first + given.inputs):
            for fault in campaign.one(number):
                _say(f"input {number} ({campaign.kind_of(number)}): {fault}")
            if (number + 1) % _EVERY == 0:
                _say(f"{number + 1} inputs, {time.monotonic() - started:.0f} s")
    for name, tally in campaign.tallies.items():
        _say(f"{name}: {tally.inputs} inputs, {tally.faults} with faults, slowest {tally.slowest:.2f} s, "
              f"{tally.seconds:.0f} s in all")  # fmt: skip
    return 1 if any(tally.faults for tally in campaign.tallies.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
