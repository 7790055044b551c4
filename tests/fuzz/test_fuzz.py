"""A bounded part of the fuzzer, the same inputs every time; and the fuzzer itself, which has to see what it seeks."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Final

import pytest

from syncer.load.read_file import check_model
from tests.fuzz.campaign import Campaign
from tests.fuzz.kinds import KINDS
from tests.fuzz.mutation import damaged, forged, json_text
from tests.fuzz.prepare import prepared
from tests.fuzz.slips import OTHERWISE, counts, judged
from tests.fuzz.world import Outcome, wrong_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.fuzz.prepare import Prepared

SEED: Final = 1
INPUTS: Final = 500
SLIPS: Final = 500
SECONDS: Final = 20.0
"""Of processor time for one command: far beyond what any takes, so that a slow machine is no fault."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prepared]:
    """A world for all of them."""
    with prepared(tmp_path_factory.mktemp("fuzz").resolve(), limit=SECONDS) as world:
        yield world


def test_no_input_finds_a_fault(made: Prepared) -> None:
    """No exit code 1, no traceback, no write by what may not write, nothing raw in the output, no long answer."""
    campaign = Campaign(made, SEED)
    faults = {number: found for number in range(INPUTS) if (found := campaign.one(number))}
    assert faults == {}
    assert all(tally.inputs for tally in campaign.tallies.values())


def test_no_slip_is_stored_as_something_nobody_meant() -> None:
    """A slip of the usual kinds in a model file is refused, warned of, or means the same."""
    verdicts = [judged(number) for number in range(SLIPS)]
    assert [(one.number, one.told) for one in verdicts if one.became == OTHERWISE] == []
    assert {became for one in counts(verdicts).values() for became in one} == {"refused", "warned of", "the same"}


def test_a_slip_that_slips_through_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without warnings, some would be stored as something else: the judge sees that."""
    monkeypatch.setattr("tests.fuzz.slips.check_model", lambda data: (check_model(data)[0], []))
    assert any(judged(number).became == OTHERWISE for number in range(200))


def test_a_number_is_an_input(made: Prepared) -> None:
    """The same seed and number choose the same kind and make the same damage; another seed another."""
    first, again, other = (Campaign(made, seed) for seed in (SEED, SEED, SEED + 1))
    kinds = [[one.kind_of(number) for number in range(300)] for one in (first, again, other)]
    assert kinds[0] == kinds[1] != kinds[2]
    assert set(kinds[0]) == set(KINDS)
    document = {"a": [1, {"b": None}], "c": "x"}
    for number in range(50):
        one, same = (Random(number) for _ in range(2))  # noqa: S311  no secret hangs on it
        assert damaged(one, b"a: 1\nb: [x]\n") == damaged(same, b"a: 1\nb: [x]\n")
        assert json_text(forged(one, document)) == json_text(forged(same, document))


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        (Outcome(0, "a\x1b[31mb", "", 0.1), "control character"),
        (Outcome(0, "", "a\u202eb", 0.1), "control character"),
        (Outcome(1, "", "error: unexpected KeyError: 'x'", 0.1), "something unexpected"),
        (Outcome(0, "", "Traceback (most recent call last):", 0.1), "traceback"),
        (Outcome(0, "::error::owned\n", "", 0.1), "command"),
        (Outcome(0, "x ##[error]owned\n", "", 0.1), "command"),
        (Outcome(0, "", "", 1.5), "1.5 s of processor time"),
        (Outcome(-1, "", "", 0.5), "processor time"),
    ],
)
def test_what_is_a_fault(outcome: Outcome, said: str) -> None:
    """Each thing that no input may make a command do is seen."""
    assert [said in fault for fault in wrong_in(outcome, limit=1.0, is_ci=False)] == [True]


def test_our_own_commands_are_no_fault() -> None:
    """In a CI a line may be a command, but not one of somebody else."""
    ours = "::error file=catalog/models/a.yaml,line=1::model_id: is missing\n::error::owned\n"
    found = list(wrong_in(Outcome(3, ours, "", 0.1), limit=1.0, is_ci=True))
    assert ["owned" in fault for fault in found] == [True]


def test_a_write_is_seen_and_put_back(made: Prepared, tmp_path: Path) -> None:
    """A command that writes where it may not is a fault, also when it writes what was there; then all is as before."""
    world, name = made.world, "catalog/models/new.yaml"
    before = {one: world.data(one) for one in world.names("")}
    world.write(name, world.data(name).replace(b"model_name: ", b"model_name:   "))
    assert list(world.faults("fmt", "--no-cache", name)) == [f"it wrote {name}, which it may not"]
    assert list(world.faults("fmt", "--no-cache", name, may_write=("catalog/",))) == []
    world.restore()
    assert {one: (world.folder / one).read_bytes() for one in world.looks()} == before
    assert tmp_path.exists()
