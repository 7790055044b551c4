"""Edits on the platform's page as edits of the model files: what is to be written, and what cannot be."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

from schemas.attributes import NAMES
from syncer.authoring.results import Left, Proposal, ProposedField
from syncer.disk.files import MAX_DEFINITION_BYTES, FileTooLargeError, read_bounded
from syncer.errors import SyncerError
from syncer.load.catalog_rules import broken_rules
from syncer.load.decode import NotTextError, decode_text
from syncer.load.read_file import check_model
from syncer.load.targets import matcher
from syncer.model.equality import differing, same
from syncer.yaml.edit import edit_fields
from syncer.yaml.layout import NotEditableError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from syncer.model.catalog import Catalog, CatalogEntry, Settings
    from syncer.model.changes import FieldChange
    from syncer.plan.drift import Drift, Edited


def propose(drift: Drift, catalog: Catalog, definitions: Catalog) -> Proposal:
    """The edits that bring the files in step with the rows. Raises SyncerError when a file cannot be read.

    `catalog` is what the target gets; `definitions` is what the files say alone.
    """
    written = {entry.model_id: entry for entry in definitions.entries}
    by_id = {entry.model_id: entry for entry in catalog.entries}
    by_id |= {entry.renamed_from: entry for entry in catalog.entries if entry.renamed_from is not None}
    texts: dict[str, bytes] = {}
    fields: list[ProposedField] = []
    left: list[Left] = []
    entries = dict(by_id)
    for edit in drift.edited:
        base_id = str((edit.live.base or {})["model_id"])
        entry = by_id.get(base_id) or by_id.get(edit.live.model_id)
        if entry is None:
            left.append(Left(edit.live.model_id, "the catalog", None, _why_undefined(edit.live.model_id, written)))
            continue
        taken, refused = _wanted(entry, edit)
        taken, bound = _without_bound_rename(taken, written[entry.model_id], definitions.settings)
        left.extend((*refused, *bound))
        if not taken:
            continue
        data, problem = _edited_file(written[entry.model_id], {change.field: change.after for change in taken})
        if problem is not None:
            left.append(problem)
            continue
        texts[entry.source.file] = data
        fields.extend(ProposedField(entry, edit.live, change) for change in taken)
        after = {change.field: change.after for change in taken}
        for known in (entries, written):
            known[entry.model_id] = _with(known[entry.model_id], after)
    before = (catalog.entries, entries), (definitions.entries, written)
    clashes = (broken_rules([known[entry.model_id] for entry in old]) for old, known in before)
    clash = next((problem for found in clashes for problem in found if problem.severity == "error"), None)
    if clash is not None:
        raise SyncerError(f"the rows cannot all be taken over: {clash.where}: {clash.message}; nothing was written")
    return Proposal(texts, tuple(fields), tuple(left))


def _with(entry: CatalogEntry, after: Mapping[str, object]) -> CatalogEntry:
    fields = {**entry.fields, **after}
    return entry._replace(model_id=str(fields["model_id"]), fields=fields)


def _why_undefined(model_id: str, written: Mapping[str, CatalogEntry]) -> str:
    return "the target does not get this model" if model_id in written else "it has no definition any more"


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
            refused.append(Left(entry.model_id, *source.at(change.field), reason))
            continue
        if same(change.field, mine, change.before):
            taken.append(change)
            continue
        reason = (
            f"{change.field} was changed in both: {mine!r} in the file, {change.after!r} in the row; write what counts "
            "into the file"
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


def _edited_file(entry: CatalogEntry, changes: Mapping[str, object]) -> tuple[bytes, Left | None]:
    """The file's new bytes, or why there are none."""
    path = entry.source.file
    try:
        data = read_bounded(path, MAX_DEFINITION_BYTES)
        text = decode_text(data)
    except (OSError, FileTooLargeError, NotTextError) as error:
        raise SyncerError(f"{path} cannot be read: {error}; nothing was written") from error
    try:
        edited = edit_fields(text, {name: _in_style(name, value) for name, value in changes.items()})
    except NotEditableError as error:
        return b"", Left(entry.model_id, path, error.line, str(error))
    mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    said, problems = check_model(edited.encode())
    if said is None:
        return b"", Left(entry.model_id, path, problems[0][1], f"{problems[0][3]}: {problems[0][0]}")
    wrong = differing({**entry.fields, **changes}, dict(zip(NAMES, said[0], strict=True)))
    if wrong:
        return b"", Left(entry.model_id, path, None, f"a definition cannot say its {', '.join(wrong)}")
    return mark + edited.encode(), None


def _in_style(name: str, value: object) -> object:
    """Modalities in upper case, as files have them."""
    if name in ("input_modalities", "output_modalities") and isinstance(value, list):
        upper = [str(item).upper() for item in value]
        return upper if same(name, upper, value) else value
    return value
