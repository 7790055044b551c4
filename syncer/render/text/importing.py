"""What an import wrote, for a person and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from syncer.frozen import NamedTuple
from syncer.model.words import counted
from syncer.render.forms import in_form
from syncer.render.text.values import safe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from syncer.authoring.results import Import, Refusal


class ImportResult(NamedTuple):
    """An import, and what became of it."""

    folder: str
    made: Import
    written: tuple[str, ...]
    """Paths below the folder."""
    is_dry: bool
    is_full: bool = False
    """Whether all that stands against a row is told."""


def import_text(found: ImportResult, form: str) -> str:
    """The import as `text` or `json`."""
    return in_form(form, lines=_lines(found), document=lambda: _document(found))


def _lines(found: ImportResult) -> Iterator[str]:
    made, refusals = found.made, found.made.refusals
    verb = "would write" if found.is_dry else "wrote"
    yield from (f"{verb} {safe(found.folder)}/{safe(path)}" for path in found.written)
    for one in refusals:
        yield from _refused(one, is_full=found.is_full)
    yield from [""] if found.written or refusals else []
    yield from _passed_over(made)
    yield _last_line(found)


def _refused(one: Refusal, *, is_full: bool) -> Iterator[str]:
    more = len(one.every) - 1
    hint = "" if is_full or more < 1 else f" ({counted(more, 'more reason')}; -v tells)"
    yield f"not imported: {safe(one.model_id)} (row {safe(one.record_id)}): {safe(one.reason)}{hint}"
    yield from (f"  {safe(reason)}" for reason in one.every) if is_full and more > 0 else ()


def _passed_over(made: Import) -> Iterator[str]:
    if made.ignored:
        yield f"{safe(str(made.ignored))}."
    rows = (
        (len(made.foreign), "of other catalogs passed over."),
        (len(made.defined), "with a definition passed over; --replace writes them anew."),
        (
            sum(draft.has_extras for draft in made.drafts),
            "with attributes that no definition names; a sync keeps them.",
        ),
    )
    yield from (f"{counted(count, 'row')} {said}" for count, said in rows if count)


def _last_line(found: ImportResult) -> str:
    written = f"{counted(len(found.written), 'file')} {'to write' if found.is_dry else 'written'}"
    following = " Next: syncer plan" if found.written and not found.is_dry else ""
    return f"{written}{_how_many(found.made, is_dry=found.is_dry)}.{following}"


def _how_many(made: Import, *, is_dry: bool) -> str:
    """Of the rows that could be files, those that are; of no rows, nothing."""
    files, rows = len(made.drafts) + len(made.defined), made.rows
    is_one = 1 in (files, rows)
    verb, what = "is" if is_one else "are", "a file" if is_one else "files"
    said = f"would be {what}" if is_dry else f"{verb} {what} now"
    return f"; {files} of {counted(rows, 'row')} {said}" if rows else ""


def _document(found: ImportResult) -> dict[str, object]:
    made = found.made
    return {
        "dry_run": found.is_dry,
        "written": [f"{found.folder}/{path}" for path in found.written],
        "refused": [
            {
                "record_id": refusal.record_id,
                "model_id": refusal.model_id,
                "reason": refusal.reason,
                "reasons": list(refusal.every or (refusal.reason,)),
            }
            for refusal in made.refusals
        ],
        "defined": list(made.defined),
        "foreign": list(made.foreign),
        "ignored": made.ignored.rows,
        "rows": made.rows,
    }
