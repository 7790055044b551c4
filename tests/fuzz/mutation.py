"""Damage to bytes and to documents, by a generator of random numbers: the same for the same seed."""

from __future__ import annotations

import json
import re
from copy import deepcopy
from typing import TYPE_CHECKING, Any, Final

from tests.hostile import HOSTILE

if TYPE_CHECKING:
    from random import Random

    Step = str | int

RAW: Final = "\u0000raw:"
"""A text that begins so stands for JSON that no value has, such as NaN or a list nested 100,000 deep."""
_STRANGE_JSON: Final = (
    "NaN", "-Infinity", "1e999", "-0", "1" * 400, "9" * 5000, "1e-400", "1.8446744073709552e+19", '"\\ud800"',
    '{"a": 1, "a": 2}', '{"": 0}', "[" * 10 + "]" * 10, "[" * 900 + "]" * 900, "[" * 100_000 + "]" * 100_000,
    '{"a":' * 60 + "1" + "}" * 60, '{"a":' * 100_000 + "1" + "}" * 100_000, "[" * 3000, '"\\u0000"', "[NaN]",
)  # fmt: skip
"""Long ones are rare: see `_strange`."""
_LONGEST_USUAL: Final = 2000
_VALUES: Final[tuple[Any, ...]] = (
    None, True, False, 0, 1, -1, 2**31, 2**63, 10**30, 0.1, 1e300, 1e-200, -5.5, "", "x", " ", "0", "true", [], {},
    [None], [[]], [{}], {"a": None}, {"$number": "x"}, {"$number": "1e999999"}, {"$map": 5}, {"$B": ["?"]},
    {"$float": "nan"}, {"$SS": 5}, {"": ""}, [1, "a", None], {"x": {"y": {"z": []}}}, "2026-01-31", "9999-99-99T99:99",
    "0001-01-01T00:00:00+00:00", "9999-12-31T23:59:59.999999+00:00", "2026-01-31T12:00:00", "../../etc/x", "a" * 300,
)  # fmt: skip
_YAML: Final = (
    "&a ", "*a", "*b", "<<: *a", "!!python/object:x ", "!x ", "? ", "- ", ": ", "---\n", "...\n", "%YAML 1.1\n",
    "| \n", ">-\n", "{", "}", "[", "]", ", ", "#", "'", '"', "\t", "\r\n", "\r", "\n", "\n\n  ", "  ", "~", "yes",
    "0o17", "0x1F", "1_000", ".nan", "-.inf", "1e400", "9" * 60, "12:30", "2026-01-31", "@", "`", "\\", '"\\ud800"',
    '"\\x1b[31m"', "=", "{" * 40, "[" * 40, "- " * 40, "a: " * 5, "*" * 9, "model_id: x\n", "enabled: no\n",
    "params: {}\n", "policies: {default: live}\n",
)  # fmt: skip
_BYTES: Final = (
    b"\x00", b"\xff", b"\xfe\xff", b"\xff\xfe", b"\xef\xbb\xbf", b"\x1b[2J", b"\xc2\x85", b"\xe2\x80\xa8",
    b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xc0\xaf", b"\x7f", b"\r", b"\xe2\x80\xae",
)  # fmt: skip


def damaged(random: Random, data: bytes, *others: bytes) -> bytes:
    """The bytes after one to four small injuries; `others` are files of the same kind to take parts from."""
    for _ in range(random.choice((1, 1, 1, 2, 2, 4))):
        data = _injured(random, data, others)
    return data


def _injured(random: Random, data: bytes, others: tuple[bytes, ...]) -> bytes:
    kind = random.randrange(10)
    if kind < 2:
        return (_another_scalar, _moved_line)[kind](random, data)
    start = random.randrange(len(data) + 1)
    end = min(len(data), start + random.choice((0, 1, 3, 10, 40, 200)))
    return data[:start] + _instead(random, data[start:end], random.choice((*others, data))) + data[end:]


