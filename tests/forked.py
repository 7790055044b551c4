"""A `syncer` that starts at once: each run is forked off a process that has loaded everything.

For scripts of tests that run many commands, of which starting Python is most of the work. A run has its own words,
folder, environment, streams and exit code, as with the program that pip installs; runs come one after the other.
"""

from __future__ import annotations

import atexit
import gc
import marshal
import os
import select
import shutil
import socket
import subprocess
import sys
import tempfile
from contextlib import suppress
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from typing import NoReturn

ROOT: Final = Path(__file__).parent.parent
_LAZY: Final = ("boto3.session", "deepdiff", "genai_prices", "syncer", "schemas")
"""What commands import when they need it; of a package of ours, all that is in it."""
_CLIENT: Final = """\
import marshal, os, sys
from _socket import AF_UNIX, SCM_RIGHTS, SOL_SOCKET, socket
from array import array

line = socket(AF_UNIX)
line.connect({address!r})
said = marshal.dumps((sys.argv[1:], os.getcwd(), dict(os.environ)))
line.sendmsg([len(said).to_bytes(4, "big")], [(SOL_SOCKET, SCM_RIGHTS, array("i", (0, 1, 2)))])
line.sendall(said)
os._exit(line.recv(1)[0])
"""
_START_TIMEOUT: Final = 60.0


@cache
def folder_of_syncer() -> Path:
    """A folder for PATH with `syncer` and nothing else in it. What it needs ends with this process."""
    folder = Path(tempfile.mkdtemp(prefix="syncer-"))
    address = str(folder / "socket")
    server = subprocess.Popen(
        [sys.executable, "-m", __name__, address], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    atexit.register(_end, server, folder)
    assert server.stdout is not None
    ready, _, _ = select.select([server.stdout], [], [], _START_TIMEOUT)
    assert ready, "the process that runs are forked off does not start"
    assert server.stdout.read(1), "the process that runs are forked off has ended"
    (folder / "client.py").write_text(_CLIENT.format(address=address), encoding="utf-8")
    programs = folder / "bin"
    programs.mkdir()
    program = programs / "syncer"
    program.write_text(f"#!/bin/sh\nexec '{sys.executable}' -IS '{folder / 'client.py'}' \"$@\"\n", encoding="utf-8")
    program.chmod(0o755)
    return programs


def _end(server: subprocess.Popen[bytes], folder: Path) -> None:
    server.communicate()
    shutil.rmtree(folder)


def serve(address: str) -> None:
    """Run what clients ask for, until whoever started this is gone."""
    for name in _LAZY:
        _load(name)
    gc.freeze()
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(address)
        listener.listen()
        os.write(1, b".")
        while listener.fileno() in select.select([listener.fileno(), 0], [], [])[0]:
            line, _ = listener.accept()
            with line:
                code = _run(line)
                with suppress(OSError):  # a client that did not wait
                    line.send(bytes([code]))


def _load(name: str) -> None:
    try:
        package = import_module(name)
    except ImportError:  # an extra that is not installed
        return
    if name in {"syncer", "schemas"}:
        for module in walk_packages(package.__path__, f"{name}."):
            if not module.name.endswith("__main__"):
                import_module(module.name)


def _run(line: socket.socket) -> int:
    size, streams, _, _ = socket.recv_fds(line, 4, 3)
    said = line.recv(int.from_bytes(size, "big"), socket.MSG_WAITALL)
    child = os.fork()
    if not child:
        words, folder, environment = marshal.loads(said)  # noqa: S302  our own client wrote it
        _be_syncer(words, folder, environment, streams)
    for stream in streams:
        os.close(stream)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return code if code >= 0 else 128 - code


def _be_syncer(words: list[str], folder: str, environment: dict[str, str], streams: list[int]) -> NoReturn:
    from syncer.__main__ import main

    try:
        for number, stream in enumerate(streams):
            os.dup2(stream, number)
        os.closerange(3, max(streams) + 1)
        os.chdir(folder)
        os.environ.clear()
        os.environ.update(environment)
        sys.argv = ["syncer", *words]
        main()
    finally:
        os._exit(1)


if __name__ == "__main__":
    serve(sys.argv[1])
