"""What stops a plan, in words: the value that a sync would write, and ways out that lead somewhere."""

from __future__ import annotations

from typing import Any, Final

import pytest

from schemas.attributes import WHEN_NAMED
from syncer.plan.conflict_text import describe, in_words
from syncer.plan.three_way import Conflict
from syncer.render.json.documents import plan_document
from tests.unit.building import entry, fields_of, plan_of, record

PARAMS: Final = {"params": {"temperature": {"min": 2, "max": 1}}}


def told(field: str, base: Any, mine: Any, theirs: Any, *, invalid: bool = False) -> str:
    """The text about a field that was last applied, and then changed in Git and outside."""
    row = record("m", **{field: base})
    fields = {**row.fields, field: theirs}
    row = row._replace(fields=fields, base={**row.fields, field: base}, named=(field,) if field in WHEN_NAMED else ())
    row = row._replace(invalid=(field,), raw={**row.raw, "iconSlug": theirs}) if invalid else row
    (conflict,) = plan_of([entry("m", **{field: mine})], [row]).conflicts
    assert isinstance(conflict, Conflict)
    return describe(conflict)


@pytest.mark.parametrize(
    ("field", "base", "mine", "theirs", "way"),
    [
        ("model_name", "A", "B", "C", "write C into the file, or pass --overwrite m to write B"),
        ("model_name", "A", "B", "", 'no file can say ""; pass --overwrite m to write B'),
        ("input_price_per_million_tokens", 1, 2, -1, "no file can say -1; pass --overwrite m to write 2"),
        ("max_output_tokens", 1, 2, None, "take max_output_tokens out of the file, or pass --overwrite m to write 2"),
        ("supported_params", None, {"params": {"top_p": {"max": 1}}}, PARAMS, "no file can say "),
        ("short_description", "A", "B", "", "take short_description out of the file, or pass --overwrite m to write B"),
        ("short_description", "A", "B", "x" * 81, "no file can say "),
        ("retires_on", "2027-01-01", "2027-02-01", "soon", "no file can say soon; pass"),
        ("available_to_roles", ["a"], ["b"], [], "take available_to_roles out of the file, or pass"),
        ("input_modalities", ["TEXT"], ["IMAGE"], [], "no file can say []; pass"),
        ("region", "a", "b", "c", "no file can say c; pass"),
        ("replaced_by", "a", "b", "m", "no file can say m; pass"),
    ],
)
def test_the_way_out_is_one(field: str, base: Any, mine: Any, theirs: Any, way: str) -> None:
    """What `validate` would refuse is not told to be written."""
    assert way in told(field, base, mine, theirs)


@pytest.mark.parametrize(
    ("field", "base", "theirs", "written"),
    [("status", "retired", "deprecated", "active"), ("icon_slug", "kimi", "qwen", "absent")],
)
def test_the_default_is_named_where_it_is_written(field: str, base: Any, theirs: Any, written: str) -> None:
    """A field that was the catalog's and that no file names any more gets its default, and the text says so."""
    text = told(field, base, None, theirs)
    assert f"was changed from {base} to {written} in" in text
    assert text.endswith(f"write {theirs} into the file, or pass --overwrite m to write {written} to the row")


def test_what_is_no_value_is_no_way_out() -> None:
    """A stored value that is none of the field's cannot be written into a file."""
    assert "no file can say 5 (a number); pass --overwrite m" in told("icon_slug", "kimi", "qwen", 5, invalid=True)


def test_a_place_is_changed_in_the_order() -> None:
    """No model file has it."""
    conflict = Conflict(entry("m", sort_order=2), record("m", sort_order=3), "sort_order", "live", "fail")
    assert "its policy is fail; change `order` in catalog.yaml, or pass --overwrite m" in describe(conflict)


def test_a_long_text_is_cut() -> None:
    """A note may have any length; one conflict does not fill a screen. The document has it whole."""
    note = "word " * 500
    assert len(in_words(note)) == 122
    assert in_words(note).endswith("...`")
    assert len(told("retirement_note", "a", "b", note)) < 600
    row = record("m", model_name="A")
    row = row._replace(fields={**row.fields, "model_name": note}, base=fields_of("m", model_name="A"))
    document = plan_document(plan_of([entry("m", model_name="B")], [row]))
    assert document["conflicts"][0]["live"] == note
