"""A stored value that is none of its field's, in words: what stands there, and of which kind it is. Pure."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from schemas.attributes import Kind

_LONGEST: Final = 80
"""Characters of the value; a row may hold text of any length."""
_KINDS: Final = {str: "text", bool: "a boolean", list: "a list", dict: "a map"}
_WANTED: Final[dict[Kind, str]] = {
    "text": "text",
    "flag": "a boolean",
    "count": "a number",
    "price": "a number",
    "place": "a number",
    "modalities": "a list",
    "names": "a list",
    "params": "a map",
}
"""The kind of a field's values; one of this kind that is wrong otherwise is said without it."""


def odd_in_words(field_kind: Kind, value: object) -> str:
    """`0 (a number)`, `"2.5" (text)`; `null` is that alone. Empty for text in a field of text."""
    kind = "" if value is None else _kind_of(value)
    if kind == _WANTED[field_kind] == "text":
        return ""
    text = _text_of(value)
    text = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."
    return f"{text} ({kind})" if kind not in ("", _WANTED[field_kind]) else text


def _kind_of(value: object) -> str:
    """A set or binary data, which no file has, comes as an object of the stores with its kind and content."""
    if isinstance(getattr(value, "content", None), tuple):
        return "binary data" if getattr(value, "kind", "") == "B" else "a set"
    return next((word for kind, word in _KINDS.items() if isinstance(value, kind)), "a number")


def _text_of(value: object) -> str:
    content = getattr(value, "content", value)
    if content is not None and not isinstance(content, (str, bool, list, tuple, dict)):
        return str(content)
    text = json.dumps(content, ensure_ascii=False, default=str)
    return text if text.isprintable() else json.dumps(content, default=str)
