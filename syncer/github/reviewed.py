"""The plans that were reviewed in the pull request that became a commit: found, checked, and put into a folder."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from syncer.errors import StalePlanError, UsageError
from syncer.frozen import NamedTuple
from syncer.github.artifacts import Artifact, artifact_of, download, read_members
from syncer.github.outcome import RefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from syncer.github.client import Client

REVIEWED_PLANS_NEED: Final = "give the job `actions: read`, `contents: read` and `pull-requests: read`"
_PLAN: Final = re.compile(r"[a-z0-9][a-z0-9._-]*\.plan\.json")
_ENDING: Final = ".plan.json"


class Merged(NamedTuple):
    """A pull request that was merged."""

    number: int
    head: str
    """The last commit of its branch: what was reviewed."""
    repository: int
    """GitHub's number for the repository that it was merged into."""
    time: str
    """When it was merged, in ISO 8601 and UTC."""


def merged_pull(client: Client, commit: str) -> Merged:
    """The pull request that was merged as this commit: merged, squashed or rebased. Raises StalePlanError."""
    try:
        found = client.select(client.at("commits", commit, "pulls"), lambda one: _merged(client, one, commit))
    except RefusedError as error:
        if error.status != 422:
            raise
        raise StalePlanError(f"GitHub has no commit {commit}") from error
    if not found:
        raise StalePlanError(f"no pull request was merged as commit {commit[:12]}, so no plan of it was reviewed")
    return max(found)


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
    found = client.select(path, lambda one: _artifact(one, name, pull), key="artifacts")
    if not found:
        raise StalePlanError(
            f"pull request #{pull.number} has no plan of its last commit {pull.head[:12]} from before the merge: "
            f"no {name}"
        )
    newest = max(found)
    if newest.is_expired:
        raise _expired(pull)
    data = download(client, newest)
    if data is None:
        raise _expired(pull)
    return data


def _artifact(document: Any, name: str, pull: Merged) -> Artifact | None:
    run = document.get("workflow_run")
    made = str(document["created_at"])
    if document["name"] != name or run is None or run["head_sha"] != pull.head or made > pull.time:
        return None
    if not run["head_repository_id"] == run["repository_id"] == pull.repository:
        return None
    return artifact_of(document)


def _expired(pull: Merged) -> StalePlanError:
    return StalePlanError(f"the plan of pull request #{pull.number} has expired: GitHub keeps it no longer")


def require_plan(plans: Mapping[str, bytes], target: str | None, *, pull: int) -> None:
    """There is a plan, and one for the target if it is given. Raises StalePlanError."""
    if not plans:
        raise StalePlanError(
            "the artifact of the pull request holds no saved plan: what was reviewed was refused, or could not be made"
        )
    if target is not None and f"{target}{_ENDING}" not in plans:
        others = ", ".join(sorted(name.removesuffix(_ENDING) for name in plans))
        raise StalePlanError(
            f"pull request #{pull} has no reviewed plan for the target {target}, only for {others}: it was refused, or "
            "could not be made"
        )


def read_plans(archive: bytes) -> dict[str, bytes]:
    """The saved plans in an archive by name; other files are left alone.

    Raises GitHubError for an archive that is damaged or not to be trusted.
    """
    return read_members(archive, _PLAN)


def write_plans(plans: Mapping[str, bytes], folder: str) -> tuple[str, ...]:
    """Write the plans into a folder that is new or empty. Returns their names, sorted. Raises UsageError."""
    # Beside the folder first, so that it never holds a part of them.
    where = Path(os.path.abspath(folder))
    try:
        if where.exists() and any(where.iterdir()):
            raise UsageError(f"{folder} is not empty; plans of another commit must not be taken for these")
        where.parent.mkdir(parents=True, exist_ok=True)
        staged = Path(tempfile.mkdtemp(prefix=f".{where.name}.", dir=where.parent))
        try:
            for name, data in plans.items():
                (staged / name).write_bytes(data)
            staged.chmod(0o755)
            staged.rename(where)
        except BaseException:
            shutil.rmtree(staged, ignore_errors=True)
            raise
    except OSError as error:
        raise UsageError(f"cannot write into {folder}: {error.strerror}") from error
    return tuple(sorted(plans))
