"""What lists no longer have since an earlier report."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from schemas.export import export
from syncer.cli import run
from syncer.errors import GuardError, UsageError
from syncer.prices.check import PriceReport, check_prices
from syncer.prices.since import list_news, read_earlier, require_no_shrunk
from syncer.render.prices import render_prices
from tests.unit.building import catalog_of
from tests.unit.catalog_files import model, write_catalog
from tests.unit.prices.lists import NOON, FakeList, listed, priced

if TYPE_CHECKING:
    from pathlib import Path

MODELS = [f"gpt-{number}" for number in range(30)]


def report(count: int, *, extra: int = 0, name: str = "genai-prices") -> PriceReport:
    """Thirty models beside a list that has the first of them, and others."""
    entries = [priced(one, 1, 2, provider="openai") for one in MODELS]
    rows = [*MODELS[:count], *(f"other-{number}" for number in range(extra))]
    found = FakeList({key: quote for one in rows for key, quote in listed(one, "1", "2").items()}, name=name)
    return check_prices(catalog_of(entries), [found], NOON)


def after(earlier: PriceReport, now: PriceReport) -> PriceReport:
    """The later report with what became of the lists."""
    return now._replace(news=list_news(now, read_earlier(render_prices(earlier, "json").encode(), "r.json")))


def test_a_model_that_left_a_list() -> None:
    """It is told once, with the row that it had, everywhere; what the list never had is no news."""
    found = after(report(29), report(28, extra=9))
    assert found.news is not None
    assert [(one.source, one.entry.model_id, one.row) for one in found.news.gone] == [
        ("genai-prices", "gpt-28", "gpt-28")
    ]
    assert found.news.shrunk == ()
    assert "genai-prices had a row of these, and has none now: gpt-28\n" in render_prices(found, "text")
    assert "- genai-prices had a row of these, and has none now: `gpt-28`\n" in render_prices(found, "markdown")
    first = render_prices(found, "github").splitlines()[0]
    assert first.startswith("::warning")
    assert first.endswith("had a row of these, and has none now: gpt-28")
    document = json.loads(render_prices(found, "json"))
    Draft202012Validator(json.loads(export()["prices.schema.json"])).validate(document)
    assert document["news"] == {
        "since": "2026-11-28T12:00:00Z",
        "gone": [{"source": "genai-prices", "model_id": "gpt-28", "row": "gpt-28"}],
        "shrunk": [],
    }


@pytest.mark.parametrize(("before", "now", "is_shrunk"), [(30, 15, True), (30, 16, False), (15, 30, False)])
def test_a_list_that_shrank_to_half(before: int, now: int, *, is_shrunk: bool) -> None:
    """It is told, and no update goes by it; of many models that it no longer has twenty are named."""
    found = after(report(before), report(now))
    said = f"genai-prices has {now} rows, and had {before}"
    assert (f"{said}: as if it were not whole\n" in render_prices(found, "text")) is is_shrunk
    assert (said in render_prices(found, "github")) is is_shrunk
    if is_shrunk:
        with pytest.raises(GuardError, match=f"{said} at 2026-11-28T12:00:00Z: .* nothing was written; leave --since"):
            require_no_shrunk(found.news)
    else:
        require_no_shrunk(found.news)


def test_many_models_that_left_are_counted() -> None:
    """A line has room for twenty."""
    assert "gpt-26, and 10 more\n" in render_prices(after(report(30), report(0)), "text")


def test_a_list_that_was_not_asked_both_times_is_no_news() -> None:
    """Another question is no answer."""
    found = after(report(30), report(3, name="litellm"))
    assert found.news == list_news(report(3), read_earlier(_document(lists=[], prices=[]), "r.json"))


def _document(**parts: Any) -> bytes:
    return json.dumps({"at": "2026-11-28T12:00:00Z", **parts}).encode()


@pytest.mark.parametrize(
    "data",
    [b"", b"[]", b"{", b'{"at": 1, "at": 2}', _document(), _document(lists=[{}], prices=[]), b"\xff", b"[" * 200_000,
     _document(lists=[], prices=[{"opinions": [{"row": "x"}]}]), _document(lists=3, prices=[])],
)  # fmt: skip
def test_what_is_no_report(data: bytes) -> None:
    """One clear error with its name."""
    with pytest.raises(UsageError, match=r"^r.json is no report that `prices check --format json` printed"):
        read_earlier(data, "r.json")


def test_from_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A table that was cut off: the check tells it, the update writes nothing."""
    monkeypatch.chdir(tmp_path)
    row = {"litellm_provider": "openai", "mode": "chat", "output_cost_per_token": 9e-06}
    rows = {name: {**row, "input_cost_per_token": 2.5e-06} for name in ("gpt-4o", "a", "b", "c")}
    folder = write_catalog(tmp_path, {"x": model()}, settings="name: c\nprices: {default: [litellm]}\n")
    asked = ("--catalog", folder, "--litellm", "t.json", "--at", "2026-11-28")
    (tmp_path / "t.json").write_text(json.dumps(rows))
    assert run(["prices", "check", *asked, "--format", "json", "--output", "before.json"]) == 2
    (tmp_path / "t.json").write_text(json.dumps({"gpt-4o": rows["gpt-4o"]}))
    assert run(["prices", "check", *asked, "--since", "before.json"]) == 2
    assert "litellm has 1 rows, and had 4: as if it were not whole\n" in capsys.readouterr().out
    assert run(["prices", "update", *asked, "--since", "before.json"]) == 4
    assert (tmp_path / "c/models/x.yaml").read_text() == model()
    assert run(["prices", "check", *asked, "--since", "none.json"]) == 64
    assert "none.json cannot be read: No such file" in capsys.readouterr().err
