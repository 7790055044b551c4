"""A stored value of another kind than its field's, in a file and in a table: it is named, and never absent."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any, Final, cast

import pytest

from syncer.authoring.edits_of_rows import edits_to_take
from syncer.model.catalog import Settings
from syncer.model.odd_values import odd_in_words
from syncer.model.records import Record, Snapshot
from syncer.plan.conflict_text import describe
from syncer.plan.drift import find_drift
from syncer.plan.plan import Plan, build_plan
from syncer.plan.three_way import Conflict
from syncer.render.drift import render_drift
from syncer.render.plan import render_plan
from syncer.saved.file import plan_from, plan_json
from syncer.stores.codec import judge
from syncer.stores.dynamodb.client import TableAccess
from syncer.stores.dynamodb.items import new_item
from syncer.stores.dynamodb.read import Reader
from syncer.stores.json_values import Opaque
from syncer.stores.last_applied import marked_record, marks_of
from syncer.sync.writes import Stamp, write_of
from tests.stores.shapes import NOON, catalog, entry

CATALOG: Final = catalog(
    entry("a", is_featured=True, enabled=False, icon_slug="kimi", cache_read_price_per_million_tokens=0.2)
)
MINE: Final = CATALOG.entries[0]
STAMP: Final = Stamp("campus", None, "f" * 64, NOON)
ODD: Final[list[tuple[str, str, Any, str, str]]] = [
    ("enabled", "enabled", 0, "0 (a number)", "false"),
    ("enabled", "enabled", 1, "1 (a number)", "false"),
    ("enabled", "enabled", "no", '"no" (text)', "false"),
    ("input_price_per_million_tokens", "inputPricePerMillionTokens", "2.2", '"2.2" (text)', "2.2 USD"),
    ("input_price_per_million_tokens", "inputPricePerMillionTokens", "2.5", '"2.5" (text)', "2.2 USD"),
    ("cache_read_price_per_million_tokens", "cacheReadPricePerMillionTokens", "0.2", '"0.2" (text)', "0.2 USD"),
    ("max_output_tokens", "maxOutputTokens", "64000", '"64000" (text)', "64000"),
    ("is_featured", "isFeatured", 1, "1 (a number)", "true"),
    ("is_featured", "isFeatured", None, "null", "true"),
    ("icon_slug", "iconSlug", 5, "5 (a number)", "kimi"),
    ("icon_slug", "iconSlug", Opaque("SS", ("a",)), '["a"] (a set)', "kimi"),
    ("icon_slug", "iconSlug", ["a"], '["a"] (a list)', "kimi"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [("place", -1, "-1"), ("place", "1", '"1" (text)'), ("text", "sunset", ""), ("count", True, "true (a boolean)"),
     ("price", {"a": Decimal("0.10")}, '{"a": "0.10"} (a map)'), ("flag", Decimal("0.0"), "0.0 (a number)"),
     ("flag", Opaque("SS", ("a", "b")), '["a", "b"] (a set)'), ("flag", "\u202eon", '"\\u202eon" (text)'),
     ("flag", Opaque("B", (b"a",)), """["b'a'"] (binary data)"""), ("price", "x" * 500, f'"{"x" * 76}... (text)'),
     ("names", "a", '"a" (text)'), ("modalities", [1], "[1]"), ("params", [], "[] (a list)")],
)  # fmt: skip
def test_the_words(kind: Any, value: Any, words: str) -> None:
    """Whatever another writer can store, short and on one line; of a right kind the value alone."""
    assert odd_in_words(kind, value) == words


class NoCalls:
    """A table to which nothing is sent."""

    client = None
    access = TableAccess("t")


def read(store: str, attribute: str, value: Any) -> Record:
    """The row of the definition as a sync wrote it, and as another writer left it."""
    (change,) = build_plan(CATALOG, Snapshot(()), target="t").changes
    write = cast("Any", write_of(change, stamp=STAMP, new_id=lambda: "none"))
    attributes = {**write.attributes, attribute: value}
    if store == "table":
        found = Reader(cast("Any", NoCalls())).judged(new_item(write.record_id, attributes))
        assert isinstance(found, Record)
        return found
    verdict = judge(attributes)
    assert not isinstance(verdict, str)
    return marked_record(verdict, attributes, marks_of(attributes, verdict))


def plan_of(row: Record) -> Plan:
    """What a sync would do about it."""
    return build_plan(CATALOG, Snapshot((row,)), target="t")


@pytest.mark.parametrize("store", ["file", "table"])
@pytest.mark.parametrize(("field", "attribute", "value", "words", "mine"), ODD)
def test_nothing_is_absent_that_is_there(
    store: str, field: str, attribute: str, value: Any, words: str, mine: str
) -> None:
    """Plan, drift and proposal name it; a saved plan says the same when it is shown, by the same fingerprint."""
    row = read(store, attribute, value)
    plan = plan_of(row)
    text, document = render_plan(plan, "text"), json.loads(render_plan(plan, "json"))
    assert f"{words} -> {mine}" in text
    assert words in render_plan(plan, "markdown").replace("\\", "")
    (said,) = document["changes"][0]["fields"]
    assert (said["field"], said["odd"]) == (field, words)
    saved = plan_from(json.loads(json.dumps(plan_json(plan))))
    assert (render_plan(saved, "text"), saved.fingerprint) == (text, plan.fingerprint)
    drift = find_drift(Snapshot((row,)), Settings("campus"), None, target="t")
    told, documented = render_drift(drift, "text", ("edited",)), json.loads(render_drift(drift, "json", ()))
    assert f"{mine} -> {words}" in told
    assert documented["edited"][0]["fields"][0]["odd"] == words
    assert "absent" not in text + told
    taken, (left,) = edits_to_take(MINE, drift.edited[0], {})
    reason = f"{field} is {words} in the row, which is no value of the field; a sync puts it right"
    assert (taken, left.reason) == ([], reason)


@pytest.mark.parametrize(("attribute", "value"), [(attribute, value) for _, attribute, value, *_ in ODD])
def test_what_is_written_and_guarded_stays(attribute: str, value: Any) -> None:
    """The words are for people: what is compared, guarded and written is the value as before, or none."""
    (change,) = plan_of(read("file", attribute, value)).changes
    (field,) = change.fields
    assert field.before in (None, str(value))
    write = cast("Any", write_of(change, stamp=STAMP, new_id=lambda: "none"))
    assert write.set[attribute] == field.after


def test_a_conflict_names_it() -> None:
    """Changed in both: the row's side is what stands there."""
    row = read("file", "enabled", "no")
    ours = catalog(MINE._replace(fields={**MINE.fields, "enabled": True}))
    (found,) = build_plan(ours, Snapshot((row,)), target="t").conflicts
    assert isinstance(found, Conflict)
    text = describe(found)
    assert ('and to "no" (text) outside' in text, 'no file can say "no" (text); pass' in text) == (True, True)
