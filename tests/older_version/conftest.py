"""A working directory with a recorded catalog and one of its stores, as the version left them at a step."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from tests.e2e.conftest import emulator as emulator  # noqa: PLC0414  a fixture
from tests.e2e.conftest import place as place  # noqa: PLC0414  another
from tests.e2e.conftest import syncer as syncer  # noqa: PLC0414  another
from tests.older_version.places import FOLDER, Files, Items
from tests.older_version.recorded import parts_of, resealed, steps, versions

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.e2e.driving import Ran
    from tests.emulator import Emulator
    from tests.older_version.places import Place, State
    from tests.older_version.recorded import Step

STAMP = re.compile(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00")


class World(NamedTuple):
    """A catalog, one store, and the command line of today."""

    steps: tuple[Step, ...]
    target: str
    store: Place
    run: Callable[..., Ran]

    def step(self, name: str) -> Step:
        """The step whose name ends so."""
        return next(step for step in self.steps if step.name.endswith(name))

    def go_to(self, step: Step, state: State) -> None:
        """Put the catalog of the step in place, and this state of the store."""
        Files(Path("catalog")).put(step.catalog)
        self.store.put(state)

    def on_target(self, *words: str) -> Ran:
        """Run a command on the target."""
        return self.run(*words, "--target", self.target)

    def json(self, *words: str, exits: tuple[int, ...] = (0,)) -> Any:
        """The document that a command prints."""
        ran = self.on_target(*words, "--format", "json")
        assert ran.code in exits, ran
        return json.loads(ran.out)

    def plan_words(self, step: Step) -> tuple[str, ...]:
        """The command that makes the plan of the step."""
        if step.how != "revert":
            return ("plan", *step.options)
        return ("revert", step.document("reverted")["apply_id"])

    def now_and_here(self) -> dict[str, Any]:
        """The parts of a saved plan that bind it to a time and a store, as a plan has them that is made here, now."""
        first = self.steps[0]
        self.go_to(first, first.before)
        assert self.on_target("plan", "--out", "today.json").code == 0
        today = parts_of(Path("today.json").read_text(encoding="utf-8"))
        return {name: today[name] for name in ("made_at", "expires_at", "target")}

    def sealed(self, step: Step, parts: Mapping[str, Any]) -> str:
        """The file of the step's saved plan, with other parts and all else as it was saved."""
        Path("plan.json").write_text(resealed(step.saved_plan(), parts), encoding="utf-8")
        return "plan.json"

    def rows(self, state: State, before: State) -> dict[str, Any]:
        """The rows of a state, without the mark of the sync; a time that was not there before is any time."""
        return {
            name: _comparable(text, before.get(name, "")) for name, text in state.items() if self.store.is_row(name)
        }


def _comparable(text: str, before: str) -> Any:
    """The row without nulls, which are as good as absent in a file, and without the mark.

    The mark's form is the version's own affair; that it is read is seen by what the next plan says.
    """
    known = set(STAMP.findall(before))
    row = json.loads(STAMP.sub(lambda found: found[0] if found[0] in known else "any time", text))
    return {name: value for name, value in row.items() if value is not None and name != "lastApplied"}


@pytest.fixture(scope="session")
def table(emulator: Emulator) -> Items:
    """The table, made once for each process of the tests."""
    items = Items(emulator)
    items.create()
    return items


WORLDS = [
    pytest.param((version, target), id=f"{version.name}-{target}")
    for version in versions()
    for target in ("development", "production")
]
DIRECTORIES = [world for world in WORLDS if str(world.id).endswith("development")]


@pytest.fixture(params=WORLDS)
def world(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, syncer: Callable[..., Ran]) -> World:
    """The data of each version, on each kind of store."""
    version, target = request.param
    store: Place = Files(Path(FOLDER))
    if target == "production":
        store = request.getfixturevalue("table")
        for name, value in request.getfixturevalue("emulator").environment.items():
            monkeypatch.setenv(name, value)
    return World(steps(version, target), target, store, syncer)
