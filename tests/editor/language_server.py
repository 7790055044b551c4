"""A client of a language server, as an editor is one: it opens files and waits for what is wrong with each."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_SETTINGS: Final = {
    "yaml": {"validate": True, "schemaStore": {"enable": False}, "kubernetesCRDStore": {"enable": False}}
}
"""No schema from elsewhere: only the line in a file counts, and nothing is asked of the network."""


def diagnostics(command: Sequence[str], files: Mapping[Path, str]) -> dict[Path, list[str]]:
    """What the server says of each file, each as `line:column: message`, both from 1."""
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        try:
            return _Client(process).told(files)
        finally:
            process.kill()


class _Client:
    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._to, self._from = process.stdin, process.stdout

    def told(self, files: Mapping[Path, str]) -> dict[Path, list[str]]:
        self._send("initialize", {"processId": None, "rootUri": None, "capabilities": {}}, number=1)
        while self._next().get("id") != 1:
            pass
        self._send("initialized", {})
        self._send("workspace/didChangeConfiguration", {"settings": _SETTINGS})
        found: dict[Path, list[str]] = {}
        for path, text in files.items():
            document = {"uri": path.as_uri(), "languageId": "yaml", "version": 1, "text": text}
            self._send("textDocument/didOpen", {"textDocument": document})
            found[path] = self._of(path.as_uri())
        return found

    def _of(self, uri: str) -> list[str]:
        while True:
            message = self._next()
            if message.get("method") == "textDocument/publishDiagnostics" and message["params"]["uri"] == uri:
                return [_line(one) for one in message["params"]["diagnostics"]]

    def _send(self, method: str, params: object, *, number: int | None = None) -> None:
        self._write(
            {"jsonrpc": "2.0", **({} if number is None else {"id": number}), "method": method, "params": params}
        )

    def _write(self, message: object) -> None:
        body = json.dumps(message).encode()
        self._to.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self._to.flush()

    def _next(self) -> dict[str, Any]:
        """The next message; a request of the server is answered with nothing."""
        length = 0
        while line := self._from.readline().strip():
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        assert length, "the language server is gone"
        message: dict[str, Any] = json.loads(self._from.read(length))
        if "id" in message and "method" in message:
            self._write({"jsonrpc": "2.0", "id": message["id"], "result": None})
        return message


def _line(one: Mapping[str, Any]) -> str:
    start = one["range"]["start"]
    return f"{start['line'] + 1}:{start['character'] + 1}: {one['message']}"
