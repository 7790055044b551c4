"""`python -m benchmarks`: times syncer, the straight-line script and octoDNS in turns."""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import chdir
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from benchmarks.jobs import catalog_jobs, help_jobs, is_installed
from benchmarks.measure import CommandError, own_peak_mib, run_command
from benchmarks.table import job_rows, table_text
from benchmarks.workspace import environment, make_files, prepare, restore_store

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from benchmarks.jobs import Job
    from benchmarks.measure import Reading
    from benchmarks.table import Row


def main() -> None:
    """Time syncer next to a straight-line script and to octoDNS."""
    options = _options()
    try:
        rows = list(_all_rows(options.models, options.runs))
    except CommandError as error:
        raise SystemExit(f"stopped: {error}") from error
    python = ".".join(str(part) for part in sys.version_info[:3])
    sys.stdout.write(f"Python {python}, {sys.platform}, {os.cpu_count()} CPUs, {options.runs} runs each\n\n")
    sys.stdout.write(table_text(rows, markdown=options.markdown))
    if not is_installed("octodns-sync"):
        sys.stdout.write("\noctoDNS is not installed and was left out: pip install octodns\n")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=main.__doc__)
    parser.add_argument("--models", type=_numbers, default=(100, 1000, 10000), metavar="N,N", help="sizes of catalogs")
    parser.add_argument("--runs", type=int, default=5, metavar="N", help="timed runs of each command")
    parser.add_argument("--markdown", action="store_true", help="print the table as Markdown")
    options = parser.parse_args()
    if not is_installed("syncer"):
        parser.error("syncer is not installed for this Python: pip install .")
    return options


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(","))


def _all_rows(sizes: Iterable[int], runs: int) -> Iterator[Row]:
    """Every row of the table, each size in a folder of its own that is removed afterwards."""
    for models in sizes:
        with TemporaryDirectory(prefix="syncer-bench-") as folder, chdir(folder):
            yield from _time_all(str(models), catalog_jobs(models, make_files(models)), runs)
    with TemporaryDirectory(prefix="syncer-bench-") as folder, chdir(folder):
        yield from _time_all("-", help_jobs(), runs)


def _time_all(models: str, jobs: Iterable[Job], runs: int) -> Iterator[Row]:
    """The rows of the jobs. They run in turns, after one turn that is not timed."""
    readings: dict[Job, list[Reading]] = {job: [] for job in jobs}
    for turn in range(runs + 1):
        sys.stderr.write(f"{models} models, turn {turn} of {runs}\n")
        for job, taken in readings.items():
            reading = _time(job)
            if turn:
                taken.append(reading)
    return job_rows(models, readings, own_peak_mib())


def _time(job: Job) -> Reading:
    """What one run of the job took. Raises CommandError, with the job's title."""
    prepare(job)
    try:
        return _checked_run(job)
    except CommandError as error:
        raise CommandError(f"{job.title}: {error}") from error


def _checked_run(job: Job) -> Reading:
    """What one run of the job took. Raises CommandError when it did not do what it should."""
    reading, printed = run_command(job.command, environment())
    if job.expects not in printed:
        raise CommandError(f"it should have printed {job.expects!r}")
    changed = restore_store() if job.writes else 0
    if changed != job.writes:
        raise CommandError(f"it changed {changed} files of the store instead of {job.writes}")
    return reading


if __name__ == "__main__":
    main()
