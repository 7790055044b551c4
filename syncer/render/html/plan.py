"""The page of a plan, or of the plans of several targets: the one view of a plan, printed for a browser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from syncer.errors import CatalogError
from syncer.frozen import NamedTuple
from syncer.model.words import shortened
from syncer.render.gist import gist
from syncer.render.headline import facts_line, headline, overall, word_of
from syncer.render.html.changes import At, at_place, change_tables, figure_text, providers_of
from syncer.render.html.document import page
from syncer.render.html.phrases import Phrase, coded, message, phrases, short_name, strong
from syncer.render.lifting import MOST_OPTION, WHEN_LIFTED, pasted_lines, typed_option
from syncer.render.text.values import safe
from syncer.render.view import PlanView

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from syncer.errors import Problem
    from syncer.model.money import MonthlyChange
    from syncer.plan.guards.role_access import RoleReach
    from syncer.plan.plan import Planned
    from syncer.plan.settings_change import SettingChange
    from syncer.render.html.changes import ChangeTable
    from syncer.render.links import Links
    from syncer.render.view import StopRow

    Sentence = tuple[Phrase, ...]

_STOPS: Final = (
    ("conflict", "In conflict: somebody has to decide first"),
    ("refused", "Refused by guards"),
    ("allowed", "Allowed: guards that somebody lifted"),
)
_MOST_ROWS: Final = 20_000
"""So many rows of changes are in a page, in even parts for its targets."""
_MOST: Final = 5_000
"""And so many lines of each other kind."""
_COUNTS: Final = ("create", "update", "adopt", "delete", "drift", "unchanged")
"""What the table of targets counts."""


class StopBox(NamedTuple):
    """What stops a plan, and the option that lifts it."""

    rule: str
    reason: Sentence
    option: str | None
    """As it is typed; None where no option lifts it."""
    at: At | None


class StopGroup(NamedTuple):
    """The stops of a kind."""

    kind: str
    title: str
    stops: tuple[StopBox, ...]
    paste: tuple[str, ...]
    """Lines for the description of a pull request that lift all of them; empty where none can."""
    meant: str
    """When to write them."""


class ToldMoney(NamedTuple):
    """What a plan costs a month."""

    headline: Sentence
    changes: tuple[MonthlyChange, ...]
    rest: tuple[Sentence, ...]
    """What is not said."""


class TargetPage(NamedTuple):
    """What a page says of one target."""

    target: str
    word: str
    counts: tuple[int, ...]
    """Of `_COUNTS`; empty where there is no plan."""
    headline: Sentence
    gist: Sentence
    facts: Sentence = ()
    problems: tuple[Problem, ...] = ()
    money: ToldMoney | None = None
    stops: tuple[StopGroup, ...] = ()
    settings: tuple[tuple[SettingChange, At], ...] = ()
    default: tuple[list[str], list[str]] | None = None
    roles: tuple[RoleReach, ...] = ()
    told: tuple[tuple[str, tuple[Sentence, ...]], ...] = ()
    """What is said in sentences, under its title."""
    tables: tuple[ChangeTable, ...] = ()
    remarks: tuple[Sentence, ...] = ()
    unmanaged: tuple[tuple[str, str], ...] = ()
    """Model ids and record ids."""


def plan_page(
    planned: Sequence[Planned], *, unmanaged: bool = False, links: Links | None = None, facts: Iterable[str] = ()
) -> str:  # fmt: skip
    """The plans of some targets as one HTML file; `facts` are what else is to be known of them, a line each.

    `unmanaged` lists the unmanaged rows; `links` say where files are shown.
    """
    most = _MOST_ROWS // max(1, len(planned))
    targets = tuple(_target(one, most, unmanaged=unmanaged, links=links) for one in planned)
    tables = [table for one in targets for table in one.tables]
    title = f"Plan for {targets[0].target}" if len(targets) == 1 else overall(planned)
    return page(
        "plan.html", title=title, style="plan.css", script="plan.js", targets=targets, facts=[*map(message, facts)],
        count_names=_COUNTS, fields=_fields(tables), providers=providers_of(tables), most=_MOST,
    )  # fmt: skip


def _fields(tables: Iterable[ChangeTable]) -> list[str]:
    """The labels of the fields that a filter offers."""
    return sorted({row.label for table in tables for row in table.rows if row.label})


def _target(planned: Planned, most: int, *, unmanaged: bool, links: Links | None) -> TargetPage:
    plan = planned.plan
    if plan is None:
        return _failed(planned)
    view = PlanView(plan)
    return TargetPage(
        short_name(planned.called), word_of(planned), tuple(plan.counts[name] for name in _COUNTS),
        headline=phrases(headline(view, coded)),
        gist=phrases(gist(view, coded, figure_text, strong)),
        facts=phrases(facts_line(planned.called, view, plan.problems, coded, safe)),
        problems=plan.problems,
        money=_money(view),
        stops=tuple(_stop_group(view, kind, title, links) for kind, title in _STOPS if view.stopped(kind)),
        settings=tuple((change, at_place(change.place, links)) for change in plan.settings),
        default=view.default,
        roles=view.roles,
        told=tuple(_told(view)),
        tables=change_tables(view, links, most=most),
        remarks=tuple(map(phrases, view.remarks(coded))),
        unmanaged=tuple((row.model_id, row.record_id) for row in plan.unmanaged) if unmanaged else (),
    )  # fmt: skip


def _failed(planned: Planned) -> TargetPage:
    """A target without a plan, and why."""
    error, said = planned.error, "nothing is known of this target"
    if error is not None:
        said = f"{str(error) or 'no reason is known'} (exit code {error.exit_code})"
    problems = tuple(error.problems) if isinstance(error, CatalogError) else ()
    return TargetPage(short_name(planned.called), word_of(planned), (), phrases("could not be planned"), message(said),
                      problems=problems)  # fmt: skip


def _told(view: PlanView) -> Iterator[tuple[str, tuple[Sentence, ...]]]:
    for title, said in (("Lifecycle", view.lifecycle(coded)), ("Prices to come", view.coming(coded))):
        sentences = tuple(map(phrases, said))
        if sentences:
            yield title, sentences


def _money(view: PlanView) -> ToldMoney | None:
    """A row for each model, and what is not said: that comes after the line of each model."""
    said, money = view.money(coded), view.plan.money
    if said is None or money is None:
        return None
    rest = said[1][len(money.changes) :]
    return ToldMoney(phrases(said[0]), money.changes, tuple(map(phrases, rest)))


def _stop_group(view: PlanView, kind: str, title: str, links: Links | None) -> StopGroup:
    stops = tuple(_stop(one, links) for one in view.stopped(kind))
    return StopGroup(kind, title, stops, tuple(pasted_lines(view, kind)), WHEN_LIFTED.get(kind, ""))


def _stop(stop: StopRow, links: Links | None) -> StopBox:
    option = shortened(safe(typed_option(stop.option)), MOST_OPTION) if stop.option is not None else None
    return StopBox(stop.rule, message(stop.reason), option, at_place(stop.place, links) if stop.place else None)
