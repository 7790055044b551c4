"""The stand-ins for actions of others behave as those document."""

from __future__ import annotations

import io
import subprocess
import zipfile
from typing import TYPE_CHECKING, Final

import pytest

from tests.workflows.emulated import Artifacts, CodeScanning, aws_credentials, usual
from tests.workflows.runner import Event
from tests.workflows.writing import PIN, run, run_steps, write

if TYPE_CHECKING:
    from pathlib import Path

_ROLE: Final = "arn:aws:iam::role/plan"


def _git(folder: Path, *words: str) -> str:
    who = ["-c", "user.name=Test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false"]
    return subprocess.run(["git", *who, *words], cwd=folder, capture_output=True, text=True, check=True).stdout.strip()


@pytest.fixture
def origin(tmp_path: Path) -> Path:
    """A repository with two commits on main."""
    folder = write(tmp_path / "origin", {"a.txt": "one\n"})
    _git(folder, "init", "--quiet", "--initial-branch=main")
    for text in ("one\n", "two\n"):
        write(folder, {"a.txt": text})
        _git(folder, "add", ".")
        _git(folder, "commit", "--quiet", "-m", text)
    return folder


@pytest.mark.parametrize(
    ("with_", "says"),
    [
        ("{}", "two 1 main"),
        ("{fetch-depth: 0}", "two 2 main"),
        ("{ref: OLD}", "one 1 HEAD"),
        ("{ref: OLD, fetch-depth: 0}", "one 1 HEAD"),
        ("{ref: main, fetch-depth: 2, path: .}", "two 2 main"),
        ("{ref: refs/pull/7/merge}", "two 1 HEAD"),
    ],
)
def test_checkout(tmp_path: Path, origin: Path, with_: str, says: str) -> None:
    """A checkout has the event's commit, or another, with one commit of history unless more is asked for."""
    old = _git(origin, "rev-parse", "HEAD~1")
    _git(origin, "update-ref", "refs/pull/7/merge", "HEAD")
    steps = run_steps(
        tmp_path,
        f"""
        - {{uses: actions/checkout@{PIN}, with: {with_.replace("OLD", old)}}}
        - run: echo "$(cat a.txt) $(git rev-list --count HEAD) $(git rev-parse --abbrev-ref HEAD)"
        """,
        event=Event("push", {}, sha=_git(origin, "rev-parse", "HEAD")),
        actions=usual(origin, tmp_path, Artifacts(), CodeScanning()),
    )
    assert steps[-1].stdout == f"{says}\n", steps


def test_checkout_of_what_is_not_there(tmp_path: Path, origin: Path) -> None:
    """A commit that the repository does not have fails the checkout."""
    actions = usual(origin, tmp_path, Artifacts(), CodeScanning())
    (step,) = run_steps(tmp_path, f"- uses: actions/checkout@{PIN}", actions=actions, event=Event("push", sha="1" * 40))
    assert step.conclusion == "failure"
    assert step.annotations[0].message.startswith("git fetch: ")


def test_artifacts(tmp_path: Path, origin: Path) -> None:
    """Files are kept below the folder that they share, without hidden ones; a name is used once in a run."""
    artifacts = Artifacts()
    steps = run_steps(
        tmp_path,
        f"""
        - run: mkdir -p out/deep && touch out/a.json out/deep/b.json out/.hidden out/c.md
        - id: upload
          uses: actions/upload-artifact@{PIN}
          with: {{name: plan, path: "out/**/*.json\\n!out/c.md"}}
        - {{uses: actions/upload-artifact@{PIN}, with: {{name: plan, path: out}}, continue-on-error: true}}
        - {{uses: actions/upload-artifact@{PIN}, with: {{name: plan, path: out, overwrite: true}}}}
        - {{uses: actions/upload-artifact@{PIN}, with: {{name: none, path: nothing}}}}
        - {{uses: actions/download-artifact@{PIN}, with: {{name: plan, path: in}}}}
        - run: cd in && find . -type f | sort; echo "$URL"
          env: {{URL: "${{{{ steps.upload.outputs.artifact-url }}}}"}}
        """,
        actions=usual(origin, tmp_path, artifacts, CodeScanning()),
    )
    assert [step.outcome for step in steps] == ["success", "success", "failure", *["success"] * 4]
    assert "(409) Conflict" in steps[2].annotations[0].message
    assert steps[4].annotations[0].level == "warning"
    assert steps[6].stdout == (
        "./a.json\n./c.md\n./deep/b.json\nhttps://github.example/acme/models/actions/runs/1/artifacts/1\n"
    )
    (kept,) = artifacts.kept
    assert zipfile.ZipFile(io.BytesIO(kept.zipped())).namelist() == ["a.json", "c.md", "deep/b.json"]
    assert artifacts.find("plan", 2) is None


