"""When two values of a field are the same."""

from __future__ import annotations

import pytest

from schemas.attributes import NAMES, without_nulls
from syncer.model.equality import canonical_json, comparable, differing, filled, same
from tests.unit.building import fields_of


@pytest.mark.parametrize(
    ("field", "before", "after"),
    [
        ("input_modalities", ["TEXT", "IMAGE"], ["image", "text"]),
        ("input_modalities", ["TEXT", "text"], ["TEXT"]),
        ("available_to_roles", ["staff", "students"], ["students", "staff", "staff"]),
        ("available_to_roles", [], None),
        ("input_modalities", [], None),
        ("allowed_app_roles", None, []),
        ("knowledge_cutoff_date", "", None),
        ("max_input_tokens", 128000, 128000.0),
        ("input_price_per_million_tokens", 3, 3.0),
        ("input_price_per_million_tokens", 2.2, 22e-1),
        ("supported_params", {"params": {"a": {"min": 0, "max": None}}}, {"params": {"a": {"min": 0.0}}}),
        ("supported_params", {}, None),
        ("supported_params", {"params": {"a": {"allowed": [1, 2.0]}}}, {"params": {"a": {"allowed": [1.0, 2]}}}),
    ],
)
def test_the_same(field: str, before: object, after: object) -> None:
    """Order and letter case in sets, empty and absent options, nulls inside and ways to write a number do not count."""
    assert same(field, before, after)
    assert same(field, after, before)


@pytest.mark.parametrize(
    ("field", "before", "after"),
    [
        ("available_to_roles", ["Staff"], ["staff"]),
        ("available_to_roles", ["staff"], []),
        ("input_modalities", ["TEXT"], ["TEXT", "IMAGE"]),
        ("model_name", "GPT-4o", "gpt-4o"),
        ("model_name", "GPT-4o", "GPT-4o "),
        ("cache_read_price_per_million_tokens", 0.0, None),
        ("input_price_per_million_tokens", 2.2, 2.2000000000000006),
        ("enabled", False, None),
        ("supported_params", {"params": {"a": {"default": True}}}, {"params": {"a": {"default": 1}}}),
        ("supported_params", {"params": {"a": {"allowed": [False]}}}, {"params": {"a": {"allowed": [0]}}}),
        ("supported_params", {"params": {"a": {"allowed": [1, 2]}}}, {"params": {"a": {"allowed": [2, 1]}}}),
        ("supported_params", {"params": {"a": {"default": "1"}}}, {"params": {"a": {"default": 1}}}),
        ("supported_params", {"params": {}}, None),
    ],
)
def test_not_the_same(field: str, before: object, after: object) -> None:
    """Letter case in roles and names, zero against absent, true against one and the order of a list do count."""
    assert not same(field, before, after)
    assert not same(field, after, before)


def test_differing_names_are_in_stored_order() -> None:
    """Fields that differ are named in the order in which a row stores them."""
    before = fields_of("gpt-4o", input_modalities=["TEXT", "IMAGE"])
    after = {**before, "is_default": True, "model_name": "Other", "input_modalities": ["image", "text"]}
    assert differing(before, after) == ("model_name", "is_default")


def test_differing_looks_into_equal_params() -> None:
    """Two mappings that Python calls equal still differ where one says true and the other one."""
    before = fields_of("gpt-4o", supported_params={"params": {"a": {"default": True}}})
    after = fields_of("gpt-4o", supported_params={"params": {"a": {"default": 1}}})
    assert before == after
    assert differing(before, after) == ("supported_params",)
    assert differing(before, dict(before)) == ()


def test_without_nulls_reaches_every_depth() -> None:
    """Nulls go at every depth of mappings, and nothing else does."""
    value = {"a": None, "b": {"c": None, "d": {"e": None}, "f": [None, 0]}, "g": False}
    assert without_nulls(value) == {"b": {"d": {}, "f": [None, 0]}, "g": False}


def test_canonical_json() -> None:
    """Equal values have one text: sorted keys, whole numbers without a point, tuples as lists."""
    value = {"b": 3.0, "a": [1.5, (2.0,), True, None, "é"]}
    assert canonical_json(value) == '{"a":[1.5,[2],true,null,"\\u00e9"],"b":3}'


@pytest.mark.parametrize("field", NAMES)
def test_absent_is_comparable_to_itself(field: str) -> None:
    """An absent value is absent in its comparable form too."""
    assert comparable(field, None) is None


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("enabled", False, True), ("sort_order", 0, True), ("input_price_per_million_tokens", 0.0, True),
        ("knowledge_cutoff_date", "", False), ("available_to_roles", [], False), ("supported_params", {}, False),
        ("max_output_tokens", None, False), ("supported_params", {"params": {}}, True), ("region", "eu", True),
    ],
)  # fmt: skip
def test_what_says_something_differs_from_nothing(field: str, value: object, says: bool) -> None:
    """The fields of a new row that a plan names are those that are not as an absent one."""
    assert (filled({**dict.fromkeys(NAMES), field: value}) == (field,)) is says
    assert (comparable(field, value) is not None) is says
