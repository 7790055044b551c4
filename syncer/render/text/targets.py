"""The targets of a catalog, and where each value of a target's model comes from."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from syncer.model.words import counted
from syncer.render.json.text import json_text
from syncer.render.text.table import table_text
from syncer.render.text.values import amount, safe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from syncer.model.catalog import CatalogEntry, FieldOrigin, TargetSettings

_HEAD = ("TARGET", "STORE", "MODELS", "OVERRIDES", "DEFINED AT")


class TargetRow(NamedTuple):
    """One target to be listed."""

    name: str
    settings: TargetSettings
    store: str
    """The store in a few words."""
    models: int
    """How many models the target gets."""


def targets_text(rows: Sequence[TargetRow], form: str) -> str:
    """The targets as `text`, `json` or `markdown`."""
    if form == "json":
        return json_text({"format_version": "1.0", "targets": [_document(row) for row in rows]})
    table = table_text(_HEAD, [_cells(row) for row in rows], form)
    return table if form == "markdown" else f"{table}\n{counted(len(rows), 'target')}.\n"


def _cells(row: TargetRow) -> tuple[str, ...]:
    overrides = len(row.settings.overrides)
    return safe(row.name), safe(row.store), str(row.models), str(overrides), safe(str(row.settings.place))


def _document(row: TargetRow) -> dict[str, object]:
    store = row.settings.store
    place = row.settings.place
    return {
        "target": row.name,
        "store": {"kind": store.kind, **dict(store.settings)},
        "models": row.models,
        "overrides": len(row.settings.overrides),
        "source": {"file": place.file, "line": place.line},
    }


def explanation_text(entry: CatalogEntry, origins: Sequence[FieldOrigin], form: str) -> str:
    """Where each field of a model comes from, as `text`, `json` or `markdown`."""
    if form == "json":
        document = {
            "format_version": "1.0",
            "model_id": entry.model_id,
            "fields": [_origin_document(origin) for origin in origins],
        }
        return json_text(document)
    rows = [(origin.field, amount(origin.field, origin.value), safe(str(origin.place)), _why(origin))
            for origin in origins]  # fmt: skip
    return table_text(("FIELD", "VALUE", "FROM", ""), rows, form)


def _why(origin: FieldOrigin) -> str:
    if origin.why == "override":
        return f"override; the definition says {amount(origin.field, origin.instead_of)}"
    return "default" if origin.why == "default" else ""


def _origin_document(origin: FieldOrigin) -> dict[str, object]:
    said: dict[str, object] = {
        "field": origin.field,
        "value": origin.value,
        "file": origin.place.file,
        "line": origin.place.line,
        "from": origin.why,
    }
    return {**said, "instead_of": origin.instead_of} if origin.why == "override" else said


def target_names(rows: Sequence[str]) -> str:
    """The names as a JSON list on one line, for the matrix of a CI job."""
    return json.dumps([*rows]) + "\n"
