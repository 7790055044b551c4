"""The Store protocol, and the writes that it takes."""

from __future__ import annotations

from operator import attrgetter
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Protocol

from syncer.errors import SyncerError
from syncer.frozen import NamedTuple
from syncer.model.records import BrokenRow, Record, Snapshot
from syncer.model.words import beginning

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager


class _Absent:
    """The value of an attribute that a row does not have."""

    def __repr__(self) -> str:
        return "absent"


ABSENT: Final = _Absent()
"""In `expect`: the row must not have the attribute."""


NOTHING: Final[Mapping[str, object]] = MappingProxyType({})
"""In `expect`: nothing but that the row is there."""


class Insert(NamedTuple):
    """Add a row. Its id must be free."""

    record_id: str
    attributes: Mapping[str, object]
    """By stored name, in stored order, without options that are absent."""


class Patch(NamedTuple):
    """Change attributes of a row. All others stay as they are, also those that no schema names."""

    record_id: str
    set: Mapping[str, object]
    remove: frozenset[str] = frozenset()
    expect: Mapping[str, object] = NOTHING
    """What the row must still hold, by stored name; ABSENT for an attribute that it must not have."""


class Remove(NamedTuple):
    """Delete a row."""

    record_id: str
    expect: Mapping[str, object] = NOTHING


Write = Insert | Patch | Remove
Group = tuple[Write, ...]
"""Writes that belong together, such as the hand-over of the default: never split."""


class GroupResult(NamedTuple):
    """What became of one group, in a commit that a store had to split."""

    status: str
    """`applied`, `failed` or `skipped`."""
    error: SyncerError | None = None


class HistoryEntry(NamedTuple):
    """What the history keeps of one apply. A store reads none of it but the id."""

    apply_id: str
    """Sorts as time does: 1 to 64 of the letters, digits and `-`. Never used twice."""
    head: Mapping[str, str | int]
    """The few small values that a list of applies shows."""
    models: tuple[str, ...]
    """The model ids concerned, so that the story of one model can be told without reading every body."""
    body: bytes
    """Everything. May be megabytes."""


class HistoryHead(NamedTuple):
    """What a list of applies shows of one."""

    apply_id: str
    head: Mapping[str, str | int]
    """`{"state": "unreadable"}` for an entry that somebody damaged."""


class HistoryWrite(NamedTuple):
    """What a commit writes to the history."""

    begun: HistoryEntry
    """What is kept if the process dies in the middle of a commit that a store has to split."""
    done: Callable[[tuple[GroupResult, ...]], HistoryEntry]
    """What is kept in the end, under the same id. Has no effects: it may be asked more than once."""


def sorted_snapshot(rows: Iterable[Record | BrokenRow], *notes: str) -> Snapshot:
    """All rows of a store, sorted."""
    found = list(rows)
    records = sorted((row for row in found if isinstance(row, Record)), key=attrgetter("model_id", "record_id"))
    broken = sorted((row for row in found if isinstance(row, BrokenRow)), key=lambda row: row.problem.where)
    return Snapshot(tuple(records), tuple(broken), notes)


class Check(NamedTuple):
    """One thing that was looked at, for a person."""

    name: str
    detail: str
    exit_code: int = 0
    """What the command ends with that shows it; 0 where all is well."""
    is_warning: bool = False
    """Whether somebody should look at it, although nothing fails."""


def checked(name: str, look: Callable[[], str]) -> Check:
    """What `look` says; what is wrong where it raises a SyncerError."""
    try:
        return Check(name, look())
    except SyncerError as error:
        return Check(name, str(error), error.exit_code)


class LockHolder(NamedTuple):
    """Who holds a lock that can be taken away."""

    holder: str
    since: str
    """ISO 8601, UTC."""
    until: str
    """When others may take it, unless it is renewed."""
    run: str
    """Tells two runs of one holder apart."""

    def __str__(self) -> str:
        holder, since, until = map(beginning, self[:3])
        return f"{holder} holds the lock since {since}, until {until} unless renewed"


