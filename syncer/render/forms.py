"""A document in the form that was asked for: only that one is made, and JSON is the same bytes every time."""

from __future__ import annotations

import json
from json.encoder import encode_basestring_ascii as quoted
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

_WORDS: Final = {None: "null", True: "true", False: "false"}
_SCALARS: Final[dict[type, Callable[[Any], str]]] = {
    str: quoted,
    int: repr,
    bool: _WORDS.__getitem__,
    type(None): _WORDS.__getitem__,
}


def in_form(
    form: str, *, lines: Iterable[str], document: Callable[[], Mapping[str, Any]], **others: Callable[[], str]
) -> str:
    """The document as `json`, in one of the `others`, or else as text. `lines` are best made as they are asked for."""
    if form == "json":
        return json_text({"format_version": "1.0", **document()})
    return others[form]() if form in others else text_of(lines)


def text_of(lines: Iterable[str]) -> str:
    """The lines, each with its end."""
    return "".join([f"{line}\n" for line in lines])


def json_text(document: Mapping[str, Any]) -> str:
    """The document's text.

    GitHub's runner takes `##[` for a command wherever it stands in a line, so no string has it in plain.
    """
    return _indented(document, "\n").replace("##[", "##\\u005b") + "\n"


def _indented(value: Any, start: str) -> str:
    """What `json.dumps(value, indent=2)` gives, which does without its C code then and takes several times as long.

    `start` begins a line as deep as the value.
    """
    take = _SCALARS.get(type(value))
    if take is not None:
        return take(value)
    inner = f"{start}  "
    if isinstance(value, dict) and value:
        body = f",{inner}".join([f"{_key(key)}: {_indented(item, inner)}" for key, item in value.items()])
        return f"{{{inner}{body}{start}}}"
    if isinstance(value, (list, tuple)) and value:
        return f"[{inner}{f',{inner}'.join([_indented(item, inner) for item in value])}{start}]"
    return json.dumps(value)


def _key(key: object) -> str:
    if type(key) is not str:
        raise TypeError(f"keys must be text, not {type(key).__name__}")
    return quoted(key)
