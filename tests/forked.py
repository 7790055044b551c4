"""Processes that start at once: each is forked off one that has loaded all of `syncer`.

For tests that start many, of which loading modules is most of the work: `syncer` in scripts, and modules that are run
as programs. Each has its own words, folder, environment, streams and exit code, as when Python itself had been started;
they come one after the other.
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
import traceback
from contextlib import suppress
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import TYPE_CHECKING, Final

from syncer.aws.clients import make_client
from tests import aws_data

if TYPE_CHECKING:
    from typing import NoReturn

ROOT: Final = Path(__file__).parent.parent
SYNCER: Final = "syncer.__main__"
"""The module that the command is the `main` of."""
_LAZY: Final = ("deepdiff", "genai_prices", "syncer", "schemas")
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
"""Hands its words, folder, environment and streams over, and takes the exit code, in ten milliseconds."""
_START_TIMEOUT: Final = 60.0


class Forks:
    """A process that has loaded all of `syncer`, to fork others off. It ends with this one."""

    def __init__(self, code: Path = ROOT) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="syncer-"))
        address = str(self._folder / "socket")
        (self._folder / "client.py").write_text(_CLIENT.format(address=address), encoding="utf-8")
        path = os.pathsep.join([str(code), str(ROOT)])
        server = subprocess.Popen(
            [sys.executable, "-m", __name__, address], cwd=code, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "PYTHONPATH": path}, start_new_session=True,
        )  # fmt: skip
        atexit.register(_end, server, self._folder)
        assert server.stdout is not None
        ready, _, _ = select.select([server.stdout], [], [], _START_TIMEOUT)
        assert ready, "the process that others are forked off does not start"
        assert server.stdout.read(1), "the process that others are forked off has ended"

    def command(self, module: str = SYNCER) -> tuple[str, ...]:
        """What calls the `main` of a module; words go behind it."""
        return (sys.executable, "-IS", str(self._folder / "client.py"), module)

    def programs(self, name: str) -> Path:
        """A folder for PATH with `syncer` in it, one for each name."""
        folder = self._folder / name
        folder.mkdir(exist_ok=True)
        words = " ".join(f"'{word}'" for word in self.command())
        (folder / "syncer").write_text(f'#!/bin/sh\nexec {words} "$@"\n', encoding="utf-8")
        (folder / "syncer").chmod(0o755)
        return folder


@cache
def forks() -> Forks:
    """The usual one, of the code that is tested."""
    return Forks()


def _end(server: subprocess.Popen[bytes], folder: Path) -> None:
    server.communicate()
    shutil.rmtree(folder)


def serve(address: str) -> None:
    """Run what clients ask for, until whoever started this is gone."""
    for name in _LAZY:
        _load(name)
    aws_data.share()
    make_client("dynamodb", region="eu-west-1")  # reads the tables that the clients of all runs then have
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
        (module, *words), folder, environment = marshal.loads(said)  # noqa: S302  our own client wrote it
        _be(module, words, folder, environment, streams)
    for stream in streams:
        os.close(stream)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return code if code >= 0 else 128 - code


def _be(module: str, words: list[str], folder: str, environment: dict[str, str], streams: list[int]) -> NoReturn:
    """Be a process that was started to run the module."""
    code = 1
    try:
        for number, stream in enumerate(streams):
            os.dup2(stream, number)
        os.closerange(3, max(streams) + 1)
        os.chdir(folder)
        os.environ.clear()
        os.environ.update(environment)
        sys.argv = [module, *words]
        import_module(module).main(*([] if module == SYNCER else words))
        code = 0
    except BaseException:  # noqa: BLE001  told as the interpreter would, and no way leads back to the loop of requests
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        os._exit(code)


if __name__ == "__main__":
    serve(sys.argv[1])
