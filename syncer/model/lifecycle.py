"""The rules of defaults and successors over many models together, for definitions alone and for rows as they will be.

A successor is active and enabled, or has a successor of its own. So a successor can be retired in its turn: the
platform follows the chain.
"""

from __future__ import annotations

from itertools import compress
from typing import TYPE_CHECKING, Final, Literal

from syncer.frozen import NamedTuple
from syncer.model.late import values_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    Models = Mapping[str, Mapping[str, object]]

MOST_HOPS: Final = 5
"""A chain of successors with more steps is nobody's intention."""
FITNESS: Final = frozenset({"model_id", "enabled", "status", "replaced_by"})
"""The fields that make a model fit or unfit as a successor."""


class LifecycleFault(NamedTuple):
    """What a model breaks together with others."""

    kind: Literal["default", "missing", "disabled", "inactive", "circle", "long"]
    """`default`: it is the default, and not active; `missing`, `disabled`, `inactive`: its successor is; `circle`: its
    successors lead back to it; `long`: they are more than `MOST_HOPS`."""
    chain: tuple[str, ...]
    """The keys of the model and of its successors, as far as they matter. One that is missing stands as its model id.
    A circle begins and ends with the model whose id is the first of the alphabet."""


def status_of(fields: Mapping[str, object]) -> str:
    """The status; active where nothing is said."""
    return str(fields["status"] or "active")


def faults_of(models: Models) -> Iterator[LifecycleFault]:
    """What models, given as fields by any key, break together. Of rows with one model id, the first counts."""
    yield from _of_defaults(models)
    naming = [*compress(models, values_of(models.values(), "replaced_by"))]
    if naming:
        keys = _keys_by_id(models)
        for key in naming:
            yield from _of_successor(key, models, keys)
            yield from _of_chain(key, models, keys)


def _of_defaults(models: Models) -> Iterator[LifecycleFault]:
    defaults = compress(models, values_of(models.values(), "is_default"))
    yield from (LifecycleFault("default", (key,)) for key in defaults if status_of(models[key]) != "active")


def _keys_by_id(models: Models) -> dict[str, str]:
    found: dict[str, str] = {}
    for key, fields in models.items():
        found.setdefault(str(fields["model_id"]), key)
    return found


def _of_successor(key: str, models: Models, keys: Mapping[str, str]) -> Iterator[LifecycleFault]:
    name = str(models[key]["replaced_by"])
    if name not in keys:
        yield LifecycleFault("missing", (key, name))
        return
    successor = models[keys[name]]
    if not successor["enabled"]:
        yield LifecycleFault("disabled", (key, keys[name]))
    if status_of(successor) != "active" and not successor["replaced_by"]:
        yield LifecycleFault("inactive", (key, keys[name]))


def _of_chain(key: str, models: Models, keys: Mapping[str, str]) -> Iterator[LifecycleFault]:
    chain = _chain(key, models, keys)
    ids = [str(models[one]["model_id"]) for one in chain]
    if chain[-1] == key and len(chain) > 1:
        if ids[0] == min(ids):
            yield LifecycleFault("circle", chain)
    elif len({*chain}) > MOST_HOPS + 1:
        yield LifecycleFault("long", chain)


def _chain(key: str, models: Models, keys: Mapping[str, str]) -> tuple[str, ...]:
    """The model and its successors, to the last one, the first one that comes again, or one too many."""
    chain = [key]
    while len(chain) <= MOST_HOPS + 1:
        following = keys.get(str(models[chain[-1]]["replaced_by"] or ""))
        if following is None:
            break
        chain.append(following)
        if following in chain[:-1]:
            break
    return tuple(chain)
