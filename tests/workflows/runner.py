"""Runs a workflow file on this machine, as GitHub would: its jobs in the order of their needs."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from tests.workflows.definition import Definition, assert_pinned, jobs, load
from tests.workflows.expressions import Contexts
from tests.workflows.jobs import Environment, Setting, named, run_job
from tests.workflows.results import HarnessError, JobResult, WorkflowResult

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from tests.workflows.expr_values import Value
    from tests.workflows.jobstate import Action, Permissions

_ZEROS: Final = "0" * 40


@dataclass(frozen=True)
class Event:
    """What started a run. For a pull request, `sha` is its merge commit and `ref` is `refs/pull/NUMBER/merge`."""

    name: str
    payload: Mapping[str, Any] = field(default_factory=dict)
    sha: str = _ZEROS
    ref: str = "refs/heads/main"
    actor: str = "someone"
    inputs: Mapping[str, Value] = field(default_factory=dict)

    @property
    def from_fork(self) -> bool:
        """Whether it is a pull request of another repository: no secrets then, and a token that only reads."""
        if self.name != "pull_request":
            return False
        head, base = (self.payload["pull_request"][side].get("repo") or {} for side in ("head", "base"))
        return head.get("full_name") != base.get("full_name")


@dataclass
class Runner:
    """A place to run workflows in, with what GitHub would know about the repository.

    `root` gets the workspaces, one for each job, empty at first as GitHub's are: a checkout has to fill them.
    Tests change the fields between two runs, such as `run_attempt` for a re-run.
    """

    root: Path
    repository: str = "acme/models"
    server_url: str = "https://github.example"
    api_url: str = "https://api.github.example"
    run_id: int = 1
    run_attempt: int = 1
    base_env: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict)
    variables: Mapping[str, str] = field(default_factory=dict)
    environments: Mapping[str, Environment] = field(default_factory=dict)
    """By their names; a job that names another one stops the test."""
    actions: dict[str, Action] = field(default_factory=dict)
    """Emulated actions by their names without a version, such as `actions/checkout`."""
    repositories: Mapping[str, Path] = field(default_factory=dict)
    """Folders of repositories whose composite actions are used as `owner/name/path@commit`."""
    token_for: Callable[[Permissions], str] = lambda permissions: "token " + json.dumps(dict(permissions))
    approve: Callable[[str, str], bool] = lambda environment, job: True  # noqa: ARG005  the names say what is passed
    """Whether a reviewer lets the job into the environment."""

    def folder(self) -> Path:
        """A new folder for a job."""
        self.root.mkdir(parents=True, exist_ok=True)
        folder = self.root / f"job-{len(list(self.root.glob('job-*'))) + 1}"
        folder.mkdir()
        return folder

    def base(self) -> dict[str, str]:
        """The variables of each process before GitHub's; nothing else of this machine is handed on."""
        home = self.root / "home"
        home.mkdir(parents=True, exist_ok=True)
        return {"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8", **self.base_env}


def run_workflow(path: Path, runner: Runner, event: Event) -> WorkflowResult:
    """Runs all jobs of a workflow file. Whether the event starts it at all is for `triggers` to say.

    Raises HarnessError where the workflow is wrong or asks for what is not emulated, and ExpressionError.
    """
    workflow = load(path)
    assert_pinned(workflow, path)
    github = _github(path, workflow, runner, event)
    values = {"github": github, "inputs": _inputs(workflow, event), "vars": dict(runner.variables)}
    setting = Setting(runner, workflow, values, from_fork=event.from_fork)
    done: dict[str, tuple[JobResult, ...]] = {}
    waiting = dict(jobs(workflow))
    while waiting:
        ready = [name for name, job in waiting.items() if all(need in done for need in _needs(job))]
        if not ready:
            raise HarnessError(f"{path}: jobs need each other or what is not there: {sorted(waiting)}")
        for name in ready:
            done[name] = run_job(name, waiting.pop(name), setting, done)
    results = tuple(result for name in jobs(workflow) for result in done[name])
    failed = {result.conclusion for result in results} & {"failure", "cancelled"}
    conclusion = "failure" if "failure" in failed else "cancelled" if failed else "success"
    if all(result.conclusion == "skipped" for result in results):
        conclusion = "skipped"
    return WorkflowResult(conclusion, results, named(workflow.get("concurrency"), "group", Contexts(values)))


def _needs(job: Definition) -> list[str]:
    needs = job.get("needs") or []
    return [needs] if isinstance(needs, str) else list(needs)


def _inputs(workflow: Definition, event: Event) -> dict[str, Value]:
    """What a person filled in, with the defaults of what was left alone; nothing for other events."""
    on = workflow["on"]
    declared = (on.get("workflow_dispatch") or {}).get("inputs") or {} if isinstance(on, dict) else {}
    if event.name != "workflow_dispatch":
        return {}
    if unknown := set(event.inputs) - set(declared):
        raise HarnessError(f"unexpected inputs {sorted(unknown)}")
    return {name: event.inputs.get(name, (spec or {}).get("default", "")) for name, spec in declared.items()}


def _github(path: Path, workflow: Definition, runner: Runner, event: Event) -> dict[str, Value]:
    pull = event.payload.get("pull_request") or {}
    return {
        "event": event.payload,
        "event_name": event.name,
        "sha": event.sha,
        "ref": event.ref,
        "ref_name": event.ref.removeprefix("refs/heads/").removeprefix("refs/tags/").removeprefix("refs/pull/"),
        "ref_type": "tag" if event.ref.startswith("refs/tags/") else "branch",
        "head_ref": pull.get("head", {}).get("ref", ""),
        "base_ref": pull.get("base", {}).get("ref", ""),
        "repository": runner.repository,
        "repository_owner": runner.repository.partition("/")[0],
        "run_id": str(runner.run_id),
        "run_number": str(runner.run_id),
        "run_attempt": str(runner.run_attempt),
        "server_url": runner.server_url,
        "api_url": runner.api_url,
        "actor": event.actor,
        "triggering_actor": event.actor,
        "workflow": workflow.get("name") or path.name,
        "workflow_ref": f"{runner.repository}/.github/workflows/{path.name}@{event.ref}",
    }
