"""The published JSON Schemas: in step with the classes, and of use in an editor."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from schemas.__main__ import SCHEMA_FOLDER, write_schemas
from schemas.attributes import BESIDES, DEFINED, MANAGED
from schemas.export import DIALECT, export
from syncer.load.validate_file import check_file
from syncer.yaml.parse import parse
from tests.unit.catalog_files import model, said_of
from tests.unit.schemas.test_schemas import ROW

if TYPE_CHECKING:
    from collections.abc import Iterator

CATALOG = Path(__file__).parents[3] / "catalog"
TEXTS = export()
SCHEMAS: dict[str, dict[str, Any]] = {name: json.loads(text) for name, text in TEXTS.items()}
MODEL = Draft202012Validator(SCHEMAS["model.schema.json"])


def test_the_files_are_current(capsys: pytest.CaptureFixture[str]) -> None:
    """The committed schemas are what the classes say, byte for byte, and the check agrees."""
    assert {path.name: path.read_text() for path in SCHEMA_FOLDER.iterdir()} == TEXTS
    assert write_schemas(["--check"]) == 0
    assert capsys.readouterr() == ("", "")


def test_drift_is_seen_and_mended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A schema that is stale, missing or left over fails the check; writing puts all three right and says so."""
    monkeypatch.setattr("schemas.__main__.SCHEMA_FOLDER", tmp_path)
    for name, text in TEXTS.items():
        (tmp_path / name).write_text(text)
    (tmp_path / "plan.schema.json").unlink()
    (tmp_path / "model.schema.json").write_text("{}")
    (tmp_path / "old.schema.json").write_text("{}")
    assert write_schemas(["--check"]) == 1
    assert capsys.readouterr() == ("", (
        "schemas/json/model.schema.json is out of step; run: python -m schemas\n"
        "schemas/json/old.schema.json is out of step; run: python -m schemas\n"
        "schemas/json/plan.schema.json is out of step; run: python -m schemas\n"
    ))  # fmt: skip
    assert write_schemas([]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "schemas/json/model.schema.json", "schemas/json/old.schema.json", "schemas/json/plan.schema.json",
    ]  # fmt: skip
    assert write_schemas(["--check"]) == 0
    assert write_schemas(["--chekc"]) == 64
    assert capsys.readouterr().err == "usage: python -m schemas [--check]\n"


