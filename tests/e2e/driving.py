"""Drives the command line: in this process, as a process, and on a terminal; and writes small catalogs."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final, NamedTuple

import click

from syncer.cli import cli, run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    import pytest

    Syncer = Callable[..., "Ran"]

SYNCER: Final = (sys.executable, "-m", "syncer")
_SPAWN: Final = "import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))"
_PATIENCE: Final = 60.0
"""Seconds after which a process that hangs is ended, so that the tests do not hang with it."""

CONTROL_KEYS: Final = (b"\x03", b"\x04")
"""Ctrl-C and the end of input."""
_PAUSE: Final = 1.0

_FIELDS: Final[Mapping[str, object]] = {
    "provider": "openai",
    "provider_name": "OpenAI",
    "input_modalities": ["TEXT"],
    "output_modalities": ["TEXT"],
    "max_input_tokens": 128000,
    "max_output_tokens": 4096,
    "input_price_per_million_tokens": 2.5,
    "output_price_per_million_tokens": 10,
}


class Ran(NamedTuple):
    """A command that has ended."""

    code: int
    out: str
    err: str


def all_commands() -> dict[str, click.Command]:
    """Every command by its words, such as `plan` or `table create`, without `syncer`."""
    found: dict[str, click.Command] = {}
    waiting: list[tuple[str, click.Command]] = [("", cli)]
    while waiting:
        words, command = waiting.pop()
        if words:
            found[words] = command
        if isinstance(command, click.Group):
            context = click.Context(command)
            named = [(name, command.get_command(context, name)) for name in command.list_commands(context)]
            waiting += [(f"{words} {name}".strip(), inner) for name, inner in named if inner is not None]
    return dict(sorted(found.items()))


def in_this_process(capfd: pytest.CaptureFixture[str]) -> Syncer:
    """Runs command lines in this process, which is faster than a process for each: a third of a second."""

    def call(*words: str) -> Ran:
        capfd.readouterr()
        code = run(words)
        return Ran(code, *capfd.readouterr())

    return call


def process(
    *words: str,
    env: Mapping[str, str] | None = None,
    stdout: IO[bytes] | int = subprocess.PIPE,
    prefix: Sequence[str] = SYNCER,
) -> Ran:
    """Run `syncer` as a process without a terminal."""
    done = subprocess.run(
        [*prefix, *words],
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.PIPE,
        env={**os.environ, **(env or {})},
        timeout=_PATIENCE,
        check=False,
    )
    return Ran(done.returncode, (done.stdout or b"").decode(), done.stderr.decode())


def on_terminal(
    *words: str, answers: Sequence[tuple[str, Callable[[], str]]] = (), env: Mapping[str, str] | None = None
) -> Ran:
    """Run `syncer` on a terminal of its own. Each answer is typed when its prompt has been shown.

    `out` is all that the terminal shows, both streams, with plain line ends.
    """
    command = [sys.executable, "-I", "-S", "-c", _SPAWN, *SYNCER, *words]
    environment = {**os.environ, "TERM": "xterm-256color", **(env or {})}
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment, bufsize=0
    ) as running:
        try:
            shown = _converse(running, answers)
        except BaseException:
            running.kill()
            raise
    return Ran(running.returncode, shown.decode().replace("\r\n", "\n"), "")


def _converse(running: subprocess.Popen[bytes], answers: Sequence[tuple[str, Callable[[], str]]]) -> bytes:
    """All that the terminal shows."""
    assert running.stdin is not None
    assert running.stdout is not None
    shown = typed = b""
    for prompt, answer in answers:
        while prompt.encode() not in shown:
            more = _read(running.stdout, _PATIENCE)
            assert more, f"no {prompt!r} in {shown.decode()}"
            shown += more
        typed = answer().encode()
        running.stdin.write(typed)
    waited = 0.0
    while (more := _read(running.stdout, _PAUSE)) != b"":
        waited = waited + _PAUSE if more is None else 0
        assert waited < _PATIENCE, f"hangs after {shown.decode()}"
        if more is None and typed in CONTROL_KEYS:  # readline loses one that is typed just before it listens
            running.stdin.write(typed)
        shown += more or b""
    return shown


def _read(stream: IO[bytes], patience: float) -> bytes | None:
    """What the stream has; empty at its end, None when nothing came."""
    ready, _, _ = select.select([stream], [], [], patience)
    return stream.read(4096) if ready else None


def definition(model_id: str, **fields: object) -> str:
    """A model file; a field that is None is left out."""
    values = {"model_id": model_id, "model_name": model_id, **_FIELDS, **fields}
    return "".join(f"{name}: {json.dumps(value)}\n" for name, value in values.items() if value is not None)


def write_catalog(
    models: Iterable[str] | Mapping[str, str] = (), *, folder: str = "catalog", settings: str = ""
) -> Path:
    """A catalog of plain models by id, or of model files by name."""
    top = Path(folder)
    (top / "models").mkdir(parents=True, exist_ok=True)
    (top / "catalog.yaml").write_text(f"name: campus\n{settings}", encoding="utf-8")
    files = models if hasattr(models, "items") else {model_id: definition(model_id) for model_id in models}
    for name, text in files.items():
        (top / "models" / f"{name}.yaml").write_text(text, encoding="utf-8")
    return top


def write_model(model_id: str, *, folder: str = "catalog", **fields: object) -> None:
    """One model file of a catalog, new or anew."""
    Path(folder, "models", f"{model_id}.yaml").write_text(definition(model_id, **fields), encoding="utf-8")


def rows(folder: str = "managed_models") -> dict[str, bytes]:
    """Every row of the store, by file name; empty when there is no store."""
    return {path.name: path.read_bytes() for path in Path(folder).glob("*.json")}
