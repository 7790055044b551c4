"""A document is made only as often as somebody asked for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from syncer.cli.output import emit_form
from syncer.render.text.values import PLAIN, Paint

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("form", "has_file", "times"), [("text", False, 1), ("text", True, 2), ("json", False, 1), ("json", True, 1)]
)
def test_how_often_a_form_is_made(
    form: str, has_file: bool, times: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Once for the terminal; a second time only for a file, and only where colour sets the two apart."""
    made: list[Paint] = []

    def render(*, paint: Paint = PLAIN) -> str:
        made.append(paint)
        return "document\n"

    file = tmp_path / "file"
    emit_form(render, form, str(file) if has_file else None)
    assert len(made) == times
    assert capsys.readouterr().out == "document\n"
    assert file.exists() == has_file
    assert not has_file or file.read_text(encoding="utf-8") == "document\n"
