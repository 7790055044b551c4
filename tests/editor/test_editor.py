"""What an editor makes of a repository: the schema reaches it, it says what `validate` says, and prettier keeps out."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from syncer.authoring.editor_schemas import schema_files
from syncer.authoring.scaffold import NewRepository, repository_files
from syncer.load.read_file import check_model, check_settings
from syncer.yaml.format import canonical
from tests.editor.language_server import diagnostics
from tests.npm import MissingError, installed
from tests.unit.catalog_files import model
from tests.unit.yaml.test_fmt_says_the_same import BY_HAND, YAMLFMT

if TYPE_CHECKING:
    from pathlib import Path

FILES = repository_files(NewRepository("campus-models", "models", "eu-central-1", version="0.1.0"))
LINE = "# yaml-language-server: $schema=../../../schemas/json/model.schema.json\n"
GOOD = {
    "usual": model(),
    "numbers": model(
        input_price_per_million_tokens="0.25", max_input_tokens="1000000", output_price_per_million_tokens="3"
    ),
    "lists": model("available_to_roles:\n  - staff\n  - power users\ntags: [a, b]\n"),
    "options": model("status: deprecated\nretires_on: 2027-06-30\nis_featured: false\nregion: null\n"),
    "params": model("supported_params:\n  params:\n    temperature: {min: 0, max: 2, default: 1}\n    top_p: {}\n"),
    "an id of another form": model(model_id='"arn:aws:bedrock:eu-central-1::model/x-v1:0"'),
}
BAD = {
    "a dash too far in": model(input_modalities="\n- TEXT\n    - IMAGE"),
    "no commas": model(input_modalities="[TEXT IMAGE]"),
    "no brackets": model(input_modalities="TEXT"),
    "an empty list": model(input_modalities="[]"),
    "two ids": model(model_id="a, b"),
    "a number for a text": model(model_id="0613"),
    "a comma in a provider": model(provider="openai,"),
    "a role of two": model("available_to_roles: ['a, b']\n"),
    "a decimal comma": model(input_price_per_million_tokens="0,25"),
    "a currency": model(input_price_per_million_tokens="$0.25"),
    "below zero": model(input_price_per_million_tokens="-1"),
    "no tokens": model(max_input_tokens="0"),
    "half a token": model(max_input_tokens="1.5"),
    "yes": model("enabled: yes\n"),
    "a misspelt key": model("suports_caching: true\n"),
    "camelCase": model("isDefault: true\n"),
    "a missing key": model(provider=None),
    "a status": model("status: Retired\n"),
    "no date": model("retires_on: soon\n"),
    "a long note": model(f"retirement_note: {'x' * 301}\n"),
    "an unknown option": model("supported_params: {params: {t: {minimum: 0}}}\n"),
    "a truth for a number": model("supported_params: {params: {t: {min: true}}}\n"),
    "a key twice": model("provider: openai\n"),
    "no YAML": model("tags: [a\n"),
    "a tab": model("tags:\n\t- a\n"),
}
SETTINGS_LINE = "# yaml-language-server: $schema=../schemas/json/catalog.schema.json\n"
SETTINGS = {
    "below zero": "name: x\nguards: {max_deletes: -1}\n",
    "a name": "name: X y\n",
    "right": "name: x\ntargets: {t: {directory: {path: y}}}\n",
}


@pytest.fixture(scope="module")
def tools() -> Path:
    """The folder of node's modules; skips with a plain reason where they cannot be had."""
    if shutil.which("node") is None:
        pytest.skip("the language server runs in node, and there is no `node`")
    try:
        return installed("editor")
    except MissingError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository as `syncer init` makes it."""
    top = tmp_path_factory.mktemp("editor").resolve()
    for path, text in FILES.items():
        (top / path).parent.mkdir(parents=True, exist_ok=True)
        (top / path).write_text(text, encoding="utf-8")
    return top


def test_the_language_server_says_what_validate_says(tools: Path, repository: Path) -> None:
    """Of a good file it says nothing, of a wrong one something; the files of the scaffold are good."""
    texts = {**GOOD, **BAD}
    files = {repository / f"catalog/models/x/{name}.yaml": LINE + text for name, text in texts.items()}
    settings = {repository / f"catalog/{name}.yaml": SETTINGS_LINE + text for name, text in SETTINGS.items()}
    made = {repository / path: text for path, text in FILES.items() if path.startswith("catalog/")}
    server = tools / "yaml-language-server/bin/yaml-language-server"
    told = diagnostics(["node", str(server), "--stdio"], {**made, **files, **settings})
    refused = [name for name, text in texts.items() if check_model((LINE + text).encode())[0] is None]
    assert refused == [*BAD]
    assert [path.stem for path in files if told[path]] == refused
    assert [path for path in made if told[path]] == []
    wrong = [path.stem for path, text in settings.items() if check_settings(text.encode())[0] is None]
    assert [path.stem for path in settings if told[path]] == wrong == ["below zero", "a name"]
    assert any("misspelt" in path.stem and "suports_caching" in said[0] for path, said in told.items() if said)


def prettier(tools: Path, folder: Path, *words: str) -> str:
    """What prettier prints."""
    command = ["node", str(tools / "prettier/bin/prettier.cjs"), *words]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_prettier_leaves_a_catalog_alone(tools: Path, repository: Path) -> None:
    """In a new repository it changes no file of the catalog: `syncer fmt` has those."""
    catalog = {path: (repository / path).read_bytes() for path in FILES if path.startswith(("catalog/", "schemas/"))}
    prettier(tools, repository, "--write", ".")
    assert {path: (repository / path).read_bytes() for path in catalog} == catalog


def test_the_scaffold_is_a_fixed_point_of_both(tools: Path, repository: Path) -> None:
    """Where prettier is let in, it finds nothing to do in the models of the scaffold."""
    models = [path for path in FILES if path.startswith("catalog/models/")]
    prettier(tools, repository, "--check", "--ignore-path", "/dev/null", *models)
    assert [canonical(FILES[path]).text == FILES[path] for path in models] == [True] * len(models)


def test_what_prettier_writes_comes_back(tools: Path, tmp_path: Path) -> None:
    """A canonical file that prettier wrote anew is, formatted again, what it was."""
    laid_out = BY_HAND.replace("[TEXT,    # a\n   IMAGE   # b\n   ]", "[TEXT]")
    given = {"a": laid_out, "b": YAMLFMT, **GOOD}
    texts = {f"{name}.yaml": canonical(text).text for name, text in given.items()}
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    prettier(tools, tmp_path, "--write", ".")
    again = {name: canonical((tmp_path / name).read_text(encoding="utf-8")).text for name in texts}
    assert again == texts


def test_the_schemas_say_their_version() -> None:
    """Each says of which version of this tool it is, and how to renew it."""
    for text in schema_files(version="9.8.7").values():
        assert '"$comment": "Of Model Catalog Sync 9.8.7; `syncer schema --write` renews it."' in text
