"""Files in a catalog's folder that belong to no catalog: `validate` names them, and nothing else does."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from syncer.cli import cli
from syncer.load.catalog import load_catalog
from syncer.load.stray_files import MOST_STRAYS, stray_files
from tests.unit.catalog_files import model, put, write_catalog

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def catalog(tmp_path: Path) -> Path:
    """A catalog with a model and a target."""
    put(tmp_path / "c" / "targets" / "test.yaml", "directory: {path: ../x}\n")
    write_catalog(tmp_path, {"a": model()})
    return tmp_path / "c"


def names(catalog: Path) -> list[str]:
    """What is named."""
    found = stray_files(str(catalog))
    assert {problem.severity for problem in found} <= {"warning"}
    return [os.path.relpath(problem.where, catalog) for problem in found]


def test_what_belongs_to_it_is_quiet(catalog: Path) -> None:
    """Its own files, hidden ones, notes, what an editor leaves, and folders for order."""
    for name in (".gitkeep", ".catalog.yaml.swp", "README", "README.md", "models/readme.txt", "models/notes.md",
                 "models/a.yaml~", "models/.x/HEAD", "models/b/.gitkeep", "targets/README.md"):  # fmt: skip
        put(catalog / name, "")
    (catalog / "models" / "empty").mkdir()
    assert names(catalog) == []


def test_what_does_not_is_named(catalog: Path) -> None:
    """A file beside the catalog's own ones or among them; a folder once."""
    for name in ("HEAD", "config", "objects/x", "refs/heads/main", "other.yaml", "models/b/x.json",
                 "models/a.yaml.orig", "targets/test.yaml.bak"):  # fmt: skip
        put(catalog / name, "")
    (catalog / "hooks").symlink_to("/")
    assert names(catalog) == [
        "HEAD", "config", "hooks", "objects", "other.yaml", "refs", "targets/test.yaml.bak", "models/a.yaml.orig",
        "models/b/x.json",
    ]  # fmt: skip


def test_what_is_a_problem_already_is_named_once(catalog: Path) -> None:
    """A file whose ending is another one of YAML, and a folder among the targets."""
    put(catalog / "models" / "b.yml", "")
    put(catalog / "targets" / "Other.YAML", "")
    (catalog / "targets" / "more").mkdir()
    assert names(catalog) == []


def test_the_top_of_a_repository(catalog: Path) -> None:
    """What stands beside a catalog that is a repository itself belongs to the repository."""
    put(catalog / ".git" / "HEAD", "")
    put(catalog / "pyproject.toml", "")
    put(catalog / "models" / "x.json", "")
    assert names(catalog) == ["models/x.json"]


def test_there_is_an_end(catalog: Path) -> None:
    """Of very many files the first are named; no folder, no answer."""
    for number in range(MOST_STRAYS + 5):
        put(catalog / f"x{number:03}", "")
    assert len(names(catalog)) == MOST_STRAYS + 1
    assert stray_files(str(catalog / "none")) == []


def test_only_validate_says_it(catalog: Path) -> None:
    """As a warning in each form, also of a catalog that is invalid; loading it for a plan looks at none."""
    put(catalog / "HEAD", "ref: refs/heads/main\n")
    for form in ("text", "json", "markdown", "github", "sarif"):
        done = CliRunner().invoke(cli, ["validate", "--no-cache", "--catalog", str(catalog), "--format", form])
        assert (done.return_value if done.return_value is not None else done.exit_code) == 0
        assert "belongs to no catalog" in done.output
    assert load_catalog(str(catalog)).warnings == ()
    put(catalog / "models" / "a.yaml", "x: 1\n")
    done = CliRunner().invoke(cli, ["validate", "--no-cache", "--catalog", str(catalog)])
    assert "belongs to no catalog" in done.output
