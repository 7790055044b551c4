"""The values of fields, request parameters included: the bounds of the storage contract, once."""

from __future__ import annotations

import math
from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, JsonValue

MAX_SAFE_INTEGER: Final = 2**53 - 1
"""The largest integer that every JSON reader, the editor's included, keeps exactly."""

Text = Annotated[str, Field(min_length=1)]
"""Non-empty text."""

LARGEST_NUMBER: Final = 1e100
"""DynamoDB keeps numbers below 1e126."""

Price = Annotated[float, Field(ge=0, le=LARGEST_NUMBER, allow_inf_nan=False)]
"""US dollars per million tokens, zero or more. The stored value is the shortest decimal that reads back to it."""

StoredNumber = Annotated[float, Field(ge=-LARGEST_NUMBER, le=LARGEST_NUMBER, allow_inf_nan=False)]
"""A price as a row holds it. Every release of the platform also reads one below zero."""


def _whole(value: object) -> object:
    """`1e6` and `200000.0` are whole numbers, however they are written."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


TokenCount = Annotated[int, Field(ge=1, le=MAX_SAFE_INTEGER), BeforeValidator(_whole)]
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


class ParamSpec(BaseModel):
    """What one request parameter of a model may be. Options that are not given are not stored."""

    model_config = ConfigDict(extra="forbid")

    supported: bool | None = Field(None, description="Whether the model takes this parameter.")
    min: Number | None = Field(None, description="The least value, inclusive.")
    max: Number | None = Field(None, description="The greatest value, inclusive.")
    allowed: list[FiniteJson] | None = Field(None, description="The only values that may be sent.")
    default: FiniteJson = Field(None, description="The value that is sent when the user chose none.")
    locked: bool | None = Field(None, description="Whether users may not change the value.")


class StoredParamSpec(ParamSpec):
    """A parameter as a row holds it: options that other releases added are no error."""

    model_config = ConfigDict(extra="ignore")


class SupportedParams(BaseModel):
    """The request parameters that a model takes, by name."""

    model_config = ConfigDict(extra="forbid")

    params: dict[Text, ParamSpec] = Field(description="One entry a parameter, such as `temperature`.")


class GivenSupportedParams(SupportedParams):
    """The request parameters as an app gives them: keys that no shape names are ignored."""

    model_config = ConfigDict(extra="ignore")

    params: dict[Text, StoredParamSpec] = Field(default={}, description="One entry a parameter, such as `temperature`.")  # type: ignore[assignment]  # fmt: skip


class StoredSupportedParams(BaseModel):
    """The request parameters as a row holds them. `{}` is what every release reads as none."""

    params: dict[str, StoredParamSpec] = Field(default={}, description="One entry a parameter, such as `temperature`.")
