"""`syncer init` in an empty directory, then its own README's steps."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from syncer.authoring.scaffold import NewRepository, github_files, repository_files
from tests.stores.raw import RawFiles
from tests.stores.shapes import admin_row
from tests.workflows.linters import actionlint, zizmor

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.e2e.driving import Ran
    from tests.emulator import Emulator

    Syncer = Callable[..., Ran]

ROOT = Path(__file__).parent.parent.parent


def steps(readme: str) -> list[list[str]]:
    """The commands of every `sh` block that are ours."""
    blocks = re.findall(r"```sh\n(.*?)```", readme, re.DOTALL)
    return [shlex.split(line)[1:] for block in blocks for line in block.splitlines() if line.startswith("syncer ")]


def test_the_steps_of_its_readme(syncer: Syncer) -> None:
    """A new repository passes its own validate and plan at once, and everything that its README says."""
    assert syncer("init", "--name", "my-models").code == 0
    typed = steps(Path("README.md").read_text(encoding="utf-8"))
    assert len(typed) >= 6
    for words in typed:
        ran = syncer(*words)
        assert ran.code == 0, (words, ran.err)
    assert syncer("plan", "--detailed-exitcode").code == 0
    assert syncer("fmt", "--check").code == 0
    assert syncer("init", "--name", "my-models").out.count("wrote") == 0


def test_from_a_table(syncer: Syncer, emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a table and --import the repository has its rows, and the plan adopts them without a changed field."""
    for name, value in emulator.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("DYNAMODB_MANAGED_MODELS_TABLE_NAME", "init-rows")
    assert syncer("table", "create").code == 0
    assert syncer("init", "first", "--name", "c").code == 0
    assert syncer("sync", "--yes", "--catalog", "first/catalog").code == 0
    monkeypatch.delenv("DYNAMODB_MANAGED_MODELS_TABLE_NAME")
    words = ("init", "second", "--name", "c", "--table", "init-rows", "--region", "eu-west-1", "--import")
    ran = syncer(*words, "--owner", "@o/t")
    assert ran.code == 0, ran.err
    owned = Path("second/.github/CODEOWNERS").read_text(encoding="utf-8").splitlines()[1:]
    assert owned == ["/catalog/ @o/t", "/.github/ @o/t", "/requirements.txt @o/t"]  # what runs with a role, too
    monkeypatch.chdir("second")
    ran = syncer("plan", "--target", "production", "--format", "json")
    assert json.loads(ran.out)["summary"]["unchanged"] == 3
    for step in steps(Path("README.md").read_text(encoding="utf-8")):
        assert syncer(*step).code == 0, step


def test_an_import_of_rows_that_are_nobodys(syncer: Syncer) -> None:
    """Rows of the page become files; one that no file can say is named; a store without rows is an error."""
    ran = syncer("init", "--name", "c", "--import")
    assert ran.code == 64
    assert "leave --import out" in ran.err
    assert list(Path().iterdir()) == []
    Path("managed_models").mkdir()
    store = RawFiles(Path("managed_models").absolute())
    store.put(admin_row("gpt-4o", number=1))
    store.put(admin_row("twice", number=2))
    store.put(admin_row("twice", number=3))
    ran = syncer("init", "--name", "c", "--import")
    assert (ran.code, ran.err.count("not imported: twice")) == (0, 2)
    assert [path.name for path in Path("catalog/models").rglob("*.yaml")] == ["gpt-4o.yaml"]
    assert syncer("validate").code == 0


def test_what_is_there_stays(syncer: Syncer) -> None:
    """A file that is in the way stops it before anything is written; a README is kept."""
    Path("README.md").write_text("mine")
    Path("catalog").mkdir()
    Path("catalog/catalog.yaml").write_text("name: other\n")
    ran = syncer("init", "--name", "c")
    assert ran.code == 64
    assert "catalog/catalog.yaml exists already; nothing was written" in ran.err
    assert not Path(".github").exists()
    Path("catalog/catalog.yaml").unlink()
    ran = syncer("init", "--name", "c")
    assert (ran.code, Path("README.md").read_text()) == (0, "mine")
    assert "kept as they are: README.md" in ran.err


def test_what_is_kept_and_what_is_said(syncer: Syncer) -> None:
    """--replace leaves a README alone, too; a folder inside a repository, and an owner that is none, are told."""
    subprocess.run(["git", "init", "--quiet"], check=True)
    Path("README.md").write_text("mine")
    assert syncer("init", "--name", "c", "--replace").code == 0
    assert syncer("init", "--name", "c", "--replace").code == 0
    assert Path("README.md").read_text() == "mine"
    assert "GitHub looks for .github in" in syncer("init", "inside", "--name", "c").err
    for owner in ("org/team", "nobody at all"):
        assert syncer("init", "x", "--name", "c", "--owner", owner).code == 64


