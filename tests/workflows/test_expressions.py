"""The expression language, against the examples and tables of GitHub's documentation."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import pytest

from tests.workflows.expr_values import ExpressionError
from tests.workflows.expressions import Contexts, condition, embedded, evaluate, interpolate

if TYPE_CHECKING:
    from pathlib import Path

_VALUES: Final[dict[str, Any]] = {
    "github": {
        "event_name": "push",
        "ref": "refs/heads/main",
        "event": {"issue": {"labels": [{"name": "bug"}, {"name": "help wanted"}, {"color": "red"}]}},
    },
    "fruits": [
        {"name": "apple", "quantity": 1},
        {"name": "orange", "quantity": 2},
        {"name": "pear", "quantity": 1},
    ],
    "vegetables": {
        "scallions": {"ediblePortions": ["roots", "stalks"]},
        "beets": {"ediblePortions": ["roots", "stems", "leaves"]},
    },
    "steps": {"plan-it": {"outputs": {"exit-code": "2", "empty": ""}}},
    "env": {"time": "3", "continue": "true"},
}
_CONTEXTS: Final = Contexts(_VALUES)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("null", None),
        ("false", False),
        ("TRUE", True),
        ("711", 711),
        ("-9.2", -9.2),
        ("0xff", 255),
        ("-2.99e-2", -0.0299),
        ("'It''s open source!'", "It's open source!"),
        ("''", ""),
        ("contains('Hello world', 'llo')", True),
        ("contains('Hello world', 'LLO')", True),
        ("contains(github.event.issue.labels.*.name, 'bug')", True),
        ("contains(github.event.issue.labels.*.name, 'bu')", False),
        ("""contains(fromJSON('["push", "pull_request"]'), github.event_name)""", True),
        ("startsWith('Hello world', 'He')", True),
        ("endsWith('Hello world', 'LD')", True),
        ("format('Hello {0} {1} {2}', 'Mona', 'the', 'Octocat')", "Hello Mona the Octocat"),
        ("format('{{Hello {0} {1} {2}!}}', 'Mona', 'the', 'Octocat')", "{Hello Mona the Octocat!}"),
        ("join(github.event.issue.labels.*.name, ', ')", "bug, help wanted"),
        ("join('alone')", "alone"),
        ("fruits.*.name", ("apple", "orange", "pear")),
        ("vegetables.*.ediblePortions", (["roots", "stalks"], ["roots", "stems", "leaves"])),
        ("vegetables.*.ediblePortions.*", ("roots", "stalks", "roots", "stems", "leaves")),
        ("fruits[1].quantity", 2),
        ("fruits[7].quantity", None),
        ("steps.plan-it.outputs.exit-code", "2"),
        ("steps['plan-it'].outputs['exit-code']", "2"),
        ("steps.plan-it.outputs.nothing.at.all", None),
        ("GITHUB.Event_Name", "push"),
        ("case(github.ref == 'refs/heads/main', 'production', 'development')", "production"),
        ("case(false, 1, true, 2, 3)", 2),
        ("fromJSON(env.time) == 3", True),
        ("""toJSON(fromJSON('{"a": [1]}'))""", '{\n  "a": [\n    1\n  ]\n}'),
    ],
)
def test_values(text: str, value: object) -> None:
    """Literals, properties, filters and functions have the values that GitHub's documentation gives."""
    assert evaluate(text, _CONTEXTS) == value
    assert isinstance(evaluate(text, _CONTEXTS), bool) == isinstance(value, bool)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("'Push' == github.event_name", True),
        ("null == ''", True),
        ("null == 0", True),
        ("null == false", True),
        ("'' == 0", True),
        ("true == 1", True),
        ("'true' == true", False),
        ("'0x10' == 16", True),
        ("'1.0' == 1", True),
        ("'three' == 3", False),
        ("'three' < 3", False),
        ("'three' >= 3", False),
        ("2 > 1", True),
        ("2 >= 2", True),
        ("1 < 1", False),
        ("'a' < 'B'", True),
        ("fruits == fruits", True),
        ("fruits == vegetables", False),
        ("fromJSON('[]') == fromJSON('[]')", False),
        ("1 != 2", True),
    ],
)
def test_comparisons(text: str, value: object) -> None:
    """Unlike kinds are compared as numbers, strings without regard to case, objects by identity."""
    assert evaluate(text, _CONTEXTS) is value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("'a' && 'b'", "b"),
        ("'' && 'b'", ""),
        ("'a' || 'b'", "a"),
        ("null || 'b'", "b"),
        ("github.ref == 'refs/heads/main' && 'prod' || 'dev'", "prod"),
        ("true || false && false", True),
        ("(true || false) && false", False),
        ("!true == false", True),
        ("!(1 == 1)", False),
        ("1 < 2 == true", True),
        ("!!fruits", True),
        ("!steps.plan-it.outputs.empty", True),
        ("false && fromJSON('not asked')", False),
    ],
)
def test_logic(text: str, value: object) -> None:
    """`&&` and `||` give one of their operands; `!` binds most, then comparisons, `&&`, `||`."""
    assert evaluate(text, _CONTEXTS) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("plain", "plain"),
        ("${{ fruits[0] }}", {"name": "apple", "quantity": 1}),
        ("a ${{ 1.50 }} b${{ null }}c ${{ true }}", "a 1.5 bc true"),
        ("${{ '}}' }}!", "}}!"),
        ("${{ 'a' }}${{ 'b' }}", "ab"),
        ("x${{ fruits }}", "xArray"),
        ({"with": ["${{ 1 }}", 2]}, {"with": [1, 2]}),
        (True, True),
        ("x${{ fromJSON('1e21') }}", "x1E+21"),
        ("x${{ fromJSON('12345678') }}", "x12345678"),
    ],
)
def test_interpolation(text: object, value: object) -> None:
    """Text around an expression makes it a string; a lone expression keeps its kind; all levels are walked."""
    assert interpolate(text, _CONTEXTS) == value


