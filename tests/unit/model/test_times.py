"""Times have one form for people, and what is no time in UTC is left alone."""

from __future__ import annotations

import pytest

from syncer.model.times import short_time


@pytest.mark.parametrize(
    ("stored", "said"),
    [
        ("2026-01-31T12:00:00.123456+00:00", "2026-01-31 12:00 UTC"), ("2026-01-31T12:00:00Z", "2026-01-31 12:00 UTC"),
        ("2026-01-31 12:00+00:00", "2026-01-31 12:00 UTC"), ("2026-01-31", "2026-01-31"),
        ("2026-01-31T12:00:00+02:00", "2026-01-31T12:00:00+02:00"), ("2026-01-31T12:00:00", "2026-01-31T12:00:00"),
        ("yesterday", "yesterday"), ("", ""), ("2026-01-31T12:00:00Z\n", "2026-01-31T12:00:00Z\n"),
    ],
)  # fmt: skip
def test_short(stored: str, said: str) -> None:
    """To the minute, and in UTC."""
    assert short_time(stored) == said
