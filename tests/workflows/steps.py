"""Runs the steps of a job, and those of the actions that it uses, in order."""

from __future__ import annotations

import shlex
import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from tests.workflows import commands, stepfiles
from tests.workflows.definition import Definition, action_file, assert_pinned, load
from tests.workflows.expr_values import Value, to_text, truthy
from tests.workflows.expressions import Contexts, condition, embedded, interpolate
from tests.workflows.jobstate import ActionError, ActionStep, JobState, Scope
from tests.workflows.results import Annotation, HarnessError, StepResult, limited

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_SHELLS: Final = {
    "": "bash -e {0}",
    "bash": "bash --noprofile --norc -eo pipefail {0}",
    "sh": "sh -e {0}",
    "python": "python {0}",
}
_PATIENCE: Final = 600.0
"""Seconds after which a step that hangs fails the test."""


class _Said(NamedTuple):
    """How the work of a step ended."""

    code: int
    stdout: str
    stderr: str = ""
    error: str = ""


class _Place(NamedTuple):
    """A step with all that it can use."""

    spec: Definition
    job: JobState
    scope: Scope
    env: Mapping[str, str]
    contexts: Contexts

    def text(self, value: Value) -> str:
        """The value with its expressions evaluated, as text."""
        return to_text(interpolate(value, self.contexts))


def run_steps(specs: Sequence[Definition], job: JobState, scope: Scope) -> tuple[StepResult, ...]:
    """All steps in order. A failed one leaves `scope.status` at `failure`, and its outputs in `scope.steps`."""
    results = []
    for spec in specs:
        result = _step(spec, job, scope)
        if result.id is not None:
            scope.steps[result.id] = {
                "outputs": dict(result.outputs), "outcome": result.outcome, "conclusion": result.conclusion,
            }  # fmt: skip
        if result.conclusion == "failure":
            scope.status = "failure"
        results.append(result)
    return tuple(results)


def _step(spec: Definition, job: JobState, scope: Scope) -> StepResult:
    outer = {**job.env, **scope.env}
    contexts = Contexts(scope.contexts(job, outer), workspace=job.workspace)
    own = {name: to_text(interpolate(value, contexts)) for name, value in (spec.get("env") or {}).items()}
    env = {**outer, **own}
    contexts = replace(contexts, values=scope.contexts(job, env))
    if not condition(spec.get("if"), scope.condition(job, env)):
        return StepResult(_raw_name(spec), "skipped", "skipped", spec.get("id"), uses=spec.get("uses"))
    place = _Place(spec, job, scope, env, contexts)
    name = place.text(_raw_name(spec))
    result = replace(_worked(place, {**scope.env, **own}), name=name, id=spec.get("id"), uses=spec.get("uses"))
    if not scope.composite:
        kept, dropped = limited(tuple(found for inner in result.walk() for found in inner.annotations))
        result = replace(result, annotations=kept, dropped=dropped)
    tolerant = truthy(interpolate(spec.get("continue-on-error", False), contexts))
    return replace(result, conclusion="success") if tolerant and result.outcome == "failure" else result


def _raw_name(spec: Definition) -> str:
    if "name" in spec:
        return str(spec["name"])
    return f"Run {spec['uses']}" if "uses" in spec else f"Run {str(spec['run']).strip().splitlines()[0]}"


def _worked(place: _Place, env: Mapping[str, str]) -> StepResult:
    if ("run" in place.spec) == ("uses" in place.spec):
        raise HarnessError(f"a step needs either `run` or `uses`: {dict(place.spec)}")
    if "run" in place.spec:
        return _script(place)
    uses = str(place.spec["uses"])
    inputs = {name: place.text(value) for name, value in (place.spec.get("with") or {}).items()}
    name = uses.partition("@")[0]
    if name in place.job.actions:
        return _emulated(place, uses, inputs)
    return _composite(place, _action_folder(place.job, name), inputs, env)


def _action_folder(job: JobState, name: str) -> Path:
    if name.startswith("./"):
        return job.workspace / name
    owner, _, rest = name.partition("/")
    repository, _, below = rest.partition("/")
    if f"{owner}/{repository}" not in job.repositories:
        raise HarnessError(f"{name} is neither emulated, nor in a repository that the harness was given")
    return job.repositories[f"{owner}/{repository}"] / below


def _script(place: _Place) -> StepResult:
    shell = place.spec.get("shell") or ("" if place.scope.composite else place.scope.defaults.get("shell", ""))
    if place.scope.composite and not shell:
        raise HarnessError(f"{place.scope.action_path}: Required property is missing: shell")
    files = stepfiles.new_files(place.job.folder())
    script = files.output.parent / "script"
    source = str(place.spec["run"])
    script.write_text(place.text(source), encoding="utf-8")
    command = shlex.split(_SHELLS.get(place.text(shell), place.text(shell)).replace("{0}", str(script)))
    folder = place.text(place.spec.get("working-directory") or place.scope.defaults.get("working-directory", ""))
    variables = place.job.environment(place.env, files)
    if place.scope.action_path is not None:
        variables["GITHUB_ACTION_PATH"] = str(place.scope.action_path)
    said = _process(command, place.job.workspace / folder, variables)
    return replace(_finished(place.job, files, said), expressions=embedded(source))


