"""The edits of the model files that keep Git in step with a revert: what is to be written, and what to do by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from schemas.attributes import NAMES
from syncer.changes import Delete, Recreate, Restore
from syncer.definition import NotTextError, decode
from syncer.errors import SyncerError
from syncer.files import MAX_DEFINITION_BYTES, FileTooLargeError, read_bounded
from syncer.import_paths import Paths
from syncer.importing import said_of
from syncer.yamledit import edit_fields
from syncer.yamlparts import NotEditableError
from syncer.yamlwrite import definition_text, value_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from syncer.catalog import Catalog, CatalogEntry
    from syncer.changes import FieldChange
    from syncer.plan import Plan


_NOTHING: Final[dict[str, object]] = {**dict.fromkeys(NAMES), "allowed_app_roles": [], "available_to_roles": []}


class FileEdit(NamedTuple):
    """What is to be done to one model file."""

    path: str
    data: bytes | None
    """Its new bytes; None when it is to be deleted, or when it cannot be edited."""
    what: str
    """The same for a person."""
    by_hand: bool = False
    """Whether somebody has to do it."""


def file_edits(plan: Plan, catalog: Catalog, *, folder: str) -> tuple[FileEdit, ...]:
    """What to do to the files so that the next sync does not do again what the plan takes back."""
    entries = {entry.model_id: entry for entry in catalog.entries}
    paths = Paths(entry.source.file.removeprefix(f"{folder}/") for entry in catalog.entries)
    edits: list[FileEdit] = []
    for change in plan.changes:
        entry = entries.get(change.model_id)
        if isinstance(change, Recreate):
            if entry is None:
                fields = {**_NOTHING, **{field.field: field.after for field in change.fields}}
                path = f"{folder}/{paths.of(fields)}"
                edits.append(FileEdit(path, definition_text(said_of(fields)).encode(), f"make {path}"))
        elif entry is None:
            continue
        elif isinstance(change, Delete) or (isinstance(change, Restore) and change.unmark):
            edits.append(FileEdit(entry.source.file, None, f"delete {entry.source.file}"))
        else:
            edits.append(_edited(entry, {field.field: field for field in change.fields}))
    return tuple(edits)


def _edited(entry: CatalogEntry, changes: Mapping[str, FieldChange]) -> FileEdit:
    path = entry.source.file
    what = ", ".join(
        f"remove {name}" if field.after is None else f"{name}: {value_text(field.after)}"
        for name, field in changes.items()
    )
    try:
        text = decode(read_bounded(path, MAX_DEFINITION_BYTES))
        edited = edit_fields(text, {name: field.after for name, field in changes.items()})
    except NotEditableError as error:
        return FileEdit(path, None, f"{path}:{error.line}: {what} (by hand: {error})", by_hand=True)
    except (OSError, FileTooLargeError, NotTextError) as error:
        raise SyncerError(f"{path} cannot be read: {error}") from error
    return FileEdit(path, edited.encode(), f"{path}: {what}")
