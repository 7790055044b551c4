"""The walk of `docs/environments.md`, typed by somebody with two tables: thirty models and twenty-one, not the same."""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from syncer.cli import run
from tests.emulator import emulator as emulator  # noqa: PLC0414  a fixture
from tests.repo.test_start import Block, Shell, blocks, environment_of
from tests.stores.dynamodb_rows import Table, make_table, plain_client
from tests.stores.shapes import admin_row, bootstrap_row, newer_row

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

    from tests.emulator import Emulator

PAGE: Final = (Path(__file__).parent.parent.parent / "docs/environments.md").read_text(encoding="utf-8")
SHAPES: Final[tuple[Callable[..., dict[str, Any]], ...]] = (admin_row, bootstrap_row, newer_row)
OTHERWISE: Final[tuple[dict[str, Any], ...]] = (
    {"enabled": False},
    {"inputPricePerMillionTokens": 0.25, "availableToRoles": ["testers"]},
    {"modelName": "Trial: do not use", "maxOutputTokens": 1000},
    {"knowledgeCutoffDate": "2024-04", "cacheReadPricePerMillionTokens": 0.1},
    {"supportedParams": {"params": {"temperature": {"supported": True, "max": 2}}}},
)
OURS: Final = {"managedBy", "lastApplied", "updatedAt"}


def row(number: int, at: int, **extra: Any) -> dict[str, Any]:
    """A row in one of the shapes that occur, with an id of its table."""
    made = SHAPES[number % 3](f"maker.model-{number}:0", **extra)
    return {**made, "id": admin_row(number=at)["id"], "isDefault": bool(extra.get("isDefault"))}


def filled(client: Any, endpoint: str, name: str, rows: list[dict[str, Any]]) -> Table:
    """A table with these rows."""
    table = Table.__new__(Table)
    table.client, table.endpoint, table.name = client, endpoint, name
    make_table(client, name)
    for one in rows:
        table.put(one)
    return table


def held(table: Table) -> dict[str, dict[str, Any]]:
    """What each row has, but for what a sync adds."""
    found = ((record_id, table.get(record_id) or {}) for record_id in table.ids())
    return {record_id: {name: value for name, value in one.items() if name not in OURS} for record_id, one in found}


def test_as_typed(tmp_path: Path, emulator: Emulator, monkeypatch: pytest.MonkeyPatch,
                  capfd: pytest.CaptureFixture[str]) -> None:  # fmt: skip
    """Both are in Git after a dozen commands; no row came, went or changed, and the plans say what the page says."""
    client = plain_client(emulator.endpoint)
    production = [row(number, number, isDefault=number == 1) for number in range(1, 31)]
    shared = [row(number, 100 + number, **(OTHERWISE[number - 1] if number < 6 else {})) for number in range(1, 19)]
    alone = [row(number, 100 + number, isDefault=number == 41) for number in (40, 41, 42)]
    tables = (
        filled(client, emulator.endpoint, "models-production", production),
        filled(client, emulator.endpoint, "models-staging", [*shared, *alone]),
    )
    before = [*map(held, tables)]
    assert [*map(len, before)] == [30, 21]
    for name, value in environment_of(tmp_path, emulator).items():
        monkeypatch.setenv(name, value)
    shell, shown, typed = Shell(tmp_path, dict(os.environ)), "", 0
    for block in blocks(PAGE):
        if isinstance(block, str):
            assert block in shown, shown
            continue
        for command in commands(block):
            typed += 1
            monkeypatch.chdir(shell.folder)
            code, said = (run(shlex.split(command)[1:]), "") if command.startswith("syncer") else shell.run(command)
            shown += said + "".join(capfd.readouterr())
            assert code == 0, f"{command}\n{shown}"
    assert typed < 15
    assert [*map(held, tables)] == before
    assert shown.count("Nothing to do") == 2


def commands(block: Block) -> list[str]:
    """The commands of a block, one by one; the text that one is given belongs to it."""
    found: list[str] = []
    for line in block.script.splitlines():
        if found and "<<'END'" in found[-1] and not found[-1].endswith("\nEND"):
            found[-1] += f"\n{line}"
        else:
            found.append(line)
    return found
