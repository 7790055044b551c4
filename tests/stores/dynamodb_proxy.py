"""A proxy in front of DynamoDB Local that does to answers what networks and services do."""

from __future__ import annotations

import http.client
import json
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

JSON = "application/x-amz-json-1.0"
_SERVICE = "com.amazonaws.dynamodb.v20120810#"


class Fault(NamedTuple):
    """What happens to a request."""

    kind: str
    """`error`, `answer`, `raw`, `html`, `drop`, `slow` or `damage`."""
    operation: str = "TransactWriteItems"
    times: int = 1
    """How many requests meet it."""
    skip: int = 0
    """How many requests pass before."""
    done: bool = False
    """Whether the request is done all the same, and only its answer is lost."""
    status: int = 400
    code: str = ""
    """For `error`, what DynamoDB calls it."""
    reasons: tuple[str, ...] = ()
    """For a cancelled transaction, the code of each reason."""
    message: str = "a fault"
    seconds: float = 0
    """For `slow`."""
    answer: dict[str, Any] | None = None
    """For `answer`."""
    body: bytes = b""
    """For `raw`, with the status."""
    checksum: str | None = None
    """The same."""


class Seen(NamedTuple):
    """One request that came by."""

    operation: str
    body: dict[str, Any]
    fault: str | None


class FaultProxy:
    """The proxy. Faults are met in the order in which they were added."""

    def __init__(self, upstream: str, server: ThreadingHTTPServer) -> None:
        self.endpoint = f"http://127.0.0.1:{server.server_address[1]}"
        self.upstream = urlsplit(upstream).netloc
        self.seen: list[Seen] = []
        self.most_at_once = 0
        """How many transactions were on the way at the same time, at most."""
        self.forgets = False
        """Whether request tokens mean nothing, as they do to the service after ten minutes."""
        self._at_once = 0
        self._faults: list[list[Any]] = []
        self._latch = threading.Lock()

    def add(self, *faults: Fault) -> None:
        """Let requests meet faults."""
        with self._latch:
            self._faults += [[fault, fault.skip, fault.times] for fault in faults]

    def clear(self) -> None:
        """Let all requests pass from now on."""
        with self._latch:
            self._faults.clear()

    def tokens(self) -> list[str]:
        """The request token of each transaction, in order."""
        return [seen.body["ClientRequestToken"] for seen in self.seen if seen.operation == "TransactWriteItems"]

    def meet(self, operation: str, body: dict[str, Any]) -> Fault | None:
        """The fault that this request meets."""
        with self._latch:
            found = None
            for entry in self._faults:
                if found is None and entry[0].operation in (operation, "*") and entry[2]:
                    if entry[1]:
                        entry[1] -= 1
                    else:
                        entry[2] -= 1
                        found = entry[0]
            self.seen.append(Seen(operation, body, found.kind if found else None))
            return found

    @contextmanager
    def counted(self, operation: str) -> Iterator[None]:
        """Count a transaction as on the way."""
        one = operation == "TransactWriteItems"
        with self._latch:
            self._at_once += one
            self.most_at_once = max(self.most_at_once, self._at_once)
        try:
            yield
        finally:
            with self._latch:
                self._at_once -= one


@contextmanager
def fault_proxy(upstream: str) -> Iterator[FaultProxy]:
    """A proxy that runs for as long as the context lasts."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.proxy = FaultProxy(upstream, server)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server.proxy
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    proxy: FaultProxy

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that gave up is no error here."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        operation = self.headers["X-Amz-Target"].partition(".")[2]
        with self.server.proxy.counted(operation):
            fault = self.server.proxy.meet(operation, json.loads(body))
            answer = self._forwarded(body) if fault is None or fault.done or fault.kind == "damage" else None
            if fault is None:
                assert answer is not None
                self._answer(*answer)
            else:
                self._fail(fault, answer)

    def _fail(self, fault: Fault, answer: tuple[int, dict[str, str], bytes] | None) -> None:
        if fault.kind == "error":
            said = {"__type": _SERVICE + fault.code, "message": fault.message, "Message": fault.message}
            reasons = {"CancellationReasons": [{"Code": code} for code in fault.reasons]} if fault.reasons else {}
            self._answer(fault.status, {"Content-Type": JSON}, json.dumps({**said, **reasons}).encode())
        elif fault.kind == "answer":
            self._answer(200, {"Content-Type": JSON}, json.dumps(fault.answer).encode())
        elif fault.kind == "raw":
            checksum = {"x-amz-crc32": fault.checksum} if fault.checksum is not None else {}
            self._answer(fault.status, {"Content-Type": JSON, **checksum}, fault.body)
        elif fault.kind == "html":
            page = b"<html><body>Sign in to the guest network</body></html>"
            self._answer(fault.status, {"Content-Type": "text/html"}, page)
        elif fault.kind == "damage":
            assert answer is not None
            status, headers, body = answer
            self._answer(status, {**headers, "x-amz-crc32": "12345"}, body)
        elif fault.kind == "slow":
            time.sleep(fault.seconds)
            self.close_connection = True
            if answer is not None:
                self._answer(*answer)
        else:
            self.close_connection = True

    def _forwarded(self, body: bytes) -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPConnection(self.server.proxy.upstream, timeout=60)
        headers = {name: value for name, value in self.headers.items() if name.lower() != "content-length"}
        if self.server.proxy.forgets:
            body = json.dumps({k: v for k, v in json.loads(body).items() if k != "ClientRequestToken"}).encode()
        try:
            connection.request("POST", "/", body, headers)
            answer = connection.getresponse()
            content = answer.read()
            wanted = ("content-type", "x-amz-crc32", "x-amzn-requestid")
            return answer.status, {k: v for k, v in answer.headers.items() if k.lower() in wanted}, content
        finally:
            connection.close()

    def _answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002  the base class names it so
        """Say nothing."""
