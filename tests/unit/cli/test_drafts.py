"""`add` and `set` beside a file that is not finished yet, and on it: what can be written is, and nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from syncer.cli import run
from tests.unit.catalog_files import model, write_catalog

if TYPE_CHECKING:
    from collections.abc import Callable

    Call = Callable[..., tuple[int, str]]

DRAFT: Final = """\
# begun
model_id: new
provider: openai

input_price_per_million_tokens: 2  # from a list
output_price_per_million_tokens: 8
"""
AS_IT_IS: Final = "the catalog is invalid as it is: c/models/new.yaml; `syncer validate` says why"


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """Runs a command over a model `a`, a target and a draft of a model `new`: its exit code and all that it said."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("SYNCER_TARGET", raising=False)
    monkeypatch.chdir(tmp_path)
    settings = "name: t\ntargets: {one: {directory: {path: live}}}\npolicies: {models: {new: {default: live}}}\n"
    write_catalog(tmp_path, {"a": model(model_id="a"), "new": DRAFT}, settings=settings)

    def called(*words: str) -> tuple[int, str]:
        code = run([*words, "--catalog", "c"])
        said = capsys.readouterr()
        return code, said.out + said.err

    return called


def text(name: str) -> str:
    """What a file says."""
    return Path(f"c/models/{name}.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "written"),
    [
        (("add", "b", "--like", "a", "model_name=B"), "wrote c/models/openai/b.yaml. Next: syncer plan"),
        (("set", "a", "max_output_tokens", "9000"), "max_output_tokens: 9000. Next: syncer plan"),
        (("set", "a", "enabled", "false", "--target", "one"), "enabled: false. Next: syncer plan"),
    ],
    ids=["add", "set", "an override"],
)
def test_it_works_beside_a_draft(words: tuple[str, ...], written: str, call: Call) -> None:
    """And says which file is to be finished; the draft stays as it is, and the catalog invalid."""
    code, said = call(*words)
    assert (code, written in said, AS_IT_IS in said, text("new")) == (0, True, True, DRAFT)
    code, said = call("validate")
    assert (code, "c/models/new.yaml" in said, "c/models/a.yaml" in said) == (3, True, False)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (
            ("add", "b", "--like", "a", "max_input_tokens=-1"),
            "max_input_tokens: must be at least 1",
        ),
        (("add", "b", "--like", "a", "renamed_from=a"), "the catalog would be invalid: c/models/"),
        (("set", "a", "is_default", "maybe"), "is_default: must be true or false"),
        (("add", "new", "--like", "a"), "new is begun at c/models/new.yaml, which is not valid yet; finish it"),
        (("add", "b", "--like", "new"), "--like: c/models/new.yaml is not valid yet"),
        (("set", "nwe", "model_name", "N"), "the catalog has no model 'nwe'"),
        (("set", "new", "enabled", "maybe"), "enabled: must be true or false"),
        (("set", "new", "enabled", "true", "--target", "one"), "c/models/new.yaml is not valid yet; finish it first"),
    ],
)
def test_what_is_wrong_in_itself_is_not_written(words: tuple[str, ...], why: str, call: Call) -> None:
    """Whatever else is wrong."""
    code, said = call(*words)
    assert (code, why in said, text("new"), text("a")) == (64, True, DRAFT, model(model_id="a")), said
    assert {path.name for path in Path("c/models").rglob("*.yaml")} == {"a.yaml", "new.yaml"}


def test_a_draft_is_finished_field_by_field(call: Call) -> None:
    """Each line is written, the rest is named, and the last one makes the catalog valid."""
    code, said = call("set", "new", "model_name", "New")
    assert (code, "model_name: New. Still to be filled in: provider_name, " in said) == (3, True)
    assert text("new").startswith("# begun\nmodel_id: new\nmodel_name: New\nprovider: openai\n")
    code, said = call("set", "new", "short_description", "Old. Next: new")
    assert (code, 'Old. Next: new". Still to be filled in: ' in said) == (3, True)
    for field, value in (("provider_name", "OpenAI"), ("input_modalities", "TEXT"), ("max_input_tokens", "9000")):
        assert call("set", "new", field, value)[0] == 3
    code, said = call("set", "new", "output_modalities", "TEXT")
    assert (code, "output_modalities: [TEXT]. Next: syncer plan" in said, AS_IT_IS in said) == (0, True, False)
    assert call("validate")[0] == 0
    assert "input_price_per_million_tokens: 2  # from a list\n" in text("new")


def test_settings_that_are_wrong_stop_both(call: Call) -> None:
    """Nobody knows what the catalog is then."""
    Path("c/catalog.yaml").write_text("name: 5\n", encoding="utf-8")
    for words in (("add", "b", "--like", "a", "model_name=B"), ("set", "a", "max_output_tokens", "7")):
        code, said = call(*words)
        assert (code, "c/catalog.yaml:1:" in said, text("a")) == (3, True, model(model_id="a"))


def test_a_rule_of_all_files_is_mended_by_set(call: Call) -> None:
    """Two defaults are an error that no line of one file shows; taking one back is no new one."""
    Path("c/models/new.yaml").unlink()
    Path("c/catalog.yaml").write_text("name: t\n", encoding="utf-8")
    for name in ("a", "b"):
        Path(f"c/models/{name}.yaml").write_text(model("is_default: true\n", model_id=name), encoding="utf-8")
    assert call("set", "a", "max_output_tokens", "7")[0] == 0
    code, said = call("set", "b", "is_default", "null")
    assert (code, "is_default is taken out. Next: syncer plan" in said) == (0, True)
    assert call("validate")[0] == 0
