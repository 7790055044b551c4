"""Values, reports, problems, validations and listings as text, compared whole."""

from __future__ import annotations

import json
import re

import pytest
from jsonschema import Draft202012Validator

from schemas.export import export
from syncer.errors import CatalogError, Problem
from syncer.model.changes import FieldChange
from syncer.model.words import counted, plain_number
from syncer.plan.report import ApplyReport, Outcome
from syncer.render.ci.annotations import problems_github
from syncer.render.plan import render_report
from syncer.render.text.listing import Row, listing_text
from syncer.render.text.problems import problems_text
from syncer.render.text.values import Paint, percent, safe, shown, transition
from syncer.render.validation import Validation, validation_text
from tests.unit.building import entry, fields_of, plan_of, record

PLAN = plan_of([entry("a"), entry("b*"), entry("c")])


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "absent"),
        ("absent", '"absent"'),
        ("", '""'),
        (" é", '" é"'),
        ("é", "é"),
        ("a\tb\u202e", r"a\tb\u202e"),
        (True, "true"),
        (3, "3"),
        (3.0, "3"),
        (2.2, "2.2"),
        (8e-07, "0.0000008"),
        (1e-300, "1e-300"),
        (1e15, "1000000000000000"),
        (1e300, "1e+300"),
        (["a", "b c"], "[a, b c]"),
        ([], "[]"),
        (["a, b", " c"], '["a, b", " c"]'),
        ({"b": [1, None], "a": "é\x00"}, r'{"a": "é\u0000", "b": [1, null]}'),
        ("x" * 120, "x" * 120),
        ("x" * 121, "x" * 117 + "..."),
    ],
)
def test_values(value: object, text: str) -> None:
    """A value is short, on one line, and as people write it."""
    assert shown(value) == text


def test_numbers() -> None:
    """Numbers have no noise and, as far as people read them, no exponent."""
    assert [plain_number(value) for value in (0.0, -0.0, 11.0, 0.1, 123456.789, 1e-7)] == [
        "0", "0", "11", "0.1", "123456.789", "0.0000001",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (10.0, " (+10 %)"),
        (-9.09, " (-9.09 %)"),
        (0.0003, " (+0.0003 %)"),
        (1234567.5, " (+1,234,567.5 %)"),
        (499999900.0, " (+499,999,900 %)"),
    ],
)
def test_percent(value: float | None, text: str) -> None:
    """A relative change has a sign, no exponent and no needless digits."""
    assert percent(FieldChange("max_input_tokens", 1, 2, value)) == text


def test_transitions() -> None:
    """Prices have their unit once, at the side that is there."""
    price = "input_price_per_million_tokens"
    assert transition(FieldChange(price, 3.0, 3.3, 10.0)) == "3 -> 3.3 USD (+10 %)"
    assert transition(FieldChange(price, None, 3.3)) == "absent -> 3.3 USD"
    assert transition(FieldChange(price, 3.0, None)) == "3 USD -> absent"
    assert transition(FieldChange("enabled", before=True, after=False)) == "true -> false"


def test_safe_and_counted() -> None:
    """What does not print is escaped, and one thing is no plural."""
    assert safe("a\r\n\x1b[2Jb\u2066\ud800") == r"a\r\n\x1b[2Jb\u2066\ud800"
    assert [counted(count, "model") for count in (0, 1, 2)] == ["0 models", "1 model", "2 models"]


def test_report_of_success() -> None:
    """A complete report is one line."""
    done = tuple(Outcome(change, "applied") for change in PLAN.changes)
    assert render_report(ApplyReport(PLAN, done), "text") == "Applied 3 of 3 changes.\n"
    assert render_report(ApplyReport(PLAN, done[:1]), "text") == "Applied 1 of 1 change.\n"
    assert render_report(ApplyReport(PLAN), "text") == ""


PARTIAL = ApplyReport(
    PLAN,
    (
        Outcome(PLAN.changes[0], "applied"),
        Outcome(PLAN.changes[1], "failed", "the row\nmoved"),
        Outcome(PLAN.changes[2], "skipped"),
    ),
)


