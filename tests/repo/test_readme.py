"""What the README shows is what happens."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Final

from syncer.cli import run

if TYPE_CHECKING:
    import pytest

ROOT: Final = Path(__file__).parent.parent.parent
README: Final = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_plan_that_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The price edit of the README gives the plan of the README, to the letter, but for prices of days to come."""
    for name in ("DYNAMODB_MANAGED_MODELS_TABLE_NAME", "MANAGED_MODELS_DIR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    shutil.copytree(ROOT / "catalog", "catalog")
    assert run(["sync", "--yes"]) == 0
    shown = re.search(r"```console\n\$ syncer plan\n(.*?)```", README, re.DOTALL)
    assert shown is not None
    edit = re.search(r"(\w+_tokens): (\S+) -> (\S+) USD \(.*?\)  (\S+):\d+", shown[1])
    assert edit is not None
    field, before, after, file = edit.groups()
    text = Path(file).read_text(encoding="utf-8")
    assert f"\n{field}: {before}\n" in text
    Path(file).write_text(text.replace(f"{field}: {before}\n", f"{field}: {after}\n"), encoding="utf-8")
    capsys.readouterr()
    assert run(["plan"]) == 0
    assert re.sub(r"(?:\S+ from \d{4}-\d\d-\d\d on: .*\n)+\n", "", capsys.readouterr().out) == shown[1]


def test_it_opens_with_two_commands() -> None:
    """The first block of shell syncs, the second runs the checks that CI runs."""
    first, second = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)[:2]
    assert first.strip().endswith(".venv/bin/syncer sync --yes")
    steps = [step.strip() for step in second.split("&&")]
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert [step for step in steps if step.replace("'", "") not in ci.replace("'", "")] == []


def test_its_links_lead_somewhere() -> None:
    """Every relative link of the README and of the documents leads to a file."""
    pages = (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md"))
    broken = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in pages
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    ]
    assert broken == []
