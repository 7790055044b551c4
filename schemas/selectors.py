"""The shapes of what names models and rows in settings: selectors of targets, and rows to leave alone."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import ConfigDict, Field, field_validator, model_validator
from pydantic.json_schema import SkipJsonSchema

from schemas.fields import FilledText, Text
from schemas.store_settings import Closed

MOST_SELECTORS = 200
"""In each list of a target; more are what tags are for. Each is held against every model."""
LONGEST_PATTERN = 200
"""Characters. A wildcard costs time for each letter of what it is held against."""
LONGEST_REASON = 300
"""Characters."""


class SelectorSettings(Closed):
    """Some models: every pattern that is given has to match. `*`, `?` and `[a-z]` are wildcards."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1})

    id: Text | SkipJsonSchema[None] = Field(
        None, description="Pattern for the `model_id`. Letter case counts.", examples=["gpt-4o", "us.anthropic.*"]
    )
    provider: Text | SkipJsonSchema[None] = Field(None, description="Pattern for the `provider`, in any letter case.")
    maker: Text | SkipJsonSchema[None] = Field(None, description="Pattern for the `provider_name`, in any letter case.")
    tag: Text | SkipJsonSchema[None] = Field(
        None, description="Pattern that one of the `tags` has to match, in any letter case."
    )

    @field_validator("id", "provider", "maker", "tag")
    @classmethod
    def _says_which(cls, pattern: str | None) -> str:
        """A key without a value is a slip, and would be a pattern for every model; a very long one takes very long."""
        if pattern is None:
            raise ValueError("must be a pattern; nothing is given")
        if len(pattern) > LONGEST_PATTERN:
            raise ValueError(f"must be at most {LONGEST_PATTERN} characters long")
        return pattern

    @model_validator(mode="after")
    def _selects(self) -> Self:
        if not self.model_fields_set:
            raise ValueError("must give `id`, `provider`, `maker` or `tag`")
        return self


class IgnoreSettings(Closed):
    """Rows to leave alone, and why: those that have the record id, and whose model id the pattern matches."""

    model_config = ConfigDict(json_schema_extra={"anyOf": [{"required": ["id"]}, {"required": ["record_id"]}]})

    id: Text | SkipJsonSchema[None] = Field(
        None,
        description="Pattern for the `modelId` of rows, with the wildcards `*`, `?` and `[a-z]`. Letter case counts.",
        examples=["playground-*"],
    )
    record_id: Text | SkipJsonSchema[None] = Field(
        None, description="The id of one row, also of one that cannot be read and has no model id."
    )
    reason: Annotated[FilledText, Field(max_length=LONGEST_REASON)] = Field(
        description="Why nobody is to be told of these rows."
    )

    @field_validator("id", "record_id")
    @classmethod
    def _says_which(cls, value: str | None) -> str:
        if value is None:
            raise ValueError("must be text; nothing is given")
        if len(value) > LONGEST_PATTERN:
            raise ValueError(f"must be at most {LONGEST_PATTERN} characters long")
        return value

    @model_validator(mode="after")
    def _names_rows(self) -> Self:
        if self.id is None and self.record_id is None:
            raise ValueError("must give `id` or `record_id`")
        return self


Ignore = Annotated[list[IgnoreSettings], Field(max_length=MOST_SELECTORS)]
