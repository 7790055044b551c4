"""Rows that can be read, but that releases of the platform do not list, and why. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from schemas.attributes import STORED_NAME
from schemas.param_rules import ENFORCED_FROM, broken_param_rules
from syncer.frozen import NamedTuple
from syncer.model.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from syncer.model.records import Record

UNREAD_FROM: Final = "the one that brought the lifecycle"
_MUST_BE: Final = {
    "is_featured": "must be true or false; a sync mends it where the model file says `is_featured`",
    "icon_slug": "must be text; a sync mends it where the model file says `icon_slug`",
    "sort_order": "must be a whole number from 0; a sync mends it where `order` in catalog.yaml gives it a place",
}
"""What that release requires of values that it cannot read, and what mends them: its page cannot, as it lists no such
row. Other values that are not valid it takes as absent."""


class Unlisted(NamedTuple):
    """A row that some releases skip: there, nobody can pick its model, and what is running on it is not metered."""

    live: Record
    reason: str
    """Which releases, and why."""


def unlisted(records: Iterable[Record]) -> tuple[Unlisted, ...]:
    """The rows that break a rule of those releases, in their order."""
    return tuple(
        Unlisted(record, reason)
        for record in records
        if (record.invalid or not (record.keeps_rules or record.fields["supported_params"] is None))
        and (reason := _reason(record))
    )


def _reason(record: Record) -> str:
    """Empty for a row that every release lists."""
    params: Any = record.fields["supported_params"]
    broken = [(f"supported_params.{name}.{option}", what)
              for (name, option), what in broken_param_rules(params["params"])] if params else []  # fmt: skip
    unread = [(STORED_NAME[name], what) for name, what in _MUST_BE.items() if name in record.invalid]
    since = ENFORCED_FROM if broken else UNREAD_FROM
    first = next(iter((*broken, *unread)), None)
    if first is None:
        return ""
    where, what = first
    count = len(broken) + len(unread) - 1
    more = f" (and {counted(count, 'more fault')})" if count else ""
    return f"releases of the platform from {since} on do not list it: {where}: {what}{more}"
