"""What is kept of a row that is a model, as few objects, and the record that it makes. Pure."""

from __future__ import annotations

import marshal
from typing import TYPE_CHECKING, Final

from syncer.model.late import PackedFields, packed_fields
from syncer.model.records import Record
from syncer.stores.last_applied import Marks, marked_record, record_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from syncer.stores.codec import Verdict

Kept = tuple[str, str | None, str, bytes, bytes, bytes | None]
"""The row's id, its owner and its model id; its fields, as `packed_fields` gives them; and its marks, packed; None for
those of a row that is as it was applied. Plain: it is cached."""

_AS_APPLIED: Final = Marks(base=True, extras=[], named=[], invalid=[], keeps_rules=True)


def kept_row(verdict: Verdict, marks: Marks) -> Kept:
    """What is kept of a row that was judged to be a model, with what it says of itself."""
    rest = None if marks == _AS_APPLIED else marshal.dumps(tuple(marks))
    return verdict[0], verdict[1] or None, verdict[2], *packed_fields(verdict[2:]), rest


def record_made(verdict: Verdict, row: Mapping[str, object], marks: Marks) -> Record:
    """The record of a row that was judged just now, with its fields packed: that takes a fourth of the memory."""
    try:
        kept = kept_row(verdict, marks)
    except ValueError:  # a number of so many digits that it is no float
        return marked_record(verdict, row, marks)
    return kept_record(kept, row)


def kept_record(kept: Kept, row: Mapping[str, object]) -> Record:
    """The record of the row."""
    record_id, owner, model_id, packed, head, rest = kept
    fields = PackedFields(model_id, packed, head)
    if rest is None:
        return Record(record_id, model_id, fields, row, owner, fields, keeps_rules=True)
    marks = Marks(*marshal.loads(rest))  # noqa: S302  our own, from the cache or this run
    return record_of(record_id, owner, model_id, fields, row, marks)
