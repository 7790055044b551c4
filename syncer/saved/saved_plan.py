"""A plan with where it comes from and what it is for: what `plan --out` saves."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from syncer.plan.plan import Plan


class Origin(NamedTuple):
    """What a saved plan was made from, by whom, and for how long it holds."""

    made_by: str
    made_at: datetime
    expires_at: datetime
    tool: str
    """The version of this tool."""
    commit: str | None
    """The catalog's Git commit, where there is one."""
    dirty: bool
    """Whether the catalog's files differed from that commit."""
    catalog_hash: str
    """SHA-256 over what the catalog says."""


class SavedPlan(NamedTuple):
    """A plan, where it comes from, and the one store that it is for."""

    plan: Plan
    origin: Origin
    target: Mapping[str, str]
    """The identity of the store."""
    plan_id: str
    """The checksum: no two plans that were saved are the same plan."""
