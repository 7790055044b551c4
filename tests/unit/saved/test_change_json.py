"""Every kind of change as JSON, and back: what it holds, to the letter, and that nothing of it is lost."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, get_args

import pytest

from schemas.attributes import BY_PROVIDER, DEFAULTS, NAMES, row_fields
from syncer.model.catalog import Place
from syncer.model.changes import (
    Adopt,
    Change,
    Create,
    Delete,
    FieldChange,
    Recreate,
    Renewal,
    Restore,
    StepDown,
    Update,
)
from syncer.saved.change_json import (
    _PARTS,
    change_from,
    change_json,
    fields_from,
    fields_json,
    heading,
    renewal_from,
    touched,
)
from syncer.saved.shape import ShapeError
from tests.unit.building import entry, fields_of, record

if TYPE_CHECKING:
    from syncer.model.catalog import CatalogEntry
    from syncer.model.records import Record

TOKENS = FieldChange("max_output_tokens", 16384, 8, -99.95, (), "live")
PARAMS = FieldChange("supported_params", {"a": 1}, {"a": 2}, None, ("a: 1 -> 2",))
NAME = FieldChange("model_name", "GPT-4o", "Other")


def definition() -> CatalogEntry:
    """A definition that says everything a definition can."""
    made = entry("a", lines={"model_id": 2}, max_output_tokens=8)
    source = made.source._replace(overrides={"max_output_tokens": Place("targets/prod.yaml", 4)})
    return made._replace(source=source, protected=True, renamed_from="before")


def row() -> Record:
    """A row that has everything a row can have."""
    made = record("a", record_id="1")
    kept = {"managedBy": "campus", "createdAt": "then", "lastApplied": {"at": "noon"}, "weight": Decimal("1.50")}
    return made._replace(raw={**made.raw, **kept}, protected=True, extras=("weight",))


CHANGES: tuple[Change, ...] = (
    Create(definition(), "1", (FieldChange("model_id", None, "a"),), is_gone=True),
    Create(definition(), None, ()),
    Adopt(row()._replace(managed_by=None, base=None), (NAME,), definition(), ("enabled",)),
    Update(row()._replace(base=row_fields(fields_of("was"))), (TOKENS, PARAMS), definition()),
    StepDown(
        row(), (FieldChange("is_default", before=True, after=False),), definition()._replace(fields=fields_of(""))
    ),
    Delete(row(), (FieldChange("model_name", "GPT-4o", None),), ("enabled",)),
    Restore(row(), (TOKENS, NAME), {"maxOutputTokens": Decimal(8)}, frozenset({"modelName"}), unmark=True),
    Recreate("a", "1", {"id": "1", "weight": Decimal("1.50")}, (NAME,)),
)


def again(change: Change) -> Change:
    """The change as it is read from the text of a file."""
    return change_from(json.loads(json.dumps(change_json(change))))


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: type(change).__name__)
def test_every_kind_is_read_as_it_was_written(change: Change) -> None:
    """All that a change says is read again; of a row, what the change touches."""
    found = again(change)
    assert change_json(found) == change_json(change)
    assert heading(found) == heading(change)
    assert found.fields == change.fields
    for name in change.__match_args__:
        if name not in {"live", "successor"}:
            assert getattr(found, name) == getattr(change, name)


def test_no_kind_and_no_attribute_is_forgotten() -> None:
    """A kind of change that is new, or one that has a new attribute, is written whole."""
    assert {type(change) for change in CHANGES} == set(get_args(Change))
    named = {name for kind in (*get_args(Change), Renewal) for name in kind.__match_args__}
    assert named == {part.name for part in _PARTS} | {"live"}


def test_what_is_kept_of_a_row() -> None:
    """Of an update, what it touches and what tells the row; of a delete, all of it; the base only where it differs."""
    update, delete = (change_json(CHANGES[number])["row"] for number in (3, 5))
    told = {
        "id": "1", "modelId": "a", "managedBy": "campus", "createdAt": "then",
        "updatedAt": "2026-01-31T12:00:00+00:00", "maxOutputTokens": 16384, "lastApplied": {"at": "noon"},
    }  # fmt: skip
    assert update["raw"] == told
    assert update["base"] == row_fields(fields_of("was"))
    assert delete["raw"] == {**row().raw, "weight": {"$number": "1.50"}}
    assert delete["base"] is True
    found = again(CHANGES[5])
    assert isinstance(found, Delete)
    assert found.live.base is found.live.fields
    assert found.live == row()
    assert change_json(CHANGES[2])["row"]["base"] is None


def test_the_form_of_a_create() -> None:
    """The form of files that were saved before: its names, their order, and nothing that is absent."""
    change = change_json(CHANGES[0])
    assert list(change) == ["kind", "fields", "record_id", "desired", "is_gone"]
    assert change["fields"] == [["model_id", None, "a"]]
    assert change["desired"]["source"] == [
        "catalog/models/a.yaml", 1, {"model_id": 2}, {"max_output_tokens": ["targets/prod.yaml", 4]}
    ]  # fmt: skip
    assert "supported_params" not in change["desired"]["fields"]


def test_the_names_of_every_kind() -> None:
    """As they stand in files that were saved before."""
    assert {change["kind"]: list(change)[2:] for change in map(change_json, CHANGES)} == {
        "Create": ["record_id", "desired", "is_gone"],
        "Adopt": ["desired", "left", "row"],
        "Update": ["desired", "left", "row"],
        "StepDown": ["successor", "row"],
        "Delete": ["edited", "row"],
        "Restore": ["attributes", "removed", "unmark", "row"],
        "Recreate": ["model_id", "record_id", "raw"],
    }


def test_a_field_has_no_trailing_defaults() -> None:
    """Three values where there is no more to say, otherwise six."""
    assert fields_json((NAME, TOKENS, PARAMS)) == [
        ["model_name", "GPT-4o", "Other"],
        ["max_output_tokens", 16384, 8, -99.95, (), "live"],
        ["supported_params", {"a": 1}, {"a": 2}, None, ("a: 1 -> 2",), "git"],
    ]
    assert fields_from(json.loads(json.dumps(fields_json((NAME, TOKENS, PARAMS))))) == (NAME, TOKENS, PARAMS)


def test_a_plan_of_an_older_release_has_no_overrides() -> None:
    """Its definitions name their file, their line and the lines of their fields."""
    part = change_json(CHANGES[0])
    part["desired"]["source"].pop()
    found = change_from(part)
    assert isinstance(found, Create)
    assert found.desired.source == definition().source._replace(overrides={})


def test_a_renewal_is_no_change() -> None:
    """It has a reader of its own, so that none gets among the changes of a plan."""
    renewal = Renewal(row(), (), definition(), ("enabled",))
    part = json.loads(json.dumps(change_json(renewal)))
    assert change_json(renewal_from(part)) == change_json(renewal)
    with pytest.raises(ShapeError, match="kind must be one of"):
        change_from(part)


def test_the_time_of_the_mark_is_kept_alone() -> None:
    """What was last applied is not: only whether the row was synced since is looked at."""
    made = row()
    marked = made._replace(raw={**made.raw, "lastApplied": {"at": "noon", "fields": {"modelName": "A"}}})
    assert change_json(Update(marked, (), definition()))["row"]["raw"]["lastApplied"] == {"at": "noon"}
    unmarked = made._replace(raw={"id": "1"})
    assert change_json(Update(unmarked, (), definition()))["row"]["raw"] == {"id": "1"}


def test_what_a_change_touches() -> None:
    """The attributes of its fields; everything, when the row goes."""
    assert list(touched(CHANGES[3])) == ["maxOutputTokens", "supportedParams"]
    assert list(touched(CHANGES[5])) == list(row().raw)


@pytest.mark.parametrize("name", ["knowledge_cutoff_date", "is_default", "allowed_app_roles", "supports_caching"])
def test_a_plan_that_is_older_than_a_field(name: str) -> None:
    """The field has its default in the definition, in the row and in its base: so nothing differs by it."""
    saved = change_json(CHANGES[3])
    for fields_said in (saved["desired"]["fields"], saved["row"]["fields"], saved["row"]["base"]):
        fields_said.pop(name, None)
    found = change_from(json.loads(json.dumps(saved)))
    assert isinstance(found, Update)
    assert found.live.base is not None
    default = BY_PROVIDER[name]("openai") if name in BY_PROVIDER else DEFAULTS[name]
    assert [found.desired.fields[name], found.live.fields[name], found.live.base[name]] == [default] * 3
    assert tuple(found.live.base) == NAMES
