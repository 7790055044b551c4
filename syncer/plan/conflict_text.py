"""What stops a plan until somebody decides, in words: what happened, and every way out."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from schemas.attributes import BY_CATALOG, DEFAULTS, WHEN_NAMED
from syncer.model.equality import canonical_json, same
from syncer.model.looks import told_apart
from syncer.model.words import a_few
from syncer.plan.diff import Stop
from syncer.plan.sayable import can_say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from syncer.model.records import Record
    from syncer.plan.three_way import Conflict

_LONGEST: Final = 120
"""Characters of a value; a note may have any number."""
_FIELDS: Final = {
    "conflict": "{model_id}: {field} was changed from {base} to {mine} in {place}, and to {theirs} outside the "
    "catalog{since}; {take}pass --overwrite {model_id} to write {mine} to the row",
    "unknown": "{model_id}: {field} is {theirs} in the row and {mine} in {place}, its policy is fail, and the row does "
    "not say what was last applied; {take}pass --overwrite {model_id} to write {mine}",
    "live": "{model_id}: {field} was changed from {base} to {theirs} outside the catalog{since}, and its policy is "
    "fail; {take}pass --overwrite {model_id} to put {mine} back",
}
"""What is said of a field, by its standing; no other standing stops a plan."""
_ROWS: Final = {
    "deleted": "{model_id}: its row was deleted outside the catalog, and its policy is fail; delete its definition, or "
    "pass --overwrite {model_id} to make the row again",
    "moved": "{model_id}: {names}: it has moved since that apply; put it right by hand, or pass --overwrite {model_id} "
    "to take it back all the same",
    "default": "{model_id} cannot be the default: {names} is, and its is_default is left to others; leave that of "
    "{model_id} to others too, remove it from its definition, or change the default on the page",
    "edited": "{model_id}: its definition is gone, but {names} of its row was edited outside the catalog, and the "
    "policy is fail; restore the definition, or pass --overwrite {model_id} to delete it",
}
"""What is said of a row, by the kind of its `Stop`."""


def describe(conflict: Conflict | Stop) -> str:
    """One conflict: both values, and what to do."""
    if isinstance(conflict, Stop):
        return _ROWS[conflict.kind].format(model_id=conflict.model_id, names=", ".join(conflict.names))
    entry, live, field = conflict.entry, conflict.live, conflict.field
    since = edited_since(live)
    base = live.applied[field] if live.applied else None
    texts = (in_words(base), in_words(desired_in(conflict)), row_in_words(live, field))
    before, mine, theirs = told_apart(*texts)
    return _FIELDS[conflict.standing].format(
        model_id=entry.model_id,
        field=field,
        base=before,
        mine=mine,
        place=entry.source.at(field),
        theirs=theirs,
        since=f" since {since}" if since else "",
        take=_taking_over(conflict, theirs),
    )


def desired_in(conflict: Conflict) -> object:
    """What a sync would write: the default of a field that was the catalog's and that no file names any more."""
    mine = conflict.entry.fields[conflict.field]
    return DEFAULTS[conflict.field] if mine is None and conflict.field in WHEN_NAMED else mine


def _taking_over(conflict: Conflict, shown: str) -> str:
    """The way out by which the row's value stays, where there is one, with what joins it to the other way."""
    entry, field, theirs = conflict.entry, conflict.field, conflict.live.said(conflict.field)
    if field in BY_CATALOG:
        return "change `order` in catalog.yaml, or "
    if field in conflict.live.invalid or not can_say(entry.fields, field, theirs):
        return f"no file can say {shown}; "
    if conflict.standing == "live":
        return "take it over with `syncer drift --propose`, or "
    if same(field, theirs, None):
        return f"take {field} out of the file, or "
    return f"write {shown} into the file, or "


def summary(conflicts: Iterable[Conflict | Stop]) -> str:
    """All of them as one message."""
    return a_few([*map(describe, conflicts)], apart="; ")


def edited_since(live: Record) -> str:
    """The day since which an edit outside can have been made: that of the last apply; empty when it is not known."""
    return live.applied_at[:10]


def row_in_words(live: Record, field: str) -> str:
    """The value that a row holds for a field, and of which kind it is where that is none of the field's."""
    return live.odd(field) or in_words(live.said(field))


def in_words(value: object) -> str:
    """A value on one line, cut where it is long, in backticks where it would not end in a sentence; `3.0` is `3`."""
    if value is None:
        return "absent"
    text = value if isinstance(value, str) and value.isprintable() and value else _json(value)
    text = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."
    return f"`{text}`" if " " in text and "`" not in text else text


def _json(value: object) -> str:
    return canonical_json(value) if not isinstance(value, str) else json.dumps(value)
