"""Which changes stand or fall together, because they are about one successor."""

from __future__ import annotations

from time import process_time
from typing import TYPE_CHECKING, Any

from syncer.model.changes import Create, Delete, FieldChange, Update
from syncer.sync.writes import TOGETHER, grouped
from tests.unit.building import entry, record

if TYPE_CHECKING:
    from syncer.model.changes import Change

RENAME = Update(record("new"), (FieldChange("model_id", "new", "newer"),), entry("newer"))
ON = FieldChange("enabled", before=False, after=True)
TOKENS = FieldChange("max_output_tokens", 1, 2)


def names(model_id: str, before: str | None, after: str | None, *more: FieldChange) -> Update:
    """A row that names another successor than before."""
    return Update(record(model_id), (FieldChange("replaced_by", before, after), *more), entry(model_id))


def ids(changes: list[Change]) -> list[str]:
    """The groups, each as the model ids of its changes."""
    return [" ".join(change.model_id for change in part) for part in grouped(changes)]


def test_a_rename_goes_with_those_that_follow_it() -> None:
    """One group, where it stood first; what is about something else stands alone."""
    beside = Update(record("b"), (TOKENS,), entry("b"))
    assert ids([names("a", "new", "newer"), beside, RENAME, names("z", "new", "newer")]) == ["a new z", "b"]
    assert ids([beside, RENAME]) == ["b", "new"]


def test_what_else_makes_a_successor() -> None:
    """One that is made, enabled, retired or deleted goes with those that name it; one that changes otherwise not."""
    made: dict[str, Any] = {"new": Create(entry("new"), None, ())}
    made["newest"] = Update(record("newest"), (ON,), entry("newest"))
    made["gone"] = Delete(record("gone"), ())
    for name, change in made.items():
        assert len(grouped([change, names("a", None, name)])) == 1
        assert len(grouped([change, names("a", name, None)])) == 1
    assert ids([names("a", None, "new"), Update(record("new"), (TOKENS,), entry("new"))]) == ["a", "new"]


def test_a_chain_is_one_group() -> None:
    """Models that follow each other hang together, whatever their order is."""
    chain = [names("a", None, "b"), names("b", None, "c"), names("d", None, "e"), names("c", None, "x")]
    assert ids(list(chain)) == ["a b c", "d"]
    assert ids([chain[3], chain[2], chain[0], chain[1]]) == ["c a b", "d"]


def test_the_hand_over_takes_its_successor_along() -> None:
    """The old default retires in favour of the new one: one group, which comes first."""
    off, on = FieldChange("is_default", before=True, after=False), FieldChange("is_default", before=False, after=True)
    made = Create(entry("new", is_default=True), None, (on,))
    beside = Update(record("b"), (TOKENS,), entry("b"))
    assert ids([made, beside, names("old", None, "new", off)]) == ["old new", "b"]
    assert ids([made, names("c", None, "new"), names("old", None, None, off)]) == ["old new c"]


def test_more_than_a_transaction_holds() -> None:
    """The successor goes with the first ones; the others follow, each alone."""
    followers = [names(f"a{number:02}", "new", "newer") for number in range(TOGETHER + 1)]
    found = grouped([*followers, RENAME])
    assert found == [(*followers[: TOGETHER - 1], RENAME), (followers[-2],), (followers[-1],)]


def test_ten_times_as_many_take_about_ten_times_as_long() -> None:
    """Not a hundred times: joining two groups touches no other."""

    def seconds(pairs: int) -> float:
        changes: list[Change] = [names(f"a{number}", None, f"b{number}") for number in range(pairs)]
        changes += [Update(record(f"b{number}"), (ON,), entry(f"b{number}")) for number in range(pairs)]
        before = process_time()
        found = grouped(changes)
        assert len(found) == pairs
        return process_time() - before

    assert seconds(3000) < 40 * min(seconds(300) for _ in range(3))
