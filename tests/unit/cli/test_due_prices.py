"""`syncer drift` and days: prices that are due or to come, models that retire, and a catalog that cannot be read."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from jsonschema import Draft202012Validator

from syncer.cli import run
from tests.unit.catalog_files import model, write_catalog

if TYPE_CHECKING:
    from collections.abc import Callable

    Drift = Callable[..., tuple[int, str]]

SCHEMA: Final = Path(__file__).parents[3] / "schemas" / "json" / "drift.schema.json"
IN: Final = "input_price_per_million_tokens"
TITLE: Final = "Prices that are due ("
UNKNOWN: Final = "Which prices are due is not known: the catalog has 1 error ("


def day(days: int) -> str:
    """So many days from today."""
    return (datetime.now(UTC) + timedelta(days)).date().isoformat()


def dated(since: str, price: float = 5) -> str:
    """A model file with a price from a day on; until then it is 2.5."""
    return model(f'price_changes: {{"{since}": {{{IN}: {price}}}}}\n', model_id="a")


@pytest.fixture
def drift(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Drift:
    """Runs `drift` over one model `a`, synced as a plain one for 2.5, whose file has this text by now."""
    monkeypatch.setenv("MANAGED_MODELS_DIR", str(tmp_path / "live"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))

    def call(text: str, *words: str, synced: str = model(model_id="a")) -> tuple[int, str]:
        write_catalog(tmp_path, {"a": synced})
        assert run(["sync", "--yes", "--quiet", "--catalog", str(tmp_path / "c")]) == 0
        folder = write_catalog(tmp_path, {"a": text})
        capsys.readouterr()
        code = run(["drift", "--quiet", "--catalog", folder, *words])
        return code, capsys.readouterr().out.replace(f"{folder}/", "c/")

    return call


def test_a_price_that_is_due(drift: Drift) -> None:
    """It is a class of its own, in every form, with what writes it; who asks for another class is told nothing."""
    text = dated("2026-01-01")
    code, told = drift(text)
    assert code == 2
    assert f"\n{TITLE}syncer sync writes them, or the workflow Sync by hand, with the plan's fingerprint):\n" in told
    assert "\n  a from 2026-01-01 on: input 2.5 -> 5 USD (+100 %), per million tokens.\n" in told
    assert told.endswith("\nDrift: 1 due.\n")
    code, told = drift(text, "--format", "markdown")
    line = "- `a` from 2026-01-01 on: input 2.5 -> 5 USD (+100 %), per million tokens.\n"
    assert (code, f"\n**{TITLE}" in told, f"\n{line}" in told) == (2, True, True)
    assert drift(text, "--only", "due") == drift(text)
    code, told = drift(text, "--only", "edited", "--only", "gone")
    assert (code, told.partition("\n\n")[2]) == (0, "No drift.\n")
    code, told = drift(text, "--format", "json")
    document = json.loads(told)
    Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).validate(document)
    assert (code, document["counts"]["due"]) == (2, 1)
    assert document["due"] == [
        {"model_id": "a", "since": "2026-01-01", "field": IN, "before": 2.5, "after": 5, "new": True, "soon": True}
    ]
    assert document.keys() & {"coming_prices", "retirements", "unread"} == set()


@pytest.mark.parametrize(("days", "is_told"), [(1, True), (30, True), (31, False)])
def test_a_price_to_come_is_told_and_is_nothing_to_do(days: int, *, is_told: bool, drift: Drift) -> None:
    """30 days before, in the words of a plan, although no class has it: the exit code is 0."""
    text = dated(day(days))
    line = f"from {day(days)} on: input 2.5 -> 5 USD (+100 %), per million tokens.\n"
    for form, model_id in (("text", "  a "), ("markdown", "- `a` ")):
        code, told = drift(text, "--format", form)
        assert (code, f"{model_id}{line}" in told, "Prices to come within 30 days" in told, "No drift." in told) == (
            0, is_told, is_told, True
        )  # fmt: skip
    code, told = drift(text, "--only", "edited", "--format", "json")
    assert (code, [one["since"] for one in json.loads(told).get("coming_prices", [])]) == (0, [day(days)] * is_told)
    assert "within 30 days" not in drift(text, "--only", "edited")[1]


def test_a_model_that_retires_soon_is_told(drift: Drift) -> None:
    """By its row, in the words of a plan; it is nothing to do either."""
    date, text = day(8), model(f'retires_on: "{day(8)}"\n', model_id="a")
    for form, line in (("text", f"  a retires on {date}: "), ("markdown", f"- `a` retires on `{date}`: ")):
        code, told = drift(text, "--format", form, synced=text)
        assert (code, f"\n{line}it names no successor.\n" in told) == (0, True)
    document = json.loads(drift(text, "--format", "json", synced=text)[1])
    assert document["retirements"] == [{"model_id": "a", "retires_on": date, "past": False, "successor": None}]


BROKEN: Final = {
    "invalid": (dated("2026-01-01", -1), "11:64: price_changes.2026-01-01.input_price_per_million_tokens: "),
    "no model": ("\n", "1:1: "),
    "no YAML": ("model_id: [\n", "2:1: "),
}


@pytest.mark.parametrize(("text", "error"), BROKEN.values(), ids=list(BROKEN))
def test_a_catalog_that_cannot_be_read(text: str, error: str, drift: Drift) -> None:
    """What others did is told all the same; nobody who asks for what is due is told that nothing is."""
    for words, code in (((), 0), (("--only", "edited"), 0), (("--only", "due"), 2)):
        found, told = drift(text, *words)
        assert (found, "No drift." in told, f"\n{UNKNOWN}syncer validate):\n  c/models/a.yaml:" in told) == (
            code,
            True,
            words[1:] != ("edited",),
        )
    assert error in told
    code, told = drift(text, "--format", "markdown")
    assert (code, f"\n**{UNKNOWN}`syncer validate`)**\n\n- " in told) == (0, True)
    document = json.loads(drift(text, "--format", "json")[1])
    Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).validate(document)
    assert ("due" in document, "due" in document["counts"], len(document["unread"])) == (False, False, 1)


def test_the_drift_of_another_day(drift: Drift) -> None:
    """What is to come by now is due on its day, and every form says which moment was asked for."""
    text = dated("2099-01-01")
    assert drift(text)[0] == 0
    for form in ("text", "markdown"):
        code, told = drift(text, "--at", "2099-01-01", "--format", form)
        assert (code, " from 2099-01-01 on: input 2.5 -> 5 USD" in told, TITLE in told) == (2, True, True)
        assert ", with the prices of 2099-01-01 00:00 UTC" in told.splitlines()[0]
    code, told = drift(text, "--at", "2098-12-15", "--format", "json")
    document = json.loads(told)
    Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).validate(document)
    assert (code, document["at"], len(document["coming_prices"])) == (0, "2098-12-15T00:00:00Z", 1)
    assert drift(text, "--at", "2099-01-01", "--propose")[0] == 64
