"""A list from a file or an address: bounded, and from no place that is not safe."""

from __future__ import annotations

import re
from http.client import HTTPMessage
from http.server import BaseHTTPRequestHandler
from io import BytesIO
from typing import TYPE_CHECKING
from urllib.request import Request

import pytest

from syncer.errors import UsageError
from syncer.prices.fetch import _SafeRedirects, _UnsafeError, read_list
from tests.unit.prices.serving import serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        status, headers, body = {
            "/list": (200, {}, b"{}"),
            "/moved": (302, {"Location": "/list"}, b""),
            "/away": (302, {"Location": "http://example.invalid/list"}, b""),
            "/round": (302, {"Location": "/round"}, b""),
            "/slow": (200, {}, b""),
            "/flood": (200, {}, b""),
            "/endless": (200, {}, b"{}" * 1000),
        }.get(self.path, (404, {}, b""))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
        while self.path == "/flood" and not self.server.stopped.is_set():  # type: ignore[attr-defined]  # as below
            try:
                self.wfile.write(b" " * 1_000_000)
            except OSError:  # nobody reads on
                return
        while self.path == "/slow" and not self.server.stopped.wait(0.02):  # type: ignore[attr-defined]  # set below
            self.wfile.write(b" ")

    def log_message(self, *words: object) -> None:
        pass


@pytest.fixture(autouse=True)
def _direct(monkeypatch: pytest.MonkeyPatch) -> None:
    """No proxy of this machine is asked."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Where the server is."""
    with serving(_Handler) as place:
        yield place


def test_an_address_on_this_machine(address: str) -> None:
    """Plainly, and behind a redirect."""
    assert read_list(f"{address}/list") == b"{}"
    assert read_list(f"{address}/moved") == b"{}"


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/away", "redirects to a place that is not safe: http://example.invalid/list"),
        ("/round", "cannot be had|answers 302"),
        ("/none", "answers 404"),
        ("/endless", "is larger than 1,500 bytes"),
    ],
)
def test_what_an_address_may_not_do(address: str, path: str, said: str) -> None:
    """Each is one clear error with the address."""
    with pytest.raises(UsageError, match=said) as raised:
        read_list(f"{address}{path}", most=1_500)
    assert str(raised.value).startswith(f"{address}{path} ")


def test_an_answer_without_an_end_is_read_no_further_than_a_list_is_long(address: str) -> None:
    """However fast it comes."""
    with pytest.raises(UsageError, match=r"/flood is larger than 33,554,432 bytes, and no list of prices is"):
        read_list(f"{address}/flood")


@pytest.mark.parametrize(
    ("asked", "then", "is_followed"),
    [
        ("https://lists.example/a", "https://other.example/a", True),
        ("https://lists.example/a", "http://lists.example/a", False),
        ("https://lists.example/a", "http://127.0.0.1/a", False),
        ("http://127.0.0.1/a", "http://127.0.0.1/b", True),
        ("https://lists.example/a", "https://user:word@other.example/a", False),
        ("https://lists.example/a", "file:///etc/hosts", False),
    ],
)
def test_where_a_redirect_may_lead(asked: str, then: str, *, is_followed: bool) -> None:
    """From https to https, and from this machine to itself; never to plain http."""
    request = Request(asked)  # noqa: S310  it is never opened
    if is_followed:
        followed = _SafeRedirects().redirect_request(request, BytesIO(), 302, "Found", HTTPMessage(), then)
        assert followed is not None
        assert followed.full_url == then
    else:
        with pytest.raises(_UnsafeError, match=re.escape(then)):
            _SafeRedirects().redirect_request(request, BytesIO(), 302, "Found", HTTPMessage(), then)


def test_an_answer_that_does_not_end(address: str) -> None:
    """It is given up after a time, however often a byte comes."""
    with pytest.raises(UsageError, match=r"took longer than 0\.2 seconds"):
        read_list(f"{address}/slow", patience=0.2)


@pytest.mark.parametrize(
    "place",
    ["http://example.invalid/x", "ftp://example.invalid/x", "file:///etc/hosts", "https://a:b@example.invalid/x"],
)
def test_other_addresses_are_refused(place: str) -> None:
    """Nothing is sent in the clear to another machine, nor with a password."""
    with pytest.raises(UsageError, match="an address of a list is https://"):
        read_list(place)


def test_files(tmp_path: Path) -> None:
    """A file, one that is too large, and none."""
    path = tmp_path / "list.json"
    path.write_bytes(b"{}")
    assert read_list(str(path)) == b"{}"
    with pytest.raises(UsageError, match="is larger than 1 bytes"):
        read_list(str(path), most=1)
    with path.open("wb") as file:
        file.truncate(100 << 20)
    with pytest.raises(UsageError, match=r"list.json is larger than 33,554,432 bytes, and no list of prices is"):
        read_list(str(path))
    with pytest.raises(UsageError, match="cannot be read: No such file"):
        read_list(str(tmp_path / "none.json"))
