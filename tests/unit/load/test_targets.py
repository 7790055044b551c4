"""What a target gets of the catalog."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from schemas.attributes import DEFINED
from syncer.errors import CatalogError, UsageError
from syncer.load.catalog import load_catalog
from syncer.load.targets import field_origins, for_target, left_out_by
from syncer.model.catalog import Catalog, Place
from tests.unit.catalog_files import model, write_catalog

if TYPE_CHECKING:
    from pathlib import Path

STORE = "    directory: {path: ../live}\n"
FILES: dict[str, str | bytes] = {
    "gpt": model(model_id="gpt", tags="[approved, new]"),
    "nova": model(model_id="us.nova", provider="acme", provider_name="Amazon"),
    "Nova": model(model_id="us.Nova-2", provider="acme", provider_name="Amazon"),
}


def loaded(tmp_path: Path, rules: str, files: dict[str, str | bytes] | None = None) -> Catalog:
    """The catalog with a target `t` that has these rules, four spaces deep."""
    return load_catalog(write_catalog(tmp_path, files or FILES, settings=f"name: c\ntargets:\n  t:\n{STORE}{rules}"))


def ids(catalog: Catalog) -> list[str]:
    """The models that the target gets."""
    return [entry.model_id for entry in for_target(catalog, "t").entries]


def said(catalog: Catalog) -> list[str]:
    """The problems of the target, each as `file:line: severity: message`, with the file's name alone."""
    try:
        problems = for_target(catalog, "t").warnings
    except CatalogError as error:
        problems = error.problems
    return [f"{p.where.rpartition('/')[2]}:{p.line}: {p.severity}: {p.message}" for p in problems]


SELECTIONS = {
    "no rules": ("", ["gpt", "us.Nova-2", "us.nova"]),
    "an id, whose letter case counts": ("    only: [{id: us.n*}]\n", ["us.nova"]),
    "a provider in any letter case": ("    only: [{provider: Acme}]\n", ["us.Nova-2", "us.nova"]),
    "a maker": ("    except: [{maker: amazon}]\n", ["gpt"]),
    "a tag": ("    only: [{tag: APP*}]\n", ["gpt"]),
    "all patterns of one selector": ("    only: [{provider: acme, id: '*-2'}]\n", ["us.Nova-2"]),
    "any of several selectors": ("    only: [{tag: new}, {id: us.nova}]\n", ["gpt", "us.nova"]),
    "except goes before only": ("    only: [{provider: acme}]\n    except: [{id: us.nova}]\n", ["us.Nova-2"]),
}


@pytest.mark.parametrize(("rules", "wanted"), SELECTIONS.values(), ids=SELECTIONS)
def test_the_models_of_a_target(rules: str, wanted: list[str], tmp_path: Path) -> None:
    """`only` and `except` select by id, provider, maker and tag."""
    assert ids(loaded(tmp_path, rules)) == wanted


def test_overrides_change_fields_and_say_where(tmp_path: Path) -> None:
    """An override sets fields of all that match; the last one counts; every field knows its file and line."""
    rules = (
        "    overrides:\n"
        "      - match: {id: '*'}\n"
        "        set:\n"
        "          enabled: false\n"
        "          input_price_per_million_tokens: 1\n"
        "      - match: {id: gpt}\n"
        "        set: {enabled: true, max_output_tokens: null, protected: true}\n"
    )
    catalog = loaded(tmp_path, rules)
    found = {entry.model_id: entry for entry in for_target(catalog, "t").entries}
    settings = f"{tmp_path}/c/catalog.yaml"
    gpt, nova = found["gpt"], found["us.nova"]
    assert (gpt.fields["enabled"], gpt.source.at("enabled"), gpt.protected) == (True, Place(settings, 11), True)
    assert (nova.fields["enabled"], nova.source.at("enabled"), nova.protected) == (False, Place(settings, 8), False)
    assert (nova.fields["input_price_per_million_tokens"], gpt.fields["max_output_tokens"]) == (1.0, None)
    assert gpt.source.at("provider").file == f"{tmp_path}/c/models/gpt.yaml"
    assert [entry.fields["enabled"] for entry in catalog.entries] == [True, True, True]