def _instead(random: Random, part: bytes, other: bytes) -> bytes:
    """What comes in the place of a part; `other` is a file to take something from."""
    match random.randrange(7):
        case 0:
            return b""
        case 1 | 2:
            return random.choice(_YAML).encode()
        case 3:
            return random.choice(_BYTES)
        case 4:
            return random.choice(HOSTILE).encode("utf-8", "surrogatepass")
        case 5:
            at = random.randrange(len(other) + 1)
            return other[at : at + random.choice((5, 50, 500))]
        case _:
            return part * random.choice((2, 2, 3, 30)) or random.randbytes(random.choice((1, 2, 8)))


def _another_scalar(random: Random, data: bytes) -> bytes:
    """Another value where a line or a key of JSON has one."""
    places = [*re.finditer(rb":[ ]*([^\n{}\[\],]+)", data)]
    if not places:
        return data
    place = random.choice(places)
    value = random.choice((*_VALUES, *HOSTILE))
    new = json.dumps(value, ensure_ascii=random.random() < 0.5).encode("utf-8", "surrogatepass")
    if random.random() < 0.3:
        new = str(value).encode("utf-8", "surrogatepass")
    return data[: place.start(1)] + new + data[place.end(1) :]


def _moved_line(random: Random, data: bytes) -> bytes:
    """A line taken out, doubled or put elsewhere."""
    lines = data.splitlines(keepends=True)
    if not lines:
        return data
    line = lines[random.randrange(len(lines))]
    if random.random() < 0.5:
        lines.remove(line)
    lines.insert(random.randrange(len(lines) + 1), (b"  " if random.random() < 0.3 else b"") + line)
    return b"".join(lines)


def forged(random: Random, document: Any) -> Any:
    """The document with one to three of its parts replaced, taken out, added or doubled."""
    made = deepcopy(document)
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        made = _forged_once(random, made)
    return made


def _forged_once(random: Random, document: Any) -> Any:
    where = _places(document)
    if not where:
        return _any_value(random)
    parent, step = random.choice(where)
    kind = random.randrange(10)
    if kind == 0:
        del parent[step]
    elif kind == 1 and isinstance(parent, dict):
        parent[random.choice((*HOSTILE, "x", "fields", "id"))] = _any_value(random)
    elif kind == 2 and isinstance(parent, list):
        parent.insert(random.randrange(len(parent) + 1), _any_value(random))
    elif kind == 3 and isinstance(parent, list):
        parent.append(deepcopy(parent[random.randrange(len(parent))]))
    elif kind == 4:
        other, at = random.choice(where)
        parent[step] = deepcopy(other[at])
    else:
        parent[step] = _any_value(random)
    return document


def _places(document: Any) -> list[tuple[Any, Any]]:
    """Each container with each key or index that it has."""
    found: list[tuple[Any, Any]] = []
    waiting = [document]
    while waiting:
        one = waiting.pop()
        steps = list(one) if isinstance(one, dict) else range(len(one)) if isinstance(one, list) else ()
        found += [(one, step) for step in steps]
        waiting += [one[step] for step in steps]
    return found


def _any_value(random: Random) -> Any:
    match random.randrange(6):
        case 0:
            return _strange(random)
        case 1:
            return random.choice(HOSTILE)
        case _:
            return deepcopy(random.choice(_VALUES))


def _strange(random: Random) -> str:
    """JSON that no value has. What is long is slow to write and to read, and comes once in fifty times."""
    short = [text for text in _STRANGE_JSON if len(text) <= _LONGEST_USUAL]
    return RAW + random.choice(short if random.random() < 0.98 else _STRANGE_JSON)


def json_text(document: Any, **how: Any) -> str:
    """The document as JSON, with the raw parts as they are."""
    text = json.dumps(document, **how)
    return re.sub(r'"\\u0000raw:((?:[^"\\]|\\.)*)"', lambda found: str(json.loads(f'"{found[1]}"')), text)
