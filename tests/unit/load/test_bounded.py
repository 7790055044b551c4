"""A file, however it is made, is answered soon: in seconds far from those of work that grows with its square."""

from __future__ import annotations

import time
from typing import Final

import pytest

from schemas.selectors import MOST_SELECTORS
from schemas.settings import MOST_TARGETS
from syncer.load.locate_problems import lost_policy_problems
from syncer.load.read_file import check_model, check_settings, check_target
from syncer.load.validate_file import MOST_PROBLEMS
from tests.examples import examples
from tests.unit.catalog_files import model

HALVES: Final = examples(1, thorough=2)
"""Of the largest file that there may be: a quick run makes half of it, a thorough one all."""
SECONDS: Final = 2.5 * HALVES
"""Of this processor, ten times what these files take; two of them took ten and more, and forty as a whole."""

LARGE: Final = {
    "unknown keys": b"".join(b"key_%d: 1\n" % number for number in range(8_000 * HALVES)),
    "anchors": b"".join(b"k%d: &a%d x\n" % (number, number) for number in range(8_000 * HALVES)),
    "unknown aliases": b"a: [" + b",".join(b"*a%d" % number for number in range(30_000 * HALVES)) + b"]\n",
    "keys given twice": b"key: 1\n" * 30_000 * HALVES,
    "unknown tags": b"a: [" + b",".join([b"!x x"] * 30_000 * HALVES) + b"]\n",
    "directives": b"".join(b"%%TAG !a%d! b\n" % number for number in range(20_000 * HALVES)) + b"---\na: 1\n",
    "directives behind carriage returns": b"".join(b"%%TAG !a%d! b\r" % number for number in range(20_000 * HALVES)),
    "merge keys": b"<<: {}\n" * 50_000 * HALVES,
    "open brackets": b"a: " + b"[" * 500_000 * HALVES,
    "white space": b"model_id: " + b" " * 500_000 * HALVES + b"x\n",
}


@pytest.mark.parametrize("kind", LARGE)
@pytest.mark.parametrize("check", [check_model, check_settings])
def test_a_large_file_is_answered(kind: str, check: object) -> None:
    """A file of half a mebibyte, or of a whole one, has its answer soon, with a bounded number of problems."""
    assert callable(check)
    before = time.process_time()
    said, problems = check(LARGE[kind])
    assert time.process_time() - before < SECONDS
    assert said is None
    assert 0 < len(problems) <= MOST_PROBLEMS + 1


def test_the_rest_is_counted() -> None:
    """What is beyond the problems that are told is counted in the last one; the first unknown keys have suggestions."""
    _, problems = check_model(model("".join(f"model_nam{number}: x\n" for number in range(60))).encode())
    messages = [problem[0] for problem in problems]
    assert messages[0] == "unknown key; did you mean `model_name`?"
    assert messages[MOST_PROBLEMS - 1] == "unknown key"
    assert messages[MOST_PROBLEMS:] == ["and 10 more problems in this file"]


STORE: Final = "directory: {path: ../x}\n"
ITEM: Final = {"only": "{id: x}", "except": "{id: x}", "overrides": "{match: {id: x}, set: {enabled: true}}"}


@pytest.mark.parametrize("key", ITEM)
def test_a_target_has_so_many_selectors(key: str) -> None:
    """Each is held against every model of the catalog, so a list ends somewhere."""
    said, problems = check_target(f"{STORE}{key}: [{', '.join([ITEM[key]] * MOST_SELECTORS)}]\n".encode())
    assert said is not None
    assert problems == []
    said, problems = check_target(f"{STORE}{key}: [{', '.join([ITEM[key]] * (MOST_SELECTORS + 1))}]\n".encode())
    assert said is None
    assert [problem[0] for problem in problems] == [f"must name at most {MOST_SELECTORS}"]


@pytest.mark.parametrize("key", ["id", "provider", "maker", "tag"])
def test_a_pattern_is_short(key: str) -> None:
    """A wildcard costs time for each letter of what it is held against."""
    assert check_target(f"{STORE}only: [{{{key}: '{'*a' * 100}'}}]\n".encode())[1] == []
    (problem,) = check_target(f"{STORE}only: [{{{key}: '{'*a' * 100}b'}}]\n".encode())[1]
    assert problem[0] == "must be at most 200 characters long"


def test_a_catalog_has_so_many_targets() -> None:
    """A validation goes through the catalog once for each of them."""
    targets = [f"  t{number}: {{directory: {{path: ../{number}}}}}\n" for number in range(MOST_TARGETS + 1)]
    assert check_settings(f"name: c\ntargets:\n{''.join(targets[1:])}".encode())[1] == []
    (problem,) = check_settings(f"name: c\ntargets:\n{''.join(targets)}".encode())[1]
    assert problem[0] == f"must name at most {MOST_TARGETS}"


def test_policies_without_a_model_are_counted() -> None:
    """The first of them have a line and a suggestion, the others a number."""
    found = lost_policy_problems("none", ("policies", "models"), [f"m{number}" for number in range(9_000)], ["m9999"])
    assert [problem.field for problem in found[:2]] == ["policies.models.m0", "policies.models.m1"]
    assert [problem.message for problem in found[20:]] == ["and 8,980 more without a model"]
