"""What YAML itself does not allow, and where: known without loading a YAML library."""

from __future__ import annotations

from syncer.frozen import NamedTuple

KeyPath = tuple[str | int, ...]
"""Keys and indexes from the top of a document to a value."""


class Position(NamedTuple):
    """A place in a file, both from 1."""

    line: int
    column: int


class Fault(NamedTuple):
    """Something that YAML itself does not allow here."""

    message: str
    at: Position
    path: KeyPath = ()


class YamlFaultError(Exception):
    """The text is not one acceptable YAML document."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.message)
        self.fault = fault
