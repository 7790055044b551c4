"""The rules between the options of request parameters, as readers of the platform enforce them."""

from __future__ import annotations

from typing import Any

import pytest

from schemas.param_rules import broken_param_rules

KEPT: list[dict[str, Any]] = [
    {},
    {"t": {}},
    {"t": {"min": 0, "max": 0, "default": 0}},
    {"t": {"min": 0, "max": 1, "default": True}},
    {"t": {"min": 0}, "u": {"max": -1}},
    {"t": {"allowed": ["a", "b"], "default": "b"}},
    {"t": {"allowed": ["a"]}},
    {"t": {"min": 2, "default": "low"}},
    {"thinking": {"supported": True, "default": 1024}, "max_tokens": {"default": 1025}},
    {"thinking": {"supported": True, "default": 4096}, "max_tokens": {"default": "many"}},
    *({"thinking": {"supported": True, "default": off}} for off in (None, False, 0)),
    {"thinking": {"supported": False, "default": 5}},
]
BROKEN: list[tuple[dict[str, Any], tuple[str, str], str]] = [
    ({"t": {"min": 2, "max": 1}}, ("t", "min"), "2 is more than the max, 1"),
    ({"t": {"min": 1, "default": 0}}, ("t", "default"), "0 is less than the min, 1"),
    ({"t": {"min": 1, "default": False}}, ("t", "default"), "false is less than the min, 1"),
    ({"t": {"max": 1, "default": 1.5}}, ("t", "default"), "1.5 is more than the max, 1"),
    ({"t": {"allowed": []}}, ("t", "allowed"),
     "must have at least one value; without `allowed` every value may be sent"),
    ({"t": {"allowed": ["a"], "default": "b"}}, ("t", "default"), "'b' is not one of the allowed values"),
    *(
        ({"thinking": {"default": bad}}, ("thinking", "default"),
         f"must be a whole number of at least 1024, or false for none, not {shown}")
        for bad, shown in ((True, "true"), (2048.5, "2048.5"), ("2048", "'2048'"))
    ),
    ({"thinking": {"default": 1023}}, ("thinking", "default"),
     "must be a whole number of at least 1024, or false for none, not 1023"),
    ({"thinking": {"default": 2048}, "max_tokens": {"default": 2048}}, ("thinking", "default"),
     "2048 must be below the default of max_tokens, 2048"),
]  # fmt: skip


@pytest.mark.parametrize("params", KEPT, ids=str)
def test_what_every_reader_takes(params: dict[str, Any]) -> None:
    """Nothing is said of what keeps the rules."""
    assert list(broken_param_rules(params)) == []


@pytest.mark.parametrize(("params", "where", "what"), BROKEN, ids=str)
def test_what_a_reader_skips(params: dict[str, Any], where: tuple[str, str], what: str) -> None:
    """Each rule that is broken is said, with the parameter and its option."""
    assert list(broken_param_rules(params)) == [(where, what)]


def test_every_broken_rule_is_said() -> None:
    """Several faults, in the order of the parameters."""
    found = list(broken_param_rules({"a": {"min": 2, "max": 1, "allowed": []}, "b": {"allowed": []}}))
    assert [where for where, _ in found] == [("a", "min"), ("a", "allowed"), ("b", "allowed")]
