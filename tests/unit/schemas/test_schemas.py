"""The shapes: bounds, defaults and aliases, and every real shape of a row that the storage contract names."""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any, Final, get_args

import pytest
from jsonschema import Draft202012Validator
from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.alias_generators import to_camel

import schemas
from schemas import CatalogSettings, ManagedModel, ManagedModelCreate, ManagedModelUpdate, managed_model
from schemas.attributes import (
    BY_CATALOG,
    BY_PROVIDER,
    CLEARED_BY_EMPTY,
    DEFAULTS,
    DEFINED,
    KIND,
    MANAGED,
    NAMES,
    PYTHON_NAME,
    STORED_NAME,
    WHEN_NAMED,
    Kind,
)
from schemas.managed_model import ModelDefinition, plain_fields
from syncer.stores.codec import judge, judge_by_pydantic

GIVEN: dict[str, Any] = {
    "model_id": "m",
    "model_name": "M",
    "provider": "openai",
    "provider_name": "OpenAI",
    "input_modalities": ["TEXT"],
    "output_modalities": ["TEXT"],
    "max_input_tokens": 1000,
    "input_price_per_million_tokens": 1,
    "output_price_per_million_tokens": 2,
}
"""A definition with what is required and nothing else."""

ROW: dict[str, Any] = {
    "id": "0b1f6c6e-8b0f-4a52-9a43-6a1df4d2a111",
    "modelId": "gpt-4o",
    "modelName": "GPT-4o",
    "provider": "openai",
    "providerName": "OpenAI",
    "inputModalities": ["text", "image"],
    "outputModalities": ["text"],
    "maxInputTokens": 128000,
    "maxOutputTokens": 16384,
    "allowedAppRoles": [],
    "availableToRoles": ["staff"],
    "enabled": True,
    "inputPricePerMillionTokens": 2.5,
    "outputPricePerMillionTokens": 10.0,
    "cacheWritePricePerMillionTokens": None,
    "cacheReadPricePerMillionTokens": None,
    "isReasoningModel": False,
    "knowledgeCutoffDate": None,
    "supportsCaching": False,
    "isDefault": False,
    "supportedParams": None,
    "createdAt": "2026-01-31T12:00:00.123456+00:00",
    "updatedAt": "2026-01-31 12:00:00.123456+00:00",
}
"""A row that the admin page made, as the JSON directory holds it."""


def test_what_is_required() -> None:
    """A definition needs nine fields; each of the others has a default."""
    required = [name for name, field in ManagedModelCreate.model_fields.items() if field.is_required()]
    assert required == list(GIVEN)


def test_defaults() -> None:
    """Every default is resolved in the instance, so that it says the same as the row made from it."""
    fields = plain_fields(ManagedModelCreate(**GIVEN))
    assert {name: value for name, value in fields.items() if name not in GIVEN} == {
        "max_output_tokens": None, "allowed_app_roles": [], "available_to_roles": [], "enabled": True,
        "cache_write_price_per_million_tokens": None, "cache_read_price_per_million_tokens": None,
        "is_reasoning_model": False, "knowledge_cutoff_date": None, "supports_caching": False, "is_default": False,
        "supported_params": None, **dict.fromkeys(WHEN_NAMED),
    }  # fmt: skip
    assert tuple(fields) == NAMES


def test_defaults_are_not_shared() -> None:
    """Two definitions never hold the same list."""
    one, other = ManagedModelCreate(**GIVEN), ManagedModelCreate(**GIVEN)
    one.allowed_app_roles.append("staff")
    assert other.allowed_app_roles == []


@pytest.mark.parametrize("shape", [ManagedModelCreate, ManagedModel])
@pytest.mark.parametrize(
    ("provider", "caches"),
    [("bedrock", True), ("Bedrock", True), ("BEDROCK", True), ("bedrock-responses", True), ("Bedrock-Responses", True),
     ("mantle", False), ("openai", False), ("gemini", False), ("bedrock ", False), ("bedrock-x", False)],
)  # fmt: skip
def test_who_supports_caching(shape: type[ManagedModel], provider: str, caches: bool) -> None:
    """Caching that is not given, or null, follows the provider in any letter case; what is given stays."""
    row = {**ROW, "provider": provider} if shape is ManagedModel else {**GIVEN, "provider": provider}
    row.pop("supportsCaching", None)
    assert shape(**row).supports_caching is caches
    assert shape(**row, supportsCaching=None).supports_caching is caches
    assert shape(**row, supportsCaching=True).supports_caching is True
    assert shape(**row, supportsCaching=False).supports_caching is False


