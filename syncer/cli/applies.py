"""An apply of a store's history by its id: what `show` and `revert` are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from syncer.errors import ModelNotFoundError, StoreError
from syncer.sync.history import read_apply

if TYPE_CHECKING:
    from syncer.stores.base import Store
    from syncer.sync.history import Apply


def require_apply(store: Store, apply_id: str) -> Apply:
    """The apply. Raises ModelNotFoundError when there is none, StoreError when somebody damaged it."""
    body = store.history_body(apply_id)
    apply = read_apply(apply_id, body)
    if apply is not None:
        return apply
    if body is not None or any(head.apply_id == apply_id for head in store.history()):
        raise StoreError(f"the apply {apply_id} in the history of {store.address} is damaged, and cannot be read")
    raise ModelNotFoundError(f"the history of {store.address} has no apply {apply_id}; `syncer history` lists them")
