"""The files of one size, in the current directory, and their way back to how they were."""

from __future__ import annotations

import os
import re
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.jobs import HERE, syncer
from benchmarks.measure import run_command
from benchmarks.zones import make_zones

if TYPE_CHECKING:
    from benchmarks.jobs import Job

STORE: Final = Path("store")
LAGGING: Final = Path("lagging-store")
"""A copy of the store as it was made."""
CACHE: Final = Path("cache")
KEPT: Final = Path("kept-cache")
"""A copy of the cache after a plan."""
_LEFT_OUT: Final = frozenset({"DYNAMODB_MANAGED_MODELS_TABLE_NAME", "PYTHONDONTWRITEBYTECODE"})
"""Variables that would send the tool to a table, or have every run compile its modules anew."""


def environment() -> dict[str, str]:
    """The environment of every timed process."""
    kept = {name: value for name, value in os.environ.items() if name not in _LEFT_OUT}
    return {**kept, "MANAGED_MODELS_DIR": str(STORE), "XDG_CACHE_HOME": str(CACHE.absolute())}


def make_files(models: int) -> int:
    """Make the catalog, the store, the zones and the kept cache. Returns how many rows lag.

    The generator is a process of its own, so that this one stays small: see `own_peak_mib`.
    """
    generate = (sys.executable, str(HERE / "generate.py"), ".", "--models", str(models))
    _, printed = run_command(generate, environment())
    lagging = int(re.findall(r"\d+", printed)[-1])
    shutil.copytree(STORE, LAGGING)
    make_zones(Path(), models, lagging)
    run_command(syncer("plan"), environment())
    CACHE.rename(KEPT)
    return lagging


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
