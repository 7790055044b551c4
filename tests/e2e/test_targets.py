"""Several environments from one catalog, as a newcomer types it."""

from __future__ import annotations

import codecs
import json
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from schemas.attributes import DEFINED, row_fields
from tests.e2e.driving import definition, write_catalog

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.e2e.driving import Ran
    from tests.emulator import Emulator

    Syncer = Callable[..., Ran]

MODELS = {
    "gpt": definition("gpt", tags=["approved"]),
    "o3": definition("o3", enabled=False),
    "nova": definition("us.nova", provider="bedrock", provider_name="Amazon", tags=["approved"], is_default=True),
}
RULES = """\
targets:
  development:
    {development}
    overrides:
      - match: {{id: "*"}}
        set: {{available_to_roles: [developer], enabled: true}}
      - match: {{provider: bedrock}}
        set: {{input_price_per_million_tokens: 0, max_output_tokens: 100}}
  staging:
    {staging}
    except: [{{id: o3}}]
    policies: {{fields: {{enabled: live}}}}
"""
PRODUCTION = """\
{production}
only: [{{tag: approved}}]
overrides:
  - match: {{id: gpt}}
    set:
      allowed_app_roles: [staff]
      knowledge_cutoff_date: 2026-01
"""


def three_targets(store: str) -> None:
    """A catalog with a target of each kind; `{name}` in the text of a store is the target's name."""
    stores = {name: store.format(name=name) for name in ("development", "staging", "production")}
    write_catalog(MODELS, settings=RULES.format(**stores))
    Path("catalog/targets").mkdir()
    Path("catalog/targets/production.yaml").write_text(PRODUCTION.format(**stores))


def said(syncer: Syncer, *words: str) -> list[dict[str, Any]]:
    """What `list` says of the models, without what only one side has."""
    ran = syncer("list", "--format", "json", *words)
    assert ran.code == 0, ran.err
    return [{name: model[name] for name in DEFINED} for model in json.loads(ran.out)["models"]]


def hold_what_list_says(syncer: Syncer) -> None:
    """Sync every target; each store holds what `list --target` says, and the next plan is empty."""
    assert syncer("validate").code == 0
    counts = {}
    for target in ("development", "staging", "production"):
        ran = syncer("sync", "--yes", "--target", target)
        assert ran.code == 0, ran.err
        assert [*map(row_fields, said(syncer, "--target", target))] == said(syncer, "--target", target, "--live")
        counts[target] = len(said(syncer, "--target", target))
    assert counts == {"development": 3, "staging": 2, "production": 2}
    ran = syncer("plan", "--all-targets", "--detailed-exitcode", "--format", "json")
    assert ran.code == 0, ran.err
    assert [one["plan"]["changes"] for one in json.loads(ran.out)["targets"]] == [[], [], []]


def test_three_directories(syncer: Syncer) -> None:
    """Three directories from one catalog."""
    three_targets("directory: {{path: ../{name}}}")
    hold_what_list_says(syncer)
    gpt = {model["model_id"]: model for model in said(syncer, "--target", "production", "--live")}["gpt"]
    assert (gpt["allowed_app_roles"], gpt["knowledge_cutoff_date"]) == (["staff"], "2026-01")
    nova = {model["model_id"]: model for model in said(syncer, "--target", "development", "--live")}["us.nova"]
    assert (nova["input_price_per_million_tokens"], nova["max_output_tokens"]) == (0, 100)


