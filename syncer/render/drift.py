"""Drift for a person, as JSON, and as Markdown."""

from __future__ import annotations

from itertools import filterfalse
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final, cast

from syncer.model.times import short_time
from syncer.model.words import a_few, counted
from syncer.plan.conflict_text import edited_since
from syncer.render.coming import told_of_coming
from syncer.render.days import at_moment_of, days_document, told_of_days
from syncer.render.forms import in_form
from syncer.render.json.documents import page_edit_document
from syncer.render.markdown.budget import bounded_text
from syncer.render.markdown.cells import field_cell, time_cell
from syncer.render.markdown.escape import breakable, code, prose
from syncer.render.order import is_place
from syncer.render.text.values import PLAIN, Paint, both_shown, safe, spoken, transition_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from schemas.drift_document import DriftDocument, DuplicateDocument, EditedFieldDocument, GrantedDocument
    from syncer.model.changes import FieldChange
    from syncer.model.records import Record
    from syncer.plan.access import Holders
    from syncer.plan.drift import Drift, Edited

WHOLE: Final = "`syncer drift` prints them all"
"""Where the whole is of what a text that was shortened leaves out."""


def render_drift(drift: Drift, form: str, only: Collection[str], *, paint: Paint = PLAIN) -> str:
    """The classes that are asked for as `text`, `json` (which has every class) or `markdown`."""
    return in_form(
        form,
        lines=_text(drift, only, paint),
        document=lambda: _document(drift),
        markdown=lambda: bounded_text(_markdown(drift, only), WHOLE),
    )


def _counts(drift: Drift, only: Collection[str]) -> str:
    counts = [f"{count} {name}" for name, count in drift.counts.items() if count and name in only]
    ignored = f" {safe(str(drift.ignored))}." if drift.ignored else ""
    found = f"Drift: {', '.join(counts)}." if counts else "No drift."
    return found + ignored


def _text(drift: Drift, only: Collection[str], paint: Paint) -> Iterator[str]:
    yield f"catalog {safe(drift.catalog)} <- {safe(drift.target)}{at_moment_of(drift.days)}"
    yield ""
    for title, lines in filter(itemgetter(1), _text_paragraphs(drift, only)):
        yield from (paint("bold", f"{title.replace('`', '')}:"), *(spoken(f"  {line}") for line in lines), "")
    if drift.unknown:
        rows = counted(len(drift.unknown), "row")
        yield f"Of {rows} of this catalog nobody knows what was last applied; the next sync notes it."
        yield ""
    yield _counts(drift, only)


def _text_paragraphs(drift: Drift, only: Collection[str]) -> Iterator[tuple[str, list[str]]]:
    for name, (title, lines_of) in _CLASSES.items():
        yield title, list(lines_of(drift)) if name in only else []
    if "due" in only:
        yield from told_of_days(drift.days, safe, str)


def _edited(drift: Drift) -> Iterator[str]:
    for edit in filter(_beside_places, drift.edited):
        times = f"since {safe(edited_since(edit.live))}, last changed {safe(short_time(edit.live.updated_at))}"
        yield f"{safe(edit.live.model_id)}  row {safe(edit.live.record_id)}, {times}"
        for field in filterfalse(is_place, edit.fields):
            yield from (f"  {line}" for line in transition_lines(field))
    yield from _order(drift, safe)


def _beside_places(edit: Edited) -> list[FieldChange]:
    """The fields that were edited, but for the place in the order, of which one drag gives many rows another."""
    return [*filterfalse(is_place, edit.fields)]


def _order(drift: Drift, show: Callable[[str], str]) -> Iterator[str]:
    """A line that says which models were moved."""
    rows = sum(any(map(is_place, edit.fields)) for edit in drift.edited)
    if rows:
        moved = f"{a_few(drift.moved, show=show)} moved" if drift.moved else "the same, with other numbers"
        yield f"order: {moved} ({counted(rows, 'row')} with another sort_order)"


_CLASSES: Final[dict[str, tuple[str, Callable[[Drift], Iterable[str]]]]] = {
    "edited": ("Edited outside the catalog", _edited),
    "unnamed": (
        "Edited outside the catalog in fields that no file names, and kept",
        lambda drift: (f"{safe(edit.model_id)}  {edit.field}: {' -> '.join(both_shown(edit.before, edit.after))}"
                       for edit in drift.unnamed),
    ),
    "unmanaged": (
        "Unmanaged rows (`syncer import` makes files of them)",
        lambda drift: (f"{safe(row.model_id)}  row {safe(row.record_id)}" for row in drift.unmanaged),
    ),
    "gone": ("Rows that were deleted outside the catalog", lambda drift: map(safe, drift.gone)),
    "duplicates": (
        "Rows that share a model id",
        lambda drift: (f"{safe(rows[0].model_id)}  rows {', '.join(safe(row.record_id) for row in rows)}"
                       for rows in drift.duplicates),
    ),
    "broken": (
        "Rows that no release of the platform lists",
        lambda drift: (f"{safe(row.problem.where)}: {safe(row.problem.message)}" for row in drift.broken),
    ),
    "unlisted": (
        "Rows that the platform does not list",
        lambda drift: (f"{safe(row.live.model_id)}  row {safe(row.live.record_id)}: {safe(row.reason)}"
                       for row in drift.unlisted),
    ),
    "attributes": (
        "Attributes that other writers store since the last sync",
        lambda drift: (f"{safe(one.name)} on {counted(one.rows, 'row')}" for one in drift.attributes),
    ),
    "grants": (
        "Grants of models that have no row, so that their use is not metered",
        lambda drift: (f"{safe(model_id)}  {safe(str(holders))}" for model_id, holders in drift.grants or ()),
    ),
    "due": (
        "Prices that are due (`syncer sync` writes them, or the workflow Sync by hand, with the plan's fingerprint)",
        lambda drift: told_of_coming(drift.due or (), safe),
    ),
}  # fmt: skip
"""The title of each class, and a line for each thing of it; lines of fields are indented."""


