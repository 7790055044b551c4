"""What of a plan or a catalog needs attention: each with its rule, its weight and its line."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, Final, NamedTuple

from syncer.errors import CatalogError
from syncer.model.changes import Delete
from syncer.plan.conflict_text import describe
from syncer.plan.diff import Stop
from syncer.plan.guards.rules import RULES
from syncer.plan.plan import source_of
from syncer.render.review_order import moves_of, size_of
from syncer.render.text.values import details, transition

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from syncer.errors import Problem
    from syncer.model.catalog import Place
    from syncer.plan.guards.check import Guard
    from syncer.plan.guards.rules import Level
    from syncer.plan.per_target import Planned
    from syncer.plan.plan import Plan
    from syncer.plan.three_way import Conflict
    from syncer.render.review_order import Move

PRICE_PERCENT: Final = 25.0
"""A price that changes by more than this is pointed out."""
_RANK: Final = {rule: rank for rank, rule in enumerate(RULES)}
_LEVELS: Final[dict[Level, int]] = {"error": 0, "warning": 1, "notice": 2}
_YAML: Final = (".yaml", ".yml")


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


class Root(NamedTuple):
    """From where files are named."""

    cwd: str = ""
    """The working directory, absolute, with forward slashes."""
    top: str = ""
    """The repository's folder, likewise; empty: the working directory."""

    def relative(self, file: str) -> str | None:
        """The file below the repository's folder; None when it is outside or nobody can tell."""
        path = posixpath.normpath(posixpath.join(self.cwd, file))
        if not path.startswith("/"):
            return None if path.startswith("..") or path == "." else path
        top = (self.top or self.cwd).rstrip("/")
        return path[len(top) + 1 :] if top and path.startswith(f"{top}/") else None


HERE: Final = Root()
"""Files below the working directory, as they are named."""


def findings_of(planned: Sequence[Planned], problems: Iterable[Problem] = ()) -> tuple[Finding, ...]:
    """Everything that needs attention, the worst first; the same for several targets is said once."""
    found: dict[tuple[object, ...], Finding] = {}
    for one in planned:
        for finding in _of_target(one):
            key = (finding.level, finding.rule, finding.message, finding.file, finding.line, finding.column)
            known = found.get(key)
            names = (*known.targets, one.target) if known is not None else (one.target,)
            found[key] = finding._replace(targets=tuple(dict.fromkeys(names)))
    every = {one.target for one in planned}
    told = [one._replace(targets=()) if set(one.targets) == every else one for one in found.values()]
    seen = {one[:6] for one in told}
    told += [one for one in map(_problem, problems) if one[:6] not in seen]
    return tuple(sorted(told, key=_order))


def _order(finding: Finding) -> tuple[int, int, float, bool, str, int, str]:
    rank = _RANK.get(finding.rule, len(RULES))
    place = (finding.file is None, finding.file or "", finding.line or 0)
    return (_LEVELS[finding.level], rank, -finding.weight, *place, finding.message)


def _of_target(planned: Planned) -> Iterator[Finding]:
    plan, error = planned.plan, planned.error
    if plan is None:
        if isinstance(error, CatalogError):
            yield from map(_problem, error.problems)
        message = f"{planned.target} could not be planned: {error}"
        yield Finding("not-planned", "error", message, identity=(planned.target,))
        return
    yield from map(_problem, plan.problems)
    yield from map(_guard, plan.guards)
    yield from map(_conflict, plan.conflicts)
    yield from _changes(plan)


def _problem(problem: Problem) -> Finding:
    """A problem of a file stands on its line; one of a row says which row."""
    field = f"{problem.field}: " if problem.field else ""
    is_file = problem.line is not None or problem.where.endswith(_YAML)
    rule = (
        f"catalog-{problem.severity}"
        if is_file
        else "catalog-error"
        if problem.severity == "error"
        else "store-warning"
    )
    identity = (problem.where, problem.field or "", problem.message)
    if not is_file:
        return Finding(rule, problem.severity, f"{problem.where}: {field}{problem.message}", identity=identity)
    column = (problem.column or 1) if problem.line is not None else None
    text = f"{field}{problem.message}"
    return Finding(rule, problem.severity, text, problem.where, problem.line, column, identity)


def _guard(guard: Guard) -> Finding:
    level: Level = "warning" if guard.lifted else "error"
    about = ", ".join(guard.model_ids)
    identity = (about, guard.field or "", "" if about else guard.name)
    return _at(guard.place, Finding(guard.name, level, guard.message, identity=identity))


def _conflict(conflict: Conflict | Stop) -> Finding:
    message = describe(conflict)
    if isinstance(conflict, Stop):
        identity = (conflict.model_id, conflict.kind)
        return _at(conflict.place, Finding("conflict", "error", message, identity=identity))
    entry, field = conflict.entry, conflict.field
    return _at(entry.source.at(field), Finding("conflict", "error", message, identity=(entry.model_id, field)))


def _at(place: Place | None, finding: Finding) -> Finding:
    return finding if place is None else finding._replace(file=place.file, line=place.line)


def _changes(plan: Plan) -> Iterator[Finding]:
    """Changes that a reviewer should not miss."""
    for change in plan.changes:
        if isinstance(change, Delete) and change.live.fields["enabled"]:
            what = "the default model" if change.live.fields["is_default"] else "an enabled model"
            message = f"{change.model_id}, {what}, is deleted"
            weight = float(bool(change.live.fields["is_default"]))
            yield Finding("enabled-deleted", "warning", message, identity=(change.model_id,), weight=weight)
    moves = moves_of(plan)
    odd = {(model_id, guard.field) for guard in plan.guards for model_id in guard.model_ids}
    for move in moves.prices:
        size = size_of(move.field)
        if size > PRICE_PERCENT and (move.change.model_id, move.field.field) not in odd:
            yield _moved("price-change", "warning", move, weight=size)
    for move in moves.drift:
        yield _moved("put-back", "notice", move)


def _moved(rule: str, level: Level, move: Move, *, weight: float = 0.0) -> Finding:
    change, field = move
    source = source_of(change)
    place = source.at(field.field) if source is not None else None
    value = transition(field) or "; ".join(details(field))
    ending = ", edited outside the catalog, is put back" if rule == "put-back" else ""
    message = f"{change.model_id}: {field.field}: {value}{ending}"
    return _at(place, Finding(rule, level, message, identity=(change.model_id, field.field), weight=weight))
