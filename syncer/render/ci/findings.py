"""What of a plan or a catalog needs attention: each with its rule, its weight and its line."""

from __future__ import annotations

import posixpath
from importlib import import_module
from typing import TYPE_CHECKING, Final, cast

from syncer.errors import CatalogError
from syncer.frozen import NamedTuple
from syncer.model.changes import source_of
from syncer.plan.guards.rules import RULES
from syncer.render.lifecycle import told_of_rerouting, told_of_retirement, told_of_succession
from syncer.render.standing import relative_size
from syncer.render.text.values import details, is_yaml, transition
from syncer.render.view import PlanView

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from syncer.errors import Problem
    from syncer.model.catalog import Place
    from syncer.model.changes import Delete
    from syncer.plan.guards.rules import Level
    from syncer.plan.plan import Plan, Planned
    from syncer.plan.reroutings import Rerouting
    from syncer.plan.retirements import Retirement, Succession
    from syncer.plan.settings_change import SettingChange
    from syncer.render.view import FieldRow, StopRow

PRICE_PERCENT: Final = 25.0
"""A price that changes by more than this is pointed out."""
_RANK: Final = {rule: rank for rank, rule in enumerate(RULES)}
_LEVELS: Final[dict[Level, int]] = {"error": 0, "warning": 1, "notice": 2}
_MOST_TEXT: Final = 2_000


class Finding(NamedTuple):
    """Something that a person should look at."""

    rule: str
    level: Level
    message: str
    file: str | None = None
    """The YAML file, as the user gave the catalog."""
    line: int | None = None
    column: int | None = None
    identity: tuple[str, ...] = ()
    """What stays the same of it when lines move."""
    weight: float = 0.0
    """Of two findings of one rule the heavier is worse."""
    targets: tuple[str, ...] = ()
    """For which targets it was found; empty where that says nothing."""

    @property
    def of_targets(self) -> str:
        """The message with the targets before it."""
        return f"{', '.join(self.targets)}: {self.message}" if self.targets else self.message


class Root(NamedTuple):
    """From where files are named."""

    cwd: str = ""
    """The working directory, absolute, with forward slashes."""
    top: str = ""
    """The repository's folder, likewise; empty: the working directory."""

    @classmethod
    def of(cls, here: str, top: str) -> Root:
        """The repository's folder as the CI names it, where the working directory is below it."""
        return cls(here, top if cls(here, top).relative("catalog") is not None else here)

    def relative(self, file: str | None) -> str | None:
        """The file below the repository's folder; None when it is outside or nobody can tell, and for no file."""
        if file is None:
            return None
        path = posixpath.normpath(posixpath.join(self.cwd, file))
        if not path.startswith("/"):
            return None if path.startswith("..") or path == "." else path
        top = (self.top or self.cwd).rstrip("/")
        return path[len(top) + 1 :] if top and path.startswith(f"{top}/") else None


HERE: Final = Root()
"""Files below the working directory, as they are named."""


def cut(text: str) -> str:
    """As much of a message as a CI takes."""
    return text if len(text) <= _MOST_TEXT else f"{text[: _MOST_TEXT - 1]}…"


def findings_of(
    planned: Sequence[Planned], problems: Iterable[Problem] = (), *, shown: Collection[Problem] | None = None
) -> tuple[Finding, ...]:
    """Everything that needs attention, the worst first; the same for several targets is said once.

    Of the warnings of plans only those that are `shown`; None: all.
    """
    found: dict[tuple[object, ...], Finding] = {}
    targets: dict[tuple[object, ...], dict[str, None]] = {}
    for one in planned:
        for finding in _of_target(one, shown):
            found[finding[:6]] = finding
            targets.setdefault(finding[:6], {})[one.target] = None
    every = {one.target for one in planned}
    told = [one if targets[key].keys() == every else one._replace(targets=tuple(targets[key]))
            for key, one in found.items()]  # fmt: skip
    told += [one for one in map(_problem, problems) if one[:6] not in found]
    return tuple(sorted(told, key=_order))


def _order(finding: Finding) -> tuple[int, int, float, bool, str, int, str]:
    rank = _RANK.get(finding.rule, len(RULES))
    place = (finding.file is None, finding.file or "", finding.line or 0)
    return (_LEVELS[finding.level], rank, -finding.weight, *place, finding.message)


