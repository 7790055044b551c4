"""A file, however it is made, is answered soon: in seconds far from those of work that grows with its square."""

from __future__ import annotations

import time
from typing import Final

import pytest

from syncer.load.read_file import check_model, check_settings
from syncer.load.validate_file import MOST_PROBLEMS
from tests.unit.catalog_files import model

SECONDS: Final = 5.0
"""Of this processor, ten times what these files take; two of them took 40 and more."""

LARGE: Final = {
    "unknown keys": b"".join(b"key_%d: 1\n" % number for number in range(15_000)),
    "anchors": b"".join(b"k%d: &a%d x\n" % (number, number) for number in range(15_000)),
    "unknown aliases": b"a: [" + b",".join(b"*a%d" % number for number in range(60_000)) + b"]\n",
    "keys given twice": b"key: 1\n" * 60_000,
    "unknown tags": b"a: [" + b",".join([b"!x x"] * 60_000) + b"]\n",
    "white space": b"model_id: " + b" " * 1_000_000 + b"x\n",
}


@pytest.mark.parametrize("kind", LARGE)
@pytest.mark.parametrize("check", [check_model, check_settings])
def test_a_large_file_is_answered(kind: str, check: object) -> None:
    """A file of up to a mebibyte has its answer soon, with a bounded number of problems."""
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
