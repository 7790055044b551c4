"""Every folder beside this file is a case: a catalog, a live store, and the plan that lies between them.

`catalog/` and `live/` (absent: an empty store) are the input; `plan.txt`, `plan.json` and `exit` are what
`syncer plan --detailed-exitcode` has to answer. After a change that is meant:

    REWRITE_CASES=1 python -m pytest tests/cases && git diff tests/cases

writes what is answered now, to be read line by line before it is committed.
"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from jsonschema import Draft202012Validator

from syncer.cli import run

if TYPE_CHECKING:
    from collections.abc import Mapping

HERE: Final = Path(__file__).parent
CASES: Final = sorted(path.name for path in HERE.iterdir() if (path / "catalog").is_dir())
REWRITE: Final = bool(os.environ.get("REWRITE_CASES"))
SCHEMAS: Final = HERE.parent.parent / "schemas" / "json"
REFUSED: Final = 4


@pytest.fixture(params=CASES)
def case(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a case; a copy of its input is the working directory."""
    folder = HERE / str(request.param)
    for part in ("catalog", "live"):
        if (folder / part).exists():
            shutil.copytree(folder / part, tmp_path / part)
    for name in ("DYNAMODB_MANAGED_MODELS_TABLE_NAME", "SYNCER_TRACEBACK"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("MANAGED_MODELS_DIR", "live")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    return folder


def test_plan(case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The plan of a case, its JSON and its exit code are what the folder says, and planning writes nothing."""
    before = rows()
    code = run(["plan", "--detailed-exitcode", "--quiet"])
    text = capsys.readouterr().out
    json_code = run(["plan", "--detailed-exitcode", "--quiet", "--format", "json"])
    document = capsys.readouterr().out
    markdown_code = run(["plan", "--detailed-exitcode", "--quiet", "--format", "markdown"])
    assert code == json_code == markdown_code
    assert rows() == before
    validate("plan", document)
    compare(case / "plan.txt", text)
    compare(case / "plan.json", document)
    compare(case / "exit", f"{code}\n")


def test_sync(case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A sync does all of a plan, and the next plan is empty; a refused plan changes no row."""
    before = rows()
    refused = (case / "exit").read_text(encoding="utf-8") == f"{REFUSED}\n"
    code = run(["sync", "--yes", "--quiet", "--format", "json"])
    validate("report", capsys.readouterr().out)
    if refused:
        assert code == REFUSED
        assert rows() == before
        return
    assert code == 0
    assert run(["plan", "--detailed-exitcode", "--quiet"]) == 0
    assert "Nothing to do: " in capsys.readouterr().out
    settled = rows()
    assert run(["sync", "--yes", "--quiet"]) == 0
    assert rows() == settled


def rows() -> Mapping[str, bytes]:
    """Every row of the store, by file name."""
    return {path.name: path.read_bytes() for path in Path("live").glob("*.json")}


def validate(kind: str, document: str) -> None:
    """The document fulfils the published schema."""
    schema = json.loads((SCHEMAS / f"{kind}.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator(schema).validate(json.loads(document))


def compare(path: Path, found: str) -> None:
    """The file's whole text is what was found; with REWRITE_CASES it becomes so."""
    if REWRITE:
        path.write_text(found, encoding="utf-8")
    expected = path.read_text(encoding="utf-8") if path.exists() else None
    assert found == expected, f"{path} differs; see the top of tests/cases/test_cases.py"


def test_there_are_cases() -> None:
    """No case is lost because its folder lacks a part."""
    parts = ("plan.txt", "plan.json", "exit")
    incomplete = [name for name in CASES for part in parts if not (HERE / name / part).exists()]
    assert not incomplete
    assert len(CASES) >= 20
