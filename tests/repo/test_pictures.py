"""The pictures of the documents: each is there, small, said in words, and shown by a document."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parent.parent.parent
DOCUMENTS: Final = (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md")))
MOST_BYTES: Final = 150_000
SHOWN: Final = [
    (document, words, (document.parent / path).resolve())
    for document in DOCUMENTS
    for words, path in re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", document.read_text(encoding="utf-8"))
]
"""The document, what it says in place of the picture, and the file."""


def test_each_is_there_and_small() -> None:
    """A picture is a file of this repository, in a format that GitHub shows, small, and told in words, too."""
    assert len(SHOWN) >= 3
    for document, words, file in SHOWN:
        assert file.is_file(), (document, file)
        assert file.read_bytes()[8:12] == b"WEBP", file
        assert file.stat().st_size < MOST_BYTES, file
        assert len(words) > 20, (document, "say what the picture shows")


def test_each_is_shown() -> None:
    """No picture lies in the folder that no document shows; the README opens with one."""
    assert {path.resolve() for path in (ROOT / "docs/pictures").iterdir()} == {file for _, _, file in SHOWN}
    first = ROOT / "README.md"
    assert "![" in first.read_text(encoding="utf-8").split("\n## ")[0]
