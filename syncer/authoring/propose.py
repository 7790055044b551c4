"""Edits on the platform's page as edits of the model files: what is to be written, and what cannot be."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from schemas.attributes import BY_CATALOG
from syncer.authoring.edits_of_rows import Refused, all_edits, edits_to_take
from syncer.authoring.model_file import edited_file, with_former_name
from syncer.authoring.results import FileProposal, Left, ProposedField
from syncer.errors import SyncerError
from syncer.frozen import NamedTuple
from syncer.load.catalog import broken_rules
from syncer.load.targets import matcher
from syncer.model.changes import FieldChange
from syncer.plan.conflict_text import in_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from syncer.authoring.model_file import EditedFile
    from syncer.errors import Problem
    from syncer.model.catalog import Catalog, CatalogEntry, Settings
    from syncer.model.policies import Policies
    from syncer.model.records import Record
    from syncer.plan.drift import Drift, Edited

_RULED: Final = frozenset({"model_id", "is_default", "enabled", "status", "replaced_by"})
"""The fields that rules over a whole catalog are about."""


class _Step(NamedTuple):
    """What becomes of the edits of one row."""

    entry: CatalogEntry | None = None
    """The definition; None when there is none that takes an edit."""
    taken: tuple[FieldChange, ...] = ()
    data: bytes = b""
    left: tuple[Left, ...] = ()


class _Known(NamedTuple):
    """The definitions as they will be, by the model ids that they have now."""

    got: dict[str, CatalogEntry]
    """What the target gets."""
    written: dict[str, CatalogEntry]
    """What the files say alone."""

    def take(self, model_id: str, changes: Iterable[FieldChange]) -> None:
        """Note what a definition says now."""
        for known in self:
            known[model_id] = _with(known[model_id], changes)


def file_proposal(drift: Drift, records: Iterable[Record], catalog: Catalog, definitions: Catalog) -> FileProposal:
    """The edits that bring the files in step with the rows. Raises SyncerError when a file cannot be read.

    `records` are those of the store; `catalog` is what the target gets, `definitions` what the files say alone.
    """
    edits = tuple(all_edits(drift, records))
    refused: Refused = {}
    policies = (catalog.settings.policies, definitions.settings.policies)
    while True:
        proposal, known = _attempt(edits, catalog, definitions, refused)
        clash = next(clashes(known, policies), None)
        if clash is None:
            return proposal
        refused |= _to_blame(clash, proposal.fields, known, policies)


def _attempt(
    edits: Sequence[Edited], catalog: Catalog, definitions: Catalog, refused: Refused
) -> tuple[FileProposal, _Known]:
    """What comes of all edits but the refused ones."""
    known = _Known(
        {entry.model_id: entry for entry in catalog.entries}, {entry.model_id: entry for entry in definitions.entries}
    )
    by_id = _by_id(catalog.entries)
    texts: dict[str, bytes] = {}
    fields: list[ProposedField] = []
    left: list[Left] = []
    for edit in _of_definitions(edits, definitions.settings, left):
        step = _step(edit, by_id, known.written, definitions.settings, refused)
        left.extend(step.left)
        if step.entry is None:
            continue
        texts[step.entry.source.file] = step.data
        fields.extend(ProposedField(step.entry, edit.live, change) for change in step.taken)
        known.take(step.entry.model_id, step.taken)
    return FileProposal(texts, tuple(fields), tuple(left)), known


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
    edit: Edited,
    by_id: Mapping[str | None, CatalogEntry],
    written: Mapping[str, CatalogEntry],
    settings: Settings,
    refused: Refused,
) -> _Step:
    """The new file for the edits of one row, and the edits that no file takes over."""
    live = edit.live
    entry = by_id.get(str((live.base or {})["model_id"])) or by_id.get(live.model_id)
    if entry is None:
        why = "the target does not get this model" if live.model_id in written else "it has no definition any more"
        return _Step(left=(Left(live.model_id, "the catalog", None, why),))
    wanted, kept = edits_to_take(entry, edit, refused)
    taken, bound = _without_bound_rename(wanted, written[entry.model_id], settings)
    step = _edited(entry, written[entry.model_id], taken)
    return step._replace(left=(*kept, *bound, *step.left))


def _edited(entry: CatalogEntry, written: CatalogEntry, changes: Sequence[FieldChange]) -> _Step:
    """The file with these edits. Where it cannot say one of them, with the others: that one is left."""
    if not changes:
        return _Step()
    made = _file_with(written, changes)
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
        made = _file_with(written, [change])
        if made.data is not None:
            said.append(change)
        else:
            refused[made.line, made.reason] = None
    return said, list(refused)


def _file_with(written: CatalogEntry, changes: Iterable[FieldChange]) -> EditedFile:
    return edited_file(written, with_former_name(written, {change.field: change.after for change in changes}))


def clashes(known: _Known, policies: Iterable[Policies]) -> Iterator[Problem]:
    """The rules that a whole catalog would break, though no single file does; `policies` are those of each."""
    for entries, said in zip(known, policies, strict=True):
        yield from (one for one in broken_rules([*entries.values()], said) if one.severity == "error")


def _to_blame(
    clash: Problem, proposed: Sequence[ProposedField], known: _Known, policies: Iterable[Policies]
) -> Refused:
    """The edits without which a rule holds, with the reason. Raises SyncerError when no edit is to blame.

    A default that moved has moved in two rows: neither is taken over without the other.
    """
    place = clash.where if clash.line is None else f"{clash.where}:{clash.line}"
    ruled = [one for one in proposed if one.change.field in _RULED]
    ruled.sort(key=lambda one: (one.change.field != "is_default", one.entry.source.file != clash.where))
    for blamed in map(partial(_with_its_like, ruled), ruled):
        if clash.message not in {other.message for other in clashes(_without(blamed, known), policies)}:
            return {
                (one.live.record_id, one.change.field): f"{_cannot_become(one.change)}: {clash.message} ({place})"
                for one in blamed
            }
    raise SyncerError(f"the rows cannot be taken over: {place}: {clash.message}; nothing was written")


def _cannot_become(change: FieldChange) -> str:
    return f"{change.field} cannot become {in_words(change.after)}"


def _with_its_like(ruled: Iterable[ProposedField], one: ProposedField) -> list[ProposedField]:
    """The edit, and those that mean something only with it."""
    field = one.change.field
    return [other for other in ruled if other.change.field == field] if field == "is_default" else [one]


def _without(edits: Iterable[ProposedField], known: _Known) -> _Known:
    """The definitions without some of the edits."""
    before = _Known(dict(known.got), dict(known.written))
    for one in edits:
        field, name = one.change.field, one.entry.model_id
        before.take(name, [FieldChange(field, None, one.entry.fields[field])])
        if field == "model_id":
            for entries in before:
                entries[name] = entries[name]._replace(renamed_from=one.entry.renamed_from)
    return before


def _with(entry: CatalogEntry, changes: Iterable[FieldChange]) -> CatalogEntry:
    fields = {**entry.fields, **{change.field: change.after for change in changes}}
    model_id = str(fields["model_id"])
    former = entry.renamed_from if model_id == entry.model_id else entry.model_id
    return entry._replace(model_id=model_id, fields=fields, renamed_from=former)


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
