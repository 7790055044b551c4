"""Runs one job of a workflow, once for each combination of its matrix."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from tests.workflows.expr_values import Value, to_text, truthy
from tests.workflows.expressions import Contexts, condition, interpolate
from tests.workflows.jobstate import JobState, Permissions, Scope
from tests.workflows.matrix import combinations
from tests.workflows.results import HarnessError, JobResult
from tests.workflows.steps import run_steps

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tests.workflows.definition import Definition
    from tests.workflows.runner import Runner

_KNOWN: Final = frozenset({
    "name", "permissions", "needs", "if", "runs-on", "environment", "concurrency", "outputs", "env", "defaults",
    "steps", "timeout-minutes", "strategy", "continue-on-error",
})  # fmt: skip
_RIGHTS: Final = (
    "actions", "attestations", "checks", "contents", "deployments", "discussions", "issues", "packages", "pages",
    "pull-requests", "security-events", "statuses",
)  # fmt: skip


@dataclass(frozen=True)
class Environment:
    """What an environment of a repository adds to the secrets and variables of a job that enters it."""

    secrets: Mapping[str, str] = field(default_factory=dict)
    variables: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Setting:
    """What all jobs of a run have in common."""

    runner: Runner
    workflow: Definition
    values: Mapping[str, Value]
    from_fork: bool


def run_job(
    name: str, job: Definition, setting: Setting, done: Mapping[str, tuple[JobResult, ...]]
) -> tuple[JobResult, ...]:
    """The job, in all its combinations, after the jobs that it needs."""
    if unknown := set(job) - _KNOWN:
        raise HarnessError(f"job {name}: the harness does not know {sorted(unknown)}")
    needs = job.get("needs") or []
    needed = {need: done[need] for need in ([needs] if isinstance(needs, str) else needs)}
    values = {**setting.values, "needs": {need: _need(results) for need, results in needed.items()}}
    status = _status(needed, setting.workflow, done)
    if not condition(job.get("if"), Contexts(values, status)):
        return (JobResult(name, str(job.get("name") or name), "skipped"),)
    strategy = interpolate(job.get("strategy") or {}, Contexts(values))
    try:
        found = combinations(strategy.get("matrix"))
    except HarnessError as error:
        return (JobResult(name, name, "failure", error=str(error)),)
    return _each(name, job, setting, values, strategy, found)


def permissions_of(workflow: Definition, job: Definition, *, from_fork: bool) -> dict[str, str]:
    """The rights of a job's token. Nothing declared is GitHub's restricted default. A fork's token only reads."""
    declared: Any = job.get("permissions", workflow.get("permissions", {"contents": "read", "packages": "read"}))
    if isinstance(declared, str):
        level = declared.removesuffix("-all")
        declared = {**dict.fromkeys(_RIGHTS, level), **({"id-token": "write"} if level == "write" else {})}
    if from_fork:
        declared = {right: "read" for right, level in declared.items() if right != "id-token" and level != "none"}
    return {"metadata": "read", **{right: level for right, level in (declared or {}).items() if level != "none"}}


def _need(results: tuple[JobResult, ...]) -> dict[str, Value]:
    outputs = {key: value for result in results for key, value in result.outputs.items() if value}
    return {"outputs": outputs, "result": _overall(results)}


def _overall(results: tuple[JobResult, ...]) -> str:
    found = {result.conclusion for result in results}
    return next((worst for worst in ("failure", "cancelled", "success") if worst in found), "skipped")


def _status(
    needed: Mapping[str, tuple[JobResult, ...]], workflow: Definition, done: Mapping[str, tuple[JobResult, ...]]
) -> str:
    """What `success()` and `failure()` of a job look at: all jobs that it needs, and those that they need."""
    ancestors, waiting = set[str](), list(needed)
    while waiting:
        name = waiting.pop()
        ancestors.add(name)
        needs = workflow["jobs"][name].get("needs") or []
        waiting += [needs] if isinstance(needs, str) else needs
    found = {_overall(done[name]) for name in ancestors}
    if "failure" in found:
        return "failure"
    return "success" if found <= {"success"} else "skipped"


def _each(
    name: str, job: Definition, setting: Setting, values: Mapping[str, Value], strategy: Mapping[str, Value],
    found: tuple[dict[str, Value], ...],
) -> tuple[JobResult, ...]:  # fmt: skip
    """One after the other, as `max-parallel: 1` would; after a failure the rest is cancelled unless told otherwise."""
    results: list[JobResult] = []
    for index, matrix in enumerate(found):
        own = {
            **values,
            "matrix": matrix,
            "strategy": {
                "fail-fast": strategy.get("fail-fast", True),
                "job-index": index,
                "job-total": len(found),
                "max-parallel": strategy.get("max-parallel", len(found)),
            },
        }
        title = _title(name, job, own, matrix)
        if results and truthy(strategy.get("fail-fast", True)) and results[-1].conclusion in ("failure", "cancelled"):
            results.append(JobResult(name, title, "cancelled", matrix))
        else:
            results.append(_run(name, title, job, setting, own))
    return tuple(results)


