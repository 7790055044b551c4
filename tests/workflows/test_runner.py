"""Workflows run by the harness: the order of jobs, their conditions, contexts and variables."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.workflows.definition import assert_no_script_expressions, load, script_expressions
from tests.workflows.expr_values import ExpressionError
from tests.workflows.results import HarnessError
from tests.workflows.runner import Event
from tests.workflows.writing import PIN, run, run_steps, write

if TYPE_CHECKING:
    from pathlib import Path


def test_outputs_go_from_job_to_job(tmp_path: Path) -> None:
    """A step's output becomes the job's, which makes the matrix of the job that needs it."""
    result = run(
        tmp_path,
        """
        on: push
        jobs:
          apply:
            needs: plan
            strategy:
              max-parallel: 1
              matrix:
                target: ${{ fromJSON(needs.plan.outputs.targets) }}
            runs-on: ubuntu-latest
            steps:
              - run: echo "applied $TARGET, ${{ strategy.job-index }} of ${{ strategy.job-total }}"
                env: {TARGET: "${{ matrix.target }}"}
          plan:
            runs-on: ubuntu-latest
            outputs:
              targets: ${{ steps.list.outputs.targets }}
            steps:
              - id: list
                run: echo 'targets=["staging", "production"]' >> "$GITHUB_OUTPUT"
        """,
    )
    assert result.conclusion == "success", result.log
    assert [job.name for job in result.jobs] == ["apply (staging)", "apply (production)", "plan"]
    assert result.job("apply", target="production").steps[0].stdout == "applied production, 1 of 2\n"


def test_failed_job_skips_those_that_need_it(tmp_path: Path) -> None:
    """After a failure, jobs that need it are skipped, save those that ask for the failure, near or far."""
    result = run(
        tmp_path,
        """
        on: push
        jobs:
          first: {runs-on: x, steps: [{run: exit 3}]}
          second: {needs: first, runs-on: x, steps: [{run: "true"}]}
          report: {needs: [second], if: failure(), runs-on: x, steps: [{run: "true"}]}
          always:
            needs: first
            if: ${{ !cancelled() && needs.first.result == 'failure' }}
            runs-on: x
            steps: [{run: "true"}]
          other: {runs-on: x, steps: [{run: "true"}]}
        """,
    )
    assert {job.id: job.conclusion for job in result.jobs} == {
        "first": "failure", "second": "skipped", "report": "success", "always": "success", "other": "success",
    }  # fmt: skip
    assert result.conclusion == "failure"
    assert result.job("first").steps[0].annotations[0].message == "Process completed with exit code 3."


def test_environment_is_built_from_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A step sees what GitHub sets and what the test gives, nothing else of this machine."""
    monkeypatch.setenv("MACHINE_SECRET", "leaked")
    (step,) = run_steps(tmp_path, "- run: env | cut -d= -f1 | sort", base_env={"GIVEN": "1"})
    assert set(step.stdout.split()) - {"_", "SHLVL", "PWD", "OLDPWD"} == {
        "CI", "GITHUB_ACTIONS", "GITHUB_ACTOR", "GITHUB_API_URL", "GITHUB_BASE_REF", "GITHUB_ENV", "GITHUB_EVENT_NAME",
        "GITHUB_EVENT_PATH", "GITHUB_HEAD_REF", "GITHUB_JOB", "GITHUB_OUTPUT", "GITHUB_PATH", "GITHUB_REF",
        "GITHUB_REF_NAME", "GITHUB_REF_TYPE", "GITHUB_REPOSITORY", "GITHUB_REPOSITORY_OWNER", "GITHUB_RUN_ATTEMPT",
        "GITHUB_RUN_ID", "GITHUB_RUN_NUMBER", "GITHUB_SERVER_URL", "GITHUB_SHA", "GITHUB_STATE", "GITHUB_STEP_SUMMARY",
        "GITHUB_TRIGGERING_ACTOR", "GITHUB_WORKFLOW", "GITHUB_WORKFLOW_REF", "GITHUB_WORKSPACE", "GIVEN", "HOME",
        "LANG", "PATH", "RUNNER_ARCH", "RUNNER_NAME", "RUNNER_OS", "RUNNER_TEMP", "RUNNER_TOOL_CACHE",
    }  # fmt: skip


def test_env_of_workflow_job_and_step(tmp_path: Path) -> None:
    """The innermost `env` wins; a job's may not use the `env` context, a step's may."""
    result = run(
        tmp_path,
        """
        on: push
        env: {A: workflow, B: workflow, C: workflow}
        jobs:
          only:
            runs-on: x
            env: {B: job, C: job}
            defaults: {run: {shell: bash, working-directory: sub}}
            steps:
              - run: mkdir sub && echo "$A $B $C ${{ env.C }} $D"
                working-directory: .
                env: {C: step, D: "${{ env.B }}"}
              - run: basename "$PWD"; [[ $- == *e* ]] && shopt -o pipefail
        """,
    )
    assert result.conclusion == "success", result.log
    assert result.jobs[0].steps[0].stdout == "workflow job step step job\n"
    assert result.jobs[0].steps[1].stdout == "sub\npipefail       \ton\n"


