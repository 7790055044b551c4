"""A row of a target as the file that all targets share would have it. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from syncer.model.equality import same

if TYPE_CHECKING:
    from collections.abc import Mapping

    from syncer.model.catalog import CatalogEntry
    from syncer.model.records import Record


def without_overrides(
    record: Record, entry: CatalogEntry | None, received: Mapping[str, CatalogEntry] | None
) -> tuple[Record, str | None]:
    """The row with what the file says where the target has it otherwise, or the reason against it.

    The file is for all targets: what is true of one must not become what the others get.
    """
    if entry is None or received is None:
        return record, None
    got = received.get(entry.model_id)
    if got is None:
        return record, "it has a definition, but the target does not get it; see its `only` and `except`"
    for field, place in got.source.overrides.items():
        if not same(field, got.fields[field], record.fields[field]):
            return record, f"its {field} is not what the override of the target says ({place}); write it there"
    own = {field: entry.fields[field] for field in got.source.overrides}
    return record._replace(fields={**record.fields, **own}), None
