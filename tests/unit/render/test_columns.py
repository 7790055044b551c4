"""Tables for a person: numbers can be held against each other."""

from __future__ import annotations

import pytest

from syncer.render.text.columns import column_lines


@pytest.mark.parametrize(("cells", "lines"), [
    (("2.5", "0.01875", "1000", "-"), ["        IN", "   2.5", "   0.01875", "1000", "         -"]),
    (("2", "16385"), ["   IN", "    2", "16385"]),
    (("2.5", "v1.25"), ["IN", "2.5", "v1.25"]),
    (("absent", "0.5"), ["    IN", "absent", "   0.5"]),
])  # fmt: skip
def test_points_stand_below_each_other(cells: tuple[str, ...], lines: list[str]) -> None:
    """Each number leaves room for the digits of the longest; a column with text in it is as it was."""
    assert list(column_lines(["IN"], [(cell,) for cell in cells])) == lines
