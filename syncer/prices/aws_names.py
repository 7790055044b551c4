"""When a name in AWS's price list is a model id's: `Claude Sonnet 4.6`, `us.anthropic.claude-sonnet-4-6`. Pure.

Most prices of AWS have a name and no id. Two that read alike to a person need not be one model: all words have to be
the same, and all numbers in their order.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from syncer.prices.ids import bare_id

if TYPE_CHECKING:
    from collections.abc import Iterator

NameKey = tuple[tuple[str, ...], tuple[str, ...]]
"""The words of a name, sorted, and its numbers in their order."""
_WORD: Final = re.compile(r"[a-z]+|\d+[a-z]*|\+")
_SAID_BY_ALL: Final = frozenset({"instruct", "it"})
_ENDING: Final = re.compile(r"(?:-1)?:\d+$")
_FIRST: Final = re.compile(r"-v1$")
_DAY: Final = re.compile(r"-20\d{6}(?=-v\d|$)")


def name_key(name: str) -> NameKey:
    """What has to be the same in two names of one model."""
    words = _WORD.findall(re.sub(r"(?<=\d)\.0(?!\d)", "", name.lower()))
    letters = sorted(word for word in words if not word[0].isdigit() and word not in _SAID_BY_ALL)
    return tuple(letters), tuple(word for word in words if word[0].isdigit())


def id_keys(model_id: str) -> Iterator[NameKey]:
    """What the name of an id's model may be: without its maker, and with it."""
    base = _DAY.sub("", _FIRST.sub("", _ENDING.sub("", bare_id(model_id))))
    yield name_key(base.partition(".")[2])
    yield name_key(base)
