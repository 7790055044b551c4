"""Models of records are what validation makes of their rows, and copies share nothing that can be changed."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any, Final

import pytest
from pydantic import BaseModel

from schemas.attributes import STORED_NAME
from schemas.managed_model import ManagedModel
from syncer.model.records import Record
from syncer.serving.models import model_of, own_copy
from syncer.stores.codec import judge, record_for_app
from syncer.stores.last_applied import Marks, marked_record
from tests.stores.shapes import admin_row, bootstrap_row, newer_row

if TYPE_CHECKING:
    from collections.abc import Iterator

PARAMS: Final = {
    "params": {
        "temperature": {"supported": True, "min": 0, "max": 1.5, "default": 0.7, "allowed": None, "new": "option"},
        "stop": {"allowed": [["a", {"b": [1]}], "c"], "default": {"deep": [1, 2]}, "locked": True},
        "none": {},
        "nulls": {"default": {"a": None, "b": {"c": None, "d": [None]}}, "min": None},
    }
}
ROWS: Final[dict[str, dict[str, Any]]] = {
    "admin": admin_row(),
    "bootstrap": bootstrap_row(),
    "newer": newer_row(),
    "parameters": admin_row(supportedParams=PARAMS, managedBy="main", sortOrder=3),
    "no parameters": admin_row(supportedParams={}),
    "naive stamps": admin_row(createdAt="2026-01-31 12:00:00", updatedAt="2026-01-31T13:00:00+02:00"),
    "seconds": admin_row(createdAt=1_700_000_000, updatedAt="1700000000.5"),
    "null for what is absent": admin_row(replacedBy=None, isFeatured=None, supportedParams=None, managedBy="x"),
}


def models(value: object) -> Iterator[BaseModel]:
    """The models in a value, itself included."""
    if isinstance(value, BaseModel):
        yield value
    parts = value.__dict__.values() if isinstance(value, BaseModel) else value
    parts = parts.values() if isinstance(parts, dict) else parts
    for part in parts if isinstance(parts, (list, type({}.values()))) else ():
        yield from models(part)


def changeable(value: object) -> Iterator[object]:
    """Everything in the value that somebody could change, itself included."""
    if isinstance(value, BaseModel):
        yield value
        yield value.model_fields_set
        value = value.__dict__
    if isinstance(value, (dict, list)):
        yield value
        for part in value.values() if isinstance(value, dict) else value:
            yield from changeable(part)


def read(row: dict[str, Any]) -> ManagedModel:
    """The model that an app gets of the row."""
    record = record_for_app(row, row)
    assert isinstance(record, Record)
    return model_of(record)


@pytest.mark.parametrize("name", ROWS)
def test_the_record_of_an_app_is_that_of_a_plan(name: str) -> None:
    """Its fields are the same, with the same types; what was last applied is not looked at."""
    verdict = judge(ROWS[name])
    assert isinstance(verdict, list)
    found, wanted = record_for_app(ROWS[name], ROWS[name]), marked_record(verdict, ROWS[name], Marks(None))
    assert isinstance(found, Record)
    assert repr(dict(found.fields)) == repr(dict(wanted.fields))
    assert found._replace(fields={}) == wanted._replace(fields={}, keeps_rules=False)


@pytest.mark.parametrize("name", ROWS)
def test_a_record_gives_what_its_row_does(name: str) -> None:
    """Values, their types and order, and which fields were given."""
    verdict = judge(ROWS[name])
    assert isinstance(verdict, list)
    wanted = by_validation(ROWS[name], verdict)
    for made in (read(ROWS[name]), model_of(marked_record(verdict, ROWS[name], Marks(None)))):
        assert (made, list(made.__dict__)) == (wanted, list(wanted.__dict__))
        assert repr(made) == repr(wanted)
        assert made.model_dump_json(by_alias=True) == wanted.model_dump_json(by_alias=True)
        assert [one.model_fields_set for one in models(made)] == [one.model_fields_set for one in models(wanted)]


def by_validation(row: dict[str, Any], verdict: list[Any]) -> ManagedModel:
    """The model that Pydantic makes of the row with the fields of its record."""
    parsed = {STORED_NAME[name]: value for name, value in marked_record(verdict, row, Marks(None)).fields.items()}
    return ManagedModel.model_validate({**row, **parsed}, by_alias=True, by_name=False)


@pytest.mark.parametrize("name", ROWS)
def test_a_copy_is_equal_and_shares_nothing(name: str) -> None:
    """A list, an object or a set of names that is changed in one is not changed in the other."""
    kept = read(ROWS[name])
    before, copied = deepcopy(kept), own_copy(kept)
    assert (copied, repr(copied), list(copied.__dict__)) == (kept, repr(kept), list(kept.__dict__))
    assert [one.model_fields_set for one in models(copied)] == [one.model_fields_set for one in models(kept)]
    assert {id(part) for part in changeable(copied)}.isdisjoint({id(part) for part in changeable(kept)})
    copied.model_name = "changed"
    copied.input_modalities.append("changed")
    assert kept == before