def test_names_both_ways() -> None:
    """A definition is made from Python names or from stored names, and gives either."""
    by_name = ManagedModelCreate(**GIVEN)
    by_alias = ManagedModelCreate(**{STORED_NAME[name]: value for name, value in GIVEN.items()})
    assert by_name == by_alias
    assert list(by_name.model_dump()) == list(DEFINED)
    assert list(by_name.model_dump(by_alias=True)) == [STORED_NAME[name] for name in DEFINED]


LAX: list[tuple[str, object]] = [
    ("supported_params", {}),
    ("supported_params", {"params": {"t": {"minimum": 1}}}),
    ("colour", "red"),
]
"""What a file may not say, and an app may: every release of the platform ignores it."""
BAD: list[tuple[str, object]] = [
    *[(name, "") for name in ("model_id", "model_name", "provider", "provider_name")],
    *[(name, None) for name in GIVEN],
    *[(name, value) for name in ("input_modalities", "output_modalities") for value in ([], [""], "TEXT", [None])],
    *[(name, value) for name in ("max_input_tokens", "max_output_tokens") for value in (0, -1, 1.5, 2**53, "x")],
    *[
        (f"{side}_price_per_million_tokens", value)
        for side in ("input", "output", "cache_write", "cache_read")
        for value in (-0.01, float("nan"), float("inf"), "x")
    ],
    *[(name, value) for name in ("allowed_app_roles", "available_to_roles") for value in ([""], None, "staff", [1])],
    *[(name, value) for name in ("enabled", "is_reasoning_model", "is_default") for value in (None, "maybe", 2)],
    ("supports_caching", "maybe"),
    ("knowledge_cutoff_date", 2024),
    *[("status", value) for value in ("", "old", "Active", 1)],
    *[("retires_on", value) for value in ("", "soon", "2027-02-30", "20270630", "2027-6-30", "2027-06-30T00:00:00")],
    *[
        (name, value)
        for name in ("replaced_by", "retirement_note", "short_description", "region")
        for value in ("", " ")
    ],
    ("retirement_note", "x" * 301),
    ("short_description", "x" * 81),
    ("is_featured", "maybe"),
    *[("icon_slug", value) for value in ("", "mistral", "OpenAI")],
    *[("api_mode", value) for value in ("", "stream", "Chat")],
    ("supported_params", {"params": {"t": {"min": float("inf")}}}),
    ("supported_params", {"params": {"t": {"default": float("nan")}}}),
    ("supported_params", {"params": {"t": {"default": {"a": [float("inf")]}}}}),
    ("supported_params", {"params": {"t": {"allowed": [1, float("nan")]}}}),
]


@pytest.mark.parametrize(("name", "value"), BAD + LAX)
def test_what_a_definition_refuses(name: str, value: object) -> None:
    """A value out of bounds, of another kind, or under an unknown name is refused, at that name."""
    with pytest.raises(ValidationError) as raised:
        ModelDefinition(**{**GIVEN, name: value})
    assert {error["loc"][0] for error in raised.value.errors()} <= {name, STORED_NAME.get(name, name)}


TAKEN: Final = ("icon_slug", "OpenAI")
"""What the platform makes right; a file says it exactly."""


CLEARS: list[tuple[str, object]] = [(name, "") for name in sorted(CLEARED_BY_EMPTY)]
"""What the page sends of an option that nobody filled in."""


@pytest.mark.parametrize(("name", "value"), CLEARS)
def test_an_option_that_is_empty_is_absent(name: str, value: object) -> None:
    """In a creation by an app, by either name, and as its schema says."""
    assert ManagedModelCreate(**{**GIVEN, name: value}) == ManagedModelCreate(**GIVEN)
    assert ManagedModelCreate(**{**GIVEN, STORED_NAME[name]: value}) == ManagedModelCreate(**GIVEN)
    for by_alias, names in ((True, STORED_NAME), (False, dict(zip(NAMES, NAMES, strict=True)))):
        validator = Draft202012Validator(ManagedModelCreate.model_json_schema(by_alias=by_alias))
        validator.validate({names[key]: said for key, said in (*GIVEN.items(), (name, value))})