def _markdown(drift: Drift, only: Collection[str]) -> Iterator[str]:
    yield f"### Drift of {code(drift.catalog)} on {code(drift.target)}{at_moment_of(drift.days)}"
    yield ""
    yield prose(_counts(drift, only))
    yield ""
    for title, lines in filter(itemgetter(1), _markdown_paragraphs(drift, only)):
        yield from (f"**{title}**", "", *lines, "")


def _markdown_paragraphs(drift: Drift, only: Collection[str]) -> Iterator[tuple[str, list[str]]]:
    for name, (title, lines_of) in _CLASSES.items():
        made = _ROWS.get(name)
        rows = made(drift) if made else (f"- {prose(line.strip())}" for line in lines_of(drift))
        yield title, list(rows) if name in only else []
    for title, sentences in told_of_days(drift.days, code, prose) if "due" in only else ():
        yield title, [f"- {sentence}" for sentence in sentences]


def _edited_rows(drift: Drift) -> Iterator[str]:
    if any(map(_beside_places, drift.edited)):
        yield "| model | edit | edited since | row last changed |"
        yield "|---|---|---|---|"
    for edit in drift.edited:
        times = f"{time_cell(edited_since(edit.live))} | {time_cell(edit.live.updated_at)}"
        for field in _beside_places(edit):
            yield f"| {breakable(edit.live.model_id)} | {field_cell(field)} | {times} |"
    for line in _order(drift, code):
        yield from ["", line] if any(map(_beside_places, drift.edited)) else [line]


_ROWS: Final[dict[str, Callable[[Drift], Iterable[str]]]] = {
    "edited": _edited_rows,
    "due": lambda drift: (f"- {sentence}" for sentence in told_of_coming(drift.due or (), code)),
}
"""How Markdown has the classes of which the line of the text is not the best."""


def _document(drift: Drift) -> DriftDocument:
    document = _classes(drift)
    document.update(days_document(drift.days))  # type: ignore[typeddict-item]  # a part of it
    if drift.ignored:
        document["ignored"] = drift.ignored.rows
    if drift.grants is not None:
        document["grants"] = list(map(_granted, drift.grants))
    return document


def _edited_field(field: FieldChange) -> EditedFieldDocument:
    values = {"applied": cast("Any", field.before), "live": cast("Any", field.after)}
    document = cast("EditedFieldDocument", {"field": field.field, **values})
    if field.odd[1]:
        document["odd"] = field.odd[1]
    return document


def _classes(drift: Drift) -> DriftDocument:
    """Every class but that which needs a table of roles."""
    return {
        "format_version": "1.0",
        "catalog": drift.catalog,
        "target": drift.target,
        "counts": cast("Any", drift.counts),
        "edited": [
            {
                "model_id": edit.live.model_id,
                "record_id": edit.live.record_id,
                "updated_at": edit.live.updated_at,
                "applied_at": edit.live.applied_at,
                "fields": list(map(_edited_field, edit.fields)),
            }
            for edit in drift.edited
        ],
        "unnamed": list(map(page_edit_document, drift.unnamed)),
        "unmanaged": [{"model_id": row.model_id, "record_id": row.record_id} for row in drift.unmanaged],
        "gone": list(drift.gone),
        "duplicates": list(map(_duplicate, drift.duplicates)),
        "broken": [{"where": row.problem.where, "message": row.problem.message} for row in drift.broken],
        "unlisted": [
            {"model_id": row.live.model_id, "record_id": row.live.record_id, "reason": row.reason}
            for row in drift.unlisted
        ],
        "attributes": [{"name": one.name, "rows": one.rows, "new": one.is_new} for one in drift.attributes],
        "unknown": list(drift.unknown),
    }


def _granted(found: tuple[str, Holders]) -> GrantedDocument:
    model_id, holders = found
    return {"model_id": model_id, "roles": list(holders.roles), "people": holders.people}


def _duplicate(records: Sequence[Record]) -> DuplicateDocument:
    return {"model_id": records[0].model_id, "record_ids": [record.record_id for record in records]}
