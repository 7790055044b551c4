"""Each kind of change as a write: what is set, what is removed, what is expected to be found."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from syncer.model.changes import Adopt, Create, Delete, FieldChange, Recreate, Renewal, Restore, StepDown, Update
from syncer.model.records import record_id_for
from syncer.stores.base import ABSENT, Insert, Patch, Remove
from syncer.sync.writes import TOGETHER, Stamp, attributes_of, default_after, expectation, grouped, whole_row, write_of
from tests.unit.building import entry, fields_of, record

if TYPE_CHECKING:
    from syncer.model.catalog import CatalogEntry
    from syncer.model.records import Record
    from syncer.stores.base import Write
    from syncer.sync.writes import Work

NOON = "2026-11-23T12:00:00+00:00"
STAMP = Stamp("campus", "c0ffee", "fingerprint", datetime(2026, 11, 23, 12, tzinfo=UTC))
STORED = {
    "modelId": "a", "modelName": "GPT-4o", "provider": "openai", "providerName": "OpenAI", "inputModalities": ["TEXT"],
    "outputModalities": ["TEXT"], "maxInputTokens": 128000, "maxOutputTokens": 16384, "allowedAppRoles": [],
    "availableToRoles": [], "enabled": True, "inputPricePerMillionTokens": 2.5, "outputPricePerMillionTokens": 10.0,
    "isReasoningModel": False, "supportsCaching": False, "isDefault": False,
}  # fmt: skip
MARK = {"fields": STORED, "fingerprint": "fingerprint", "at": NOON, "commit": "c0ffee"}
TOKENS = FieldChange("max_output_tokens", 16384, 8)
NO_TOKENS = FieldChange("max_output_tokens", 16384, None)
NAME = FieldChange("model_name", "GPT-4o", "Other")
ON = FieldChange("is_default", before=False, after=True)
OFF = FieldChange("is_default", before=True, after=False)


def write(change: Work, stamp: Stamp = STAMP) -> Write:
    """The write that does the change; a random id is `random`."""
    return write_of(change, stamp=stamp, new_id=lambda: "random")


def patch(change: Work, stamp: Stamp = STAMP) -> Patch:
    """The same, of a change to a row that stays."""
    made = write(change, stamp)
    assert isinstance(made, Patch)
    return made


def row(*, by: str | None = "campus", **fields: object) -> Record:
    """The row of `a`, marked as ours when it is."""
    made = record("a", record_id="1", by=by, **fields)
    marks = {"managedBy": by, "lastApplied": {"at": "before"}} if by is not None else {}
    return made._replace(raw={**made.raw, **marks, "weight": 7})


def definition(**fields: Any) -> CatalogEntry:
    """The definition of `a`."""
    return entry("a", **fields)


def test_a_create_adds_a_marked_row() -> None:
    """All fields in stored order without those that are absent, its stamps, whose it is and what was applied."""
    made = write(Create(definition(supported_params={"params": {"x": {"max": 1, "min": None}}}), "1", ()))
    assert isinstance(made, Insert)
    stored = {**STORED, "supportedParams": {"params": {"x": {"max": 1}}}}
    assert made.record_id == "1"
    assert list(made.attributes.items()) == list({
        "id": "1", **stored, "createdAt": NOON, "updatedAt": NOON, "managedBy": "campus",
        "lastApplied": {**MARK, "fields": stored},
    }.items())  # fmt: skip


def test_a_create_without_an_id_gets_a_random_one() -> None:
    """As its key and in its row."""
    made = write(Create(definition(), None, ()))
    assert isinstance(made, Insert)
    assert (made.record_id, made.attributes["id"]) == ("random", "random")


@pytest.mark.parametrize(("protected", "commit"), [(True, None), (False, "c0ffee"), (True, "c0ffee")])
def test_a_mark_says_what_it_must(commit: str | None, *, protected: bool) -> None:
    """The commit only inside Git, the protection only where there is one."""
    mark: dict[str, object] = {name: value for name, value in MARK.items() if name != "commit"}
    mark |= {"commit": commit} if commit else {}
    mark |= {"protected": True} if protected else {}
    made = write(Create(definition()._replace(protected=protected), "1", ()), STAMP._replace(commit=commit))
    assert isinstance(made, Insert)
    assert made.attributes["lastApplied"] == mark


def test_an_update_sets_and_removes_its_fields() -> None:
    """It expects what it was planned against, of those fields only; other attributes are left alone."""
    wanted = definition(model_name="Other", max_output_tokens=None)
    applied = {name: value for name, value in STORED.items() if name != "maxOutputTokens"}
    made = patch(Update(row(), (NAME, NO_TOKENS), wanted))
    assert made == Patch(
        "1",
        {
            "modelName": "Other",
            "updatedAt": NOON,
            "managedBy": "campus",
            "lastApplied": {**MARK, "fields": {**applied, "modelName": "Other"}},
        },
        frozenset({"maxOutputTokens"}),
        {"modelId": "a", "managedBy": "campus", "modelName": "GPT-4o", "maxOutputTokens": 16384},
    )


def test_an_update_that_only_removes_moves_the_time_as_well() -> None:
    """A row that changed says so, also when nothing was set."""
    made = patch(Update(row(), (NO_TOKENS,), definition(max_output_tokens=None)))
    assert made.set["updatedAt"] == NOON
    assert made.remove == {"maxOutputTokens"}
    assert "maxOutputTokens" in made.expect


def test_the_mark_of_a_field_that_others_own_stays() -> None:
    """What was last applied of it is what the mark said before, not what the row holds."""
    live = row(model_name="Edited")._replace(base=fields_of("a", model_name="Applied"))
    made = patch(Update(live, (TOKENS,), definition(model_name="Edited", max_output_tokens=8), ("model_name",)))
    applied: Any = made.set["lastApplied"]
    assert applied["fields"] == {**STORED, "maxOutputTokens": 8, "modelName": "Applied"}
    assert "modelName" not in made.set


def test_an_adoption_expects_that_nobody_manages_the_row() -> None:
    """Without a field that changes, the time of the row stays."""
    assert patch(Adopt(row(by=None), (), definition())) == Patch(
        "1",
        {"managedBy": "campus", "lastApplied": MARK},
        frozenset(),
        {"modelId": "a", "managedBy": ABSENT},
    )
    assert patch(Adopt(row(by=None), (TOKENS,), definition(max_output_tokens=8))).set["updatedAt"] == NOON


def test_a_renewal_writes_the_mark_alone() -> None:
    """Nothing that anybody else reads is touched."""
    made = patch(Renewal(row(), (), definition()))
    assert made.set == {"managedBy": "campus", "lastApplied": MARK}
    assert made.remove == frozenset()
    assert made.expect == {"modelId": "a", "managedBy": "campus"}


def test_stepping_down_clears_the_default_and_nothing_else() -> None:
    """The row stays unmanaged: it gets no mark. It must still be the default."""
    live = row(by=None, is_default=True)
    assert patch(StepDown(live, (OFF,), definition())) == Patch(
        "1",
        {"isDefault": False, "updatedAt": NOON},
        frozenset(),
        {"modelId": "a", "managedBy": ABSENT, "isDefault": True},
    )


def test_a_restore_gives_back_what_the_row_held() -> None:
    """Exactly the stored values, with a mark that says what the row holds then."""
    change = Restore(row(), (TOKENS, NAME), {"maxOutputTokens": 8.0}, frozenset({"modelName"}))
    assert patch(change) == Patch(
        "1",
        {
            "maxOutputTokens": 8.0,
            "updatedAt": NOON,
            "lastApplied": {**MARK, "fields": {**STORED, "maxOutputTokens": 8, "modelName": "Other"}},
        },
        frozenset({"modelName"}),
        {"modelId": "a", "managedBy": "campus", "maxOutputTokens": 16384, "modelName": "GPT-4o"},
    )
    protected = patch(Restore(row()._replace(protected=True), (), {}, frozenset())).set["lastApplied"]
    assert protected == {**MARK, "protected": True}


def test_a_restore_makes_an_adopted_row_unmanaged() -> None:
    """Its marks go, those that it has, and it gets no new one."""
    made = patch(Restore(row(), (TOKENS,), {"maxOutputTokens": 8}, frozenset(), unmark=True))
    assert made.set == {"maxOutputTokens": 8, "updatedAt": NOON}
    assert made.remove == {"managedBy", "lastApplied"}
    assert made.expect == {"modelId": "a", "managedBy": "campus", "maxOutputTokens": 16384}
    half = row()
    half = half._replace(raw={name: value for name, value in half.raw.items() if name != "lastApplied"})
    made = patch(Restore(half, (NAME,), {}, frozenset({"modelName"}), unmark=True))
    assert made.remove == {"modelName", "managedBy"}


def test_a_row_comes_back_as_it_was() -> None:
    """With its id, its stamps and what no schema names; nothing is added."""
    kept = {"id": "9", "modelId": "a", "updatedAt": "before", "weight": 7}
    assert write(Recreate("a", "9", kept, ())) == Insert("9", kept)


def test_a_delete_expects_the_whole_row() -> None:
    """An edit of anything since then stops it; the mark is ours and may be newer."""
    live = row()
    expected = {name: value for name, value in live.raw.items() if name != "lastApplied"}
    assert write(Delete(live, ())) == Remove("1", expected)
    assert whole_row(live) == expected
    assert expected["updatedAt"]
    assert expected["weight"] == 7


def test_what_is_expected() -> None:
    """The identity, and what is touched; never the time of the last edit or the mark."""
    live = row()
    assert expectation(live, ("maxOutputTokens", "supportedParams", "updatedAt", "lastApplied", "modelId")) == {
        "modelId": "a", "managedBy": "campus", "maxOutputTokens": 16384, "supportedParams": ABSENT
    }  # fmt: skip


def test_unknown_options_of_parameters_are_kept() -> None:
    """Those that the row has and no schema names; nulls inside are not stored."""
    live = row()
    live = live._replace(raw={**live.raw, "supportedParams": {"params": {"top_p": {"max": 1, "new": 5}}}})
    values = {"supported_params": {"params": {"top_p": {"max": 2, "min": None}}}, "model_name": "Other"}
    assert attributes_of(live, values) == (
        {"supportedParams": {"params": {"top_p": {"new": 5, "max": 2}}}, "modelName": "Other"},
        frozenset(),
    )
    attributes, removed = attributes_of(live, {"supported_params": None})
    assert attributes == {}
    assert removed == {"supportedParams"}


def test_what_decides_the_default() -> None:
    """A row that is made as the default, one that goes as the default, and any whose field changes."""
    default, other = definition(is_default=True), definition()
    assert default_after(Create(default, "1", (ON,))) is True
    assert default_after(Create(other, "1", (OFF,))) is None
    assert default_after(Recreate("a", "1", {"isDefault": True}, ())) is True
    assert default_after(Recreate("a", "1", {"isDefault": False}, (ON,))) is None
    assert default_after(Recreate("a", "1", {}, ())) is None
    assert default_after(Delete(row(is_default=True), ())) is False
    assert default_after(Delete(row(), (OFF,))) is None
    assert default_after(Update(row(), (NAME, ON), default)) is True
    assert default_after(Update(row(), (NAME, OFF), other)) is False
    assert default_after(Update(row(is_default=True), (NAME,), default)) is None
    assert default_after(Adopt(row(by=None), (ON,), default)) is True
    assert default_after(StepDown(row(by=None), (OFF,), default)) is False
    assert default_after(Restore(row(), (ON,), {"isDefault": True}, frozenset())) is True
    assert default_after(Restore(row(), (OFF,), {"isDefault": False}, frozenset())) is False
    assert default_after(Renewal(row(is_default=True), (), default)) is None


def test_the_hand_over_is_one_group_and_comes_first() -> None:
    """The old default before the new one; every other change stands alone, in its order."""
    new = Update(row(), (ON,), definition(is_default=True))
    old = StepDown(record("old", by=None, is_default=True), (OFF,), new.desired)
    beside = [Update(record(name), (TOKENS,), entry(name)) for name in ("y", "x")]
    assert grouped([beside[0], new, beside[1], old]) == [(old, new), (beside[0],), (beside[1],)]
    assert grouped(beside) == [(beside[0],), (beside[1],)]
    assert grouped([new]) == [(new,)]
    assert grouped([]) == []


def test_more_defaults_than_a_transaction_holds() -> None:
    """The first of the old ones go before, each alone; the new default goes with as many as go together."""
    new = Create(definition(is_default=True), record_id_for("a"), (ON,))
    old = [StepDown(record(f"old{number}", is_default=True), (OFF,), new.desired) for number in range(TOGETHER + 1)]
    beside = Update(row(), (TOKENS,), definition())
    assert TOGETHER == 50
    found = grouped([new, *old, beside])
    assert found == [(old[0],), (old[1],), (*old[2:], new), (beside,)]
    assert len(found[2]) == TOGETHER