def test_the_check_as_a_command() -> None:
    """`python -m schemas --check` says nothing and exits 0 when all is in step."""
    done = subprocess.run([sys.executable, "-m", "schemas", "--check"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_one(name: str) -> None:
    """Every file is a valid JSON Schema and names its dialect."""
    assert SCHEMAS[name]["$schema"] == DIALECT
    Draft202012Validator.check_schema(SCHEMAS[name])


def _properties(schema: Any, place: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(schema, dict):
        for name, part in schema.get("properties", {}).items():
            yield f"{place}.{name}", part
        for name, part in schema.items():
            yield from _properties(part, f"{place}.{name}")
    elif isinstance(schema, list):
        for part in schema:
            yield from _properties(part, place)


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_property_is_described(name: str) -> None:
    """An editor has a sentence to show for every property, also of nested objects."""
    schema = SCHEMAS[name]
    assert [place for place, part in _properties(schema) if not _described(part, schema)] == []


def _described(part: dict[str, Any], schema: dict[str, Any]) -> bool:
    named = schema["$defs"][part["$ref"].rpartition("/")[2]] if "$ref" in part else {}
    return bool(part.get("description") or named.get("description"))


@pytest.mark.parametrize("name", ["model", "managed_model_create", "managed_model_update", "managed_model"])
def test_units_are_said(name: str) -> None:
    """The description of a price or a limit says its unit."""
    properties = SCHEMAS[f"{name}.schema.json"]["properties"]
    units = {"price": "US dollars per million tokens", "count": "in tokens"}
    for attribute in MANAGED:
        if attribute.by_catalog and name != "managed_model":
            continue
        part = properties[attribute.name if name == "model" else attribute.stored]
        assert units.get(attribute.kind, "") in part["description"]


def test_names_of_a_model_file_and_of_a_row() -> None:
    """A model file is completed with the YAML keys; the other schemas speak of stored names."""
    assert tuple(SCHEMAS["model.schema.json"]["properties"]) == (*DEFINED, *BESIDES)
    stored = tuple(attribute.stored for attribute in MANAGED if not attribute.by_catalog)
    for name in ("managed_model_create", "managed_model_update"):
        assert tuple(SCHEMAS[f"{name}.schema.json"]["properties"]) == stored
    assert set(SCHEMAS["managed_model.schema.json"]["properties"]) == {
        *stored, "sortOrder", "id", "createdAt", "updatedAt", "managedBy",
    }  # fmt: skip


@pytest.mark.parametrize("path", sorted(CATALOG.rglob("*.yaml")), ids=lambda path: str(path.relative_to(CATALOG)))
def test_the_shipped_catalog_fulfils_the_schema_that_it_names(path: Path) -> None:
    """Every shipped file begins with the editor's schema line; the schema that it leads to accepts the file."""
    first, text = path.read_text().split("\n", 1)
    target = (path.parent / first.removeprefix("# yaml-language-server: $schema=")).resolve()
    assert target == SCHEMA_FOLDER / ("catalog.schema.json" if path.name == "catalog.yaml" else "model.schema.json")
    document = parse(text).value
    assert [error.message for error in Draft202012Validator(SCHEMAS[target.name]).iter_errors(document)] == []
    assert yaml.safe_load(text) == document


MISTAKES = {
    "unknown key": model("colour: red\n"),
    "stored name": model().replace("model_name", "modelName"),
    "missing key": model(provider=None),
    "empty text": model(model_id="''"),
    "number for text": model(model_id="5"),
    "null": model(provider=""),
    "negative price": model(input_price_per_million_tokens="-1"),
    "text for a number": model(input_price_per_million_tokens="free"),
    "no tokens": model(max_input_tokens="0"),
    "half a token": model(max_input_tokens="1.5"),
    "more tokens than JSON counts": model(max_input_tokens="9007199254740992"),
    "no modality": model(input_modalities="[]"),
    "text for a list": model(input_modalities="TEXT"),
    "an empty role": model("available_to_roles: ['']\n"),
    "yes": model("enabled: yes\n"),
    "a list of params": model("supported_params: [temperature]\n"),
    "params without their key": model("supported_params: {temperature: {}}\n"),
    "unknown option": model("supported_params: {params: {temperature: {minimum: 0}}}\n"),
    "nothing allowed": model("supported_params: {params: {t: {allowed: []}}}\n"),
    "a small thinking budget": model("supported_params: {params: {thinking: {default: 1000}}}\n"),
    "a flag for a thinking budget": model("supported_params: {params: {thinking: {supported: true, default: true}}}\n"),
    "an unknown status": model("status: old\n"),
    "an unknown icon": model("icon_slug: mistral\n"),
    "a long note": model(f"retirement_note: {'x' * 301}\n"),
    "a blank successor": model("replaced_by: ' '\n"),
    "text for a bound": model("supported_params: {params: {temperature: {min: low}}}\n"),
}


@pytest.mark.parametrize("text", MISTAKES.values(), ids=MISTAKES)
def test_an_editor_sees_the_mistake_that_validate_sees(text: str, tmp_path: Path) -> None:
    """What the schema refuses in an editor is what the loader refuses, and the other way round."""
    assert not MODEL.is_valid(parse(text).value)
    assert said_of(tmp_path, text) != ""


@pytest.mark.parametrize(
    "more",
    ["", "cache_read_price_per_million_tokens: null\n", "supports_caching: null\n", "supported_params: null\n",
     "is_default: true\n",
     "supported_params: {params: {t: {min: 0, max: 1.5, allowed: [a, 1], default: null, locked: true}}}\n",
     "supported_params: {params: {thinking: {supported: false, default: 5}}}\n",
     "supported_params: {params: {thinking: {supported: true, default: false}}}\n",
     "status: retired\nreplaced_by: b\nretires_on: 2027-06-30\nis_featured: false\nicon_slug: kimi\n",
     "knowledge_cutoff_date: 2024-04\n", "available_to_roles: [staff, student]\n"],
)  # fmt: skip
def test_an_editor_accepts_what_validate_accepts(more: str, tmp_path: Path) -> None:
    """A right file is right in both."""
    assert MODEL.is_valid(parse(model(more)).value)
    assert said_of(tmp_path, model(more)) == ""


@pytest.mark.parametrize(
    ("text", "right"),
    [("name: t\n", True), ("name: t\nguards: {max_deletes: 0}\ntargets: {dev: {directory: {path: x}}}\n", True),
     ("name: T\n", False), ("guards: {}\n", False), ("name: t\nguards: {max_delete_percent: 101}\n", False),
     ("name: t\nguards: {max_deletez: 1}\n", False), ("name: t\ntargets: {Dev: {directory: {path: x}}}\n", False),
     ("name: t\ntargets: {dev: {directory: {}}}\n", False)],
)  # fmt: skip
def test_catalog_files_in_an_editor(text: str, right: bool) -> None:
    """`catalog.yaml` is checked in an editor as `validate` checks it."""
    from schemas import CatalogSettings

    assert Draft202012Validator(SCHEMAS["catalog.schema.json"]).is_valid(parse(text).value) is right
    assert (check_file(text.encode(), CatalogSettings, "c")[1] == []) is right


def test_rows_and_the_schema_of_rows() -> None:
    """The schema of a row accepts a real one, with attributes of other writers, and refuses one that is no model."""
    rows = Draft202012Validator(SCHEMAS["managed_model.schema.json"])
    assert rows.is_valid({**ROW, "sortOrder": 1})
    assert not rows.is_valid({key: value for key, value in ROW.items() if key != "modelId"})


def keywords(part: Any) -> Iterator[str]:
    """Every key of a schema, at any depth."""
    if isinstance(part, dict):
        yield from part
    for inner in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        yield from keywords(inner)


@pytest.mark.parametrize("path", sorted(SCHEMA_FOLDER.iterdir()), ids=lambda path: path.name)
def test_no_schema_asks_for_a_multiple(path: Path) -> None:
    """Validators divide binary floats: with `multipleOf` some of them refuse prices that others take."""
    found = set(keywords(json.loads(path.read_text(encoding="utf-8"))))
    assert ("$schema" in found, "multipleOf" in found) == (True, False)
