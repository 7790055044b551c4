"""When two values of a field are the same: the one rule that plans, stores and reports share."""

from __future__ import annotations

import json
import marshal
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from schemas.attributes import KIND, NAMES, without_nulls

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_MEMBER: Final[Mapping[str, Callable[[str], str]]] = {"modalities": str.casefold, "names": str}
"""How a member of a set is compared, by the kind of the field."""


_PLAIN: Final = frozenset({str, int, bool, type(None)})
"""The types of most values. They have nothing in them, and are written as they are."""
_OF_WHOLE_FLOATS: Final = (".0,", ".0}", ".0]", "e+")
"""One of these is in the JSON of any value that has a float without a fraction inside, and seldom in another's."""
_SAY_SOMETHING: Final = (False, 0)
"""Values that are something though they are not true. Empty text, lists and parameters are nothing."""


def comparable(field: str, value: object) -> object:
    """The value in the form in which equal means the same: sets sorted, empty and absent one, `3` and `3.0` one."""
    return None if value is None else _comparable(KIND[field], value)


def _comparable(kind: str, value: object) -> object:
    if kind == "params":
        return canonical_json(without_nulls(value)) if value else None
    fold = _MEMBER.get(kind)
    if fold is None or not isinstance(value, (list, tuple)):
        return None if (kind, value) == ("text", "") else _plain_numbers(value)
    return sorted({fold(str(item)) for item in value}) or None


def differing(before: Mapping[str, object], after: Mapping[str, object]) -> tuple[str, ...]:
    """Names of the fields whose values are not the same, in stored order. Equal mappings are the fast case."""
    if before == after and same_json(before["supported_params"], after["supported_params"]):
        return ()
    return tuple(name for name in NAMES if not same(name, before[name], after[name]))


def filled(fields: Mapping[str, object]) -> tuple[str, ...]:
    """Names of the fields that say something, in stored order: those that differ from nothing at all."""
    return tuple([name for name in NAMES if fields[name] or fields[name] in _SAY_SOMETHING])


def same(field: str, before: object, after: object) -> bool:
    """Whether the two values of a field mean the same."""
    if before == after and (KIND[field] != "params" or same_json(before, after)):
        return True
    return comparable(field, before) == comparable(field, after)


def whole(value: float) -> int:
    """A float without a fraction as a table keeps it: the shortest decimal that reads back to it."""
    mantissa, has_exponent, exponent = repr(value).partition("e")
    if not has_exponent:
        return int(value)
    digits, _, fraction = mantissa.partition(".")
    return int(digits + fraction + "0" * (int(exponent) - len(fraction)))


def same_json(one: object, other: object) -> bool:
    """Whether two equal values are equal to JSON too: to Python `True == 1`, but not to those who read the row."""
    if one is None or _text_of(one) == _text_of(other):
        return True
    if isinstance(one, dict) and isinstance(other, dict):
        return all(same_json(value, other[key]) for key, value in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return all(map(same_json, one, other))
    return isinstance(one, bool) == isinstance(other, bool)


def _text_of(value: Any) -> bytes | str:
    """What only values have in common that are the same to JSON, though not all of those."""
    try:
        return marshal.dumps(value, 2)  # a version that writes equal text alike; a fourth of the time of `repr`
    except ValueError:  # a Decimal
        return repr(value)


def canonical_json(value: object) -> str:
    """JSON with sorted keys and no spaces, in which `3.0` is written `3`: what fingerprints are made over."""
    text = comparable_json(value)
    if isinstance(value, float) or any(map(text.__contains__, _OF_WHOLE_FLOATS)):
        return comparable_json(_plain_numbers(value))
    return text


def comparable_json(value: object) -> str:
    """The same of a value that is comparable already, and whose numbers therefore are plain."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def fingerprint_of(text: str) -> str:
    """SHA-256 over a value's canonical JSON: equal values, equal fingerprints."""
    for module in ("_sha2", "_sha256", "hashlib"):  # what hashlib gives, which loads all of OpenSSL first: 8 ms
        with suppress(ImportError):
            made: str = import_module(module).sha256(text.encode()).hexdigest()
            break
    return made


def _plain_numbers(value: object) -> object:
    if type(value) in _PLAIN:
        return value
    if isinstance(value, float) and value.is_integer():
        return whole(value)
    if isinstance(value, dict):
        return {key: _plain_numbers(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain_numbers(item) for item in value]
    return value
