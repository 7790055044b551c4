"""A server on a free port of this machine, for as long as a test needs it."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def serving(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    """Its address. The server's `stopped` is an event for handlers that would go on for ever."""
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.stopped = threading.Event()  # type: ignore[attr-defined]  # for the handler
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.stopped.set()  # type: ignore[attr-defined]  # as above
            server.shutdown()
            thread.join()
