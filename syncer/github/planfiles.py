"""The saved plans in an archive, put into a folder: all of them or none."""

from __future__ import annotations

import os
import re
import shutil
import stat
import tempfile
import zipfile
import zlib
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

from syncer.errors import GitHubError, StalePlanError, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

_PLAN: Final = re.compile(r"[a-z0-9][a-z0-9._-]*\.plan\.json")
_ENDING: Final = ".plan.json"
_MOST_MEMBERS: Final = 1000
MOST_BYTES: Final = 64 << 20
"""Bytes of one plan; one of 10,000 creates has about 15 MB."""
_MOST_IN_ALL: Final = 128 << 20
"""Bytes of all plans together."""


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
