"""What one model file says and is called: made of a row, or edited, and proved to say just that."""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from schemas.attributes import BY_PROVIDER, DEFAULTS, KIND, NAMES, is_left_out
from syncer.authoring.dated_edits import where_they_hold
from syncer.disk.files import MAX_DEFINITION_BYTES, FileTooLargeError, NotTextError, decode_text, read_bounded
from syncer.errors import SyncerError
from syncer.frozen import NamedTuple
from syncer.load.read_file import check_model
from syncer.model.equality import differing, same
from syncer.yaml.edit import edit_fields
from syncer.yaml.layout import NotEditableError
from syncer.yaml.remark import with_remark

if TYPE_CHECKING:
    from collections.abc import Iterable

    from syncer.model.catalog import CatalogEntry

_LONGEST_NAME: Final = 120
NO_REMARKS: Final[Mapping[Any, str]] = MappingProxyType({})
NEVER: Final = re.compile(r"(?!)")
"""Matches nothing."""


class Paths:
    """Gives every model a file of its own."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = {path.casefold() for path in taken}

    def of(self, fields: Mapping[str, object]) -> str:
        """`models/<maker>/<slug>.yaml`, with a number where that is taken."""
        maker = _slug(str(fields["provider_name"])).replace(".", "-")
        stem = f"models/{maker}/{_slug(str(fields['model_id']))}"
        number, path = 1, f"{stem}.yaml"
        while path.casefold() in self._taken:
            number += 1
            path = f"{stem}-{number}.yaml"
        self._taken.add(path.casefold())
        return path


def _slug(text: str) -> str:
    """Text as a file's name: lower-case letters, digits, `.`, `_` and `-`."""
    return re.sub(r"[^a-z0-9._-]", "-", text.lower()).lstrip(".-")[:_LONGEST_NAME].rstrip(".") or "model"


def said_of(fields: Mapping[str, object]) -> dict[str, object]:
    """What a definition has to say: everything but what is the default."""
    return {name: _tidy(name, value) for name, value in fields.items() if not is_left_out(name, fields)}


def _tidy(name: str, value: object) -> object:
    """The same value as a person would write it: of a set each text once, mappings in order."""
    match KIND[name]:
        case "modalities":
            texts = _texts(value)
            upper = list(dict.fromkeys(text.upper() for text in texts))
            return upper if same(name, upper, value) else texts
        case "names":
            return list(dict.fromkeys(_texts(value)))
        case "params":
            return _in_order(value)
        case _:
            return value


def _in_order(value: object, depth: int = 0) -> object:
    """Mappings by key, because a table keeps no order; a parameter's options, at depth 2, stay in the schema's."""
    if not isinstance(value, Mapping):
        return [_in_order(item, 3) for item in value] if isinstance(value, list) else value
    keys = [*value] if depth == 2 else sorted(value)
    return {key: _in_order(value[key], depth + 1) for key in keys}


def _texts(value: object) -> list[str]:
    return [str(item) for item in value] if isinstance(value, (list, tuple)) else []


class EditedFile(NamedTuple):
    """A file's new bytes, or why there are none."""

    data: bytes | None
    reason: str = ""
    line: int | None = None
    """What the reason speaks of, from 1."""


def edited_file(
    entry: CatalogEntry, changes: Mapping[str, object], *, remarks: Mapping[tuple[str, ...], str] = NO_REMARKS,
    ours: re.Pattern[str] = NEVER,
) -> EditedFile:  # fmt: skip
    """The file of a definition, read as it is now, with these fields at these values; None removes a field.

    `entry` is what the file says alone; a price that one of its changes gives by now is changed there. Comments and
    everything else stay, but `remarks` come behind the values at paths of keys, in the place of older ones, which
    `ours` matches. Raises SyncerError when the file cannot be read.
    """
    path, changes = entry.source.file, with_consequences(entry, changes)
    try:
        data = read_bounded(path, MAX_DEFINITION_BYTES)
        text = decode_text(data)
    except (OSError, FileTooLargeError, NotTextError) as error:
        raise SyncerError(f"{path} cannot be read: {error}; no model file was changed") from error
    try:
        placed = where_they_hold(entry, changes)
        text = edit_fields(text, {name: _in_style(name, value) for name, value in placed.items()})
        for at, remark in remarks.items():
            text = with_remark(text, at, remark, ours=ours)
    except NotEditableError as error:
        return EditedFile(None, str(error), error.line)
    edited = text.encode()
    said, problems = check_model(edited)
    if said is None:
        message, line, _, field, *_ = problems[0]
        return EditedFile(None, f"{field}: {message}", line)
    wrong = differing({**entry.fields, **placed}, dict(zip(NAMES, said[0], strict=True)))
    if wrong:
        return EditedFile(None, f"a definition cannot say its {', '.join(wrong)}")
    return EditedFile((codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b"") + edited)


def with_consequences(entry: CatalogEntry, changes: Mapping[str, object]) -> dict[str, object]:
    """The changes, and what the file has to say besides so that nothing else changes and that it stays valid.

    With another provider, fields that follow it by default; under its former name again, that it was not renamed. What
    the changes say of these counts.
    """
    found = _as_before(entry, str(changes["provider"])) if changes.get("provider") else {}
    if entry.renamed_from is not None and changes.get("model_id") == entry.renamed_from:
        found["renamed_from"] = None
    besides = {name: found[name] for name in found.keys() - changes.keys()}
    return {name: as_said(name, value) for name, value in {**changes, **besides}.items()}


def _as_before(entry: CatalogEntry, provider: str) -> dict[str, object]:
    """What the fields that follow the provider have to say to stay as they are."""
    by_default = {name: default(provider) for name, default in BY_PROVIDER.items()}
    return {name: entry.fields[name] for name, value in by_default.items() if value != entry.fields[name]}


def with_former_name(entry: CatalogEntry, changes: Mapping[str, object]) -> Mapping[str, object]:
    """The changes, and for another model id the one that rows have: a sync without it would make the model anew."""
    if changes.get("model_id", entry.model_id) == entry.model_id:
        return changes
    return {**changes, "renamed_from": entry.model_id}


def as_said(field: str, value: object) -> object:
    """The value as a file says it: an option that was emptied is left out."""
    return None if DEFAULTS.get(field, ...) is None and same(field, value, None) else value


def _in_style(name: str, value: object) -> object:
    """Modalities in upper case, as files have them."""
    if name in ("input_modalities", "output_modalities") and isinstance(value, list):
        upper = [str(item).upper() for item in value]
        return upper if same(name, upper, value) else value
    return value
