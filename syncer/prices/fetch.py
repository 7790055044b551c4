"""A list's bytes, from a file or an address: bounded in size and time, and in the clear from this machine only."""

from __future__ import annotations

from http.client import HTTPException
from typing import TYPE_CHECKING, Final
from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from schemas.endpoints import endpoint_fault
from syncer.disk.files import FileTooLargeError, read_bounded
from syncer.errors import UsageError
from syncer.prices.patience import within

if TYPE_CHECKING:
    from http.client import HTTPMessage
    from typing import IO

_MOST_BYTES: Final = 32 << 20
"""LiteLLM's table has four million."""
_PATIENCE: Final = 60.0
"""Seconds that a list may take."""
_SILENCE: Final = 10.0
"""Seconds without a byte."""
_HEADERS: Final = {"User-Agent": "model-catalog-sync", "Accept-Encoding": "identity"}


def read_list(place: str, *, most: int = _MOST_BYTES, patience: float = _PATIENCE) -> bytes:
    """The bytes of a file, or of what an address gives.

    Raises UsageError when it cannot be had, is larger than `most` bytes, or takes longer than `patience` seconds.
    """
    if "://" in place:
        return _fetched(place, most, patience)
    try:
        return read_bounded(place, most)
    except FileTooLargeError as error:
        raise UsageError(_too_large(place, most)) from error
    except OSError as error:
        raise UsageError(f"{place} cannot be read: {error.strerror}") from error


def _too_large(place: str, most: int) -> str:
    return f"{place} is larger than {most:,} bytes, and no list of prices is"


def _fetched(address: str, most: int, patience: float) -> bytes:
    """What an address gives."""
    if endpoint_fault(address):
        raise UsageError(
            f"{address}: an address of a list is https:// (http:// on this machine), without user or query"
        )
    late = f"{address} took longer than {patience:g} seconds; download it, and name the file"
    return within(patience, lambda: _asked(address, most), late)


def _asked(address: str, most: int) -> bytes | UsageError:
    """The answer, or why there is none."""
    try:
        request = Request(address, headers=_HEADERS)  # noqa: S310  it is https, or on this machine
        with build_opener(_SafeRedirects()).open(request, timeout=_SILENCE) as answer:
            data: bytes = answer.read(most + 1)
    except _UnsafeError as error:
        return UsageError(f"{address} redirects to a place that is not safe: {error}")
    except HTTPError as error:
        error.close()
        return UsageError(f"{address} answers {error.code}")
    except (URLError, OSError, ValueError, HTTPException) as error:
        return UsageError(f"{address} cannot be had: {getattr(error, 'reason', None) or error}")
    return UsageError(_too_large(address, most)) if len(data) > most else data


class _UnsafeError(Exception):
    """A redirect leads where nothing is asked for."""


class _SafeRedirects(HTTPRedirectHandler):
    """Follows redirects to https, and from this machine to itself."""

    max_redirections = 3

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:  # fmt: skip
        """The next request. Raises _UnsafeError."""
        is_downgrade = req.full_url.startswith("https:") and not newurl.startswith("https:")
        if is_downgrade or endpoint_fault(newurl):
            raise _UnsafeError(newurl)
        return super().redirect_request(req, fp, code, msg, headers, newurl)
