"""The combinations of a matrix, and what a failure of one does to the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.workflows.writing import run

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(("fail_fast", "last"), [("true", "cancelled"), ("false", "success")])
def test_fail_fast(tmp_path: Path, fail_fast: str, last: str) -> None:
    """A failure cancels the combinations after it, unless the matrix says otherwise."""
    result = run(
        tmp_path,
        f"""
        on: push
        jobs:
          each:
            strategy: {{fail-fast: {fail_fast}, max-parallel: 1, matrix: {{n: [0, 1, 0]}}}}
            runs-on: x
            steps: [{{run: "exit ${{{{ matrix.n }}}}"}}]
        """,
    )
    assert [job.conclusion for job in result.jobs] == ["success", "failure", last]


def test_matrix_without_values(tmp_path: Path) -> None:
    """A matrix that comes out empty fails its job, as on GitHub."""
    result = run(tmp_path, "on: push\njobs: {a: {strategy: {matrix: {t: []}}, runs-on: x, steps: [{run: 'true'}]}}")
    assert result.jobs[0].error == "Matrix vector 't' does not contain any values"
    assert result.conclusion == "failure"


def test_include_and_exclude(tmp_path: Path) -> None:
    """`include` adds to what it fits and makes new combinations of the rest; `exclude` takes away."""
    result = run(
        tmp_path,
        """
        on: push
        jobs:
          each:
            strategy:
              matrix:
                fruit: [apple, pear]
                animal: [cat, dog]
                exclude: [{fruit: pear, animal: dog}]
                include: [{color: green}, {color: pink, animal: cat}, {fruit: banana}]
            runs-on: x
            steps: [{run: "true"}]
        """,
    )
    assert [dict(job.matrix) for job in result.jobs] == [
        {"fruit": "apple", "animal": "cat", "color": "pink"},
        {"fruit": "apple", "animal": "dog", "color": "green"},
        {"fruit": "pear", "animal": "cat", "color": "pink"},
        {"fruit": "banana"},
    ]
