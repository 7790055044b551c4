"""Plain scalars by the core schema of YAML 1.2, and the bounds of a document: for both ways of reading one."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Final

from syncer.frozen import NamedTuple

MAX_NODES: Final = 20_000
"""Values in one document, those behind aliases counted each time they are used, long text once a hundred characters."""
MAX_DIGITS: Final = 38
"""Digits of a whole number: what DynamoDB keeps exactly."""
_WORDS: Final[dict[str, object]] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True,
    "false": False, "False": False, "FALSE": False,
}  # fmt: skip
_WHOLE: Final = re.compile(r"[-+]?[0-9]+\Z|0o[0-7]+\Z|0x[0-9a-fA-F]+\Z")
_FLOAT: Final = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
_SPECIAL: Final = re.compile(r"[-+]?\.(inf|Inf|INF)\Z|\.(nan|NaN|NAN)\Z")
_NUMERIC_START: Final = frozenset("0123456789+-.")


class Parsed(NamedTuple):
    """A parsed file whose top is a mapping."""

    value: dict[str, Any]
    lines: dict[str, int]
    """Line of each top-level key, from 1."""


class TooManyDigitsError(Exception):
    """A whole number that no store keeps exactly."""


@lru_cache(maxsize=1024)
def plain_scalar(text: str) -> object:
    """The value. Raises TooManyDigitsError."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _NUMERIC_START:
        return text
    if _WHOLE.match(text):
        if len(text) > MAX_DIGITS:
            raise TooManyDigitsError
        return int(text, 0) if text[:2] in {"0o", "0x"} else int(text)
    if _FLOAT.match(text):
        return float(text)
    return float(text.replace(".", "", 1)) if _SPECIAL.match(text) else text
