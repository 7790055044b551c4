"""The first sync to an empty table on DynamoDB Local, beside the script: `python -m benchmarks.first_sync`."""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
from contextlib import chdir
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from benchmarks.dynamodb import start_emulator
from benchmarks.jobs import script, syncer
from benchmarks.measure import CommandError, run_command
from benchmarks.workspace import CACHE, environment, make_catalog, with_code

if TYPE_CHECKING:
    from collections.abc import Mapping

    from benchmarks.measure import Reading


def first_sync(command: tuple[str, ...], table: str, variables: Mapping[str, str]) -> Reading:
    """What the command takes that fills a new table. Raises CommandError."""
    named = {**variables, "DYNAMODB_MANAGED_MODELS_TABLE_NAME": table}
    run_command(syncer("table create")[:-2], named)
    shutil.rmtree(CACHE, ignore_errors=True)
    return run_command(command, named)[0]


def main() -> None:
    """Print CPU and wall seconds, medians, and the ratios to the script within the turns."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.first_sync", description=main.__doc__)
    parser.add_argument("--models", type=int, default=1000, metavar="N")
    parser.add_argument("--runs", type=int, default=5, metavar="N")
    parser.add_argument("--code", default="", metavar="FOLDER", help="also the code of another checkout")
    asked = parser.parse_args()
    sides = {"straight line": ((), ""), "syncer sync": (syncer("sync", "--yes", "-q"), "")}
    if asked.code:
        sides["other code"] = (sides["syncer sync"][0], asked.code)
    found: dict[str, list[Reading]] = {title: [] for title in sides}
    with TemporaryDirectory(prefix="syncer-bench-") as folder, chdir(folder):
        make_catalog(asked.models)
        variables = {**environment(), **start_emulator(), "NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}
        for turn in range(asked.runs):
            for number, (title, (command, code)) in enumerate(sides.items()):
                table = f"first-{number}-{turn}"
                job = command or script("straight_line_dynamodb.py", "catalog", table, "--sync")
                found[title].append(first_sync(job, table, with_code(variables, code)))
    for title, readings in found.items():
        pairs = list(zip(readings, found["straight line"], strict=True))
        cpu, wall = (statistics.median(getattr(one, name) for one in readings) for name in ("cpu_seconds", "seconds"))
        of_cpu = statistics.median(one.cpu_seconds / other.cpu_seconds for one, other in pairs)
        of_wall = statistics.median(one.seconds / other.seconds for one, other in pairs)
        print(f"{title:14} CPU {cpu:6.2f} s, ratio {of_cpu:4.2f}; wall {wall:6.2f} s, ratio {of_wall:4.2f}")


if __name__ == "__main__":
    try:
        main()
    except CommandError as error:
        sys.exit(f"stopped: {error}")
