"""Models as a table or as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from syncer.model.words import counted
from syncer.render.json.text import json_text
from syncer.render.text.table import table_text
from syncer.render.text.values import safe, shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_COLUMNS = ("MODEL ID", "PROVIDER", "IN", "OUT", "MAX IN", "MAX OUT", "STATE", "ROLES")


class Row(NamedTuple):
    """One model to be listed."""

    fields: Mapping[str, object]
    source: str | None = None
    """File and line, for a definition."""
    record_id: str | None = None
    """For a row of a store."""
    managed_by: str | None = None


def listing_text(rows: Sequence[Row], form: str, *, live: bool) -> str:
    """The models as `text`, `json` or `markdown`. Prices are in US dollars per million tokens."""
    if form == "json":
        return json_text({"format_version": "1.0", "models": [_document(row, live=live) for row in rows]})
    head = (*_COLUMNS, "MANAGED BY") if live else _COLUMNS
    cells = [_cells(row, live=live) for row in rows]
    table = table_text(head, cells, form)
    if form == "markdown":
        return table
    return f"{table}\n{counted(len(rows), 'model')}; prices in USD per million tokens.\n"


def _document(row: Row, *, live: bool) -> dict[str, object]:
    """Every field, and where it comes from."""
    if live:
        return {**row.fields, "record_id": row.record_id, "managed_by": row.managed_by}
    return {**row.fields, "source": row.source}


def _cells(row: Row, *, live: bool) -> tuple[str, ...]:
    fields = row.fields
    roles = fields["available_to_roles"]
    state = "default" if fields["is_default"] else "enabled" if fields["enabled"] else "disabled"
    cells = (
        shown(fields["model_id"]),
        shown(fields["provider"]),
        shown(fields["input_price_per_million_tokens"]),
        shown(fields["output_price_per_million_tokens"]),
        shown(fields["max_input_tokens"]),
        shown(fields["max_output_tokens"]),
        state,
        ", ".join(shown(role) for role in roles) if isinstance(roles, list) and roles else "-",
    )
    return (*cells, safe(row.managed_by or "unmanaged")) if live else cells
