"""What an apply did, as the store's history keeps it. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, get_args

from syncer.frozen import NamedTuple
from syncer.model.changes import Action, Adopt, Create, Recreate, Renewal, Update
from syncer.plan.field_change import relative_change
from syncer.plan.report import Status
from syncer.saved.change_json import (
    attributes_from,
    attributes_json,
    fields_from,
    fields_json,
    heading,
    touched,
    with_odd,
)
from syncer.saved.change_shape import catalog_name, day, field_name
from syncer.saved.shape import flag, list_of, maybe, object_of, one_of, part_of, text
from syncer.stores.base import HistoryEntry, HistoryWrite
from syncer.stores.codec import timestamp

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from syncer.model.changes import Change, FieldChange
    from syncer.model.records import Record
    from syncer.stores.base import Group, GroupResult, HistoryHead
    from syncer.sync.operations import Recorder
    from syncer.sync.writes import Stamp, Work

_FORMAT: Final = 1
_CHANGE: Final = part_of(
    {
        "action": one_of(*get_args(Action)), "model_id": text, "record_id": text,
        "status": one_of("begun", *get_args(Status)), "detail": maybe(text),
    },
    {"adopted": flag, "since": object_of(day, field_name)},
)  # fmt: skip
_APPLY: Final = part_of(
    {
        "by": text, "tool": text, "run": maybe(text), "plan_id": maybe(text), "at": text, "catalog": catalog_name,
        "commit": maybe(text), "fingerprint": text, "state": one_of("begun", "applied", "partial"),
        "changes": list_of(_CHANGE),
    },
    {"reverts": maybe(text)},
)  # fmt: skip
"""The fields of a change and its row are looked at where they are read."""


class Who(NamedTuple):
    """Who applies, and what."""

    by: str
    tool: str
    """The version of this tool."""
    run: str | None = None
    """The address of the CI run, where there is one."""
    plan_id: str | None = None
    """The saved plan that is applied, or to which a sync was held; None for any other sync."""
    reverts: str | None = None
    """The id of the apply that is taken back; None where none is."""


class AppliedChange(NamedTuple):
    """One change, as it was done."""

    action: str
    model_id: str
    record_id: str
    fields: tuple[FieldChange, ...]
    status: str
    """`applied`, `failed`, `skipped`; `begun` when the run died."""
    detail: str | None
    raw: Mapping[str, object]
    """The row before, by stored name: the attributes that changed and had a value; of a delete, all of it."""
    adopted: bool
    """Whether the row was unmanaged before."""
    since: Mapping[str, str] = MappingProxyType({})
    """By field, the day from which a price holds, where a change in the model file gave it."""


class Apply(NamedTuple):
    """One apply."""

    apply_id: str
    state: str
    at: str
    who: Who
    catalog: str
    commit: str | None
    fingerprint: str
    changes: tuple[AppliedChange, ...]


def new_apply_id(now: datetime, random_id: str) -> str:
    """An id that sorts as time does."""
    return f"{now:%Y%m%dT%H%M%S%f}Z-{random_id[:8]}"


def recorder(stamp: Stamp, who: Who, apply_id: str) -> Recorder:
    """A function from the changes and their writes to what the history keeps of them."""

    def record(parts: Sequence[Sequence[Work]], groups: Sequence[Group]) -> HistoryWrite:
        changes = [
            (number, change, _change(change, write.record_id))
            for number, (part, group) in enumerate(zip(parts, groups, strict=True))
            for change, write in zip(part, group, strict=True)
            if not isinstance(change, Renewal)
        ]
        models = tuple(sorted({name for _, change, _ in changes for name in names_of(change)}))
        said = [one for _, _, one in changes]
        about = {
            "format": _FORMAT, "at": timestamp(stamp.now), "catalog": stamp.catalog, "commit": stamp.commit,
            "fingerprint": stamp.fingerprint, **who._asdict(),
        }  # fmt: skip

        def entry(state: str, results: Sequence[GroupResult] | None) -> HistoryEntry:
            if results is not None:
                for number, _, one in changes:
                    result = results[number]
                    one["status"], one["detail"] = result.status, str(result.error) if result.error else None
            body = json.dumps({**about, "state": state, "changes": said})
            return HistoryEntry(apply_id, _head(about, state, said), models, body.encode())

        def done(results: tuple[GroupResult, ...]) -> HistoryEntry:
            return entry("applied" if all(result.error is None for result in results) else "partial", results)

        return HistoryWrite(entry("begun", None), done)

    return record


def _change(change: Change, record_id: str) -> dict[str, Any]:
    """The change as the history keeps it: as it began, with what its row held before."""
    said = {
        **heading(change),
        "record_id": record_id,
        "fields": [field[:3] for field in fields_json(change.fields)],
        "status": "begun",
        "detail": None,
    }
    if not isinstance(change, (Create, Recreate)):
        said["raw"] = attributes_json(change.live.raw, touched(change))
    if isinstance(change, Adopt):
        said["adopted"] = True
    if isinstance(change, (Adopt, Update)) and change.since:
        said["since"] = change.since
    return said


def _head(about: Mapping[str, Any], state: str, changes: Iterable[Mapping[str, Any]]) -> dict[str, str | int]:
    """What a list shows."""
    head: dict[str, str | int] = {"state": state}
    for name in ("at", "by", "catalog", "commit", "fingerprint", "run", "plan_id", "reverts"):
        if about[name] is not None:
            head[name] = about[name]
    for change in changes:
        head[change["action"]] = int(head.get(change["action"], 0)) + 1
    return head


def read_apply(apply_id: str, body: bytes | None) -> Apply | None:
    """The apply that a body tells of; None when nobody can read it."""
    try:
        document = json.loads(body or b"")
        _APPLY(document)
        who = Who(document["by"], document["tool"], document["run"], document["plan_id"], document.get("reverts"))
        changes = tuple(_applied(part) for part in document["changes"])
        if len({change.record_id for change in changes}) < len(changes):
            return None  # an apply does one thing to a row
        return Apply(
            apply_id, document["state"], document["at"], who, document["catalog"], document["commit"],
            document["fingerprint"], changes,
        )  # fmt: skip
    except (ValueError, ArithmeticError, RecursionError):
        return None


def _applied(part: Mapping[str, Any]) -> AppliedChange:
    fields = tuple(map(_with_percent, fields_from(part.get("fields", ()))))
    raw = attributes_from(part.get("raw", {}))
    return AppliedChange(
        part["action"], part["model_id"], part["record_id"], with_odd(fields, raw), part["status"], part["detail"],
        raw, part.get("adopted", False),
        part.get("since", {}),
    )  # fmt: skip


def _with_percent(field: FieldChange) -> FieldChange:
    percent = relative_change(*field[:3])
    return field if percent is None else field._replace(percent=percent)


def found_in(change: AppliedChange, row: Record | None, fingerprint: str) -> str:
    """Whether a row has the change of an apply that was interrupted."""
    if change.action == "delete":
        return "done: the row is gone" if row is None else "not done: the row is there"
    last = row.raw.get("lastApplied") if row is not None else None
    if isinstance(last, Mapping) and last.get("fingerprint") == fingerprint:
        return "done: the row has its mark"
    return "not done: the row does not have its mark" if row is not None else "not done: there is no row"


def names_of(change: Change | AppliedChange) -> Iterator[str]:
    """The model ids that a change concerns: of a rename both."""
    yield change.model_id
    yield from (str(field.after) for field in change.fields if field.field == "model_id" and field.after is not None)


def outdated(heads: Iterable[HistoryHead], *, before: datetime) -> tuple[str, ...]:
    """The ids of the entries from before a time: those that are to be forgotten."""
    limit = f"{before:%Y%m%dT%H%M%S%f}Z"
    return tuple(head.apply_id for head in heads if head.apply_id < limit)
