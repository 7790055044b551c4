"""Writes to the actions of a transaction, each with the condition it was planned on, and why one was refused. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from syncer.errors import ConflictError, StoreError, SyncerError
from syncer.frozen import NamedTuple
from syncer.model.words import a_few
from syncer.stores.base import ABSENT, Insert, Patch, Remove, Write
from syncer.stores.dynamodb.errors import CONDITION_FAILED, CallError
from syncer.stores.dynamodb.items import (
    can_be_held,
    index_key,
    item_size,
    item_values,
    key_of,
    new_item,
    row_of,
    to_value,
)
from syncer.stores.dynamodb.lease import holder_of
from syncer.stores.expect import UNSTORABLE, conflict_text, describe_differences, named

if TYPE_CHECKING:
    from collections.abc import Sequence

    from syncer.stores.base import Group
    from syncer.stores.dynamodb.errors import RefusedWriteError, TablePlace, UnansweredCallError
    from syncer.stores.dynamodb.items import TableItem
    from syncer.stores.dynamodb.lease import HeldLease

MOST_ACTIONS: Final = 100
"""So many actions a transaction can hold."""
MOST_TRANSACTION_BYTES: Final = 3_500_000
"""A transaction ends at 4 MB; what is counted here is an estimate."""
MOST_ROW_BYTES: Final = 390_000
"""A row ends at 400 KB."""
MOST_TERMS: Final = 140
"""A condition ends at 300 operators and 4 KB of text; a term with its AND is two operators."""
_UNCHECKED: Final = frozenset({"lastApplied"})
"""As large as the rest of the row and never changed without `updatedAt`: left out to keep requests small."""


class TransactItem(NamedTuple):
    """One write as DynamoDB takes it."""

    write: Write
    request: dict[str, dict[str, Any]]
    """An entry of `TransactItems`."""
    size: int
    """About how many bytes it counts for."""
    in_full: bool
    """Whether the condition holds all that the write expects."""

    @property
    def can_be_held(self) -> bool:
        """Whether a table can hold each value of the request."""
        ((_, said),) = self.request.items()
        return all(map(can_be_held, {**said.get("Item", {}), **said.get("ExpressionAttributeValues", {})}.values()))


class _Names:
    """Placeholders for attribute names and values: any name is allowed, and none is a reserved word."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}
        self.values: TableItem = {}

    def name(self, attribute: str) -> str:
        return self.names.setdefault(attribute, f"#{len(self.names)}")

    def value(self, value: object) -> str:
        placeholder = f":{len(self.values)}"
        self.values[placeholder] = to_value(value)
        return placeholder

    def equals(self, attribute: str, value: object) -> str:
        return f"{self.name(attribute)} = {self.value(value)}"

    def term(self, attribute: str, value: object) -> str:
        """One part of a condition."""
        if value is ABSENT or value is None:
            return f"(attribute_not_exists({self.name(attribute)}) OR {self.equals(attribute, None)})"
        return self.equals(attribute, value)

    def parameters(self) -> dict[str, Any]:
        """The placeholders, without empty ones, which DynamoDB refuses."""
        names = {placeholder: attribute for attribute, placeholder in self.names.items()}
        given = {"ExpressionAttributeNames": names, "ExpressionAttributeValues": self.values}
        return {name: value for name, value in given.items() if value}


def action_of(write: Write, table: str) -> TransactItem:
    """The write as an action on the table."""
    target = {"TableName": table, "ReturnValuesOnConditionCheckFailure": "ALL_OLD"}
    if isinstance(write, Insert):
        item = new_item(write.record_id, write.attributes)
        request = {**target, "Item": item, "ConditionExpression": "attribute_not_exists(PK)"}
        return TransactItem(write, {"Put": request}, item_size(item), in_full=True)
    names = _Names()
    expected = _expected(write)
    condition = " AND ".join(
        ["attribute_exists(PK)", *(names.term(*term) for term in list(expected.items())[:MOST_TERMS])]
    )
    kind, update = ("Delete", None) if isinstance(write, Remove) else _update(write, names)
    request = {**target, "Key": key_of(write.record_id), "ConditionExpression": condition, **names.parameters()}
    if update:
        request["UpdateExpression"] = update
    return TransactItem(write, {kind: request}, item_size(names.values), in_full=len(expected) <= MOST_TERMS)


def _update(write: Patch, names: _Names) -> tuple[str, str | None]:
    """The kind of action and its update expression."""
    parts = [names.equals(name, value) for name, value in write.set.items()]
    if "modelId" in write.set:
        placeholder = names.value(None)
        names.values[placeholder] = index_key(write.set["modelId"])
        parts.append(f"{names.name('GSI1PK')} = {placeholder}")
    removed = [names.name(name) for name in sorted(write.remove)]
    clauses = [f"{word} {', '.join(listed)}" for word, listed in (("SET", parts), ("REMOVE", removed)) if listed]
    return ("Update", " ".join(clauses)) if clauses else ("ConditionCheck", None)


