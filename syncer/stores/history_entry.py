"""What an entry of the history is to every store: its id, its head, which models it may concern. Pure."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Final
from zlib import crc32

from syncer.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

UNREADABLE: Final[Mapping[str, str | int]] = MappingProxyType({"state": "unreadable"})
"""The head of an entry that somebody damaged."""
_ID: Final = r"[0-9A-Za-z-]{1,64}"
_MOST_MODELS: Final = 60_000
"""Of more models no filter is kept: an item of DynamoDB ends at 400 KB."""
_BYTES: Final = 4


def is_id(apply_id: str) -> bool:
    """Whether an entry can have that id."""
    return re.fullmatch(_ID, apply_id) is not None


def require_id(apply_id: str) -> str:
    """The id. Raises StoreError for one that no entry can have."""
    if not is_id(apply_id):
        raise StoreError(f"{apply_id!r} cannot be the id of an apply; nothing was written")
    return apply_id


def filter_of(models: Iterable[str]) -> bytes | None:
    """A filter that passes all of the models and hardly any other; None, which passes all, for very many."""
    hashes = {_hash(model) for model in models}
    return b"".join(sorted(hashes)) if len(hashes) <= _MOST_MODELS else None


def may_concern(model_filter: bytes | None, model_id: str | None) -> bool:
    """Whether the filter passes the model; every filter passes None."""
    if model_filter is None or model_id is None:
        return True
    wanted = _hash(model_id)
    at = model_filter.find(wanted)
    while at % _BYTES and at >= 0:
        at = model_filter.find(wanted, at + 1)
    return at >= 0


def readable(head: object) -> Mapping[str, str | int] | None:
    """The head as it was written; None for anything else."""
    if isinstance(head, dict) and all(isinstance(name, str) for name in head):
        return head if all(isinstance(value, (str, int)) for value in head.values()) else None
    return None


def _hash(model_id: str) -> bytes:
    return crc32(model_id.encode("utf-8", "surrogatepass")).to_bytes(_BYTES, "big")
