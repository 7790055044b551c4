"""What pip installs to get just this tool, from where this one was installed; never with a secret in it."""

from __future__ import annotations

import json
import re
from importlib.metadata import PackageNotFoundError, distribution
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import SplitResult, unquote, urlsplit, urlunsplit

from syncer.frozen import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

PACKAGE: Final = "model-catalog-sync"
_SCP: Final = re.compile(r"(?:[^@/:\s]+@)?([A-Za-z0-9.-]+):(?!/)(\S+)")
"""`user@host:path`, the short form of an SSH address."""


class Requirement(NamedTuple):
    """A line for `requirements.txt`, and what its reader has to know."""

    line: str
    remark: str = ""
    """What was left out or is not known; empty when there is nothing to say."""


NOT_KNOWN: Final = Requirement(
    f"write here where {PACKAGE} is installed from, such as: {PACKAGE} @ git+https://HOST/OWNER/REPOSITORY@COMMIT",
    "others cannot install this tool from where it was installed here: write into requirements.txt where they can; "
    "until then pip stops at its line",
)
"""No requirement: pip refuses the line and prints it. A bare name would be that of whoever registers it first."""


def requirement(remote: Callable[[str], tuple[str, str] | None]) -> Requirement:
    """The commit when this tool comes from Git or from a clone, its version when it comes from a package index.

    `remote` gives the address that a folder was cloned from, and its commit. Where neither is known to others, the
    line makes pip stop with the reason.
    """
    try:
        found = distribution(PACKAGE)
    except PackageNotFoundError:
        return NOT_KNOWN
    origin = found.read_text("direct_url.json")  # PEP 610: absent after an installation from an index
    if origin is None:
        return Requirement(f"{PACKAGE}=={found.version}")
    return from_origin(json.loads(origin), remote)


def from_origin(origin: Mapping[str, Any], remote: Callable[[str], tuple[str, str] | None]) -> Requirement:
    """What PEP 610 records of an installation: a repository and its commit, a folder, or an archive."""
    url, git = origin["url"], origin.get("vcs_info", {})
    if git.get("vcs") == "git":
        return from_git(url, git["commit_id"])
    if "dir_info" in origin:
        return from_git(*(remote(unquote(url.removeprefix("file://"))) or ("", "")))
    address, remark = _without_secrets(url)
    return Requirement(f"{PACKAGE} @ {address}", remark) if url.startswith("https://") else NOT_KNOWN


def from_git(address: str, commit: str) -> Requirement:
    """A commit of a repository, by an address that others can use.

    An SSH address is written as the HTTPS one of the same host, which needs no key; user names, passwords and tokens
    are left out.
    """
    short = _SCP.fullmatch(address)
    parts = urlsplit(f"ssh://{short[1]}/{short[2]}" if short else address)
    if parts.scheme not in {"https", "ssh"} or not parts.hostname or not commit:
        return NOT_KNOWN
    if parts.scheme == "ssh":
        parts = SplitResult("https", parts.hostname, parts.path, "", "")
    clean, remark = _without_secrets(urlunsplit(parts))
    return Requirement(f"{PACKAGE} @ git+{clean}@{commit}", remark)


def _without_secrets(address: str) -> tuple[str, str]:
    parts = urlsplit(address)
    host = parts.netloc.rpartition("@")[2]
    clean = urlunsplit((parts.scheme, host, parts.path, "", ""))
    if clean == address:
        return clean, ""
    return clean, (
        "the address that this tool was installed from holds a user name, a token or the like; requirements.txt has it "
        "without: give pip access in another way, where it needs any"
    )
