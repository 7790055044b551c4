"""Colour for a terminal, and values in the form in which a person reads them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from schemas.attributes import KIND
from syncer.model.equality import comparable
from syncer.model.looks import told_apart
from syncer.model.words import digits_of, plain_number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from syncer.model.changes import FieldChange

_CODES: Final = {"green": 32, "yellow": 33, "red": 31, "cyan": 36, "bold": 1, "dim": 2}
_LONGEST: Final = 120
_LEAD: Final = 20
"""Characters that are shown before a difference that stands further on."""
_UNIT: Final = " USD"
_WORDS: Final = {None: "absent", True: "true", False: "false"}


class Paint:
    """Wraps text in a colour, or leaves it alone."""

    def __init__(self, *, enabled: bool) -> None:
        self._enabled = enabled

    def __call__(self, colour: str, text: str) -> str:
        """The text in the colour."""
        return f"\033[{_CODES[colour]}m{text}\033[0m" if self._enabled else text


PLAIN: Final = Paint(enabled=False)


def safe(text: str) -> str:
    """Text that cannot move a cursor or turn a line round: what does not print is escaped.

    Nor can it be a command in the log of a CI: GitHub's runner takes `##[` anywhere in a line.
    """
    if not text.isprintable():
        text = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
    return text.replace("##[", "##\\x5b")


def is_yaml(where: str) -> bool:
    """Whether a problem is about a file of the catalog, and not about a row."""
    return where.endswith((".yaml", ".yml"))


def spoken(line: str) -> str:
    """A line that begins with a string from outside: GitHub's runner would take `::` at its start for a command."""
    return line.replace("::", "\\x3a:", 1) if line.lstrip().startswith("::") else line


def shown(value: object) -> str:
    """A value, short and on one line."""
    return _cut(_long(value))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."


def _long(value: object) -> str:
    match value:
        case None | bool():
            return _WORDS[value]
        case float():
            return plain_number(value)
        case str():
            is_plain = value and value == value.strip() and value != "absent"
            return safe(value if is_plain else json.dumps(value, ensure_ascii=False))
        case list() | tuple():
            return f"[{', '.join(map(_item, value))}]"
        case _:
            return safe(json.dumps(value, ensure_ascii=False, sort_keys=True, default=str))


def _item(value: object) -> str:
    """A value inside a list, in quotes where a comma in it would read as the end."""
    return safe(json.dumps(value, ensure_ascii=False)) if isinstance(value, str) and "," in value else _long(value)


def amount(field: str, value: object) -> str:
    """A field's value with its unit, where its name does not say it: `2.2 USD`."""
    return _with_unit(field, value, shown(value))


def _with_unit(field: str, value: object, text: str) -> str:
    return f"{text}{_UNIT}" if KIND[field] == "price" and value is not None else text


def both_shown(before: object, after: object) -> tuple[str, str]:
    """Two values, so that it is seen that they differ: not cut before that, and not looking the same."""
    one, other = shown(before), shown(after)
    if one == other:
        one, other = _from_where_they_differ(_long(before), _long(after))
    one, other = told_apart(one, other)
    return one, other


def sides_shown(change: FieldChange) -> tuple[str, str]:
    """Both values of a change; of what is no value of the field, what stands there."""
    before, after = both_shown(change.before, change.after)
    return safe(change.odd[0]) or before, safe(change.odd[1]) or after


def _from_where_they_differ(one: str, other: str) -> tuple[str, str]:
    if one == other:
        return one, other
    start = max(0, next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), _LONGEST) - _LEAD)
    return _cut(f"...{one[start:]}"), _cut(f"...{other[start:]}")


def _both_amounts(change: FieldChange) -> tuple[str, str]:
    """The same for the values of a field, each with its unit as `amount` has it."""
    before, after = sides_shown(change)
    return _with_unit(change.field, change.before, before), _with_unit(change.field, change.after, after)


def transition(change: FieldChange) -> str:
    """Both values, the unit and the relative change: `3 -> 3.3 USD (+10 %)`; empty when there are `details`."""
    if details(change):
        return ""
    before, after = _both_amounts(change)
    if change.after is not None:
        before = before.removesuffix(_UNIT)
    return f"{before} -> {after}{percent(change)}"


def transition_lines(change: FieldChange) -> Iterator[str]:
    """A line for the field, and indented ones for what differs inside of its value."""
    yield f"{change.field}: {transition(change)}".rstrip()
    yield from (f"  {detail}" for detail in details(change))


def percent(change: FieldChange) -> str:
    """` (+10 %)`, or nothing where a relative change has no meaning."""
    return "" if change.percent is None else f" ({digits_of(change.percent, '+,f')} %)"


def details(change: FieldChange) -> tuple[str, ...]:
    """What differs inside a value that is too long or too deep to be shown twice; empty for any other."""
    if change.paths:
        return tuple(safe(path) for path in change.paths)
    if KIND[change.field] not in {"names", "modalities"}:
        return ()
    if max(len(_long(change.before)), len(_long(change.after))) <= _LONGEST:
        return ()
    before, after = _members(change.field, change.before), _members(change.field, change.after)
    sides = told_apart(*(", ".join(map(safe, sorted(items))) for items in (after - before, before - after)))
    return tuple(f"{word}: {items}" for word, items in zip(("added", "removed"), sides, strict=True) if items)


def _members(field: str, value: object) -> set[str]:
    found = comparable(field, value)
    return {str(item) for item in found} if isinstance(found, list) else set()


def kind_of_token(field: str) -> str:
    """The kind of token that a price is of: `cache read`."""
    return field.removesuffix("_price_per_million_tokens").replace("_", " ")
