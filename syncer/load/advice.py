"""What to write instead of a text that stands where something else has to: a number, a truth, a list. Pure."""

from __future__ import annotations

import re
from typing import Final

from schemas.fields import MODALITY_PATTERN, NAME_PATTERN, WORD_PATTERN

LONGEST_ITEM: Final = 40
"""Characters of a text that is said in full."""
_OF_ONE: Final = {
    WORD_PATTERN: "must be one word, without commas and quotes",
    MODALITY_PATTERN: "must be one word, such as IMAGE",
    NAME_PATTERN: "must be one name, without commas and quotes",
}
_OTHER_PATTERNS: Final = {
    r"\S": "must be more than white space",
    "": "may hold only lower-case letters, digits, `.`, `_` and `-`, and starts with a letter or digit",
}
"""By the pattern; the last one is that of names of catalogs and targets."""
_TRUTHS: Final = {"yes": "true", "y": "true", "on": "true", "no": "false", "n": "false", "off": "false"}
_TRUTHS_IN_TEXT: Final = {"true": "true", "false": "false", **_TRUTHS}
_QUOTES: Final = "\"'`“”„«»\u2018\u2019"
_APART: Final = re.compile(r"\s*[,;|\u3001\uff0c\uff1b]\s*|\s+[-*•/&+]\s+|\s+")
_EDGE: Final = f"{_QUOTES}[]{{}}-*•,; "
_CURRENCY: Final = r"(?:\$|€|£|US\$|USD|EUR)?"
_NUMBER: Final = re.compile(
    rf"{_CURRENCY}\s*(?P<whole>[0-9]{{1,3}}(?:[,_ '\u2019][0-9]{{3}})+|[0-9]+)(?P<fraction>\.[0-9]+)?\s*{_CURRENCY}",
    re.ASCII,
)
"""A number as people write it: with separators of thousands, or a currency."""
_COMMA: Final = re.compile(rf"{_CURRENCY}\s*(?P<whole>[0-9]+),(?P<fraction>[0-9]+)\s*{_CURRENCY}", re.ASCII)
"""A number with a decimal comma; three digits behind it may also be thousands."""
_SIZED: Final = re.compile(r"(?P<number>[0-9]+(?:[.,][0-9]+)?)\s*(?P<unit>[kKmM])(?:i?[bB])?", re.ASCII)
_UNITS: Final = {"k": 3, "m": 6}


def better_text(expected: str, found: str) -> str:
    """`; write ...` for a text where `expected` is wanted; empty where it is not plain what was meant."""
    if expected == "true or false":
        word = _TRUTHS_IN_TEXT.get(found.strip(_EDGE).lower())
        return f"; write {word}{' without quotes' if word == found else ''}" if word else ""
    if expected.startswith("a list"):
        return _list(found)
    return _number(found, whole="whole" in expected) if "number" in expected else ""


def pattern_refusal(pattern: str, found: str) -> str:
    """What is wrong with a text that a pattern of `schemas` does not match, and what to write."""
    rule = _OF_ONE.get(pattern)
    if rule is None:
        return _OTHER_PATTERNS.get(pattern, _OTHER_PATTERNS[""])
    shown = found if len(found) <= LONGEST_ITEM else f"{found[:LONGEST_ITEM]}..."
    parts = items_in(found)
    advice = f"; list them one by one: {', '.join(parts)}" if len(parts) > 1 and pattern != WORD_PATTERN else ""
    return f"{rule}, not '{shown}'{advice}"


def items_in(text: str) -> list[str]:
    """The items that a text was probably meant to be."""
    parts = (part.strip(_EDGE) for part in _APART.split(text.strip(_EDGE)))
    return [part for part in parts if part]


def _list(found: str) -> str:
    items = items_in(found)
    if not items or len(found) > LONGEST_ITEM:
        return "; write it in [ ]"
    return f"; write [{', '.join(items)}]"


def _number(found: str, *, whole: bool) -> str:
    comma = None if whole else _COMMA.fullmatch(found)
    if comma is not None:
        return f"; write {comma['whole']}.{comma['fraction']}{_or_thousands(comma)}"
    plain = _without_separators(found, whole=whole) or (_sized(found) if whole else "")
    return f"; write {plain}{' without quotes' if plain == found else ''}" if plain else ""


def _without_separators(found: str, *, whole: bool) -> str:
    number = _NUMBER.fullmatch(found)
    if number is None or (whole and number["fraction"]):
        return ""
    return re.sub("[^0-9]", "", number["whole"]) + (number["fraction"] or "")


def _or_thousands(comma: re.Match[str]) -> str:
    """What else `2,500` may mean."""
    thousands = len(comma["fraction"]) == 3 and not comma["whole"].startswith("0")
    return f", or {comma['whole']}{comma['fraction']} if thousands are meant" if thousands else ""


def _sized(found: str) -> str:
    """`128k` as 128000."""
    sized = _SIZED.fullmatch(found)
    if sized is None:
        return ""
    whole, _, fraction = sized["number"].replace(",", ".").partition(".")
    digits = _UNITS[sized["unit"].lower()]
    return whole + fraction.ljust(digits, "0") if len(fraction) <= digits else ""
