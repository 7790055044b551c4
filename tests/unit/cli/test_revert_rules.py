"""`syncer revert` keeps the rules of the lifecycle: the exit code, the way out, and what it says to do instead."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from syncer.cli import run as cli
from tests.unit.catalog_files import model, write_catalog

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("platform", ["lifecycle", "any", "older"])
def test_a_revert_that_takes_a_successor_away(
    platform: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It ends with 4 and saves nothing, until the option says that it is meant; a delete's hint is the platform's."""
    live, undo = tmp_path / "live", tmp_path / "undo.json"
    monkeypatch.setenv("MANAGED_MODELS_DIR", str(live))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    for text in ("enabled: false\n", "enabled: true\n"):
        folder = write_catalog(tmp_path, {"new": model(text, model_id="new"), "a": model(model_id="a")})
        (tmp_path / "c/catalog.yaml").write_text(f"name: campus\nplatform: {platform}\n")
        assert cli(["sync", "--yes", "--quiet", "--catalog", folder]) == 0
    row = json.loads(next(path for path in live.glob("*.json") if '"new"' in path.read_text()).read_text())
    late = {**row, "id": "late", "modelId": "late", "status": "retired", "replacedBy": "new", "managedBy": None}
    (live / "late.json").write_text(json.dumps(late))
    capsys.readouterr()
    assert cli(["history", "--format", "json", "--catalog", folder]) == 0
    last, first = (one["apply_id"] for one in json.loads(capsys.readouterr().out)["applies"])
    words = ["revert", last, "--out", str(undo), "--catalog", folder]
    assert cli(words) == 4
    assert "new would be disabled, and late (unmanaged) names it as its successor" in capsys.readouterr().out
    assert not undo.exists()
    assert cli([*words, "--allow-lost-successor", "new"]) == 0
    assert cli(["apply", str(undo), "--catalog", folder]) == 0
    capsys.readouterr()
    assert cli(["revert", first, "--overwrite", "new", "--catalog", folder]) == 4
    told = capsys.readouterr().out
    assert "deleted-successor" in told or "new would be deleted" in told
    assert ("Disabling first" in told, "etiring (`status: retired`" in told) == {
        "lifecycle": (False, True), "any": (True, True), "older": (True, False)
    }[platform]  # fmt: skip
    settings = json.loads(next(live.glob(".syncer/*campus*")).read_text())["settings"]
    assert settings["name"] == "campus"
