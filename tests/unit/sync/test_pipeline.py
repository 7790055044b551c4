"""The flow: what a sync does beside applying a plan."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from schemas.managed_model import ManagedModelCreate, plain_fields
from syncer.model.catalog import Catalog, CatalogEntry, Settings, Source
from syncer.plan.guards.check import NONE_ALLOWED
from syncer.stores.directory.store import DirectoryStore
from syncer.sync.apply import Run
from syncer.sync.pipeline import sync_catalog
from syncer.sync.planning import plan_catalog
from tests.unit.schemas.test_plain import RIGHT

if TYPE_CHECKING:
    from pathlib import Path

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
RUN = Run(holder="a test", commit=None, lock_timeout=0, now=lambda: NOON, new_id=lambda: "0")


def _catalog(*model_ids: str) -> Catalog:
    entries = (
        CatalogEntry(
            model_id,
            plain_fields(ManagedModelCreate.model_validate({**RIGHT, "model_id": model_id})),
            Source("a.yaml", 1, {}),
        )
        for model_id in model_ids
    )
    return Catalog(Settings("campus"), tuple(entries))


def test_a_sync_with_nothing_to_do_clears_up_after_a_crash(tmp_path: Path) -> None:
    """A kill left half of a commit, and the catalog was reverted: the next sync undoes that half all the same."""
    store = DirectoryStore(tmp_path)
    sync_catalog(lambda: _catalog("a"), store, NONE_ALLOWED, review=lambda _: True, run=RUN)
    before = {path.name: path.read_text(encoding="utf-8") for path in tmp_path.glob("*.json")}
    half = tmp_path / "half.json"
    half.write_text('{"id": "half"}\n', encoding="utf-8")
    journal = tmp_path / ".syncer" / "journal.json"
    journal.write_text(
        json.dumps({"changes": [["half.json", None, half.read_text(encoding="utf-8")]]}), encoding="utf-8"
    )
    assert store.interrupted
    report = sync_catalog(lambda: _catalog("a"), store, NONE_ALLOWED, review=lambda _: False, run=RUN)
    assert report.outcomes == ()
    assert not journal.exists()
    assert {path.name: path.read_text(encoding="utf-8") for path in tmp_path.glob("*.json")} == before
    assert plan_catalog(lambda: _catalog("a"), store, NONE_ALLOWED).is_empty


def test_a_refused_review_writes_nothing(tmp_path: Path) -> None:
    """Whoever says no to a plan finds the store as it was."""
    store = DirectoryStore(tmp_path / "models")
    report = sync_catalog(lambda: _catalog("a"), store, NONE_ALLOWED, review=lambda _: False, run=RUN)
    assert report.outcomes == ()
    assert not (tmp_path / "models").exists()