def test_event(tmp_path: Path) -> None:
    """The event is a file and a context; untrusted text in it reaches a script by `env` alone."""
    title = "$(touch hacked); `touch hacked` ${{ secrets.X }}"
    pull = {"title": title, "head": {"ref": "topic"}, "base": {"ref": "main"}}
    event = Event("pull_request", {"pull_request": pull}, sha="1" * 40, ref="refs/pull/7/merge", actor="mona")
    result = run(
        tmp_path,
        """
        on: pull_request
        jobs:
          only:
            runs-on: x
            steps:
              - run: |
                  cat "$GITHUB_EVENT_PATH"; echo; echo "$TITLE"
                  echo "$GITHUB_HEAD_REF $GITHUB_BASE_REF $GITHUB_REF $GITHUB_REF_NAME $GITHUB_ACTOR"; ls
                env: {TITLE: "${{ github.event.pull_request.title }}"}
        """,
        event=event,
    )
    lines = result.jobs[0].steps[0].stdout.splitlines()
    assert json.loads(lines[0]) == {"pull_request": pull}
    assert lines[1:] == [title, "topic main refs/pull/7/merge 7/merge mona"]


def test_script_expressions_are_found(tmp_path: Path) -> None:
    """Everything evaluated into a script is recorded, in the run and in the file, whether its step runs or not."""
    workflow = """
        on: push
        jobs:
          only:
            runs-on: x
            steps:
              - run: echo ${{ github.ref }}
              - name: other
                if: false
                run: echo ${{ github.event.issue.title }}
        """
    assert run(tmp_path, workflow).jobs[0].steps[0].expressions == ("github.ref",)
    file = tmp_path / "workflow.yml"
    assert script_expressions(file) == ("echo ${{ github.ref }}: github.ref", "other: github.event.issue.title")
    with pytest.raises(AssertionError, match=r"other: github\.event\.issue\.title"):
        assert_no_script_expressions([file])


@pytest.mark.parametrize(
    ("steps", "says"),
    [
        ("- uses: actions/checkout@v4", "not pinned by a commit: actions/checkout@v4"),
        (f"- uses: some/thing@{PIN}", "some/thing is neither emulated"),
        ("- uses: ./.github/actions/plan", "did a step check the repository out"),
        ("- name: empty", "either `run` or `uses`"),
    ],
)
def test_what_cannot_be_run_is_loud(tmp_path: Path, steps: str, says: str) -> None:
    """The harness never passes over what it cannot run."""
    with pytest.raises(HarnessError, match=says):
        run_steps(tmp_path, steps)


@pytest.mark.parametrize(
    ("job", "says"),
    [
        ("if: env.A == 'a'", "unrecognized named-value 'env'"),
        ("env: {A: '${{ env.B }}'}", "unrecognized named-value 'env'"),
        ("if: secrets.A != ''", "unrecognized named-value 'secrets'"),
        ("container: x", "does not know"),
    ],
)
def test_contexts_that_are_not_there(tmp_path: Path, job: str, says: str) -> None:
    """A context that GitHub does not offer at a place is an error there, and so is a key that is not known."""
    workflow = f"on: push\njobs:\n  a:\n    {job}\n    runs-on: x\n    steps: [{{run: 'true'}}]\n"
    with pytest.raises((ExpressionError, HarnessError), match=says):
        run(tmp_path, workflow)


def test_on_is_no_boolean(tmp_path: Path) -> None:
    """YAML's `on:` is the key `on`."""
    write(tmp_path, {"w.yml": "on: [push]\njobs: {}\n"})
    assert load(tmp_path / "w.yml")["on"] == ["push"]


def test_inputs(tmp_path: Path) -> None:
    """What a person fills in is there, with the defaults of the rest; other events have none."""
    workflow = """
        on: {push: , workflow_dispatch: {inputs: {target: {default: all}, dry: {type: boolean}}}}
        jobs:
          only:
            runs-on: x
            steps: [{run: 'echo "$T $D"', env: {T: "${{ inputs.target }}", D: "${{ inputs.dry && 'dry' }}"}}]
        """
    event = Event("workflow_dispatch", inputs={"dry": True})
    assert run(tmp_path, workflow, event=event).jobs[0].steps[0].stdout == "all dry\n"
    assert run(tmp_path, workflow).jobs[0].steps[0].stdout == " \n"
    with pytest.raises(HarnessError, match="unexpected inputs"):
        run(tmp_path, workflow, event=Event("workflow_dispatch", inputs={"other": 1}))
