"""Requests over TLS: whom the client trusts, and that it never leaves it."""

from __future__ import annotations

import datetime as dt
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from syncer.errors import GitHubError
from syncer.github.access import ApiAccess
from syncer.github.client import Client
from syncer.github.outcome import Pace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.github.conftest import Clock
    from tests.github_stub import GitHubStub


def certificate(name: str) -> Path:
    """A file with a certificate of localhost that vouches for itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder(who, who, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    Path(name).write_bytes(made.public_bytes(pem) + secret)
    return Path(name)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        away = self.path.partition("?to=")[2]
        self.send_response(302 if away else 200)
        if away:
            self.send_header("Location", away)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"[]")

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002  the base class names it so
        """Say nothing."""


@pytest.fixture
def api(place: Path) -> Iterator[str]:
    """The address of a server with a certificate, which is in cert.pem; it redirects where `?to=` says."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(place / certificate("cert.pem"))
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # a client that hangs up is no error here
    server.daemon_threads = True
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"https://localhost:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def over_tls(api: str, clock: Clock) -> Client:
    """A client of that server."""
    return Client(ApiAccess(api, "a/b", "t0ken"), advice="", pace=Pace(sleep=clock.slept.append, now=clock.now))


def test_an_unknown_certificate(over_tls: Client, clock: Clock) -> None:
    """A server that nobody vouches for gets no request, and is not tried again."""
    with pytest.raises(GitHubError, match=r"GitHub cannot be reached: GET /x: .*CERTIFICATE_VERIFY_FAILED"):
        over_tls.get("/x", list)
    assert clock.slept == []


def test_a_certificate_of_ones_own(over_tls: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """SSL_CERT_FILE names whom to trust, as for a GitHub of one's own."""
    monkeypatch.setenv("SSL_CERT_FILE", "cert.pem")
    assert over_tls.get("/x", list) == []
    assert over_tls.get("/x?to=/y", list) == []


def test_never_in_the_clear(over_tls: Client, api: str, stub: GitHubStub, monkeypatch: pytest.MonkeyPatch) -> None:
    """A redirect from TLS to plain HTTP is not taken for GitHub's answer, neither for a document nor for a download."""
    monkeypatch.setenv("SSL_CERT_FILE", "cert.pem")
    with pytest.raises(GitHubError, match="redirects to a place that is not safe"):
        over_tls.get(f"/x?to={stub.url}/user", list)
    with pytest.raises(GitHubError, match="to a place that is not safe"):
        over_tls.download(f"/x?to={stub.url}/user", 100)
    assert not any("Authorization" in seen.headers for seen in stub.log)
    assert over_tls.download(f"/x?to={api}/y", 100) == b"[]"
