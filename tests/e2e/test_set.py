"""`syncer set` and `syncer add`: fields from the command line into files, and nothing that is not valid."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from syncer.cli import run
from tests.unit.catalog_files import model, write_catalog

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SETTINGS = """\
# first
name: t
targets:
  one:
    directory: {path: a}
    overrides:
      - {match: {id: gpt-4o}, set: {enabled: true}}  # for now
  two: {directory: {path: b}}
policies:
  models: {nova: {fields: {region: live}}}
"""
FILES: dict[str, str | bytes] = {
    "gpt": model("enabled: true  # still\n", model_id="gpt-4o"),
    "nova": model("is_default: true\n", model_id="nova"),
}


@pytest.fixture
def catalog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A catalog of two models and two targets, beside the working directory's files."""
    write_catalog(tmp_path, FILES, settings=SETTINGS)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SYNCER_TARGET", raising=False)
    return tmp_path / "c"


@pytest.fixture
def syncer(catalog: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    """Runs a command line; its exit code, and what it said."""

    def ran(*words: str) -> tuple[int, str]:
        code = run([*words, "--catalog", catalog.name, "--no-cache"])
        said = capsys.readouterr()
        return code, said.out + said.err

    return ran


def looks(catalog: Path) -> dict[str, str]:
    """Every file of the catalog."""
    return {path.name: path.read_text(encoding="utf-8") for path in catalog.rglob("*.yaml")}


@pytest.mark.parametrize(
    ("words", "old", "new"),
    [
        (("input_price_per_million_tokens", "3"), "tokens: 2.5\n", "tokens: 3\n"),
        (("inputPricePerMillionTokens", "0.25"), "tokens: 2.5\n", "tokens: 0.25\n"),
        (("enabled", "false"), "enabled: true  # still", "enabled: false  # still"),
        (("enabled", "null"), "enabled: true  # still\n", ""),
        (("model_name", "0613"), "model_name: GPT-4o", 'model_name: "0613"'),
        (("input_modalities", "TEXT, IMAGE"), "input_modalities: [TEXT]", "input_modalities: [TEXT, IMAGE]"),
        (("output_modalities", "[TEXT, AUDIO]"), "output_modalities: [TEXT]", "output_modalities: [TEXT, AUDIO]"),
        (("max_output_tokens", "2e4"), "max_output_tokens: 16384", "max_output_tokens: 20000"),
        (("tags", "a,b"), "tokens: 10\n", "tokens: 10\ntags: [a, b]\n"),
        (("protected", "true"), "tokens: 10\n", "tokens: 10\nprotected: true\n"),
        (("supported_params", "{params: {top_p: {max: 1}}}"), "tokens: 10\n",
         "tokens: 10\nsupported_params:\n  params:\n    top_p:\n      max: 1\n"),
    ],
)  # fmt: skip
def test_a_line_is_set(
    words: tuple[str, str], old: str, new: str, catalog: Path, syncer: Callable[..., tuple[int, str]]
) -> None:
    """The line of the field changes and nothing else; the same again says so and writes nothing."""
    before = looks(catalog)
    code, said = syncer("set", "gpt-4o", *words)
    assert (code, f"wrote {catalog.name}/models/gpt.yaml: " in said) == (0, True)
    assert looks(catalog) == {**before, "gpt.yaml": before["gpt.yaml"].replace(old, new)}
    assert syncer("validate")[0] == 0


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("gpt-4o", "input_price_per_million_tokens", "0,25"), 64,
         "must be a number, not the text '0,25'; write 0.25;"),
        (("gpt-4o", "inputprice", "1"), 64, "a model file has no field 'inputprice' that can be set"),
        (("gpt-4o", "enabld", "false"), 64, "did you mean `enabled`?"),
        (("gpt-4o", "price_changes", "x"), 64, "`price_changes` has lines of its own"),
        (("gpt-4o", "price_source", "x"), 64, "`price_source` has lines of its own"),
        (("gpt-4", "enabled", "false"), 64, "the catalog has no model 'gpt-4'"),
        (("gpt-4o", "input_modalities", "TEXT IMAGE"), 64, "list them one by one: TEXT, IMAGE; nothing was written"),
        (("gpt-4o", "tags", "[a"), 64, "tags: this list lacks a comma or its `]`; nothing was written"),
        (("gpt-4o", "tags", "[a]\nenabled: false"), 64, "tags: one value is expected; nothing was written"),
        (("gpt-4o", "model_id", "nova"), 64, "nova is also defined at c/models/nova.yaml:1; nothing was written"),
        (("gpt-4o", "is_default", "true"), 64, "only one model can be the default"),
        (("nova", "model_id", "supernova"), 64, "no model of the catalog has this model_id"),
        (("gpt-4o", "model_id", "gpt-5"), 64, "the override matches no model"),
        (("gpt-4o", "model_name", "null"), 64, "not given: model_name; nothing was written"),
        (("gpt-4o", "enabled"), 64, "give FIELD and VALUE, or --editor"),
        (("nova", "enabled", "false", "--target", "two"), 64, "the default must be enabled"),
        (("gpt-4o", "enabled", "false", "--target", "tow"), 64, "did you mean `two`?"),
    ],
)  # fmt: skip
def test_what_is_not_written(
    words: tuple[str, ...], code: int, message: str, catalog: Path, syncer: Callable[..., tuple[int, str]]
) -> None:
    """What would be invalid, alone or beside the others or for a target, is refused with the words of `validate`."""
    before = looks(catalog)
    found, said = syncer("set", *words)
    assert message in said
    assert found == code
    assert looks(catalog) == before


