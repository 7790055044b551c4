"""Prices of lists as edits of model files."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from syncer.authoring.model_file import edited_file
from syncer.authoring.price_edits import price_proposal, require_whole
from syncer.cli import run
from syncer.errors import GuardError
from syncer.load.catalog import load_catalog
from syncer.plan.against_ref import plan_against
from syncer.prices.base import Quote, Rate
from syncer.prices.check import check_prices
from syncer.render.price_update import render_price_update
from syncer.yaml.remark import with_remark
from tests.unit.catalog_files import model, write_catalog
from tests.unit.prices.lists import INPUT, NOON, READ, FakeList, listed, rates

if TYPE_CHECKING:
    from pathlib import Path

    from syncer.authoring.results import PriceProposal
    from syncer.model.catalog import Catalog

COMMENTED = model(
    "# the end\n",
    input_price_per_million_tokens="2.50   # by hand",
    output_price_per_million_tokens="10",
    cache_read_price_per_million_tokens="1.25",
)
BEDROCK = {"model_id": "eu.a.m", "provider": "bedrock"}


def proposed(folder: str, found: FakeList, *chosen: str, days: int = 0) -> tuple[PriceProposal, Catalog]:
    """What an update would write into the catalog there."""
    catalog = load_catalog(folder)
    report = check_prices(catalog, [found], NOON + timedelta(days=days))
    return price_proposal(report, catalog, chosen), catalog


def written(top: Path, text: str, found: FakeList, *chosen: str, days: int = 0) -> str:
    """The one file after an update."""
    folder = write_catalog(top, {"x": text})
    proposal, _ = proposed(folder, found, *chosen, days=days)
    return next((data.decode() for data in proposal.texts.values()), text)


def test_a_price_that_differs_is_written_and_nothing_else(tmp_path: Path) -> None:
    """Comments, order and the other values stay; the list and the day stand behind the price."""
    found = FakeList(listed("gpt-4o", "2", "10", "1"))
    assert written(tmp_path, COMMENTED, found) == COMMENTED.replace(
        "2.50   # by hand", "2      # by hand; genai-prices 1, 2026-11-28"
    ).replace("1.25", "1  # genai-prices 1, 2026-11-28")


def test_the_source_is_renewed_and_never_doubled(tmp_path: Path) -> None:
    """Twice is once; another day and another price renew what is ours and keep what is not."""
    first = written(tmp_path, COMMENTED, FakeList(listed("gpt-4o", "2", "10", "1.25")))
    assert written(tmp_path, first, FakeList(listed("gpt-4o", "2", "10", "1.25"))) == first
    second = written(tmp_path, first, FakeList(listed("gpt-4o", "3", "10", "1")), days=1)
    assert "3      # by hand; genai-prices 1, 2026-11-29\n" in second
    assert "1  # genai-prices 1, 2026-11-29\n" in second
    third = written(tmp_path, second, FakeList(listed("gpt-4o", "3", "10", "0.5"), name="litellm"), days=2)
    assert "0.5  # litellm 1, 2026-11-30\n" in third
    assert third.count("2026-") == 2


@pytest.mark.parametrize("end", ["\n", "\r\n", ""])
def test_line_ends_stay(tmp_path: Path, end: str) -> None:
    """Those of the file, and a last line without one."""
    lines = model().replace("\n", end or "\n").removesuffix("" if end else "\n")
    found = written(tmp_path, lines, FakeList(listed("gpt-4o", "2.5", "9")))
    assert found == lines.replace("tokens: 10", "tokens: 9  # genai-prices 1, 2026-11-28")


@pytest.mark.parametrize(
    ("price", "more", "row", "reason"),
    [
        ("0", {}, "gpt-4o", "a list's 0 is free or unknown"),
        ("2500", {}, "gpt-4o", "implausible, the higher one is a thousand times: a price per thousand tokens?"),
        ("2.6", BEDROCK, "a.m", "collapsed, the row is not for this geography alone; pass --take eu.a.m"),
        ("2.6", BEDROCK, "eu.a.m-2", "loose, the row is of another model; pass --take eu.a.m"),
        ("2.75", {**BEDROCK, "model_id": "a.m"}, "regional.a.m", "ambiguous, a bare id"),
    ],
)  # fmt: skip
def test_what_is_not_sure_is_left(tmp_path: Path, price: str, more: dict[str, str], row: str, reason: str) -> None:
    """Each with its reason; a price that is not there is never written."""
    text = model(**more)
    model_id = more.get("model_id", "gpt-4o")
    proposal, catalog = proposed(
        write_catalog(tmp_path, {"x": text}), FakeList({model_id: Quote(row, row, rates(price, None, "1"))})
    )
    assert proposal.texts == {}
    assert proposal.catalog == catalog
    assert [reason in left.reason for left in proposal.left] == [True]


def test_a_choice_takes_it(tmp_path: Path) -> None:
    """But never 0."""
    text = model(**BEDROCK)
    found = FakeList({"eu.a.m": Quote("a.m", "a.m", rates("2.6", "0"))})
    assert written(tmp_path, text, found, "eu.a.m") == text.replace("2.5", "2.6  # genai-prices 1, 2026-11-28")


def test_guards_are_those_of_a_plan(tmp_path: Path) -> None:
    """A price that was chosen and that a plan would not let pass, and more models than a plan may change."""
    folder = write_catalog(tmp_path, {"x": model()})
    proposal, catalog = proposed(folder, FakeList(listed("gpt-4o", "250", "10")), "gpt-4o")
    with pytest.raises(GuardError, match="a hundred times: a price in cents"):
        plan_against(lambda: proposal.catalog, catalog, name="the files").require_allowed()
    many = {str(number): model(model_id=f"m{number}") for number in range(3)}
    quotes = {key: quote for number in range(3) for key, quote in listed(f"m{number}", "3", "10").items()}
    proposal, catalog = proposed(write_catalog(tmp_path / "many", many), FakeList(quotes))
    assert len(proposal.texts) == 3
    with pytest.raises(GuardError, match="3 of 3 rows would be updated"):
        plan_against(lambda: proposal.catalog, catalog, name="the files").require_allowed()


def test_a_list_that_shrank_is_refused(tmp_path: Path) -> None:
    """When it does not know most prices, unless just so many are meant."""
    catalog = load_catalog(write_catalog(tmp_path, {"x": model(), "y": model(model_id="y"), "z": model(model_id="z")}))
    half = check_prices(catalog, [FakeList(listed("y", "1", "1"))], NOON)
    with pytest.raises(GuardError, match=r"do not know 4 of 6 prices, .*; pass --allow-unknown 4"):
        require_whole(half, ())
    require_whole(half, (4,))
    require_whole(check_prices(catalog, [FakeList({**listed("y", "1", "1"), **listed("z", "1", None)})], NOON), ())


def test_the_text_of_a_pull_request(tmp_path: Path) -> None:
    """A table with both prices, the list and the line; what is left with its reason."""
    folder = write_catalog(tmp_path, {"x": model(), "y": model(**BEDROCK)})
    found = FakeList({**listed("gpt-4o", "2", "10"), "eu.a.m": Quote("a.m", "a.m", rates("2.6", "10"))})
    proposal, catalog = proposed(folder, found)
    report = check_prices(catalog, [found], NOON)
    text = render_price_update(report, proposal, "markdown")
    assert "1 price of 1 model; 1 left" in text
    assert "| `gpt-4o` | input | 2.5 -&gt; 2 USD (`-20` %) | genai-prices, row `gpt-4o` |" in text
    assert "- not written: `eu.a.m`" in text
    plain = render_price_update(report, proposal, "text")
    assert "  gpt-4o  input 2.5 -> 2 USD (-20 %); genai-prices, row gpt-4o\n" in plain


def test_a_file_that_changed_meanwhile_is_left(tmp_path: Path) -> None:
    """The proof reads the file anew: what it says beyond the edit has to be what was judged."""
    folder = write_catalog(tmp_path, {"x": model()})
    entry = load_catalog(folder).entries[0]
    write_catalog(tmp_path, {"x": model(model_name="Other")})
    made = edited_file(entry, {INPUT: 2.0}, remarks={(INPUT,): "a list 1, 2026-11-28"})
    assert made.data is None
    assert "model_name" in made.reason


def test_a_remark_behind_a_text() -> None:
    """A `#` inside of a value is no comment."""
    text = 'name: "a # b"\nother: 1\n'
    assert with_remark(text, ("name",), "ours 1", ours=re.compile("ours .*")) == 'name: "a # b"  # ours 1\nother: 1\n'


def test_what_no_field_can_say_stays_as_a_comment(tmp_path: Path) -> None:
    """Tiers and writes for an hour stand behind the price, and are renewed with it."""
    rate = Rate(Decimal(2), ((128_000, Decimal(4)), (200_000, Decimal("6.5"))), hour=Decimal(8))
    found = FakeList({"gpt-4o": Quote("gpt-4o", "gpt-4o", {INPUT: rate})})
    first = written(tmp_path, model(), found)
    words = "2  # genai-prices 1, 2026-11-28, 4 above 128000 tokens, 6.5 above 200000 tokens, 8 for an hour\n"
    assert words in first
    second = written(tmp_path, first, FakeList(listed("gpt-4o", "3", None)), days=1)
    assert "3  # genai-prices 1, 2026-11-29\n" in second


def completed(top: Path, text: str, found: FakeList) -> str:
    """The one file after an update that adds what is missing."""
    catalog = load_catalog(write_catalog(top, {"x": text}))
    proposal = price_proposal(check_prices(catalog, [found], NOON), catalog, (), adds=True)
    return next((data.decode() for data in proposal.texts.values()), text)


def test_a_price_that_is_missing_is_added_where_it_is_asked_for(tmp_path: Path) -> None:
    """In its place in the file, with its list behind it; a 0 is none, and nothing is added unasked."""
    found = FakeList(listed("gpt-4o", "2.5", "10", "1.25", "0"))
    assert written(tmp_path, model(), found) == model()
    after = completed(tmp_path, model(), found)
    assert after == model("cache_read_price_per_million_tokens: 1.25  # genai-prices 1, 2026-11-28\n")
    assert completed(tmp_path, after, found) == after


@pytest.mark.parametrize(
    ("more", "quote"),
    [
        (BEDROCK, Quote("a.m", "a.m", rates("2.5", "10", "1"))),
        ({}, Quote("gpt-4", "gpt-4", rates("2.5", "10", "1"))),
        ({}, Quote("gpt-4o", "gpt-4o", rates("2.5", "10000", "1"))),
        ({}, Quote("gpt-4o", "gpt-4o", rates("2.5", None, "1"))),
        ({}, Quote("gpt-4o", "gpt-4o", {**rates("2.5", "10"), READ: Rate(Decimal(1), hourly=True)})),
    ],
)
def test_nothing_is_added_by_a_row_that_is_not_sure(tmp_path: Path, more: dict[str, str], quote: Quote) -> None:
    """Of another geography or model, with an implausible or an unknown price beside it, or by the hour."""
    text = model(**more)
    assert completed(tmp_path, text, FakeList({more.get("model_id", "gpt-4o"): quote})) == text


TARGETS = """name: c
targets:
  prod:
    directory: {path: p}
    except: [{id: y}]
    overrides:
    - match: {id: x}
      set: {input_price_per_million_tokens: 3}
