"""A third kind of store, by a folder and a line: every command works on it, and none knows which kind it is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from schemas.attributes import STORES
from syncer.stores.open import KINDS
from tests.e2e.driving import write_catalog
from tests.stores.toy import TOY

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.e2e.driving import Ran

    Syncer = Callable[..., Ran]


@pytest.fixture(autouse=True)
def toy(monkeypatch: pytest.MonkeyPatch) -> None:
    """The line; and the environment names a store of that kind."""
    monkeypatch.setitem(KINDS, "toy", TOY)
    monkeypatch.setenv("TOY_MODELS_FILE", "toy.json")


def test_a_sync_of_it(syncer: Syncer) -> None:
    """Plan, sync and history, and then nothing is left to do."""
    write_catalog(["a", "b"])
    ran = syncer("plan", "--detailed-exitcode")
    assert ran.code == 2
    assert f"store: toy {Path('toy.json').absolute()} (TOY_MODELS_FILE is set)" in ran.err
    assert syncer("sync", "--yes").code == 0
    assert syncer("plan", "--detailed-exitcode").code == 0
    assert "2" in syncer("history").out
    assert not Path("managed_models").exists()


def test_a_saved_plan_finds_it_again(syncer: Syncer, monkeypatch: pytest.MonkeyPatch) -> None:
    """A plan names its store; applying it needs no other word of where that is."""
    write_catalog(["a"])
    assert syncer("plan", "--out", "plan.json").code == 0
    monkeypatch.delenv("TOY_MODELS_FILE")
    assert syncer("apply", "plan.json").code == 0
    assert '"modelId": "a"' in Path("toy.json").read_text(encoding="utf-8")


def test_the_doctor_asks_it(syncer: Syncer) -> None:
    """What can be checked of a store, the store says itself."""
    write_catalog(["a"])
    ran = syncer("doctor")
    assert ran.code == 0
    assert ran.out.endswith(f"ok   file: {Path('toy.json').absolute()} is made by the first sync\n")


@pytest.mark.parametrize("command", [["unlock"], ["table", "check"], ["table", "create"]], ids=" ".join)
def test_what_is_for_tables_is_refused(syncer: Syncer, command: list[str]) -> None:
    """A store without a table says so, by the name of its kind."""
    write_catalog(["a"])
    ran = syncer(*command)
    assert ran.code == 64
    assert "this is for a DynamoDB table, but the store is a toy; pass --target" in ran.err


def test_settings_name_the_kinds_that_there_are() -> None:
    """What `catalog.yaml` can name, can be opened; the settings of each kind are those of its schema."""
    from schemas.settings import TargetDefinition

    known = {name: kind.settings for name, kind in KINDS.items() if name != "toy"}
    schema = TargetDefinition.model_json_schema()["$defs"]
    named = {"directory": "DirectorySettings", "dynamodb": "DynamoDBSettings"}
    assert set(STORES) == set(known)
    assert {name: tuple(schema[named[name]]["properties"]) for name in STORES} == known
