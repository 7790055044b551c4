"""The shipped catalog with a story: four applies with other prices, edits outside, a plan that is to be applied."""

from __future__ import annotations

import json
import re
import shutil
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from syncer.load.catalog import load_catalog
from syncer.plan.guards.check import NONE_ALLOWED
from syncer.stores.directory.store import DirectoryStore
from syncer.sync.apply import Run
from syncer.sync.pipeline import sync_catalog
from tests.unit.git_repositories import commit, repository

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

ROOT: Final = Path(__file__).parent.parent.parent
MODELS: Final = ("gpt-4o", "gpt-5-mini", "us.anthropic.claude-sonnet-5-5")
"""Whose history is told."""
_DAYS: Final = (datetime(2026, 3, 2, 9, 14, tzinfo=UTC), datetime(2026, 5, 11, 13, 40, tzinfo=UTC),
                datetime(2026, 8, 24, 8, 5, tzinfo=UTC), datetime(2026, 10, 5, 15, 30, tzinfo=UTC))  # fmt: skip
_IN, _OUT = "input_price_per_million_tokens", "output_price_per_million_tokens"
_GPT4O, _MINI = "catalog/models/openai/gpt-4o.yaml", "catalog/models/openai/gpt-5-mini.yaml"
_SONNET = "catalog/models/anthropic/us.anthropic.claude-sonnet-5-5.yaml"
_STEPS: Final[Mapping[tuple[str, str], tuple[str, str, str, str]]] = {
    (_GPT4O, _IN): ("5", "3.75", "2.5", "2"),
    (_GPT4O, _OUT): ("15", "15", "10", "10"),
    (_MINI, _IN): ("0.4", "0.3", "0.3", "0.2"),
    (_MINI, _OUT): ("3", "2.4", "2.4", "2"),
    (_SONNET, _IN): ("3.3", "3.3", "2.75", "2.2"),
    (_SONNET, _OUT): ("16.5", "16.5", "13.75", "11"),
    ("catalog/models/amazon/us.amazon.nova-pro-v1-0.yaml", _OUT): ("4", "4", "3.6", "3.6"),
    ("catalog/models/openai/gpt-5.yaml", "max_output_tokens"): ("64000", "64000", "64000", "64000"),
    ("catalog/models/openai/gpt-5.5.yaml", "available_to_roles"): (("[faculty]",) * 4),
}
"""What a field of a file was at each apply. What the shipped file says is the plan, where it is something else."""
_LATER: Final = (
    "catalog/models/openai/gpt-6.1-sol.yaml",
    "catalog/models/anthropic/us.anthropic.claude-haiku-5-5.yaml",
)
"""Files that come with the plan."""
_GONE: Final = "catalog/models/openai/gpt-3.5-turbo.yaml"
"""One that it takes away."""
_USAGE: Final = """\
model_id,kind,tokens,from,until
gpt-4o,input,5400000000,2026-09-01,2026-09-30
gpt-4o,output,700000000,2026-09-01,2026-09-30
gpt-5-mini,input,9100000000,2026-09-01,2026-09-30
gpt-5-mini,output,1200000000,2026-09-01,2026-09-30
us.anthropic.claude-sonnet-5-5,input,2100000000,2026-09-01,2026-09-30
us.anthropic.claude-sonnet-5-5,output,300000000,2026-09-01,2026-09-30
"""


def make_story(folder: Path) -> Path:
    """Make a repository in the folder, with the store `managed_models`, which lags. Gives the folder."""
    repository(folder)
    shutil.copytree(ROOT / "catalog", folder / "catalog")
    settings = folder / "catalog/catalog.yaml"
    settings.write_text(
        settings.read_text("utf-8").replace("name: campus-models\n", "name: campus-models\nusage: ../usage.csv\n")
    )
    (folder / "usage.csv").write_text(_USAGE)
    shipped = {name: (folder / name).read_text("utf-8") for name in {file for file, _ in _STEPS} | {*_LATER}}
    for name in _LATER:
        (folder / name).unlink()
    gone = shipped[_GPT4O].replace("gpt-4o", "gpt-3.5-turbo").replace("GPT-4o", "GPT-3.5 Turbo")
    (folder / _GONE).write_text(gone, "utf-8")
    numbers = count(1)
    for step, day in enumerate(_DAYS):
        for name in {file for file, _ in _STEPS}:
            (folder / name).write_text(_at(shipped, name, step), "utf-8")
        _apply(
            folder, commit(folder), day, lambda: f"{next(numbers) * 0x2545F491 % 2**32:08x}-0000-4000-8000-000000000000"
        )
    for name, text in shipped.items():
        (folder / name).write_text(text, "utf-8")
    (folder / _GONE).unlink()
    commit(folder)
    _edit_outside(folder / "managed_models", "gpt-5-nano", modelName="GPT-5 Nano (fast)")
    _edit_outside(folder / "managed_models", "gpt-4o", maxOutputTokens=8192)
    return folder


def _at(shipped: Mapping[str, str], name: str, step: int) -> str:
    text = shipped[name]
    for (file, field), values in _STEPS.items():
        if file == name:
            text, found = re.subn(rf"(?m)^{field}: .*$", f"{field}: {values[step]}", text)
            assert found == 1, (name, field)
    return text


def _apply(folder: Path, made: str, day: datetime, new_id: Callable[[], str]) -> None:
    run = Run("the sync workflow", made, 0, lambda: day, new_id, tool="0.1.0")
    store = DirectoryStore(folder / "managed_models")
    report = sync_catalog(
        lambda: load_catalog(str(folder / "catalog")), store, NONE_ALLOWED, review=lambda _: True, run=run
    )
    assert report.is_complete


def _edit_outside(store: Path, model_id: str, **attributes: object) -> None:
    """Somebody edits a row on the platform's page."""
    for path in store.glob("*.json"):
        row: dict[str, Any] = json.loads(path.read_bytes())
        if row.get("modelId") == model_id:
            path.write_text(json.dumps({**row, **attributes, "updatedAt": "2026-10-07T10:00:00Z"}, indent=2) + "\n")
            return
    raise AssertionError(model_id)
