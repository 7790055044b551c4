"""What is allowed in a definition but is probably a slip: the source of warnings."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from schemas.attributes import MANAGED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SIGNIFICANT_DIGITS = 12
"""A price with more has been through binary floats: no provider publishes one."""


def lint(fields: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Field and warning, for each slip in a valid definition."""
    for attribute in MANAGED:
        value = fields[attribute.name]
        if isinstance(value, str):
            yield from ((attribute.name, message) for message in _text(value))
        elif isinstance(value, list):
            yield from ((attribute.name, message) for message in _listed(value, attribute.kind))
        elif attribute.kind == "price" and isinstance(value, float):
            yield from ((attribute.name, message) for message in _price(value))
    if fields["max_output_tokens"] is None:
        yield "max_output_tokens", "not given; older releases of the platform skip a model without it"


def _text(value: str) -> Iterator[str]:
    if value != value.strip():
        yield "has white space at an end"
    if not value.isprintable():
        yield "has a character that does not print"


def _listed(value: list[object], kind: str) -> Iterator[str]:
    names = [str(item).casefold() if kind == "modalities" else str(item) for item in value]
    for name in dict.fromkeys(name for name in names if names.count(name) > 1):
        yield f"lists {value[names.index(name)]} twice"
    for item in value:
        yield from (f"{item!r} {message}" for message in _text(str(item)))


def _price(value: float) -> Iterator[str]:
    exact = Decimal(repr(value))
    if len(exact.normalize().as_tuple().digits) > SIGNIFICANT_DIGITS:
        rounded = f"{float(f'{value:.{SIGNIFICANT_DIGITS}g}'):f}".rstrip("0").rstrip(".")
        yield f"{value!r} looks like noise of binary floats; did you mean {rounded}?"