def test_report_of_a_part() -> None:
    """What failed and what was not tried have a line each."""
    assert render_report(PARTIAL, "text") == (
        "failed: create b*: the row\\nmoved\n"
        "skipped: create c\n"
        "Applied 1 of 3 changes, 1 failed, 1 not tried.\n"
    )  # fmt: skip
    coloured = render_report(PARTIAL, "text", paint=Paint(enabled=True))
    assert coloured.startswith("\x1b[31mfailed: create b*\x1b[0m: the row")


def test_report_in_markdown() -> None:
    """The plan, then what became of it."""
    text = render_report(PARTIAL, "markdown")
    assert text.startswith("### Plan for `directory live`: 3 to create\n")
    assert text.endswith(
        """

**Outcome**: 1 applied, 1 failed, 1 skipped.

- `b*` failed: the `row\\nmoved`
- `c` skipped: not tried
"""
    )


def test_a_long_report_in_markdown_is_a_comment() -> None:
    """However many changes failed, the text fits a comment and says what was left out."""
    plan = plan_of([entry(f"m{number:04}") for number in range(3000)])
    text = render_report(
        ApplyReport(plan, tuple(Outcome(one, "failed", "x" * 300) for one in plan.changes)), "markdown"
    )
    assert len(text.encode()) <= 65_000
    assert re.search(r"^Left out: 2,9\d\d of 3,000 failed changes\.$", text, re.MULTILINE)


def test_report_in_json() -> None:
    """The document of a report fulfils its schema and names each outcome."""
    document = json.loads(render_report(PARTIAL, "json"))
    Draft202012Validator(json.loads(export()["report.schema.json"])).validate(document)
    assert [(outcome["model_id"], outcome["status"], outcome["detail"]) for outcome in document["outcomes"]] == [
        ("a", "applied", None),
        ("b*", "failed", "the row\nmoved"),
        ("c", "skipped", None),
    ]
    assert json.loads(render_report(ApplyReport(PLAN), "json"))["outcomes"] == []


PROBLEMS = (
    Problem("a.yaml", "must be at least 1, not 0", 7, 19, "max_input_tokens", excerpt="max_input_tokens: 0"),
    Problem("catalog/models/b,c:d.yaml", "is not a text file"),
    Problem("catalog/models/e.yaml", "50 % off\nnow", 2, None, "model_name", "warning"),
)


def test_problems_in_text() -> None:
    """A problem is `file:line:column: field: message`; a warning says that it is one."""
    assert problems_text(PROBLEMS) == (
        "a.yaml:7:19: max_input_tokens: must be at least 1, not 0\n"
        "catalog/models/b,c:d.yaml: is not a text file\n"
        "catalog/models/e.yaml:2:1: warning: model_name: 50 % off\\nnow\n"
    )


def test_problems_with_excerpts() -> None:
    """On a terminal the source line follows, with a caret under the place."""
    assert problems_text(PROBLEMS[:1], excerpts=True) == (
        "a.yaml:7:19: max_input_tokens: must be at least 1, not 0\n    max_input_tokens: 0\n                      ^\n"
    )
    tabbed = Problem("a", "m", 1, 3, excerpt="\t\x1bx")
    assert problems_text([tabbed], excerpts=True) == "a:1:3: m\n     ?x\n      ^\n"


def test_a_long_line_is_cut_round_the_caret() -> None:
    """Of a line of thousands of characters only the part round the place is shown."""
    long = Problem("a", "m", 1, 5001, excerpt="x" * 5000 + "!" + "y" * 5000)
    _, excerpt, caret = problems_text([long], excerpts=True).splitlines()
    assert len(excerpt) == 104
    assert excerpt[caret.index("^")] == "!"


def test_problems_for_github() -> None:
    """One workflow command a problem; nothing in it can end it or begin another."""
    assert problems_github(PROBLEMS) == (
        "::error file=a.yaml,line=7,col=19::max_input_tokens: must be at least 1, not 0\n"
        "::error file=catalog/models/b%2Cc%3Ad.yaml::is not a text file\n"
        "::warning file=catalog/models/e.yaml,line=2,col=1::model_name: 50 %25 off\\nnow\n"
    )


VALID = Validation(None, (), "campus", 1)
WARNED = Validation(None, PROBLEMS[2:], "campus", 120)
INVALID = Validation(CatalogError(PROBLEMS), PROBLEMS, None, 2)


