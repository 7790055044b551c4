"""Which GitHub, which repository and with which token: what the environment of a workflow says."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from syncer.disk.files import FileTooLargeError, read_bounded
from syncer.errors import UsageError
from syncer.frozen import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

_GITHUB: Final = "https://api.github.com"
_REPOSITORY: Final = re.compile(r"(?!\.+/)[A-Za-z0-9_.-]+/(?!\.+$)[A-Za-z0-9_.-]+")
_TOKEN: Final = re.compile(r"[\x21-\x7e]+")
_THIS_MACHINE: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_LARGEST_EVENT: Final = 32 << 20
"""Bytes; GitHub sends events of up to 25 MB."""


class ApiAccess(NamedTuple):
    """What a request needs beside its path."""

    api: str
    """The address of the API, without a slash at its end."""
    repository: str
    """`owner/name`."""
    token: str

    def __repr__(self) -> str:
        return f"ApiAccess({self.api!r}, {self.repository!r})"  # a token is shown nowhere


def access_from(environment: Mapping[str, str]) -> ApiAccess:
    """Raises UsageError that names the variable which is missing or cannot work; a token's value is in no message."""
    given = environment.get
    token = (given("GITHUB_TOKEN") or given("GH_TOKEN") or "").strip()
    if not token:
        raise UsageError("GITHUB_TOKEN is not set; in a workflow: `env: {GITHUB_TOKEN: ${{ github.token }}}`")
    if not _TOKEN.fullmatch(token):
        raise UsageError("GITHUB_TOKEN holds characters that no token has")
    repository = given("GITHUB_REPOSITORY", "")
    if not _REPOSITORY.fullmatch(repository):
        raise UsageError(f"GITHUB_REPOSITORY has to be owner/name, and is {repository or 'not set'}")
    return ApiAccess(_api(given("GITHUB_API_URL") or _GITHUB), repository, token)


def _api(given: str) -> str:
    try:
        parts = urlsplit(given)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host or parts.scheme not in {"https", "http"} or parts.username is not None or parts.query:
        raise UsageError("GITHUB_API_URL has to be an address such as https://api.github.com, without a password in it")
    if parts.scheme == "http" and host not in _THIS_MACHINE:
        raise UsageError("GITHUB_API_URL has to begin with https://: the token would be sent in the clear")
    return given.rstrip("/")


def event_pull_request(environment: Mapping[str, str]) -> int | None:
    """The number of the pull request that the event of this run is about; None for a push or a merge queue.

    Raises UsageError when there is no event, or none that can be read.
    """
    path = environment.get("GITHUB_EVENT_PATH")
    if not path:
        raise UsageError("GITHUB_EVENT_PATH is not set, so pass --pull-request NUMBER")
    try:
        event: Any = json.loads(read_bounded(path, _LARGEST_EVENT))
        pull = event.get("pull_request")
        number = pull["number"] if pull is not None else None
    except (OSError, FileTooLargeError, ValueError, AttributeError, LookupError, TypeError) as error:
        raise UsageError(f"GITHUB_EVENT_PATH: {path} holds no event; pass --pull-request NUMBER") from error
    return number if isinstance(number, int) else None


def origin(url: str) -> str:
    """Scheme, host and port of an address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}".lower()
