"""Models, targets and where values come from: as tables in columns or in Markdown, or as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from syncer.frozen import NamedTuple
from syncer.model.grants import named_roles
from syncer.model.lifecycle import status_of
from syncer.model.words import counted
from syncer.render.forms import in_form, text_of
from syncer.render.markdown.escape import code
from syncer.render.text.values import amount, safe, shown, spoken

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from syncer.model.catalog import CatalogEntry, FieldOrigin, TargetSettings
    from syncer.plan.access import Holders

_MODELS = ("MODEL ID", "PROVIDER", "IN", "OUT", "MAX IN", "MAX OUT", "STATE", "ROLES")
_LIFECYCLE = ("STATUS", "SUCCESSOR")
"""Only where a model is not active, or names a successor."""
_TARGETS = ("TARGET", "STORE", "MODELS", "OVERRIDES", "DEFINED AT")
_SHOWN = (
    "model_id", "provider", "input_price_per_million_tokens", "output_price_per_million_tokens", "max_input_tokens",
    "max_output_tokens",
)  # fmt: skip


class Row(NamedTuple):
    """One model to be listed."""

    fields: Mapping[str, object]
    source: str | None = None
    """File and line, for a definition."""
    record_id: str | None = None
    """For a row of a store."""
    managed_by: str | None = None
    access: Holders | None = None
    """Who can pick it, where grants are known."""


class TargetRow(NamedTuple):
    """One target to be listed."""

    name: str
    settings: TargetSettings
    store: str
    """The store in a few words."""
    models: int
    """How many models the target gets."""


def listing_text(rows: Sequence[Row], form: str, *, live: bool) -> str:
    """The models as `text`, `json` or `markdown`. Prices are in US dollars per million tokens."""
    head = (*_MODELS, "MANAGED BY") if live else _MODELS
    aged = any(map(_is_aged, rows))
    head = (*head[:7], *(_LIFECYCLE if aged else ()), *head[7:])
    head = (*head, "CAN PICK") if any(row.access is not None for row in rows) else head
    ending = f"{counted(len(rows), 'model')}; prices in USD per million tokens."
    cells = (_model_cells(row, live=live, aged=aged) for row in rows)
    return table(form, head, cells, lambda: {"models": [_model_document(row, live=live) for row in rows]}, ending)


def targets_text(rows: Sequence[TargetRow], form: str) -> str:
    """The targets as `text`, `json` or `markdown`."""
    ending = f"{counted(len(rows), 'target')}."
    cells = map(_target_cells, rows)
    return table(form, _TARGETS, cells, lambda: {"targets": list(map(_target_document, rows))}, ending)


def target_names(rows: Sequence[str]) -> str:
    """The names as a JSON list on one line, for the matrix of a CI job."""
    return json.dumps([*rows]) + "\n"


def explanation_text(entry: CatalogEntry, origins: Sequence[FieldOrigin], form: str) -> str:
    """Where each field of a model comes from, as `text`, `json` or `markdown`."""
    cells = ((origin.field, amount(origin.field, origin.value), safe(str(origin.place)), _why(origin))
             for origin in origins)  # fmt: skip
    return table(
        form, ("FIELD", "VALUE", "FROM", ""), cells,
        lambda: {"model_id": entry.model_id, "fields": list(map(_origin_document, origins))},
    )  # fmt: skip


def table(
    form: str,
    head: Sequence[str],
    cells: Iterable[Sequence[str]],
    document: Callable[[], Mapping[str, Any]],
    ending: str | None = None,
) -> str:
    """Columns, JSON or Markdown, with a line below the columns. Only the form that is asked for takes the cells."""
    lines = _columns(head, cells, ending)
    return in_form(form, lines=lines, document=document, markdown=lambda: text_of(_markdown(head, cells)))


def _markdown(head: Sequence[str], cells: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    yield from (f"| {' | '.join(map(code, line))} |" for line in cells)


def _columns(head: Sequence[str], cells: Iterable[Sequence[str]], ending: str | None) -> Iterator[str]:
    lines = [head, *cells]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        yield spoken("  ".join(map(str.ljust, line, widths)).rstrip())
    yield from ("", ending) if ending is not None else ()


def _is_aged(row: Row) -> bool:
    """Whether there is something to say of the model's lifecycle."""
    return status_of(row.fields) != "active" or bool(row.fields["replaced_by"])


def _model_cells(row: Row, *, live: bool, aged: bool) -> tuple[str, ...]:
    fields = row.fields
    state = "default" if fields["is_default"] else "enabled" if fields["enabled"] else "disabled"
    listed = ", ".join(map(shown, named_roles(fields["available_to_roles"]))) or "-"
    cells = (*(shown(fields[name]) for name in _SHOWN), state, *(_age_cells(fields) if aged else ()), listed)
    return (*cells, *_live_cells(row)) if live else cells


def _age_cells(fields: Mapping[str, object]) -> tuple[str, str]:
    return status_of(fields), shown(fields["replaced_by"]) if fields["replaced_by"] else "-"


def _live_cells(row: Row) -> Iterator[str]:
    yield safe(row.managed_by or "unmanaged")
    if row.access is not None:
        yield safe(str(row.access)) or "-"


def _model_document(row: Row, *, live: bool) -> dict[str, object]:
    """Every field, and where it comes from."""
    if live:
        said = {**row.fields, "record_id": row.record_id, "managed_by": row.managed_by}
        return said if row.access is None else {**said, "can_pick": row.access._asdict()}
    return {**row.fields, "source": row.source}


def _target_cells(row: TargetRow) -> tuple[str, ...]:
    overrides = len(row.settings.overrides)
    return safe(row.name), safe(row.store), str(row.models), str(overrides), safe(str(row.settings.place))


def _target_document(row: TargetRow) -> dict[str, object]:
    store, place = row.settings.store, row.settings.place
    return {
        "target": row.name,
        "store": {"kind": store.kind, **dict(store.settings)},
        "models": row.models,
        "overrides": len(row.settings.overrides),
        "source": place._asdict(),
    }


def _why(origin: FieldOrigin) -> str:
    if origin.why == "override":
        return f"override; the definition says {amount(origin.field, origin.instead_of)}"
    return "default" if origin.why == "default" else ""


def _origin_document(origin: FieldOrigin) -> dict[str, object]:
    said = {"field": origin.field, "value": origin.value, **origin.place._asdict(), "from": origin.why}
    return {**said, "instead_of": origin.instead_of} if origin.why == "override" else said
