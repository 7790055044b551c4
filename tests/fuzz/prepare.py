"""The world that inputs are put into: three models of the shipped catalog, a store with a past, saved plans."""

from __future__ import annotations

import json
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from syncer.cli.applies import require_apply
from syncer.load.catalog import load_catalog
from syncer.plan.guards.check import Allowances
from syncer.saved.file import Provenance, saved_bytes
from syncer.stores.directory.store import DirectoryStore
from syncer.sync.pipeline import sync_catalog
from syncer.sync.planning import plan_catalog
from syncer.sync.revert import plan_revert
from tests.fuzz.world import ROOT, World, copied, inside
from tests.stores.shapes import NOON, admin_row, newer_row, no_model, run

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from syncer.model.catalog import Catalog
    from syncer.plan.plan import Plan
    from syncer.stores.base import Store
    from syncer.sync.apply import Run

_MODELS = (
    "anthropic/us.anthropic.claude-sonnet-4-6.yaml", "meta/us.meta.llama3-2-11b-instruct-v1-0.yaml",
    "google/gemini-2.5-pro.yaml",
)  # fmt: skip
_SETTINGS = """
policies:
  default: git
  fields: {enabled: live}
  models: {gemini-2.5-pro: {default: fail}}
history: {keep_days: 30}
targets:
  test:
    directory: {path: ../managed_models}
    only: [{provider: bedrock}, {id: "gemini*"}]
    except: [{maker: Meta}]
    overrides:
    - match: {id: "us.*"}
      set: {enabled: false}
    guards: {max_deletes: 3}
"""
_TARGET = """dynamodb: {table: models, region: eu-central-1}
overrides:
- match: {provider: bedrock}
  set: {max_output_tokens: 1000}
"""
_TEXT = """Adds a model.

<!-- a hint -->
syncer: --allow-deletes 1
`syncer: --allow-default "gemini-2.5-pro"`
"""


_ALLOWED: Final = Allowances(deletes=frozenset({1}))
_ORIGIN: Final = Provenance("ann", NOON, NOON + timedelta(days=36_500), "0.1.0", "c0ffee", True, "hash")


class Prepared(NamedTuple):
    """The world, and what of it is put into a table."""

    world: World
    catalog: Catalog
    model_id: str
    rows: list[Mapping[str, Any]]
    body: bytes
    """Of an entry of the history."""
    inventory: bytes


@contextmanager
def prepared(folder: Path, *, limit: float) -> Iterator[Prepared]:
    """Make it in the folder, which is the working directory as long as it lasts. `limit` is that of a `World`."""
    with inside(folder):
        yield _made(folder, limit)


def _made(folder: Path, limit: float) -> Prepared:
    world = World(folder, limit=limit)
    for name in _MODELS:
        copied(ROOT / "catalog/models" / name, folder / "catalog/models" / name)
    settings = (
        (ROOT / "catalog/catalog.yaml").read_bytes().replace(b"max_delete_percent: 30", b"max_delete_percent: 90")
    )
    world.write("catalog/catalog.yaml", settings + _SETTINGS.encode())
    world.write("catalog/targets/other.yaml", _TARGET.encode())
    world.write("text.md", _TEXT.encode())
    world.write("outside", b"nobody may write this")
    store, first = DirectoryStore(Path("managed_models")), run(holder="ann")
    _sync(store, first)
    _meanwhile(world)
    _sync(store, first._replace(now=lambda: NOON + timedelta(hours=1)))
    _edit(world)
    for name, plan in (("plan1.json", _planned(store)), ("plan2.json", _reverted(store))):
        world.write(name, saved_bytes(plan, _ORIGIN, store.identity()))
    world.keep()
    return _with_table(world, store)


def _sync(store: Store, by: Run) -> None:
    """What a person does with --yes."""
    report = sync_catalog(lambda: load_catalog("catalog"), store, _ALLOWED, review=lambda _: True, run=by)
    assert report.is_complete


def _meanwhile(world: World) -> None:
    """Rows of other writers, and a changed definition."""
    for row in (admin_row("gpt-4o"), newer_row("nova"), no_model()):
        world.write(f"managed_models/{row['id']}.json", json.dumps(row, indent=2).encode())
    path = world.folder / "catalog/models" / _MODELS[0]
    path.write_text(path.read_text().replace("max_output_tokens: ", "max_output_tokens: 1"))


def _planned(store: Store) -> Plan:
    plan = plan_catalog(lambda: load_catalog("catalog"), store, _ALLOWED)
    assert plan.exit_code == 0
    assert {change.action for change in plan.changes} == {"create", "adopt", "update", "delete"}
    return plan


def _reverted(store: Store) -> Plan:
    """The first apply taken back, whatever has moved since."""
    apply_id = store.history()[-1].apply_id
    names = frozenset(record.model_id for record in store.read().records)
    plan = plan_revert(require_apply(store, apply_id), store.read(), target=store.address,
                       allowances=_ALLOWED._replace(overwrite=names))  # fmt: skip
    assert plan.changes
    return plan


def _edit(world: World) -> None:
    """What a plan then has to do: a create, an update, a delete, an adoption, and an edit of somebody else."""
    folder = world.folder / "catalog/models"
    text = (folder / _MODELS[0]).read_text()
    (folder / _MODELS[0]).write_text(text.replace("Sonnet 4.6", "Sonnet 4.6 (new)").replace("64000", "60000"))
    (folder / _MODELS[1]).rename(folder / "new.yaml")
    new = (folder / "new.yaml").read_text()
    params = "supported_params: {params: {temperature: {supported: true, min: 0, max: 1, allowed: [0, 1]}}}\n"
    (folder / "new.yaml").write_text(new.replace("us.meta.llama3-2-11b", "us.meta.llama3-3-90b") + params)
    (folder / "adopted.yaml").write_text(text.replace("us.anthropic.claude-sonnet-4-6", "gpt-4o"))
    for path in (world.folder / "managed_models").glob("*.json"):
        row = json.loads(path.read_text())
        if row.get("modelId") == "us.anthropic.claude-sonnet-4-6":
            path.write_text(json.dumps({**row, "maxInputTokens": 5, "sortOrder": 3}, indent=2))


def _with_table(world: World, store: Store) -> Prepared:
    body = store.history_body(store.history()[0].apply_id)
    assert body is not None
    rows = [json.loads(world.data(name)) for name in world.names("managed_models/", ".json") if ".syncer" not in name]
    plain: list[Mapping[str, Any]] = [
        {key: value for key, value in row.items() if value is not None} for row in rows if "modelId" in row
    ]
    inventory = world.data(world.names("managed_models/.syncer/inventory-")[0])
    return Prepared(world, load_catalog("catalog"), "us.anthropic.claude-sonnet-4-6", plain, body, inventory)
