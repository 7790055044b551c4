"""What stands on the sheets of a page that the browser printed: the text of a PDF as that browser writes it."""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING, Final
from unicodedata import normalize

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_OBJECT: Final = re.compile(rb"(\d+) 0 obj\s(.*?)\sendobj", re.DOTALL)
_STREAM: Final = re.compile(rb"stream\r?\n(.*)\r?\nendstream", re.DOTALL)
_SHEET: Final = re.compile(rb"/Type /Page\b(?!s)")
_LETTERS: Final = re.compile(rb"<([0-9A-F]{4})> <([0-9A-F]+)>(?: <([0-9A-F]+)>)?")
"""A glyph and its letter; or the first and the last glyph of some, and the letter of the first."""
_RUN: Final = re.compile(rb"BT\s/(F\d+) .*?ET", re.DOTALL)
_GLYPHS: Final = re.compile(rb"<([0-9A-F]+)> Tj")


def texts_of_sheets(pdf: bytes) -> list[str]:
    """The text of each sheet, a line for each run of it, in the order in which they are painted; no ligatures."""
    parts = {int(number): body for number, body in _OBJECT.findall(pdf)}
    return [normalize("NFKC", "\n".join(_runs(parts, body))) for body in parts.values() if _SHEET.search(body)]


def _runs(parts: Mapping[int, bytes], sheet: bytes) -> Iterator[str]:
    fonts = {name: _letters(parts, int(number)) for name, number in re.findall(rb"/(F\d+) (\d+) 0 R", sheet)}
    painted = _unpacked(parts[_number(rb"/Contents", sheet)])
    for run in _RUN.finditer(painted):
        glyphs = "".join(word.decode() for word in _GLYPHS.findall(run[0]))
        letters = fonts[run[1]]
        yield "".join(letters.get(int(glyphs[at : at + 4], 16), "?") for at in range(0, len(glyphs), 4))


def _letters(parts: Mapping[int, bytes], font: int) -> dict[int, str]:
    """Each glyph's letter."""
    found: dict[int, str] = {}
    for first, second, third in _LETTERS.findall(_unpacked(parts[_number(rb"/ToUnicode", parts[font])])):
        start, last, text = (
            int(first, 16),
            int(second if third else first, 16),
            bytes.fromhex((third or second).decode()),
        )
        letter = text.decode("utf-16-be")
        found |= {start + step: letter[:-1] + chr(ord(letter[-1]) + step) for step in range(last - start + 1)}
    return found


def _number(name: bytes, body: bytes) -> int:
    found = re.search(name + rb" (\d+) 0 R", body)
    assert found, (name, body[:80])
    return int(found[1])


def _unpacked(body: bytes) -> bytes:
    found = _STREAM.search(body)
    assert found, body[:80]
    return zlib.decompress(found[1])
