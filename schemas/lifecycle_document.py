"""The shapes of what JSON documents say of a model's lifecycle, and of fields that no file names."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, JsonValue

from schemas.document import Document


class PageEditDocument(Document):
    """An edit outside the catalog of a field that no file names. It is kept."""

    model_id: Annotated[str, Field(description="The provider's model id.")]
    field: Annotated[str, Field(description="The field's name, as in YAML.")]
    seen: Annotated[JsonValue, Field(description="What the last sync saw; the default where it saw none.")]
    live: Annotated[JsonValue, Field(description="What the row holds; null when absent.")]
