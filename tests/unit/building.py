"""Small values for tests: definitions, rows and catalogs with only what a test is about."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from schemas.attributes import NAMES, STORED_NAME, named_in, row_fields
from syncer.errors import Problem
from syncer.model.catalog import Catalog, CatalogEntry, GuardLimits, Settings, Source
from syncer.model.records import BrokenRow, Record, Snapshot, record_id_for
from syncer.plan.guards.check import NONE_ALLOWED, Allowances
from syncer.plan.plan import Plan, build_plan

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

OURS: Final = "campus"
"""The catalog of these tests."""
TARGET: Final = "directory live"
NO_LINES: Final[Mapping[str, int]] = MappingProxyType({})

_DEFAULTS: Final[dict[str, object]] = {
    "model_name": "GPT-4o",
    "provider": "openai",
    "provider_name": "OpenAI",
    "input_modalities": ["TEXT"],
    "output_modalities": ["TEXT"],
    "max_input_tokens": 128000,
    "max_output_tokens": 16384,
    "allowed_app_roles": [],
    "available_to_roles": [],
    "enabled": True,
    "input_price_per_million_tokens": 2.5,
    "output_price_per_million_tokens": 10.0,
    "is_reasoning_model": False,
    "supports_caching": False,
    "is_default": False,
}


def fields_of(model_id: str, **fields: object) -> dict[str, object]:
    """Every field of a model: the given ones, otherwise plain values."""
    unknown = fields.keys() - set(NAMES)
    assert not unknown, unknown
    return {**dict.fromkeys(NAMES), **_DEFAULTS, "model_id": model_id, **fields}


def entry(model_id: str, *, lines: Mapping[str, int] = NO_LINES, **fields: object) -> CatalogEntry:
    """A definition in a file of its own."""
    return CatalogEntry(model_id, fields_of(model_id, **fields), Source(f"catalog/models/{model_id}.yaml", 1, lines))


def record(model_id: str, *, by: str | None = OURS, record_id: str | None = None, **fields: object) -> Record:
    """A row; ours unless `by` says otherwise, and then nobody edited it since it was last applied."""
    record_id = record_id or record_id_for(model_id)
    said = fields_of(model_id, **fields)
    values = row_fields(dict(said))
    raw: dict[str, object] = {STORED_NAME[name]: value for name, value in said.items() if value is not None}
    raw = {"id": record_id, **raw, "updatedAt": "2026-01-31T12:00:00+00:00"}
    base, named = (values, named_in(said)) if by == OURS else (None, ())
    return Record(record_id, model_id, values, raw, by, base=base, named=named)


def record_of(made: CatalogEntry, *, by: str | None = OURS) -> Record:
    """The row that a sync makes from a definition."""
    return record(by=by, **{**made.fields, "model_id": made.model_id})  # type: ignore[arg-type]  # names are checked


def broken(record_id: str | None, model_id: str | None) -> BrokenRow:
    """A row that does not parse."""
    return BrokenRow(record_id, model_id, Problem(f"live/{record_id}.json", "is broken", severity="warning"))


def catalog_of(entries: Iterable[CatalogEntry], *, limits: GuardLimits | None = None, name: str = OURS) -> Catalog:
    """A catalog, its entries sorted as a loaded one has them."""
    ordered = tuple(sorted(entries, key=lambda one: one.model_id))
    return Catalog(Settings(name, limits or GuardLimits()), ordered)


def snapshot_of(
    records: Iterable[Record], *, broken_rows: Iterable[BrokenRow] = (), notes: Iterable[str] = ()
) -> Snapshot:
    """A store's content, its records sorted as a store gives them."""
    ordered = sorted(records, key=lambda one: (one.model_id, one.record_id))
    return Snapshot(tuple(ordered), tuple(broken_rows), tuple(notes))


def plan_of(
    entries: Iterable[CatalogEntry] = (),
    records: Iterable[Record] = (),
    *,
    broken_rows: Iterable[BrokenRow] = (),
    limits: GuardLimits | None = None,
    allowances: Allowances = NONE_ALLOWED,
) -> Plan:
    """The plan that lies between definitions and rows."""
    snapshot = snapshot_of(records, broken_rows=broken_rows)
    return build_plan(catalog_of(entries, limits=limits), snapshot, target=TARGET, allowances=allowances)
