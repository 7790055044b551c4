"""Problems on a terminal and in a workflow: exact, and inert whatever a file holds."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncer.errors import CatalogError, Problem
from syncer.load.catalog import load_catalog
from syncer.render.ci.annotations import problems_github
from syncer.render.text.problems import problems_text
from syncer.render.text.values import Paint
from syncer.render.validation import Validation, validation_text
from tests.unit.catalog_files import model, write_catalog

if TYPE_CHECKING:
    from pathlib import Path


def test_excerpts_of_a_real_file(tmp_path: Path) -> None:
    """On a terminal every problem that has a place comes with its line and a caret under the place."""
    files = {"a": model("knowledge_cutoff_date: 2024\n", max_input_tokens="0", provider=None), "b": "a: 'b\n"}
    with pytest.raises(CatalogError) as raised:
        load_catalog(write_catalog(tmp_path, files))
    text = problems_text(raised.value.problems, excerpts=True).replace(f"{tmp_path}/", "")
    assert text == (
        "c/models/a.yaml: provider: is missing; it is required\n"
        "c/models/a.yaml:6:19: max_input_tokens: must be at least 1, not 0\n"
        "    max_input_tokens: 0\n"
        "                      ^\n"
        "c/models/a.yaml:10:24: knowledge_cutoff_date: must be text, not the number 2024; put it in quotes\n"
        "    knowledge_cutoff_date: 2024\n"
        "                           ^\n"
        "c/models/b.yaml:1:4: this quote is not closed\n"
        "    a: 'b\n"
        "       ^\n"
    )


@pytest.mark.parametrize(
    ("excerpt", "column", "shown"),
    [("a: 模型x", 6, "    a: 模型x\n           ^\n"), ("é: x", 4, "    é: x\n       ^\n"),
     ("e\u0301: x", 5, "    e\u0301: x\n       ^\n"), ("\u200bab", 2, "    ?ab\n     ^\n"),
     ("a\x1b[2Jb", 6, "    a?[2Jb\n         ^\n"), ("\ta: x", 2, "     a: x\n     ^\n"), ("", 1, "    \n    ^\n"),
     ("ab", 3, "    ab\n      ^\n"), ("ab", 9, "    ab\n      ^\n")],
)  # fmt: skip
def test_where_the_caret_stands(excerpt: str, column: int, shown: str) -> None:
    """The caret stands under the place, also behind wide letters, accents and tabs, and never past the line."""
    assert problems_text([Problem("f", "m", 1, column, excerpt=excerpt)], excerpts=True) == f"f:1:{column}: m\n{shown}"


def test_colour() -> None:
    """The place is bold; an error's caret is red, a warning and its caret yellow; the text is the same."""
    problems = [Problem("f", "m", 1, 1, "k", excerpt="x"), Problem("g", "n", 2, 1, severity="warning", excerpt="y")]
    painted = problems_text(problems, paint=Paint(enabled=True), excerpts=True)
    assert painted == (
        "\033[1mf:1:1\033[0m: k: m\n    x\n    \033[31m^\033[0m\n"
        "\033[1mg:2:1\033[0m: \033[33mwarning: \033[0mn\n    y\n    \033[33m^\033[0m\n"
    )


_any = st.text(max_size=30) | st.text("\x1b\r\n\x07\u202e\u2066\udcff%,:\t\x85\u2028a", max_size=10)
_problems = st.builds(
    Problem, where=_any, message=_any, line=st.none() | st.integers(1, 99), column=st.none() | st.integers(1, 99),
    field=st.none() | _any, severity=st.sampled_from(["error", "warning"]), excerpt=st.none() | _any,
)  # fmt: skip


@given(st.lists(_problems, max_size=4), st.booleans())
def test_nothing_in_a_problem_reaches_the_terminal_raw(problems: list[Problem], excerpts: bool) -> None:
    """Whatever a file and its name hold, every character that is printed prints, but for our own line ends."""
    text = problems_text(problems, excerpts=excerpts)
    assert all(line.isprintable() for line in text.split("\n"))
    with_place = sum(excerpts and p.excerpt is not None and p.column is not None for p in problems)
    assert text.count("\n") == len(problems) + 2 * with_place


@given(st.lists(_problems, max_size=4))
def test_nothing_in_a_problem_is_a_workflow_command(problems: list[Problem]) -> None:
    """One line a problem, whatever it holds: no text can end the command or begin another. The same is said once."""
    lines = problems_github(problems).splitlines()
    assert bool(problems) <= len(lines) <= len(problems)
    for line in lines:
        command, properties = line.split("::", 2)[1].partition(" ")[::2]
        assert command in {"error", "warning"}
        assert [one.split("=")[0] for one in properties.split(",")] in ([""], ["file"], ["file", "line", "col"])
        assert line.isprintable()


@given(st.lists(_problems, max_size=3), st.none() | _any)
def test_the_document_holds_problems_as_they_are(problems: list[Problem], name: str | None) -> None:
    """The JSON document holds every text as it is, and is ASCII for whoever prints it."""
    error = CatalogError(problems) if any(problem.severity == "error" for problem in problems) else None
    text = validation_text(Validation(error, tuple(problems), name, 3), "json")
    assert text.isascii()
    document = json.loads(text)
    assert document["valid"] is (error is None)
    assert (document["catalog"], document["models"]) == (name, 3)
    assert [tuple(one.values()) for one in document["problems"]] == [
        (p.severity, p.where, p.line, p.column, p.field, p.message, *filter(None, [p.kind])) for p in problems
    ]


@pytest.mark.parametrize(
    ("found", "line"),
    [(Validation(None, (), "t", 0), "t is valid: 0 models."), (Validation(None, (), "t", 1), "t is valid: 1 model."),
     (Validation(None, (Problem("f", "m", severity="warning"),), "t", 2), "t is valid: 2 models, 1 warning."),
     (Validation(CatalogError([]), (Problem("f", "m"),) * 2, None, 1),
      "The catalog is invalid: 1 model, 2 errors.")],
)  # fmt: skip
def test_the_result_in_one_line(found: Validation, line: str) -> None:
    """The last line counts what is right and what is wrong."""
    assert validation_text(found, "text").splitlines()[-1] == line