@pytest.mark.parametrize(
    ("text", "status", "value"),
    [
        (None, "success", True),
        (None, "failure", False),
        ("github.event_name == 'push'", "success", True),
        ("github.event_name == 'push'", "failure", False),
        ("${{ github.event_name == 'pull_request' }}", "success", False),
        ("always()", "failure", True),
        ("${{ failure() }}", "failure", True),
        ("failure()", "success", False),
        ("cancelled()", "cancelled", True),
        ("!cancelled()", "failure", True),
        ("!cancelled() && steps.plan-it.outputs.exit-code != ''", "failure", True),
        ("github.event_name == 'pull_request' || failure()", "failure", True),
        ("success() || failure() || cancelled()", "skipped", False),
        ("!cancelled()", "skipped", True),
        (True, "success", True),
        (False, "success", False),
    ],
)
def test_conditions(text: object, status: str, value: object) -> None:
    """A condition without a status function holds only while nothing has failed."""
    assert condition(text, Contexts(_VALUES, status)) is value


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('"double"', "unexpected symbol"),
        ("secrets.TOKEN", "unrecognized named-value 'secrets'"),
        ("nothing()", "unrecognized function 'nothing'"),
        ("success()", "known in `if` only"),
        ("hashFiles('a')", "hashFiles is not known"),
        ("fromJSON('{')", "fromJSON: no JSON"),
        ("format('{1}', 'a')", "there is no value 1"),
        ("format('{', 'a')", "single brace"),
        ("contains('a')", "1 arguments"),
        ("case(1, 2, 3)", "has to be a boolean"),
        ("(1", r"expected '\)'"),
        ("1 2", "expected 'end'"),
        ("a.1", "unexpected symbol|property|expected"),
        ("", "unexpected 'end'"),
    ],
)
def test_refused(text: str, says: str) -> None:
    """What GitHub refuses is an error, and no null."""
    with pytest.raises(ExpressionError, match=says):
        evaluate(text, Contexts({**_VALUES, "a": {}}))


def test_condition_with_text_around() -> None:
    """A condition with text beside its `${{ }}` is an error: GitHub takes it for a string, which is always true."""
    with pytest.raises(ExpressionError, match="always true"):
        condition("${{ false }} && true", Contexts({}, "success"))


def test_expression_without_end() -> None:
    """An expression that is not closed is an error."""
    with pytest.raises(ExpressionError, match="without its end"):
        interpolate("echo ${{ github.ref", _CONTEXTS)


def test_embedded() -> None:
    """The expressions of a text are found, also those with braces in their strings."""
    assert embedded("a ${{ github.ref }} ${{format('}}{0}', 1)}} $HOME") == ("github.ref", "format('}}{0}', 1)")


def test_not_a_number() -> None:
    """What is no number is no number of any size, and false."""
    assert math.isnan(evaluate("fromJSON('NaN')", _CONTEXTS))
    assert evaluate("!fromJSON('NaN')", _CONTEXTS) is True


def test_hash_files(tmp_path: Path) -> None:
    """Files have one hash together, which their content and the patterns decide; no file has none."""
    (tmp_path / "src").mkdir()
    for name in ("a.lock", "src/b.lock", "src/c.txt"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    contexts = Contexts({}, workspace=tmp_path)
    both = evaluate("hashFiles('**/*.lock')", contexts)
    assert len(both) == 64
    assert evaluate("hashFiles('a.lock', 'src/*.lock')", contexts) == both
    assert evaluate("hashFiles('**/*.lock', '!src/*')", contexts) == evaluate("hashFiles('/a.lock')", contexts) != both
    assert evaluate("hashFiles('*.json')", contexts) == ""
    (tmp_path / "a.lock").write_text("changed", encoding="utf-8")
    assert evaluate("hashFiles('**/*.lock')", contexts) != both
