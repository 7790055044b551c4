"""Times as people read them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import datetime

_STORED: Final = r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(?::\d\d(?:\.\d+)?)?(?:Z|\+00:00)"


def short_time(stored: str) -> str:
    """`2026-01-31 12:00 UTC` for a time in UTC; anything else, such as a day, as it is."""
    found = re.fullmatch(_STORED, stored, re.ASCII)
    return stored if found is None else f"{found[1]} {found[2]} UTC"


def as_text(time: datetime) -> str:
    """`2026-01-31T12:00:00Z` for a time in UTC."""
    return time.isoformat().replace("+00:00", "Z")
