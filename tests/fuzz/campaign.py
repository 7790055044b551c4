"""Inputs by number: each is made from the seed and its number alone, so that one can be seen again."""

from __future__ import annotations

import traceback
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from tests.fuzz.kinds import KINDS

if TYPE_CHECKING:
    from tests.fuzz.prepare import Prepared


@dataclass
class Tally:
    """What became of the inputs of one kind."""

    inputs: int = 0
    faults: int = 0
    slowest: float = 0.0
    """Seconds of processor time of the slowest command."""


class Campaign:
    """Puts inputs into a world, one after the other."""

    def __init__(self, made: Prepared, seed: int, only: str | None = None) -> None:
        self._made = made
        self._seed = seed
        self._only = only
        self.tallies: dict[str, Tally] = {name: Tally() for name in KINDS if only in {None, name}}

    def _random(self, number: int) -> Random:
        return Random(f"{self._seed} {number}")  # noqa: S311  no secret hangs on it

    def kind_of(self, number: int) -> str:
        """The kind of the input of that number."""
        return self._chosen(self._random(number))

    def _chosen(self, random: Random) -> str:
        kind = random.choices([*KINDS], [share for _, share in KINDS.values()])[0]
        return self._only or kind

    def one(self, number: int) -> list[str]:
        """The faults that the input of that number finds."""
        random = self._random(number)
        name = self._chosen(random)
        tally = self.tallies[name]
        self._made.world.slowest = 0.0
        try:
            found = list(KINDS[name][0](random, self._made))
        except Exception:  # noqa: BLE001  whatever comes out of an input is a fault
            found = [traceback.format_exc()]
        self._made.world.restore()
        tally.inputs += 1
        tally.faults += bool(found)
        tally.slowest = max(tally.slowest, self._made.world.slowest)
        return found
