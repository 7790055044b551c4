"""What came of planning, in a few words: of one target, of all of them. `show` escapes what comes from outside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from syncer.model.times import short_time
from syncer.model.words import a_few, counted
from syncer.render.warnings import elsewhere

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from syncer.errors import Problem
    from syncer.plan.plan import Plan, Planned
    from syncer.render.view import PlanView

    Show = Callable[[str], str]

RESULTS: Final = ("no changes", "changes", "refused", "conflict", "could not be planned")
"""What can come of planning a target; the worst last."""
_COUNTED: Final = {"no changes": "without changes", "changes": "with changes", "conflict": "in conflict"}
"""What targets are, of which there may be one or several."""


def word_of(planned: Planned) -> str:
    """What came of planning a target, in a word or two."""
    plan = planned.plan
    if plan is None:
        return "could not be planned"
    if plan.conflicts:
        return "conflict"
    if plan.refusals:
        return "refused"
    return "changes" if plan.changes or plan.guards or plan.settings or _new_prices(plan) else "no changes"


def _new_prices(plan: Plan) -> int:
    """How many prices for days to come the catalog says for the first time: somebody is to look at them."""
    return sum(one.is_new for one in plan.coming)


def overall(planned: Sequence[Planned]) -> str:
    """The worst that came of it: `Plan of 3 targets: 1 could not be planned, 2 with changes`."""
    words = [word_of(one) for one in planned]
    found = [f"{words.count(word)} {_COUNTED.get(word, word)}" for word in reversed(RESULTS) if word in words]
    return f"Plan of {counted(len(planned), 'target')}: {', '.join(found) or 'no changes'}"


def headline(view: PlanView, show: Show) -> str:
    """What stops the plan, that settings are looser, and how many rows of each kind change."""
    plan = view.plan
    stopped = ["CONFLICT"] if plan.conflicts else ["REFUSED"] if plan.refusals else []  # all that a notification shows
    stopped += _loosened(view, show)
    actions = [f"{count:,} to {action}" for action, count in view.actions]
    if not actions and plan.settings:
        actions = [f"no changes but of {counted(len(plan.settings), 'setting')}"]
    return ", ".join([*stopped, *actions, *_to_come(plan, [*stopped, *actions])]) or "no changes"


def _to_come(plan: Plan, said: Collection[str]) -> list[str]:
    """New prices for days to come, behind what is said of rows."""
    count = _new_prices(plan)
    return [*([] if said else ["no changes"]), f"{counted(count, 'new price')} to come"] if count else []


def _loosened(view: PlanView, show: Show) -> list[str]:
    names = list(dict.fromkeys(change.name for change in view.plan.settings if change.loosened))
    return [f"LOOSENED SETTINGS ({a_few(names, show=show)})"] if names else []


def facts_line(target: str, view: PlanView, warnings: Collection[Problem], show: Show, say: Show) -> str:
    """What was looked at, and what stays as it is, in a line; `say` escapes a sentence."""
    plan, mark = view.plan, ""
    where = "" if target == plan.target else f" on {show(plan.target)}"
    where += "" if plan.at is None else f" with the prices of {short_time(plan.at)}"
    if plan.changes or plan.says_more:
        mark = f" Fingerprint {show(plan.fingerprint[:12])}."
    return f"Catalog {show(plan.catalog)}{where}: {', '.join(_parts(view, warnings, say))}.{mark}"


def _parts(view: PlanView, warnings: Collection[Problem], say: Show) -> Iterator[str]:
    plan, counts = view.plan, view.plan.counts
    yield f"{counts['unchanged']:,} unchanged"
    yield f"{counts['unmanaged']:,} unmanaged"
    if plan.ignored:
        yield say(str(plan.ignored))
    if counts["drift"]:
        yield f"{counts['drift']:,} with edits that are put back"
    if warnings:
        yield counted(len(warnings), "warning")
    rest = elsewhere(plan.problems, warnings)
    if rest:
        yield say(rest)
