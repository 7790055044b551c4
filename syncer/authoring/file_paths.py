"""A file of its own for every model that is imported, whatever its id holds. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_LONGEST_NAME: Final = 120


class Paths:
    """Gives every model a file of its own."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = {path.casefold() for path in taken}

    def of(self, fields: Mapping[str, object]) -> str:
        """`models/<maker>/<slug>.yaml`, with a number where that is taken."""
        maker = _slug(str(fields["provider_name"])).replace(".", "-")
        stem = f"models/{maker}/{_slug(str(fields['model_id']))}"
        number, path = 1, f"{stem}.yaml"
        while path.casefold() in self._taken:
            number += 1
            path = f"{stem}-{number}.yaml"
        self._taken.add(path.casefold())
        return path


def _slug(text: str) -> str:
    """Text as a file's name: lower-case letters, digits, `.`, `_` and `-`."""
    return re.sub(r"[^a-z0-9._-]", "-", text.lower()).lstrip(".-")[:_LONGEST_NAME].rstrip(".") or "model"
