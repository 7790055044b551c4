"""What a job may do: the rights of its token, its secrets, and the environments that it enters."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.workflows.expr_values import ExpressionError
from tests.workflows.jobs import Environment
from tests.workflows.results import HarnessError
from tests.workflows.runner import Event
from tests.workflows.writing import run, run_steps

if TYPE_CHECKING:
    from pathlib import Path


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
            steps: [{run: 'echo "${#ROLE} $IN"', env: {ROLE: "${{ secrets.ROLE }}", IN: "${{ vars.REGION }}"}}]
        """
    places = {"production": Environment({"ROLE": "admin"}, {"REGION": "eu-west-1"})}
    result = run(tmp_path, workflow, environments=places)
    assert result.concurrency == {"group": "sync-refs/heads/main", "cancel-in-progress": False}
    (job,) = result.jobs
    assert (job.environment, job.steps[0].stdout) == ("production", "5 eu-west-1\n")
    assert job.concurrency == {"group": "production"}
    refused = run(tmp_path, workflow, environments=places, approve=lambda place, _: place != "production").jobs[0]
    assert (refused.conclusion, refused.steps) == ("failure", ())
    with pytest.raises(HarnessError, match="no environment 'production'"):
        run(tmp_path, workflow)


@pytest.mark.parametrize(
    ("declared", "rights"),
    [
        ("", {"contents": "read", "packages": "read"}),
        ("permissions: {contents: write, issues: none}", {"contents": "write"}),
    ],
)
def test_declared_rights(tmp_path: Path, declared: str, rights: dict[str, str]) -> None:
    """A workflow that declares nothing gets little; the token is made for the job's rights."""
    result = run(
        tmp_path,
        f"""
        on: push
        {declared}
        jobs: {{only: {{runs-on: x, steps: [{{run: 'echo "$T" | rev', env: {{T: "${{{{ github.token }}}}"}}}}]}}}}
        """,
        token_for=lambda permissions: ",".join(f"{name}={level}" for name, level in sorted(permissions.items())),
    )
    assert result.jobs[0].permissions == {"metadata": "read", **rights}
    said = ",".join(f"{name}={level}" for name, level in sorted({"metadata": "read", **rights}.items()))
    assert result.jobs[0].steps[0].stdout == f"{said[::-1]}\n"


def test_all_rights(tmp_path: Path) -> None:
    """`read-all` and `write-all` name every right, and only the latter the identity token."""
    for declared, identity in (("read-all", None), ("write-all", "write")):
        result = run(
            tmp_path, f"on: push\npermissions: {declared}\njobs: {{a: {{runs-on: x, steps: [{{run: ls}}]}}}}\n"
        )
        assert result.jobs[0].permissions["issues"] == declared.removesuffix("-all")
        assert result.jobs[0].permissions.get("id-token") == identity


def test_condition_of_a_step_has_no_secrets(tmp_path: Path) -> None:
    """The `if` of a step cannot use `secrets`, as on GitHub; its `env` can."""
    with pytest.raises(ExpressionError, match="unrecognized named-value 'secrets'"):
        run_steps(tmp_path, "- {run: ls, if: secrets.KEY != ''}", secrets={"KEY": "k3y"})
    (step,) = run_steps(tmp_path, "- {run: ls, if: env.KEY != '', env: {KEY: '${{ secrets.KEY }}'}}")
    assert step.conclusion == "skipped"
