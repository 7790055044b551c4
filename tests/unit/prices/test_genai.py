"""The list of genai-prices as it is pinned, and the shipped catalog beside it."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest

from syncer.cli import run
from syncer.model.catalog import Catalog, Settings
from syncer.prices.age import is_old, newest_written
from syncer.prices.check import check_prices
from syncer.prices.genai import GenaiPrices
from syncer.prices.litellm import LiteLlmTable
from tests.e2e.driving import process
from tests.unit.building import catalog_of
from tests.unit.prices.lists import INPUT, NOON, priced

ROOT = Path(__file__).parents[3]
PINNED = "0.2.3"
LAST_WRITTEN = date(2026, 11, 3)
"""The newest date in it, without the newest tenth of its dates."""


def _installed() -> str | None:
    try:
        return version("genai-prices")
    except PackageNotFoundError:
        return None


pytestmark = pytest.mark.skipif(
    _installed() != PINNED, reason=f"genai-prices {PINNED} of the dev extra is not installed"
)


@pytest.fixture(scope="module")
def genai() -> GenaiPrices:
    """The list that is installed."""
    return GenaiPrices(NOON)


def test_the_shipped_catalog_passes(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Every price has a verdict, none differs, and the report is the same twice."""
    monkeypatch.chdir(ROOT)
    said = []
    for _ in range(2):
        assert run(["prices", "check", "--at", "2026-11-28"]) == 0
        said.append(capsys.readouterr().out)
    assert said[0] == said[1]
    assert said[0].endswith("368 prices: 12 scheduled, 4 ambiguous, 15 collapsed, 33 unknown, 304 same.\n")
    assert run(["prices", "check", "--at", "2026-11-28", "--strict"]) == 2


def test_a_scheduled_change_on_both_sides(genai: GenaiPrices) -> None:
    """Before the day the old price is right and both are told; from its first moment on, the new one is."""
    catalog = catalog_of([priced("gemini-4-argon", 2, 10, 0.1, provider="gemini")])
    before, after = datetime(2026, 11, 30, 23, 59, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC)
    assert {one.verdict for one in check_prices(catalog, [genai], before).prices} == {"scheduled"}
    assert {one.verdict for one in check_prices(catalog, [genai], after).prices} == {"differs"}
    now = catalog_of([priced("gemini-4-argon", 4, 20, 0.2, provider="gemini")])
    assert {one.verdict for one in check_prices(now, [genai], after).prices} == {"same"}


def test_an_hour_of_the_day_is_variable(genai: GenaiPrices) -> None:
    """At every hour, so that a check does not come and go."""
    catalog = catalog_of([priced("deepseek-chat", 0.27, 1.1, provider="deepseek")])
    for hour in (0, 3, 17):
        found = check_prices(catalog, [genai], NOON.replace(hour=hour))
        assert {one.verdict for one in found.prices} == {"variable"}


def test_rates_keep_their_tiers(genai: GenaiPrices) -> None:
    """The base price is compared; the price of longer inputs is told."""
    quote = genai.quote("gemini-2.5-pro", "gemini", NOON)
    assert quote is not None
    assert quote.rates[INPUT].price == Decimal("1.25")
    assert quote.rates[INPUT].tiers == ((200_000, Decimal("2.5")),)


@pytest.mark.parametrize("name", ["us.anthropic.claude-sonnet-4-6-v99:7", "us.anthropic.claude-opus-4-61"])
def test_a_made_up_id_is_loose(genai: GenaiPrices, name: str) -> None:
    """The library answers for what begins alike; that is no verdict on the price."""
    found = check_prices(catalog_of([priced(name, 3.3, 16.5)]), [genai], NOON)
    assert {one.verdict for one in found.prices} <= {"loose", "unknown"}


