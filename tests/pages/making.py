"""Each page as a command makes it, from the story."""

from __future__ import annotations

from contextlib import chdir, redirect_stdout
from io import StringIO
from typing import TYPE_CHECKING, Final

import pytest

from syncer.cli import run
from tests.e2e.conftest import OURS
from tests.pages.story import MODELS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

COMMANDS: Final[Mapping[str, tuple[str, ...]]] = {
    "catalog": ("page", "--live", "--out", "catalog.html"),
    "plan": ("plan", "--format", "html", "--output", "plan.html"),
    "history": ("history", "--format", "html", "--output", "history.html", *(f"--model={name}" for name in MODELS)),
}
"""What makes the file of that name, with `.html` behind it."""


def make_page(folder: Path, name: str) -> Path:
    """The page of that name, of the catalog and the store in the folder."""
    with pytest.MonkeyPatch.context() as patch, chdir(folder), redirect_stdout(StringIO()):
        for variable in OURS:
            patch.delenv(variable, raising=False)
        patch.setenv("XDG_CACHE_HOME", str(folder / ".cache"))
        code = run([*COMMANDS[name], "--quiet"])
    assert code in {0, 2}, (name, code)
    return folder / f"{name}.html"
