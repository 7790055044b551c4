"""Reads the files of workflows and actions, and what must hold in them without running anything."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import yaml

from tests.workflows.expressions import embedded
from tests.workflows.results import HarnessError

if TYPE_CHECKING:
    from pathlib import Path

Definition: TypeAlias = Mapping[str, Any]

_PINNED: Final = re.compile(r"[\w.-]+/[\w./-]+@[0-9a-f]{40}")
_SCRIPTS: Final = {"actions/github-script": "script"}
"""Actions that run one of their inputs."""


def load(path: Path) -> Definition:
    """The content of a workflow or action. YAML's `on`, which PyYAML takes for true, is `on` again."""
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(content, dict):
        raise HarnessError(f"{path}: no workflow or action")
    return {("on" if key is True else key): value for key, value in content.items()}


def action_file(folder: Path) -> Path:
    """The file that defines the action of a folder. Raises HarnessError."""
    for name in ("action.yml", "action.yaml"):
        if (folder / name).is_file():
            return folder / name
    raise HarnessError(f"{folder}: no action.yml; did a step check the repository out?")


def jobs(definition: Definition) -> Mapping[str, Definition]:
    """The jobs of a workflow, by their ids."""
    found: Mapping[str, Definition] = definition.get("jobs") or {}
    return found


def steps(definition: Definition) -> Iterator[Definition]:
    """All steps of a workflow or a composite action."""
    for job in jobs(definition).values():
        yield from job.get("steps") or ()
    yield from (definition.get("runs") or {}).get("steps") or ()


def unpinned(definition: Definition) -> tuple[str, ...]:
    """Every `uses` that is not local and not pinned by a full commit."""
    used = [holder["uses"] for holder in (*steps(definition), *jobs(definition).values()) if "uses" in holder]
    return tuple(name for name in used if not name.startswith("./") and not _PINNED.fullmatch(name))


def assert_pinned(definition: Definition, where: Path) -> None:
    """Raises HarnessError when an action is taken by a name that can be moved."""
    if found := unpinned(definition):
        raise HarnessError(f"{where}: not pinned by a commit: {', '.join(found)}")


def script_expressions(path: Path) -> tuple[str, ...]:
    """Every `${{ }}` that stands within a script, of all steps, run or not, with the step's name before it."""
    return tuple(
        f"{step.get('name') or step.get('id') or script.strip().splitlines()[0]}: {expression}"
        for step in steps(load(path))
        for script in _step_scripts(step)
        for expression in embedded(script)
    )


def _step_scripts(step: Definition) -> Iterator[str]:
    if "run" in step:
        yield str(step["run"])
    name = str(step.get("uses", "")).partition("@")[0]
    if name in _SCRIPTS:
        yield str((step.get("with") or {}).get(_SCRIPTS[name], ""))


def assert_no_script_expressions(paths: Sequence[Path]) -> None:
    """Raises AssertionError when anything is evaluated into a script: values belong in its `env`."""
    found = [f"{path}: {expression}" for path in paths for expression in script_expressions(path)]
    assert not found, "\n".join(found)
