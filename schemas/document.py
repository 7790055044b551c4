"""What every JSON document that is printed has in common."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ConfigDict, Field, with_config
from typing_extensions import TypedDict


@with_config(ConfigDict(extra="forbid"))
class Document(TypedDict):
    """A JSON object that has no other keys than it names."""


class Versioned(Document):
    """A whole document."""

    format_version: Annotated[Literal["1.0"], Field(description="The version of this format.")]
