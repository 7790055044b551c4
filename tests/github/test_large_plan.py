"""A plan of 5,000 changes goes from the files to a comment that GitHub takes."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from syncer.cli import run
from tests.e2e.driving import definition, write_catalog

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

    from tests.e2e.driving import Ran
    from tests.github_stub import GitHubStub

MODELS = 5_000


def prices(factor: float) -> dict[str, str]:
    """Model files whose price of input grows with their number."""
    return {
        f"m{number:04}": definition(f"m{number:04}", input_price_per_million_tokens=1 + (factor - 1) * number / MODELS)
        for number in range(MODELS)
    }


def test_a_comment_of_a_plan_of_5000_changes(
    syncer: Callable[..., Ran], stub: GitHubStub, monkeypatch: pytest.MonkeyPatch, place: Path
) -> None:
    """The comment is below the limit, names the worst ten, and says what was left out and where the whole is."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(place / "cache"))
    for name, value in {"SERVER_URL": "https://github.example", "RUN_ID": "7"}.items():
        monkeypatch.setenv(f"GITHUB_{name}", value)
    write_catalog(prices(1))
    subprocess.run(["git", "init", "--quiet"], check=True)
    subprocess.run(["git", "add", "catalog"], check=True)
    who = ("-c", "user.name=someone", "-c", "user.email=someone@example.org")
    subprocess.run(["git", *who, "commit", "--quiet", "--message", "one"], check=True)
    write_catalog(prices(1.5))
    assert run(["plan", "--against", "HEAD", "--report-dir", "report", "--quiet"]) == 4
    number = stub.open_pull(head="a" * 40)
    ran = syncer("comment", "report/comments/default.md", "--pull-request", str(number))
    assert ran.code == 0, ran.err
    (comment,) = stub.bodies(number)
    assert len(comment) <= 65_536
    shown = re.findall(r"^\| `(m[0-9]+)`", comment, re.MULTILINE)
    assert shown[:10] == [f"m{MODELS - 1 - place:04}" for place in range(10)]
    assert re.search(r"Left out: [0-9,]+ of 4,999 repriced models", comment)
    assert "https://github.example/campus/catalog/actions/runs/7" in comment
    assert "--allow-updates 4999" in comment
    assert 100_000 < len(Path("report/summary.md").read_bytes()) < 1 << 20
