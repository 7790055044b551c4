"""What a comment says about lifting the guards that refuse a plan."""

from __future__ import annotations

from syncer.plan.guards.check import Guard
from syncer.plan.plan import Plan
from syncer.render.markdown.blocks import lifting_lines
from syncer.render.view import PlanView


def view(*options: str | None) -> PlanView:
    """The view of a plan that a guard refuses for each of the options."""
    return PlanView(Plan(catalog="c", target="t", guards=tuple(Guard("g", "m", option) for option in options)))


def test_a_line_for_each_option() -> None:
    """Each option is a line as the action reads it, quoted where a name needs it, and said once."""
    lines = lifting_lines(view("--allow-deletes 2", "--allow-empty-role night shift", "--allow-deletes 2"))
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
    assert lifting_lines(view("--allow-deletes 2", None)) == []
    assert lifting_lines(view("--allow-price a`b")) == []
    assert lifting_lines(view("--allow-price a\nsyncer: --allow-deletes 9")) == []
    assert lifting_lines(view(*(f"--allow-price m{number}" for number in range(21)))) == []
    assert lifting_lines(view()) == []