"""


def test_a_target_has_prices_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """They are checked as it gets them; what an override says is left to be written there."""
    table = {"litellm_provider": "openai", "mode": "chat", "output_cost_per_token": 9e-06}
    rows = {name: {**table, "input_cost_per_token": 2.5e-06} for name in ("x", "y", "z")}
    (tmp_path / "t.json").write_text(json.dumps(rows))
    files = {name: model(model_id=name) for name in ("x", "y")}
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SYNCER_TARGET", "")
    folder = write_catalog(tmp_path, files, settings=f"{TARGETS}prices: {{default: [litellm]}}\n")
    asked = ("--catalog", folder, "--litellm", "t.json", "--at", "2026-11-28")
    assert run(["prices", "check", *asked, "--format", "json"]) == 2
    files_alone = json.loads(capsys.readouterr().out)
    assert run(["prices", "check", *asked, "--format", "json", "--target", "prod"]) == 2
    there = json.loads(capsys.readouterr().out)
    assert (files_alone["target"], there["target"]) == (None, "prod")
    assert [one["price"] for one in files_alone["prices"]] == ["2.5", "10", "2.5", "10"]
    assert [(one["price"], one["file"].rpartition("/")[2]) for one in there["prices"]] == [
        ("3", "catalog.yaml"), ("10", "x.yaml"),
    ]  # fmt: skip
    assert run(["prices", "update", *asked, "--target", "prod"]) == 2
    said = capsys.readouterr().out
    assert "x  output 10 -> 9 USD" in said
    assert f"input 2.5: the target has it by the override at {folder}/catalog.yaml:8; write it there" in said
    assert "input_price_per_million_tokens: 2.5\n" in (tmp_path / "c/models/x.yaml").read_text()
    assert (tmp_path / "c/models/y.yaml").read_text() == files["y"]
    assert run(["prices", "models", *asked, "--provider", "openai", "--target", "prod"]) == 0
    assert [line[0] for line in capsys.readouterr().out.splitlines() if line[1:2] == " "] == ["y", "z"]
    assert run(["prices", "check", *asked, "--target", "nowhere"]) == 64


@pytest.mark.parametrize(
    ("name", "version"),
    [
        ("genai-prices", "0.2.3"),
        ("litellm", "sha256 0123456789ab"),
        ("aws", "2026-11-20T22:55:50Z us-east-1 eu-west-1"),
    ],
)
def test_the_remark_of_every_list_is_renewed(tmp_path: Path, name: str, version: str) -> None:
    """In its place, never a second one, also where another list says the price then."""
    said = FakeList(listed("gpt-4o", "2", "10"), name=name)
    said.version = version
    first = written(tmp_path, COMMENTED, said)
    assert f"2      # by hand; {name} {version}, 2026-11-28\n" in first
    second = written(tmp_path, first, FakeList(listed("gpt-4o", "3", "10")), days=1)
    assert "3      # by hand; genai-prices 1, 2026-11-29\n" in second


def test_limits_are_taken_of_the_models_that_are_named(tmp_path: Path) -> None:
    """As whole numbers; of no other model, and one that a file cannot have is left with its reason."""
    limits = {"max_input_tokens": 200_000, "max_output_tokens": 8192}
    quotes = {name: Quote(name, name, rates("2.5", "10"), limits) for name in ("gpt-4o", "y")}
    quotes["z"] = Quote("z", "z", rates("2.5", "10"), {"max_input_tokens": 2**60})
    folder = write_catalog(tmp_path, {"x": model(), "y": model(model_id="y"), "z": model(model_id="z")})
    catalog = load_catalog(folder)
    report = check_prices(catalog, [FakeList(quotes)], NOON)
    assert price_proposal(report, catalog, ()).texts == {}
    proposal = price_proposal(report, catalog, (), limits=("gpt-4o", "z"))
    remark = "  # genai-prices 1, 2026-11-28"
    assert [data.decode() for data in proposal.texts.values()] == [
        model(max_input_tokens=f"200000{remark}", max_output_tokens=f"8192{remark}")
    ]
    assert [one.model_id for one in proposal.left] == ["z"]
    said = render_price_update(report, proposal, "text")
    assert "0 prices and 2 limits of 1 model; 1 left." in said
    assert "gpt-4o  max output tokens 16384 -> 8192 (-50 %); genai-prices\n" in said
