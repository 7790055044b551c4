"""What a person should know about a plan that is no reason to refuse it: remarks on rows, forgotten renames."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.attributes import row_fields
from syncer.errors import warned
from syncer.model.changes import Create, Delete
from syncer.model.equality import canonical_json, comparable
from syncer.model.late import as_dict
from syncer.model.words import a_few, counted
from syncer.plan.guards.successions import standing_faults
from syncer.plan.unlisted import unlisted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from syncer.errors import Problem
    from syncer.model.records import Snapshot
    from syncer.plan.access import Access
    from syncer.plan.diff import Difference
    from syncer.plan.guards.successions import LifecycleRows

_SHOWN = 3


def hints(
    rows: LifecycleRows, difference: Difference, access: Access | None = None, *, target: str, seen: Snapshot
) -> Iterator[Problem]:
    """Every remark, as a warning. `seen` are the rows that are not to be left alone."""
    yield from (row.problem for row in seen.broken)
    yield from (warned("store-state", target, note) for note in rows.snapshot.notes)
    yield from _bad_marks(seen, target)
    yield from (
        warned("unlisted-row", target, f"{found.live.model_id}, row {found.live.record_id}: {found.reason}")
        for found in unlisted(seen.records)
    )
    yield from standing_faults(rows, target=target, seen=seen)
    yield from _lost_renames(difference)
    yield from _forgotten_renames(difference)
    if access is not None:
        yield from access.remarks(difference.changes, target=target)


def _bad_marks(snapshot: Snapshot, target: str) -> Iterator[Problem]:
    bad = [record.model_id for record in snapshot.records if record.has_bad_mark]
    if bad:
        message = (
            f"lastApplied of {counted(len(bad), 'row')} cannot be read ({a_few(bad, _SHOWN)}); they are compared "
            "without it, so an edit outside the catalog cannot be told from one in Git; the next sync writes it anew"
        )
        yield warned("unreadable-mark", target, message)


def _lost_renames(difference: Difference) -> Iterator[Problem]:
    for entry in difference.lost_renames:
        message = f"no row is called {entry.renamed_from}, so {entry.model_id} is made as a new model"
        place = entry.source.at("renamed_from")
        yield warned("lost-rename", place.file, message, place.line, 1, "renamed_from")


def _forgotten_renames(difference: Difference) -> Iterator[Problem]:
    """A delete and a create of what seems to be one model."""
    creates = [change for change in difference.changes if isinstance(change, Create)]
    deleted = _deleted(difference) if creates else {}
    for create in creates if deleted else ():
        found = next(filter(None, map(deleted.get, _likenesses(create.desired.fields))), None)
        if found is not None and create.desired.renamed_from is None:
            message = (
                f"{create.model_id} looks like {found}, which is deleted; if it was renamed, add "
                f"`renamed_from: {found}`, and its row keeps its id"
            )
            source = create.desired.source
            yield warned("likely-rename", source.file, message, source.line, 1, "model_id")


def _deleted(difference: Difference) -> dict[str, str]:
    """The models that are deleted, by what another definition of one would have in common with it."""
    deletes = [change for change in difference.changes if isinstance(change, Delete)]
    return {key: change.model_id for change in deletes for key in _likenesses(change.live.fields)}


def _likenesses(fields: Mapping[str, object]) -> Iterator[str]:
    """What two definitions of one model have in common: the names, or everything but the names."""
    fields = row_fields(as_dict(fields))
    yield canonical_json(["named", fields["provider"], fields["model_name"]])
    rest = {name: comparable(name, value) for name, value in fields.items() if name not in {"model_id", "model_name"}}
    yield canonical_json(["alike", rest])
