"""Constrained types that the shapes share: the bounds of the storage contract, once."""

from __future__ import annotations

import math
from typing import Annotated, Final

from pydantic import AfterValidator, Field, JsonValue

MAX_SAFE_INTEGER: Final = 2**53 - 1
"""The largest integer that every JSON reader, the editor's included, keeps exactly."""

Text = Annotated[str, Field(min_length=1)]
"""Non-empty text."""

LARGEST_NUMBER: Final = 1e100
"""DynamoDB keeps numbers below 1e126."""

Price = Annotated[float, Field(ge=0, le=LARGEST_NUMBER, allow_inf_nan=False)]
"""US dollars per million tokens, zero or more. The stored value is the shortest decimal that reads back to it."""

TokenCount = Annotated[int, Field(ge=1, le=MAX_SAFE_INTEGER)]
"""A number of tokens, one or more."""

Modality = Annotated[str, Field(min_length=1, examples=["TEXT", "IMAGE", "AUDIO", "VIDEO", "PDF", "SPEECH"])]
"""A kind of content. Letter case does not count: both `text` and `TEXT` occur in live rows."""

Modalities = Annotated[list[Modality], Field(min_length=1)]
"""One modality or more. A set: the order is kept but does not count."""

Role = Annotated[str, Field(min_length=1)]
"""The name of a role of the platform."""


def _usual_size(value: float) -> float:
    if abs(value) > LARGEST_NUMBER:
        raise ValueError(f"must be at most {LARGEST_NUMBER:g}")
    return value


Number = Annotated[int | float, Field(allow_inf_nan=False), AfterValidator(_usual_size)]
"""A finite number; an integer stays one."""


def _finite(value: JsonValue) -> JsonValue:
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError("must be a finite number")
    if isinstance(value, (int, float)):
        _usual_size(value)
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        _finite(item)
    return value


FiniteJson = Annotated[JsonValue, AfterValidator(_finite)]
"""What JSON can hold. Python would also take infinities, which no store can keep."""
