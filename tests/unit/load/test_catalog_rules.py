"""What only the whole catalog can break is one message, with the line of what to mend and the place of the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from syncer.cli import run
from syncer.load.catalog import load_catalog
from tests.unit.catalog_files import model, said, said_of, write_catalog

if TYPE_CHECKING:
    from pathlib import Path

FREE = "a rename needs a name that is no longer used"


def renamed(model_id: str, old: str) -> str:
    """A model file whose eleventh line says what the model was called."""
    return model(f"renamed_from: {old}\n", model_id=model_id)


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"a": renamed("a", "a")}, f"c/models/a.yaml:11:1: renamed_from: a is this model itself; {FREE}\n"),
        (
            {"a": renamed("a", "b"), "b": model(model_id="b")},
            f"c/models/a.yaml:11:1: renamed_from: b is still defined at c/models/b.yaml:1; {FREE}\n",
        ),
        (
            {"a": renamed("a", "b"), "b": renamed("b", "a")},
            (
                f"c/models/a.yaml:11:1: renamed_from: b is still defined at c/models/b.yaml:1; {FREE}\n"
                f"c/models/b.yaml:11:1: renamed_from: a is still defined at c/models/a.yaml:1; {FREE}\n"
            ),
        ),
        (
            {"b": renamed("b", "a"), "c": renamed("c", "b")},
            f"c/models/c.yaml:11:1: renamed_from: b is still defined at c/models/b.yaml:1; {FREE}\n",
        ),
        (
            {"a": renamed("a", "old"), "b": renamed("b", "old"), "c": renamed("c", "old")},
            (
                "c/models/b.yaml:11:1: renamed_from: old can become only one model; c/models/a.yaml:11 too\n"
                "c/models/c.yaml:11:1: renamed_from: old can become only one model; c/models/a.yaml:11 too\n"
            ),
        ),
    ],
    ids=["itself", "still defined", "a circle", "a chain", "taken more than once"],
)
def test_a_rename_that_leads_nowhere(tmp_path: Path, files: dict[str, str], message: str) -> None:
    """A name that is in use, or that two models had, can be no former name."""
    assert said(write_catalog(tmp_path, files)) == message


def test_renames_that_are_right(tmp_path: Path) -> None:
    """Former names that nobody has any more, and that differ in letter case from one in use, are no problem."""
    folder = write_catalog(tmp_path, {"a": renamed("a", "old"), "b": renamed("b", "older"), "c": renamed("c", "C")})
    assert said(folder) == ""
    assert [entry.renamed_from for entry in load_catalog(folder).entries] == ["old", "older", "C"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("renamed_from: ''", "11:15: renamed_from: must not be empty"),
        ("renamed_from: 4", "11:15: renamed_from: must be text"),
        ("protected: maybe", "11:12: protected: must be true or false"),
        ("protected: 'true'", "11:12: protected: must be true or false"),
        ("rename_from: x", "11:1: rename_from: unknown key; did you mean `renamed_from`?"),
        ("protect: true", "11:1: protect: unknown key; did you mean `protected`?"),
    ],
)
def test_what_is_beside_the_fields_is_checked_too(tmp_path: Path, line: str, message: str) -> None:
    """`renamed_from` and `protected` are held to their kinds as the fields of a row are."""
    assert said_of(tmp_path, model(f"{line}\n")).startswith(message)


def test_one_name_is_defined_once(tmp_path: Path) -> None:
    """A second definition is an error at its own line; one that differs in letter case only is a warning."""
    files = {"a": model(model_id="m"), "b": model(model_id="m"), "c": model(model_id="M")}
    assert said(write_catalog(tmp_path, files)) == (
        "c/models/b.yaml:1:1: model_id: m is also defined at c/models/a.yaml:1\n"
        "c/models/c.yaml:1:1: warning: model_id: differs only in letter case from m at c/models/a.yaml:1 "
        "[letter-case]\n"
    )


def test_one_model_is_the_default(tmp_path: Path) -> None:
    """A second default is an error, and so is a default that nobody can pick."""
    files = {
        "a": model("enabled: false\nis_default: true\n", model_id="a"),
        "b": model("is_default: true\n", model_id="b"),
    }
    assert said(write_catalog(tmp_path, files)) == (
        "c/models/a.yaml:12:1: is_default: the default must be enabled; enable it or make another one the default\n"
        "c/models/b.yaml:11:1: is_default: only one model can be the default; c/models/a.yaml:12 is too\n"
    )


def test_policies_of_models_that_are_not_there(tmp_path: Path) -> None:
    """Each is an error at its line in `catalog.yaml`, a former name of a model among them."""
    settings = "name: t\npolicies:\n  models:\n    new: {default: live}\n    old:\n      default: live\n    gtp: {}\n"
    found = said(write_catalog(tmp_path, {"a": renamed("new", "old")}, settings=settings))
    lost = "no model of the catalog has this model_id; mend it or remove the policy"
    assert found == (
        f"c/catalog.yaml:5:5: policies.models.old: {lost}\nc/catalog.yaml:7:5: policies.models.gtp: {lost}\n"
    )


def test_the_command_says_it_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`plan` and `sync` of such a catalog exit with 3 and read no store; each problem is said once, with its place."""
    monkeypatch.setenv("MANAGED_MODELS_DIR", str(tmp_path / "none" / "at" / "all"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    settings = "name: t\npolicies:\n  fields:\n    prize: git\n    enabled: mine\n"
    folder = write_catalog(tmp_path, {"a": renamed("a", "a")}, settings=settings)
    for command in (["plan"], ["sync", "--yes"]):
        assert run([*command, "--catalog", folder]) == 3
        heard = capsys.readouterr()
        assert heard.out == ""
        for place in ("catalog.yaml:4:5: policies.fields.prize:", "catalog.yaml:5:14: policies.fields.enabled:"):
            assert heard.err.count(f"{folder}/{place}") == 1
        assert heard.err.count(f"{folder}/models/a.yaml:11:1: renamed_from: a is this model itself") == 1


@pytest.mark.parametrize(
    ("prices", "words"),
    [
        ("{bedrok: [litellm]}", "by the provider bedrok; did you mean `bedrock`?; the models are by openai"),
        ("{defualt: [litellm]}", "; did you mean `default`?; the models are by openai"),
        ("{default: [litellm], OpenAI: [aws], gemini: [aws]}", ""),
        ("{openai: [litellm], OpenAI: [aws]}", "c/catalog.yaml:2:3: prices.OpenAI: OpenAI and openai are one provider"),
    ],
    ids=["misspelled", "no default", "known", "twice"],
)  # fmt: skip
def test_a_provider_of_prices_has_models(prices: str, words: str, tmp_path: Path) -> None:
    """Of the catalog or the platform; otherwise the setting would do nothing, and nobody would be told."""
    folder = write_catalog(tmp_path, {"a": model(provider="openai")}, settings=f"name: t\nprices: {prices}\n")
    found = said(folder)
    assert (words in found) if words else found == ""