@pytest.mark.parametrize(("name", "value"), [pair for pair in BAD if pair not in (*CLEARS, TAKEN)])
def test_an_app_gives_no_bad_value(name: str, value: object) -> None:
    """What a definition refuses of a value, the creation by an app refuses too."""
    with pytest.raises(ValidationError):
        ManagedModelCreate(**{**GIVEN, name: value})


def test_keys_that_no_shape_names_are_ignored() -> None:
    """The page posts keys of other releases, at the top and inside: they change nothing, in a create and an update."""
    strange = {"responseStreamingSupported": True, "modelLifecycle": {"status": "ACTIVE"}}
    params = {"params": {"t": {"min": 1, "step": 0.1}}, "version": 2}
    made = ManagedModelCreate.model_validate({**GIVEN, **strange, "supportedParams": params})
    assert made == ManagedModelCreate(**GIVEN, supported_params={"params": {"t": {"min": 1}}})
    update = ManagedModelUpdate.model_validate({**strange, "supportedParams": params, "maxInputTokens": 5})
    assert update.model_dump(exclude_none=True) == {
        "supported_params": {"params": {"t": {"min": 1}}},
        "max_input_tokens": 5,
    }
    assert ManagedModelUpdate.model_validate(strange).model_dump(exclude_none=True) == {}


GOOD: list[tuple[str, object]] = [
    ("max_input_tokens", 1),
    ("max_output_tokens", 2**53 - 1),
    ("input_price_per_million_tokens", 0),
    ("cache_read_price_per_million_tokens", 1e-9),
    ("model_id", "arn:aws:bedrock:us-east-1::x/Y.z-v1:0"),
    ("knowledge_cutoff_date", "spring 2024"),
    ("retires_on", "2028-02-29"),
    ("retirement_note", "x" * 300),
    ("short_description", "x" * 80),
    ("input_modalities", ["text", "SMELL"]),
]


@pytest.mark.parametrize(("name", "value"), GOOD)
def test_what_a_definition_takes(name: str, value: object) -> None:
    """The bounds themselves are allowed, and free text is free."""
    assert getattr(ManagedModelCreate(**{**GIVEN, name: value}), name) == value


def test_a_whole_number_however_it_is_written() -> None:
    """`1e6` tokens are a whole number, and become one."""
    tokens = ManagedModelCreate.model_validate({**GIVEN, "max_input_tokens": 1e6}, strict=True).max_input_tokens
    assert (tokens, type(tokens)) == (1_000_000, int)


def test_numbers_of_a_parameter_keep_their_kind() -> None:
    """The bounds of a parameter stay whole where they are whole; a value may be anything that JSON holds."""
    params = {"top_k": {"min": 1, "max": 0.5, "allowed": [1, "a", None], "default": {"a": [None, True, "x", 1, 1.5]}}}
    model = ManagedModelCreate.model_validate({**GIVEN, "supported_params": {"params": params}}, strict=True)
    assert repr(plain_fields(model)["supported_params"]) == repr({"params": params})
    assert model.supported_params is not None
    assert type(model.supported_params.params["top_k"].min) is int


def test_options_of_a_parameter_that_are_not_given_are_absent() -> None:
    """Nulls inside `supported_params` are left out, as the platform stores it."""
    model = ManagedModelCreate(**GIVEN, supported_params={"params": {"t": {"min": None, "max": 1}, "u": {}}})
    assert plain_fields(model)["supported_params"] == {"params": {"t": {"max": 1}, "u": {}}}


