"""`kill -9` of the real command over the shipped catalog, early and late: never a part of a sync, then exact."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from schemas.managed_model import ManagedModel
from syncer.load.catalog import load_catalog
from syncer.plan.guards.check import NONE_ALLOWED
from syncer.stores.directory.store import DirectoryStore
from syncer.sync.pipeline import sync_catalog
from syncer.sync.planning import plan_catalog
from tests.examples import examples
from tests.stores.shapes import run

if TYPE_CHECKING:
    from collections.abc import Callable

    from syncer.model.catalog import Catalog

KILLS = examples(6, thorough=20)
SHIPPED = Path(__file__).parents[2] / "catalog"
Rows = dict[str, bytes]


class Command(NamedTuple):
    """`syncer` on a catalog and a directory, in an environment of its own."""

    catalog: Path
    folder: Path

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        """The running process."""
        environment = {**os.environ, "MANAGED_MODELS_DIR": str(self.folder), "XDG_CACHE_HOME": str(self.catalog / "..")}
        environment.pop("DYNAMODB_MANAGED_MODELS_TABLE_NAME", None)
        return subprocess.Popen(
            [sys.executable, "-m", "syncer", *words, "--catalog", str(self.catalog), "--quiet"],
            env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def code(self, *words: str) -> int:
        """The exit code."""
        return self.start(*words).wait()


def edited(catalog: Path, target: Path) -> Path:
    """A copy of the catalog in which 50 prices differ and 10 models are gone."""
    shutil.copytree(catalog, target)
    price = re.compile(r"^(input_price_per_million_tokens: )(\S+)", re.MULTILINE)
    files = [path for path in sorted((target / "models").rglob("*.yaml")) if "is_default: true" not in path.read_text()]
    for path in files[:10]:
        path.unlink()
    for path in files[10:60]:
        path.write_text(price.sub(lambda found: f"{found[1]}{float(found[2]) * 1.5:.6f}", path.read_text()))
    return target


def rows_in(folder: Path) -> Rows:
    """The text of every record's file, each of which is a whole record."""
    rows: Rows = {}
    for path in folder.glob("*.json"):
        try:
            rows[path.name] = path.read_bytes()
        except FileNotFoundError:
            continue  # deleted by the sync since it was listed
        assert ManagedModel.model_validate(json.loads(rows[path.name])).id == path.stem
    return rows


class Moments(NamedTuple):
    """How long a whole run took, and its last part, which begins when the lock is there."""

    whole: float
    writing: float


def has_begun(folder: Path, process: subprocess.Popen[bytes], since: float) -> bool:
    """Wait until the process has taken the lock; whether it ever did. Reads the rows as another program would."""
    lock = folder / ".syncer" / "lock"
    while process.poll() is None:
        rows_in(folder)
        time.sleep(0.002)  # that the processor has time for the process, too
        if lock.exists() and lock.stat().st_mtime > since:
            return True
    return False


def measured(command: Command) -> Moments:
    """The moments of a run that nobody kills."""
    started = time.time()
    process = command.start("sync", "--yes")
    has_begun(command.folder, process, started)
    begun = time.time()
    assert process.wait() == 0
    return Moments(time.time() - started, time.time() - begun)


def kill(command: Command, moments: Moments, chance: random.Random, *, late: bool) -> None:
    """Start a sync and kill it: at any time, or `late`, once it has taken the lock."""
    started = time.time()
    process = command.start("sync", "--yes")
    if late:
        has_begun(command.folder, process, started)
        time.sleep(chance.uniform(0, moments.writing))
    else:
        time.sleep(chance.uniform(0, moments.whole))
    process.kill()
    process.wait()


def finish(catalog: Catalog, folder: Path) -> None:
    """A plain re-run ends exact."""
    store = DirectoryStore(folder)
    report = sync_catalog(lambda: catalog, store, NONE_ALLOWED, review=lambda _plan: True, run=run())
    assert report.is_complete
    assert plan_catalog(lambda: catalog, DirectoryStore(folder), NONE_ALLOWED).is_empty


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the shipped catalog."""
    return Path(shutil.copytree(SHIPPED, tmp_path_factory.mktemp("kill") / "catalog"))


def kills(command: Command, reset: Callable[[], None], check: Callable[[], str]) -> None:
    """Kill sync after sync, each from the start; `check` says what is seen after each: "before" or "after"."""
    reset()
    assert command.code("validate") == 0  # fills the cache of verdicts, so that the runs are alike
    moments = measured(command)
    desired = load_catalog(str(command.catalog))
    chance = random.Random(moments.whole)  # noqa: S311  no secret hangs on it
    seen: list[str] = []
    for number in range(KILLS):
        reset()
        kill(command, moments, chance, late=number % 2 == 0)
        rows_in(command.folder)
        seen.append(check())
        if number % 5 == 0:
            assert command.code("sync", "--yes") == 0
            assert command.code("plan", "--detailed-exitcode") == 0
        else:
            finish(desired, command.folder)
        assert len(rows_in(command.folder)) == len(desired.entries)
    assert set(seen) <= {"before", "after"}


def test_a_killed_first_sync_leaves_nothing_or_all(catalog: Path, tmp_path: Path) -> None:
    """A first sync of the shipped catalog, killed at many moments, is not there or whole; then exact."""
    command = Command(catalog, tmp_path / "models")

    def check() -> str:
        return {0: "before", 120: "after"}.get(len(DirectoryStore(command.folder).read().records), "a part")

    kills(command, lambda: shutil.rmtree(command.folder, ignore_errors=True), check)


def test_a_killed_update_leaves_nothing_or_all(catalog: Path, tmp_path: Path) -> None:
    """A sync that changes 50 rows and deletes 10, killed at many moments, is not there or whole; then exact."""
    start = Command(catalog, tmp_path / "start")
    assert start.code("sync", "--yes") == 0
    command = Command(edited(catalog, tmp_path / "catalog"), tmp_path / "models")
    before = DirectoryStore(start.folder).read()
    after = load_catalog(str(command.catalog))

    def reset() -> None:
        shutil.rmtree(command.folder, ignore_errors=True)
        shutil.copytree(start.folder, command.folder)

    def check() -> str:
        store = DirectoryStore(command.folder)
        if store.read().records == before.records:
            return "before"
        return "after" if plan_catalog(lambda: after, store, NONE_ALLOWED).is_empty else "a part"

    kills(command, reset, check)
