"""Words of a message: counts, lists, factors of prices, and the known name that somebody probably meant."""

from __future__ import annotations

import re
from math import isclose
from typing import TYPE_CHECKING, Final

from schemas.attributes import PYTHON_NAME

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

FEW: Final = 5
"""So many names of a list are said."""
MOST_SHOWN: Final = 200
"""Characters of what somebody else wrote, such as the holder of a lock."""
_UNITS: Final = {
    10: "ten times: a slip of the decimal point?",
    100: "a hundred times: a price in cents?",
    1_000: "a thousand times: a price per thousand tokens?",
    100_000: "a hundred thousand times: cents per thousand tokens?",
    1_000_000: "a million times: a price per token?",
}
"""The slips of public price tables, by the factor that each makes."""
_BEYOND: Final = 10**12
_NEAR: Final = 0.1
"""A factor this close to a unit's is called by its name, as a share of it."""


def counted(count: int, noun: str, several: str | None = None) -> str:
    """A number of things: `1 model`, `2 models`; `several` is the plural where it is another."""
    return f"{count:,} {noun if count == 1 else several or f'{noun}s'}"


def a_few(items: Sequence[str], most: int = FEW, *, apart: str = ", ", show: Callable[[str], str] = str) -> str:
    """The first of the items, each as `show` has it, and how many more there are.

    `a, b and 3 more`; with `; ` between them `a; b; and 3 more`.
    """
    more = len(items) - most
    ending = f"{apart.strip(', ')} and {more:,} more" if more > 0 else ""
    return f"{apart.join(map(show, items[:most]))}{ending}"


def factor_in_words(factor: float) -> str:
    """How many times one price is another; where that is a wrong unit, which."""
    size = next((size for size in _UNITS if abs(factor - size) <= size * _NEAR), None)
    if size is not None:
        return f"{'' if isclose(factor, size) else 'about '}{_UNITS[size]}"
    if factor > _BEYOND:
        return "more than a trillion times"
    return f"{float(f'{factor:.4g}'):,.12g} times"


def plain_number(value: float) -> str:
    """A number as people write it: `2.2`, `11`, `0.0000001`."""
    if float(value).is_integer() and abs(value) < 1e15:
        return str(int(value))
    text = digits_of(value, "f")
    return text if len(text) <= 24 else repr(value)


def digits_of(value: float, form: str) -> str:
    """A number without an exponent, and without zeros at its end."""
    from decimal import Decimal  # noqa: PLC0415  only a number that is no whole one needs it, and loading it takes a while

    return f"{Decimal(repr(value)).normalize():{form}}"


_MOST_MEANT: Final = 4


def beginning(text: str, most: int = MOST_SHOWN) -> str:
    """The text, or its beginning, of at most so many characters."""
    return text if len(text) <= most else f"{text[: most - 3]}..."


def shortened(text: str, most: int) -> str:
    """The text, or its beginning and its end with an ellipsis between them, of at most so many characters."""
    if len(text) <= most:
        return text
    end = most // 3
    return f"{text[: most - end - 1]}…{text[len(text) - end :]}"


def did_you_mean(word: str, known: Collection[str]) -> str:
    """`; did you mean X?` for a near miss, also for the camelCase name of a field; empty when nothing is near.

    Where several names have the word, such as `price`, it names up to four of them.
    """
    near = [f"`{name}`" for name in _near(word, known)[:_MOST_MEANT]]
    if not near:
        return ""
    camel = "? (files use the snake_case names)" if f"`{PYTHON_NAME.get(word)}`" == near[0] else "?"
    return f"; did you mean {' or '.join(filter(None, (', '.join(near[:-1]), near[-1])))}{camel}"


def nearest(word: str, known: Collection[str]) -> str | None:
    """The known name that a word is a near miss of: another case, a slip of a letter, or some of its words."""
    return next(iter(_near(word, known)), None)


def _near(word: str, known: Collection[str]) -> list[str]:
    """The known names in which the whole word stands, otherwise the one that differs by a slip."""
    from difflib import get_close_matches  # noqa: PLC0415  only an error needs it

    if PYTHON_NAME.get(word) in known:
        return [PYTHON_NAME[word]]
    snake, names = _snake(word), {_snake(name): name for name in sorted(known, reverse=True)}
    if snake in names:
        return [names[snake]]
    found = _with_words(snake, names) or get_close_matches(snake, sorted(names), n=1, cutoff=0.6)
    return [names[name] for name in found]


def _with_words(snake: str, names: Collection[str]) -> list[str]:
    return [name for name in sorted(names) if snake and f"_{snake}_" in f"_{name}_"]


def _snake(word: str) -> str:
    return re.sub(r"[-.:/]", "_", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", word)).lower()
