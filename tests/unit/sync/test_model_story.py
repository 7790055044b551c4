"""The story of a model is that of the rows that hold its name: two models of one name are told apart."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import pytest

from syncer.render.text.history import stories_text
from syncer.stores.base import HistoryHead
from syncer.sync.history import names_of
from syncer.sync.model_story import FormerRow, story
from syncer.sync.price_stories import stories_of_prices
from tests.unit.render.html.applies import INPUT, applied, changed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from syncer.sync.history import AppliedChange, Apply
    from syncer.sync.model_story import ModelStory


def _made(name: str, row: str) -> AppliedChange:
    return changed(name, ("model_id", None, name), (INPUT, None, 1.0), action="create", row=row)


def _renamed(name: str, to: str, row: str, status: str = "applied") -> AppliedChange:
    return changed(name, ("model_id", name, to), row=row, status=status)


def _dearer(name: str, row: str) -> AppliedChange:
    return changed(name, (INPUT, 1.0, 2.0), row=row)


def _gone(name: str, row: str) -> AppliedChange:
    return changed(name, action="delete", row=row)


AGAIN: Final = (_made("a", "r1"), _dearer("a", "r1"), _renamed("a", "b", "r1"), _made("a", "r2"), _dearer("a", "r2"),
                _dearer("b", "r1"))  # fmt: skip
"""A name that another model gets after a rename."""
GONE: Final = (_made("a", "r1"), _gone("a", "r1"), _made("a", "r2"), _dearer("a", "r2"))
"""A model that is deleted and made again."""


def _applies(changes: Sequence[AppliedChange]) -> list[Apply]:
    return [applied(day, change) for day, change in enumerate(changes)]


def _story(model_id: str, changes: Sequence[AppliedChange]) -> ModelStory:
    applies = _applies(changes)
    heads = {name: [HistoryHead(one.apply_id, {}) for one in applies if name in names_of(one.changes[0])]
             for name in "abcx"}  # fmt: skip
    return story(model_id, heads.__getitem__, {one.apply_id: one for one in applies}.get)


@pytest.mark.parametrize(("model_id", "changes", "days", "former"), [
    ("a", AGAIN, [4, 3], [("r1", "b")]),
    ("b", AGAIN, [5, 2, 1, 0], []),
    ("a", AGAIN[:3], [2, 1, 0], []),
    ("a", (*AGAIN, _renamed("a", "c", "r2")), [6, 4, 3], [("r1", "b")]),
    ("c", (*AGAIN, _renamed("a", "c", "r2")), [6, 4, 3], []),
    ("a", (*AGAIN[:3], _renamed("b", "a", "r1")), [3, 2, 1, 0], []),
    ("a", (*AGAIN, _gone("a", "r2")), [6, 4, 3], [("r1", "b")]),
    ("a", GONE, [3, 2, 1, 0], []),
    ("a", (_made("a", "r1"), _renamed("a", "b", "r1"), _gone("b", "r1"), _made("a", "r1")), [3], [("r1", "b")]),
    ("b", (_made("a", "r1"), _renamed("a", "b", "r1", "failed"), _made("b", "r2")), [2], []),
    ("b", (_made("a", "r1"), _renamed("a", "b", "r1", "failed")), [1, 0], []),
    ("b", (_made("a", "r1"), _renamed("a", "b", "r1", "begun")), [1, 0], []),
    ("x", AGAIN, [], []),
])  # fmt: skip
def test_whose_steps_a_story_has(
    model_id: str, changes: Sequence[AppliedChange], days: list[int], former: list[tuple[str, str]]
) -> None:  # fmt: skip
    """Those of the rows that have the name at the end, or had it last; others that had it are named."""
    applies = _applies(changes)
    found = _story(model_id, changes)
    assert [applies.index(step.apply) for step in found.steps] == days
    assert found.former == tuple(FormerRow(*row) for row in former)


def test_a_page_of_all_has_both_models() -> None:
    """Each under its own name, with its own steps."""
    found = stories_of_prices(_applies(AGAIN))
    assert [(one.model_id, len(one.steps), len(one.former)) for one in found] == [("b", 4, 0), ("a", 2, 1)]


def test_as_text_and_as_json() -> None:
    """A row that is told of elsewhere is named; of several rows each step says which."""
    again = _story("a", AGAIN)
    text = stories_text([again], "text")
    assert text.endswith("2 changes of a.\nAnother model was called a before: row r1, last called b.\n")
    assert "  row r" not in text
    document = json.loads(stories_text([again], "json"))
    assert document["former_rows"] == [{"record_id": "r1", "model_id": "b"}]
    assert [step["record_id"] for step in document["steps"]] == ["r2", "r2"]
    lines = stories_text([_story("a", GONE)], "text").splitlines()
    assert [line.rpartition("  row ")[2] for line in lines if "Z-" in line] == ["r2", "r2", "r1", "r1"]
