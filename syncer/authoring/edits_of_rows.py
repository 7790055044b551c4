"""Which edits of a row its definition takes over, and why it does not take the others. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.attributes import DEFAULTS
from syncer.authoring.model_file import as_said
from syncer.authoring.results import Left
from syncer.model.changes import FieldChange
from syncer.model.equality import same
from syncer.model.looks import told_apart
from syncer.plan.conflict_text import in_words
from syncer.plan.drift import Edited
from syncer.plan.page_fields import definition_name
from syncer.yaml.write import value_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from syncer.model.catalog import CatalogEntry
    from syncer.model.records import Record
    from syncer.plan.drift import Drift

Refused = dict[tuple[str, str], str]
"""Why an edit is left that a file alone could say, by record id and field."""


def all_edits(drift: Drift, records: Iterable[Record]) -> Iterator[Edited]:
    """What was edited in each row, fields that no definition names included."""
    unnamed: dict[str, list[FieldChange]] = {}
    for one in drift.unnamed:
        unnamed.setdefault(one.model_id, []).append(FieldChange(one.field, one.before, one.after))
    for edit in drift.edited:
        yield edit._replace(fields=(*edit.fields, *unnamed.pop(definition_name(edit.live), ())))
    ours = {definition_name(record): record for record in records if record.managed_by == drift.catalog}
    yield from (Edited(ours[name], tuple(fields)) for name, fields in unnamed.items())


def edits_to_take(entry: CatalogEntry, edit: Edited, refused: Refused) -> tuple[list[FieldChange], list[Left]]:
    """The edits that the definition does not have yet, and those that are left."""
    taken: list[FieldChange] = []
    left: list[Left] = []
    for change in (one._replace(after=as_said(one.field, one.after)) for one in edit.fields):
        if _is_said(entry, edit.live, change):
            continue
        reason = refused.get((edit.live.record_id, change.field)) or _against(entry, edit.live, change)
        if reason is None:
            taken.append(change)
        else:
            left.append(Left(entry.model_id, *entry.source.at(change.field), reason))
    return taken, left


def _is_said(entry: CatalogEntry, live: Record, change: FieldChange) -> bool:
    """Whether the definition says it already, or says it by leaving out a field that others own."""
    mine = entry.fields[change.field]
    if mine is None and not live.was_applied(change.field):
        return same(change.field, DEFAULTS[change.field], change.after)
    return same(change.field, mine, change.after)


def _against(entry: CatalogEntry, live: Record, change: FieldChange) -> str | None:
    """Why the definition cannot take the edit over; None when it can."""
    field, mine = change.field, entry.fields[change.field]
    if field in entry.source.overrides:
        return f"{field} comes from an override of the target; write {value_text(change.after)} there if it counts"
    if same(field, mine, change.before if live.was_applied(field) else None):
        return None
    said, row = told_apart(in_words(mine), in_words(change.after))
    return f"{field} was changed in both: {said} in the file, {row} in the row; write what counts into the file"
