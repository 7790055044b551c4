"""Rows that are ignored although a definition says what they are to be: a slip that no plan can decide. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from syncer.errors import CatalogError, Problem
from syncer.model.ignored import split_ignored
from syncer.model.records import Record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from syncer.model.catalog import Catalog, CatalogEntry
    from syncer.model.ignored import IgnoreRule, Split
    from syncer.model.records import BrokenRow, Snapshot


def without_ignored(catalog: Catalog, snapshot: Snapshot) -> Split:
    """The rows that are ignored apart. Raises CatalogError where one is that of a definition, with each such row.

    Of patterns for model ids the files alone say it; a record id, or the name that a row had, takes the rows.
    """
    split = split_ignored(snapshot, catalog.settings.ignore)
    if not split.left:
        return split
    defined = {name: entry for entry in catalog.entries for name in (entry.renamed_from, entry.model_id)}
    problems = [problem for row, rule in split.left if (problem := _clash(row, rule, catalog, defined)) is not None]
    if problems:
        raise CatalogError(problems, name=catalog.settings.name, valid_models=len(catalog.entries))
    return split


def _clash(
    row: Record | BrokenRow, rule: IgnoreRule, catalog: Catalog, defined: Mapping[str | None, CatalogEntry]
) -> Problem | None:
    name = next(filter(defined.__contains__, _names(row, catalog.settings.name)), None)
    if name is None:
        return None
    message = f"row {row.record_id} is ignored, and {name} is defined at {defined[name].source.at('model_id')}"
    return Problem(rule.place.file, f"{message}; remove the one or the other", rule.place.line, 1, "ignore")


def _names(row: Record | BrokenRow, owner: str) -> Iterator[str]:
    """The model id of a row, and that under which the catalog last applied it."""
    yield from filter(None, [row.model_id])
    if isinstance(row, Record) and row.base is not None and row.managed_by == owner:
        yield str(row.base["model_id"])
