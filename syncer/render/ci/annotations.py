"""Findings as workflow commands: GitHub shows each on its line of the YAML file.

GitHub shows ten annotations of a kind for a step, and drops the others without a word. So the ten worst of each kind
are commands, and a plain line says how many more there are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from syncer.model.words import counted
from syncer.render.ci.findings import HERE, Root, findings_of
from syncer.render.text.values import safe

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from syncer.errors import Problem
    from syncer.plan.guards.rules import Level
    from syncer.plan.per_target import Planned
    from syncer.render.ci.findings import Finding

MOST: Final = 10
"""Annotations of a kind that GitHub shows for a step."""
_MOST_TEXT: Final = 2_000
_LEVELS: Final[tuple[Level, ...]] = ("error", "warning", "notice")


def annotations_github(planned: Sequence[Planned], *, root: Root = HERE) -> str:
    """The workflow commands of plans, a line each; empty when nothing needs attention."""
    return annotations_text(findings_of(planned), root=root, whole="the summary of this run has all of them")


def problems_github(problems: Iterable[Problem], *, root: Root = HERE) -> str:
    """The workflow commands of problems."""
    return annotations_text(findings_of((), problems), root=root, whole="`syncer validate` names all of them")


def error_github(message: str) -> str:
    """What ended a run, as a workflow command."""
    return f"::error::{_data(message)}"


def annotations_text(findings: Sequence[Finding], *, root: Root, whole: str) -> str:
    """The worst of each kind as workflow commands, and how many more there are. `whole` says where."""
    return "".join(f"{line}\n" for level in _LEVELS for line in _of_level(findings, level, root, whole))


def _of_level(findings: Sequence[Finding], level: Level, root: Root, whole: str) -> Iterator[str]:
    found = [finding for finding in findings if finding.level == level]
    yield from (_command(finding, root) for finding in found[:MOST])
    if len(found) > MOST:
        yield f"{counted(len(found) - MOST, f'more {level}')}: {whole}."


def _command(finding: Finding, root: Root) -> str:
    file = root.relative(finding.file) if finding.file is not None else None
    properties = [("file", file)] if file is not None else []
    if file is not None and finding.line is not None:
        properties += [("line", str(finding.line)), ("col", str(finding.column or 1))]
    listed = ",".join(f"{name}={_property(value)}" for name, value in properties)
    where = f"{', '.join(finding.targets)}: " if finding.targets else ""
    return f"::{finding.level}{f' {listed}' if listed else ''}::{_data(f'{where}{finding.message}')}"


def _data(text: str) -> str:
    """The text on one line, so that nothing in it can begin a command."""
    shown = safe(text)
    shown = shown if len(shown) <= _MOST_TEXT else f"{shown[: _MOST_TEXT - 1]}…"
    return shown.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
