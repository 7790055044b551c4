"""What an import wrote, for a person and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from syncer.frozen import NamedTuple
from syncer.model.words import a_few, counted
from syncer.render.forms import in_form
from syncer.render.text.values import safe

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from syncer.authoring.results import Import, Refusal, TargetRules


class ImportResult(NamedTuple):
    """An import, and what became of it."""

    folder: str
    made: Import
    written: tuple[str, ...]
    """Paths below the folder."""
    is_dry: bool
    following: str = "syncer plan"
    """The command to be typed next."""
    others: tuple[str, ...] = ()
    """The targets that get new models besides the one that has them."""
    target: str | None = None
    """Whose rows these are."""
    is_first: bool = False
    """Whether the catalog had no model before."""
    rules: tuple[TargetRules, ...] = ()
    """What targets say now, so that none gets what is another's."""
    is_full: bool = False
    """Whether all that stands against a row is told."""


def import_text(found: ImportResult, form: str) -> str:
    """The import as `text` or `json`."""
    return in_form(form, lines=_lines(found), document=lambda: _document(found))


def _lines(found: ImportResult) -> Iterator[str]:
    refusals = found.made.refusals
    verb = "would write" if found.is_dry else "wrote"
    yield from (f"{verb} {safe(found.folder)}/{safe(path)}" for path in found.written)
    for one in refusals:
        yield from _refused(one, is_full=found.is_full)
    yield from [""] if found.written or refusals else []
    yield from _for_whom(found)
    for rules in found.rules:
        yield from _rules(rules)
    yield from _passed_over(found)
    yield _last_line(found)


def _refused(one: Refusal, *, is_full: bool) -> Iterator[str]:
    more = len(one.every) - 1
    reason = one.reason.removesuffix(f" (and {more} more)")  # as a row that no one can parse says it
    hint = "" if is_full or more < 1 else f" ({counted(more, 'more reason')}; -v tells)"
    yield f"not imported: {safe(one.model_id)} (row {safe(one.record_id)}): {safe(reason)}{hint}"
    yield from (f"  {safe(reason)}" for reason in one.every) if is_full and more > 0 else ()


def _for_whom(found: ImportResult) -> Iterator[str]:
    """In a catalog of several targets a file is for each of them."""
    if found.others and found.made.drafts:
        yield f"The new files are for {_few(found.others)}, too: a sync there creates what it does not have."
        if found.is_first:
            yield f"First say what is different there: syncer import --target {safe(found.others[0])} --as-overrides"
        else:
            yield f"With --as-overrides they are for {safe(str(found.target))} alone."


def _rules(rules: TargetRules) -> Iterator[str]:
    """What a target gets otherwise, in lines."""
    name = safe(rules.target)
    gets = (*rules.only, *rules.back)
    if gets:
        yield f"{name} gets {counted(len(gets), 'model')} now: {_few(gets)}"
    if rules.without:
        yield f"{name} does not get {counted(len(rules.without), 'model')} that it does not have: {_few(rules.without)}"
    for model_id, values in rules.overrides.items():
        yield f"{name} has its own {', '.join(values)} of {safe(model_id)}"


def _few(model_ids: Sequence[str]) -> str:
    return safe(a_few(model_ids))


def _passed_over(found: ImportResult) -> Iterator[str]:
    made = found.made
    if made.ignored:
        yield f"{safe(str(made.ignored))}."
    rows = (
        (len(made.foreign), "of other catalogs passed over."),
        (
            len(made.defined),
            "with a definition: its file stays as it is."
            if found.rules
            else "with a definition passed over; --replace writes them anew.",
        ),
        (
            sum(draft.has_extras for draft in made.drafts),
            "with attributes that no definition names; a sync keeps them.",
        ),
    )
    yield from (f"{counted(count, 'row')} {said}" for count, said in rows if count)


def _last_line(found: ImportResult) -> str:
    written = f"{counted(len(found.written), 'file')} {'to write' if found.is_dry else 'written'}"
    following = f" Next: {safe(found.following)}" if found.written and not found.is_dry else ""
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
        "target": found.target,
        "also_for": list(found.others),
        "rules": list(map(_rules_document, found.rules)),
    }


def _rules_document(rules: TargetRules) -> dict[str, object]:
    return {
        "target": rules.target,
        "only": list(rules.only),
        "except": list(rules.without),
        "no_longer_except": list(rules.back),
        "overrides": [{"model_id": model_id, "set": dict(values)} for model_id, values in rules.overrides.items()],
    }
