"""What a newcomer types, and what is said to it: the way on, in one message."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest

from syncer.cli import run
from tests.unit.catalog_files import model, write_catalog

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Call = Callable[..., tuple[int, str]]


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """Runs a command line beside a catalog of one model: its exit code and all that it said."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "catalog").symlink_to(tmp_path / "c")
    change = "price_changes: {'2099-01-01': {input_price_per_million_tokens: 5}}\n"
    write_catalog(tmp_path, {"a": model(change, model_id="a", provider="openai")})

    def called(*words: str) -> tuple[int, str]:
        code = run(words)
        said = capsys.readouterr()
        return code, said.out + said.err

    return called


@pytest.mark.parametrize("words", [(), ("prices",), ("table",), ("github",)])
def test_a_group_without_a_command_has_its_help(words: tuple[str, ...], call: Call) -> None:
    """As lines, and once; the exit code is still that of a mistake."""
    code, said = call(*words)
    assert (code, said.count("Usage: "), "\\n" in said) == (64, 1, False)
    assert "\nCommands:\n" in said
    assert said.endswith("\nerror: give a command\n")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("set", "a", "tags", "chat", "prod"), "put a value of several words in quotes; the items of a list go as a,b"),
        (
            ("set", "a", "price_changes", "x"),
            "`price_changes` has lines of its own; edit it: syncer set MODEL-ID --editor",
        ),
        (("completion",), "Missing argument '{bash|zsh|fish}'. Choose from: bash, zsh, fish\n"),
        (
            ("show", "paln.json"),
            "there is no file paln.json, and no apply has such an id; `syncer history` lists applies",
        ),
        (("add", "b", "price_source=x"), "`price_source` has lines of its own; edit it: syncer set MODEL-ID --editor"),
    ],
)
def test_what_is_typed_otherwise(words: tuple[str, ...], said: str, call: Call) -> None:
    """The message says how."""
    code, told = call(*words)
    assert (code, said in told) == (64, True), told


def test_a_list_that_is_not_installed(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """The way round it is named with the command that has it: `add` takes no table."""
    monkeypatch.setitem(sys.modules, "genai_prices.data", None)
    code, said = call("add", "o1", "provider=openai", "--from", "genai-prices")
    assert (code, "`syncer prices` also takes a table with --litellm" in said) == (64, True), said


def test_a_price_that_changes_again_is_told(call: Call) -> None:
    """Whoever sets the price of today learns that the file has another one for a day to come."""
    assert (
        "from 2099-01-01 on it is 5, by `price_changes`" in call("set", "a", "input_price_per_million_tokens", "3")[1]
    )
    assert "price_changes" not in call("set", "a", "output_price_per_million_tokens", "30")[1]


def test_what_a_new_model_has_of_another_is_told(call: Call) -> None:
    """Its name and prices are what a copy is to change; what was given is not named."""
    code, said = call("add", "b", "--like", "a", "input_price_per_million_tokens=3")
    assert (code, "as a has them: model_name GPT-4o, output_price_per_million_tokens 10" in said) == (0, True), said
    assert "as a has" not in call("add", "d", "--like", "a", "model_name=D", "input_price_per_million_tokens=3",
                                  "output_price_per_million_tokens=4")[1]  # fmt: skip


@pytest.mark.skipif(find_spec("genai_prices") is None, reason="genai-prices of the dev extra is missing")
def test_a_misspelled_provider_of_a_list(call: Call) -> None:
    """Not the model is unknown, but the provider."""
    said = call("add", "o1", "provider=opnai", "--from", "genai-prices")[1]
    assert "genai-prices 0" in said
    assert " knows no provider opnai; did you mean `openai`?" in said


@pytest.mark.skipif(find_spec("genai_prices") is None, reason="genai-prices of the dev extra is missing")
def test_a_check_of_prices_tells_a_setting_that_does_nothing(call: Call, tmp_path: Path) -> None:
    """Not only `validate`: whoever wrote it looks at the check."""
    (tmp_path / "c/catalog.yaml").write_text("name: t\nprices: {opnai: [genai-prices]}\n", encoding="utf-8")
    for words in (("check",), ("update", "--dry-run")):
        assert "prices.opnai: no model is by the provider opnai; did you mean `openai`?" in call("prices", *words)[1]