def _of_target(planned: Planned, shown: Collection[Problem] | None) -> Iterator[Finding]:
    plan, error = planned.plan, planned.error
    if plan is None:
        if isinstance(error, CatalogError):
            yield from map(_problem, error.problems)
        message = f"{planned.called} could not be planned: {error}"
        yield Finding("not-planned", "error", message, identity=(planned.target,))
        return
    view = PlanView(plan)
    yield from map(_problem, plan.problems if shown is None else filter(shown.__contains__, plan.problems))
    yield from map(_stop, view.stops)
    yield from map(_setting, plan.settings)
    yield from map(_deleted, (one for one in view.deletes if one.live.fields["enabled"]))
    yield from map(_succession, plan.lifecycle.successions)
    yield from map(_rerouting, plan.lifecycle.reroutings)
    yield from map(_retirement, plan.lifecycle.retirements)
    yield from _coming(plan)
    yield from _prices(view)
    for row in view.drift:
        yield _field(row, "put-back", ", edited outside the catalog, is put back")


def _problem(problem: Problem) -> Finding:
    """A problem of a file stands on its line; one of a row says which row."""
    field = f"{problem.field}: " if problem.field else ""
    identity = (problem.where, problem.field or "", problem.message)
    rule, text = f"catalog-{problem.severity}", f"{field}{problem.with_kind}"
    if problem.line is None and not is_yaml(problem.where):
        rule = "store-warning" if problem.severity == "warning" else rule
        return Finding(rule, problem.severity, f"{problem.where}: {text}", identity=identity)
    column = (problem.column or 1) if problem.line is not None else None
    return Finding(rule, problem.severity, text, problem.where, problem.line, column, identity)


def _stop(stop: StopRow) -> Finding:
    level: Level = "warning" if stop.kind == "allowed" else "error"
    return Finding(stop.rule, level, stop.message, *_at(stop.place), identity=stop.identity)


def _setting(change: SettingChange) -> Finding:
    rule, level = ("loosened-settings", "warning") if change.loosened else ("changed-settings", "notice")
    what = "loosened" if change.loosened else "changed"
    message = f"{change.name}: {change.values}, {what} since {change.since}"
    return Finding(rule, cast("Level", level), message, *_at(change.place), identity=(change.name, str(change.after)))


def _at(place: Place | None) -> tuple[str | None, int | None]:
    return (None, None) if place is None else (place.file, place.line)


def _deleted(change: Delete) -> Finding:
    is_default = bool(change.live.fields["is_default"])
    message = f"{change.model_id}, {'the default model' if is_default else 'an enabled model'}, is deleted"
    level = RULES["enabled-deleted"].level
    return Finding("enabled-deleted", level, message, identity=(change.model_id,), weight=float(is_default))


def _succession(one: Succession) -> Finding:
    rule = "model-retired"
    return Finding(rule, RULES[rule].level, told_of_succession(one, str), *_at(one.place), identity=(one.model_id,))


def _rerouting(one: Rerouting) -> Finding:
    rule = "model-retired"
    return Finding(rule, RULES[rule].level, told_of_rerouting(one, str), identity=one.model_ids)


def _retirement(one: Retirement) -> Finding:
    rule = "retires-soon"
    return Finding(rule, RULES[rule].level, told_of_retirement(one, str), *_at(one.place), identity=(one.model_id,))


def _coming(plan: Plan) -> Iterator[Finding]:
    if not plan.coming:
        return
    render, rule = import_module("syncer.render.coming"), "price-to-come"
    for one in filter(render.is_told, plan.coming):
        message = f"{one.model_id}: from {one.since} on: {render.price_to_come(one)}"
        yield Finding(rule, RULES[rule].level, message, *_at(one.place), identity=(one.model_id, one.field, one.since))


def _prices(view: PlanView) -> Iterator[Finding]:
    """Prices that change a lot, but for those that a guard calls odd."""
    odd = {(model_id, guard.field) for guard in view.plan.guards for model_id in guard.model_ids}
    for row in view.prices:
        size = relative_size(row.field)
        if size > PRICE_PERCENT and (row.change.model_id, row.field.field) not in odd:
            yield _field(row, "price-change", weight=size)


def _field(row: FieldRow, rule: str, ending: str = "", *, weight: float = 0.0) -> Finding:
    change, field = row
    source = source_of(change)
    value = transition(field) or "; ".join(details(field))
    message = f"{change.model_id}: {field.field}: {value}{ending}"
    place = _at(source.at(field.field) if source is not None else None)
    identity = (change.model_id, field.field)
    return Finding(rule, RULES[rule].level, message, *place, identity=identity, weight=weight)