def test_validation_in_text() -> None:
    """Problems, then the result in one line."""
    assert validation_text(VALID, "text") == "campus is valid: 1 model.\n"
    assert validation_text(WARNED, "text").splitlines()[-1] == "campus is valid: 120 models, 1 warning."
    assert validation_text(INVALID, "text") == (
        problems_text(PROBLEMS) + "The catalog is invalid: 2 models, 2 errors, 1 warning.\n"
    )


def test_validation_in_other_forms() -> None:
    """Markdown is a headline and a list, GitHub gets annotations only, JSON fulfils its schema."""
    assert validation_text(VALID, "markdown") == "### campus is valid: 1 model.\n"
    assert validation_text(INVALID, "markdown").splitlines() == [
        "### The catalog is invalid: 2 models, 2 errors, 1 warning.",
        "",
        "- error `a.yaml:7` `max_input_tokens`: must be at least 1, not 0",
        "- error `catalog/models/b,c:d.yaml`: is not a text file",
        "- warning `catalog/models/e.yaml:2` `model_name`: 50 % `off\\nnow`",
    ]
    assert validation_text(VALID, "github") == ""
    assert validation_text(INVALID, "github") == problems_github(PROBLEMS)
    document = json.loads(validation_text(INVALID, "json"))
    Draft202012Validator(json.loads(export()["validation.schema.json"])).validate(document)
    assert (document["valid"], document["catalog"], document["models"]) == (False, None, 2)
    assert [problem["severity"] for problem in document["problems"]] == ["error", "error", "warning"]


ROWS = [
    Row(fields_of("gpt-4o", is_default=True), source="catalog/models/a.yaml:2", record_id="1", managed_by="campus"),
    Row(
        fields_of("m|x", enabled=False, available_to_roles=["staff", "students"], max_output_tokens=None),
        source="catalog/models/b.yaml:1",
        record_id="2",
    ),
]


def test_listing_in_text() -> None:
    """A table of what people ask for first, with the unit of the prices."""
    assert listing_text(ROWS, "text", live=False) == (
        """\
MODEL ID  PROVIDER   IN  OUT  MAX IN  MAX OUT  STATE     ROLES
gpt-4o    openai    2.5   10  128000    16384  default   -
m|x       openai    2.5   10  128000   absent  disabled  staff, students

2 models; prices in USD per million tokens.
"""
    )
    assert listing_text(ROWS[:1], "text", live=True).splitlines()[1:] == [
        "gpt-4o    openai    2.5   10  128000    16384  default  -      campus",
        "",
        "1 model; prices in USD per million tokens.",
    ]
    assert listing_text([], "text", live=True).splitlines()[-1] == "0 models; prices in USD per million tokens."


def test_listing_in_markdown() -> None:
    """The same as a table in which nothing is markup."""
    assert listing_text(ROWS, "markdown", live=True) == (
        """\
| MODEL ID | PROVIDER | IN | OUT | MAX IN | MAX OUT | STATE | ROLES | MANAGED BY |
|---|---|---:|---:|---:|---:|---|---|---|
| `gpt-4o` | `openai` | `2.5` | `10` | `128000` | `16384` | `default` | `-` | `campus` |
| <code>m&#124;x</code> | `openai` | `2.5` | `10` | `128000` | `absent` | `disabled` | `staff, students` | `unmanaged` |
"""
    )


def test_listing_in_json() -> None:
    """JSON has every field, and the source or the row."""
    models = json.loads(listing_text(ROWS, "json", live=False))["models"]
    assert models[1] == {**ROWS[1].fields, "source": "catalog/models/b.yaml:1"}
    live = json.loads(listing_text(ROWS, "json", live=True))["models"]
    assert live[1] == {**ROWS[1].fields, "record_id": "2", "managed_by": None}


def test_listing_of_a_hostile_row() -> None:
    """No text of a row moves the cursor."""
    row = Row(record("m\x1b[2J", model_name="x").fields, managed_by="c\x1b[1m", record_id="x")
    for line in listing_text([row], "text", live=True).splitlines():
        assert line.isprintable()
