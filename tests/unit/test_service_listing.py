"""Apps that ask for it may take a list that is some seconds old."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from schemas.managed_model import plain_fields
from syncer import (
    ManagedModelCreate,
    create_managed_model,
    delete_managed_model,
    list_all_managed_models,
    list_managed_models,
)
from syncer.serving.models import model_of
from syncer.stores.codec import judge, new_row
from syncer.stores.last_applied import Marks, marked_record
from tests.unit.schemas.test_plain import RIGHT

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The store of the app."""
    monkeypatch.delenv("DYNAMODB_MANAGED_MODELS_TABLE_NAME", raising=False)
    monkeypatch.setenv("MANAGED_MODELS_DIR", str(tmp_path))
    return tmp_path


def _create(model_id: str) -> str:
    definition = ManagedModelCreate.model_validate({**RIGHT, "model_id": model_id, "available_to_roles": ["staff"]})
    return asyncio.run(create_managed_model(definition)).id


def _listed(max_age: float) -> list[str]:
    return sorted(model.model_id for model in asyncio.run(list_all_managed_models(max_age=max_age)))


def test_without_an_age_every_call_reads(folder: Path) -> None:
    """A row that another writer removed is gone from the next list."""
    record_id = _create("a")
    assert _listed(0) == ["a"]
    (folder / f"{record_id}.json").unlink()
    assert _listed(0) == []


def test_an_old_list_is_taken_within_its_age(folder: Path) -> None:
    """Within `max_age` the list is the one that was read before; a shorter age reads anew."""
    record_id = _create("a")
    assert _listed(60) == ["a"]
    (folder / f"{record_id}.json").unlink()
    assert _listed(60) == ["a"]
    assert _listed(0) == []
    assert _listed(60) == []


def test_a_write_of_this_process_is_seen_at_once(folder: Path) -> None:
    """Creating and deleting through the service forgets the list."""
    assert folder.is_dir()
    assert _listed(60) == []
    record_id = _create("a")
    assert _listed(60) == ["a"]
    asyncio.run(delete_managed_model(record_id))
    assert _listed(60) == []


def test_what_an_app_does_to_its_list_stays_its_own(folder: Path) -> None:
    """A model that one caller changed is not changed for the next."""
    assert folder.is_dir()
    _create("a")
    first = asyncio.run(list_managed_models(["staff"], max_age=60))
    first[0].model_name = "changed"
    first[0].input_modalities.append("AUDIO")
    second = asyncio.run(list_managed_models(["staff"], max_age=60))
    assert (second[0].model_name, second[0].input_modalities) == ("GPT-4o", ["TEXT"])


def test_a_record_that_was_read_is_never_refused() -> None:
    """A table can hold roles as a set; what the record made of it is what the app gets."""
    row = {**new_row("1", plain_fields(ManagedModelCreate.model_validate(RIGHT)), now=datetime(2026, 1, 1, tzinfo=UTC))}
    verdict = judge(row)
    assert isinstance(verdict, list)
    odd = {**row, "availableToRoles": object(), "supportedParams": object()}
    assert model_of(marked_record(verdict, odd, Marks(None))).available_to_roles == []
