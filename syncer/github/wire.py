"""One request and its answer, over urllib3; its only home."""

from __future__ import annotations

import json
from typing import Any, Final
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

import urllib3
from urllib3 import exceptions as known

from syncer.errors import GitHubError, UsageError
from syncer.github.access import origin
from syncer.github.outcome import Answer, Lost

_CONNECT: Final = 10.0
_SILENCE: Final = 30.0
"""Seconds without a byte after which an answer is given up."""
_MOST_REDIRECTS: Final = 3
_FIXED: Final = {
    "Accept": "application/vnd.github+json",
    "X-GitHub-Api-Version": "2022-11-28",
    "User-Agent": "model-catalog-sync",
}
_JSON: Final = {"Content-Type": "application/json"}


class Wire:
    """Connections that are kept open between requests."""

    def __init__(self) -> None:
        self._pools: dict[str | None, Any] = {}

    def send(
        self, method: str, url: str, *, token: str | None, body: object = None, follow: bool, limit: int
    ) -> Answer | Lost:
        """What came of sending one request once, redirects followed if `follow`; another host gets no token.

        Raises GitHubError for an answer of more than `limit` bytes, UsageError for a proxy that is none.
        """
        about, data = ({}, None) if body is None else (_JSON, json.dumps(body).encode())
        signed = {} if token is None else {"Authorization": f"Bearer {token}"}
        try:
            response = self._pool(url).request(
                method, url, body=data, headers={**_FIXED, **about, **signed},
                timeout=urllib3.Timeout(connect=_CONNECT, read=_SILENCE), redirect=follow, preload_content=False,
                retries=_only_redirects(),
            )  # fmt: skip
            answer = _bounded(response, limit)
        except known.HTTPError as error:
            return _lost(error)
        if answer is None:
            raise GitHubError(f"the answer from {origin(url)} is larger than {limit:,} bytes")
        if (urlsplit(url).scheme, urlsplit(response.geturl() or "").scheme) == ("https", "http"):
            raise GitHubError(f"{origin(url)} redirects to a place that is not safe")
        return Answer(response.status, {name.lower(): value for name, value in response.headers.items()}, answer)

    def _pool(self, url: str) -> Any:
        """Connections to where the environment wants requests to go: directly, or through its proxy."""
        proxy = _proxy(url)
        if proxy not in self._pools:
            self._pools[proxy] = _manager(proxy)
        return self._pools[proxy]


def _proxy(url: str) -> str | None:
    """The proxy that the environment names for an address: HTTPS_PROXY and HTTP_PROXY, but for NO_PROXY."""
    parts = urlsplit(url)
    named = getproxies().get(parts.scheme)
    if not named or proxy_bypass(parts.netloc):
        return None
    return named if "://" in named else f"http://{named}"


def _manager(proxy: str | None) -> Any:
    if proxy is None:
        return urllib3.PoolManager(cert_reqs="CERT_REQUIRED")
    try:
        auth = urllib3.util.parse_url(proxy).auth
        given = urllib3.make_headers(proxy_basic_auth=unquote(auth)) if auth else None
        return urllib3.ProxyManager(proxy, proxy_headers=given, cert_reqs="CERT_REQUIRED")
    except (ValueError, known.HTTPError) as error:
        raise UsageError("HTTPS_PROXY is no address of a proxy, such as http://proxy:3128") from error


def _only_redirects() -> Any:
    """urllib3 follows redirects; what is tried again, and when, is decided elsewhere, `Retry-After` included."""
    return urllib3.Retry(
        connect=0, read=0, other=0, status=0, redirect=_MOST_REDIRECTS, respect_retry_after_header=False
    )


def _bounded(response: Any, limit: int) -> bytes | None:
    """The bytes of an answer as they were sent; None when they are more than `limit`."""
    data = bytearray()
    for piece in response.stream(1 << 16, decode_content=False):
        data += piece
        if len(data) > limit:
            response.close()
            return None
    response.release_conn()
    return bytes(data)


def _lost(error: Exception) -> Lost:
    """What became of a request without an answer, in a few words."""
    cause = error.reason if isinstance(error, known.MaxRetryError) and error.reason else error
    if isinstance(cause, known.ProxyError):
        return Lost("the proxy does not connect", sent=False)
    if isinstance(cause, (known.NewConnectionError, known.ConnectTimeoutError)):
        return Lost(str(cause).rpartition(": ")[2], sent=False)
    if isinstance(cause, known.SSLError):
        return Lost(str(cause), sent=True, final=True)
    if isinstance(cause, known.ReadTimeoutError):
        return Lost(f"no answer for {_SILENCE:.0f} seconds", sent=True)
    if isinstance(cause, (known.ResponseError, known.LocationValueError)):
        return Lost(str(cause), sent=True, final=True)
    return Lost("the connection was lost", sent=True)