class TableDifference(NamedTuple):
    """One thing in which a table is not the contract's."""

    what: str
    found: str
    wanted: str
    breaks: bool
    """Whether the platform or a sync cannot work with it; otherwise it is a matter of safety or of cost."""


class Table(Protocol):
    """A table: it has to be made and can be made wrong, and a run that died leaves its lock. Raises StoreError."""

    @property
    def place(self) -> object:
        """Where it is, as a message says it."""

    def create(self) -> tuple[str, ...]:
        """Make the table and wait until it can be used. Returns the features that its server does not offer."""

    def differences(self) -> tuple[TableDifference, ...]:
        """In what it is not the contract's."""

    def lock_holder(self) -> LockHolder | None:
        """Who holds the lock, also one that has run out."""

    def unlock(self, seen: LockHolder) -> None:
        """Take the lock from the run that was seen to hold it, whose next write then fails. Raises LockedError."""


class Store(Protocol):
    """Where models live. Every method raises StoreError when the store cannot be reached or read."""

    @property
    def address(self) -> str:
        """What a message calls the store."""

    @property
    def single_writer(self) -> bool:
        """Whether even the write of one row needs the lock, because the store itself cannot check and write at once."""

    @property
    def interrupted(self) -> bool:
        """Whether a crash left a commit that the next holder of the lock undoes."""

    @property
    def table(self) -> Table | None:
        """The table that the rows are in; None where a store needs no such care."""

    def checks(self) -> Iterator[Check]:
        """What can be found wrong beside the rows, such as a permission that a sync needs. Writes no row."""

    def read(self) -> Snapshot:
        """All of the store; never a part of it, and never a write."""

    def start_read(self) -> AbstractContextManager[Callable[[], Snapshot]]:
        """Begin what can go on while the catalog is loaded; within the context the function gives what `read` gives."""

    def get(self, record_id: str) -> Record | None:
        """The row of that id; None when there is none or it is no model."""

    def find(self, model_id: str) -> tuple[Record, ...]:
        """The rows of that model id: one, or none, or more when something went wrong."""

    def lock(self, *, holder: str, timeout: float) -> AbstractContextManager[None]:
        """Keep other syncs out for as long as the context lasts; re-entrant for one store object and thread.

        Waits up to `timeout` seconds. Raises LockedError, which names who holds it.
        """

    def identity(self) -> Mapping[str, str]:
        """What tells this store from every other, also from one of the same name that was made anew."""

    def recall(self, catalog: str) -> bytes | None:
        """What `remember` last kept for the catalog; None when there is nothing that can be read."""

    def remember(self, catalog: str, data: bytes) -> None:
        """Keep something about a catalog beside the rows, all of it or nothing. Only under the lock."""

    def commit(
        self,
        groups: Sequence[Group],
        *,
        progress: Callable[[int], None] | None = None,
        history: HistoryWrite | None = None,
    ) -> tuple[GroupResult, ...]:
        """Do the writes, each group as a whole, in order; one result a group.

        Raises ConflictError when a row is not what a write expects, and StoreError: then nothing was written.
        A store that can hold only so many writes in one transaction may apply some groups and not others,
        and says so in the results. `progress` is told how many writes are done.

        The entry of `history` is written with the rows, all or nothing. Where one transaction cannot hold it all,
        what has begun is written before the first row and replaced after the last. An entry that cannot be replaced
        then stays as it is: the rows are done, and that is no error.
        """

    def history(self, *, model_id: str | None = None) -> tuple[HistoryHead, ...]:
        """The entries of the history, the newest first; of a model, all that concern it and hardly any other."""

    def history_body(self, apply_id: str) -> bytes | None:
        """The body of an entry; None when there is none, or when somebody damaged it."""

    def forget(self, apply_ids: Sequence[str]) -> int:
        """Remove entries of the history, each as a whole; how many there were. Only under the lock."""
