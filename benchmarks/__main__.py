"""`python -m benchmarks`: times syncer, the straight-line script and octoDNS in turns."""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import chdir
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from benchmarks.dynamodb import MOST_MODELS, make_table, start_emulator
from benchmarks.jobs import directory_jobs, help_jobs, is_installed
from benchmarks.measure import CommandError, own_peak_mib, run_command
from benchmarks.table import job_rows, pair_lines, table_text
from benchmarks.workspace import check_out, directory_workspace, make_files, prepare, with_code

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from benchmarks.jobs import Job
    from benchmarks.measure import Reading
    from benchmarks.table import Row
    from benchmarks.workspace import Workspace


def main() -> None:
    """Time syncer next to a straight-line script and to octoDNS."""
    options = _options()
    try:
        rows = list(_rows(options))
    except CommandError as error:
        raise SystemExit(f"stopped: {error}") from error
    python = ".".join(str(part) for part in sys.version_info[:3])
    store = "on DynamoDB Local" if options.dynamodb else "on a directory"
    sys.stdout.write(f"Python {python}, {sys.platform}, {os.cpu_count()} CPUs, {options.runs} runs each, {store}\n\n")
    sys.stdout.write(table_text(rows, markdown=options.markdown))
    if not options.dynamodb and not is_installed("octodns-sync"):
        sys.stdout.write("\noctoDNS is not installed and was left out: pip install octodns\n")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=main.__doc__)
    parser.add_argument("--dynamodb", action="store_true", help="on DynamoDB Local instead of a directory")
    parser.add_argument("--models", type=_numbers, metavar="N,N", help="sizes of catalogs")
    parser.add_argument("--runs", type=int, metavar="N", help="timed runs of each command")
    parser.add_argument("--against", metavar="REF", help="time the plans of another commit, too, and compare in pairs")
    parser.add_argument("--markdown", action="store_true", help="print the table as Markdown")
    options = parser.parse_args()
    options.models = options.models or ((1000, 10000) if options.dynamodb else (120, 1000, 10000))
    options.runs = options.runs or (3 if options.dynamodb else 5)
    if not is_installed("syncer"):
        parser.error("syncer is not installed for this Python: pip install .")
    if options.dynamodb and max(options.models) > MOST_MODELS:
        parser.error(f"DynamoDB Local is too slow for more than {MOST_MODELS} models")
    return options


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(dict.fromkeys(int(part) for part in text.split(",")))


def _rows(options: argparse.Namespace) -> Iterator[Row]:
    """The rows that were asked for."""
    if options.dynamodb:
        yield from _dynamodb_rows(options.models, options.runs)
        return
    with TemporaryDirectory(prefix="syncer-other-") as other:
        if options.against:
            check_out(options.against, other)
        yield from _directory_rows(options.models, options.runs, other if options.against else "")


def _directory_rows(sizes: Iterable[int], runs: int, other: str) -> Iterator[Row]:
    """The rows on directories, each size in a folder of its own that is removed afterwards."""
    for models in sizes:
        with TemporaryDirectory(prefix="syncer-bench-") as folder, chdir(folder):
            jobs = directory_jobs(models, make_files(models, other), other)
            yield from _time_all(str(models), jobs, runs, directory_workspace())
    with TemporaryDirectory(prefix="syncer-bench-") as folder, chdir(folder):
        yield from _time_all("-", help_jobs(), runs, directory_workspace())


def _dynamodb_rows(sizes: Iterable[int], runs: int) -> Iterator[Row]:
    """The rows on tables, each size with a table of its own that ends with the emulator."""
    emulator = start_emulator()
    for models in sizes:
        with TemporaryDirectory(prefix="syncer-bench-") as folder, chdir(folder):
            workspace, jobs = make_table(models, emulator)
            yield from _time_all(str(models), jobs, runs, workspace)


def _time_all(models: str, jobs: Iterable[Job], runs: int, workspace: Workspace) -> Iterator[Row]:
    """The rows of the jobs. They run in turns, after one turn that is not timed."""
    readings: dict[Job, list[Reading]] = {job: [] for job in jobs}
    for turn in range(runs + 1):
        sys.stderr.write(f"{models} models, turn {turn} of {runs}\n")
        for job, taken in readings.items():
            reading = _time(job, workspace)
            if turn:
                taken.append(reading)
    for line in pair_lines(models, readings):
        sys.stdout.write(f"{line}\n")
    return job_rows(models, readings, own_peak_mib())


def _time(job: Job, workspace: Workspace) -> Reading:
    """What one run of the job took. Raises CommandError, with the job's title."""
    prepare(job)
    try:
        return _checked_run(job, workspace)
    except CommandError as error:
        raise CommandError(f"{job.title}: {error}") from error


def _checked_run(job: Job, workspace: Workspace) -> Reading:
    """What one run of the job took. Raises CommandError when it did not do what it should."""
    reading, printed = run_command(job.command, with_code(workspace.environment, job.code))
    if job.expects not in printed:
        raise CommandError(f"it should have printed {job.expects!r}")
    changed = workspace.restore() if job.writes else 0
    if changed != job.writes:
        raise CommandError(f"it changed {changed} rows of the store instead of {job.writes}")
    return reading


if __name__ == "__main__":
    main()
