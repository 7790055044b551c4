"""What is timed: each command, what it has to find, and which other command does the same job."""

from __future__ import annotations

import sys
import sysconfig
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE: Final = Path(__file__).resolve().parent
SCRIPTS: Final = Path(sysconfig.get_path("scripts"))
VALIDATE: Final = "straight line, validate"
PLAN: Final = "straight line, plan"
SYNC: Final = "straight line, sync"
EMPTY: Final = "syncer plan, empty cache"
FULL: Final = "syncer plan, kept cache"
PRICES: Final = "syncer prices check, empty cache"
OTHER: Final = "other commit, "
CLICK: Final = "python -c 'import click'"
SEGMENTS: Final = 4
"""As many as the tool scans at once."""


class Job(NamedTuple):
    """A command to be timed."""

    title: str
    command: tuple[str, ...]
    expects: str
    """What it has to print. A run that found something else is not timed."""
    yardstick: str
    """The title of the job that its time is divided by; of the plainest way to do the same."""
    cache: Literal["empty", "kept"] = "empty"
    writes: int = 0
    """How many rows of the store it has to change."""
    code: str = ""
    """The folder of another commit whose code runs; empty for that which is installed."""


def is_installed(command: str) -> bool:
    """Whether the command is there for this Python."""
    return (SCRIPTS / command).exists()


def directory_jobs(models: int, lagging: int, other: str = "") -> Iterator[Job]:
    """The jobs on a catalog of so many models and a directory, so many of whose rows lag.

    `other` is the folder of another commit, whose plans are timed beside ours.
    """
    valid = f"bench is valid: {models} models"
    command = script("straight_line.py", "catalog", "store")
    yield Job(VALIDATE, (*command, "--validate"), f"{models} models are valid", VALIDATE)
    yield Job("syncer validate, empty cache", syncer("validate"), valid, VALIDATE)
    yield Job("syncer validate, kept cache", syncer("validate"), valid, VALIDATE, "kept")
    yield from _store_jobs(models, lagging, command)
    yield Job(PRICES, syncer("prices check", "--litellm", "prices.json", "--strict"), " same.", EMPTY)
    if other:
        yield from _other_jobs(models, lagging, other)
    if is_installed("octodns-sync"):
        command = (sys.executable, str(SCRIPTS / "octodns-sync"), "--config-file", "zones/config.yaml")
        yield Job("octoDNS, dry run", command, f"Summary: Creates=0, Updates={lagging}, Deletes=0,", PLAN)


def dynamodb_jobs(models: int, lagging: int, table: str) -> Iterator[Job]:
    """The jobs on a catalog of so many models and a DynamoDB table, so many of whose rows lag."""
    yield from _store_jobs(models, lagging, script("straight_line_dynamodb.py", "catalog", table))
    scan = script("bare_scan.py", table)
    yield Job("bare scan", scan, f"{models} rows", PLAN)
    segments = ("--segments", str(SEGMENTS))
    yield Job(f"bare scan, {SEGMENTS} segments", (*scan, *segments), f"{models} rows", PLAN)


def _store_jobs(models: int, lagging: int, straight_line: tuple[str, ...]) -> Iterator[Job]:
    """To plan and to sync, by the straight-line script and by the tool."""
    counted = f"0 to create, {lagging} to update, 0 to delete"
    planned = f"Plan: {lagging} to update; {models - lagging} unchanged, 0 unmanaged"
    applied = f"Applied {lagging} of {lagging} change{'' if lagging == 1 else 's'}."
    yield Job(PLAN, straight_line, counted, PLAN)
    yield Job(EMPTY, syncer("plan"), planned, PLAN)
    yield Job(FULL, syncer("plan"), planned, PLAN, "kept")
    yield Job(SYNC, (*straight_line, "--sync"), counted, SYNC, writes=lagging)
    yield Job("syncer sync --yes, empty cache", syncer("sync", "--yes"), applied, SYNC, writes=lagging)
    yield Job("syncer sync --yes, kept cache", syncer("sync", "--yes"), applied, SYNC, "kept", lagging)


def _other_jobs(models: int, lagging: int, code: str) -> Iterator[Job]:
    """To plan by the code of another commit, which has a cache of its own."""
    planned = f"Plan: {lagging} to update; {models - lagging} unchanged, 0 unmanaged"
    yield Job(f"{OTHER}{EMPTY}", syncer("plan"), planned, PLAN, code=code)
    yield Job(f"{OTHER}{FULL}", syncer("plan"), planned, PLAN, "kept", code=code)


def help_jobs() -> Iterator[Job]:
    """The jobs that need no catalog: the help, and the least that it has to import."""
    yield Job(CLICK, (sys.executable, "-c", "import click"), "", CLICK)
    yield Job("syncer --help", (sys.executable, str(SCRIPTS / "syncer"), "--help"), "Usage: syncer", CLICK)


def script(name: str, *options: str) -> tuple[str, ...]:
    """The command of a script of this folder."""
    return (sys.executable, str(HERE / name), *options)


def syncer(subcommand: str, *options: str) -> tuple[str, ...]:
    """The command of the tool; the environment names the store."""
    return (sys.executable, str(SCRIPTS / "syncer"), *subcommand.split(), "--catalog", "catalog", *options)