def _title(name: str, job: Definition, values: Mapping[str, Value], matrix: Mapping[str, Value]) -> str:
    if "name" in job:
        return to_text(interpolate(job["name"], Contexts(values)))
    return f"{name} ({', '.join(map(to_text, matrix.values()))})" if matrix else name


def _run(name: str, title: str, job: Definition, setting: Setting, values: Mapping[str, Value]) -> JobResult:
    runner = setting.runner
    permissions = permissions_of(setting.workflow, job, from_fork=setting.from_fork)
    place = named(job.get("environment"), "name", Contexts(values)).get("name")
    if place and not runner.approve(place, name):
        return JobResult(name, title, "failure", values["matrix"], error=f"{place}: rejected by a reviewer")
    state = _state(name, job, setting, values, permissions, place)
    scope = Scope(defaults=_defaults(job, setting, state, values))
    steps = run_steps(job["steps"], state, scope)
    seen = Contexts(scope.contexts(state, state.env))
    outputs = {key: to_text(interpolate(value, seen)) for key, value in (job.get("outputs") or {}).items()}
    kept = {key: value for key, value in outputs.items() if state.masked(value) == value}
    conclusion = scope.status
    if conclusion == "failure" and truthy(interpolate(job.get("continue-on-error", False), Contexts(values))):
        conclusion = "success"
    return JobResult(
        name, title, conclusion, values["matrix"], steps, kept, permissions, place,
        named(job.get("concurrency"), "group", Contexts(values)),
    )  # fmt: skip


def named(value: Value, key: str, contexts: Contexts) -> dict[str, Value]:
    """`environment` or `concurrency`: its name under the key, and what else it says.

    The address of an environment is left out: it is for GitHub's page only.
    """
    parts = {key: value} if isinstance(value, str) else value or {}
    return {part: interpolate(parts[part], contexts) for part in parts if part != "url"}


def _state(
    name: str, job: Definition, setting: Setting, values: Mapping[str, Value], permissions: Permissions,
    place: str | None,
) -> JobState:  # fmt: skip
    runner = setting.runner
    if place and place not in runner.environments:
        raise HarnessError(f"job {name}: the repository has no environment {place!r}")
    folder = runner.folder()
    workspace, temp = folder / "work", folder / "temp"
    workspace.mkdir()
    temp.mkdir()
    token = runner.token_for(permissions)
    environment = runner.environments[place] if place else Environment()
    own = {} if setting.from_fork else {**runner.secrets, **environment.secrets}
    secrets = {**own, "GITHUB_TOKEN": token}
    contexts = {
        **values,
        "github": _github(values["github"], name, token, workspace, folder),
        "runner": {"os": "Linux", "arch": "X64", "name": "local", "temp": str(temp), "tool_cache": str(temp / "tools")},
        "secrets": secrets,
        "vars": {**values["vars"], **environment.variables},
    }
    env = _env(setting, job, contexts)
    return JobState(
        workspace, temp, runner.base(), contexts, env, permissions, token, runner.actions, runner.repositories,
        masks=[secret for secret in secrets.values() if secret],
    )  # fmt: skip


def _github(github: Mapping[str, Value], job: str, token: str, workspace: Path, folder: Path) -> dict[str, Value]:
    event = folder / "event.json"
    event.write_text(json.dumps(github["event"]), encoding="utf-8")
    return {**github, "job": job, "token": token, "workspace": str(workspace), "event_path": str(event)}


def _env(setting: Setting, job: Definition, contexts: Mapping[str, Value]) -> dict[str, str]:
    allowed = ("github", "secrets", "inputs", "vars")
    outer = Contexts({name: contexts[name] for name in allowed})
    inner = Contexts({name: contexts[name] for name in (*allowed, "needs", "strategy", "matrix")})
    found = interpolate(setting.workflow.get("env") or {}, outer) | interpolate(job.get("env") or {}, inner)
    return {name: to_text(value) for name, value in found.items()}


def _defaults(job: Definition, setting: Setting, state: JobState, values: Mapping[str, Value]) -> dict[str, str]:
    found = {
        **((setting.workflow.get("defaults") or {}).get("run") or {}),
        **((job.get("defaults") or {}).get("run") or {}),
    }
    contexts = Contexts({**values, "env": state.env})
    return {name: to_text(interpolate(value, contexts)) for name, value in found.items()}
