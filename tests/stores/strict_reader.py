"""The order in which every release of the platform lists rows, written from the facts and not from our code."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def as_listed(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """The model ids: by `sortOrder`, then rows without one; among equals the newest `createdAt` first.

    Two rows that only the store's own order would tell apart are an error: nobody can rely on that order.
    """
    keys: dict[tuple[int, float, float], str] = {}
    for row in rows:
        order, made = row.get("sortOrder"), datetime.fromisoformat(row["createdAt"]).timestamp() * 1_000_000
        key = (0, int(order), -made) if order is not None else (1, 0, -made)
        assert key not in keys, f"{row['modelId']} and {keys[key]} have one place"
        keys[key] = row["modelId"]
    return [keys[key] for key in sorted(keys)]
