"""Applies of a history, as a test tells of them."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from syncer.model.changes import FieldChange
from syncer.plan.field_change import relative_change
from syncer.sync.history import AppliedChange, Apply, Who
from tests.stores.shapes import NOON

if TYPE_CHECKING:
    from collections.abc import Mapping

INPUT: Final = "input_price_per_million_tokens"
OUTPUT: Final = "output_price_per_million_tokens"
COMMIT: Final = "0123456789abcdef0123456789abcdef01234567"


def changed(
    model_id: str, *fields: tuple[str, Any, Any], action: str = "update", status: str = "applied",
    raw: Mapping[str, object] | None = None, row: str | None = None,
) -> AppliedChange:  # fmt: skip
    """A change of a model: its fields, each with before and after; in the row of that name, or its own."""
    moved = tuple(FieldChange(*field, relative_change(*field)) for field in fields)
    return AppliedChange(action, model_id, row or f"row of {model_id}", moved, status, None, raw or {}, adopted=False)


def applied(
    day: int, *changes: AppliedChange, by: str = "maria", commit: str | None = COMMIT, at: str | None = None,
    run: str | None = None,
) -> Apply:  # fmt: skip
    """An apply at noon of a day; the first is 0."""
    moment = NOON + timedelta(days=day)
    apply_id = f"{moment:%Y%m%dT%H%M%S%f}Z-0a0b0c0d"
    who = Who(by, "0.1.0", run)
    return Apply(apply_id, "applied", moment.isoformat() if at is None else at, who, "campus", commit, "f", changes)


def body_of(apply: Apply) -> bytes:
    """The apply as a store keeps it."""
    return json.dumps(
        {
            "format": 1, "at": apply.at, "catalog": apply.catalog, "commit": apply.commit,
            "fingerprint": apply.fingerprint, **apply.who._asdict(), "state": apply.state,
            "changes": [
                {
                    "action": one.action, "model_id": one.model_id, "record_id": one.record_id, "status": one.status,
                    "detail": None, "fields": [list(field[:3]) for field in one.fields], "raw": dict(one.raw),
                }
                for one in apply.changes
            ],
        }
    ).encode()  # fmt: skip
