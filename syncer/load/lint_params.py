"""What is allowed in the request parameters of a definition but is probably a slip: a source of warnings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from syncer.load.lint import edge_slips

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from syncer.yaml.faults import KeyPath

_WITH_COMMA: Final = re.compile(r"[-+]?[0-9]*,[0-9]+")
_SEVERAL: Final = re.compile(r"[^\s,;]+(\s+|\s*[,;]\s*)[^\s,;].*")


def param_slips(fields: Mapping[str, Any]) -> Iterator[tuple[KeyPath, str, str]]:
    """The path, the kind and the warning of each slip in the parameters of a definition."""
    for name, options in (fields["supported_params"] or {"params": {}})["params"].items():
        for path, message in (*_of_name(name), *_of_options(options)):
            yield ("supported_params", "params", name, *path), "odd-parameter", message


def _of_name(name: str) -> Iterator[tuple[KeyPath, str]]:
    if name[:1].isupper():
        yield (), "names of parameters begin with a small letter"
    yield from (((), message) for message in edge_slips(name))


def _of_options(options: Mapping[str, Any]) -> Iterator[tuple[KeyPath, str]]:
    yield from ((("default",), message) for message in _of_default(options))
    allowed = options.get("allowed") or ()
    yield from _of_doubles(allowed)
    for number, item in enumerate(allowed):
        yield from ((("allowed", number), message) for message in (*_of_text(item), *_of_item(item, allowed)))


def _of_doubles(allowed: Sequence[object]) -> Iterator[tuple[KeyPath, str]]:
    """What a list has more than once: `[0,1, 0,2]` are four numbers."""
    seen: set[str] = set()
    for number, item in enumerate(allowed):
        if repr(item) in seen:
            yield ("allowed", number), f"lists {item!r} twice"
        seen.add(repr(item))


def _of_default(options: Mapping[str, Any]) -> Iterator[str]:
    value = options.get("default")
    if isinstance(value, str) and {options.get("min"), options.get("max")} != {None}:
        yield f"{value!r} is text, and the least and the greatest value are numbers"
    yield from _of_text(value)


def _of_text(value: object) -> Iterator[str]:
    if not isinstance(value, str) or not value.isprintable():
        return
    if _WITH_COMMA.fullmatch(value):
        yield f"{value} is text; for the number write {value.replace(',', '.')}"
    elif _SEVERAL.fullmatch(value):
        yield f"{value!r} is one text; if those are several, list them one by one"
    else:
        yield from (f"{value!r} {message}" for message in edge_slips(value))


def _of_item(item: object, allowed: Sequence[object]) -> Iterator[str]:
    """What is odd about an item beside the others."""
    if isinstance(item, (list, dict)) and all(isinstance(other, str) for other in allowed if other is not item):
        yield f"is {'a list' if isinstance(item, list) else '`key: value` lines'} beside texts"
    elif isinstance(item, str) and item[:1].isupper():
        yield from _capitals(item, allowed)


def _capitals(item: str, allowed: Sequence[object]) -> Iterator[str]:
    small = next((other for other in allowed if isinstance(other, str) and other.islower()), None)
    if small is not None:
        yield f"{item!r} has capitals, {small!r} has none; letter case counts"
