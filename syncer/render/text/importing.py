"""What an import wrote, for a person and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from syncer.model.words import counted
from syncer.render.json.text import json_text
from syncer.render.text.values import safe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from syncer.authoring.results import Import


class Written(NamedTuple):
    """An import, and what became of it."""

    folder: str
    made: Import
    written: tuple[str, ...]
    """Paths below the folder."""
    is_dry: bool
    kept: int
    """Rows with attributes that no definition names."""


def import_text(found: Written, form: str) -> str:
    """The import as `text` or `json`."""
    return _json(found) if form == "json" else "".join(f"{line}\n" for line in _lines(found))


def _lines(found: Written) -> Iterator[str]:
    made = found.made
    verb = "would write" if found.is_dry else "wrote"
    for path in found.written:
        yield f"{verb} {safe(found.folder)}/{safe(path)}"
    for refusal in made.refusals:
        yield f"not imported: {safe(refusal.model_id)} (row {safe(refusal.record_id)}): {safe(refusal.reason)}"
    if found.written or made.refusals:
        yield ""
    if made.foreign:
        yield f"{counted(len(made.foreign), 'row')} of other catalogs passed over."
    if made.defined:
        yield f"{counted(len(made.defined), 'row')} with a definition passed over; --replace writes them anew."
    if found.kept:
        yield f"{counted(found.kept, 'row')} with attributes that no definition names; a sync keeps them."
    counts = f"{counted(len(found.written), 'file')} {'to write' if found.is_dry else 'written'}"
    rest = f", {counted(len(made.refusals), 'row')} not imported" if made.refusals else ""
    yield f"{counts}{rest}.{' Next: syncer plan' if found.written and not found.is_dry else ''}"


def _json(found: Written) -> str:
    made = found.made
    document = {
        "format_version": "1.0",
        "dry_run": found.is_dry,
        "written": [f"{found.folder}/{path}" for path in found.written],
        "refused": [
            {"record_id": refusal.record_id, "model_id": refusal.model_id, "reason": refusal.reason}
            for refusal in made.refusals
        ],
        "defined": list(made.defined),
        "foreign": list(made.foreign),
    }
    return json_text(document)
