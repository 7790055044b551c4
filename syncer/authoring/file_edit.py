"""Fields of one model file changed, and proved: the new file says just that, or there is none."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING, NamedTuple

from schemas.attributes import NAMES
from syncer.disk.files import MAX_DEFINITION_BYTES, FileTooLargeError, NotTextError, decode_text, read_bounded
from syncer.errors import SyncerError
from syncer.load.read_file import check_model
from syncer.model.equality import differing, same
from syncer.yaml.edit import edit_fields
from syncer.yaml.layout import NotEditableError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from syncer.model.catalog import CatalogEntry


class EditedFile(NamedTuple):
    """A file's new bytes, or why there are none."""

    data: bytes | None
    reason: str = ""
    line: int | None = None
    """What the reason speaks of, from 1."""


def edited_file(entry: CatalogEntry, changes: Mapping[str, object]) -> EditedFile:
    """The file of a definition, read as it is now, with these fields at these values; None removes a field.

    `entry` is what the file says alone. Comments and everything else stay. Raises SyncerError when the file cannot be
    read.
    """
    path = entry.source.file
    try:
        data = read_bounded(path, MAX_DEFINITION_BYTES)
        text = decode_text(data)
    except (OSError, FileTooLargeError, NotTextError) as error:
        raise SyncerError(f"{path} cannot be read: {error}; no model file was changed") from error
    try:
        edited = edit_fields(text, {name: _in_style(name, value) for name, value in changes.items()}).encode()
    except NotEditableError as error:
        return EditedFile(None, str(error), error.line)
    said, problems = check_model(edited)
    if said is None:
        message, line, _, field, *_ = problems[0]
        return EditedFile(None, f"{field}: {message}", line)
    wrong = differing({**entry.fields, **changes}, dict(zip(NAMES, said[0], strict=True)))
    if wrong:
        return EditedFile(None, f"a definition cannot say its {', '.join(wrong)}")
    return EditedFile((codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b"") + edited)


def _in_style(name: str, value: object) -> object:
    """Modalities in upper case, as files have them."""
    if name in ("input_modalities", "output_modalities") and isinstance(value, list):
        upper = [str(item).upper() for item in value]
        return upper if same(name, upper, value) else value
    return value
