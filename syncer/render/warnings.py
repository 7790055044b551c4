"""Which warnings a reviewer is shown: those about what the change touches; the others are a count."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Final

from syncer.model.changes import source_of
from syncer.model.words import counted
from syncer.render.text.values import is_yaml

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from syncer.errors import Problem
    from syncer.plan.plan import Plan

OF_ROWS: Final = frozenset({"unreadable-row", "unlisted-row", "unreadable-mark", "broken-succession"})
"""What rows are like, whatever the plan does."""


def of_change(plan: Plan) -> tuple[Problem, ...]:
    """The warnings about files that differ from the base, about files of models that the plan changes, and about it."""
    files = _files_of(plan)
    return tuple(
        one for one in plan.problems if (one.where in files if is_yaml(one.where) else one.kind not in OF_ROWS)
    )


def _files_of(plan: Plan) -> frozenset[str]:
    """The files that differ from the base, and those of models that the plan changes."""
    sources = filter(None, map(source_of, plan.changes))
    return plan.touched.union(source.file for source in sources)


def few_of_each(problems: Sequence[Problem], most: int, plans: Iterable[Plan]) -> tuple[list[Problem], list[str]]:
    """The problems with at most so many warnings of a kind, and a line for each kind that has more of them.

    Those about files of models that the plans change are taken first. All that are left keep their order.
    """
    files = frozenset().union(*map(_files_of, plans))
    by_kind: dict[str, list[int]] = {}
    for place, problem in enumerate(problems):
        by_kind.setdefault(problem.kind, []).append(place)
    by_kind.pop("", None)
    later = {kind: sorted(found, key=lambda place: problems[place].where not in files)[most:]
             for kind, found in by_kind.items()}  # fmt: skip
    lines = [f"and {counted(len(rest), 'more warning')} [{kind}]; --verbose lists them all"
             for kind, rest in later.items() if rest]  # fmt: skip
    left_out = frozenset(chain.from_iterable(later.values()))
    return [problem for place, problem in enumerate(problems) if place not in left_out], lines


def elsewhere(problems: Iterable[Problem], shown: Collection[Problem]) -> str:
    """How many of the problems are not shown, and what names them; empty where all are."""
    rest = [problem for problem in problems if problem not in shown]
    if not rest:
        return ""
    rows = any(not is_yaml(problem.where) for problem in rest)
    files = any(is_yaml(problem.where) for problem in rest)
    what = " and ".join(["files"] * files + ["rows"] * rows)
    command = "syncer plan --verbose" if rows else "syncer validate"
    return f"{counted(len(rest), 'more warning')} about {what} that this change does not touch: `{command}`"