SHAPES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "made by the admin page": (ROW, {
        "input_modalities": ["text", "image"], "available_to_roles": ["staff"], "managed_by": None,
        "created_at": datetime(2026, 1, 31, 12, 0, 0, 123456, tzinfo=UTC),
        "updated_at": datetime(2026, 1, 31, 12, 0, 0, 123456, tzinfo=UTC),
    }),
    "made by the bootstrap script": (
        {key: value for key, value in ROW.items() if value is not None and key != "isReasoningModel"} | {
            "id": "5c0f3a52-6a55-5f4e-8f0e-0a3f5f4e1d11", "provider": "Bedrock", "createdAt": "2026-01-31T12:00:00Z",
            "updatedAt": "2026-01-31T12:00:00.5Z", "inputModalities": ["TEXT", "IMAGE"],
            "maxInputTokens": Decimal(200000), "inputPricePerMillionTokens": Decimal("0.8"),
            "supportedParams": {"params": {"temperature": {"supported": True, "min": Decimal("0.5"), "max": None}}},
        }, {
            "is_reasoning_model": False, "input_modalities": ["TEXT", "IMAGE"], "max_input_tokens": 200000,
            "input_price_per_million_tokens": 0.8, "created_at": datetime(2026, 1, 31, 12, tzinfo=UTC),
            "updated_at": datetime(2026, 1, 31, 12, 0, 0, 500000, tzinfo=UTC),
            "supported_params": {"params": {"temperature": {"supported": True, "min": 0.5}}},
        }),
    "edited by a newer release": (
        {key: value for key, value in ROW.items() if key not in {"allowedAppRoles", "maxOutputTokens"}} | {
            "sortOrder": 3, "status": "active", "iconSlug": "openai", "isFeatured": None, "region": {"a": 1},
            "supportedParams": {"params": {"t": {"min": 0, "step": 0.1}}, "version": 2},
        }, {
            "allowed_app_roles": [], "max_output_tokens": None, "supported_params": {"params": {"t": {"min": 0}}},
        }),
    "nulls for what is absent": (
        ROW | dict.fromkeys(["allowedAppRoles", "availableToRoles", "enabled", "isReasoningModel", "isDefault",
                             "supportsCaching", "maxOutputTokens"]),
        {"allowed_app_roles": [], "available_to_roles": [], "enabled": True, "is_reasoning_model": False,
         "is_default": False, "supports_caching": False, "max_output_tokens": None}),
    "texts that no release writes": (
        ROW | {"status": "gone", "replacedBy": " ", "retiresOn": "soon", "retirementNote": "x" * 301,
               "isFeatured": "no", "iconSlug": "mistral", "shortDescription": "", "apiMode": "RESPONSES"},
        {"status": "active", "replaced_by": None, "retires_on": "soon", "retirement_note": "x" * 301,
         "is_featured": True, "icon_slug": "mistral", "short_description": "", "api_mode": "responses"}),
    "values that no release can read": (
        ROW | {"status": None, "replacedBy": 5, "retiresOn": 5, "retirementNote": [], "iconSlug": 5,
               "shortDescription": {}, "apiMode": 5, "region": 5},
        {"status": "active", "replaced_by": None, "retires_on": None, "retirement_note": None, "icon_slug": None,
         "short_description": None, "api_mode": "chat", "region": None}),
    "written by us": (ROW | {"managedBy": "campus", "lastApplied": {"fields": {}}}, {"managed_by": "campus"}),
    "stamps without a zone": (ROW | {"createdAt": "2026-01-31T12:00:00", "updatedAt": "2026-01-31T13:00:00+01:00"}, {
        "created_at": datetime(2026, 1, 31, 12, tzinfo=UTC), "updated_at": datetime(2026, 1, 31, 12, tzinfo=UTC),
    }),
    "text where the platform reads a number": (ROW | {"maxInputTokens": "128000", "enabled": "true"}, {
        "max_input_tokens": 128000, "enabled": True,
    }),
}  # fmt: skip
"""Rows, and what the model made of each says where it matters."""


@pytest.mark.parametrize(("row", "said"), SHAPES.values(), ids=SHAPES)
def test_every_real_row_is_read(row: dict[str, Any], said: dict[str, Any]) -> None:
    """Every shape of row that the contract names is read, as the platform reads it."""
    model = ManagedModel.model_validate(row)
    found = {**{name: getattr(model, name) for name in said}, **plain_fields(model)}
    assert {name: found[name] for name in said} == said
    assert model.created_at.tzinfo is UTC


@pytest.mark.parametrize(
    "row",
    [{**ROW, "id": ""}, {**ROW, "maxInputTokens": 0}, {**ROW, "inputModalities": [1]}, {**ROW, "createdAt": "soon"},
     {key: value for key, value in ROW.items() if key != "modelId"}, {**ROW, "enabled": "perhaps"}],
)  # fmt: skip
def test_a_row_that_is_no_model(row: dict[str, Any]) -> None:
    """A row that the platform could not parse is refused."""
    with pytest.raises(ValidationError):
        ManagedModel.model_validate(row)


