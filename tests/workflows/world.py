"""A catalog repository on a GitHub of this machine, and DynamoDB Local as production, for tests of whole workflows.

The repository is what `syncer init` makes. Git holds its commits; the API stub holds pull requests, comments, issues
and artifacts; the runner runs the workflow files.
"""

from __future__ import annotations

import os
import subprocess
from contextlib import chdir, contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from syncer.cli import run
from tests.workflows.definition import load
from tests.workflows.emulated import Artifacts, CodeScanning, aws_credentials, setup_python, usual
from tests.workflows.jobs import Environment
from tests.workflows.programs import INSTALLED, quick_programs
from tests.workflows.runner import Event, Runner, run_workflow
from tests.workflows.triggers import triggers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.emulator import Emulator
    from tests.github_stub import GitHubStub
    from tests.stores.dynamodb_rows import Table
    from tests.workflows.jobstate import Permissions
    from tests.workflows.results import WorkflowResult

ROOT: Final = Path(__file__).parent.parent.parent
PLAN_ROLE: Final = "arn:aws:iam::role/plan"
SYNC_ROLE: Final = "arn:aws:iam::role/sync"
_WORKFLOW: Final = {"plan": "plan.yml", "sync": "sync.yml", "drift": "drift.yml", "prices": "prices.yml"}


