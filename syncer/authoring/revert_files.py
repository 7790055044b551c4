"""The edits of the model files that keep Git in step with a revert: what is to be written, and what to do by hand."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING, NamedTuple

from schemas.attributes import EMPTY
from syncer.authoring.file_paths import Paths
from syncer.authoring.import_rows import said_of
from syncer.disk.files import MAX_DEFINITION_BYTES, FileTooLargeError, read_bounded
from syncer.errors import SyncerError
from syncer.load.decode import NotTextError, decode_text
from syncer.load.targets import left_out_by
from syncer.model.changes import Delete, Recreate, Restore
from syncer.yaml.edit import edit_fields
from syncer.yaml.layout import NotEditableError
from syncer.yaml.write import definition_text, value_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from syncer.model.catalog import Catalog, CatalogEntry, TargetSettings
    from syncer.model.changes import FieldChange
    from syncer.plan.plan import Plan


class FileEdit(NamedTuple):
    """What is to be done to one model file."""

    path: str
    data: bytes | None
    """Its new bytes; None when it is to be deleted, or when it cannot be edited."""
    what: str
    """The same for a person."""
    by_hand: bool = False
    """Whether somebody has to do it."""


def file_edits(plan: Plan, catalog: Catalog, definitions: Catalog, *, folder: str) -> tuple[FileEdit, ...]:
    """What to do to the files so that the next sync does not do again what the plan takes back.

    `catalog` is what the target gets; `definitions` is what the files say alone.
    """
    entries = {entry.model_id: entry for entry in catalog.entries}
    left_out = {entry.model_id: entry for entry in definitions.entries if entry.model_id not in entries}
    paths = Paths(entry.source.file.removeprefix(f"{folder}/") for entry in definitions.entries)
    edits: list[FileEdit] = []
    for change in plan.changes:
        entry = entries.get(change.model_id)
        if change.model_id in left_out:
            place = left_out[change.model_id].source.file
            what = f"{place}: the target does not get {change.model_id}; see its `only` and `except`"
            edits.append(FileEdit(place, None, what, by_hand=True))
        elif isinstance(change, Recreate):
            if entry is None:
                fields = {**EMPTY, **{field.field: field.after for field in change.fields}}
                path = f"{folder}/{paths.of(fields)}"
                edits.append(FileEdit(path, definition_text(said_of(fields)).encode(), f"make {path}"))
        elif entry is None:
            continue
        elif isinstance(change, Delete) or (isinstance(change, Restore) and change.unmark):
            edits.append(_deleted(entry, definitions.settings.targets.values()))
        else:
            edits.extend(_edits(entry, {field.field: field for field in change.fields}))
    return tuple(edits)


def _deleted(entry: CatalogEntry, targets: Iterable[TargetSettings]) -> FileEdit:
    """The file goes, unless another target has the model from it, too: there the next sync would delete the row."""
    path = entry.source.file
    if sum(left_out_by(entry, target) is None for target in targets) > 1:
        what = (
            f"{path}: other targets get {entry.model_id}, too; name it in the `except` of this one, or delete the file"
        )
        return FileEdit(path, None, what, by_hand=True)
    return FileEdit(path, None, f"delete {path}")


def _edits(entry: CatalogEntry, changes: Mapping[str, FieldChange]) -> Iterator[FileEdit]:
    """An edit of the definition, and one by hand for each field whose value comes from an override."""
    own = {name: field for name, field in changes.items() if name not in entry.source.overrides}
    if own:
        yield _edited(entry, own)
    for name in (name for name in changes if name not in own):
        place = entry.source.at(name)
        yield FileEdit(place.file, None, f"{place}: {_said(name, changes[name])} (in the override)", by_hand=True)


def _said(name: str, field: FieldChange) -> str:
    return f"remove {name}" if field.after is None else f"{name}: {value_text(field.after)}"


def _edited(entry: CatalogEntry, changes: Mapping[str, FieldChange]) -> FileEdit:
    path = entry.source.file
    what = ", ".join(_said(name, field) for name, field in changes.items())
    try:
        data = read_bounded(path, MAX_DEFINITION_BYTES)
        text = decode_text(data)
        edited = edit_fields(text, {name: field.after for name, field in changes.items()})
    except NotEditableError as error:
        return FileEdit(path, None, f"{path}:{error.line}: {what} (by hand: {error})", by_hand=True)
    except (OSError, FileTooLargeError, NotTextError) as error:
        raise SyncerError(f"{path} cannot be read: {error}") from error
    mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    return FileEdit(path, mark + edited.encode(), f"{path}: {what}")