EDITS: list[dict[str, Any]] = [
    *({name: ""} for name in ("modelName", "provider", "providerName")),
    *({name: value} for name in ("inputModalities", "outputModalities") for value in ([], [""])),
    *({name: ["staff", ""]} for name in ("allowedAppRoles", "availableToRoles")),
    *({f"{side}PricePerMillionTokens": -0.01} for side in ("input", "output", "cacheWrite", "cacheRead")),
]


@pytest.mark.parametrize("edit", EDITS, ids=str)
def test_a_row_that_every_release_reads(edit: dict[str, Any]) -> None:
    """What no definition may say, but what every release reads in a row, is read as it stands."""
    model = ManagedModel.model_validate({**ROW, **edit})
    assert {name: value for name, value in model.model_dump(by_alias=True).items() if name in edit} == edit
    assert judge({**ROW, **edit}) == judge_by_pydantic({**ROW, **edit})


def test_parameters_that_are_empty() -> None:
    """`{}` in a row is a list of no parameters."""
    assert plain_fields(ManagedModel.model_validate({**ROW, "supportedParams": {}}))["supported_params"] == {
        "params": {}
    }


def test_a_row_keeps_its_own_names() -> None:
    """A row written back by its stored names is the row that was read."""
    dumped = ManagedModel.model_validate(ROW).model_dump(by_alias=True, mode="json")
    assert {key: value for key, value in dumped.items() if key not in {"managedBy", "createdAt", "updatedAt"}} == {
        **{STORED_NAME[name]: DEFAULTS[name] for name in WHEN_NAMED},
        **{key: value for key, value in ROW.items() if key not in {"createdAt", "updatedAt"}},
    }


def test_an_update_holds_what_was_given() -> None:
    """An update knows which fields were given; nothing has a default, not even caching."""
    update = ManagedModelUpdate.model_validate({"model_name": "New", "maxInputTokens": 5})
    assert update.model_dump(exclude_unset=True) == {"model_name": "New", "max_input_tokens": 5}
    assert ManagedModelUpdate().model_dump(exclude_none=True) == {}
    assert tuple(ManagedModelUpdate.model_fields) == DEFINED


def test_type_checkers_see_the_fields_of_an_update() -> None:
    """What is declared for type checkers is what the table and the definition make: names, types and bounds."""
    module = ast.parse(inspect.getsource(managed_model))
    (declared,) = (node for node in ast.walk(module) if getattr(node, "name", None) == "ManagedModelUpdate")
    lines = [node for node in getattr(declared, "body", ()) if isinstance(node, ast.AnnAssign)]
    types = {ast.unparse(node.target): eval(ast.unparse(node.annotation), vars(managed_model)) for node in lines}  # noqa: S307  our own source
    assert tuple(types) == DEFINED
    for name, field in ManagedModelUpdate.model_fields.items():
        made: Any = Annotated[(field.annotation, *field.metadata)] if field.metadata else field.annotation
        assert TypeAdapter(types[name]).json_schema() == TypeAdapter(made).json_schema(), name


@pytest.mark.parametrize(
    ("name", "value"), [pair for pair in BAD if pair[1] is not None and pair not in (*CLEARS, TAKEN)]
)
def test_an_update_refuses_what_a_definition_refuses(name: str, value: object) -> None:
    """The bounds of an update are those of a definition; only null means something else: leave alone."""
    with pytest.raises(ValidationError):
        ManagedModelUpdate(**{name: value})


@pytest.mark.parametrize("shape", [ManagedModelCreate, ManagedModel, ManagedModelUpdate])
def test_the_table_of_attributes_is_the_classes(shape: type[BaseModel]) -> None:
    """Names, stored names and their order are the same in the table and in every class."""
    named = {name: field.alias for name, field in shape.model_fields.items() if name in NAMES}
    names = NAMES if shape is ManagedModel else DEFINED
    assert named == {name: STORED_NAME[name] for name in names}
    beside = {"id", "created_at", "updated_at", "managed_by"} if shape is ManagedModel else set()
    assert shape.model_fields.keys() - named.keys() == beside
    assert tuple(named) == names


def test_the_table_of_attributes() -> None:
    """The table's lookups say the same as its rows, and stored names are the camelCase of the Python names."""
    assert [to_camel(name) for name in NAMES] == [STORED_NAME[name] for name in NAMES] == list(PYTHON_NAME)
    assert [PYTHON_NAME[STORED_NAME[name]] for name in NAMES] == list(NAMES)
    assert set(KIND.values()) == set(get_args(Kind))
    assert [attribute.name for attribute in MANAGED if attribute.default is None and not attribute.when_named] == [
        "max_output_tokens", "cache_write_price_per_million_tokens", "cache_read_price_per_million_tokens",
        "knowledge_cutoff_date", "supported_params",
    ]  # fmt: skip


