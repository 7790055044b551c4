"""Rows that can be read, but that releases of the platform do not list, and why. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.param_rules import ENFORCED_FROM, broken_param_rules
from syncer.frozen import NamedTuple
from syncer.model.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from syncer.model.records import Record


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
        if (params := record.fields["supported_params"]) and (reason := _reason(params))
    )


def _reason(params: Any) -> str:
    """Empty for a row that every release lists."""
    broken = list(broken_param_rules(params["params"]))
    if not broken:
        return ""
    (name, option), what = broken[0]
    more = f" (and {counted(len(broken) - 1, 'more fault')})" if len(broken) > 1 else ""
    where = f"supported_params.{name}.{option}"
    return f"releases of the platform from {ENFORCED_FROM} on do not list it: {where}: {what}{more}"
