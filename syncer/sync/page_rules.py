"""What the platform's own page refuses of a write, so that an app's write is refused, too. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from schemas.contradictions import contradictions
from syncer.model.lifecycle import status_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from syncer.model.records import Record

    Fields = Mapping[str, object]
    Find = Callable[[str], Iterable[Record]]

_OF_DEFAULT: Final = frozenset({"is_default", "status"})
_OF_PARAMS: Final = frozenset({"supported_params", "max_output_tokens"})


def require_accepted(fields: Fields, given: Collection[str], find: Find) -> None:
    """The row as it will be may be written, as far as the fields `given` decide it. `find` gives the rows of a name.

    What a row breaks already does not stop a write of something else. Raises ValueError with all that is wrong.
    """
    wrong = [
        *(_default(fields) if _OF_DEFAULT.intersection(given) else ()),
        *(_successor(fields, find) if "replaced_by" in given and fields["replaced_by"] else ()),
        *(_params(fields) if _OF_PARAMS.intersection(given) else ()),
    ]
    if wrong:
        raise ValueError("; ".join(wrong))


def require_not_named(model_id: str, records: Iterable[Record]) -> None:
    """No other row names the model as its successor. Raises ValueError."""
    for record in records:
        if record.fields["replaced_by"] == model_id and record.model_id != model_id:
            raise ValueError(f"{record.model_id} names {model_id} as its successor; let it name another one first")


def _default(fields: Fields) -> Iterator[str]:
    if fields["is_default"] and status_of(fields) != "active":
        yield f"a model that is {status_of(fields)} cannot be the default"


def _successor(fields: Fields, find: Find) -> Iterator[str]:
    name = str(fields["replaced_by"])
    if name == fields["model_id"]:
        yield "replaced_by is the model itself; name the model that takes over"
        return
    found = next(iter(find(name)), None)
    if found is None:
        yield f"no model has the modelId {name}, which replaced_by names"
    elif not found.fields["enabled"] or status_of(found.fields) != "active":
        yield f"{name}, which replaced_by names, must be active and enabled"


def _params(fields: Fields) -> Iterator[str]:
    for path, message in contradictions(fields):
        if path[0] == "supported_params":
            yield f"{'.'.join(map(str, path))}: {message}"
