"""Which warnings a reviewer is shown: those about what the change touches; the others are a count."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from syncer.model.changes import source_of
from syncer.model.words import counted
from syncer.render.text.values import is_yaml

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from syncer.errors import Problem
    from syncer.plan.plan import Plan

OF_ROWS: Final = frozenset({"unreadable-row", "unlisted-row", "unreadable-mark", "broken-succession"})
"""What rows are like, whatever the plan does."""


def of_change(plan: Plan) -> tuple[Problem, ...]:
    """The warnings about files that differ from the base, about files of models that the plan changes, and about it."""
    sources = filter(None, map(source_of, plan.changes))
    files = plan.touched.union(source.file for source in sources)
    return tuple(
        one for one in plan.problems if (one.where in files if is_yaml(one.where) else one.kind not in OF_ROWS)
    )


def elsewhere(problems: Iterable[Problem], shown: Collection[Problem]) -> str:
    """How many of the problems are not shown, and what names them; empty where all are."""
    rest = [problem for problem in problems if problem not in shown]
    if not rest:
        return ""
    rows = any(not is_yaml(problem.where) for problem in rest)
    files = any(is_yaml(problem.where) for problem in rest)
    what = " and ".join(["files"] * files + ["rows"] * rows)
    command = "syncer plan" if rows else "syncer validate"
    return f"{counted(len(rest), 'more warning')} about {what} that this change does not touch: `{command}`"
