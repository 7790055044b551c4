"""The values of fields, request parameters included: the bounds of the storage contract, once."""

from __future__ import annotations

import math
from datetime import date
from decimal import Decimal
from typing import Annotated, Final, Literal

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

_MODALITIES: Final[list[JsonValue]] = ["TEXT", "IMAGE", "AUDIO", "VIDEO", "PDF", "SPEECH"]
Modality = Annotated[str, Field(min_length=1, examples=_MODALITIES)]
"""A kind of content. Letter case does not count: both `text` and `TEXT` occur in live rows."""

Modalities = Annotated[list[Modality], Field(min_length=1)]
"""One modality or more. A set: the order is kept but does not count."""

Role = Annotated[str, Field(min_length=1)]
"""The name of a role of the platform."""


_DOUBLE: Final = '"'
_QUOTES: Final = "\"'`\u00ab\u00bb\u2018\u2019\u201c\u201d\u201e"
_SEPARATORS: Final = r"\s,;\u3001\uff0c\uff1b"
_WORD: Final = rf"[^{_SEPARATORS}:{_QUOTES}-]([^{_SEPARATORS}{_DOUBLE}]*[^{_SEPARATORS}{_QUOTES}:-])?"
_NAME: Final = rf"[^{_SEPARATORS}\[{{{_QUOTES}-]([^{_SEPARATORS}{_DOUBLE}]*[^{_SEPARATORS}\]}}{_QUOTES}])?"
WORD_PATTERN: Final = f"^{_WORD}$"
NAME_PATTERN: Final = f"^{_NAME}( {_NAME})*$"
_APART: Final = rf"{_SEPARATORS}:.|/&+\\()<>\[\]{{}}{_QUOTES}"
MODALITY_PATTERN: Final = rf"^[^{_APART}-]([^{_APART}]*[^{_APART}-])?$"
DefinedId = Annotated[str, Field(min_length=1, pattern=WORD_PATTERN)]
"""An id, a provider or a region in a file: one word, so that two of them cannot pass for one."""
DefinedModality = Annotated[str, Field(min_length=1, pattern=MODALITY_PATTERN, examples=_MODALITIES)]
"""A modality in a file. A dash too far in, or a comma that is missing, makes one text of two."""
DefinedName = Annotated[str, Field(min_length=1, pattern=NAME_PATTERN)]
"""A role or a tag in a file; a single space may stand in it, a separator may not."""


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


FilledText = Annotated[str, Field(min_length=1, pattern=r"\S")]
"""Text with more than white space in it."""

Note = Annotated[str, Field(min_length=1, max_length=300, pattern=r"\S")]
ShortText = Annotated[str, Field(min_length=1, max_length=80, pattern=r"\S")]

ModelStatus = Literal["active", "deprecated", "retired"]
ApiMode = Literal["chat", "responses"]
IconSlug = Literal["amazon", "anthropic", "claude", "google", "kimi", "meta", "openai", "qwen"]
"""The icons that the platform has."""
GivenIconSlug = Annotated[
    IconSlug, BeforeValidator(lambda value: value.strip().lower() if isinstance(value, str) else value)
]
"""As the platform takes them: in any letter case, and stored in lower case."""


def _calendar_day(value: str) -> str:
    try:
        if date.fromisoformat(value).isoformat() == value:
            return value
    except ValueError:
        pass
    raise ValueError("must be a date such as 2027-06-30")


Day = Annotated[str, AfterValidator(_calendar_day), Field(json_schema_extra={"format": "date"})]
"""A date, `YYYY-MM-DD`."""


def _text_or_nothing(value: object) -> object:
    return value if isinstance(value, str) else None


def _words_or_nothing(value: object) -> object:
    return value if isinstance(value, str) and value.strip() else None


def _status_as_read(value: object) -> object:
    return value if value in ("deprecated", "retired") else "active"


def _api_mode_as_read(value: object) -> object:
    if value is None:
        return None
    return "responses" if isinstance(value, str) and value.lower() == "responses" else "chat"


def _place_as_read(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        return None
    return int(value) if 0 <= value <= MAX_SAFE_INTEGER and value % 1 == 0 else None


def _featured_as_read(value: object) -> object:
    return value if isinstance(value, bool) else True


StoredText = Annotated[str | None, BeforeValidator(_text_or_nothing)]
"""Text as a row may hold it; what is none says nothing."""
StoredWords = Annotated[Annotated[str, Field(pattern=r"\S")] | None, BeforeValidator(_words_or_nothing)]
"""The same; white space alone says nothing."""
StoredStatus = Annotated[ModelStatus, BeforeValidator(_status_as_read)]
"""A status as the platform reads it: what it does not know is active."""
StoredApiMode = Annotated[ApiMode | None, BeforeValidator(_api_mode_as_read)]
"""An API mode as the platform reads it: what it does not know is `chat`."""
StoredPlace = Annotated[Annotated[int, Field(ge=0, le=MAX_SAFE_INTEGER)] | None, BeforeValidator(_place_as_read)]
"""A place in an order; what is no whole number from 0 says nothing."""
StoredFeatured = Annotated[bool, BeforeValidator(_featured_as_read)]
"""A flag that is true unless the row says no."""


class ParamSpec(BaseModel):
    """What one request parameter of a model may be. Options that are not given are not stored."""

    model_config = ConfigDict(extra="forbid")

    supported: bool | None = Field(None, description="Whether the model takes this parameter.")
    min: Number | None = Field(None, description="The least value, inclusive.")
    max: Number | None = Field(None, description="The greatest value, inclusive.")
    allowed: Annotated[list[FiniteJson], Field(json_schema_extra={"minItems": 1})] | None = Field(
        None, description="The only values that may be sent."
    )
    default: FiniteJson = Field(None, description="The value that is sent when the user chose none.")
    locked: bool | None = Field(None, description="Whether users may not change the value.")


class StoredParamSpec(ParamSpec):
    """A parameter as a row holds it: options that other releases added are no error."""

    model_config = ConfigDict(extra="ignore")


_TOKENS: Final = "The tokens that the model may think for, below the default of `max_tokens`; false: it does not."
_BUDGET: Final[dict[str, JsonValue]] = {
    "description": "Whether the model thinks before it answers, and for how long.",
    "if": {"required": ["supported"], "properties": {"supported": {"const": False, "description": "No thinking."}}},
    "else": {
        "properties": {
            "default": {
                "description": _TOKENS,
                "anyOf": [{"enum": [None, False, 0]}, {"type": "integer", "minimum": 1024}],
            }
        }
    },
}
"""A thinking budget, for editors: what a shape cannot say, `syncer validate` does."""


class SupportedParams(BaseModel):
    """The request parameters that a model takes, by name."""

    model_config = ConfigDict(extra="forbid")

    params: dict[Text, ParamSpec] = Field(
        description="One entry a parameter, such as `temperature`.",
        json_schema_extra={"allOf": [{"properties": {"thinking": _BUDGET}}]},
    )


class GivenSupportedParams(SupportedParams):
    """The request parameters as an app gives them: keys that no shape names are ignored."""

    model_config = ConfigDict(extra="ignore")

    params: dict[Text, StoredParamSpec] = Field(default={}, description="One entry a parameter, such as `temperature`.")  # type: ignore[assignment]  # fmt: skip


class StoredSupportedParams(BaseModel):
    """The request parameters as a row holds them. `{}` is what every release reads as none."""

    params: dict[str, StoredParamSpec] = Field(default={}, description="One entry a parameter, such as `temperature`.")
