"""A table that answers with what an input says, and what is done to it: no network, no boto3 client."""

from __future__ import annotations

import json
from base64 import b64encode
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final

from syncer.errors import StoreError, SyncerError
from syncer.plan.drift import find_drift
from syncer.plan.guards.check import NONE_ALLOWED
from syncer.plan.inventory import read_inventory
from syncer.render.drift import render_drift
from syncer.render.plan import render_plan
from syncer.render.text.history import heads_text
from syncer.render.text.values import safe, spoken
from syncer.stores.dynamodb.answers import is_answer
from syncer.stores.dynamodb.chunks import packed
from syncer.stores.dynamodb.items import new_item, to_value
from syncer.stores.dynamodb.store import DynamoDBStore
from syncer.sync.history import read_apply
from syncer.sync.planning import plan_catalog

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from syncer.model.catalog import Catalog

APPLY: Final = "20260131T120000000000Z-1f2e3d4c"
"""The id of the one entry of the history."""


class TableOfInput:
    """What boto3's client is to a store: it answers reads with the items that it was given."""

    def __init__(self, items: list[Any]) -> None:
        self._items = items
        self.meta = SimpleNamespace(
            region_name="eu-central-1", endpoint_url="https://dynamodb.eu-central-1.amazonaws.com"
        )

    def scan(self, **asked: Any) -> Any:
        """Every row, in the first segment."""
        rows = [item for item in self._items if _begins(item, "MODEL#")]
        return _checked("Scan", {"Items": rows if asked["Segment"] == 0 else []})

    def query(self, **asked: Any) -> Any:
        """The items of a partition."""
        wanted = next(iter(asked["ExpressionAttributeValues"].values()))
        return _checked("Query", {"Items": [item for item in self._items if _key(item, "PK") == wanted]})

    def get_item(self, **asked: Any) -> Any:
        """The item of a key."""
        found = [item for item in self._items if all(_key(item, name) == value for name, value in asked["Key"].items())]
        return _checked("GetItem", {"Item": found[0]} if found else {})


def _key(item: Any, name: str) -> Any:
    return item.get(name) if isinstance(item, dict) else None


def _begins(item: Any, beginning: str) -> bool:
    key = _key(item, "PK")
    return isinstance(key, dict) and str(key.get("S")).startswith(beginning)


def _checked(operation: str, answer: dict[str, Any]) -> dict[str, Any]:
    """The answer, where the client's own look at it lets it pass."""
    if not is_answer(operation, answer):
        raise StoreError(f"the answer is not one to {operation}")
    return answer


def items_of(rows: list[Mapping[str, Any]], *, body: bytes, inventory: bytes, catalog: str) -> list[dict[str, Any]]:
    """A table with these rows, one entry of the history, an inventory and a lock, as JSON has binary values."""
    lock = {name: to_value(f"{name} of somebody") for name in ("holder", "since", "until", "run")}
    found: list[dict[str, Any]] = [_as_json(new_item(str(row["id"]), row)) for row in rows]
    found.append({**_at("SYNCER#LOCK", "SYNCER#LOCK"), **lock})
    head = {"head": to_value({"state": "applied", "at": "2026-01-31T12:00:00+00:00", "by": "ann", "create": 1})}
    found += _kept("SYNCER#HISTORY", APPLY, f"SYNCER#HISTORY#{APPLY}", body, head)
    return found + _kept(f"SYNCER#INVENTORY#{catalog}", "HEAD", f"SYNCER#INVENTORY#{catalog}", inventory, {})


def _as_json(item: Any) -> Any:
    return json.loads(json.dumps(item, default=lambda data: b64encode(data).decode()))


def _at(partition: str, sort: str) -> dict[str, Any]:
    return {"PK": {"S": partition}, "SK": {"S": sort}}


def _kept(head: str, sort: str, parts: str, data: bytes, more: dict[str, Any]) -> list[dict[str, Any]]:
    made = packed(data)
    pieces = [{**_at(parts, f"PART#{made.digest}#{number:04}"), "content": {"B": b64encode(part).decode()}}
              for number, part in enumerate(made.parts)]  # fmt: skip
    return [{**_at(head, sort), **more, **made.named()}, *pieces]


def looks(items: list[Any], catalog: Catalog) -> str:
    """All that is read of a table, as text. A SyncerError is an answer, too."""
    store = DynamoDBStore("models", region="eu-central-1")
    store.calls._made = TableOfInput(items)
    said = [_said(look, store, catalog) for look in (_plan, _drift, _history, _apply, _lock)]
    return "\n".join(said)


def _said(look: Callable[[DynamoDBStore, Catalog], str], store: DynamoDBStore, catalog: Catalog) -> str:
    try:
        return look(store, catalog)
    except SyncerError as error:
        return "" if error.exit_code != 1 else f"exit code 1: {spoken(safe(str(error)))}"


def _plan(store: DynamoDBStore, catalog: Catalog) -> str:
    plan = plan_catalog(lambda: catalog, store, NONE_ALLOWED)
    return "".join(render_plan(plan, form, unmanaged=True) for form in ("text", "markdown", "json"))


def _drift(store: DynamoDBStore, catalog: Catalog) -> str:
    inventory = read_inventory(store.recall(catalog.settings.name))
    drift = find_drift(store.read(), catalog.settings, inventory, target=store.address)
    return render_drift(drift, "text", ()) + render_drift(drift, "markdown", ())


def _history(store: DynamoDBStore, _: Catalog) -> str:
    return heads_text([(head.apply_id, head.head) for head in store.history()], "text")


def _apply(store: DynamoDBStore, _: Catalog) -> str:
    return str(read_apply(APPLY, store.history_body(APPLY)) is None)


def _lock(store: DynamoDBStore, _: Catalog) -> str:
    return spoken(safe(str(store.lock_holder())))