def _process(command: Sequence[str], folder: Path, variables: Mapping[str, str]) -> _Said:
    try:
        done = subprocess.run(
            command, cwd=folder, env=dict(variables), stdin=subprocess.DEVNULL, capture_output=True, check=False,
            timeout=_PATIENCE,
        )  # fmt: skip
    except OSError as error:
        return _Said(1, "", error=f"An error occurred trying to start process '{command[0]}': {error}")
    stdout, stderr = (stream.decode("utf-8", "replace") for stream in (done.stdout, done.stderr))
    failed = f"Process completed with exit code {done.returncode}." if done.returncode else ""
    return _Said(done.returncode, stdout, stderr, failed)


def _emulated(place: _Place, uses: str, inputs: Mapping[str, str]) -> StepResult:
    files = stepfiles.new_files(place.job.folder())
    step = ActionStep(uses, inputs, place.env, place.job, files)
    failed = ""
    try:
        place.job.actions[uses.partition("@")[0]](step)
    except ActionError as error:
        failed = str(error)
    said = _Said(1 if failed else 0, "".join(f"{line}\n" for line in step.lines), error=failed)
    return _finished(place.job, files, said)


def _finished(job: JobState, files: stepfiles.StepFiles, said: _Said) -> StepResult:
    """What the step printed and wrote, taken over into the job."""
    found = commands.commands(f"{said.stdout}\n{said.stderr}")
    job.masks += commands.masks(found)
    errors = [said.error] if said.error else []
    errors += [f"The `{name}` command is disabled." for name in commands.refused(found)]
    outputs = dict(commands.old_outputs(found))
    try:
        job.env.update(stepfiles.variables(files.env))
        outputs |= stepfiles.pairs(files.output)
    except stepfiles.FileCommandError as error:
        errors.append(f"Unable to process file command successfully. {error}")
    for path in stepfiles.added_paths(files.path):
        job.paths[:] = [*(known for known in job.paths if known != path), path]
    outcome = "failure" if said.code or errors else "success"
    summary, too_large = _summary(job, files)
    remarks = (*commands.remarks(found), *(Annotation("error", message) for message in (*errors, *too_large)))
    return StepResult(
        "", outcome, outcome, None, outputs, job.masked(said.stdout), job.masked(said.stderr), summary,
        tuple(replace(remark, message=job.masked(remark.message)) for remark in remarks), commands=found,
    )  # fmt: skip


def _summary(job: JobState, files: stepfiles.StepFiles) -> tuple[str, tuple[str, ...]]:
    """The summary, or why GitHub does not take it: an error that does not fail the step."""
    try:
        return job.masked(stepfiles.summary(files.step_summary)), ()
    except stepfiles.FileCommandError as error:
        return "", (str(error),)


def _composite(place: _Place, folder: Path, inputs: Mapping[str, str], env: Mapping[str, str]) -> StepResult:
    file = action_file(folder)
    action = load(file)
    if action["runs"].get("using") != "composite":
        raise HarnessError(f"{file}: only composite actions can be run")
    assert_pinned(action, file)
    declared = action.get("inputs") or {}
    if unknown := set(inputs) - set(declared):
        raise HarnessError(f"{file}: unexpected inputs {sorted(unknown)}")
    scope = Scope(env=env, inputs={}, action_path=folder.resolve())
    scope.inputs = {name: _input(name, spec or {}, inputs, place, scope) for name, spec in declared.items()}
    steps = run_steps(action["runs"]["steps"], place.job, scope)
    contexts = Contexts(scope.contexts(place.job, {**place.job.env, **env}))
    outputs = {
        name: to_text(interpolate(spec["value"], contexts)) for name, spec in (action.get("outputs") or {}).items()
    }
    return StepResult("", scope.status, scope.status, outputs=outputs, steps=steps)


def _input(name: str, spec: Definition, given: Mapping[str, str], place: _Place, scope: Scope) -> str:
    """What is given, else the default, which may use `github` and the like. GitHub does not enforce `required`."""
    if name in given:
        return given[name]
    if truthy(spec.get("required", False)) and "default" not in spec:
        raise HarnessError(f"{scope.action_path}: the input {name!r} is required")
    values = scope.contexts(place.job, {})
    allowed = ("github", "strategy", "matrix", "job", "runner")
    return to_text(interpolate(spec.get("default", ""), Contexts({key: values[key] for key in allowed})))