def test_a_store_of_another_catalog(syncer: Syncer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows that another catalog manages are not imported, and its name is told."""
    assert syncer("init", "--name", "one").code == 0
    assert syncer("sync", "--yes").code == 0
    monkeypatch.setenv("MANAGED_MODELS_DIR", "managed_models")
    ran = syncer("init", "two", "--name", "two", "--import")
    assert ran.code == 64
    assert ran.err.endswith("the catalog one manages its rows; pass --name one to take it over\n")


def test_model_files_that_are_there_slip_into_no_catalog(syncer: Syncer) -> None:
    """Models of an older try become no part of a catalog of the store's rows; with catalog.yaml they are the user's."""
    Path("managed_models").mkdir()
    RawFiles(Path("managed_models").absolute()).put(admin_row("gpt-4o", number=1))
    assert syncer("init", "--name", "c").code == 0
    before = {path: path.read_bytes() for path in Path().rglob("*") if path.is_file()}
    ran = syncer("init", "--name", "c", "--import", "--replace")
    assert ran.code == 64
    assert "no part of the catalog that is to be made: ./catalog/models/amazon/us.amazon.nova-pro-v1-0.yaml" in ran.err
    assert {path: path.read_bytes() for path in Path().rglob("*") if path.is_file()} == before
    Path("catalog/models/mine.yaml").write_text(Path("catalog/models/openai/gpt-5-mini.yaml").read_text())
    assert syncer("init", "--name", "c").code == 0
    Path("catalog/catalog.yaml").unlink()
    assert "no part of the catalog that is to be made: ./catalog/models/mine.yaml" in syncer("init", "--name", "c").err


def test_rows_of_another_catalog_are_named(syncer: Syncer) -> None:
    """Rows that another catalog manages are not imported, and that is said, with the control characters of no id."""
    Path("managed_models").mkdir()
    store = RawFiles(Path("managed_models").absolute())
    store.put(admin_row("gpt-4o", number=1))
    store.put({**admin_row("theirs\x1b[2J", number=2), "managedBy": "other"})
    ran = syncer("init", "--name", "c", "--import")
    assert ran.code == 0
    assert "not imported: rows that another catalog than c manages: theirs\\x1b[2J\n" in ran.err


@pytest.mark.parametrize("owner", ["organisation/team", "@a\n* @b", "@a,@b", "@a # x", "@"])
def test_an_owner_that_is_none(syncer: Syncer, owner: str) -> None:
    """GitHub passes over a line of CODEOWNERS that it does not understand, so such an owner is refused."""
    ran = syncer("init", "--name", "c", "--owner", owner)
    assert (ran.code, list(Path().iterdir())) == (64, [])
    assert "is none that GitHub takes" in ran.err


def test_owners(syncer: Syncer) -> None:
    """There can be several, and an address of mail is one."""
    assert syncer("init", "--name", "c", "--owner", "@o/team me@example.org").code == 0
    assert "/catalog/ @o/team me@example.org\n" in Path(".github/CODEOWNERS").read_text(encoding="utf-8")


def test_names(syncer: Syncer) -> None:
    """The name is that of the folder, made one that a catalog can have; a bad one is refused."""
    ran = syncer("init", "My Models!")
    assert ran.code == 0
    assert "\n  cd 'My Models!'\n" in ran.out
    assert "name: my-models-\n" in Path("My Models!/catalog/catalog.yaml").read_text(encoding="utf-8")
    assert syncer("init", "x", "--name", "Not ok").code == 64
    assert syncer("init", "x", "--region", "eu-west-1").code == 64


def test_its_workflows_are_those_of_this_repository() -> None:
    """This repository runs the very files that it gives to others, but for how the tool is installed."""
    if not (ROOT / ".github").is_dir():
        pytest.skip("the workflows are not part of a source distribution")
    for path, text in github_files(pip=".", action_pip="", pages=True).items():
        assert (ROOT / path).read_text(encoding="utf-8") == text, path


def test_its_workflows_pass_the_linters(syncer: Syncer, place: Path) -> None:
    """Both linters find nothing in a new repository. It publishes a page only where that was asked for."""
    assert syncer("init", "--name", "c").code == 0
    assert not (place / ".github/workflows/pages.yml").exists()
    assert "Pages" not in (place / "README.md").read_text(encoding="utf-8")
    assert syncer("init", "--name", "c", "--replace", "--pages").code == 0
    assert (place / ".github/workflows/pages.yml").is_file()
    (place / ".git").mkdir()
    workflows = sorted((place / ".github/workflows").glob("*.yml"))
    assert actionlint(workflows) == ()
    assert zizmor([*workflows, place / ".github/actions/plan/action.yml"]) == ()


def test_no_placeholder_is_left() -> None:
    """Every placeholder of the templates is filled."""
    for choice in (
        NewRepository("c"),
        NewRepository("c", "t", "eu-west-1", "@o/t", has_models=False, has_pages=True),
    ):
        for path, text in repository_files(choice).items():
            assert not re.search(r"@[A-Z_]{3,}@", text), path
