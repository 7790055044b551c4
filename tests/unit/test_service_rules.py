"""What the platform's page refuses, the service refuses as a ValueError, and nothing is written."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from schemas.managed_model import ModelDefinition
from syncer import ManagedModel, ManagedModelUpdate, service
from syncer import create_managed_model as create_model
from syncer import delete_managed_model as delete_model
from syncer import update_managed_model as update_model
from tests.stores.memory import MemoryStore
from tests.stores.shapes import admin_row, definition, random_id

if TYPE_CHECKING:
    from collections.abc import Mapping

PARAMS: Mapping[str, Any] = {"params": {"temperature": {"supported": True, "min": 2, "max": 1}}}
LONG: Mapping[str, Any] = {"params": {"max_tokens": {"supported": True, "max": 70_000}}}


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> MemoryStore:
    """A store with some models, which the service uses."""
    found = MemoryStore()
    rows = (
        admin_row("a", number=1), admin_row("off", number=2, enabled=False),
        admin_row("gone", number=3, status="retired"),
        admin_row("old", number=4, status="retired", replacedBy="a"), admin_row("boss", number=5, isDefault=True),
        admin_row("bad", number=6, supportedParams=dict(PARAMS), replacedBy="nothing"),
    )  # fmt: skip
    found.rows.update({row["id"]: row for row in rows})
    monkeypatch.setattr(service, "_opened", lambda *_: found)
    return found


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "an inactive default": ({"is_default": True, "status": "retired"}, "a model that is retired cannot be the default"),
    "itself": ({"replaced_by": "b"}, "replaced_by is the model itself"),
    "nobody": ({"replaced_by": "x"}, "no model has the modelId x"),
    "a disabled one": ({"replaced_by": "off"}, "off, which replaced_by names, must be active and enabled"),
    "a retired one": ({"replaced_by": "gone"}, "gone, which replaced_by names, must be active and enabled"),
    "bounds": ({"supported_params": PARAMS}, r"supported_params\.params\.temperature\.min: 2 is more than the max"),
    "more than can be put out": ({"supported_params": LONG}, "70000 is more than max_output_tokens, 64000"),
}


@pytest.mark.parametrize(("fields", "message"), REFUSED.values(), ids=REFUSED)
def test_what_is_refused(store: MemoryStore, fields: dict[str, Any], message: str) -> None:
    """The same in create and in update."""
    before = {key: dict(row) for key, row in store.rows.items()}
    with pytest.raises(ValueError, match=message):
        asyncio.run(create_model(definition("b", **fields)))
    key = "a" if fields.get("replaced_by") != "b" else "b"
    if key == "a":
        with pytest.raises(ValueError, match=message):
            asyncio.run(update_model("a", ManagedModelUpdate(**fields)))
    assert store.rows == before


@pytest.mark.parametrize(
    ("key", "fields", "message"),
    [
        ("boss", {"status": "deprecated"}, "deprecated cannot be the default"),
        ("gone", {"is_default": True}, "retired cannot be the default"),
        ("a", {"replaced_by": "a"}, "the model itself"),
    ],
)
def test_with_what_the_row_has(store: MemoryStore, key: str, fields: dict[str, Any], message: str) -> None:
    """An update is looked at together with the row."""
    with pytest.raises(ValueError, match=message):
        asyncio.run(update_model(key, ManagedModelUpdate(**fields)))
    assert store.commits == []


def test_what_is_not(store: MemoryStore) -> None:
    """What a row breaks already stops nothing else; what the page lets pass is written."""
    assert asyncio.run(update_model("bad", ManagedModelUpdate(enabled=False))) is not None
    assert asyncio.run(update_model("a", ManagedModelUpdate(enabled=False, status="deprecated"))) is not None
    made = asyncio.run(create_model(definition("b", status="retired", replaced_by="boss")))
    assert (made.replaced_by, len(store.rows)) == ("boss", 7)


def test_a_successor_is_not_deleted(store: MemoryStore) -> None:
    """Not while another row names it."""
    with pytest.raises(ValueError, match="old names a as its successor"):
        asyncio.run(delete_model("a"))
    assert random_id(1) in store.rows
    assert asyncio.run(delete_model("old"))
    assert asyncio.run(delete_model("a"))


def test_an_icon_is_stored_in_lower_case(store: MemoryStore) -> None:
    """As the platform does it; a model file says it exactly."""
    made: ManagedModel | None = asyncio.run(create_model(definition("b", icon_slug=" Claude ")))
    assert made is not None
    assert made.icon_slug == "claude"
    assert asyncio.run(update_model("a", ManagedModelUpdate(icon_slug="OpenAI"))) is not None
    assert {row.get("iconSlug") for row in store.rows.values()} == {None, "claude", "openai"}
    with pytest.raises(ValueError, match="icon_slug"):
        ModelDefinition(**{**definition("b").model_dump(exclude_none=True), "icon_slug": "Claude"})
