"""Targets, and where the values of a model come from: as tables in columns or in Markdown, or as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from syncer.frozen import NamedTuple
from syncer.model.words import counted
from syncer.render.forms import in_form, text_of
from syncer.render.text.columns import column_lines, markdown_lines
from syncer.render.text.values import amount, safe

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from syncer.model.catalog import CatalogEntry, TargetSettings
    from syncer.model.origins import FieldOrigin

_TARGETS = ("TARGET", "STORE", "MODELS", "OVERRIDES", "DEFINED AT")


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
    ending = f"{counted(len(rows), 'target')}."
    cells = map(_target_cells, rows)
    return table(form, _TARGETS, cells, lambda: {"targets": list(map(_target_document, rows))}, ending)


def target_names(rows: Sequence[str]) -> str:
    """The names as a JSON list on one line, for the matrix of a CI job."""
    return json.dumps([*rows]) + "\n"


def explanation_text(entry: CatalogEntry, origins: Sequence[FieldOrigin], form: str) -> str:
    """Where each field of a model comes from, as `text`, `json` or `markdown`."""
    cells = ((origin.field, amount(origin.field, origin.value), safe(str(origin.place)), _why(origin, entry))
             for origin in origins)  # fmt: skip
    return table(
        form, ("FIELD", "VALUE", "FROM", ""), cells,
        lambda: {"model_id": entry.model_id, "fields": [_origin_document(origin, entry) for origin in origins]},
    )  # fmt: skip


def table(
    form: str,
    head: Sequence[str],
    cells: Iterable[Sequence[str]],
    document: Callable[[], Mapping[str, Any]],
    ending: str | None = None,
) -> str:
    """Only the form that is asked for takes the cells."""
    lines = column_lines(head, cells, ending)
    return in_form(form, lines=lines, document=document, markdown=lambda: text_of(markdown_lines(head, cells)))


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


def _why(origin: FieldOrigin, entry: CatalogEntry) -> str:
    if origin.why == "override":
        return f"override; the definition says {amount(origin.field, origin.instead_of)}"
    if origin.why == "change":
        return f"from {entry.since[origin.field]} on, instead of {amount(origin.field, origin.instead_of)}"
    return "default" if origin.why == "default" else ""


def _origin_document(origin: FieldOrigin, entry: CatalogEntry) -> dict[str, object]:
    said = {"field": origin.field, "value": origin.value, **origin.place._asdict(), "from": origin.why}
    if origin.why == "change":
        said["since"] = entry.since[origin.field]
    return {**said, "instead_of": origin.instead_of} if origin.why in {"override", "change"} else said
