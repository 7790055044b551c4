"""The plans that were reviewed in the pull request that became a commit: found, checked, and put into a folder."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import stat
import tempfile
import zipfile
import zlib
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from syncer.errors import GitHubError, StalePlanError, UsageError
from syncer.frozen import NamedTuple
from syncer.github.outcome import RefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from syncer.github.client import Client

REVIEWED_PLANS_NEED: Final = "give the job `actions: read`, `contents: read` and `pull-requests: read`"
LARGEST_ARTIFACT: Final = 64 << 20
"""Bytes of the archive."""
_PLAN: Final = re.compile(r"[a-z0-9][a-z0-9._-]*\.plan\.json")
_ENDING: Final = ".plan.json"
_MOST_MEMBERS: Final = 1000
MOST_BYTES: Final = 64 << 20
"""Bytes of one plan; one of 10,000 creates has about 15 MB."""
_MOST_IN_ALL: Final = 128 << 20
"""Bytes of all plans together."""


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
    return _download(client, newest, pull)


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
    try:
        with zipfile.ZipFile(BytesIO(archive)) as opened:
            return _plans(opened)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise GitHubError("the artifact is no archive that can be read") from error


def _plans(opened: zipfile.ZipFile) -> dict[str, bytes]:
    members = opened.infolist()
    if len(members) > _MOST_MEMBERS:
        raise GitHubError(f"the artifact has {len(members):,} files, and no report has so many")
    found: dict[str, bytes] = {}
    for member in members:
        _refuse_tricks(member)
        if _PLAN.fullmatch(member.filename):
            if member.filename in found:
                raise GitHubError(f"the artifact has {member.filename} twice")
            found[member.filename] = _read(opened, member)
        if sum(map(len, found.values())) > _MOST_IN_ALL:
            raise GitHubError(f"the plans in the artifact are larger than {_MOST_IN_ALL >> 20} MiB together")
    return found


def _refuse_tricks(member: zipfile.ZipInfo) -> None:
    """Names that lead out of a folder, and files that are none, have no place in what we have put in."""
    name = member.orig_filename
    outside = name.startswith("/") or ".." in name.split("/") or any(sign in name for sign in ("\\", ":", "\0"))
    kind = stat.S_IFMT(member.external_attr >> 16)
    if outside or kind not in {0, stat.S_IFREG, stat.S_IFDIR}:
        raise GitHubError(f"the artifact has a file that no report has: {name!r}")


def _read(opened: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """A member within its bound, whatever size it claims to have."""
    with opened.open(member) as stream:
        data = stream.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise GitHubError(f"{member.filename} in the artifact is larger than {MOST_BYTES >> 20} MiB; no saved plan is")
    return data


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
