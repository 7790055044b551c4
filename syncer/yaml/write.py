"""A definition as the canonical text of its file: the one layout that `syncer fmt` brings files into. Pure.

The text means the same to this tool (YAML 1.2) and to tools that read YAML 1.1: what either would take for something
else than text is quoted.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from itertools import accumulate, starmap
from math import isfinite, isnan
from typing import TYPE_CHECKING, Final

from schemas.attributes import BESIDES, DEFINED
from syncer.yaml.scalars import TooManyDigitsError, plain_scalar

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

FILE_KEYS: Final = (*DEFINED, *BESIDES)
"""The keys of a model file in their order."""
FIRST_OF_GROUP: Final = frozenset(
    {"input_modalities", "allowed_app_roles", "input_price_per_million_tokens", "is_reasoning_model",
     "status", "supported_params", "protected"}
)  # fmt: skip
"""Keys before which the groups of a file are parted by a blank line."""
_GROUPS: Final = dict(zip(FILE_KEYS, accumulate(int(key in FIRST_OF_GROUP) for key in FILE_KEYS), strict=True))
LEVELS: Final = 3
"""Mappings so deep have a line an entry: `supported_params`, `params`, and a parameter. Deeper ones stand in braces."""
_PLAIN_START: Final = re.compile(r"[A-Za-z0-9./$_(]|[^\x00-\x7f]")
"""What text may begin with that stands without quotes."""
_NOT_PLAIN: Final = re.compile(": | #|:\\Z")
_RISKY_INSIDE: Final = re.compile(r"""[,\[\]{}:#"'`&*!|>%@\\?]""")
_OLD_WORDS: Final = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
_OLD_NUMBER: Final = re.compile(
    r"[-+.]?[0-9][0-9_,:.+\-eE]*([ tT][0-9:.+\-zZtT ]*)?\Z|[-+]?0[xob][0-9a-fA-F_]*\Z|[-+]?\.[0-9_eE+-]+\Z"
)
"""What YAML 1.1 may take for a number, a date or a time."""
_HUGE: Final = 1e15
_LONGEST_KEY: Final = 1000
"""Characters of a key that stands on a line with its value; YAML allows 1024."""
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Zs", "Zl", "Zp"})
"""Categories of what does not print. Characters without one yet do: otherwise each Python would write another text."""
_NO_CHARACTERS: Final = frozenset({"\ufffe", "\uffff"})
_SHORT: Final = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


class AsTyped(str):
    """The source of a value, to be written as it is."""

    __slots__ = ()


def group_of(key: str) -> int:
    """The number of the group of keys that a known key stands in; unknown keys stand in the last one."""
    return _GROUPS.get(key, len(FILE_KEYS))


def definition_text(fields: Mapping[str, object], *, header: Sequence[str] = ()) -> str:
    """The file of a definition that says these fields; those that are None are left out. Raises ValueError."""
    strange = [key for key in fields if key not in FILE_KEYS]
    if strange:
        raise ValueError(f"a model file has no key {strange[0]!r}")
    lines = list(header)
    group: int | None = None
    for key in FILE_KEYS:
        value = fields.get(key)
        if value is None:
            continue
        if group not in {None, group_of(key)}:
            lines.append("")
        group = group_of(key)
        lines.extend(field_lines(key, value))
    return "\n".join(lines) + "\n"


def field_lines(key: str, value: object, *, depth: int = 0) -> Iterator[str]:
    """The lines of one field: one line, but for mappings, which get a line an entry down to the options."""
    start = _key_start(key, "  " * depth)
    if isinstance(value, Mapping) and value and depth < LEVELS:
        yield from start
        for name, part in value.items():
            yield from field_lines(str(name), part, depth=depth + 1)
    else:
        yield from start[:-1]
        yield f"{start[-1]} {value_text(value)}"


def _key_start(key: str, indent: str) -> tuple[str, ...]:
    name = key_text(key)
    return (f"{indent}{name}:",) if len(name) <= _LONGEST_KEY else (f"{indent}? {name}", f"{indent}:")


def value_text(value: object, *, inside: bool = False) -> str:
    """A value on one line. `inside`: in a list or a mapping in brackets."""
    match value:
        case None | bool():
            return json.dumps(value)
        case int():
            return str(value)
        case float():
            return decimal_text(value)
        case str():
            return _text(value, inside=inside)
        case Mapping():
            return f"{{{', '.join(starmap(pair_text, value.items()))}}}"
        case list() | tuple():
            return f"[{', '.join(value_text(part, inside=True) for part in value)}]"
        case _:
            raise TypeError(f"{type(value).__name__} cannot stand in YAML")


def decimal_text(value: float) -> str:
    """A number without an exponent and without zeros that say nothing: `2.5`, `11`, `0.0000001`."""
    if not isfinite(value):
        return ".nan" if isnan(value) else f"{'-' if value < 0 else ''}.inf"
    if abs(value) >= _HUGE:
        mantissa, _, exponent = repr(value).partition("e")
        return f"{mantissa}{'' if '.' in mantissa else '.0'}e{exponent}" if exponent else repr(value)
    return str(int(value)) if value.is_integer() else f"{Decimal(repr(value)):f}"


def key_text(key: str) -> str:
    """A key, quoted where it has to be."""
    return key if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_.-]*", key) and not _is_special(key) else quoted(key)


def pair_text(key: object, value: object) -> str:
    """A key and its value in braces."""
    name = key_text(str(key))
    return f"{name if len(name) <= _LONGEST_KEY else f'? {name}'}: {value_text(value, inside=True)}"


def quoted(text: str) -> str:
    """Text in double quotes."""
    return f'"{"".join(map(_escaped, text))}"'


def _text(text: str, *, inside: bool) -> str:
    if isinstance(text, AsTyped):
        return text
    return text if _stands_plain(text) and not (inside and _RISKY_INSIDE.search(text)) else quoted(text)


def _stands_plain(text: str) -> bool:
    """Whether text needs no quotes on a line of its own."""
    ends_early = text != text.strip() or _NOT_PLAIN.search(text)
    return bool(_PLAIN_START.match(text)) and all(map(is_seen, text)) and not ends_early and not _is_special(text)


def _is_special(text: str) -> bool:
    """Whether any YAML takes the text for something else."""
    if text.lower() in _OLD_WORDS or _OLD_NUMBER.match(text) or text.startswith(("---", "...")):
        return True
    try:
        return plain_scalar(text) != text
    except TooManyDigitsError:
        return True


def is_seen(character: str) -> bool:
    """Whether the character prints, wherever it stands."""
    return character == " " or not (unicodedata.category(character) in _UNSEEN or character in _NO_CHARACTERS)


def _escaped(character: str) -> str:
    if character in _SHORT:
        return _SHORT[character]
    if is_seen(character):
        return character
    code = ord(character)
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def in_quotes_of(old: str, value: object, *, inside: bool = False) -> str:
    """A value on one line; text in the quotes that the old value had."""
    if isinstance(value, str) and old.startswith('"'):
        return quoted(value)
    if isinstance(value, str) and old.startswith("'") and all(map(is_seen, value)):
        return "'" + value.replace("'", "''") + "'"
    return value_text(value, inside=inside)
