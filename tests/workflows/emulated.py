"""Stand-ins for actions of others: checkout, artifacts, Python, AWS credentials and code scanning."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import io
import json
import os
import subprocess
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.workflows.jobstate import Action, ActionStep


def checkout(origin: Path) -> Action:
    """`actions/checkout` of a repository on this disk, with as little history as GitHub's: one commit by default."""

    def run(step: ActionStep) -> None:
        if not step.allowed("contents", "read"):
            step.fail("fatal: repository not found: the token may not read contents")
        folder = step.workspace / step.input("path", ".")
        named = step.input("ref") or str(step.github["ref"])
        _git(step, folder, "init", "--quiet", ".")
        _git(step, folder, "remote", "add", "origin", origin.resolve().as_uri())
        branch = _branch(step, folder, named)
        kept_as = f"refs/remotes/origin/{branch}" if branch else f"refs/remotes/{named.removeprefix('refs/')}"
        depth = step.input("fetch-depth", "1")
        history = ["+refs/heads/*:refs/remotes/origin/*", "+refs/tags/*:refs/tags/*"] if depth == "0" else []
        limit = [] if depth == "0" else [f"--depth={depth}"]
        wanted = step.input("ref") or str(step.github["sha"])
        _git(step, folder, "fetch", "--quiet", "--no-tags", *limit, _PACK, "origin", f"+{wanted}:{kept_as}")
        if history:
            _git(step, folder, "fetch", "--quiet", "origin", *history)
        _git(step, folder, "checkout", "--quiet", "--force", *(["-B", branch] if branch else ["--detach"]), kept_as)
        if step.input("persist-credentials", "true") == "true":
            basic = base64.b64encode(f"x-access-token:{step.job.token}".encode()).decode()
            key = f"http.{step.github['server_url']}/.extraheader"
            _git(step, folder, "config", key, f"AUTHORIZATION: basic {basic}")
        step.set_output("commit", _git(step, folder, "rev-parse", "HEAD").strip())

    return run


_PACK = "--upload-pack=git -c uploadpack.allowAnySHA1InWant=true upload-pack"


def _branch(step: ActionStep, folder: Path, named: str) -> str:
    """The branch of the repository that is meant, empty when it is a commit, a tag or a pull request."""
    name = named.removeprefix("refs/heads/")
    found = _git(step, folder, "ls-remote", "origin", f"refs/heads/{name}")
    return name if found else ""


