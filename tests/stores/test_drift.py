"""An administrator's edit on the page: seen, shown apart, put back, left, stopped, or taken over into Git."""

from __future__ import annotations

import json
from difflib import unified_diff
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from jsonschema import Draft202012Validator

from syncer.model.records import record_id_for
from syncer.plan.drift import CLASSES
from tests.e2e.driving import in_this_process
from tests.stores.dynamodb_rows import Table, local_table
from tests.stores.raw import RawFiles
from tests.stores.shapes import admin_row, no_model, random_id

if TYPE_CHECKING:
    from tests.e2e.driving import Syncer
    from tests.stores.raw import RawRows

SCHEMA: Final = Path(__file__).parents[2] / "schemas" / "json" / "drift.schema.json"
FILE: Final = """\
# The one that everybody uses.
model_id: {model_id}
model_name:  "GPT {model_id}"
provider: openai
provider_name: OpenAI

input_modalities: [ TEXT, IMAGE ]  # no audio yet
output_modalities: [TEXT]
max_input_tokens: 128000
max_output_tokens: 4096

# From the price list of May.
input_price_per_million_tokens: 2.50  # USD
output_price_per_million_tokens: 10
"""


@pytest.fixture(params=["directory", "dynamodb-local"])
def raw(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RawRows:
    """The rows of the store that the command line is about, in a folder with a catalog of three models."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("MANAGED_MODELS_DIR", raising=False)
    monkeypatch.delenv("DYNAMODB_MANAGED_MODELS_TABLE_NAME", raising=False)
    Path("catalog/models").mkdir(parents=True)
    policies("")
    for model_id in ("a", "b", "c"):
        path_of(model_id).write_text(FILE.format(model_id=model_id), encoding="utf-8")
    if request.param == "directory":
        return RawFiles(tmp_path / "managed_models")
    table: Table = local_table(request.getfixturevalue("local_settings"))
    monkeypatch.setenv("DYNAMODB_MANAGED_MODELS_TABLE_NAME", table.name)
    monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", request.getfixturevalue("local_settings").endpoint)
    return table


@pytest.fixture
def syncer(raw: RawRows, capfd: pytest.CaptureFixture[str]) -> Syncer:
    """Runs a command line, after a first sync."""
    call = in_this_process(capfd)
    assert call("sync", "--yes").code == 0
    assert len(raw.ids()) == 3
    return call


def path_of(model_id: str) -> Path:
    """The file of a model."""
    return Path(f"catalog/models/{model_id}.yaml")


def policies(text: str) -> None:
    """Write catalog.yaml."""
    Path("catalog/catalog.yaml").write_text(f"name: campus\n{text}", encoding="utf-8")


def page(raw: RawRows, model_id: str, **attributes: Any) -> None:
    """Edit a row as the platform does: only these attributes, and `updatedAt`."""
    row = raw.get(record_id_for(model_id))
    assert row is not None
    raw.put({**row, **attributes, "updatedAt": "2026-11-21T10:00:00.123456+00:00"})


def lines_changed(before: str, after: str) -> list[str]:
    """The lines of a Git diff."""
    found = unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm="")
    return [line for line in found if line[:1] in "+-" and line[:3] not in ("+++", "---")]


def test_an_edit_is_seen_and_put_back(raw: RawRows, syncer: Syncer) -> None:
    """`drift` names it, the plan shows it apart with the row's time, and under `git` a sync puts it back."""
    assert syncer("drift").code == 0
    page(raw, "b", inputPricePerMillionTokens=3)
    ran = syncer("drift")
    assert ran.code == 2
    assert "Edited outside the catalog:\n  b  row " in ran.out
    assert "last changed 2026-11-21 10:00 UTC\n" in ran.out
    assert "    input_price_per_million_tokens: 2.5 -> 3 USD (+20 %)\n" in ran.out
    assert ran.out.endswith("Drift: 1 edited.\n")
    plan = syncer("plan").out
    assert "\nEdited outside the catalog:\n< update b  row " in plan
    assert (
        "    will be put back: input_price_per_million_tokens 3 -> 2.5 USD (-16.67 %), edited outside the catalog"
        in plan
    )
    assert "catalog/models/b.yaml:13" in plan
    document = json.loads(syncer("plan", "--format", "json").out)
    assert document["summary"]["drift"] == 1
    assert document["changes"][0]["fields"][0]["origin"] == "live"
    assert syncer("sync", "--yes").code == 0
    row = raw.get(record_id_for("b"))
    assert row is not None
    assert row["inputPricePerMillionTokens"] == 2.5
    assert syncer("drift").code == 0


def test_an_edit_of_what_others_own_is_left(raw: RawRows, syncer: Syncer) -> None:
    """Under `live` neither `drift` nor the plan mentions it, and a sync of another field leaves it."""
    policies("policies: {fields: {enabled: live}}\n")
    page(raw, "b", enabled=False)
    assert syncer("drift").code == 0
    assert syncer("plan", "--detailed-exitcode").code == 4  # a policy that leaves `git` is acknowledged once
    assert syncer("sync", "--yes", "--allow-settings").code == 0
    assert syncer("plan", "--detailed-exitcode").code == 0
    path_of("b").write_text(FILE.format(model_id="b").replace("4096", "8192"), encoding="utf-8")
    assert syncer("sync", "--yes").code == 0
    row = raw.get(record_id_for("b"))
    assert row is not None
    assert (row["enabled"], row["maxOutputTokens"]) == (False, 8192)


def test_an_edit_that_stops(raw: RawRows, syncer: Syncer) -> None:
    """Under `fail`, and where Git changed too, plan and sync exit with 5 and name the ways out; --overwrite decides."""
    policies("policies: {models: {b: {default: fail}}}\n")
    page(raw, "b", maxOutputTokens=1)
    ran = syncer("plan")
    assert ran.code == 5
    assert "CONFLICT: b: max_output_tokens was changed from 4096 to 1 outside the catalog since 2" in ran.out
    assert "take it over with `syncer drift --propose`, or pass --overwrite b to put 4096 back\n" in ran.out
    assert syncer("sync", "--yes").code == 5
    policies("")
    path_of("b").write_text(FILE.format(model_id="b").replace("4096", "8192"), encoding="utf-8")
    ran = syncer("plan", "--format", "json")
    (conflict,) = json.loads(ran.out)["conflicts"]
    assert (ran.code, conflict["kind"]) == (5, "conflict")
    assert (conflict["base"], conflict["desired"], conflict["live"]) == (4096, 8192, 1)
    assert conflict["source"] == {"file": "catalog/models/b.yaml", "line": 10}
    assert "write 1 into the file, or pass --overwrite b to write 8192 to the row" in conflict["message"]
    row = raw.get(record_id_for("b"))
    assert row is not None
    assert row["maxOutputTokens"] == 1
    assert "**Conflict**" in syncer("plan", "--format", "markdown").out
    assert syncer("sync", "--yes", "--overwrite", "c").code == 5
    assert syncer("sync", "--yes", "--overwrite", "b").code == 0
    assert syncer("drift").code == 0


def test_an_edit_that_is_taken_over(raw: RawRows, syncer: Syncer) -> None:
    """`--propose` changes one line of the file; then the plan is empty, and the sync notes it."""
    before = path_of("b").read_text(encoding="utf-8")
    page(raw, "b", inputPricePerMillionTokens=3)
    ran = syncer("drift", "--propose")
    assert ran.code == 0
    assert lines_changed(before, path_of("b").read_text(encoding="utf-8")) == [
        "-input_price_per_million_tokens: 2.50  # USD",
        "+input_price_per_million_tokens: 3  # USD",
    ]
    assert path_of("a").read_text(encoding="utf-8") == FILE.format(model_id="a")
    assert ran.out.startswith("### Take over what was edited on `")
    assert ": 2.5 → 3 USD (+20 %) | " in ran.out
    assert syncer("plan", "--detailed-exitcode").code == 0
    assert syncer("drift", "--only", "edited").code == 2
    assert syncer("sync", "--yes").code == 0
    assert syncer("drift").code == 0


def test_every_kind_of_edit_is_taken_over(raw: RawRows, syncer: Syncer) -> None:
    """Lists, removals, new fields, nested values, the default and a new name; afterwards the plan is empty."""
    before = path_of("b").read_text(encoding="utf-8")
    page(raw, "b", inputModalities=["text"], cacheReadPricePerMillionTokens=0.25, isDefault=True, modelName="New: name",
         supportedParams={"params": {"seed": {"supported": False}}}, availableToRoles=["staff", "no"])  # fmt: skip
    row = raw.get(record_id_for("a"))
    assert row is not None
    raw.put({**{k: v for k, v in row.items() if k != "maxOutputTokens"}, "modelId": "a2", "enabled": False})
    assert syncer("drift", "--propose").code == 0
    assert lines_changed(before, path_of("b").read_text(encoding="utf-8")) == [
        '-model_name:  "GPT b"',
        '+model_name:  "New: name"',
        "-input_modalities: [ TEXT, IMAGE ]  # no audio yet",
        "+input_modalities: [ TEXT ]  # no audio yet",
        '+available_to_roles: [staff, "no"]',
        "+",
        "+cache_read_price_per_million_tokens: 0.25",
        "+",
        "+is_default: true",
        "+",
        "+supported_params:",
        "+  params:",
        "+    seed:",
        "+      supported: false",
    ]
    text = path_of("a").read_text(encoding="utf-8")
    assert "model_id: a2\n" in text
    assert "max_output_tokens" not in text
    plan = syncer("plan", "--detailed-exitcode")
    assert plan.code == 0, plan.out
    assert syncer("sync", "--yes").code == 0
    assert syncer("drift").code == 0
    assert syncer("fmt", "--check", "catalog/models/a.yaml").code == 2


def test_what_cannot_be_taken_over(raw: RawRows, syncer: Syncer) -> None:
    """A field that Git changed too, a file that cannot be edited, a row without a definition: each is named; exit 2."""
    for model_id in ("a", "b", "c"):
        page(raw, model_id, maxOutputTokens=1)
    path_of("a").write_text(FILE.format(model_id="a").replace("4096", "8192"), encoding="utf-8")
    body = ", ".join(
        line.partition("  #")[0] for line in FILE.format(model_id="b").splitlines() if line[:1] not in "# "
    )
    path_of("b").write_text(f"{{{body}}}\n", encoding="utf-8")
    path_of("c").unlink()
    before = path_of("a").read_text(encoding="utf-8"), path_of("b").read_text(encoding="utf-8")
    ran = syncer("drift", "--propose")
    assert ran.code == 2
    assert (path_of("a").read_text(encoding="utf-8"), path_of("b").read_text(encoding="utf-8")) == before
    said = [line for line in ran.out.splitlines() if line.startswith("- not taken over: ")]
    assert len(said) == 3
    for words in ("max_output_tokens was changed in both", "its keys stand in braces", "it has no definition any more"):
        assert words in unescape(ran.out).replace("`", "")
    assert "nothing could be taken over" in ran.err


def test_what_a_file_cannot_say_is_left_alone(raw: RawRows, syncer: Syncer) -> None:
    """Of the edits of one row, those that a file can say are taken over; an empty name is named; exit 2."""
    page(raw, "a", maxOutputTokens=1, modelName="", inputPricePerMillionTokens=-1)
    ran = syncer("drift", "--propose")
    assert ran.code == 2
    assert path_of("a").read_text(encoding="utf-8") == FILE.format(model_id="a").replace("4096", "1")
    said = [line for line in unescape(ran.out).replace("`", "").splitlines() if line.startswith("- not taken over: ")]
    assert [line.partition("): ")[2].partition(":")[0] for line in said] == [
        "model_name", "input_price_per_million_tokens"
    ]  # fmt: skip


def test_every_class(raw: RawRows, syncer: Syncer) -> None:
    """Each class has its count, is asked for by its name, and says nothing of the others."""
    page(raw, "a", enabled=False, status="retired")
    with path_of("a").open("a", encoding="utf-8") as file:
        file.write('price_changes: {"2026-01-01": {input_price_per_million_tokens: 5}}\n')
    raw.delete(record_id_for("b"))
    raw.put(admin_row("nobodys", number=3, theirs=1))
    raw.put({**admin_row("c", number=4), "managedBy": "other"})
    raw.put(no_model())
    empty: dict[str, Any] = {"supportedParams": {"params": {"effort": {"allowed": []}}}}
    raw.put({**admin_row("d", number=5, **empty), "managedBy": "other"})
    ran = syncer("drift", "--format", "json")
    document = json.loads(ran.out)
    Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).validate(document)
    assert ran.code == 2
    classes = [name for name in CLASSES if name != "grants"]  # it needs a table of roles
    assert document["counts"] == dict.fromkeys(classes, 1)
    assert document["gone"] == ["b"]
    assert [(one["model_id"], one["before"], one["after"]) for one in document["due"]] == [("a", 2.5, 5)]
    assert document["unnamed"] == [{"model_id": "a", "field": "status", "seen": "active", "live": "retired"}]
    assert document["attributes"] == [{"name": "theirs", "rows": 1, "new": True}]
    (unlisted,) = document["unlisted"]
    assert (unlisted["model_id"], unlisted["record_id"]) == ("d", random_id(5))
    assert unlisted["reason"].endswith(
        "supported_params.effort.allowed: must have at least one value; without `allowed` every value may be sent"
    )
    assert unlisted["reason"] in syncer("doctor").out
    for name in classes:
        ran = syncer("drift", "--only", name)
        assert ran.code == 2
        assert ran.out.endswith(f"Drift: 1 {name}.\n")
    assert "its row was deleted outside the catalog" in syncer("plan").out
    assert syncer("drift", "--format", "markdown").out.startswith("### Drift of `campus` on `")


def test_no_drift(syncer: Syncer) -> None:
    """A store that nobody touched has none, whichever class is asked for; a broken catalog is 3."""
    assert (ran := syncer("drift")).code == 0
    assert ran.out.endswith("No drift.\n")
    ran = syncer("drift", "--propose")
    assert (ran.code, "nothing was edited" in ran.err) == (0, True)
    policies("policies: {fields: {enable: live}}\n")
    assert (ran := syncer("drift")).code == 3
    assert "policies.fields.enable: unknown key; did you mean `enabled`?" in ran.err
    policies("policies: {default: mine}\n")
    assert (ran := syncer("drift")).code == 3
    assert "catalog/catalog.yaml:2:21: policies.default: must be 'git', 'live' or 'fail', not mine" in ran.err
    policies("policies: {models: {gpt: {default: live}}}\n")
    assert (ran := syncer("plan")).code == 3
    assert "no model of the catalog has this model_id; mend it or remove the policy" in ran.err
