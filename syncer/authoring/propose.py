"""Edits on the platform's page as edits of the model files: what is to be written, and what cannot be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.attributes import BY_CATALOG
from syncer.authoring.model_file import edited_file
from syncer.authoring.results import FileProposal, Left, ProposedField
from syncer.errors import SyncerError
from syncer.frozen import NamedTuple
from syncer.load.catalog import broken_rules
from syncer.load.targets import matcher
from syncer.model.equality import same

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from syncer.model.catalog import Catalog, CatalogEntry, Settings
    from syncer.model.changes import FieldChange
    from syncer.plan.drift import Drift, Edited


class _Step(NamedTuple):
    """What becomes of the edits of one row."""

    entry: CatalogEntry | None = None
    """The definition; None when there is none that takes an edit."""
    taken: tuple[FieldChange, ...] = ()
    data: bytes = b""
    left: tuple[Left, ...] = ()


def file_proposal(drift: Drift, catalog: Catalog, definitions: Catalog) -> FileProposal:
    """The edits that bring the files in step with the rows. Raises SyncerError when a file cannot be read.

    `catalog` is what the target gets; `definitions` is what the files say alone.
    """
    got = {entry.model_id: entry for entry in catalog.entries}
    by_id = _by_id(catalog.entries)
    written = {entry.model_id: entry for entry in definitions.entries}
    texts: dict[str, bytes] = {}
    fields: list[ProposedField] = []
    left: list[Left] = []
    for edit in _of_definitions(drift.edited, definitions.settings, left):
        step = _step(edit, by_id, written, definitions.settings)
        left.extend(step.left)
        if step.entry is None:
            continue
        texts[step.entry.source.file] = step.data
        fields.extend(ProposedField(step.entry, edit.live, change) for change in step.taken)
        for known in (got, written):
            known[step.entry.model_id] = _with(known[step.entry.model_id], step.taken)
    _require_rules(got.values(), written.values())
    return FileProposal(texts, tuple(fields), tuple(left))


def _of_definitions(edits: Iterable[Edited], settings: Settings, left: list[Left]) -> Iterator[Edited]:
    """The edits without those of the order, which is said once to be left: no model file has it."""
    is_moved = False
    for edit in edits:
        fields = tuple(change for change in edit.fields if change.field not in BY_CATALOG)
        is_moved |= fields != edit.fields
        if fields:
            yield edit._replace(fields=fields)
    if is_moved:
        reason = "the order was changed on the page; write it into `order` if it counts"
        left.append(Left("the order", *settings.order_places.of("order"), reason))


def _by_id(entries: Sequence[CatalogEntry]) -> dict[str | None, CatalogEntry]:
    """The definitions by their model ids, and by those they had before a rename."""
    by_id: dict[str | None, CatalogEntry] = {entry.model_id: entry for entry in entries}
    return by_id | {entry.renamed_from: entry for entry in entries}


def _step(
    edit: Edited, by_id: Mapping[str | None, CatalogEntry], written: Mapping[str, CatalogEntry], settings: Settings
) -> _Step:
    """The new file for the edits of one row, and the edits that no file takes over."""
    live = edit.live
    entry = by_id.get(str((live.base or {})["model_id"])) or by_id.get(live.model_id)
    if entry is None:
        why = "the target does not get this model" if live.model_id in written else "it has no definition any more"
        return _Step(left=(Left(live.model_id, "the catalog", None, why),))
    wanted, refused = _wanted(entry, edit)
    taken, bound = _without_bound_rename(wanted, written[entry.model_id], settings)
    step = _edited(entry, written[entry.model_id], taken)
    return step._replace(left=(*refused, *bound, *step.left))


def _edited(entry: CatalogEntry, written: CatalogEntry, changes: Sequence[FieldChange]) -> _Step:
    """The file with these edits. Where it cannot say one of them, with the others: that one is left."""
    if not changes:
        return _Step()
    made = edited_file(written, {change.field: change.after for change in changes})
    if made.data is not None:
        return _Step(entry, tuple(changes), made.data)
    said, refused = _each_alone(written, changes)
    left = tuple(Left(entry.model_id, entry.source.file, *why) for why in refused or [(made.line, made.reason)])
    step = _edited(entry, written, said) if refused else _Step()
    return step._replace(left=(*left, *step.left))


def _each_alone(
    written: CatalogEntry, changes: Sequence[FieldChange]
) -> tuple[list[FieldChange], list[tuple[int | None, str]]]:
    """The edits that the file can say, and the line and the reason of each other one, each reason once."""
    said: list[FieldChange] = []
    refused: dict[tuple[int | None, str], None] = {}
    for change in changes:
        made = edited_file(written, {change.field: change.after})
        if made.data is not None:
            said.append(change)
        else:
            refused[made.line, made.reason] = None
    return said, list(refused)


def _require_rules(*catalogs: Iterable[CatalogEntry]) -> None:
    """Raise SyncerError when a whole catalog would break a rule that no single file does."""
    problems = (problem for entries in catalogs for problem in broken_rules([*entries]))
    clash = next((problem for problem in problems if problem.severity == "error"), None)
    if clash is not None:
        raise SyncerError(f"the rows cannot all be taken over: {clash.where}: {clash.message}; nothing was written")


def _with(entry: CatalogEntry, changes: Iterable[FieldChange]) -> CatalogEntry:
    fields = {**entry.fields, **{change.field: change.after for change in changes}}
    return entry._replace(model_id=str(fields["model_id"]), fields=fields)


def _wanted(entry: CatalogEntry, edit: Edited) -> tuple[list[FieldChange], list[Left]]:
    """The edits that the definition does not have yet, and those that meet another change in Git."""
    taken: list[FieldChange] = []
    refused: list[Left] = []
    for change in edit.fields:
        mine = entry.fields[change.field]
        if same(change.field, mine, change.after):
            continue
        source = entry.source
        if change.field in source.overrides:
            reason = f"{change.field} comes from an override of the target; write {change.after!r} there if it counts"
        elif same(change.field, mine, change.before):
            taken.append(change)
            continue
        else:
            reason = (
                f"{change.field} was changed in both: {mine!r} in the file, {change.after!r} in the row; write what "
                "counts into the file"
            )
        refused.append(Left(entry.model_id, *source.at(change.field), reason))
    return taken, refused


def _without_bound_rename(
    taken: list[FieldChange], entry: CatalogEntry, settings: Settings
) -> tuple[list[FieldChange], list[Left]]:
    """A rename stays undone while rules that are for the one name are not for the other.

    An override or a policy would be for no model, and a target would get a model that its `except` leaves out.
    """
    rename = next((change for change in taken if change.field == "model_id"), None)
    found = next(_bound(entry, str(rename.after), settings), None) if rename is not None else None
    if rename is None or found is None:
        return taken, []
    where, line, rule = found
    reason = f"{rule} is not for {rename.before} and {rename.after} alike; write the new model_id into both by hand"
    return [change for change in taken if change is not rename], [Left(entry.model_id, where, line, reason)]


def _bound(entry: CatalogEntry, name: str, settings: Settings) -> Iterator[tuple[str, int | None, str]]:
    """Each rule, as file, line and words, that is for the model under its name and not under another, or reversed."""
    renamed = entry._replace(model_id=name)
    if entry.model_id in settings.policies.models:
        yield "the catalog", None, "a policy of catalog.yaml"
    for target in settings.targets.values():
        for selector in (*target.only, *target.without, *(override.match for override in target.overrides)):
            matches = matcher(selector)
            if matches(entry) != matches(renamed):
                yield *selector.place, f"the pattern ({selector})"
        if target.policies is not None and entry.model_id in target.policies.models:
            yield *target.place, "a policy of the target"
