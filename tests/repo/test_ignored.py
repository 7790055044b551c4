"""What the commands write beside a catalog, Git does not take up by `git add`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from syncer.authoring.scaffold import NewRepository, repository_files
from tests.e2e.driving import all_commands
from tests.unit.git_repositories import git, repository

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT: Final = Path(__file__).parent.parent.parent
_WRITTEN: Final = re.compile(r"syncer [^`\n]*--(?:out|output|report-dir) ([a-z][\w.-]*/?)(?=[\s`]|$)", re.MULTILINE)
_FOLDERS: Final = ("report", "site/")


def written_files() -> set[str]:
    """The files that a command writes where nobody says another name, and those of the examples."""
    return {*_defaults(), *_of_examples()}


def _defaults() -> Iterator[str]:
    for command in all_commands().values():
        yield from (str(one.default) for one in command.params if one.name == "out" and isinstance(one.default, str))


def _of_examples() -> Iterator[str]:
    texts = [path.read_text("utf-8") for path in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))]
    texts += [path.read_text("utf-8") for path in sorted((ROOT / ".github/workflows").glob("*.yml"))]
    texts += [command.epilog or "" for command in all_commands().values()]
    for name in _WRITTEN.findall("\n".join(texts)):
        yield f"{name.rstrip('/')}/plan.html" if name in _FOLDERS else name


@pytest.mark.parametrize("made", ["init", "this one"])
def test_what_commands_write_is_no_part_of_the_repository(tmp_path: Path, made: str) -> None:
    """In a repository that `init` makes, and in this one."""
    ours = (ROOT / ".gitignore").read_text("utf-8")
    files = repository_files(NewRepository("c")) if made == "init" else {".gitignore": ours, "docs/page.html": ""}
    written = written_files()
    assert {"catalog.html", "drift.md", "plan.json", "undo.json", "plan.html", "report/plan.html"} <= written
    folder = repository(tmp_path / "new")
    for name, text in (*files.items(), *dict.fromkeys(written, "x").items()):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    git(folder, "add", "--all")
    assert {*git(folder, "ls-files").splitlines()} == {*files}
