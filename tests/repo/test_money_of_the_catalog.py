"""What a plan of the shipped catalog costs, to the cent, beside a calculation from the files alone."""

from __future__ import annotations

import json
import re
import shutil
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from syncer.cli import run

PRICE = re.compile(r"^(input|output|cache_read|cache_write)_price_per_million_tokens: (\d+(?:\.\d+)?)", re.MULTILINE)
MODEL_ID = re.compile(r"^model_id: (\S+)$", re.MULTILINE)
CENT = Decimal("0.01")
PERIODS = (("2026-08-01", "2026-08-31", 31), ("2026-09-01", "2026-09-30", 30))


def prices(folder: Path) -> dict[tuple[str, str], Fraction]:
    """The prices in the model files, as their text says, by model and kind."""
    found: dict[tuple[str, str], Fraction] = {}
    for path in folder.rglob("models/*/*.yaml"):
        text = path.read_text(encoding="utf-8")
        (model_id,) = MODEL_ID.findall(text)
        found |= {(model_id, kind): Fraction(price) for kind, price in PRICE.findall(text)}
    return found


def raise_prices(folder: Path) -> None:
    """Each kind of price by a share of its own, some up and some down."""
    factors = {"input": "1.037", "output": "0.913", "cache_read": "1.2", "cache_write": "0.5"}
    for path in folder.rglob("models/*/*.yaml"):
        text = path.read_text(encoding="utf-8")
        path.write_text(PRICE.sub(lambda found: _times(found, factors[found[1]]), text), encoding="utf-8")


def _times(found: re.Match[str], factor: str) -> str:
    return f"{found[1]}_price_per_million_tokens: {(Decimal(found[2]) * Decimal(factor)).normalize():f}"


def cents(value: Fraction) -> str:
    """Rounded half away from zero, with two places."""
    whole = int(abs(value) * 100 + Fraction(1, 2))
    return f"{Decimal(whole if value >= 0 else -whole) * CENT:.2f}"


@pytest.fixture
def catalog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the shipped catalog with the prices of no other day, synced to an empty directory."""
    folder = tmp_path / "catalog"
    shutil.copytree(Path(__file__).parents[2] / "catalog", folder)
    for path in folder.rglob("models/*/*.yaml"):
        path.write_text(path.read_text(encoding="utf-8").partition("\nprice_changes:")[0], encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("MANAGED_MODELS_DIR", str(tmp_path / "live"))
    assert run(["sync", "--catalog", str(folder), "--yes", "--quiet"]) == 0
    return folder


def test_every_price_of_the_catalog_to_the_cent(catalog: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """120 models whose prices all change: each line, and the sum, which is rounded once and not of rounded lines."""
    before = prices(catalog)
    raise_prices(catalog)
    after = prices(catalog)
    use = {key: [987_654_321 * place + 17, 1_234_567 * place] for place, key in enumerate(sorted(before), 1)}
    rows = [f"{key[0]},{key[1]},{tokens},{first},{last}" for key, counts in use.items()
            for tokens, (first, last, _) in zip(counts, PERIODS, strict=True)]  # fmt: skip
    file = catalog.parent / "usage.csv"
    file.write_text("\n".join(["model_id,kind,tokens,from,until", *rows]), encoding="utf-8")

    capsys.readouterr()
    plan = ["plan", "--catalog", str(catalog), "--quiet", "--format", "json"]
    assert run([*plan, "--usage", str(file)]) == 4  # so many updates are refused, and priced all the same
    document = json.loads(capsys.readouterr().out)
    money = document.pop("money")

    lines: dict[str, list[Fraction]] = {}
    for (model_id, kind), counts in use.items():
        monthly = Fraction(sum(counts) * 365, 12 * sum(days for *_, days in PERIODS) * 10**6)
        line = lines.setdefault(model_id, [Fraction(), Fraction()])
        line[0] += monthly * before[model_id, kind]
        line[1] += monthly * after[model_id, kind]
    wanted = {model_id: (cents(old), cents(new), cents(new - old)) for model_id, (old, new) in lines.items()}
    assert len(wanted) == 120
    assert {one["model_id"]: (one["before"], one["after"], one["more"]) for one in money["changes"]} == wanted
    assert money["more_per_month"] == cents(sum((new - old for old, new in lines.values()), Fraction()))
    assert money["more_per_month"] != str(sum(Decimal(one["more"]) for one in money["changes"]))
    sizes = [abs(Decimal(one["more"])) for one in money["changes"]]
    assert sizes == sorted(sizes, reverse=True)
    assert (money["unsaid"], money["unused"], money["tiers"], money["strange"]) == ([], [], [], [])

    assert run(plan) == 4
    without: Any = json.loads(capsys.readouterr().out)
    assert without == document
