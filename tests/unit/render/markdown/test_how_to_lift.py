"""What a comment says about lifting the guards that refuse a plan."""

from __future__ import annotations

import shlex

from syncer.frozen import replace
from syncer.plan.diff import Stop
from syncer.plan.guards.check import Allowances, Guard
from syncer.plan.plan import Plan, Planned
from syncer.render.markdown.comment import comment_markdown
from syncer.render.markdown.stops import lifting_lines
from syncer.render.view import PlanView
from tests.unit.building import entry, plan_of, record


def view(*options: str | None) -> PlanView:
    """The view of a plan that a guard refuses for each of the options."""
    return PlanView(Plan(catalog="c", target="t", guards=tuple(Guard("g", "m", option) for option in options)))


def test_a_line_for_each_option() -> None:
    """Each option is a line as the action reads it, quoted where a name needs it, and said once."""
    lines = lifting_lines(view("--allow-deletes 2", "--allow-empty-role night shift", "--allow-deletes 2"), "refused")
    assert lines == [
        "If that is meant, write these lines into the description of the pull request:",
        "",
        "```",
        "syncer: --allow-deletes 2",
        "syncer: --allow-empty-role 'night shift'",
        "```",
        "",
    ]


def test_nothing_where_no_line_would_do() -> None:
    """A guard that nothing lifts, or a name that cannot stand in a line, leaves it out; so does a plan that passes."""
    for options in (
        ("--allow-deletes 2", None), ("--allow-price a`b",), ("--allow-price a\nsyncer: --allow-deletes 9",),
        [f"--allow-price m{number}" for number in range(21)], (),
    ):  # fmt: skip
        assert lifting_lines(view(*options), "refused") == []
        assert lifting_lines(view(*options), "conflict") == []


def test_what_decides_a_conflict() -> None:
    """A line that lets the catalog win, as the action reads it; what no option decides has none."""
    live = record("night shift", provider="page")
    live = live._replace(base={**live.fields, "provider": "was"})
    plan = plan_of([entry("night shift")], [live])
    assert lifting_lines(PlanView(plan), "conflict")[2:5] == ["```", "syncer: --overwrite 'night shift'", "```"]
    text = comment_markdown(Planned("t", plan))
    (said,) = [line for line in text.splitlines() if line.startswith("syncer: ")]
    words = said.removeprefix("syncer: ").split(" ", 1)
    meant = Allowances(overwrite=frozenset(shlex.split(words[1])))
    assert words[0] == "--overwrite"
    assert plan_of([entry("night shift")], [live], allowances=meant).conflicts == ()
    assert lifting_lines(PlanView(replace(plan, conflicts=(Stop("a", "default", ("b",)),))), "conflict") == []
