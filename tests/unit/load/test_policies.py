"""Policies: the most specific word counts; what is wrong with them is said with its line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from syncer.errors import CatalogError
from syncer.load.catalog import load_catalog
from syncer.model.policies import ModelPolicies, Policies
from tests.unit.catalog_files import model

DOCUMENT = Path(__file__).parents[3] / "docs" / "coexistence.md"


@pytest.mark.parametrize(
    ("policies", "expected"),
    [
        (Policies(), {}),
        (Policies(fields={"enabled": "live"}), {"enabled": "live"}),
        (Policies("fail", {"enabled": "git"}), {"enabled": None, "provider": "fail"}),
        (Policies(models={"b": ModelPolicies("fail")}), {}),
        (Policies(models={"a": ModelPolicies("fail")}), {"enabled": "fail", "provider": "fail"}),
        (Policies("fail", {"enabled": "live"}, {"a": ModelPolicies("git")}), {"enabled": None, "provider": None}),
        (
            Policies("git", {"enabled": "live"}, {"a": ModelPolicies(None, {"provider": "fail"})}),
            {"enabled": "live", "provider": "fail"},
        ),
        (
            Policies("git", {"enabled": "live"}, {"a": ModelPolicies("fail", {"enabled": "git"})}),
            {"enabled": None, "provider": "fail"},
        ),
    ],
)
def test_the_most_specific_word_counts(policies: Policies, expected: dict[str, str | None]) -> None:
    """The field of a model goes before the model, the model before the field, the field before the catalog."""
    found = policies.of("a")
    for field in ("enabled", "provider"):
        policy = found.get(field)
        assert (None if policy == "git" else policy) == expected.get(field)
    assert "model_id" not in found


def catalog(tmp_path: Path, settings: str, **models: str) -> str:
    """A catalog's folder."""
    (tmp_path / "models").mkdir()
    (tmp_path / "catalog.yaml").write_text(f"name: t\n{settings}", encoding="utf-8")
    for name, text in models.items():
        (tmp_path / "models" / f"{name}.yaml").write_text(text, encoding="utf-8")
    return str(tmp_path)


def problems_of(folder: str) -> list[str]:
    """Where and what is wrong."""
    with pytest.raises(CatalogError) as caught:
        load_catalog(folder)
    return [f"{Path(p.where).name}:{p.line}: {p.field}: {p.message}" for p in caught.value.problems]


def test_the_example_in_the_docs_is_loaded(tmp_path: Path) -> None:
    """What the page shows is what the tool takes."""
    (text,) = re.findall(r"```yaml\nname: campus-models\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    found = load_catalog(catalog(tmp_path, text, gpt=model()))
    policies = found.settings.policies
    assert policies.of("gpt-4o")["available_to_roles"] == "live"
    assert policies.of("gpt-4o")["enabled"] == "fail"
    assert policies.of("another") == {"enabled": "live"}


def test_the_lines_in_the_docs_are_loaded(tmp_path: Path) -> None:
    """What the page says to write into a model file is what the tool takes, and means what the page says."""
    blocks = re.findall(r"```yaml\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    protected, renames = (next(block for block in blocks if word in block) for word in ("protected:", "renamed_from:"))
    files = {"gpt": model(protected, model_id="another"), "new": model(renames, model_id=None)}
    entries = load_catalog(catalog(tmp_path, "", **files)).entries
    assert [(one.model_id, one.protected, one.renamed_from) for one in entries] == [
        ("another", True, None),
        ("gpt-4o-2026", False, "gpt-4o"),
    ]


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ("policies:\n  fields:\n    prize: git\n", "catalog.yaml:4: policies.fields.prize: unknown key"),
        ("policies:\n  fields:\n    model_id: live\n", "catalog.yaml:4: policies.fields.model_id: unknown key"),
        (
            "policies:\n  fields:\n    enabled: mine\n",
            "catalog.yaml:4: policies.fields.enabled: must be 'git', 'live' or",
        ),
        ("policies:\n  default: null\n", "catalog.yaml:3: policies.default: must be 'git', 'live' or 'fail'"),
        (
            "policies:\n  models:\n    gtp-4o:\n      default: live\n",
            "catalog.yaml:4: policies.models.gtp-4o: no model of the catalog has this model_id; did you mean `gpt-4o`?",
        ),
    ],
)
def test_a_policy_for_nothing(tmp_path: Path, settings: str, message: str) -> None:
    """A field, a word or a model that does not exist is one message with its line."""
    (found,) = problems_of(catalog(tmp_path, settings, gpt=model()))
    assert found.startswith(message)


def test_renames_that_lead_nowhere(tmp_path: Path) -> None:
    """A model that was itself, a name still in use, and a name that two models had, are errors with their line."""
    folder = catalog(
        tmp_path,
        "",
        a=model(model_id="a", renamed_from="b"),
        b=model(model_id="b", renamed_from="a"),
        c=model(model_id="c", renamed_from="c"),
        d=model(model_id="d", renamed_from="x"),
        e=model(model_id="e", renamed_from="x"),
    )
    found = [re.sub(r"\S*/models/", "", problem) for problem in problems_of(folder)]
    assert [re.sub(r":\d+", "", problem) for problem in found] == [
        "a.yaml: renamed_from: b is still defined at b.yaml; a rename needs a name that is no longer used",
        "b.yaml: renamed_from: a is still defined at a.yaml; a rename needs a name that is no longer used",
        "c.yaml: renamed_from: c is this model itself; a rename needs a name that is no longer used",
        "e.yaml: renamed_from: x can become only one model; d.yaml too",
    ]
