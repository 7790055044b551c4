"""Writes small workflows and runs them, for the tests of the harness."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING, Any

from tests.workflows.runner import Event, Runner, run_workflow

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tests.workflows.jobstate import ActionStep
    from tests.workflows.results import StepResult, WorkflowResult

PIN = "0123456789abcdef0123456789abcdef01234567"


def write(folder: Path, files: Mapping[str, str]) -> Path:
    """The folder, with these files in it; their indentation is taken away."""
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(dedent(text), encoding="utf-8")
    return folder


def run(tmp_path: Path, workflow: str, *, event: Event | None = None, **settings: Any) -> WorkflowResult:
    """The workflow, run in an empty place."""
    write(tmp_path, {"workflow.yml": workflow})
    runner = Runner(tmp_path / "runs", **settings)
    return run_workflow(tmp_path / "workflow.yml", runner, event or Event("push"))


def run_steps(tmp_path: Path, steps: str, **settings: Any) -> tuple[StepResult, ...]:
    """The steps, run as the one job of a workflow."""
    lines = "".join(f"      {line}\n" for line in dedent(steps).strip().splitlines())
    workflow = f"on: push\njobs:\n  only:\n    runs-on: ubuntu-latest\n    steps:\n{lines}"
    return run(tmp_path, workflow, **settings).job("only").steps


def filled(files: Mapping[str, str]) -> Any:
    """A checkout that writes these files."""

    def checkout(step: ActionStep) -> None:
        write(step.workspace, files)

    return checkout
