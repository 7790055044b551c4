"""The recorded data of one version and one store: its state at each step, and what that version printed."""

from __future__ import annotations

import json
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from tests.older_version.places import State, texts_below, with_changes

if TYPE_CHECKING:
    from collections.abc import Mapping

HERE: Final = Path(__file__).parent
SEAL: Final = ',\n"checksum": "'


class Step(NamedTuple):
    """A recorded step. The states are those before and after what was applied."""

    folder: Path
    name: str
    how: str
    options: tuple[str, ...]
    exit: int
    """Of `plan` or `revert`."""
    catalog: State
    before: State
    after: State

    def document(self, name: str) -> Any:
        """A JSON document that the version printed. Raises FileNotFoundError when there is none."""
        return json.loads((self.folder / f"{name}.json").read_text(encoding="utf-8"))

    def saved_plan(self) -> str:
        """The text of the saved plan."""
        return (self.folder / "saved.json").read_text(encoding="utf-8")


@cache
def versions() -> tuple[Path, ...]:
    """The folder of each version, whose data is here."""
    return tuple(sorted(HERE.glob("made_by_*")))


@cache
def steps(version: Path, target: str) -> tuple[Step, ...]:
    """What happened to one store, in order."""
    found: list[Step] = []
    catalog: State = {}
    state: State = {}
    for said in json.loads((version / "made.json").read_text(encoding="utf-8"))["steps"]:
        folder = version / said["name"] / target
        catalog = with_changes(catalog, texts_below(version / said["name"] / "catalog"))
        before = with_changes(state, texts_below(folder / "before"))
        state = with_changes(before, texts_below(folder / "after"))
        found.append(
            Step(
                folder, said["name"], said["how"], tuple(said["options"]), said["exits"][target], catalog, before, state
            )
        )
    return tuple(found)


def parts_of(plan: str) -> dict[str, Any]:
    """A saved plan by its parts."""
    parts: dict[str, Any] = json.loads(plan)
    return parts


def resealed(plan: str, parts: Mapping[str, Any]) -> str:
    """A saved plan with other parts, and the checksum that it would have had with them.

    So a plan that was made elsewhere, long ago, becomes one for the store of a test, today.
    """
    lines = plan.rpartition(SEAL)[0].split(",\n")
    for number, line in enumerate(lines):
        name = line.partition(": ")[0].lstrip("{").strip('"')
        if name in parts:
            lines[number] = f'"{name}": {json.dumps(parts[name], separators=(",", ":"))}'
    body = ",\n".join(lines)
    return f'{body}{SEAL}{sha256(body.encode()).hexdigest()}"}}\n'
