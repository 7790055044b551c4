"""The files of one size, in the current directory, and their way back to how they were."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from benchmarks.jobs import script, syncer
from benchmarks.measure import run_command
from benchmarks.zones import make_zones

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from benchmarks.jobs import Job

STORE: Final = Path("store")
LAGGING: Final = Path("lagging-store")
"""A copy of the store as it was made."""
CACHE: Final = Path("cache")
KEPT: Final = Path("kept-cache")
"""A copy of the cache after a plan."""
_LEFT_OUT: Final = frozenset({"DYNAMODB_MANAGED_MODELS_TABLE_NAME", "PYTHONDONTWRITEBYTECODE"})
"""Variables that would send the tool to a table, or have every run compile its modules anew."""


class Workspace(NamedTuple):
    """Where the jobs of one size run, beside the current directory."""

    environment: Mapping[str, str]
    """Of every timed process; it says which store."""
    restore: Callable[[], int]
    """Puts back the rows of the store that a job changed. Returns how many there were."""


def environment() -> dict[str, str]:
    """The environment of every process. Nothing in it leads to AWS."""
    kept = {name: value for name, value in os.environ.items() if name not in _LEFT_OUT and not name.startswith("AWS_")}
    return {**kept, "MANAGED_MODELS_DIR": str(STORE), "XDG_CACHE_HOME": str(CACHE.absolute())}


def directory_workspace() -> Workspace:
    """The current directory and the store in it."""
    return Workspace(environment(), restore_store)


def make_catalog(models: int) -> int:
    """Make the catalog and the store. Returns how many rows lag.

    The generator is a process of its own, so that this one stays small: see `own_peak_mib`.
    """
    _, printed = run_command(script("generate.py", ".", "--models", str(models)), environment())
    return int(re.findall(r"\d+", printed)[-1])


def make_files(models: int) -> int:
    """Make the catalog, the store, the zones and the kept cache. Returns how many rows lag."""
    lagging = make_catalog(models)
    shutil.copytree(STORE, LAGGING)
    make_zones(Path(), models, lagging)
    keep_cache(environment())
    return lagging


def keep_cache(variables: Mapping[str, str]) -> None:
    """Keep the cache that a plan leaves."""
    run_command(syncer("plan"), variables)
    CACHE.rename(KEPT)


def prepare(job: Job) -> None:
    """Give the job the cache that it asks for."""
    shutil.rmtree(CACHE, ignore_errors=True)
    if job.cache == "kept":
        shutil.copytree(KEPT, CACHE)


def restore_store() -> int:
    """Put back the files of the store that a job changed. Returns how many there were."""
    changed = 0
    for source in LAGGING.iterdir():
        path = STORE / source.name
        if not path.exists() or path.stat().st_mtime_ns != source.stat().st_mtime_ns:
            shutil.copy2(source, path)
            changed += 1
    shutil.rmtree(STORE / ".syncer", ignore_errors=True)
    return changed
