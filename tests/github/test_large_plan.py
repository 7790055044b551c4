"""A plan of thousands of changes goes from the files to a comment that GitHub takes."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from syncer.cli import run
from tests.e2e.driving import definition, write_catalog
from tests.examples import examples

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

    from tests.e2e.driving import Ran
    from tests.github_stub import GitHubStub


def prices(models: int, factor: float) -> dict[str, str]:
    """Model files whose price of input grows with their number."""
    return {
        f"m{number:04}": definition(f"m{number:04}", input_price_per_million_tokens=1 + (factor - 1) * number / models)
        for number in range(models)
    }


def test_a_comment_of_a_large_plan(
    syncer: Callable[..., Ran], stub: GitHubStub, monkeypatch: pytest.MonkeyPatch, place: Path
) -> None:
    """The comment is below the limit, names the worst ten, and says what was left out and where the whole is."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(place / "cache"))
    for name, value in {"SERVER_URL": "https://github.example", "RUN_ID": "7"}.items():
        monkeypatch.setenv(f"GITHUB_{name}", value)
    models = examples(1_200, thorough=5_000)
    write_catalog(prices(models, 1))
    subprocess.run(["git", "init", "--quiet"], check=True)
    subprocess.run(["git", "add", "catalog"], check=True)
    who = ("-c", "user.name=someone", "-c", "user.email=someone@example.org")
    subprocess.run(["git", *who, "commit", "--quiet", "--message", "one"], check=True)
    write_catalog(prices(models, 1.5))
    assert run(["plan", "--against", "HEAD", "--report-dir", "report", "--quiet"]) == 4
    number = stub.open_pull(head="a" * 40)
    ran = syncer("comment", "report/comments/default.md", "--pull-request", str(number))
    assert ran.code == 0, ran.err
    (comment,) = stub.bodies(number)
    assert len(comment) <= 65_536
    shown = re.findall(r"^\| `(m[0-9]+)`", comment, re.MULTILINE)
    assert shown[:10] == [f"m{models - 1 - place:04}" for place in range(10)]
    assert re.search(rf"Left out: [0-9,]+ of {models - 1:,} repriced models", comment)
    assert "https://github.example/campus/catalog/actions/runs/7" in comment
    assert f"--allow-updates {models - 1}" in comment
    assert 100_000 < len(Path("report/summary.md").read_bytes()) < 1 << 20
