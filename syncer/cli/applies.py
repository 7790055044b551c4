"""An apply of a store's history by its id: what `show` and `revert` are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from syncer.errors import ModelNotFoundError, StoreError, UsageError
from syncer.model.words import a_few
from syncer.sync.history import read_apply

if TYPE_CHECKING:
    from syncer.stores.base import Store
    from syncer.sync.history import Apply


def require_apply(store: Store, apply_id: str) -> Apply:
    """The apply with that id, or the only one whose id begins so.

    Raises ModelNotFoundError when there is none, UsageError when there are several, StoreError when somebody damaged
    it.
    """
    body = store.history_body(apply_id)
    if body is None:
        apply_id = _begun(store, apply_id)
        body = store.history_body(apply_id)
    apply = read_apply(apply_id, body)
    if apply is None:
        raise StoreError(f"the apply {apply_id} in the history of {store.address} is damaged, and cannot be read")
    return apply


def _begun(store: Store, beginning: str) -> str:
    """The only id of the history that begins so; another than this where there is any."""
    found = [head.apply_id for head in store.history() if head.apply_id.startswith(beginning)]
    if beginning in found:
        return beginning
    if len(found) > 1:
        raise UsageError(f"{len(found)} applies begin with {beginning}: {a_few(found)}; write more of the id")
    if not found:
        raise ModelNotFoundError(
            f"the history of {store.address} has no apply {beginning}; `syncer history` lists them"
        )
    return found[0]
