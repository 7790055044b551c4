"""Files that workflows kept: the newest of a branch, its bytes, and what is in its archive."""

from __future__ import annotations

import hashlib
import re
import stat
import zipfile
import zlib
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from syncer.errors import GitHubError
from syncer.frozen import NamedTuple
from syncer.github.outcome import RefusedError

if TYPE_CHECKING:
    from syncer.github.client import Client

KEPT_FILES_NEED: Final = "give the job `actions: read`"
LARGEST_ARTIFACT: Final = 64 << 20
"""Bytes of the archive."""
_MOST_MEMBERS: Final = 1000
MOST_BYTES: Final = 64 << 20
"""Bytes of one file; a plan of 10,000 creates has about 15 MB."""
_MOST_IN_ALL: Final = 128 << 20
"""Bytes of all files together."""
_ANY: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


class Artifact(NamedTuple):
    """Files that a workflow kept."""

    made: str
    """When, in ISO 8601 and UTC: the order of texts is that of time."""
    number: int
    is_expired: bool
    digest: str
    """`sha256:` and hex digits; empty where GitHub tells none."""


def newest_file(client: Client, name: str, branch: str) -> bytes | None:
    """The one file of the newest artifact of that name of the branch; None where there is none, or it has expired.

    One that a run of a fork has made is not taken. Raises GitHubError, also for an archive that has not one file.
    """
    path = client.at("actions/artifacts", name=name)
    newest = max(client.select(path, lambda one: _of_branch(one, name, branch), key="artifacts"), default=None)
    data = None if newest is None or newest.is_expired else download(client, newest)
    if data is None:
        return None
    files = list(read_members(data, _ANY).values())
    if len(files) != 1:
        raise GitHubError(f"the artifact {name} has {len(files)} files, and not one")
    return files[0]


def kept_text(data: bytes, name: str) -> str:
    """The text of a file. Raises GitHubError for what is none."""
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise GitHubError(f"the artifact {name} is no text") from error


def _of_branch(document: Any, name: str, branch: str) -> Artifact | None:
    run = document.get("workflow_run")
    if document["name"] != name or run is None or run["head_branch"] != branch:
        return None
    return artifact_of(document) if run["head_repository_id"] == run["repository_id"] else None


def artifact_of(document: Any) -> Artifact:
    """The artifact as GitHub tells of it."""
    return Artifact(
        str(document["created_at"]), int(document["id"]), document["expired"] is True, str(document.get("digest") or "")
    )


def download(client: Client, artifact: Artifact) -> bytes | None:
    """The bytes of the archive; None where GitHub keeps it no longer. Raises GitHubError where they are others."""
    try:
        data = client.download(client.at("actions/artifacts", artifact.number, "zip"), LARGEST_ARTIFACT)
    except RefusedError as error:
        if error.status != 410:
            raise
        return None
    if artifact.digest.startswith("sha256:") and artifact.digest != f"sha256:{hashlib.sha256(data).hexdigest()}":
        raise GitHubError("the artifact that was downloaded is not the one that was kept: its digest differs")
    return data


def read_members(archive: bytes, wanted: re.Pattern[str]) -> dict[str, bytes]:
    """The files in an archive whose whole name is wanted, by name.

    Raises GitHubError for an archive that is damaged or not to be trusted.
    """
    try:
        with zipfile.ZipFile(BytesIO(archive)) as opened:
            return _members(opened, wanted)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise GitHubError("the artifact is no archive that can be read") from error


def _members(opened: zipfile.ZipFile, wanted: re.Pattern[str]) -> dict[str, bytes]:
    members = opened.infolist()
    if len(members) > _MOST_MEMBERS:
        raise GitHubError(f"the artifact has {len(members):,} files, and no report has so many")
    found: dict[str, bytes] = {}
    for member in members:
        _refuse_tricks(member)
        if wanted.fullmatch(member.filename):
            if member.filename in found:
                raise GitHubError(f"the artifact has {member.filename} twice")
            found[member.filename] = _read(opened, member)
        if sum(map(len, found.values())) > _MOST_IN_ALL:
            raise GitHubError(f"the files in the artifact are larger than {_MOST_IN_ALL >> 20} MiB together")
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
        raise GitHubError(
            f"{member.filename} in the artifact is larger than {MOST_BYTES >> 20} MiB; no file of ours is"
        )
    return data
