"""A real DynamoDB Local for the tests: fetched once, started on a free port, stopped at the end.

Where the tests run in several processes, the one that hands them out starts it for all of them: a Java that starts and
gets warm takes three seconds. The key of each process keeps its tables apart.

The jar is that of the npm package `amplify-dynamodb-simulator`; it is kept in the user's cache directory.
"""

from __future__ import annotations

import atexit
import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

import pytest

from tests.npm import MissingError, Package, unpacked

if TYPE_CHECKING:
    from pathlib import Path

_PACKAGE: Final = Package(
    "amplify-dynamodb-simulator", "2.9.30", "3503ffac19f183407909fecdacf4db51ab1fdad1da7b2f177016670b2d80e4b9",
    what="DynamoDB Local", folder="dynamodb-local",
)  # fmt: skip
_START_TIMEOUT: Final = 60.0
SHARED: Final = "SYNCER_TESTS_DYNAMODB_PORT"
"""The variable with the port of one that all processes of a run share."""
_TRIES: Final = 3
"""Another process can take the free port before the emulator does."""


KEY: Final = f"local{os.environ.get('PYTEST_XDIST_WORKER', '')}"
"""Whose tables are meant; also as its secret."""


class Emulator(NamedTuple):
    """A DynamoDB Local that answers."""

    endpoint: str

    @property
    def environment(self) -> dict[str, str]:
        """The AWS settings of a process that is to use it."""
        return {
            "AWS_ENDPOINT_URL_DYNAMODB": self.endpoint,
            "AWS_REGION": "eu-west-1",
            "AWS_DEFAULT_REGION": "eu-west-1",
            "AWS_ACCESS_KEY_ID": KEY,
            "AWS_SECRET_ACCESS_KEY": KEY,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        }


@pytest.fixture(scope="session")
def emulator() -> Emulator:
    """DynamoDB Local, one for the whole run; skips with a plain reason where it cannot run."""
    found = running()
    if isinstance(found, str):
        pytest.skip(found)
    return found


@cache
def running() -> Emulator | str:
    """The emulator of this test run, started when first asked for, or why there is none."""
    shared = os.environ.get(SHARED)
    if shared and _awaited(int(shared), None):
        return Emulator(f"http://127.0.0.1:{shared}")
    java = shutil.which("java")
    if java is None:
        return "DynamoDB Local needs Java, and there is no `java`"
    try:
        folder = unpacked(_PACKAGE)
    except MissingError as error:
        return str(error)
    for _ in range(_TRIES):
        found = _started(java, folder, _free_port())
        if found is not None:
            return found
    return "DynamoDB Local does not start with this Java"


@cache
def shared_port() -> str:
    """The port of one that is starting for other processes, and ends with this one; empty where it cannot run."""
    java = shutil.which("java")
    try:
        folder = unpacked(_PACKAGE) if java else None
    except MissingError:
        folder = None
    if java is None or folder is None:
        return ""
    port = _free_port()
    _begun(java, folder, port)
    return str(port)


def _started(java: str, folder: Path, port: int) -> Emulator | None:
    process = _begun(java, folder, port)
    if _awaited(port, process):
        return Emulator(f"http://127.0.0.1:{port}")
    process.kill()
    return None


def _begun(java: str, folder: Path, port: int) -> subprocess.Popen[bytes]:
    command = [
        java, "-XX:TieredStopAtLevel=1", "-Xmx1g", "-XX:+UseSerialGC",
        "-Djava.library.path=./DynamoDBLocal_lib", "-jar", "DynamoDBLocal.jar",
        "-inMemory", "-disableTelemetry", "-port", str(port),
    ]  # fmt: skip
    process = subprocess.Popen(
        command,
        cwd=folder / "package" / "emulator",
        env={**os.environ, "DDB_LOCAL_TELEMETRY": "0"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    atexit.register(_stop, process, _watchdog(process.pid))
    return process


def _awaited(port: int, process: subprocess.Popen[bytes] | None) -> bool:
    """Whether it answers in time, and is that process, where one is given."""
    deadline = time.monotonic() + _START_TIMEOUT
    while time.monotonic() < deadline and (process is None or process.poll() is None):
        if _answers(port) and (process is None or process.poll() is None):
            return True
        time.sleep(0.05)
    return False


def _watchdog(pid: int) -> subprocess.Popen[bytes]:
    """Ends the emulator when this process is gone, however it went: its end of the pipe is closed then."""
    return subprocess.Popen(["/bin/sh", "-c", f"cat; kill -9 {pid}"], stdin=subprocess.PIPE, start_new_session=True)


def _stop(process: subprocess.Popen[bytes], watchdog: subprocess.Popen[bytes]) -> None:
    watchdog.kill()
    watchdog.communicate()
    process.kill()
    process.wait()


def _answers(port: int) -> bool:
    """Whether DynamoDB answers: it refuses a request without credentials with status 400."""
    request = urllib.request.Request(f"http://127.0.0.1:{port}/", data=b"{}", method="POST")
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=5):
            return False
    except urllib.error.HTTPError as error:
        with error:
            return error.code == 400
    except OSError:
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
