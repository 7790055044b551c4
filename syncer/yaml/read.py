"""The values and lines of a file: plain ones are read line by line, all others by libyaml, with the same result."""

from __future__ import annotations

from typing import TYPE_CHECKING

from syncer.yaml.lines import plain_document, plain_part_lines

if TYPE_CHECKING:
    from collections.abc import Callable

    from syncer.yaml.faults import KeyPath
    from syncer.yaml.parse import Located
    from syncer.yaml.scalars import Parsed


def read_document(text: str) -> Parsed:
    """The document of a file that is right. Raises YamlFaultError."""
    plain = plain_document(text)
    return plain if plain is not None else _by_libyaml()[0](text)


def read_places(text: str) -> Located:
    """The document with all its faults and the place of every part, by libyaml, which alone knows columns."""
    return _by_libyaml()[1](text)


def part_lines(text: str) -> dict[KeyPath, int]:
    """The line of every key and list item, from 1."""
    plain = plain_part_lines(text)
    if plain is not None:
        return plain
    located = read_places(text)
    return {path: place.line for path, place in {**located.values, **located.keys}.items()}


def _by_libyaml() -> tuple[Callable[[str], Parsed], Callable[[str], Located]]:
    from syncer.yaml.parse import locate, parse  # noqa: PLC0415  loads libyaml: a run whose files are plain does without

    return parse, locate
