"""A field is a row of the table and its declaration: three more in a copy of the product."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from tests.emulator import emulator as emulator  # noqa: PLC0414  a fixture
from tests.forked import Forks
from tests.stores.dynamodb_rows import Table, plain_client
from tests.stores.shapes import admin_row

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT: Final = Path(__file__).parent.parent.parent
ROWS: Final = """
    Attribute("sees_video", "seesVideo", "flag", default=False),
    Attribute("nickname", "nickname", "text", None),
    Attribute("labels", "labels", "names", []),
"""
DECLARATIONS: Final = """
    sees_video: bool = Field(default=False, description="Whether the model takes films.")
    nickname: Text | None = Field(None, description="What people call the model.")
    labels: list[Text] = Field(default=[], description="What the model is good at. A set.")
"""
GIVEN: Final = {"seesVideo": True, "nickname": "Nova", "labels": ["fast", "cheap"]}
DEFAULTS: Final = {"seesVideo": False, "labels": []}
LINES: Final = ["sees_video: true", "nickname: Nova", "labels: [fast, cheap]"]
NAMES: Final = ["sees_video", "nickname", "labels"]
MADE: Final = {
    "without": admin_row("without", number=1),
    "given": admin_row("given", number=2, **GIVEN),
    "defaults": admin_row("defaults", number=3, **DEFAULTS),
    "nulls": admin_row("nulls", number=4, **dict.fromkeys(GIVEN)),
}
"""Rows without the attributes, with values, with defaults, and with null for each."""
OURS: Final = {"managedBy", "lastApplied", "updatedAt"}


@pytest.fixture(scope="session")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The product with three more fields, its JSON Schemas made anew."""
    top = tmp_path_factory.mktemp("copy")
    for name in ("schemas", "syncer"):
        shutil.copytree(ROOT / name, top / name, ignore=shutil.ignore_patterns("__pycache__"))
    _insert(top / "schemas/attributes.py", ROWS, before='    Attribute("supported_params"')
    _insert(top / "schemas/model_fields.py", DECLARATIONS, before="\n    @model_validator")
    subprocess.run([sys.executable, "-m", "schemas"], cwd=top, env={"PYTHONPATH": str(top)}, check=True)
    return top


@pytest.fixture(scope="session")
def forks(copy: Path) -> Forks:
    """A process that has loaded the copy."""
    return Forks(copy)


