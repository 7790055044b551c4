"""The commands that write files of a catalog, each with what it starts from; and what their faults leave."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from syncer.cli import run
from tests.e2e.driving import definition, rows, write_catalog, write_model
from tests.examples import examples
from tests.forked import forks
from tests.stores.raw import RawFiles
from tests.stores.shapes import admin_row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT: Final = Path(__file__).parent.parent.parent
Tree = dict[str, bytes]


class WritingCommand(NamedTuple):
    """A command, and the folder that it is run in."""

    name: str
    words: tuple[str, ...]
    start: Callable[[], None]
    """Makes the files that are there before, in the working directory."""
    at_once: bool
    """Whether an error or a signal leaves all of its files or none."""
    changes: int
    """How many files it writes or deletes."""

    @property
    def stride(self) -> int:
        """Not each call is let fail in every run of the tests, but in a thorough one."""
        return examples(9 if self.changes > 10 else 3, thorough=1)


def _untidy() -> None:
    write_catalog(["a"])
    assert run(["fmt", "--quiet"]) == 0
    for name in ("b", "c", "d"):
        text = definition(name).replace("model_id", "modelId")
        Path(f"catalog/models/{name}.yaml").write_text(text, encoding="utf-8")


def _edited() -> None:
    write_catalog(["a", "b", "c"])
    assert run(["sync", "--yes", "--quiet"]) == 0
    for name, data in rows().items():
        if b'"modelId": "a"' not in data:
            Path("managed_models", name).write_bytes(data.replace(b": 4096", b": 2048", 1))


def _applied() -> None:
    write_catalog(["a", "b", "c"])
    assert run(["sync", "--yes", "--quiet"]) == 0
    write_model("a", max_output_tokens=1024)
    write_model("d")
    Path("catalog/models/b.yaml").unlink()
    assert run(["sync", "--yes", "--quiet", "--allow-deletes", "1"]) == 0


def _rows() -> None:
    Path("managed_models").mkdir()
    store = RawFiles(Path("managed_models").absolute())
    for number, name in enumerate(("a", "b", "c")):
        store.put(admin_row(name, number=number))
    store.put(admin_row("d", number=3, providerName="Other"))


def _some_models() -> None:
    _rows()
    assert run(["import", "--name", "campus", "--select", "id=a", "--quiet"]) == 0


def _older_models() -> None:
    _rows()
    assert run(["import", "--name", "campus", "--quiet"]) == 0
    for path in Path("catalog/models").rglob("*.yaml"):
        path.write_text(f"# by hand\n{path.read_text(encoding='utf-8')}", encoding="utf-8")


def _nothing() -> None:
    Path("README.md").write_text("mine\n", encoding="utf-8")


COMMANDS: Final = (
    WritingCommand("fmt", ("fmt",), _untidy, at_once=False, changes=3),
    WritingCommand("propose", ("drift", "--propose"), _edited, at_once=False, changes=2),
    WritingCommand("revert", ("revert", "@", "--propose"), _applied, at_once=False, changes=3),
    WritingCommand("import", ("import", "--name", "campus"), _rows, at_once=True, changes=8),
    WritingCommand("import-more", ("import",), _some_models, at_once=True, changes=3),
    WritingCommand("import-anew", ("import", "--replace"), _older_models, at_once=True, changes=4),
    WritingCommand("init", ("init", "--name", "campus"), _nothing, at_once=True, changes=18),
    WritingCommand("init-folder", ("init", "new/folder", "--name", "campus"), _nothing, at_once=True, changes=19),
    WritingCommand("init-import", ("init", "--name", "campus", "--import"), _rows, at_once=True, changes=20),
)


class Outcome(NamedTuple):
    """What one run with a fault came to."""

    at: int
    folder: Path
    call: str
    code: int
    out: str
    err: str


class Trial(NamedTuple):
    """A command, the files before and after it, and the runs with a fault at each of its calls."""

    command: WritingCommand
    words: tuple[str, ...]
    before: Tree
    after: Tree
    outcomes: tuple[Outcome, ...]


def tree(folder: Path) -> Tree:
    """Every file below a folder but those of the store, hidden ones too."""
    found: Tree = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not name.startswith("managed_models/"):
            found[name] = path.read_bytes()
    return found


def try_out(command: WritingCommand, fault: str, place: Path, *, first: int = 1, step: int = 1) -> Trial:
    """Run the command with the fault at its calls of these numbers, and without."""
    template, whole = place / "template", place / "whole"
    template.mkdir()
    os.chdir(template)
    command.start()
    words = tuple(_apply_id() if word == "@" else word for word in command.words)
    subprocess.run(["cp", "-r", template, whole], check=True)
    os.chdir(whole)
    assert run(words) == 0
    os.chdir(place)
    given = (fault, str(first), str(step), str(template), str(place))
    subprocess.run([*forks().command("tests.e2e.faulty_calls"), *given, *words], check=True, stdin=subprocess.DEVNULL)
    before, after = tree(template), tree(whole)
    changed = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    assert len(changed) == command.changes
    return Trial(command, words, before, after, tuple(_outcomes(place)))


def _apply_id() -> str:
    heads = sorted(path.name for path in Path("managed_models/.syncer/history").iterdir())
    return heads[-1].removesuffix(".json")


def _outcomes(place: Path) -> Iterator[Outcome]:
    for path in sorted(place.glob("*.json"), key=lambda path: int(path.stem)):
        yield Outcome(int(path.stem), place / path.stem, *json.loads(path.read_text(encoding="utf-8")))