def test_for_one_target(catalog: Path, syncer: Callable[..., tuple[int, str]]) -> None:
    """The override of just that model changes, or a new one comes; comments stay, and an override is told of."""
    before = looks(catalog)["catalog.yaml"]
    assert syncer("set", "gpt-4o", "enabled", "false", "-t", "one")[0] == 0
    once = before.replace("set: {enabled: true}}  # for now", "set: {enabled: false}}  # for now")
    assert looks(catalog)["catalog.yaml"] == once
    assert syncer("set", "nova", "max_output_tokens", "900", "--target", "two")[0] == 0
    more = "{directory: {path: b}, overrides: [{match: {id: nova}, set: {max_output_tokens: 900}}]}"
    assert looks(catalog)["catalog.yaml"] == once.replace("{directory: {path: b}}", more)
    code, said = syncer("set", "gpt-4o", "enabled", "null")
    assert (code, "target one has its enabled from an override: c/catalog.yaml:7" in said) == (0, True)


def test_a_new_model(catalog: Path, syncer: Callable[..., tuple[int, str]]) -> None:
    """It is written when it is valid, alone or like another; what is missing is named together."""
    code, said = syncer("add", "gpt-5", "provider=openai", "model_name=GPT-5")
    assert (code, "not given: provider_name, input_modalities, " in said) == (64, True)
    assert "nothing was written" in said
    assert syncer("add", "gpt-4o", "provider=x")[1] == (
        "error: gpt-4o is defined at c/models/gpt.yaml:1; nothing was written\n"
    )
    assert syncer("add", "x", "provider")[1] == "error: 'provider' is not FIELD=VALUE, such as provider=openai\n"
    code, said = syncer("add", "gpt-5", "--like", "nova", "modelName=GPT-5")
    assert (code, said) == (
        0,
        (
            "wrote c/models/openai/gpt-5.yaml. Next: syncer plan --catalog c --all-targets\n"
            "as nova has them: input_price_per_million_tokens 2.5, output_price_per_million_tokens 10\n"
        ),
    )
    assert looks(catalog)["gpt-5.yaml"] == (
        model(model_id="gpt-5", model_name="GPT-5")
        .replace("\ninput_mod", "\n\ninput_mod")
        .replace("\ninput_pri", "\n\ninput_pri")
    )
    assert syncer("validate")[0] == 0


def _editor(monkeypatch: pytest.MonkeyPatch, folder: Path, code: str) -> None:
    """An editor that does one thing with the text of the file."""
    script = folder / "editor.py"
    script.write_text(
        f"import sys\nfrom pathlib import Path\npath = Path(sys.argv[-1])\ntext = path.read_text()\n{code}\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("EDITOR", f"{sys.executable} '{script}'")
    monkeypatch.delenv("VISUAL", raising=False)


def test_an_editor(
    catalog: Path, tmp_path: Path, syncer: Callable[..., tuple[int, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It opens the file, and the catalog is checked afterwards; an invalid one can be opened again to be mended."""
    _editor(monkeypatch, tmp_path, "path.write_text(text.replace('true', 'yes'))")
    code, said = syncer("set", "gpt-4o", "--editor")
    assert (code, "enabled: must be true or false, not the text 'yes'; write true" in said) == (3, True)
    _editor(monkeypatch, tmp_path, "path.write_text(text.replace('yes', 'false'))")
    assert syncer("set", "gpt-4o", "--editor")[:2] == (0, "c/models/gpt.yaml is valid.\n")
    _editor(monkeypatch, tmp_path, "path.write_text(text + 'provider: openai\\n')")
    code, said = syncer("add", "gpt-5", "--editor")
    assert (code, "model_name: is missing" in said) == (3, True)
    assert looks(catalog)["gpt-5.yaml"] == "model_id: gpt-5\nprovider: openai\n"


def test_no_editor(syncer: Callable[..., tuple[int, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is opened where no editor is named, or it cannot run, or fails; each is said."""
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.delenv("EDITOR", raising=False)
    assert syncer("set", "gpt-4o", "--editor")[1].startswith("error: no editor is named; set VISUAL or EDITOR")
    monkeypatch.setenv("EDITOR", str(tmp_path / "none"))
    assert "cannot be started: No such file or directory" in syncer("set", "gpt-4o", "--editor")[1]
    _editor(monkeypatch, tmp_path, "sys.exit(3)")
    assert syncer("set", "gpt-4o", "--editor") == (
        64,
        "error: the editor ended with exit code 3; see c/models/gpt.yaml\n",
    )


def test_set_as_add_is_written(syncer: Callable[..., tuple[int, str]]) -> None:
    """`set` with FIELD=VALUE is told where the space goes."""
    code, said = syncer("set", "gpt-4o", "input_price_per_million_tokens=3")
    assert (code, "with a space between: input_price_per_million_tokens 3, or" in said) == (64, True)


@pytest.mark.parametrize("words", [["-5"], ["--", "-5"]])
def test_a_number_below_zero_is_a_value(
    syncer: Callable[..., tuple[int, str]], catalog: Path, words: list[str]
) -> None:
    """It is refused as a value, and not taken for an option; a slip in an option is none."""
    before = looks(catalog)
    code = run(["set", "--catalog", catalog.name, "gpt-4o", "max_output_tokens", *words])
    assert code == 64
    code, said = syncer("set", "gpt-4o", "max_output_tokens", "-.5")
    assert (code, "must be" in said and "-0.5" in said) == (64, True), said
    code, said = syncer("set", "gpt-4o", "max_output_tokens", "5", "--editro")
    assert (code, "No such option '--editro'" in said) == (64, True), said
    assert looks(catalog) == before