def test_every_field_is_explained(tmp_path: Path) -> None:
    """The explanation of a model names file and line of each field, and whether it is a default or an override."""
    catalog = loaded(tmp_path, "    overrides: [{match: {id: gpt}, set: {enabled: false}}]\n")
    definition, entry = catalog.entries[0], for_target(catalog, "t").entries[0]
    origins = {origin.field: origin for origin in field_origins(definition, entry)}
    assert list(origins) == list(DEFINED)
    assert origins["enabled"][1:] == (False, Place(f"{tmp_path}/c/catalog.yaml", 5), "override", True)
    assert (origins["provider"].why, origins["is_default"].why) == ("definition", "default")
    for origin in origins.values():
        with open(origin.place.file, encoding="utf-8") as file:
            line = file.read().splitlines()[origin.place.line - 1]
        assert origin.why == "default" or origin.field in line


def test_the_default_of_caching_follows_the_provider(tmp_path: Path) -> None:
    """A provider that is overridden decides about caching, unless the definition or the override does."""
    rules = "    overrides: [{match: {id: gpt}, set: {provider: bedrock}}]\n"
    assert for_target(loaded(tmp_path, rules), "t").entries[0].fields["supports_caching"] is True
    named: dict[str, str | bytes] = {"gpt": model(model_id="gpt", supports_caching="false")}
    assert for_target(loaded(tmp_path / "b", rules, named), "t").entries[0].fields["supports_caching"] is False


def test_a_provider_that_is_overridden_is_where_caching_comes_from(tmp_path: Path) -> None:
    """What follows from an override is found at its line; where nothing follows, the definition stays the place."""
    rules = "    overrides: [{match: {id: gpt}, set: {provider: bedrock}}]\n"
    entry = for_target(loaded(tmp_path, rules), "t").entries[0]
    assert entry.source.at("supports_caching") == Place(f"{tmp_path}/c/catalog.yaml", 5)
    rules = "    overrides: [{match: {id: gpt}, set: {provider: azure}}]\n"
    entry = for_target(loaded(tmp_path / "b", rules), "t").entries[0]
    assert entry.source.at("supports_caching").file.endswith("models/gpt.yaml")


SAID = {
    "max_input_tokens": "1e5",
    "max_output_tokens": "2.0e3",
    "input_modalities": "[text, Image]",
    "input_price_per_million_tokens": "3",
    "output_price_per_million_tokens": "15.000000000000002",
    "cache_write_price_per_million_tokens": "null",
    "knowledge_cutoff_date": "2024-04-01",
    "supports_caching": "null",
    "allowed_app_roles": "[b, a, a]",
    "provider": "Acme",
    "supported_params": "{params: {temperature: {min: 0, max: 1.0, default: null, allowed: [1, 2.0, null]}}}",
}


@pytest.mark.parametrize(("field", "text"), SAID.items(), ids=SAID)
def test_an_override_means_what_a_file_means(field: str, text: str, tmp_path: Path) -> None:
    """A value has the same type, form and warnings in an override as in a model file."""
    file = load_catalog(write_catalog(tmp_path / "a", {"gpt": model(model_id="gpt", **{field: text})}))
    rules = f"    overrides: [{{match: {{id: gpt}}, set: {{{field}: {text}}}}}]\n"
    target = for_target(loaded(tmp_path / "b", rules, {"gpt": model(model_id="gpt")}), "t")
    assert repr(target.entries[0].fields) == repr(file.entries[0].fields)
    assert [p.message for p in target.warnings] == [f"target t: gpt: {p.message}" for p in file.warnings]


DEFAULTS = {
    "the default is disabled": (
        {"gpt": model(model_id="gpt", is_default="true")},
        "    overrides: [{match: {id: gpt}, set: {enabled: false}}]\n",
        "catalog.yaml:5: error: target t: the default must be enabled; enable it or make another one the default",
    ),
    "the one before becomes the default": (
        {"a": model(model_id="a"), "gpt": model(model_id="gpt", is_default="true")},
        "    overrides: [{match: {id: a}, set: {is_default: true}}]\n",
        "catalog.yaml:5: error: target t: only one model can be the default; {c}/models/gpt.yaml:11 is too",
    ),
    "the one behind becomes the default": (
        {"a": model(model_id="a", is_default="true"), "gpt": model(model_id="gpt")},
        "    overrides: [{match: {id: gpt}, set: {is_default: true}}]\n",
        "catalog.yaml:5: error: target t: only one model can be the default; {c}/models/a.yaml:11 is too",
    ),
}


