"""Findings as workflow commands: GitHub shows each on its line of the YAML file.

GitHub shows ten annotations of a kind for a step, and drops the others without a word. So the ten worst of each kind
are commands, and a plain line says how many more there are.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Final

from syncer.model.words import counted
from syncer.render.ci.findings import HERE, Root, cut, findings_of
from syncer.render.forms import text_of
from syncer.render.text.values import safe
from syncer.render.warnings import elsewhere, of_change

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from syncer.errors import Problem
    from syncer.plan.guards.rules import Level
    from syncer.plan.plan import Planned
    from syncer.render.ci.findings import Finding

MOST_ANNOTATIONS: Final = 10
"""Annotations of a kind that GitHub shows for a step."""
_LEVELS: Final[tuple[Level, ...]] = ("error", "warning", "notice")


def annotations_github(planned: Sequence[Planned], *, root: Root | None = None) -> str:
    """The workflow commands of plans, a line each; empty when nothing needs attention.

    Of warnings only those about what the change touches, and how many others there are.
    """
    plans = [one.plan for one in planned if one.plan is not None]
    shown = frozenset(chain.from_iterable(map(of_change, plans)))
    found = findings_of(planned, shown=shown)
    rest = elsewhere(dict.fromkeys(chain.from_iterable(plan.problems for plan in plans)), shown)
    return _annotations(found, root or HERE, "the summary of this run has all of them") + (rest and f"{rest}\n")


def problems_github(
    problems: Iterable[Problem], *, root: Root = HERE, whole: str = "`syncer validate` names all of them"
) -> str:
    """The workflow commands of problems. `whole` says where all of them are."""
    return _annotations(findings_of((), problems), root, whole)


def error_github(message: str) -> str:
    """What ended a run, as a workflow command."""
    return f"::error::{_data(message)}"


def _annotations(findings: Sequence[Finding], root: Root, whole: str) -> str:
    """The worst of each kind as workflow commands, and how many more there are. `whole` says where."""
    return text_of(line for level in _LEVELS for line in _of_level(findings, level, root, whole))


def _of_level(findings: Sequence[Finding], level: Level, root: Root, whole: str) -> Iterator[str]:
    found = [finding for finding in findings if finding.level == level]
    for finding in found[:MOST_ANNOTATIONS]:
        yield f"::{level}{_place(finding, root)}::{_data(finding.of_targets)}"
    if len(found) > MOST_ANNOTATIONS:
        yield f"{counted(len(found) - MOST_ANNOTATIONS, f'more {level}')}: {whole}."


def _place(finding: Finding, root: Root) -> str:
    """Where GitHub shows it; empty for a file that is not in the repository."""
    file = root.relative(finding.file)
    if file is None:
        return ""
    place = "" if finding.line is None else f",line={finding.line},col={finding.column or 1}"
    return f" file={_property(file)}{place}"


def _data(text: str) -> str:
    """The text on one line, so that nothing in it can begin a command."""
    return cut(safe(text)).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
