"""Mutated model files, read in both ways. By hand: `python -m tests.unit.yaml.lines_fuzz 50000`."""

from __future__ import annotations

import random
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from syncer.yaml.faults import YamlFaultError
from syncer.yaml.lines import plain_document, plain_part_lines
from syncer.yaml.parse import locate, parse
from syncer.yaml.read import read_document

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from syncer.yaml.scalars import Parsed

ROOT: Final = Path(__file__).parents[3]
PIECES: Final = (
    " ", "  ", "\t", "\n", "\r", "\r\n", "#", " #", "# x", ":", ": ", " :", "::", "-", "- ", " - ", "--- ", "---",
    "...", ",", ", ", "[", "]", "{", "}", "[]", "{}", "[a, b]", "{a: 1}", "{a: 1, a: 2}", "[a, [b]]", "'", '"',
    "''", '""', "\\", "\\n", "&a", "*a", "!", "!!str ", "? ", "?", "|", ">", ">-", "%", "@", "`", "~", "<<", "=",
    "$", "(", "é", "\u00a0", "\ufeff", "\U0001f600", "\x01", "\x85", "null", "true", "no", "1", "-1", "+1.5",
    "0x1f", "0o17", ".5", ".inf", ".nan", "1e3", "12:30", "9" * 40, "a: b", "a:\n", "a:\n  b: 1\n", "a:\n- b\n",
    "\n- b", "\n  - b\n", "key", "\n\n", "model_id: x\n", "x" * 120,
)  # fmt: skip
SEEDS: Final = (
    "a: 1\nb:\n  c: [x, 'y', \"z\"]\n  d:\n    e: {min: 0, max: [1, 2]}\nf:\n- 1\n- b c\n- {k: v}\ng: h:i, j  # end\n",
    "x:\n  y:\n  - a\n  - b\n  z: 2.5\n# c\n\nw: \"12:30\"\nv: 'no'\n",
)


def texts() -> tuple[str, ...]:
    """The shipped models and small texts with every form."""
    files = [*sorted((ROOT / "catalog").rglob("*.yaml")), *sorted((ROOT / "tests/cases").rglob("*.yaml"))]
    return (*SEEDS * 20, *(path.read_bytes().decode("utf-8-sig") for path in files))


def mutated(rng: random.Random, originals: Sequence[str]) -> str:
    """A text with one to four changes."""
    text = rng.choice(originals)
    for _ in range(rng.choice((1, 1, 1, 2, 2, 3, 4))):
        text = rng.choice(_CHANGES)(rng, text)
    return text


def _piece(rng: random.Random, text: str) -> str:
    at = rng.randint(0, len(text))
    return text[:at] + rng.choice(PIECES) + text[at + rng.choice((0, 0, 1, 2)) :]


def _cut(rng: random.Random, text: str) -> str:
    at = rng.randint(0, len(text))
    return text[:at] + text[at + rng.randint(1, 4) :]


def _row(rng: random.Random, text: str) -> str:
    """A row twice, gone, elsewhere, further in, or with another ending."""
    rows = text.split("\n")
    at, to = rng.randrange(len(rows)), rng.randrange(len(rows))
    match rng.randrange(5):
        case 0:
            rows.insert(to, rows[at])
        case 1:
            rows.pop(at)
        case 2:
            rows.insert(to, rows.pop(at))
        case 3:
            rows[at] = rng.choice((" ", "  ", "- ", "  - ", "\t")) + rows[at]
        case _:
            rows[at] += rng.choice((" ", ":", " #", "#", ",", " x", '"', "'", "]", "}", "\\", "  # c", " :", "\u2028"))
    return "\n".join(rows)


def _value(rng: random.Random, text: str) -> str:
    """Another value behind a key."""
    rows = text.split("\n")
    at = rng.randrange(len(rows))
    rows[at] = f"{rows[at].partition(':')[0]}: {rng.choice(PIECES)}{rng.choice(PIECES)}"
    return "\n".join(rows)


_CHANGES: Final[tuple[Callable[[random.Random, str], str], ...]] = (_piece, _piece, _cut, _row, _row, _value)


def result(read: Callable[[str], Parsed], text: str) -> str:
    """What a way of reading says of a text: values and lines with their order and types, or the fault."""
    try:
        return repr(read(text))
    except YamlFaultError as error:
        return repr(error.fault)


def is_plain_and_right(text: str) -> bool:
    """Whether the text is plain; asserts that both ways say the same of it, also about every line."""
    assert result(read_document, text) == result(parse, text), repr(text)
    if plain_document(text) is None:
        return False
    located = locate(text)
    lines = {path: place.line for path, place in {**located.values, **located.keys}.items()}
    assert plain_part_lines(text) == lines, repr(text)
    return True


def campaign(seed: int, count: int) -> int:
    """How many of so many mutated texts were plain. Raises AssertionError for a difference."""
    rng, originals = random.Random(seed), texts()  # noqa: S311  a fuzz that can be repeated
    return sum(is_plain_and_right(mutated(rng, originals)) for _ in range(count))


if __name__ == "__main__":
    tried = int(sys.argv[1])
    sys.stdout.write(f"{campaign(int(sys.argv[2]) if sys.argv[2:] else 0, tried)} of {tried} texts were plain\n")