@pytest.mark.parametrize(("files", "rules", "wanted"), DEFAULTS.values(), ids=DEFAULTS)
def test_a_default_that_an_override_breaks(
    files: dict[str, str | bytes], rules: str, wanted: str, tmp_path: Path
) -> None:
    """The error stands on the line of the override, not in a model file that is right without it."""
    assert said(loaded(tmp_path, rules, files)) == [wanted.replace("{c}", f"{tmp_path}/c")]


MEND = "mend the pattern or remove it"
OTHERS = "matches only models that the target does not get"
LOST = "no model of the catalog has this model_id; did you mean `gpt`?; mend it or remove the policy"
WRONG = {
    "an override that matches nothing": (
        "    overrides: [{match: {id: gtp}, set: {enabled: false}}]\n",
        [f"catalog.yaml:5: error: target t: the override matches no model of the catalog (id gtp); {MEND}"],
    ),
    "an override of models that the target does not get": (
        "    except: [{id: gpt}]\n    overrides: [{match: {id: gpt}, set: {enabled: false}}]\n",
        [f"catalog.yaml:6: error: target t: the override {OTHERS} (id gpt); {MEND}"],
    ),
    "a selector that matches nothing": (
        "    except:\n    - {id: us.*}\n    - {tag: old}\n",
        ["catalog.yaml:7: warning: target t: matches no model of the catalog (tag old)"],
    ),
    "no model is left": (
        "    only: [{tag: old}]\n",
        ["catalog.yaml:3: error: target t: `only` and `except` leave no model for the target",
         "catalog.yaml:5: warning: target t: matches no model of the catalog (tag old)"],
    ),
    "two defaults": (
        "    overrides: [{match: {provider: acme}, set: {is_default: true}}]\n",
        ["catalog.yaml:5: error: target t: only one model can be the default; {c}/catalog.yaml:5 is too"],
    ),
    "nothing": (
        "    overrides: [{match: {id: gpt}, set: {input_price_per_million_tokens: 5}}]\n",
        [],
    ),
    "prices that contradict each other": (
        "    overrides: [{match: {id: gpt}, set: {output_price_per_million_tokens: 0.5}}]\n",
        ["catalog.yaml:5: warning: target t: gpt: 0.5 is less than the price of input, 2.5"],
    ),
    "a price of input above that of output": (
        ("    overrides:\n    - match: {id: gpt}\n      set:\n        enabled: true\n"
        "        input_price_per_million_tokens: 50\n"),
        ["catalog.yaml:9: warning: target t: gpt: 10 is less than the price of input, 50"],
    ),
    "a policy for no model": (
        "    policies:\n      models: {gtp: {default: live}}\n",
        [f"catalog.yaml:6: error: target t: {LOST}"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("rules", "wanted"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_with_a_target(rules: str, wanted: list[str], tmp_path: Path) -> None:
    """A mistake in the rules of a target is named at its line."""
    found = said(loaded(tmp_path, rules))
    assert sorted(found) == sorted(line.replace("{c}", f"{tmp_path}/c") for line in wanted)


SHAPES = {
    "the field of a file in a selector": (
        "    only: [{model_id: gpt-4o}]\n",
        (
            "5:13: targets.t.only.0.model_id: unknown key; did you mean `id`? Write `{id: gpt-4o}` (there "
            "are id, maker, provider, tag)"
        ),
    ),
    "the maker by the name of its field": (
        "    overrides: [{match: {provider_name: OpenAI}, set: {enabled: true}}]\n",
        (
            "5:26: targets.t.overrides.0.match.provider_name: unknown key; did you mean `maker`? Write "
            "`{maker: OpenAI}` (there are id, maker, provider, tag)"
        ),
    ),
    "tags in a list": (
        "    except: [{tags: [a]}]\n",
        "5:15: targets.t.except.0.tags: unknown key; write `tag` (there are id, maker, provider, tag)",
    ),
    "a model as a text": (
        "    only: [gpt-4o]\n",
        "5:12: targets.t.only.0: must be `key: value` lines, not the text 'gpt-4o'; one model is `{id: gpt-4o}`",
    ),
    "a model as a text in an override": (
        "    overrides: [{match: gpt-4o, set: {enabled: true}}]\n",
        (
            "5:25: targets.t.overrides.0.match: must be `key: value` lines, not the text 'gpt-4o'; one model is "
            "`{id: gpt-4o}`"
        ),
    ),
    "models in a list": ("    only: [{id: [a, b]}]\n", "5:17: targets.t.only.0.id: must be text, not a list"),
    "a row to ignore by the field of a file": (
        "    ignore: [{model_id: x, reason: y}]\n",
        (
            "5:15: targets.t.ignore.0.model_id: unknown key; did you mean `id`? Write `{id: x}` (there are id, reason, "
            "record_id)"
        ),
    ),
    "a row to ignore as a text": (
        "    ignore: [x]\n",
        "5:14: targets.t.ignore.0: must be `key: value` lines, not the text 'x'; one model is `{id: x, reason: why}`",
    ),
    "the policy of a field of a model": (
        "    policies: {models: {gpt: {enabled: live}}}\n",
        "5:31: targets.t.policies.models.gpt.enabled: unknown key; the policy of a field stands below `fields`",
    ),
    "the policy of a model as a text": (
        "    policies: {models: {gpt: live}}\n",
        (
            "5:30: targets.t.policies.models.gpt: must be `key: value` lines, not the text 'live'; of a whole "
            "model it is `{default: live}`"
        ),
    ),
    "an empty selector": ("    only: [{}]\n", "5:12: targets.t.only.0: must give `id`, `provider`, `maker` or `tag`"),
    "a pattern without a value": (
        "    only: [{id: '*', tag: }]\n",
        "5:27: targets.t.only.0.tag: must be a pattern; nothing is given",
    ),
    "an unknown field": (
        "    overrides: [{match: {id: gpt}, set: {enable: true}}]\n",
        "5:42: targets.t.overrides.0.set.enable: unknown key; did you mean `enabled`?",
    ),
    "a value that no model has": (
        "    overrides: [{match: {id: gpt}, set: {max_input_tokens: 0}}]\n",
        "5:60: targets.t.overrides.0.set.max_input_tokens: must be at least 1, not 0",
    ),
    "null for what a model needs": (
        "    overrides: [{match: {id: gpt}, set: {enabled: null}}]\n",
        "5:51: targets.t.overrides.0.set.enabled: must be true or false; nothing is given",
    ),
    "the model's own id": (
        "    overrides: [{match: {id: gpt}, set: {model_id: x}}]\n",
        "5:42: targets.t.overrides.0.set.model_id: an override cannot change the model_id",
    ),
    "a selection that is no list": (
        "    only: approved\n",
        "5:11: targets.t.only: must be a list of selectors, such as [{tag: approved}]",
    ),
    "nothing to set": (
        "    overrides: [{match: {id: gpt}, set: {}}]\n",
        "5:17: targets.t.overrides.0: must set at least one field",
    ),
}


@pytest.mark.parametrize(("rules", "wanted"), SHAPES.values(), ids=SHAPES)
def test_rules_of_a_wrong_shape(rules: str, wanted: str, tmp_path: Path) -> None:
    """Every wrong key and value of a target is named with line and column."""
    with pytest.raises(CatalogError) as caught:
        loaded(tmp_path, rules)
    found = [f"{p.line}:{p.column}: {p.field}: {p.message}" for p in caught.value.problems]
    assert any(line.startswith(wanted) for line in found), found


def test_a_target_in_its_own_file_is_judged_as_a_whole(tmp_path: Path) -> None:
    """What is wrong with all of the file stands at its beginning."""
    folder = write_catalog(tmp_path, {})
    targets = tmp_path / "c" / "targets"
    targets.mkdir()
    (targets / "prod-1.yaml").write_text("only: []\n", encoding="utf-8")
    with pytest.raises(CatalogError) as error:
        load_catalog(folder)
    found = [(one.line, one.column, one.message) for one in error.value.problems if "targets" in one.where]
    assert found == [(1, 1, "give exactly one of `directory` and `dynamodb`")]


def test_a_target_in_a_file_of_its_own(tmp_path: Path) -> None:
    """`targets/<name>.yaml` is a target; its places are in that file; the same name in both is an error."""
    folder = write_catalog(tmp_path, FILES, settings=f"name: c\ntargets:\n  t:\n{STORE}")
    targets = tmp_path / "c" / "targets"
    targets.mkdir()
    (targets / "prod-1.yaml").write_text(
        "dynamodb: {table: models}\nexcept: [{id: gpt}]\noverrides:\n"
        "- match: {maker: amazon}\n  set: {enabled: false}\n"
        "policies: {models: {us.nova: {default: live}}}\n"
    )
    found = for_target(load_catalog(folder), "prod-1")
    assert [entry.source.at("enabled") for entry in found.entries] == [Place(f"{folder}/targets/prod-1.yaml", 5)] * 2
    assert found.settings.policies.models.keys() == {"us.nova"}
    (targets / "t.yaml").write_text("directory: {path: a}\n")
    (targets / "Bad.yaml").write_text("")
    (targets / "x.yml").write_text("")
    (targets / "README.md").write_text("")
    with pytest.raises(CatalogError) as caught:
        load_catalog(folder)
    assert [(p.where.rpartition("/")[2], p.message) for p in caught.value.problems] == [
        ("Bad.yaml", "is no target, which is a file such as `production.yaml`; rename it to bad.yaml"),
        ("x.yml", "is no target, which is a file such as `production.yaml`; rename it to x.yaml"),
    ]
    (targets / "Bad.yaml").unlink()
    (targets / "x.yml").unlink()
    with pytest.raises(CatalogError) as caught:
        load_catalog(folder)
    assert [p.message for p in caught.value.problems] == ["the target is in catalog.yaml, too; keep one of the two"]


def test_limits_and_policies_of_a_target(tmp_path: Path) -> None:
    """Guards and policies of a target replace the catalog's; what it does not give is the catalog's."""
    catalog = loaded(tmp_path, "    guards: {max_deletes: 3}\n    policies: {default: live}\n")
    settings = for_target(catalog, "t").settings
    assert (settings.guards.max_deletes, settings.policies.default) == (3, "live")
    assert (catalog.settings.guards.max_deletes, catalog.settings.policies.default) == (20, "git")


def test_an_unknown_target(tmp_path: Path) -> None:
    """A target that is none is named with those that are."""
    with pytest.raises(UsageError, match=r"no target 'T'; did you mean `t`\? \(it has: t\)"):
        for_target(loaded(tmp_path, ""), "T")


def test_why_a_model_is_left_out(tmp_path: Path) -> None:
    """A model that a target does not get has a reason with a place."""
    catalog = loaded(tmp_path, "    only: [{provider: acme}]\n    except: [{id: us.nova}]\n")
    target = catalog.settings.targets["t"]
    reasons = [left_out_by(entry, target) for entry in catalog.entries]
    assert [None if reason is None else reason.place.line for reason in reasons] == [3, None, 6]


def test_two_targets_with_one_directory(tmp_path: Path) -> None:
    """Two targets with one directory, however written, are an error; a table may have its name in two accounts."""
    for store in ("{path: ../live}", "{path: ./../live/}"):
        with pytest.raises(CatalogError) as caught:
            loaded(tmp_path, f"  u:\n    directory: {store}\n")
        assert [(p.line, p.message) for p in caught.value.problems] == [
            (5, "the targets t and u have the same directory; give each its own")
        ]
    loaded(tmp_path, "  u:\n    directory: {path: ../other}\n")
    loaded(tmp_path, "  u:\n    dynamodb: {table: models}\n  v:\n    dynamodb: {table: models}\n")
