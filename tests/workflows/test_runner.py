"""Workflows run by the harness: the order of jobs, their conditions, contexts, matrices and rights."""

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


@pytest.mark.parametrize(("fail_fast", "last"), [("true", "cancelled"), ("false", "success")])
def test_fail_fast(tmp_path: Path, fail_fast: str, last: str) -> None:
    """A failure cancels the combinations after it, unless the matrix says otherwise."""
    result = run(
        tmp_path,
        f"""
        on: push
        jobs:
          each:
            strategy: {{fail-fast: {fail_fast}, max-parallel: 1, matrix: {{n: [0, 1, 0]}}}}
            runs-on: x
            steps: [{{run: "exit ${{{{ matrix.n }}}}"}}]
        """,
    )
    assert [job.conclusion for job in result.jobs] == ["success", "failure", last]


def test_matrix_without_values(tmp_path: Path) -> None:
    """A matrix that comes out empty fails its job, as on GitHub."""
    result = run(tmp_path, "on: push\njobs: {a: {strategy: {matrix: {t: []}}, runs-on: x, steps: [{run: 'true'}]}}")
    assert result.jobs[0].error == "Matrix vector 't' does not contain any values"
    assert result.conclusion == "failure"


def test_include_and_exclude(tmp_path: Path) -> None:
    """`include` adds to what it fits and makes new combinations of the rest; `exclude` takes away."""
    result = run(
        tmp_path,
        """
        on: push
        jobs:
          each:
            strategy:
              matrix:
                fruit: [apple, pear]
                animal: [cat, dog]
                exclude: [{fruit: pear, animal: dog}]
                include: [{color: green}, {color: pink, animal: cat}, {fruit: banana}]
            runs-on: x
            steps: [{run: "true"}]
        """,
    )
    assert [dict(job.matrix) for job in result.jobs] == [
        {"fruit": "apple", "animal": "cat", "color": "pink"},
        {"fruit": "apple", "animal": "dog", "color": "green"},
        {"fruit": "pear", "animal": "cat", "color": "pink"},
        {"fruit": "banana"},
    ]


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


def test_rights_of_the_token(tmp_path: Path) -> None:
    """A job's permissions replace the workflow's; a pull request of a fork gets no secrets and only reads."""
    workflow = """
        on: pull_request
        permissions: {}
        jobs:
          bare: {runs-on: x, steps: [{run: 'echo "$T"', env: {T: "${{ github.token == secrets.GITHUB_TOKEN }}"}}]}
          comment:
            permissions: {contents: read, pull-requests: write, id-token: write}
            runs-on: x
            steps: [{run: 'test -n "$S" && echo "$S"', env: {S: "${{ secrets.KEY }}"}}]
        """
    same, fork = ({"full_name": name} for name in ("acme/models", "mona/models"))
    pull = {"pull_request": {"head": {"repo": same}, "base": {"repo": same}}}
    result = run(tmp_path, workflow, event=Event("pull_request", pull), secrets={"KEY": "k3y"})
    assert result.job("bare").permissions == {"metadata": "read"}
    assert result.job("bare").steps[0].stdout == "true\n"
    assert result.job("comment").permissions == {
        "metadata": "read", "contents": "read", "pull-requests": "write", "id-token": "write",
    }  # fmt: skip
    assert result.job("comment").steps[0].stdout == "***\n"
    pull = {"pull_request": {"head": {"repo": fork}, "base": {"repo": same}}}
    result = run(tmp_path, workflow, event=Event("pull_request", pull), secrets={"KEY": "k3y"})
    assert result.job("comment").permissions == {"metadata": "read", "contents": "read", "pull-requests": "read"}
    assert result.job("comment").conclusion == "failure"


def test_environments(tmp_path: Path) -> None:
    """An environment gives its secrets when a reviewer agrees; who is not let in fails; an unknown one is an error."""
    workflow = """
        on: push
        concurrency: {group: "sync-${{ github.ref }}", cancel-in-progress: false}
        jobs:
          deploy:
            environment: {name: production, url: "${{ steps.x.outputs.url }}"}
            concurrency: production
            runs-on: x
            steps: [{run: 'echo "${#ROLE}"', env: {ROLE: "${{ secrets.ROLE }}"}}]
        """
    places = {"production": {"ROLE": "admin"}}
    result = run(tmp_path, workflow, environments=places)
    assert result.concurrency == {"group": "sync-refs/heads/main", "cancel-in-progress": False}
    (job,) = result.jobs
    assert (job.environment, job.steps[0].stdout) == ("production", "5\n")
    assert job.concurrency["group"] == "production"
    refused = run(tmp_path, workflow, environments=places, approve=lambda place, _: place != "production").jobs[0]
    assert (refused.conclusion, refused.steps) == ("failure", ())
    with pytest.raises(HarnessError, match="no environment 'production'"):
        run(tmp_path, workflow)


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