@dataclass
class World:
    """The repository, GitHub and AWS."""

    top: Path
    stub: GitHubStub
    emulator: Emulator
    table: Table
    variables: dict[str, str] = field(default_factory=dict)
    artifacts: Artifacts = field(default_factory=Artifacts)
    _runs: int = 0

    def __post_init__(self) -> None:
        self.origin.mkdir(parents=True)
        self.runner = Runner(
            self.top / "runs", repository=self.stub.repository, api_url=self.stub.url, base_env=self._environment(),
            variables={"AWS_PLAN_ROLE_ARN": PLAN_ROLE, "AWS_REGION": "eu-west-1", **self.variables},
            environments={name: Environment(variables={"AWS_SYNC_ROLE_ARN": SYNC_ROLE})
                          for name in ("production", "staging")},
            token_for=self._token,
            actions={
                **usual(self.origin, quick_programs(), self.artifacts, CodeScanning()),
                "aws-actions/configure-aws-credentials": aws_credentials(
                    {role: self._credentials() for role in (PLAN_ROLE, SYNC_ROLE)}
                ),
            },
        )  # fmt: skip

    @property
    def origin(self) -> Path:
        """The repository on GitHub."""
        return self.top / "origin"

    def _environment(self) -> dict[str, str]:
        """What every process of a job has: no credentials, but the way to the store of this machine."""
        keep = (
            "AWS_ENDPOINT_URL_DYNAMODB",
            "AWS_EC2_METADATA_DISABLED",
            "AWS_CONFIG_FILE",
            "AWS_SHARED_CREDENTIALS_FILE",
        )
        local = {name: self.emulator.environment[name] for name in keep}
        return {**local, "PYTHONPATH": str(ROOT), "PIP_NO_INDEX": "1", "XDG_CACHE_HOME": str(self.top / "cache")}

    @contextmanager
    def installed_programs(self) -> Iterator[None]:
        """Let the jobs run pip and `syncer` as they are installed, which takes a second and more in each of them.

        pip does not look at what the tool needs, which takes longest and says nothing of the words in the workflows.
        """
        actions, usual = dict(self.runner.actions), self.runner.base_env
        self.runner.actions["actions/setup-python"] = setup_python(INSTALLED)
        self.runner.base_env = {**usual, "PIP_NO_DEPS": "1"}
        yield
        self.runner.actions, self.runner.base_env = actions, usual

    def _credentials(self) -> dict[str, str]:
        return {name: self.emulator.environment[name] for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")}

    def _token(self, permissions: Permissions) -> str:
        return self.stub.token({right.replace("-", "_"): level for right, level in permissions.items()})

    # What people do

    def git(self, *words: str) -> str:
        """Run git in the repository. Returns what it prints."""
        names = [f"GIT_{role}_{what}" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")]
        command = ["git", "-c", "init.defaultBranch=main", *words]
        done = subprocess.run(
            command, cwd=self.origin, check=True, capture_output=True, text=True,
            env={"PATH": os.environ["PATH"], "HOME": str(self.top), **dict.fromkeys(names, "someone@example.org")},
        )  # fmt: skip
        return done.stdout.strip()

    def commit(self, message: str) -> str:
        """Commit all that was changed. Returns the commit."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", message)
        return self.git("rev-parse", "HEAD")

    def write(self, path: str, text: str | None) -> None:
        """Write a file of the repository, or remove it."""
        file = self.origin / path
        if text is None:
            file.unlink()
            return
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def edit(self, path: str, old: str, new: str) -> None:
        """Change a text in a file."""
        text = (self.origin / path).read_text(encoding="utf-8")
        assert old in text, (path, old)
        self.write(path, text.replace(old, new))

    def start(self, *words: str) -> None:
        """`syncer init` in the empty repository, a place to install the tool from, and the first commit."""
        assert run(["init", str(self.origin), "--name", "campus", "--quiet", *words]) == 0
        self.write(
            "requirements.txt", f"model-catalog-sync=={version('model-catalog-sync')}\n"
        )  # what is installed here
        self.git("init", "--quiet")
        self.seed(self.commit("The catalog"))

    def syncer(self, *words: str, code: int = 0) -> None:
        """Run the tool in the repository."""
        with chdir(self.origin):
            assert run(words) == code, words

    def row(self, model_id: str) -> dict[str, Any]:
        """The row of a model in production."""
        rows = (self.table.get(record_id) for record_id in self.table.ids())
        return next(row for row in rows if row is not None and row["modelId"] == model_id)

    def page(self, model_id: str, **attributes: object) -> None:
        """Somebody edits a model on the platform's page."""
        self.table.put({**self.row(model_id), **attributes, "updatedAt": "2026-01-31T12:00:00Z"})

    def applies(self) -> int:
        """How many applies the history of production has."""
        return sum(len(keys) for keys in self.table.sort_keys("SYNCER#history").values())

    def seed(self, commit: str) -> None:
        """Let the API know the files of main."""
        self.stub.known_commits.add(commit)
        names = self.git("ls-tree", "-r", "--name-only", "main").splitlines()
        self.stub.seed({name: (self.origin / name).read_bytes() for name in names})

    def branch(self, name: str = "edit") -> None:
        """A branch from main."""
        self.git("checkout", "--quiet", "-B", name, "main")

    def pull(self, number: int | None = None, *, body: str = "", fork: bool = False) -> int:
        """Open a pull request from the checked-out branch, or push a further commit to it. Returns its number."""
        head = self.commit("An edit")
        if number is None:
            number = self.stub.open_pull(head=head, body=body, fork=fork)
        else:
            self.stub.push(number, head)
        self.git("checkout", "--quiet", "--detach", "main")
        self.git("merge", "--quiet", "--no-ff", "--message", "merge", head)
        self.git("update-ref", f"refs/pull/{number}/merge", "HEAD")
        self.git("checkout", "--quiet", "edit")
        return number

    def merge(self, number: int) -> str:
        """Merge a pull request. Returns the new commit of main."""
        self.git("checkout", "--quiet", "main")
        self.git("merge", "--quiet", "--no-ff", "--message", f"Merge {number}", "edit")
        commit = self.git("rev-parse", "HEAD")
        self.stub.merge(number, commit)
        self.seed(commit)
        return commit

    # What GitHub does

    def payload(self, number: int, action: str) -> dict[str, Any]:
        """The event of a pull request."""
        return {"action": action, "number": number, "pull_request": self.stub.pulls[number]}

    def plan(self, number: int, action: str = "synchronize", *, again: bool = False) -> WorkflowResult:
        """Run plan.yml for a pull request; `again`: the same run once more. Artifacts go where the API finds them."""
        event = Event("pull_request", self.payload(number, action), self.git("rev-parse", f"refs/pull/{number}/merge"),
                      f"refs/pull/{number}/merge")  # fmt: skip
        head = self.stub.pulls[number]["head"]["sha"]
        changed = self.git("diff", "--name-only", f"refs/pull/{number}/merge^1...{head}").splitlines()
        assert triggers(load(self.workflow("plan")), event.name, event.payload, changed)
        result = self._run("plan", event, again=again)
        self._tell_of_artifacts()
        return result

    def _tell_of_artifacts(self, branch: str = "edit") -> None:
        """Let the API know all that runs kept, as if on that branch."""
        self.stub.artifacts.clear()
        for kept in self.artifacts.kept:
            self.stub.put_artifact(kept.name, kept.files, head=kept.head_sha, branch=branch)

    def queue(self, number: int) -> WorkflowResult:
        """Run plan.yml for a merge queue with one pull request in it."""
        commit = self.git("rev-parse", f"refs/pull/{number}/merge")
        self.git("update-ref", "refs/heads/gh-readonly-queue/main/pr-1", commit)
        event = Event(
            "merge_group", {"merge_group": {"head_sha": commit}}, commit, "refs/heads/gh-readonly-queue/main/pr-1"
        )
        return self._run("plan", event)

    def push(self, commit: str, *, again: bool = False) -> WorkflowResult:
        """Run sync.yml for a push to main."""
        return self._run("sync", Event("push", {"after": commit}, commit, "refs/heads/main"), again=again)

    def dispatch(self, *, branch: str = "main", **inputs: str) -> WorkflowResult:
        """Run sync.yml by hand, from a branch."""
        commit = self.git("rev-parse", branch)
        event = Event("workflow_dispatch", {"inputs": inputs}, commit, f"refs/heads/{branch}", inputs=dict(inputs))
        return self._run("sync", event)

    def night(self, commit: str = "main") -> WorkflowResult:
        """Run drift.yml as its schedule does; a run of a former night that is run again has the commit of then."""
        return self._run("drift", Event("schedule", {"schedule": "17 3 * * *"}, self.git("rev-parse", commit)))

    def week(self) -> WorkflowResult:
        """Run prices.yml as its schedule does."""
        self._tell_of_artifacts("main")
        return self._run("prices", Event("schedule", {"schedule": "41 4 * * 1"}, self.git("rev-parse", "main")))

    def workflow(self, name: str) -> Path:
        """The file of a workflow."""
        return self.origin / ".github/workflows" / _WORKFLOW[name]

    def _run(self, name: str, event: Event, *, again: bool = False) -> WorkflowResult:
        self._runs += not again
        self.runner.run_id, self.runner.run_attempt = self._runs, self.runner.run_attempt + 1 if again else 1
        return run_workflow(self.workflow(name), self.runner, event)