def test_a_file_without_an_archive(tmp_path: Path, origin: Path) -> None:
    """One file is kept under its own name; its name has to be given where it is to be overwritten."""
    artifacts = Artifacts()
    upload = f"uses: actions/upload-artifact@{PIN}, continue-on-error: true"
    steps = run_steps(
        tmp_path,
        f"""
        - run: touch a.html b.html
        - {{{upload}, with: {{name: page, path: a.html, archive: false, overwrite: true}}}}
        - {{{upload}, with: {{name: page, path: a.html, archive: false, overwrite: true}}}}
        - {{{upload}, with: {{name: a.html, path: a.html, archive: false, overwrite: true}}}}
        - {{{upload}, with: {{path: "*.html", archive: false}}}}
        """,
        actions=usual(origin, tmp_path, artifacts, CodeScanning()),
    )
    assert [step.outcome for step in steps] == ["success", "success", "failure", "success", "failure"]
    assert [(one.id, one.name, list(one.files)) for one in artifacts.kept] == [(2, "a.html", ["a.html"])]


@pytest.mark.parametrize(("with_", "kept"), [("{}", "1\n"), ("{persist-credentials: false}", "0\n")])
def test_credentials_of_a_checkout(tmp_path: Path, origin: Path, with_: str, kept: str) -> None:
    """A checkout leaves the token in the clone's settings, unless told not to."""
    steps = run_steps(
        tmp_path,
        f"""
        - {{uses: actions/checkout@{PIN}, with: {with_}}}
        - run: grep -c "AUTHORIZATION" .git/config || true
        """,
        event=Event("push", sha=_git(origin, "rev-parse", "HEAD")),
        actions=usual(origin, tmp_path, Artifacts(), CodeScanning()),
    )
    assert steps[1].stdout == kept


@pytest.mark.parametrize(("rights", "outcome"), [("{id-token: write}", "success"), ("{}", "failure")])
def test_aws_credentials(tmp_path: Path, rights: str, outcome: str) -> None:
    """A role gives its variables to a job that may ask for an identity token."""
    roles = {_ROLE: {"AWS_ACCESS_KEY_ID": "key-of-plan"}}
    result = run(
        tmp_path,
        f"""
        on: push
        permissions: {rights}
        jobs:
          only:
            runs-on: x
            steps:
              - uses: aws-actions/configure-aws-credentials@{PIN}
                with: {{role-to-assume: "{_ROLE}", aws-region: eu-west-1}}
              - run: echo "$AWS_ACCESS_KEY_ID $AWS_REGION"
        """,
        actions={"aws-actions/configure-aws-credentials": aws_credentials(roles)},
    )
    assert result.jobs[0].steps[0].outcome == outcome
    assert result.jobs[0].steps[1].stdout == ("key-of-plan eu-west-1\n" if outcome == "success" else "")


@pytest.mark.parametrize("rights", ["{security-events: write}", "{security-events: read}"])
def test_code_scanning(tmp_path: Path, origin: Path, rights: str) -> None:
    """A SARIF document is taken by its category, but only of a job that may write security events."""
    scanning = CodeScanning()
    result = run(
        tmp_path,
        f"""
        on: push
        permissions: {rights}
        jobs:
          only:
            runs-on: x
            steps:
              - run: echo '{{"runs":[]}}' > results.sarif
              - uses: github/codeql-action/upload-sarif@{PIN}
                with: {{sarif_file: results.sarif, category: syncer}}
        """,
        actions=usual(origin, tmp_path, Artifacts(), scanning),
    )
    may = "write" in rights
    assert result.conclusion == ("success" if may else "failure"), result.log
    assert scanning.documents == ({"syncer": {"runs": []}} if may else {})
