"""What stops a plan until somebody decides, in words: what happened, and every way out."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, assert_never

from syncer.model.equality import canonical_json
from syncer.plan.diff import Stop
from syncer.plan.three_way import Conflict

if TYPE_CHECKING:
    from collections.abc import Sequence

_SHOWN = 5


def describe(conflict: Conflict | Stop) -> str:
    """One conflict: both values, and what to do."""
    match conflict:
        case Conflict():
            return _field(conflict)
        case Stop():
            return _row(conflict)
        case _:
            assert_never(conflict)


def summary(conflicts: Sequence[Conflict | Stop]) -> str:
    """All of them as one message."""
    more = len(conflicts) - _SHOWN
    return "; ".join(map(describe, conflicts[:_SHOWN])) + (f"; and {more} more" if more > 0 else "")


def edited_since(conflict: Conflict) -> str:
    """The day since which an edit can have been made; empty when that is not known."""
    return conflict.live.applied_at[:10]


def _field(conflict: Conflict) -> str:
    entry, live, field = conflict.entry, conflict.live, conflict.field
    place = entry.source.at(field)
    mine, theirs = in_words(entry.fields[field]), in_words(live.fields[field])
    base = None if live.base is None else in_words(live.base[field])
    since = f" since {edited_since(conflict)}" if edited_since(conflict) else ""
    overwrite = f"pass --overwrite {entry.model_id}"
    match conflict.standing:
        case "conflict":
            return (
                f"{entry.model_id}: {field} was changed from {base} to {mine} in {place}, and to {theirs} outside the "
                f"catalog{since}; write {theirs} into the file, or {overwrite} to write {mine} to the row"
            )
        case "unknown":
            return (
                f"{entry.model_id}: {field} is {theirs} in the row and {mine} in {place}, its policy is fail, and the "
                f"row does not say what was last applied; write {theirs} into the file, or {overwrite} to write {mine}"
            )
        case _:
            return (
                f"{entry.model_id}: {field} was changed from {base} to {theirs} outside the catalog{since}, and its "
                f"policy is fail; take it over with `syncer drift --propose`, or {overwrite} to put {mine} back"
            )


def _row(stop: Stop) -> str:
    if stop.kind == "deleted":
        return (
            f"{stop.model_id}: its row was deleted outside the catalog, and its policy is fail; delete its definition, "
            f"or pass --overwrite {stop.model_id} to make the row again"
        )
    if stop.kind == "moved":
        return (
            f"{stop.model_id}: {', '.join(stop.names)}: it has moved since that apply; put it right by hand, or pass "
            f"--overwrite {stop.model_id} to take it back all the same"
        )
    if stop.kind == "default":
        return (
            f"{stop.model_id} cannot be the default: {stop.names[0]} is, and its is_default is left to others; leave "
            f"that of {stop.model_id} to others too, remove it from its definition, or change the default on the page"
        )
    return (
        f"{stop.model_id}: its definition is gone, but {', '.join(stop.names)} of its row was edited outside the "
        f"catalog, and the policy is fail; restore the definition, or pass --overwrite {stop.model_id} to delete it"
    )


def in_words(value: object) -> str:
    """A value on one line, in backticks where it would not end in a sentence; `3.0` is `3`."""
    if value is None:
        return "absent"
    text = value if isinstance(value, str) and value.isprintable() and value else _json(value)
    return f"`{text}`" if " " in text and "`" not in text else text


def _json(value: object) -> str:
    return canonical_json(value) if not isinstance(value, str) else json.dumps(value)
