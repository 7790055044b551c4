"""A definition as the canonical text of its file: the one layout that `syncer fmt` brings files into. Pure.

The text means the same to this tool (YAML 1.2) and to tools that read YAML 1.1: what either would take for something
else than text is quoted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from schemas.attributes import NAMES
from syncer.scalars import TooManyDigitsError, plain_scalar

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

KEYS: Final = (*NAMES, "protected", "renamed_from")
"""The keys of a model file in their order."""
FIRST_OF_GROUP: Final = frozenset(
    {"input_modalities", "allowed_app_roles", "input_price_per_million_tokens", "is_reasoning_model",
     "supported_params", "protected"}
)  # fmt: skip
"""Keys before which the groups of a file are parted by a blank line."""
_PLAIN: Final = re.compile(r"[A-Za-z0-9./$_(][^\x00-\x1f]*\Z")
"""Text that may stand without quotes as far as its first character tells."""
_OLD_WORDS: Final = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
_OLD_NUMBER: Final = re.compile(
    r"[-+.]?[0-9][0-9_,:.+\-eE]*([ tT]+[0-9:.+\-zZ ]*)?\Z|[-+]?0[xob][0-9a-fA-F_]*\Z|[-+]?\.[0-9_eE+-]+\Z"
)
"""What YAML 1.1 may take for a number, a date or a time."""
_HUGE: Final = 1e15


def group_of(key: str) -> int:
    """The number of the group of keys that a known key stands in; unknown keys stand in the last one."""
    if key not in KEYS:
        return len(KEYS)
    return sum(KEYS.index(first) <= KEYS.index(key) for first in FIRST_OF_GROUP)


def definition_text(fields: Mapping[str, object], *, header: Sequence[str] = ()) -> str:
    """The file of a definition that says these fields; those that are None are left out."""
    lines = list(header)
    group = 0
    for key in KEYS:
        value = fields.get(key)
        if value is None:
            continue
        if group_of(key) != group:
            lines.append("")
            group = group_of(key)
        lines.extend(field_lines(key, value))
    return "\n".join(lines) + "\n"


def field_lines(key: str, value: object) -> Iterator[str]:
    """The lines of one field: one line, but for mappings, which get a line an entry down to the options."""
    if isinstance(value, Mapping) and value:
        yield f"{key_text(key)}:"
        for name, part in value.items():
            yield from _nested(str(name), part, 1)
    else:
        yield f"{key_text(key)}: {value_text(value)}"


def _nested(key: str, value: object, depth: int) -> Iterator[str]:
    indent = "  " * depth
    if isinstance(value, Mapping) and value and depth < 3:
        yield f"{indent}{key_text(key)}:"
        for name, part in value.items():
            yield from _nested(str(name), part, depth + 1)
    else:
        yield f"{indent}{key_text(key)}: {value_text(value)}"


def value_text(value: object, *, inside: bool = False) -> str:  # noqa: PLR0911  one line a type
    """A value on one line. `inside`: in a list or a mapping in brackets."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case float():
            return number_text(value)
        case str():
            return _text(value, inside=inside)
        case Mapping():
            parts = (f"{key_text(str(name))}: {value_text(part, inside=True)}" for name, part in value.items())
            return f"{{{', '.join(parts)}}}"
        case list() | tuple():
            return f"[{', '.join(value_text(part, inside=True) for part in value)}]"
        case _:
            raise TypeError(f"{type(value).__name__} cannot stand in YAML")


def number_text(value: float) -> str:
    """A number without an exponent and without zeros that say nothing: `2.5`, `11`, `0.0000001`."""
    if abs(value) >= _HUGE:
        mantissa, _, exponent = repr(value).partition("e")
        return f"{mantissa}{'' if '.' in mantissa else '.0'}e{exponent}" if exponent else repr(value)
    return str(int(value)) if value.is_integer() else f"{Decimal(repr(value)):f}"


def key_text(key: str) -> str:
    """A key, quoted where it has to be."""
    return key if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_.-]*", key) and not _is_special(key) else quoted(key)


def quoted(text: str) -> str:
    """Text in double quotes."""
    return f'"{"".join(map(_escaped, text))}"'


def _text(text: str, *, inside: bool) -> str:
    risky = ",[]{}:#\"'`&*!|>%@\\?" if inside else ""
    plain = (
        _PLAIN.match(text)
        and text.isprintable()
        and text == text.strip()
        and ": " not in text
        and " #" not in text
        and not text.endswith(":")
        and not any(mark in text for mark in risky)
        and not _is_special(text)
    )
    return text if plain else quoted(text)


def _is_special(text: str) -> bool:
    """Whether any YAML takes the text for something else."""
    if text.lower() in _OLD_WORDS or _OLD_NUMBER.match(text) or text.startswith(("---", "...")):
        return True
    try:
        return plain_scalar(text) != text
    except TooManyDigitsError:
        return True


def _escaped(character: str) -> str:
    if character in '"\\':
        return f"\\{character}"
    if character.isprintable():
        return character
    code = ord(character)
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
