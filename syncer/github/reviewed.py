"""The plan that was reviewed in the pull request that became a commit."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from syncer.errors import GitHubError, StalePlanError
from syncer.github.refusals import RefusedError

if TYPE_CHECKING:
    from syncer.github.client import Client

REVIEWED_PLANS_NEED: Final = "give the job `actions: read`, `contents: read` and `pull-requests: read`"
LARGEST_ARTIFACT: Final = 64 << 20
"""Bytes of the archive."""


class Merged(NamedTuple):
    """A pull request that was merged."""

    number: int
    head: str
    """The last commit of its branch: what was reviewed."""
    repository: int
    """GitHub's number for the repository that it was merged into."""
    time: str
    """When it was merged, in ISO 8601 and UTC."""


class Artifact(NamedTuple):
    """Files that a workflow kept."""

    made: str
    """When, in ISO 8601 and UTC: the order of texts is that of time."""
    number: int
    is_expired: bool
    digest: str
    """`sha256:` and hex digits; empty where GitHub tells none."""


def merged_pull(client: Client, commit: str) -> Merged:
    """The pull request that was merged as this commit: merged, squashed or rebased. Raises StalePlanError."""
    path = client.at("commits", commit, "pulls")
    try:
        found = [
            client.read(lambda one: _merged(client, one, commit), document, path) for document in client.pages(path)
        ]
    except RefusedError as error:
        if error.status != 422:
            raise
        raise StalePlanError(f"GitHub has no commit {commit}") from error
    fitting = [one for one in found if one is not None]
    if not fitting:
        raise StalePlanError(f"no pull request was merged as commit {commit[:12]}, so no plan of it was reviewed")
    return max(fitting)


def _merged(client: Client, document: Any, commit: str) -> Merged | None:
    base = document["base"]["repo"]
    ours = base["full_name"].lower() == client.access.repository.lower()
    if not ours or document["merged_at"] is None or document["merge_commit_sha"] != commit:
        return None
    return Merged(int(document["number"]), str(document["head"]["sha"]), int(base["id"]), str(document["merged_at"]))


def reviewed_archive(client: Client, pull: Merged) -> bytes:
    """The archive with the plans that a workflow of this repository kept of the pull request's last commit.

    An artifact of a fork is not taken, whatever its name, and none that is newer than the merge: a plan that was made
    then was reviewed by nobody. Raises StalePlanError.
    """
    name = f"syncer-plan-{pull.head}"
    path = client.at("actions/artifacts", name=name)
    listed = client.pages(path, key="artifacts")
    read = [client.read(lambda one: _artifact(one, name, pull), document, path) for document in listed]
    found = sorted(one for one in read if one is not None)
    if not found:
        raise StalePlanError(
            f"pull request #{pull.number} has no plan of its last commit {pull.head[:12]} from before the merge: "
            f"no {name}"
        )
    if found[-1].is_expired:
        raise _expired(pull)
    return _download(client, found[-1], pull)


def _artifact(document: Any, name: str, pull: Merged) -> Artifact | None:
    run = document.get("workflow_run")
    made = str(document["created_at"])
    if document["name"] != name or run is None or run["head_sha"] != pull.head or made > pull.time:
        return None
    if not run["head_repository_id"] == run["repository_id"] == pull.repository:
        return None
    digest = str(document.get("digest") or "")
    return Artifact(made, int(document["id"]), document["expired"] is True, digest)


def _download(client: Client, artifact: Artifact, pull: Merged) -> bytes:
    try:
        data = client.download(client.at("actions/artifacts", artifact.number, "zip"), LARGEST_ARTIFACT)
    except RefusedError as error:
        if error.status != 410:
            raise
        raise _expired(pull) from error
    if artifact.digest.startswith("sha256:") and artifact.digest != f"sha256:{hashlib.sha256(data).hexdigest()}":
        raise GitHubError("the artifact that was downloaded is not the one that was kept: its digest differs")
    return data


def _expired(pull: Merged) -> StalePlanError:
    return StalePlanError(f"the plan of pull request #{pull.number} has expired: GitHub keeps it no longer")