def _insert(path: Path, lines: str, *, before: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(before) == 1
    path.write_text(text.replace(before, lines.removeprefix("\n") + before), encoding="utf-8")


class Directory:
    """A directory of JSON files."""

    def __init__(self, top: Path) -> None:
        self._folder = top / "managed_models"
        self.environment = {"MANAGED_MODELS_DIR": str(self._folder)}
        self._folder.mkdir()
        for row in MADE.values():
            (self._folder / f"{row['id']}.json").write_text(json.dumps(row))

    def rows(self) -> dict[str, dict[str, Any]]:
        """The rows by model id; null is what the file holds for an option that is absent."""
        found = [json.loads(path.read_text()) for path in self._folder.glob("*.json")]
        return {row["modelId"]: {name: value for name, value in row.items() if value is not None} for row in found}


class DynamoDB:
    """A table of DynamoDB Local."""

    def __init__(self, environment: Mapping[str, str], endpoint: str) -> None:
        self._table = Table(plain_client(endpoint), endpoint)
        self.environment = {**environment, "DYNAMODB_MANAGED_MODELS_TABLE_NAME": self._table.name}
        for row in MADE.values():
            self._table.put(row)

    def rows(self) -> dict[str, dict[str, Any]]:
        """The rows by model id, without nulls."""
        found = [row for record_id in self._table.ids() if (row := self._table.get(record_id))]
        return {row["modelId"]: {name: value for name, value in row.items() if value is not None} for row in found}


class Shell:
    """A folder in which the copy's commands are run, against one store."""

    def __init__(self, copy: Path, forks: Forks, top: Path, store: Directory | DynamoDB) -> None:
        self.folder, self.rows = top, store.rows
        self._syncer = forks.command()
        self._environment = {
            **{name: value for name, value in os.environ.items() if name in {"PATH", "SYSTEMROOT"}},
            **store.environment, "PYTHONPATH": str(copy), "XDG_CACHE_HOME": str(top / "cache"), "HOME": str(top),
        }  # fmt: skip

    def run(self, *words: str) -> str:
        """What `syncer` prints; it has to end well."""
        return self.call(*self._syncer, *words)

    def call(self, *command: str) -> str:
        """What a command prints; it has to end well."""
        done = subprocess.run(
            command, cwd=self.folder, env=self._environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def fields(self) -> dict[str, list[str]]:
        """What a plan changes: the fields by model."""
        plan = json.loads(self.run("plan", "--format", "json"))
        return {change["model_id"]: [field["field"] for field in change["fields"]] for change in plan["changes"]}

    def file(self, model_id: str) -> Path:
        """The model's file."""
        return next(path for path in self.folder.rglob("*.yaml") if f"model_id: {model_id}\n" in path.read_text())

    def sync(self, *words: str) -> None:
        """Sync, and plan nothing more."""
        self.run("sync", "--yes", *words)
        assert self.fields() == {}


@pytest.fixture(params=["directory", "dynamodb-local"])
def shell(copy: Path, forks: Forks, tmp_path: Path, request: pytest.FixtureRequest) -> Shell:
    """The copy's commands, with a catalog that was imported from rows of each kind."""
    if request.param == "directory":
        return Shell(copy, forks, tmp_path, Directory(tmp_path))
    found = request.getfixturevalue("emulator")
    return Shell(copy, forks, tmp_path, DynamoDB(found.environment, found.endpoint))


def _values(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in GIVEN if name in row}


def _theirs(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in OURS}


def test_rows_with_and_without_a_new_field(shell: Shell) -> None:
    """No default is written to a file, nothing but the mark to a row; a value goes into a row and out again."""
    before = shell.rows()
    shell.run("import", "--name", "c")
    for model_id in MADE:
        lines = shell.file(model_id).read_text().splitlines()
        said = [line for line in lines if line.partition(":")[0] in NAMES]
        assert said == (LINES if model_id == "given" else [])
    assert shell.fields() == {model_id: [] for model_id in MADE}
    shell.sync()
    after = shell.rows()
    assert {key: _theirs(row) for key, row in after.items()} == {key: _theirs(row) for key, row in before.items()}

    files = {model_id: shell.file(model_id) for model_id in ("nulls", "without")}
    texts = {model_id: path.read_text() for model_id, path in files.items()}
    for values, more in (GIVEN, [*LINES, ""]), (DEFAULTS, []):
        for model_id, path in files.items():
            path.write_text(texts[model_id] + "\n".join(more))
        assert shell.fields() == dict.fromkeys(files, NAMES)
        shell.sync()
        assert [_values(shell.rows()[model_id]) for model_id in files] == [values, values]


UPDATE: Final = """
import asyncio
from schemas import ManagedModelUpdate
from syncer import update_managed_model
def update(**values):
    return asyncio.run(update_managed_model("without", ManagedModelUpdate(**values)))
update(sees_video=True, nickname="Nova", labels=["fast"])
found = update(seesVideo=None, nickname=None, labels=None, enabled=False)
print(found.sees_video, found.nickname, found.labels, found.enabled)
"""


@pytest.mark.parametrize("shell", ["directory"], indirect=True)
def test_an_app_changes_a_new_field(shell: Shell, copy: Path) -> None:
    """The shape of an update has the new fields, and null leaves them alone."""
    (shell.folder / "update.py").write_text(UPDATE)
    assert shell.call(sys.executable, "-m", "update") == "True Nova ['fast'] False\n"
    schema = json.loads((copy / "schemas/json/managed_model_update.schema.json").read_text())
    assert {"seesVideo", "nickname", "labels"} <= schema["properties"].keys()


@pytest.mark.parametrize("shell", ["directory"], indirect=True)
def test_a_revert_brings_a_new_field_back(shell: Shell) -> None:
    """A deleted model comes back with its values, as row and as file; one without them gets no default."""
    shell.run("import", "--name", "c")
    shell.sync()
    before = shell.rows()
    texts = {model_id: shell.file(model_id).read_text() for model_id in ("given", "nulls")}
    for model_id in texts:
        shell.file(model_id).unlink()
    shell.sync("--allow-deletes", "2")
    applies = json.loads(shell.run("history", "--format", "json"))["applies"]
    shell.run("revert", applies[0]["apply_id"], "--propose", "--out", "undo.json")
    shell.run("apply", "undo.json")
    for model_id, text in texts.items():
        assert _values(shell.rows()[model_id]) == _values(before[model_id])
        assert shell.file(model_id).read_text() == text
    assert shell.fields() == {}
