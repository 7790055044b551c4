"""The ways to a file of use in docs/usage.md give one that a plan reads, with the right number of tokens."""

from __future__ import annotations

import csv
import json
import re
import sqlite3
import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from syncer.errors import UsageError
from syncer.load.usage import load_usage
from syncer.plan.money import money_of
from syncer.render.money import money_lines
from tests.unit.building import catalog_of, entry, plan_of, record

if TYPE_CHECKING:
    from collections.abc import Iterable

DOCUMENT = (Path(__file__).parents[2] / "docs/usage.md").read_text(encoding="utf-8")
OCTOBER = Fraction(365, 12 * 31)
"""What turns tokens in October into tokens a month."""
SONNET, HAIKU = "us.anthropic.claude-sonnet-4-6", "global.anthropic.claude-haiku-4-5-20251001-v1:0"
EDITION = "Claude Haiku 4.5 (Amazon Bedrock Edition)"
LINES = [
    ("USW2-Claude4.6Sonnet-input-tokens", None, "1K tokens", 17.33, 0.057189),
    ("USW2-Claude4.6Sonnet-input-tokens", None, "1K tokens", 2.67, 0.008811),
    ("USW2-Claude4.6Sonnet-output-tokens", "", "1K tokens", 68.579, 1.1315535),
    ("USW2-Claude4.6Sonnet-output-tokens-batch", "", "1K tokens", 5.0, 0.04125),
    ("USW2-Claude4.6Sonnet-cache-write-input-token-count", None, "1K tokens", 831.74, 3.4309275),
    ("USW2-Claude4.6Sonnet-cache-read-input-token-count-cross-region-global", None, "1K tokens", 4.0, 0.0012),
    ("USE1-NovaPro-cache-read-input-token-count", None, "1K tokens", 1.0, 0.0002),
    ("USE1-MP:USE1_InputTokenCount_Global-Units", EDITION, "Units", 1.5, 1.5),
    ("USE1-MP:USE1_OutputTokenCount_LCtx_Global-Units", EDITION, "Units", 0.25, 1.25),
    ("USE1-MP:USE1_CacheWrite1hInputTokenCount_Global-Units", EDITION, "Units", 0.125, 0.25),
    ("USE1-anthropic.claude-opus-9-mantle-input-tokens-standard", None, "1M tokens", 2.0, 8.8),
]
"""Lines of the shapes that AWS's cost export has."""


def block(language: str) -> str:
    """The only block of the document in that language."""
    (found,) = re.findall(rf"```{language}\n(.*?)```", DOCUMENT, re.DOTALL)
    return str(found)


def queried(path: Path, lines: Iterable[tuple[object, ...]]) -> list[sqlite3.Row]:
    """What the query makes of the lines, which is written to the file, too."""
    database = sqlite3.connect(":memory:")
    database.row_factory = sqlite3.Row
    database.execute("CREATE TABLE token_lines (usage_type, product_name, pricing_unit, amount, usd)")
    database.executemany("INSERT INTO token_lines VALUES (?, ?, ?, ?, ?)", lines)
    rows = database.execute(block("sql")).fetchall()
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        writer.writerows([rows[0].keys(), *rows])
    database.close()
    return rows


