"""Each test has a stub of GitHub, a folder and an environment of its own, and runs command lines in this process."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from syncer.cli import run
from syncer.github.access import access_from
from syncer.github.client import Client
from syncer.github.outcome import Pace
from tests.e2e.driving import Ran
from tests.github_stub import github

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.github_stub import GitHubStub

NOON = 1_769_860_800.0


@pytest.fixture
def stub() -> Iterator[GitHubStub]:
    """GitHub, with one commit on main."""
    with github() as running:
        running.seed({"catalog/models/a.yaml": b"a: 1\n", "catalog/models/b.yaml": b"b: 1\n", "README.md": b"hello\n"})
        yield running


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stub: GitHubStub) -> Path:
    """An empty working directory, and the environment of a job."""
    for name in [*os.environ]:
        if name.startswith(("GITHUB_", "GH_")) or name.upper().endswith("_PROXY"):
            monkeypatch.delenv(name)
    for name, value in stub.environment().items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def syncer(capfd: pytest.CaptureFixture[str], stub: GitHubStub) -> Callable[..., Ran]:
    """Runs `syncer github` with these words; no token is ever in what it prints."""

    def call(*words: str) -> Ran:
        capfd.readouterr()
        ran = Ran(run(["github", *words]), *capfd.readouterr())
        assert not [token for token in stub.tokens if token in ran.out + ran.err]
        return ran

    return call


class Clock:
    """Time that passes only when somebody sleeps."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    def now(self) -> float:
        """Seconds since 1970."""
        return NOON + sum(self.slept)


@pytest.fixture
def clock() -> Clock:
    """A clock at noon."""
    return Clock()


@pytest.fixture
def client(stub: GitHubStub, clock: Clock) -> Client:
    """A client that waits for nothing."""
    return Client(
        access_from(stub.environment()), advice="give the job more", pace=Pace(sleep=clock.slept.append, now=clock.now)
    )


def write(name: str, text: str) -> str:
    """A file in the working directory. Returns its name."""
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return name