def _expected(write: Patch | Remove) -> dict[str, object]:
    return {name: value for name, value in write.expect.items() if name not in _UNCHECKED}


def unmet(write: Write, item: TableItem | None) -> str:
    """What is not as the write expects, for a person; empty when all is."""
    if not isinstance(write, Insert):
        write = write._replace(expect=_expected(write))
    return describe_differences(write, row_of(item or {}), exists=bool(item))


def is_done(write: Write, item: TableItem | None) -> bool:
    """Whether the item is exactly what the write would have left."""
    match write:
        case Insert():
            return item is not None and row_of(item) == row_of(item_values(write.attributes))
        case Patch():
            row = row_of(item or {})
            wanted = row_of(item_values(write.set))
            return item is not None and wanted.items() <= row.items() and not write.remove & row.keys()
        case Remove():
            return item is None


def transactions_of(groups: Sequence[Sequence[TransactItem]], *, most_actions: int) -> list[list[int]]:
    """The groups, by number, of each transaction, in order. Raises StoreError for a group that fits in none."""
    transactions: list[list[int]] = []
    actions = size = 0
    for number, group in enumerate(groups):
        count, weight = len(group), sum(action.size for action in group)
        _require_fit(group, weight, most_actions)
        if not transactions or actions + count > most_actions or size + weight > MOST_TRANSACTION_BYTES:
            transactions.append([])
            actions = size = 0
        transactions[-1].append(number)
        actions, size = actions + count, size + weight
    return transactions


def _require_fit(group: Sequence[TransactItem], weight: int, most_actions: int) -> None:
    """Raise StoreError for a group that one transaction cannot hold."""
    if len(group) > most_actions or weight > MOST_TRANSACTION_BYTES:
        raise StoreError(
            f"{len(group)} writes belong together ({_named(group)}) and are more than one DynamoDB transaction can "
            f"hold ({most_actions} writes, {MOST_TRANSACTION_BYTES:,} bytes); nothing was written"
        )


def group_actions(groups: Sequence[Group], table: str) -> list[list[TransactItem]]:
    """The actions of each group. Raises StoreError for a write that cannot be one."""
    return [[_action_of(write, table) for write in group] for group in groups]


def _action_of(write: Write, table: str) -> TransactItem:
    try:
        return action_of(write, table)
    except UNSTORABLE as error:
        raise StoreError(f"{named(write)} cannot be stored: {error}; nothing was written") from error


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
        f"{named(action.write)}: {reason.get('Message') or reason.get('Code')}"
        for action, reason in pairs
        if reason.get("Code") not in (None, "None")
    ]
    text = "; ".join(said[:5]) or str(refusal.response.get("Error", {}).get("Message", refusal.code))
    return StoreError(f"{place} does not take the rows: {text}")


def too_large(actions: Sequence[TransactItem], error: CallError, place: TablePlace) -> StoreError | None:
    """Which rows DynamoDB means when it says that an item is too large, and names none; None for another error."""
    large = [action for action in actions if action.size > MOST_ROW_BYTES and "tem size" in str(error)]
    said = ", ".join(f"{named(action.write)} has about {action.size // 1024} KB" for action in large[:5])
    return StoreError(f"{place} takes rows of 400 KB at most, and {said}; shorten the model") if large else None


def unknown(actions: Sequence[TransactItem], error: UnansweredCallError) -> SyncerError:
    """That nobody knows whether the transaction was done."""
    if isinstance(error.__cause__, SyncerError):
        return error.__cause__
    return StoreError(
        f"{error}; whether {_named(actions)} were written is not known: run again, it goes on from what is there"
    )


def at_rows(actions: Sequence[TransactItem], error: CallError, lease: HeldLease | None) -> CallError:
    """The error with the models that it is about, where a transaction failed because of some.

    By what DynamoDB says of each; where it refused the request and named none, by what no table can hold.
    """
    reasons = error.reasons[lease is not None :]
    about = [
        action for action, reason in zip(actions, reasons, strict=False) if reason.get("Code") not in (None, "None")
    ]
    if error.code == "ValidationException":
        about = [action for action in actions if not action.can_be_held] or list(actions)
    return CallError(f"{_named(about)}: {error}", code=error.code) if about else error


def _named(actions: Sequence[TransactItem]) -> str:
    return a_few([named(action.write) for action in actions])
