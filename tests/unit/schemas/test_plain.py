"""What is taken without Pydantic, Pydantic takes with the same result."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from schemas.attributes import BESIDES, DEFINED, MANAGED, NAMES, without_nulls
from schemas.managed_model import ManagedModel, ModelDefinition, plain_fields
from schemas.plain import plain_reader
from schemas.settings import CatalogSettings
from syncer.load.read_file import model_fields
from syncer.stores.codec import judge, judge_by_pydantic, plain_verdict
from syncer.stores.last_applied import invalid_of

CATALOG = Path(__file__).parents[3] / "catalog"

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 5),
    st.sampled_from([10**6, 10**15, 2**53 - 1, 2**53, 10**30, -1]),
    st.floats(),
    st.sampled_from([0.0, -0.0, 1.0, 2.2, 1e300, float("inf"), float("nan")]),
    st.text(max_size=4),
    st.sampled_from(["", "TEXT", "bedrock", "Bedrock-Responses", "no", "\ud800", "\n", "2024-04", "campus-models"]),
    st.sampled_from(["2026-01-31 12:00:00.123456+00:00", "2026-01-31T12:00:00Z", "2026-13-31T12:00:00Z", "2026-01-31"]),
)
PARAM = st.dictionaries(st.sampled_from(["supported", "min", "max", "allowed", "default", "locked", "other"]), SCALARS)
ANYTHING = st.one_of(
    SCALARS,
    st.lists(SCALARS, max_size=3),
    st.dictionaries(st.text(max_size=3), SCALARS, max_size=2),
    st.fixed_dictionaries({"params": st.dictionaries(st.sampled_from(["temperature", "top_p"]), PARAM, max_size=2)}),
)
RIGHT: dict[str, Any] = {
    "model_id": "gpt-4o",
    "model_name": "GPT-4o",
    "provider": "openai",
    "provider_name": "OpenAI",
    "input_modalities": ["TEXT"],
    "output_modalities": ["TEXT"],
    "max_input_tokens": 128000,
    "input_price_per_million_tokens": 2.5,
    "output_price_per_million_tokens": 10,
}


def _row(definition: dict[str, Any]) -> dict[str, Any]:
    stored = {attribute.name: attribute.stored for attribute in MANAGED}
    row = {stored.get(name, name): value for name, value in definition.items()}
    return {"id": "1", "createdAt": "2026-01-31T12:00:00Z", "updatedAt": "2026-01-31T12:00:00Z", **row}


def _pydantic(shape: type[BaseModel], document: dict[str, Any]) -> BaseModel | None:
    try:
        return shape.model_validate(document, strict=True, by_name=True, by_alias=False)
    except ValidationError:
        return None


@given(
    st.dictionaries(st.sampled_from([*NAMES, *BESIDES, "other"]), ANYTHING, max_size=3), st.sets(st.sampled_from(NAMES))
)
def test_a_definition_that_is_taken_is_what_pydantic_makes_of_it(changes: dict[str, Any], missing: set[str]) -> None:
    """A plain definition has the values and the types that `ModelDefinition` gives it."""
    document = {name: value for name, value in {**RIGHT, **changes}.items() if name not in missing or name in changes}
    taken = plain_reader("model")(document)
    if taken is None:
        return
    expected = _pydantic(ModelDefinition, document)
    assert isinstance(expected, ModelDefinition)
    fields = {**taken, "supported_params": without_nulls(taken["supported_params"])}
    if fields["supports_caching"] is None:
        fields["supports_caching"] = expected.supports_caching
    besides = {name: getattr(expected, name) for name in BESIDES}
    assert repr(fields) == repr({**_said(expected), **besides})


def _said(model: ModelDefinition) -> dict[str, object]:
    """The fields that a definition can say."""
    return {name: value for name, value in plain_fields(model).items() if name in DEFINED}


STORED = [attribute.stored for attribute in MANAGED]


@given(
    st.dictionaries(st.sampled_from([*STORED, "createdAt", "managedBy", "other"]), ANYTHING, max_size=3),
    st.sets(st.sampled_from(STORED)),
)
def test_a_row_that_is_taken_is_what_pydantic_makes_of_it(changes: dict[str, Any], missing: set[str]) -> None:
    """A row gets the same verdict with and without the short way."""
    document = {k: v for k, v in {**_row(RIGHT), **changes}.items() if k not in missing or k in changes}
    verdict, expected = judge(document), judge_by_pydantic(document)
    assert repr(verdict) == repr(expected)


@given(st.dictionaries(st.sampled_from(["name", "guards", "policies", "targets", "other"]), ANYTHING, max_size=3))
def test_settings_that_are_taken_are_what_pydantic_makes_of_them(document: dict[str, Any]) -> None:
    """Plain settings have the values and the types that `CatalogSettings` gives them."""
    taken = plain_reader("catalog")(document)
    if taken is None:
        return
    expected = _pydantic(CatalogSettings, document)
    assert expected is not None
    assert repr(taken) == repr(expected.model_dump())


@pytest.mark.parametrize("path", sorted(CATALOG.glob("models/*/*.yaml")), ids=lambda path: path.stem)
def test_the_shipped_models_are_plain(path: Path) -> None:
    """None of the shipped models needs Pydantic, and each means the same with it."""
    document = yaml.safe_load(path.read_bytes())
    assert plain_reader("model")(document) is not None
    found, _ = model_fields(path.read_bytes())
    assert found is not None
    fields = _said(ModelDefinition.model_validate(document, strict=True))
    usual: dict[str, Any] = {"protected": False, "renamed_from": None, "tags": [], "price_source": None}
    changes = ModelDefinition.model_validate(document, strict=True).model_dump()["price_changes"]
    assert found[0] == {**fields, **usual, "price_changes": changes}


@given(
    st.dictionaries(st.sampled_from(["t", "prod", "T"]), ANYTHING | st.just({"directory": {"path": "x"}}), min_size=1)
)
def test_targets_are_left_to_pydantic(targets: dict[str, Any]) -> None:
    """The short way knows no places, and every part of a target has one."""
    assert plain_reader("catalog")({"name": "c", "targets": targets}) is None


def test_params_are_plain() -> None:
    """A definition with parameters needs no Pydantic either."""
    params = {"params": {"temperature": {"supported": True, "min": 0, "max": 1.5, "default": 1, "locked": False}}}
    taken = plain_reader("model")({**RIGHT, "supported_params": params})
    assert taken is not None
    assert without_nulls(taken["supported_params"]) == params


def test_what_is_not_plain_is_left_to_pydantic() -> None:
    """An exponent for a whole number is right, but not plain; so is a row with a number as text."""
    document = {**RIGHT, "max_input_tokens": 1e6}
    assert plain_reader("model")(document) is None
    assert ModelDefinition.model_validate(document, strict=True).max_input_tokens == 1_000_000
    row = {**_row(RIGHT), "inputPricePerMillionTokens": "2.5"}
    assert plain_reader("managed_model")(row) is None
    assert ManagedModel.model_validate(row).input_price_per_million_tokens == 2.5


@given(st.dictionaries(st.sampled_from([attribute.stored for attribute in MANAGED]), ANYTHING, max_size=4))
def test_a_plain_row_has_no_invalid_value(edit: dict[str, Any]) -> None:
    """Whoever took the row without Pydantic need not ask for them."""
    row = {**_row(RIGHT), **edit}
    assert plain_verdict(row) is None or invalid_of(row) == []
