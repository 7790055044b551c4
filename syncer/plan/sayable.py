"""Whether a definition could say another value of a field: what `validate` would refuse is no way out of a conflict."""

from __future__ import annotations

from typing import TYPE_CHECKING

import schemas
from schemas.attributes import BY_CATALOG, DEFAULTS, DEFINED, KIND
from schemas.contradictions import contradictions
from syncer.model.equality import same

if TYPE_CHECKING:
    from collections.abc import Mapping


def can_say(fields: Mapping[str, object], field: str, value: object) -> bool:
    """Whether a definition that says these fields is still valid, by itself, when one has the value."""
    if field in BY_CATALOG:
        return False
    if same(field, value, None):
        return DEFAULTS.get(field, ...) is None or KIND[field] == "names"
    said = {name: fields[name] for name in DEFINED if fields[name] is not None} | {field: value}
    try:
        schemas.ModelDefinition.model_validate(said, strict=True, by_name=True, by_alias=False)
    except ValueError:  # which is what Pydantic raises
        return False
    return not any(contradictions({**fields, field: value}))