def _git(step: ActionStep, folder: Path, *words: str) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    settings = {"GIT_CONFIG_NOSYSTEM": "1", "GIT_TERMINAL_PROMPT": "0", "GIT_CONFIG_GLOBAL": os.devnull}
    command = ["git", "-c", "protocol.file.allow=always", "-c", "advice.detachedHead=false", *words]
    done = subprocess.run(
        command, cwd=folder, env={**step.job.base, **settings}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        step.fail(f"git {words[0]}: {done.stderr.strip()}")
    return done.stdout


def setup_python(scripts: Path) -> Action:
    """`actions/setup-python`: puts the folder of a Python's programs on PATH, whatever version is asked for."""

    def run(step: ActionStep) -> None:
        step.add_path(scripts)
        step.set_output("python-path", str(scripts / "python"))
        step.set_output("python-version", step.input("python-version"))

    return run


def aws_credentials(roles: Mapping[str, Mapping[str, str]]) -> Action:
    """`aws-actions/configure-aws-credentials` by OIDC: the variables that each role gives."""

    def run(step: ActionStep) -> None:
        role = step.input("role-to-assume")
        if not step.allowed("id-token", "write"):
            step.fail("Credentials could not be loaded: the job has no `id-token: write`")
        if role not in roles:
            step.fail(
                f"Could not assume role with OIDC: Not authorized to perform sts:AssumeRoleWithWebIdentity {role}"
            )
        for name, value in {"AWS_REGION": step.input("aws-region"), **roles[role]}.items():
            step.set_env(name, value)

    return run


@dataclass(frozen=True)
class Artifact:
    """What a run keeps: files by their paths."""

    id: int
    name: str
    run_id: int
    head_sha: str
    files: Mapping[str, bytes]

    def zipped(self) -> bytes:
        """The archive that GitHub's API hands out."""
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for path, content in sorted(self.files.items()):
                archive.writestr(path, content)
        return stream.getvalue()


@dataclass
class Artifacts:
    """All artifacts of a repository; `upload` and `download` are the two actions."""

    kept: list[Artifact] = field(default_factory=list)
    made: int = 0
    """How many there ever were: an id is used once."""

    def find(self, name: str, run_id: int) -> Artifact | None:
        """The artifact of a run."""
        return next((known for known in self.kept if (known.name, known.run_id) == (name, run_id)), None)

    def upload(self, step: ActionStep) -> None:
        """`actions/upload-artifact`, from version 4 on: a name is used once in a run, hidden files are left out.

        From version 7 on one file can be kept without an archive, under its own name; what is overwritten is `name`.
        """
        name, run_id = step.input("name", "artifact"), int(step.github["run_id"])
        if set(name) & set('\r\n"<>|*?:\\/'):
            step.fail(f"The artifact name is not valid: {name}")
        files = _chosen(step)
        if not files:
            return self._nothing(step)
        if step.input("overwrite") == "true":
            self.kept = [one for one in self.kept if (one.name, one.run_id) != (name, run_id)]
        if step.input("archive", "true") == "false":
            if len(files) > 1:
                step.fail("When 'archive' is set to false, only a single file can be uploaded.")
            name = next(iter(files))
        if self.find(name, run_id) is not None:
            step.fail("Failed to CreateArtifact: (409) Conflict: an artifact with this name already exists")
        head = (step.github["event"].get("pull_request") or {}).get("head", {}).get("sha", step.github["sha"])
        self.made += 1
        number = self.made
        self.kept.append(Artifact(number, name, run_id, head, files))
        step.set_output("artifact-id", str(number))
        step.set_output("artifact-digest", hashlib.sha256(self.kept[-1].zipped()).hexdigest())
        repository = f"{step.github['server_url']}/{step.github['repository']}"
        step.set_output("artifact-url", f"{repository}/actions/runs/{run_id}/artifacts/{number}")
        return None

    @staticmethod
    def _nothing(step: ActionStep) -> None:
        message = f"No files were found with the provided path: {step.input('path')}. No artifacts will be uploaded."
        if step.input("if-no-files-found", "warn") == "error":
            step.fail(message)
        if step.input("if-no-files-found", "warn") == "warn":
            step.log(f"::warning::{message}")

    def download(self, step: ActionStep) -> None:
        """`actions/download-artifact` of one artifact by its name, of this run or, with `run-id`, of another."""
        name = step.input("name")
        if step.input("run-id") and not step.allowed("actions", "read"):
            step.fail("Resource not accessible by integration: the job has no `actions: read`")
        found = self.find(name, int(step.input("run-id", str(step.github["run_id"]))))
        if found is None:
            step.fail(f"Unable to download artifact(s): Artifact not found for name: {name}")
            return
        folder = step.workspace / step.input("path", ".")
        for path, content in found.files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(content)
        step.set_output("download-path", str(folder))


def _chosen(step: ActionStep) -> dict[str, bytes]:
    """The files that `path` names, by their paths below the folder that they have in common."""
    found: set[Path] = set()
    roots: list[Path] = []
    for pattern in filter(None, map(str.strip, step.input("path").splitlines())):
        place = pattern.removeprefix("!")
        base = Path(place).anchor or str(step.workspace)
        matched = {Path(base, place)} if Path(base, place).exists() else set(Path(base).glob(place.lstrip("/")))
        files = {file for path in matched for file in ([path] if path.is_file() else path.rglob("*")) if file.is_file()}
        found = found - files if pattern.startswith("!") else found | files
        roots += [path if path.is_dir() else path.parent for path in matched]
    if not found:
        return {}
    common = Path(os.path.commonpath(roots))
    hidden = step.input("include-hidden-files") == "true"
    relative = {file.relative_to(common): file for file in found}
    return {
        path.as_posix(): file.read_bytes()
        for path, file in relative.items()
        if hidden or not any(part.startswith(".") for part in path.parts)
    }


@dataclass
class CodeScanning:
    """What was handed to code scanning: documents by their category; `upload` is the action."""

    documents: dict[str, Any] = field(default_factory=dict)

    def upload(self, step: ActionStep) -> None:
        """`github/codeql-action/upload-sarif` of one file."""
        file = step.workspace / step.input("sarif_file")
        if not step.allowed("security-events", "write"):
            step.fail("Resource not accessible by integration: the job has no `security-events: write`")
        if not file.is_file():
            step.fail(f"Path does not exist: {file}")
        self.documents[step.input("category")] = json.loads(file.read_text(encoding="utf-8"))


def usual(origin: Path, scripts: Path, artifacts: Artifacts, scanning: CodeScanning) -> dict[str, Action]:
    """The actions that need no setting of their own, by their names."""
    return {
        "actions/checkout": checkout(origin),
        "actions/setup-python": setup_python(scripts),
        "actions/upload-artifact": artifacts.upload,
        "actions/download-artifact": artifacts.download,
        "github/codeql-action/upload-sarif": scanning.upload,
    }


@dataclass
class Site:
    """GitHub Pages: the files that are published; `upload` and `deploy` are the two actions."""

    artifacts: Artifacts
    published: Mapping[str, bytes] = field(default_factory=dict)

    def upload(self, step: ActionStep) -> None:
        """`actions/upload-pages-artifact`: the folder, kept as the artifact of a site."""
        if not (step.workspace / step.input("path")).is_dir():
            step.fail(f"tar: {step.input('path')}: Cannot open: No such file or directory")
        named = dataclasses.replace(step, inputs={**step.inputs, "name": "github-pages"})
        self.artifacts.upload(named)

    def deploy(self, step: ActionStep) -> None:
        """`actions/deploy-pages`: publishes the artifact of this run."""
        if not (step.allowed("pages", "write") and step.allowed("id-token", "write")):
            step.fail("Ensure GITHUB_TOKEN has permission `pages: write` and `id-token: write`")
        found = self.artifacts.find("github-pages", int(step.github["run_id"]))
        if found is None:
            step.fail("No artifacts named github-pages were found for this workflow run")
            return
        self.published = found.files
        step.set_output("page_url", "https://pages.example/")
