"""The bytes of a file of a catalog to its text."""

from __future__ import annotations

import codecs
import re
from typing import Final

_LINE_SEPARATOR: Final = re.compile("[\x85\u2028\u2029]")
"""What libyaml takes for the end of a line, but YAML 1.2 and editors do not."""


class NotTextError(Exception):
    """The bytes are not UTF-8 text, or hold what no text file should; says where."""

    def __init__(self, message: str, data: bytes, at: int) -> None:
        super().__init__(message)
        before = data[:at].removeprefix(codecs.BOM_UTF8)
        self.line = before.count(b"\n") + 1
        self.column = len(before.rpartition(b"\n")[2].decode("utf-8", "replace")) + 1


def decode_text(data: bytes) -> str:
    """UTF-8 text without its byte order mark. Raises NotTextError, with the place of the first bad byte."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise NotTextError("is UTF-16 or UTF-32 text; save it as UTF-8", data, 0)
    if b"\0" in data:
        raise NotTextError("is not a text file: it has a NUL byte", data, data.index(b"\0"))
    try:
        text = data.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as error:
        at = error.start + len(data) - len(error.object)
        raise NotTextError(f"byte 0x{data[at]:02x} is not UTF-8; save the file as UTF-8", data, at) from error
    separator = None if text.isascii() else _LINE_SEPARATOR.search(text)
    if separator:
        at = data.index(separator[0].encode())
        raise NotTextError(f"the line separator {separator[0]!a} cannot stand here; remove it", data, at)
    return text
