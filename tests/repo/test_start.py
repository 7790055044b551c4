"""`docs/start.md`, typed from its beginning to its end by somebody with a table and thirty models made by hand."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from schemas.attributes import STORED_NAME
from syncer.load.catalog import load_catalog
from tests.emulator import emulator as emulator  # noqa: PLC0414  a fixture
from tests.forked import forks
from tests.stores.dynamodb_rows import Table, make_table, plain_client
from tests.stores.shapes import admin_row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.emulator import Emulator

ROOT: Final = Path(__file__).parent.parent.parent
PAGE: Final = (ROOT / "docs/start.md").read_text(encoding="utf-8")
_PART: Final = re.compile(
    r"<!-- says: (?P<says>.*?) -->|<!-- page: (?P<page>.*?) -->|<!-- exit: (?P<exit>\d+) -->|```sh\n(?P<sh>.*?)```",
    re.DOTALL,
)


class Block(NamedTuple):
    """Commands that are typed together, and what the page says of them."""

    script: str
    exit_code: int
    edit: str | None
    """What somebody edits on the platform's page before that."""


def blocks(page: str = PAGE) -> Iterator[Block | str]:
    """What is typed; and, as text, what the output of the commands around it has to hold."""
    code, edit = 0, None
    for part in _PART.finditer(page):
        if part["says"]:
            yield part["says"]
        elif part["page"]:
            edit = part["page"]
        elif part["exit"]:
            code = int(part["exit"])
        else:
            yield Block(part["sh"], code, edit)
            code, edit = 0, None


def by_hand(table: Table) -> None:
    """Thirty models that administrators entered on the page."""
    entries = [entry for entry in load_catalog(str(ROOT / "catalog")).entries if not entry.fields["is_default"]][:120]
    chosen = [entry for entry in entries if entry.model_id == "gpt-4o"]
    chosen += [entry for entry in entries if entry.model_id != "gpt-4o"][:29]
    for number, entry in enumerate(chosen, 1):
        fields = {STORED_NAME[name]: value for name, value in entry.fields.items() if value is not None}
        table.put({**admin_row(entry.model_id, number=number), **fields, "isDefault": number == 1})


def edited(table: Table, edit: str) -> None:
    """Somebody edits a model on the page: `gpt-4o modelName=New name`."""
    model_id, attribute, value = re.fullmatch(r"(\S+) (\w+)=(.*)", edit).groups()  # type: ignore[union-attr]  # a page that says something else fails here
    rows = [row for record_id in table.ids() if (row := table.get(record_id)) and row["modelId"] == model_id]
    table.put({**rows[0], attribute: value, "updatedAt": "2026-01-31T12:00:00Z"})


class Shell:
    """A terminal: commands run in the folder that the ones before them went to."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.folder = folder
        self._environment = environment

    def run(self, script: str) -> tuple[int, str]:
        """The exit code and everything that is shown."""
        read, write = os.pipe()
        with os.fdopen(read, encoding="utf-8") as told:
            done = subprocess.run(
                ["bash", "-e", "-c", f"trap 'pwd >&{write}' EXIT\n{script}"],
                cwd=self.folder, env=self._environment, pass_fds=[write], stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT, text=True, check=False,
            )  # fmt: skip
            os.close(write)
            self.folder = Path(told.read().strip() or self.folder)
        return done.returncode, done.stdout


def test_as_typed(tmp_path: Path, emulator: Emulator) -> None:
    """Every command does what the page says, in its order; the table then holds what the files say."""
    client = plain_client(emulator.endpoint)
    table = Table.__new__(Table)
    table.client, table.endpoint, table.name = client, emulator.endpoint, "managed-models"
    make_table(client, table.name)
    by_hand(table)
    before = {record_id: table.get(record_id) for record_id in table.ids()}
    shell = Shell(tmp_path, environment_of(tmp_path, emulator))
    output, typed, awaited = "", 0, []
    for block in blocks():
        if isinstance(block, str):
            awaited.append(block)
            continue
        if block.edit is not None:
            edited(table, block.edit)
        code, shown = shell.run(block.script)
        assert code == block.exit_code, f"{block.script}\n{shown}"
        output += shown
        typed += block.script.count("\n")
    for words in awaited:
        assert words in output
    assert 20 <= typed <= 40
    assert len(before) == 30
    after = {record_id: table.get(record_id) for record_id in table.ids()}
    ours = {"managedBy", "lastApplied", "updatedAt"}
    changed = {
        (old["modelId"], name, new[name])
        for record_id, old in before.items()
        for new in [after[record_id]]
        if old is not None and new is not None
        for name in (old.keys() | new.keys()) - ours
        if old.get(name) != new.get(name)
    }
    assert changed == {("gpt-4o", "inputPricePerMillionTokens", 2), ("gpt-4o", "modelName", "GPT-4o (new)")}


def environment_of(folder: Path, emulator: Emulator) -> dict[str, str]:
    """The variables of somebody who may use the tables, and whose name Git knows."""
    who = [f"GIT_{role}_{what}" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")]
    programs = os.pathsep.join([str(forks().programs("syncer")), os.environ["PATH"]])
    return {
        **{name: value for name, value in emulator.environment.items() if "REGION" not in name},
        **dict.fromkeys(who, "someone@example.org"),
        "PATH": programs, "HOME": str(folder / "home"), "PYTHONPATH": str(ROOT),
        "GIT_CONFIG_NOSYSTEM": "1", "GIT_PAGER": "cat", "LANG": "C.UTF-8",
    }  # fmt: skip