def test_the_query_of_the_cost_export(tmp_path: Path) -> None:
    """Both units, both ways to name a model, tiers apart, and a model that is not listed under its own name."""
    rows = queried(tmp_path / "usage.csv", LINES)
    usage = load_usage(str(tmp_path / "usage.csv"))
    monthly = {model_id: {kind: tokens / OCTOBER for kind, tokens in kinds.items()}
               for model_id, kinds in usage.monthly.items()}  # fmt: skip
    assert monthly == {
        SONNET: {"input": 20_000, "output": 68_579, "cache_write": 831_740},
        "global.anthropic.claude-sonnet-4-6": {"cache_read": 4_000},
        "us.amazon.nova-pro-v1:0": {"cache_read": 1_000},
        HAIKU: {"input": 1_500_000},
        "USE1-anthropic.claude-opus-9-mantle-input-tokens-standard": {"input": 2_000_000},
    }
    tiers = {
        model_id: {key: tokens / OCTOBER for key, tokens in kinds.items()} for model_id, kinds in usage.tiers.items()
    }
    assert tiers == {
        SONNET: {("output", "service"): 5_000},
        HAIKU: {("output", "long"): 250_000, ("cache_write", "one_hour"): 125_000},
    }
    prices = {(row["model_id"], row["kind"], row["tier"]): row["usd_per_million"] for row in rows}
    assert prices[SONNET, "input", None] == 3.3
    assert prices[HAIKU, "input", None] == 1.0


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (("USE1-NovaPro-output-tokens", None, "Hrs", 3.0, 1.0), "tokens must be a whole number"),
        (("USE1-NovaPro-input-tokens", None, "Hrs", 3.0, 1.0), "tokens must be a whole number"),
        (("USE1-NovaPro-token-guess", None, "1K tokens", 3.0, 1.0), "kind must be one of input"),
    ],
)
def test_what_the_query_does_not_know_stops_a_plan(tmp_path: Path, line: tuple[object, ...], said: str) -> None:
    """A unit or a kind that is new."""
    queried(tmp_path / "usage.csv", [line, ("USE1-NovaPro-output-tokens", None, "1K tokens", 1.0, 1.0)])
    with pytest.raises(UsageError) as raised:
        load_usage(str(tmp_path / "usage.csv"))
    assert said in str(raised.value)


def test_the_script_for_records(tmp_path: Path) -> None:
    """Records of the period, by model and kind; other items and other days are none of it."""
    records = [
        {"modelId": {"S": "a"}, "timestamp": {"S": "2026-10-01T00:00:00Z"}, "inputTokens": {"N": "300"},
         "outputTokens": {"N": "20"}, "cacheReadTokens": {"N": "7"}},
        {"modelId": {"S": "a"}, "timestamp": {"S": "2026-10-31T23:59:59Z"}, "inputTokens": {"N": "5"}},
        {"modelId": {"S": "a"}, "timestamp": {"S": "2026-11-01T00:00:00Z"}, "inputTokens": {"N": "1000"}},
        {"PK": {"S": "SETTINGS"}},
    ]  # fmt: skip
    lines = "".join(json.dumps({"Item": record}) + "\n" for record in records)
    ran = subprocess.run(
        [sys.executable, "-c", block("python"), "2026-10-01", "2026-10-31"],
        input=lines, capture_output=True, text=True, check=True,
    )  # fmt: skip
    (tmp_path / "usage.csv").write_text(ran.stdout)
    monthly = load_usage(str(tmp_path / "usage.csv")).monthly
    wanted = {"input": 305, "output": 20, "cache_read": 7, "cache_write": 0}
    assert {kind: tokens / OCTOBER for kind, tokens in monthly["a"].items()} == wanted


def test_the_examples_of_the_file_are_read(tmp_path: Path) -> None:
    """As CSV with and without a tier, and as JSON; and the document says of the tier what a plan says."""
    blocks = re.findall(r"```(?:json)?\n((?:model_id,|\{).*?)```", DOCUMENT, re.DOTALL)
    uses = []
    for number, text in enumerate(blocks):
        (tmp_path / f"{number}.txt").write_text(text)
        uses.append(load_usage(str(tmp_path / f"{number}.txt")))
    plain, as_json, tiered = uses
    assert as_json.monthly["gpt-4o"]["input"] == plain.monthly["gpt-4o"]["input"] == 10**9 * OCTOBER
    money = money_of(plan_of([entry("gpt-4o", input_price_per_million_tokens=3.5)], [record("gpt-4o")]),
                     catalog_of([entry("gpt-4o")]), tiered)  # fmt: skip
    assert f"\n  {[*money_lines(money, str)][-1]}\n" in DOCUMENT
