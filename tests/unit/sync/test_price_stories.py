"""Which models a history has price stories of, and when its applies were."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from syncer.sync.price_stories import moment_of, moved_prices, stories_of_prices
from tests.unit.render.html.applies import INPUT, OUTPUT, applied, changed

ID = "20260131T120000000000Z-0a0b0c0d"
NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)


def test_models_whose_price_changed() -> None:
    """The one that changed last first; not one that was only made, deleted, or changed in something else."""
    applies = [
        applied(0, *(changed(name, (INPUT, None, 1), action="create") for name in "abcd")),
        applied(1, changed("a", (INPUT, 1, 2))),
        applied(2, changed("b", (OUTPUT, 1, 2)), changed("c", ("max_output_tokens", 1, 2))),
        applied(3, changed("d", action="delete", raw={"inputPricePerMillionTokens": 1})),
    ]
    assert [one.model_id for one in stories_of_prices(applies)] == ["b", "a"]
    assert [one.model_id for one in stories_of_prices(applies, fields=[INPUT])] == ["a"]
    assert [step.change.action for step in stories_of_prices(applies)[1].steps] == ["update", "create"]


def test_a_model_that_was_renamed_has_one_story() -> None:
    """Under its newest name, with what it did before, also after two renames and one back."""
    renames = [changed("a", ("model_id", "a", "b"), row="r"), changed("b", ("model_id", "b", "c"), row="r")]
    applies = [
        applied(1, changed("a", (INPUT, 1, 2), row="r")),
        *(applied(at, one) for at, one in enumerate(renames, 2)),
    ]
    found = stories_of_prices([*applies, applied(9, changed("c", (INPUT, 2, 3), row="r"))])
    assert [(one.model_id, len(one.steps)) for one in found] == [("c", 4)]
    back = applied(4, changed("c", ("model_id", "c", "a"), row="r"))
    assert [(one.model_id, len(one.steps)) for one in stories_of_prices([*applies, back])] == [("a", 4)]


def test_what_a_delete_ends() -> None:
    """The prices that the row had; a table has decimals."""
    gone = changed("a", action="delete", raw={"inputPricePerMillionTokens": Decimal("2.5"), "modelId": "a"})
    assert [field[:3] for field in moved_prices(gone)] == [(INPUT, 2.5, None)]


@pytest.mark.parametrize(("apply_id", "at", "moment"), [
    (ID, "2026-01-31T13:00:00+01:00", NOON),
    (ID, "yesterday", NOON),
    (ID, "2026-01-31T09:00:00", NOON),
    (ID, "0001-01-01T00:00:00+00:00", NOON),
    (ID, 7, NOON),
    ("an-id", "9999-12-31T23:59:59-10:00", None),
    ("an-id", "yesterday", None),
])  # fmt: skip
def test_when_an_apply_was(apply_id: str, at: object, moment: datetime | None) -> None:
    """As it says in UTC, otherwise as its id does; nothing is guessed."""
    assert moment_of(apply_id, at) == moment