def test_rows_by_their_name(genai: GenaiPrices) -> None:
    """The name of a row finds it, and nothing that begins alike."""
    found = genai.quote_named("regional.amazon.nova-2-lite-v1:0", "bedrock", NOON)
    assert found is not None
    assert found.rates[INPUT].price == Decimal("0.33")
    assert genai.quote_named("regional.amazon.nova-2", "bedrock", NOON) is None
    assert genai.quote_named("x", "no-such-provider", NOON) is None


@pytest.mark.parametrize("at", ["2026-11-28T09:00:00", "tomorrow", "2026-13-01"])
def test_a_moment_needs_its_zone(capsys: pytest.CaptureFixture[str], at: str) -> None:
    """A clock without a zone is refused, as is what is no time."""
    assert run(["prices", "check", "--at", at]) == 64
    assert "2026-12-01T00:00:00Z" in capsys.readouterr().err


def test_a_moment_in_another_zone(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """It is taken as it is meant, and printed in UTC."""
    monkeypatch.chdir(ROOT)
    assert run(["prices", "check", "--at", "2026-12-01T08:59:00+09:00"]) == 0
    assert "at 2026-11-30 23:59 UTC" in capsys.readouterr().out


def test_models_that_the_shipped_catalog_lacks(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The command names rows that are not in the catalog, and none that is."""
    monkeypatch.chdir(ROOT)
    assert run(["prices", "models", "--provider", "OpenAI", "--at", "2026-11-28"]) == 0
    said = capsys.readouterr()
    names = {line.split()[0] for line in said.out.splitlines() if line}
    assert "o1" in names
    assert not names & {"gpt-4o", "o3", "gpt-6-sol"}
    assert "days old" not in said.err
    assert run(["prices", "models", "--provider", "OpenAI", "--at", "2027-06-30"]) == 0
    assert f"newest date in it {LAST_WRITTEN}: more than 60 days old; take a newer version" in capsys.readouterr().err


@pytest.mark.parametrize("day", ["2026-11-28", "2026-12-02", "2027-01-02", "2027-06-30"])
def test_a_date_that_comes_makes_no_list_younger(day: str) -> None:
    """It was written before it came: the version is the same, and so is its age."""
    at = datetime.fromisoformat(f"{day}T12:00:00+00:00")
    found = GenaiPrices(at)
    assert found.newest == LAST_WRITTEN
    assert is_old(found, at) == (day >= "2027-01-03")


def test_the_newest_date_of_few() -> None:
    """One of ten may be announced; before a moment only what has come by then counts; a single date counts as it is."""
    days = [date(2026, month, 1) for month in range(1, 11)]
    assert newest_written([*days, date(2026, 12, 1)], date(2027, 1, 1)) == date(2026, 9, 1)
    assert newest_written(days, date(2026, 3, 15)) == date(2026, 3, 1)
    assert newest_written([date(2026, 5, 1)], date(2026, 6, 1)) == date(2026, 5, 1)
    assert newest_written([date(2026, 5, 1)], date(2026, 4, 1)) is None
    assert newest_written([], date(2026, 4, 1)) is None


@pytest.mark.parametrize(
    ("name", "said"),
    [("opnai", "; did you mean `openai`?\n"), ("nosuch", " (the models here are by bedrock, ")],
)
def test_a_provider_that_nobody_knows(
    name: str, said: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is an error that names the nearest, those of the catalog, and some of the lists."""
    monkeypatch.chdir(ROOT)
    assert run(["prices", "models", "--provider", name, "--at", "2026-11-28"]) == 64
    told = capsys.readouterr()
    assert told.out == ""
    assert f"--provider {name}: no list knows that provider, and no model here is by it{said}" in told.err
    assert run(["prices", "models", "--provider", "Mistral", "--at", "2026-11-28"]) == 0


def test_an_update_of_the_shipped_catalog(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A price that the day brought is written; then the check passes, and the same again writes nothing."""
    shutil.copytree(ROOT / "catalog", tmp_path / "catalog")
    argon = tmp_path / "catalog/models/google/gemini-4-argon.yaml"
    argon.write_text(argon.read_text().partition("price_changes:")[0].rstrip() + "\n")
    monkeypatch.chdir(tmp_path)
    at = ("--at", "2026-12-01", "--no-cache")
    assert run(["prices", "check", *at]) == 2
    assert run(["prices", "update", "--dry-run", *at]) == 0
    assert run(["prices", "check", *at]) == 2
    assert run(["prices", "update", *at]) == 0
    assert run(["prices", "check", *at]) == 0
    capsys.readouterr()
    assert run(["prices", "update", *at]) == 0
    assert "0 prices of 0 models; 6 left." in capsys.readouterr().out
    assert run(["prices", "update", "--take", "gpt-0", *at]) == 64
    assert "--take gpt-0: the catalog has no such model" in capsys.readouterr().err
    assert run(["fmt", "--check", "--quiet"]) == 0


@pytest.mark.parametrize(
    ("at", "scheduled", "same", "code"),
    [("2026-11-30T23:59:59Z", 12, 304, 0), ("2026-12-01", 9, 307, 0), ("2026-12-31T23:59:59Z", 9, 307, 0),
     ("2027-01-01", 0, 316, 0)],
)  # fmt: skip
def test_the_shipped_catalog_on_either_side_of_each_day(
    at: str, scheduled: int, same: int, code: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it says of prices to come is what the list says, before and after."""
    monkeypatch.chdir(ROOT)
    assert run(["prices", "check", "--at", at]) == code
    said = f"{scheduled} scheduled, " if scheduled else ""
    assert f"368 prices: {said}4 ambiguous, 15 collapsed, 33 unknown, {same} same." in capsys.readouterr().out


def test_a_new_model_with_prices_of_the_list(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """All its prices are those of the list or given, none is that of the model that it is like."""
    shutil.copytree(ROOT / "catalog", tmp_path / "catalog")
    monkeypatch.chdir(tmp_path)
    words = ["add", "gpt-5-pro", "--like", "gpt-5", "--from", "genai-prices", "output_price_per_million_tokens=121"]
    assert run(words) == 0
    text = (tmp_path / "catalog/models/openai/gpt-5-pro.yaml").read_text()
    assert text.startswith(f"# Prices: genai-prices {PINNED}, row gpt-5-pro, 20")
    assert f"input_price_per_million_tokens: 15  # genai-prices {PINNED}, 20" in text
    assert "\noutput_price_per_million_tokens: 121\n" in text
    assert "\n# Not in the list, so that the default holds: allowed_app_roles, " in text
    assert not any(line.startswith("cache_") for line in text.splitlines())
    refused = (
        (
            ["eu.amazon.nova-micro-v1:0", "--like", "eu.amazon.nova-pro-v1:0"],
            "only amazon.nova-micro-v1:0, which may cost",
        ),
        (["gpt-0", "--like", "gpt-5"], "has no row of gpt-0 of openai; give the prices"),
        (["gpt-0"], "--from needs the provider, such as"),
        (["us.anthropic.claude-opus-5-5"], "the provider: the list has the model by bedrock, "),
    )
    for given, said in refused:
        capsys.readouterr()
        assert run(["add", *given, "--from", "genai-prices"]) == 64
        assert said in capsys.readouterr().err


def test_a_draft_of_what_the_list_knows(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """All its prices, the one provider by which it is known, tiers, and comments for what has to be filled in."""
    shutil.copytree(ROOT / "catalog", tmp_path / "catalog")
    monkeypatch.chdir(tmp_path)
    add = ("add", "--from", "genai-prices")
    opus = (*add, "us.anthropic.claude-fable-5", "provider=bedrock")
    assert run([*opus]) == 3
    path = "catalog/models/other/us.anthropic.claude-fable-5.yaml"
    needed = "model_name, provider_name, input_modalities, output_modalities, max_input_tokens"
    said = f"wrote {path}, which is no valid file yet: fill in {needed}. Next: syncer validate\n"
    assert capsys.readouterr().out == said
    lines = (tmp_path / path).read_text().splitlines()
    assert f"# To be filled in, because the list does not know it: {needed}" in lines
    assert any(line.startswith("# Not in the list") and "available_to_roles" in line for line in lines)
    write = next(line for line in lines if line.startswith("cache_write_price_per_million_tokens: 13.75  #"))
    assert write.endswith(", 22 for an hour")
    assert run(["validate", "--quiet"]) == 3
    (tmp_path / path).unlink()
    given = ("model_name=Opus", "provider_name=Anthropic", "input_modalities=TEXT", "output_modalities=TEXT")
    assert run([*opus, *given, "max_input_tokens=1000000"]) == 0
    assert run(["validate", "--quiet"]) == 0
    assert run([*add, "gpt-5-pro"]) == 3
    draft = tmp_path / "catalog/models/other/gpt-5-pro.yaml"
    assert "\nprovider: openai\n" in draft.read_text()
    draft.unlink()
    capsys.readouterr()
    assert run([*add, "gpt-5"]) == 64
    assert "gpt-5 is defined at catalog/models/openai/gpt-5.yaml:3; nothing was written" in capsys.readouterr().err


def test_the_report_of_both_lists_is_the_same_bytes_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In two processes, however Python hashes, in another zone and language: list, version and moment say all."""
    row = {"litellm_provider": "bedrock_converse", "mode": "chat", "input_cost_per_token": 9e-07}
    (tmp_path / "t.json").write_text(json.dumps({"us.amazon.nova-pro-v1:0": row, "eu.amazon.nova-pro-v1:0": row}))
    monkeypatch.chdir(ROOT)
    words = ("prices", "check", "--at", "2026-11-28", "--litellm", f"{tmp_path}/t.json", "--format", "json")
    said = []
    for seed, zone in (("1", "Pacific/Kiritimati"), ("2", "America/Los_Angeles")):
        monkeypatch.setenv("PYTHONHASHSEED", seed)
        monkeypatch.setenv("TZ", zone)
        said.append(process(*words))
    assert said[0].code == 2, said[0].err
    assert said[0].out == said[1].out
    document = json.loads(said[0].out)
    assert [one["version"] for one in document["lists"]] == [PINNED, said_digest(tmp_path / "t.json")]
    assert document["at"] == "2026-11-28T00:00:00Z"


def said_digest(path: Path) -> str:
    """The version of a table."""
    return f"sha256 {sha256(path.read_bytes()).hexdigest()[:12]}"


@pytest.mark.parametrize("price", [0.66, 1.32])
def test_a_price_by_the_hour_has_one_verdict_all_week(genai: GenaiPrices, price: float) -> None:
    """Two lists that disagree about the hours of a weekend: neither says `same` or `differs` at any of them.

    A check of Friday and one of Saturday say the same, whichever list counts and whichever price the file has.
    """
    cheap = {"input_cost_per_token": 6.6e-07, "windows": [{"hours_utc": "00:00-00:00", "weekdays": [6, 7]}]}
    row = {"litellm_provider": "deepseek", "mode": "chat", "input_cost_per_token": 1.32e-06, "off_peak_pricing": cheap}
    other = LiteLlmTable(json.dumps({"deepseek/deepseek-v4-pro": row}).encode(), "table.json")
    entry = priced("deepseek-v4-pro", price, 1.98, provider="deepseek")
    seen = set()
    for hour in range(0, 7 * 24, 4):
        at = datetime(2026, 11, 23, 1, 30, tzinfo=UTC) + timedelta(hours=hour)
        for trusted in ({}, {"deepseek": ["litellm"]}):
            settings = Settings("campus", trusted_lists=trusted)
            judged = check_prices(Catalog(settings, (entry,)), [genai, other], at).prices[0]
            seen.add((judged.verdict, *(one.verdict for one in judged.others)))
    assert seen == {("variable", "variable")}
