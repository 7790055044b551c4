"""Why a transaction was not done, for a person: which rows, and what to do. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from syncer.errors import ConflictError, StoreError, SyncerError
from syncer.stores.dynamodb.actions import MOST_ROW_BYTES, unmet
from syncer.stores.dynamodb.errors import CONDITION_FAILED
from syncer.stores.dynamodb.lease import holder_of
from syncer.stores.expect import conflict_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from syncer.stores.dynamodb.actions import TransactItem
    from syncer.stores.dynamodb.errors import RefusedWriteError, TablePlace, UnansweredCallError
    from syncer.stores.dynamodb.lease import HeldLease


def refused(
    actions: Sequence[TransactItem], refusal: RefusedWriteError, lease: HeldLease | None, place: TablePlace
) -> SyncerError:
    """Why a transaction was cancelled: the lease, rows that moved, or rows that DynamoDB does not take."""
    reasons = refusal.reasons
    if lease is not None:
        first, *reasons = reasons or [{}]
        if first.get("Code") == "ConditionalCheckFailed":
            return lease.lost(holder_of(first.get("Item")))
    pairs = list(zip(actions, reasons, strict=False))
    moved = {
        action.write.record_id: unmet(action.write, reason.get("Item")) or "it was changed"
        for action, reason in pairs
        if reason.get("Code") in ("ConditionalCheckFailed", CONDITION_FAILED)
    }
    if moved:
        return ConflictError(f"{conflict_text(moved)}; nothing of this was written", rows=tuple(moved))
    return _not_taken(pairs, refusal, place)


def _not_taken(
    pairs: list[tuple[TransactItem, dict[str, Any]]], refusal: RefusedWriteError, place: TablePlace
) -> StoreError:
    said = [
        f"{action.write.record_id}: {reason.get('Message') or reason.get('Code')}"
        for action, reason in pairs
        if reason.get("Code") not in (None, "None")
    ]
    text = "; ".join(said[:5]) or str(refusal.response.get("Error", {}).get("Message", refusal.code))
    return StoreError(f"{place} does not take the rows: {text}")


def too_large(actions: Sequence[TransactItem], place: TablePlace) -> StoreError | None:
    """Which rows DynamoDB means when it says that an item is too large; it names none."""
    large = [action for action in actions if action.size > MOST_ROW_BYTES]
    said = ", ".join(f"{action.write.record_id} has about {action.size // 1024} KB" for action in large[:5])
    return StoreError(f"{place} takes rows of 400 KB at most, and {said}; shorten the model") if large else None


def unknown(actions: Sequence[TransactItem], error: UnansweredCallError) -> SyncerError:
    """That nobody knows whether the transaction was done."""
    if isinstance(error.__cause__, SyncerError):
        return error.__cause__
    rows = ", ".join(action.write.record_id for action in actions[:3])
    more = f" and {len(actions) - 3} more rows" if len(actions) > 3 else ""
    return StoreError(
        f"{error}; whether {rows}{more} were written is not known: run again, it goes on from what is there"
    )