def test_three_tables(syncer: Syncer, emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three tables from one catalog."""
    for name, value in emulator.environment.items():
        monkeypatch.setenv(name, value)
    three_targets("dynamodb: {{table: three-{name}}}")
    for target in ("development", "staging", "production"):
        assert syncer("table", "create", "--target", target).code == 0
    hold_what_list_says(syncer)


def test_every_field_is_explained(syncer: Syncer) -> None:
    """`--explain` names file and line for every field; the line holds the field, unless it is a default."""
    three_targets("directory: {{path: ../{name}}}")
    for target, model_id in (("development", "us.nova"), ("staging", "gpt"), ("production", "gpt")):
        ran = syncer("list", "--target", target, "--explain", model_id, "--format", "json")
        assert ran.code == 0, ran.err
        fields = json.loads(ran.out)["fields"]
        assert [field["field"] for field in fields] == list(DEFINED)
        shown = {model["model_id"]: model for model in said(syncer, "--target", target)}[model_id]
        for field in fields:
            line = Path(field["file"]).read_text(encoding="utf-8").splitlines()[field["line"] - 1]
            assert field["from"] == "default" or field["field"] in line
            assert field["value"] == shown[field["field"]]
    overridden = {field["field"] for field in fields if field["from"] == "override"}
    assert overridden == {"allowed_app_roles", "knowledge_cutoff_date"}
    text = syncer("list", "--target", "production", "--explain", "gpt").out
    assert re.search(r"allowed_app_roles +\[staff\] +catalog/targets/production.yaml:6 +override", text)


def test_a_model_that_a_target_does_not_get(syncer: Syncer) -> None:
    """`--explain` says which line leaves the model out."""
    three_targets("directory: {{path: ../{name}}}")
    ran = syncer("list", "--target", "staging", "--explain", "o3")
    assert (ran.code, ran.err) == (
        64, "error: the target staging does not get o3: `except` names it (catalog/catalog.yaml:12)\n",
    )  # fmt: skip
    ran = syncer("list", "--target", "production", "--explain", "o3")
    assert "its `only` does not name it (catalog/targets/production.yaml:1)" in ran.err
    assert "no model 'gpt5'; did you mean `gpt`?" in syncer("list", "--explain", "gpt5").err


def test_a_target_that_cannot_be_reached(syncer: Syncer) -> None:
    """The others are planned; the exit code and every form say which one was not."""
    three_targets("directory: {{path: ../{name}}}")
    Path("staging").write_text("no directory")
    ran = syncer("plan", "--all-targets", "--format", "json", "--report-dir", "report")
    assert ran.code == 7
    found = {one["target"]: one for one in json.loads(ran.out)["targets"]}
    assert [found[name]["plan"] is None for name in ("development", "staging", "production")] == [False, True, False]
    assert "staging" in found["staging"]["error"]["message"]
    assert sorted(path.name for path in Path("report/plans").iterdir()) == [
        "development.plan.json", "production.plan.json",
    ]  # fmt: skip
    comment = Path("report/comments/staging.md").read_text(encoding="utf-8")
    assert comment.startswith("<!-- syncer:plan staging -->\n")
    assert "could not be planned" in comment
    assert "could not be planned" in Path("report/summary.md").read_text(encoding="utf-8")
    assert Path("report/annotations.txt").read_text(encoding="utf-8").startswith("::error")


def test_counts_of_several_targets(syncer: Syncer) -> None:
    """Each target may need another number: all that are given count, each where it is the exact one."""
    settings = "".join(f"  {name}:\n    directory: {{path: ../{name}}}\n" for name in ("one", "two"))
    models = [f"m{number}" for number in range(10)]
    write_catalog(models, settings=f"targets:\n{settings}    except: [{{id: m9}}]\n")
    for target in ("one", "two"):
        assert syncer("sync", "--yes", "--target", target).code == 0
    for model_id in models[4:]:
        Path(f"catalog/models/{model_id}.yaml").unlink()
    write_catalog(settings=f"targets:\n{settings}")
    assert syncer("plan", "--all-targets", "--allow-deletes", "6").code == 4
    Path("text").write_text("syncer: --allow-deletes 6\nsyncer: --allow-deletes 5\n")
    assert syncer("plan", "--all-targets", "--allow-from", "text").code == 0
    ran = syncer("plan", "--target", "two", "--allow-deletes", "6", "--allow-deletes", "7")
    assert "pass --allow-deletes 5 if that is meant (--allow-deletes 6, --allow-deletes 7 was given)" in ran.out


def test_a_report_forgets_the_run_before(syncer: Syncer) -> None:
    """A plan that cannot be saved any more does not leave that of the run before."""
    three_targets("directory: {{path: ../{name}}}")
    assert syncer("plan", "--all-targets", "--report-dir", "report").code == 0
    assert len(list(Path("report/plans").iterdir())) == 3
    Path("staging").write_text("no directory")
    assert syncer("plan", "--all-targets", "--report-dir", "report").code == 7
    assert len(list(Path("report/plans").iterdir())) == 2


def test_an_invalid_catalog_has_a_report(syncer: Syncer) -> None:
    """Also a catalog that does not load gets its comment, with every problem."""
    three_targets("directory: {{path: ../{name}}}")
    Path("catalog/models/gpt.yaml").write_text("model_id: gpt\n")
    ran = syncer("plan", "--all-targets", "--report-dir", "report")
    assert ran.code == 3
    assert "models/gpt.yaml" in Path("report/comments/production.md").read_text(encoding="utf-8")
    Path("catalog/catalog.yaml").write_text("nam: x\n")
    assert syncer("plan", "--all-targets", "--report-dir", "report").code == 3
    assert [path.name for path in Path("report/comments").iterdir()] == ["default.md"]


def test_drift_of_an_override(syncer: Syncer) -> None:
    """An edit of an overridden field is named with the line of the override, and no file is changed."""
    three_targets("directory: {{path: ../{name}}}")
    assert syncer("sync", "--yes", "--target", "production").code == 0
    before = {path: path.read_bytes() for path in Path("catalog").rglob("*.yaml")}
    for path in Path("production").glob("*.json"):
        row = json.loads(path.read_text())
        if row["modelId"] == "gpt":
            path.write_text(json.dumps({**row, "allowedAppRoles": ["all"]}))
    ran = syncer("drift", "--target", "production", "--propose")
    assert ran.code == 2
    assert "targets/production.yaml" in ran.out
    assert "comes from an override of the target" in ran.out
    assert {path: path.read_bytes() for path in Path("catalog").rglob("*.yaml")} == before


def test_a_rename_that_a_rule_stands_against(syncer: Syncer) -> None:
    """A rename on the page is not taken over where it would make a rule of any target one for no model."""
    store, other = (f"    directory: {{path: ../{name}}}\n" for name in ("live", "other"))
    rules = {
        f"targets:\n  t:\n{store}    overrides: [{{match: {{id: gpt}}, set: {{enabled: true}}}}]\n": "catalog.yaml:5",
        f"targets:\n  t:\n{store}  u:\n{other}    except: [{{id: gpt}}]\n": "catalog.yaml:7",
        f"targets:\n  t:\n{store}    only: [{{id: '*'}}]\n    policies: {{models: {{gpt: {{default: git}}}}}}\n":
            "catalog.yaml:3",
        f"policies: {{models: {{gpt: {{default: git}}}}}}\ntargets:\n  t:\n{store}": "the catalog",
        f"targets:\n  t:\n{store}    overrides: [{{match: {{id: gpt*}}, set: {{enabled: true}}}}]\n": "",
    }  # fmt: skip
    for settings, place in rules.items():
        write_catalog(["gpt", "o3"], settings=settings)
        assert syncer("sync", "--yes", "--target", "t").code == 0
        for path in Path("live").glob("*.json"):
            row = json.loads(path.read_text())
            if row["modelId"] == "gpt":
                path.write_text(json.dumps({**row, "modelId": "gpt-5", "maxOutputTokens": 7}))
        ran = syncer("drift", "--target", "t", "--propose")
        assert (ran.code, "into both by hand" in ran.out) == (2 if place else 0, bool(place))
        assert place in ran.out
        text = Path("catalog/models/gpt.yaml").read_text()
        assert 'model_id: "gpt-5"' in text if not place else 'model_id: "gpt"' in text
        assert "max_output_tokens: 7" in text
        assert syncer("validate").code == 0
        shutil.rmtree("live")


def test_a_revert_names_overrides_in_one_order(syncer: Syncer) -> None:
    """What is to be done by hand in an override is said in the order of the fields, in every run."""
    rule = "targets:\n  t:\n    directory: {path: ../live}\n    overrides:\n      - match: {id: gpt}\n        set:\n"
    fields = ("model_name", "max_output_tokens", "enabled", "input_price_per_million_tokens", "knowledge_cutoff_date")
    for values in (("A", 100, "true", 1, "a"), ("B", 200, "false", 2, "b")):
        lines = [f"          {field}: {value}\n" for field, value in zip(fields, values, strict=True)]
        write_catalog(["gpt", "o3"], settings=rule + "".join(lines))
        assert syncer("sync", "--yes", "--target", "t").code == 0
    ran = syncer("revert", last_apply(syncer), "--target", "t")
    assert re.findall(r"catalog.yaml:(\d+): (\w+)", ran.err) == [
        (str(line), field) for line, field in enumerate(fields, 8)
    ]


def last_apply(syncer: Syncer) -> str:
    """The id of the last apply to the target `t`."""
    applies = json.loads(syncer("history", "--target", "t", "--format", "json").out)["applies"]
    return str(max(applies, key=lambda apply: apply["at"])["apply_id"])


def test_a_revert_of_one_target_deletes_no_file_of_another(syncer: Syncer) -> None:
    """The file of a model that was made in one target stays while another target has the model from it."""
    store = "    directory: {{path: ../{name}}}\n"
    settings = f"targets:\n  t:\n{store.format(name='t')}  u:\n{store.format(name='u')}    except: [{{id: o3}}]\n"
    write_catalog(["gpt", "o3"], settings=settings)
    assert syncer("sync", "--yes", "--target", "t").code == 0
    ran = syncer("revert", last_apply(syncer), "--target", "t", "--propose")
    assert ran.code == 2, ran.err
    assert "catalog/models/gpt.yaml: other targets get gpt, too; name it in the `except` of this one" in ran.err
    assert "done: delete catalog/models/o3.yaml" in ran.err
    assert Path("catalog/models/gpt.yaml").exists()
    assert not Path("catalog/models/o3.yaml").exists()


def test_a_revert_keeps_the_mark_of_a_file(syncer: Syncer) -> None:
    """A file that begins with a byte order mark still does after an edit."""
    rules = "targets:\n  t:\n    directory: {path: ../live}\n"
    for count in (100, 200):
        write_catalog({"gpt": definition("gpt", max_output_tokens=count)}, settings=rules)
        path = Path("catalog/models/gpt.yaml")
        path.write_bytes(codecs.BOM_UTF8 + path.read_bytes())
        assert syncer("sync", "--yes", "--target", "t").code == 0
    assert syncer("revert", last_apply(syncer), "--target", "t", "--propose").code == 0
    assert path.read_bytes().startswith(codecs.BOM_UTF8)
    assert b"max_output_tokens: 100\n" in path.read_bytes()


def test_an_import_of_a_target_leaves_what_the_others_get(syncer: Syncer) -> None:
    """`import --replace` writes no value of an override into the file that all targets share."""
    three_targets("directory: {{path: ../{name}}}")
    assert syncer("sync", "--yes", "--target", "development").code == 0
    for path in Path("development").glob("*.json"):
        path.write_text(path.read_text().replace('"OpenAI"', '"Open AI"').replace('"Amazon"', '"AWS"'))
    before = said(syncer)
    ran = syncer("import", "--replace", "--target", "development")
    assert ran.code == 0, ran.err
    names = {"OpenAI": "Open AI", "Amazon": "AWS"}
    assert said(syncer) == [{**model, "provider_name": names[model["provider_name"]]} for model in before]
    for path in Path("development").glob("*.json"):
        path.write_text(path.read_text().replace("developer", "tester"))
    ran = syncer("import", "--replace", "--target", "development")
    assert "its available_to_roles is not what the override of the target says (catalog/catalog.yaml:7)" in ran.out
    assert syncer("sync", "--yes", "--target", "staging").code == 0
    ran = syncer("import", "--replace", "--target", "staging", "--format", "json")
    assert json.loads(ran.out)["refused"] == []
    rows = {json.loads(path.read_text())["modelId"]: path for path in Path("development").glob("*.json")}
    Path("staging/o3.json").write_text(rows["o3"].read_text().replace(json.loads(rows["o3"].read_text())["id"], "o3"))
    ran = syncer("import", "--replace", "--target", "staging")
    assert "the target does not get it" in ran.out


def test_usage(syncer: Syncer) -> None:
    """Options that contradict each other are refused."""
    write_catalog(["a"])
    assert syncer("plan", "--all-targets", "--target", "x").code == 64
    assert syncer("plan", "--all-targets", "--out", "f").code == 64
    assert syncer("list", "--live", "--explain", "a").code == 64
    assert syncer("plan", "--all-targets").code == 0
    assert syncer("targets", "--names").out == "[]\n"


def test_a_target_that_was_forgotten(syncer: Syncer) -> None:
    """Without --target a catalog with targets makes no new store; one that is there, or that is named, is taken."""
    three_targets("directory: {{path: ../{name}}}")
    ran = syncer("sync", "--yes")
    assert ran.code == 64
    assert "the catalog has targets (development, staging, production); pass --target" in ran.err
    assert not Path("managed_models").exists()
    Path("managed_models").mkdir()
    assert syncer("plan").code == 0


@pytest.mark.parametrize("words", ["list --live", "history", "drift", "import", "revert x", "doctor"])
def test_settings_that_cannot_be_read(syncer: Syncer, words: str) -> None:
    """Nobody knows which store they name, so none is looked into, also not the directory beside the catalog."""
    write_catalog(["a"], settings="default_target: t\ntargets: {t: {directory: {path: ../there}}}\nnonsense: 1\n")
    Path("managed_models").mkdir()
    ran = syncer(*words.split())
    assert ran.code == 3
    assert "nonsense: unknown key" in ran.out + ran.err
    assert "directory managed_models" not in ran.out + ran.err
