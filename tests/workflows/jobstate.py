"""What the steps of a job share, and what a step that is emulated can see and do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from tests.workflows.expressions import Contexts

if TYPE_CHECKING:
    from pathlib import Path

    from tests.workflows.expr_values import Value
    from tests.workflows.stepfiles import StepFiles

Permissions: TypeAlias = Mapping[str, str]
"""What a token may do: `read` or `write`, by the name of the right; what is not named is not allowed."""

_COMPOSITE: Final = ("github", "inputs", "strategy", "matrix", "steps", "job", "runner", "env")
_WHOLE: Final = (*_COMPOSITE, "needs", "vars", "secrets")


class ActionError(Exception):
    """An emulated action fails, with its message."""


@dataclass
class JobState:
    """What a job starts with and what its steps change: variables, paths and masks."""

    workspace: Path
    temp: Path
    base: Mapping[str, str]
    """PATH, HOME, LANG and what the caller gives."""
    contexts: dict[str, Value]
    env: dict[str, str]
    permissions: Permissions
    token: str
    actions: Mapping[str, Action]
    repositories: Mapping[str, Path]
    paths: list[str] = field(default_factory=list)
    masks: list[str] = field(default_factory=list)
    cancelled: bool = False
    count: int = 0

    def folder(self) -> Path:
        """A new name for the files of a step."""
        self.count += 1
        return self.temp / "_runner_file_commands" / str(self.count)

    def masked(self, text: str) -> str:
        """The text as a log shows it."""
        for mask in sorted(self.masks, key=len, reverse=True):
            text = text.replace(mask, "***")
        return text

    def environment(self, env: Mapping[str, str], files: StepFiles | None) -> dict[str, str]:
        """All variables of a process: nothing of this machine's but what was given as `base`."""
        path = ":".join([*reversed(self.paths), self.base["PATH"]])
        named = files.environment if files else {}
        return {**self.base, **env, **self._github(), **named, "PATH": path}

    def _github(self) -> dict[str, str]:
        github = self.contexts["github"]
        simple = {
            f"GITHUB_{name.upper()}": value
            for name, value in github.items()
            if isinstance(value, str) and name not in ("token", "action_status")
        }
        runner = {f"RUNNER_{name.upper()}": str(value) for name, value in self.contexts["runner"].items()}
        return {**simple, **runner, "GITHUB_ACTIONS": "true", "CI": "true"}


@dataclass
class Scope:
    """What the steps of a job, or those of a composite action, have among themselves."""

    env: Mapping[str, str] = field(default_factory=dict)
    defaults: Mapping[str, str] = field(default_factory=dict)
    steps: dict[str, Value] = field(default_factory=dict)
    status: str = "success"
    inputs: Mapping[str, Value] | None = None
    """Of a composite action; None for the steps of a job."""
    action_path: Path | None = None

    @property
    def composite(self) -> bool:
        """Whether these are the steps of an action."""
        return self.inputs is not None

    def contexts(self, job: JobState, env: Mapping[str, str]) -> dict[str, Value]:
        """All contexts that a step of this scope can use."""
        own: dict[str, Value] = {"steps": self.steps, "env": dict(env), "job": {"status": self.status}}
        if self.inputs is not None:
            own["inputs"] = self.inputs
            own["github"] = {
                **job.contexts["github"],
                "action_path": str(self.action_path),
                "action_status": self.status,
            }
        known = {**job.contexts, **own}
        return {name: known[name] for name in (_COMPOSITE if self.composite else _WHOLE) if name in known}

    def condition(self, job: JobState, env: Mapping[str, str]) -> Contexts:
        """What the `if` of a step can use: no secrets, but the status."""
        values = {name: value for name, value in self.contexts(job, env).items() if name != "secrets"}
        return Contexts(values, "cancelled" if job.cancelled else self.status, job.workspace)


@dataclass(frozen=True)
class ActionStep:
    """A step that uses an emulated action: what it is given, and how it answers."""

    uses: str
    inputs: Mapping[str, str]
    env: Mapping[str, str]
    job: JobState
    files: StepFiles
    lines: list[str] = field(default_factory=list)

    @property
    def workspace(self) -> Path:
        """The folder that a checkout fills."""
        return self.job.workspace

    @property
    def github(self) -> Mapping[str, Any]:
        """The `github` context."""
        found: Mapping[str, Any] = self.job.contexts["github"]
        return found

    def input(self, name: str, default: str = "") -> str:
        """What `with` says, or the default where it says nothing or an empty text."""
        return self.inputs.get(name, "") or default

    def allowed(self, right: str, level: str) -> bool:
        """Whether the job's token may do it."""
        return self.job.permissions.get(right) in (level, "write")

    def set_output(self, name: str, value: str) -> None:
        """An output, for `steps.ID.outputs.NAME`."""
        self._append(self.files.output, name, value)

    def set_env(self, name: str, value: str) -> None:
        """A variable for the steps after this one."""
        self._append(self.files.env, name, value)

    def add_path(self, folder: Path) -> None:
        """A folder before PATH for the steps after this one."""
        with self.files.path.open("a", encoding="utf-8") as file:
            file.write(f"{folder}\n")

    def log(self, line: str) -> None:
        """A line of the step's log; a workflow command in it is one."""
        self.lines.append(line)

    def fail(self, message: str) -> None:
        """Ends the step as failed."""
        raise ActionError(message)

    @staticmethod
    def _append(file: Path, name: str, value: str) -> None:
        with file.open("a", encoding="utf-8") as stream:
            stream.write(f"{name}<<_END_OF_VALUE_\n{value}\n_END_OF_VALUE_\n")


Action: TypeAlias = Callable[[ActionStep], None]
