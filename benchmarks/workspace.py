"""The files of one size, in the current directory, and their way back to how they were."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tarfile
from io import BytesIO
from pathlib import Path
from time import sleep
from typing import TYPE_CHECKING, Final, NamedTuple

from benchmarks.jobs import script, syncer
from benchmarks.measure import CommandError, run_command
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
KEPT_BY_OTHER: Final = Path("kept-cache-of-other")
"""The same, after one by the code of another commit."""
_SETTLED: Final = 2.5
"""Seconds after which the tool relies on the stamps of files."""
_LEFT_OUT: Final = frozenset({"DYNAMODB_MANAGED_MODELS_TABLE_NAME", "PYTHONDONTWRITEBYTECODE", "PYTHONPATH"})
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


def make_catalog(models: int, *options: str) -> int:
    """Make the catalog and the store, with more options of the generator. Returns how many rows lag.

    The generator is a process of its own, so that this one stays small: see `own_peak_mib`.
    """
    _, printed = run_command(script("generate.py", ".", "--models", str(models), *options), environment())
    return int(re.findall(r"\d+", printed)[-1])


def make_files(models: int, other: str = "") -> int:
    """Make the catalog, the store, the zones and the kept caches. Returns how many rows lag."""
    lagging = make_catalog(models)
    shutil.copytree(STORE, LAGGING)
    make_zones(Path(), models, lagging)
    keep_cache(environment())
    if other:
        keep_cache(with_code(environment(), other), KEPT_BY_OTHER)
    return lagging


def keep_cache(variables: Mapping[str, str], kept: Path = KEPT) -> None:
    """Keep the cache that a plan leaves, whose files were not edited a moment before."""
    sleep(_SETTLED)
    run_command(syncer("plan"), variables)
    CACHE.rename(kept)


def check_out(ref: str, folder: str) -> None:
    """Put the code of a commit into a folder. Raises CommandError."""
    top = Path(__file__).parents[1]
    packed = subprocess.run(
        ["git", "-C", str(top), "archive", "--format=tar", ref, "syncer", "schemas"],  # noqa: S607  that of whoever measures
        capture_output=True, check=False,
    )  # fmt: skip
    if packed.returncode:
        raise CommandError(packed.stderr.decode(errors="replace").strip())
    with tarfile.open(fileobj=BytesIO(packed.stdout)) as tar:
        tar.extractall(folder, filter="data")


def with_code(variables: Mapping[str, str], code: str) -> dict[str, str]:
    """The environment of a process that runs the code in a folder."""
    return {**variables, "PYTHONPATH": code} if code else dict(variables)


def prepare(job: Job) -> None:
    """Give the job the cache that it asks for."""
    shutil.rmtree(CACHE, ignore_errors=True)
    if job.cache == "kept":
        shutil.copytree(KEPT_BY_OTHER if job.code else KEPT, CACHE)


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
