"""The edits of the model files that keep Git in step with a revert: what is to be written, and what to do by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.attributes import BY_CATALOG, EMPTY
from syncer.authoring.model_file import Paths, edited_file, said_of, with_consequences, with_former_name
from syncer.frozen import NamedTuple
from syncer.load.targets import left_out_by
from syncer.model.changes import Delete, Recreate, Restore
from syncer.yaml.write import definition_text, value_text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from syncer.model.catalog import Catalog, CatalogEntry, TargetSettings
    from syncer.model.changes import Change, FieldChange
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


def file_edits(
    plan: Plan, catalog: Catalog, definitions: Catalog, *, folder: str, header: Sequence[str] = ()
) -> tuple[FileEdit, ...]:
    """What to do to the files so that the next sync does not do again what the plan takes back.

    `catalog` is what the target gets; `definitions` is what the files say alone; `header` is what new files
    begin with.
    """
    got = {entry.model_id: entry for entry in catalog.entries}
    written = {entry.model_id: entry for entry in definitions.entries}
    paths = Paths(entry.source.file.removeprefix(f"{folder}/") for entry in definitions.entries)
    targets = definitions.settings.targets.values()
    edits: list[FileEdit] = []
    for change in plan.changes:
        entry = written.get(change.model_id)
        if entry is not None:
            edits.extend(_of_change(change, entry, got.get(change.model_id), targets))
        elif isinstance(change, Recreate):
            fields = {**EMPTY, **{field.field: field.after for field in change.fields}}
            path = f"{folder}/{paths.of(fields)}"
            edits.append(FileEdit(path, definition_text(said_of(fields), header=header).encode(), f"make {path}"))
    return tuple(edits)


def _of_change(
    change: Change, alone: CatalogEntry, entry: CatalogEntry | None, targets: Collection[TargetSettings]
) -> Iterable[FileEdit]:
    """What to do to the file of a definition. `alone` is what the file says; `entry` what the target gets of it."""
    if entry is None:
        path = alone.source.file
        what = f"{path}: the target does not get {alone.model_id}; see its `only` and `except`"
        return [FileEdit(path, None, what, by_hand=True)]
    if isinstance(change, Delete) or (isinstance(change, Restore) and change.unmark):
        return [_deleted(entry, targets)]
    if isinstance(change, Recreate):
        return ()
    return _edits(entry, alone, {field.field: field for field in change.fields if field.field not in BY_CATALOG})


def _deleted(entry: CatalogEntry, targets: Iterable[TargetSettings]) -> FileEdit:
    """The file goes, unless another target has the model from it, too: there the next sync would delete the row."""
    path = entry.source.file
    if sum(left_out_by(entry, target) is None for target in targets) > 1:
        what = (
            f"{path}: other targets get {entry.model_id}, too; name it in the `except` of this one, or delete the file"
        )
        return FileEdit(path, None, what, by_hand=True)
    return FileEdit(path, None, f"delete {path}")


def _edits(entry: CatalogEntry, alone: CatalogEntry, changes: Mapping[str, FieldChange]) -> Iterator[FileEdit]:
    """An edit of the definition, and one by hand for each field whose value comes from an override.

    `alone` is the definition without overrides.
    """
    own = {name: field for name, field in changes.items() if name not in entry.source.overrides}
    if own:
        yield _edited(alone, own)
    for name in (name for name in changes if name not in own):
        place = entry.source.at(name)
        yield FileEdit(place.file, None, f"{place}: {_said(name, changes[name].after)} (in the override)", by_hand=True)


def _edited(entry: CatalogEntry, changes: Mapping[str, FieldChange]) -> FileEdit:
    path = entry.source.file
    values = with_former_name(entry, {name: field.after for name, field in changes.items()})
    what = ", ".join(_said(name, value) for name, value in with_consequences(entry, values).items())
    made = edited_file(entry, values)
    if made.data is not None:
        return FileEdit(path, made.data, f"{path}: {what}")
    place = path if made.line is None else f"{path}:{made.line}"
    return FileEdit(path, None, f"{place}: {what} (by hand: {made.reason})", by_hand=True)


def _said(name: str, value: object) -> str:
    return f"remove {name}" if value is None else f"{name}: {value_text(value)}"
