"""What TAB completes, asked as a shell asks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.shell_completion import ShellComplete

from schemas.attributes import NAMES
from syncer.cli import cli
from tests.e2e.driving import write_catalog

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.e2e.driving import Ran

    Syncer = Callable[..., Ran]

TARGETS = """\
targets:
  production: {dynamodb: {table: models, region: eu-west-1, endpoint: "http://127.0.0.1:9"}}
  staging: {directory: {path: ../staging}}
"""


def completed(line: str) -> list[str]:
    """What the last word of the line can become, files left out."""
    *words, last = line.split(" ")
    items = ShellComplete(cli, {}, "syncer", "_SYNCER_COMPLETE").get_completions(words, last)
    return [item.value for item in items if item.type == "plain"]


LINES = {
    "plan --target ": ["production", "staging"],
    "plan -t st": ["staging"],
    "targets ": ["production", "staging"],
    "diff -t pro": ["production"],
    "list --explain ": ["gpt-4o", "us.nova"],
    "history --model us": ["us.nova"],
    "plan --only ": ["gpt-4o", "us.nova"],
    "sync --yes --only gpt": ["gpt-4o"],
    "plan --allow-price ": ["gpt-4o", "us.nova"],
    "plan --allow-deletes ": [],
    "history --field knowledge": ["knowledge_cutoff_date"],
    "list --sort sup": [name for name in NAMES if name.startswith("sup")],
    "plan --allow-empty-role ": [],
    "show ": [],
    "revert ": [],
    "revert -t production ": [],
}


def test_words(syncer: Syncer, capfd: pytest.CaptureFixture[str]) -> None:
    """Names of the catalog, in any folder of it; for a table, nothing that would need the network; and no message."""
    write_catalog(["gpt-4o", "us.nova"], settings=TARGETS)
    assert {line: completed(line) for line in LINES} == LINES
    assert syncer("sync", "--yes", "-t", "staging").code == 0
    apply_id = json.loads(syncer("history", "-t", "staging", "--format", "json").out)["applies"][0]["apply_id"]
    capfd.readouterr()
    assert completed("show --target staging ") == completed("revert -t staging 2") == [apply_id]
    assert completed("show --target staging x") == []
    assert completed("show --target production ") == []
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("text", ["name: [", "name: campus\ntargets: 3\n", None])
def test_nothing_where_nothing_can_be_told(text: str | None, capfd: pytest.CaptureFixture[str]) -> None:
    """A catalog that is wrong, or not there, completes nothing and says nothing."""
    if text is not None:
        Path("catalog/models").mkdir(parents=True)
        Path("catalog/catalog.yaml").write_text(text, encoding="utf-8")
    for line in ("plan --target ", "list --explain ", "plan --only g", "show ", "plan --wrong "):
        assert completed(line) == []
    assert capfd.readouterr() == ("", "")
