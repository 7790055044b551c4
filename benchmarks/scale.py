"""`python -m benchmarks.scale`: what each command costs at one size and at ten times as many models."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from contextlib import chdir
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final, NamedTuple

from benchmarks.jobs import syncer
from benchmarks.measure import CommandError, run_command
from benchmarks.workspace import CACHE, KEPT, STORE, environment, keep_cache, make_catalog, restore_store

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.measure import Reading

Measured = dict[str, "Reading"]
_LAGGING: Final = "lagging-store"
_TIMES: Final = 10


class Command(NamedTuple):
    """A command, and in which state it runs."""

    title: str
    words: tuple[str, ...]
    is_kept: bool = True
    """Whether a plan left a cache before."""
    store: str = str(STORE)
    catalog: str = "catalog"
    restores: bool = False
    """Whether it writes rows of the store that lag."""


def commands() -> Iterator[Command]:
    """Each command, in the order in which they run."""
    yield Command("validate, empty cache", ("validate",), is_kept=False)
    yield Command("plan, empty cache", ("plan", "-q"), is_kept=False)
    yield Command("validate, kept cache", ("validate",))
    yield Command("plan, kept cache", ("plan", "-q"))
    yield Command("drift", ("drift",))
    yield Command("list", ("list",))
    yield Command("list --live --format json", ("list", "--live", "--format", "json"))
    yield Command("sync of 1 %", ("sync", "--yes", "-q"), restores=True)
    yield Command("first full sync", ("sync", "--yes", "-q"), is_kept=False, store="made-store")
    yield Command("import into an empty catalog", ("import",), is_kept=False, catalog="made-catalog")


def main() -> None:
    """Run each command on a catalog and a directory of each size, in turns, and compare the CPU time."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=main.__doc__)
    parser.add_argument(
        "--models", type=int, default=10_000, metavar="N", help="the smaller size; the other is ten of it"
    )
    parser.add_argument("--runs", type=int, default=1, metavar="N", help="runs of each command")
    options = parser.parse_args()
    try:
        small, large = (_measured(size, options.runs) for size in (options.models, options.models * _TIMES))
    except CommandError as error:
        raise SystemExit(f"stopped: {error}") from error
    sys.stdout.write("\n".join(_table(options.models, small, large)) + "\n")


def _table(models: int, small: Measured, large: Measured) -> Iterator[str]:
    """Lines of Markdown."""
    more = models * _TIMES
    yield f"| command | CPU s at {models:,} | at {more:,} | to ten of it | MiB | MiB | KB a model more |"
    yield "|---|---:|---:|---:|---:|---:|---:|"
    for title, one in small.items():
        ten = large[title]
        ratio = ten.cpu_seconds / one.cpu_seconds / _TIMES
        kilobytes = (ten.peak_mib - one.peak_mib) * 1024 / (more - models)
        yield (
            f"| {title} | {one.cpu_seconds:.2f} | {ten.cpu_seconds:.2f} | {ratio:.2f} "
            f"| {one.peak_mib:.0f} | {ten.peak_mib:.0f} | {kilobytes:.1f} |"
        )


def _measured(models: int, runs: int) -> Measured:
    """What each command takes at that size: of several runs the one with the median of CPU time."""
    with TemporaryDirectory(prefix="syncer-scale-") as folder, chdir(folder):
        make_catalog(models)
        shutil.copytree(STORE, _LAGGING, copy_function=shutil.copy2)
        keep_cache(environment())
        readings: dict[str, list[Reading]] = {}
        for turn in range(runs):
            for command in commands():
                reading = _run(command)
                readings.setdefault(command.title, []).append(reading)
                took = f"{reading.cpu_seconds:.2f} CPU s, {reading.peak_mib:.0f} MiB"
                sys.stderr.write(f"{models} models, run {turn + 1}: {command.title}: {took}\n")
    return {title: sorted(runs_of, key=_cpu)[len(runs_of) // 2] for title, runs_of in readings.items()}


def _cpu(reading: Reading) -> float:
    return reading.cpu_seconds


def _run(command: Command) -> Reading:
    shutil.rmtree(CACHE, ignore_errors=True)
    if command.is_kept:
        shutil.copytree(KEPT, CACHE)
    made = {command.store, command.catalog} - {str(STORE), "catalog"}
    for folder in made:
        shutil.rmtree(folder, ignore_errors=True)
        os.mkdir(folder)
    if command.catalog != "catalog":
        shutil.copy("catalog/catalog.yaml", command.catalog)
    words = syncer(command.words[0], *command.words[1:], "--catalog", command.catalog)
    try:
        reading, _ = run_command(words, {**environment(), "MANAGED_MODELS_DIR": command.store})
    except CommandError as error:
        raise CommandError(f"{command.title}: {error}") from error
    if command.restores:
        restore_store()
    for folder in made:
        shutil.rmtree(folder, ignore_errors=True)
    return reading


if __name__ == "__main__":
    main()
