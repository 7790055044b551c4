"""The policies in `docs/iam/` allow the calls that the code makes, and no others."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from moto import mock_aws

from schemas.managed_model import ManagedModelCreate, plain_fields
from syncer.model.catalog import Catalog, CatalogEntry, Settings, Source
from syncer.plan.plan import build_plan
from syncer.stores.dynamodb.grants import read_grants
from syncer.stores.dynamodb.store import DynamoDBStore
from syncer.stores.dynamodb.table import create_table
from syncer.sync import operations
from syncer.sync.apply import Run, apply_plan
from tests.stores.test_history import writing
from tests.unit.schemas.test_plain import RIGHT

if TYPE_CHECKING:
    from collections.abc import Iterator

POLICIES = Path(__file__).parents[2] / "docs" / "iam"
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
RUN = Run(holder="a test", commit=None, lock_timeout=0, now=lambda: NOON, new_id=lambda: "00000000-0000-4000-8000-0")
IN_A_TRANSACTION = {
    "Put": "PutItem", "Update": "UpdateItem", "Delete": "DeleteItem", "ConditionCheck": "ConditionCheckItem",
}  # fmt: skip


class Watched:
    """A store whose calls are written down as the IAM actions that they need."""

    def __init__(self) -> None:
        self.actions: set[str] = set()
        self.store = DynamoDBStore("models", region="eu-west-1")
        create_table(self.store.calls)
        self.store.client.meta.events.register("provide-client-params.dynamodb", self._note)

    def _note(self, params: dict[str, Any], model: Any, **_: Any) -> None:
        if model.name == "TransactWriteItems":
            self.actions |= {IN_A_TRANSACTION[kind] for item in params["TransactItems"] for kind in item}
        else:
            self.actions.add(model.name)


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> Iterator[Watched]:
    """A watched store on an empty table."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.delenv("AWS_PROFILE", raising=False)
    monkeypatch.delenv("AWS_ENDPOINT_URL_DYNAMODB", raising=False)
    with mock_aws():
        made = Watched()
        yield made
        made.store.close()


def _catalog(**prices: float) -> Catalog:
    entries = []
    for model_id, price in sorted(prices.items()):
        definition = {**RIGHT, "model_id": model_id, "input_price_per_million_tokens": price}
        fields = plain_fields(ManagedModelCreate.model_validate(definition))
        entries.append(CatalogEntry(model_id, fields, Source(f"{model_id}.yaml", 1, {})))
    return Catalog(Settings("campus"), tuple(entries))


def _policy(name: str) -> set[str]:
    statements = json.loads((POLICIES / f"{name}.json").read_text(encoding="utf-8"))["Statement"]
    return {action.removeprefix("dynamodb:") for statement in statements for action in statement["Action"]}


def _plan(watched: Watched, catalog: Catalog) -> Any:
    return build_plan(catalog, watched.store.read(), target="a test")


def test_plan(watched: Watched) -> None:
    """Plans of an empty table and of a full one, a saved one and a look at the history make the calls of plan.json."""
    _plan(watched, _catalog(a=1))
    assert watched.store.history(model_id="a") == ()
    assert watched.store.history_body("1") is None
    assert watched.store.identity()["kind"] == "dynamodb"
    assert watched.actions == _policy("plan")
    apply_plan(_plan(watched, _catalog(a=1)), watched.store, RUN)
    watched.actions.clear()
    _plan(watched, _catalog(a=2))
    assert watched.actions <= _policy("plan")


def test_roles(watched: Watched) -> None:
    """A look at the table of roles makes the call of roles.json, and asks for the attributes that it names."""
    watched.actions.clear()
    asked: list[dict[str, Any]] = []
    watched.store.client.meta.events.register(
        "provide-client-params.dynamodb", lambda params, **_: asked.append(params)
    )
    read_grants(watched.store.calls)
    assert watched.actions == _policy("roles")
    (statement,) = json.loads((POLICIES / "roles.json").read_text(encoding="utf-8"))["Statement"]
    (allowed,) = statement["Condition"]["ForAllValues:StringEquals"].values()
    names = asked[0]["ExpressionAttributeNames"]
    whole = [part.strip().partition(".")[0] for part in asked[0]["ProjectionExpression"].split(",")]
    assert [names[part] for part in whole] == allowed


def test_sync(watched: Watched) -> None:
    """Syncs of more than one transaction, which keep a history and forget, make the calls of sync.json."""
    many = {f"m{number:03}": 1.0 for number in range(120)}
    apply_plan(_plan(watched, _catalog(**many)), watched.store, RUN)
    apply_plan(_plan(watched, _catalog(**{**many, "m000": 2.0, "m001": 2.0})), watched.store, RUN)
    del many["m119"]
    apply_plan(_plan(watched, _catalog(**many)), watched.store, RUN)
    assert _plan(watched, _catalog(**many)).is_empty
    watched.store.commit([], history=writing("1"))
    assert watched.store.forget(["1"]) == 1
    with watched.store.lock(holder="ann", timeout=0):
        found = watched.store.lock_holder()
        assert found is not None
        watched.store.unlock(found)
    assert watched.store.identity()["kind"] == "dynamodb"
    assert watched.actions == _policy("sync")


def test_apps(watched: Watched) -> None:
    """The six functions make the calls of app.json."""
    store = watched.store
    fields = plain_fields(ManagedModelCreate.model_validate({**RIGHT, "is_default": True}))
    operations.create_model(store, fields, now=NOON, new_id=RUN.new_id)
    operations.create_model(store, {**fields, "model_id": "b"}, now=NOON, new_id=RUN.new_id)
    operations.update_model(store, "gpt-4o", {"is_default": True}, now=NOON)
    assert [record.model_id for record in store.read().records if record.fields["is_default"]] == ["gpt-4o"]
    assert operations.delete_model(store, "b")
    assert watched.actions == _policy("app")
