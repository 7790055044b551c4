"""A table of one size on DynamoDB Local, and its way back to how it was."""

from __future__ import annotations

import re
import sys
from functools import partial
from typing import TYPE_CHECKING, Final

from benchmarks.jobs import SCRIPTS, dynamodb_jobs, script
from benchmarks.measure import CommandError, run_command
from benchmarks.workspace import STORE, Workspace, environment, keep_cache, make_catalog

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from benchmarks.jobs import Job

MOST_MODELS: Final = 10_000
"""The emulator's own scan grows with the square of the table."""


def start_emulator() -> Mapping[str, str]:
    """The settings of a DynamoDB Local that runs until this process ends. Raises CommandError, with the reason."""
    try:
        from tests.emulator import running  # noqa: PLC0415  every timed process would start in pytest's memory
    except ImportError as error:
        message = f"{error}; DynamoDB Local is started by the tests: go to the top folder, pip install .[dev]"
        raise CommandError(message) from error
    found = running()
    if isinstance(found, str):
        raise CommandError(found)
    return found.environment


def make_table(models: int, emulator: Mapping[str, str]) -> tuple[Workspace, Iterable[Job]]:
    """Make the catalog, the table and the kept cache. Returns where the jobs run, and the jobs."""
    table = f"bench-{models}"
    lagging = make_catalog(models)
    local = {"NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1", "DYNAMODB_MANAGED_MODELS_TABLE_NAME": table}
    variables = {**environment(), **emulator, **local}
    run_command((sys.executable, str(SCRIPTS / "syncer"), "table", "create"), variables)
    fill = script("fill_table.py", str(STORE), table)
    run_command(fill, variables)
    keep_cache(variables)
    return Workspace(variables, partial(_restore, fill, variables)), dynamodb_jobs(models, lagging, table)


def _restore(fill: tuple[str, ...], variables: Mapping[str, str]) -> int:
    """Put back the rows that a job changed. Returns how many there were."""
    _, printed = run_command((*fill, "--changed"), variables)
    return int(re.findall(r"\d+", printed)[-1])
