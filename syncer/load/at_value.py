"""A problem with a value, at its line and column in a definition or an override of a target."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from syncer.errors import Problem
    from syncer.model.catalog import CatalogEntry
    from syncer.yaml.faults import KeyPath


def at_value(entry: CatalogEntry, field: str, message: str, *, below: KeyPath = ()) -> Problem:
    """The problem with the field of a definition, or with what is `below` it; its file is read once more for that."""
    from syncer.load.locate_problems import problem_of_value  # noqa: PLC0415  only an error needs its libraries

    return problem_of_value(entry.source.at(field), field, message, below=below)
