"""`python -m benchmarks.octodns`: a plan beside octoDNS's, on as many records, each with the keys alone that it needs.

octoDNS is installed into an environment of its own, which is removed afterwards.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from contextlib import chdir
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from benchmarks.jobs import syncer
from benchmarks.measure import CommandError, run_command
from benchmarks.workspace import CACHE, KEPT, environment, keep_cache, make_catalog
from benchmarks.zones import make_zones

if TYPE_CHECKING:
    from benchmarks.measure import Reading

RELEASE: Final = "octodns==1.22.0"
THEIRS: Final = "octoDNS, dry run"
FIRST: Final = "syncer plan, empty cache"
AGAIN: Final = "syncer plan, kept cache"


def main() -> None:
    """Time both in turns, and say how many times as long octoDNS takes."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.octodns", description=main.__doc__)
    parser.add_argument("--models", type=int, default=10_000, metavar="N", help="records on each side")
    parser.add_argument("--runs", type=int, default=3, metavar="N", help="timed runs of each")
    options = parser.parse_args()
    with TemporaryDirectory(prefix="syncer-octodns-") as folder, chdir(folder):
        try:
            readings = _readings(_installed(Path(folder, "env")), options.models, options.runs)
        except (CommandError, subprocess.CalledProcessError) as error:
            raise SystemExit(f"stopped: {error}") from error
    sys.stdout.write(f"{RELEASE}, {options.models} records, {options.runs} runs each\n")
    for title, runs in readings.items():
        _tell(title, runs, readings[THEIRS])


def _tell(title: str, runs: list[Reading], theirs: list[Reading]) -> None:
    pairs = [*zip(theirs, runs, strict=True)]
    wall = median(one.seconds / other.seconds for one, other in pairs)
    cpu = median(one.cpu_seconds / other.cpu_seconds for one, other in pairs)
    seconds, peak = median(run.cpu_seconds for run in runs), max(run.peak_mib for run in runs)
    sys.stdout.write(
        f"{title}: {seconds:.2f} CPU seconds, {peak:.0f} MiB; octoDNS takes {cpu:.1f} of it (wall {wall:.1f})\n"
    )


def _installed(place: Path) -> Path:
    """The command of octoDNS in a new environment."""
    subprocess.run([sys.executable, "-m", "venv", place], check=True)
    pip = (place / "bin" / "pip", "install", "--quiet", "--disable-pip-version-check", RELEASE)
    subprocess.run(pip, check=True)
    return place / "bin" / "octodns-sync"


def _readings(octodns: Path, models: int, runs: int) -> dict[str, list[Reading]]:
    """What each run took, in turns, after one that is not timed. Raises CommandError."""
    lagging = make_catalog(models, "--lean")
    make_zones(Path(), models, lagging)
    keep_cache(environment())
    planned = f"Plan: {lagging} to update; {models - lagging} unchanged"
    jobs = {
        THEIRS: ((str(octodns), "--config-file", "zones/config.yaml"), f"Creates=0, Updates={lagging}, Deletes=0,"),
        FIRST: (syncer("plan"), planned),
        AGAIN: (syncer("plan"), planned),
    }
    readings: dict[str, list[Reading]] = {title: [] for title in jobs}
    for turn in range(runs + 1):
        for title, (command, expected) in jobs.items():
            shutil.rmtree(CACHE, ignore_errors=True)
            if title == AGAIN:
                shutil.copytree(KEPT, CACHE)
            reading, printed = run_command(command, environment())
            if expected not in printed:
                raise CommandError(f"{title}: it should have printed {expected!r}")
            if turn:
                readings[title].append(reading)
    return readings


if __name__ == "__main__":
    main()