@pytest.mark.parametrize("shape", [ManagedModelCreate, ManagedModel])
def test_the_defaults_of_the_table_are_those_of_the_classes(shape: type[BaseModel]) -> None:
    """What can be left out is the same in the table and in both classes, and so is what that means."""
    fields = {name: shape.model_fields[name] for name in (NAMES if shape is ManagedModel else DEFINED)}
    defaults = {name: default for name, default in DEFAULTS.items() if name in fields}
    assert {name for name, field in fields.items() if not field.is_required()} == {*defaults, *BY_PROVIDER}
    wanted = defaults if shape is ManagedModel else {**defaults, **dict.fromkeys(set(WHEN_NAMED) - BY_CATALOG)}
    assert {name: fields[name].default for name in defaults} == wanted
    assert {fields[name].default for name in BY_PROVIDER} == {None}


def test_the_kinds_of_attributes_are_the_types_of_fields() -> None:
    """How values compare follows from the field's type."""
    model = ManagedModelCreate(
        **{**GIVEN, "cache_write_price_per_million_tokens": 1, "cache_read_price_per_million_tokens": 1,
           "max_output_tokens": 1, "knowledge_cutoff_date": "2024", "supported_params": {"params": {}},
           "status": "retired", "replaced_by": "a", "retires_on": "2027-06-30", "retirement_note": "b",
           "is_featured": True, "icon_slug": "kimi", "short_description": "c", "api_mode": "chat", "region": "d"}
    )  # fmt: skip
    types = {"text": str, "modalities": list, "names": list, "count": int, "price": float, "flag": bool, "params": dict}
    fields = plain_fields(model)
    assert {name: type(fields[name]) for name in DEFINED} == {name: types[KIND[name]] for name in DEFINED}


def test_settings_are_frozen() -> None:
    """What `catalog.yaml` says cannot be changed by whoever holds it."""
    with pytest.raises(ValidationError, match="frozen"):
        CatalogSettings(name="a").name = "b"  # type: ignore[misc]  # that is the point


BLOCKED = """
import sys
class Blocker:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"click", "yaml", "boto3", "botocore", "deepdiff", "syncer"}:
            raise ImportError(f"{name} is not installed here")
sys.meta_path.insert(0, Blocker())
import schemas
for name in schemas.__all__:
    getattr(schemas, name)
import schemas.export, schemas.plain
assert schemas.plain.plain_reader("model")({}) is None
assert schemas.export.export().keys() >= {"model.schema.json"}
print(schemas.ManagedModelCreate.__name__)
"""


def test_the_shapes_need_pydantic_and_nothing_else() -> None:
    """`import schemas` and all of its parts work where click, yaml, boto3 and deepdiff are not installed."""
    done = subprocess.run([sys.executable, "-c", BLOCKED], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("ManagedModelCreate\n", "")


def test_importing_the_package_is_cheap() -> None:
    """Pydantic is imported when a shape is first used, not with the package."""
    code = "import schemas, sys; assert 'pydantic' not in sys.modules; print(dir(schemas)[0])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("CatalogSettings\n", "")


def test_a_name_that_the_package_does_not_have() -> None:
    """A name that is not there is missing in the usual way."""
    with pytest.raises(AttributeError, match="module 'schemas' has no attribute 'Nothing'"):
        schemas.Nothing  # noqa: B018  the access is the test


@pytest.mark.parametrize(
    "field", [{"input_price_per_million_tokens": 1e101}, {"supported_params": {"params": {"seed": {"max": 1e300}}}},
              {"supported_params": {"params": {"seed": {"default": 1e300}}}}],
)  # fmt: skip
def test_a_number_that_a_table_cannot_hold(field: dict[str, object]) -> None:
    """DynamoDB keeps numbers below 1e126; a definition beyond is refused before anything is written."""
    from schemas import ManagedModelCreate
    from tests.unit.schemas.test_plain import RIGHT

    with pytest.raises(ValidationError):
        ManagedModelCreate.model_validate({**RIGHT, **field})
