"""When two ids are of one model, and for which geography a row of a list is. Pure.

Lists find a row by how an id begins, so a price is no proof that the list knows the model.
"""

from __future__ import annotations

import re
from typing import Final

_REGIONAL: Final = "regional"
"""What genai-prices puts before an id for all geographies that cost the same."""
_GEOGRAPHY: Final = re.compile(r"(us-gov|us|eu|apac|au|jp|in|ca|global|regional)\.(?=[a-z0-9-]+\.)")
_VERSION: Final = re.compile(r"-v\d+(?::\d+)?$|:\d+$")
_DATE: Final = re.compile(r"-(20\d\d)-?([01]\d)-?([0-3]\d)$")
_IN_REGION: Final = frozenset({None, _REGIONAL})
"""Rows for no geography in particular."""


def geography(model_id: str) -> str | None:
    """The geography that a Bedrock id begins with; None for a bare id."""
    found = _GEOGRAPHY.match(model_id.lower())
    return found[1] if found else None


def bare_id(model_id: str) -> str:
    """The id in lower case, without the geography that it begins with."""
    return _GEOGRAPHY.sub("", model_id.lower(), count=1) if geography(model_id) else model_id.lower()


def is_same_model(one: str, other: str) -> bool:
    """Whether two ids name one model: geography aside, and a version or a date only where both have one."""
    first, second = _parts(one), _parts(other)
    return first[0] == second[0] and all(
        mine == theirs or None in (mine, theirs) for mine, theirs in zip(first[1:], second[1:], strict=True)
    )


def _parts(model_id: str) -> tuple[str, str | None, str | None]:
    """The id's base, its date and its version."""
    base = bare_id(model_id)
    version = _VERSION.search(base)
    base = base[: version.start()] if version else base
    date = _DATE.search(base)
    base = base[: date.start()] if date else base
    return base, "".join(date.groups()) if date else None, _word(version)


def _word(version: re.Match[str] | None) -> str | None:
    """`v1` for `-v1:0`; None for `:0`, which says nothing."""
    return version[0].removesuffix(":0").lstrip("-") or None if version else None


def is_of_older(model_id: str, row: str) -> bool:
    """Whether a row is of the generation before: its base begins the model's, as `opus-5` begins `opus-5-5`."""
    mine, theirs = _parts(model_id)[0], _parts(row)[0]
    return mine.startswith(theirs) and re.match(r"[-.]\d", mine[len(theirs) :]) is not None


def is_collapsed(model_id: str, row: str) -> bool:
    """Whether a row stands for several geographies, or another one, and cannot say what this one costs."""
    wanted, found = geography(model_id), geography(row)
    if wanted in {None, "us"}:
        return found not in _IN_REGION | {wanted}
    return found != wanted
