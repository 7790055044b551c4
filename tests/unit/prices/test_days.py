"""Prices that lists know for days to come, beside those of the files: judged, written, renewed, folded."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from syncer.authoring.from_list import from_list
from syncer.authoring.given_fields import remarked_text
from syncer.authoring.price_edits import price_proposal
from syncer.load.catalog import load_catalog
from syncer.model.dated_prices import catalog_on, marked_on
from syncer.plan.against_ref import plan_against
from syncer.prices.base import Later, Quote, Rate
from syncer.prices.check import check_prices
from syncer.prices.listed import listed_prices
from syncer.render.price_update import render_price_update
from tests.unit.catalog_files import model, write_catalog
from tests.unit.prices.lists import INPUT, NOON, OUTPUT, READ, WRITE, FakeList

if TYPE_CHECKING:
    from syncer.authoring.results import PriceProposal
    from syncer.prices.check import PriceReport

DAY, OTHER_DAY = date(2027, 1, 1), date(2027, 2, 1)
OUTPUT_STAYS = Rate(Decimal(10))


def fake(now: str = "2.5", later: str | None = "5", day: date = DAY) -> FakeList:
    """A list that knows the next price of input."""
    rate = Rate(Decimal(now), later=None if later is None else Later(day, Decimal(later)))
    return FakeList({"gpt-4o": Quote("gpt-4o", "gpt-4o", {INPUT: rate, OUTPUT: OUTPUT_STAYS})})


def changes(*lines: tuple[str, str]) -> str:
    """A model file with these changes of input: days and prices."""
    said = "".join(f'  "{day}":\n    {INPUT}: {price}\n' for day, price in lines)
    return model(f"\nprice_changes:\n{said}" if said else "")


def asked(
    top: Path, text: str, found: FakeList, *chosen: str, at: datetime = NOON
) -> tuple[PriceReport, PriceProposal]:
    """What a check says at the moment, and what an update would write."""
    written, day = load_catalog(write_catalog(top, {"x": text})), at.date().isoformat()
    report = check_prices(catalog_on(written, day), [found], at)
    proposal = price_proposal(report, marked_on(written, day), chosen)
    for path, data in proposal.texts.items():
        Path(path).write_bytes(data)
    return report, proposal


def text_of(top: Path) -> str:
    """The file as it is now."""
    return (top / "c/models/x.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "verdict", "why"),
    [
        (changes(), "scheduled", "no `price_changes` in the file says so"),
        (changes(("2027-01-01", "5")), "scheduled", "as `price_changes` in the file says"),
        (changes(("2027-01-01", "5.00"), ("2027-03-01", "6")), "scheduled", "as `price_changes` in the file says"),
        (changes(("2027-01-01", "4")), "differs", "`price_changes` in the file says 4 from 2027-01-01"),
        (changes(("2027-02-01", "5")), "differs", "`price_changes` in the file says 5 from 2027-02-01"),
        (changes(("2026-01-01", "3")), "differs", ""),
    ],
)
def test_a_change_beside_that_of_the_list(text: str, verdict: str, why: str, tmp_path: Path) -> None:
    """The same day and price, or none in the file, passes; another does not."""
    report, _ = asked(tmp_path, text, fake())
    found = {one.field: one.opinion for one in report.prices}
    assert (found[INPUT].verdict, found[INPUT].why) == (verdict, why)
    assert found[OUTPUT].verdict == "same"


@pytest.mark.parametrize(("at", "now", "verdict"), [
    (datetime(2026, 12, 31, 23, 59, tzinfo=UTC), "2.5", "scheduled"), (datetime(2027, 1, 1, tzinfo=UTC), "5", "same"),
])  # fmt: skip
def test_either_side_of_the_day_is_right(at: datetime, now: str, verdict: str, tmp_path: Path) -> None:
    """The file's price of the moment is held against the list's."""
    later = "5" if now == "2.5" else None
    report, _ = asked(tmp_path, changes(("2027-01-01", "5")), fake(now, later), at=at)
    assert report.prices[0].verdict == verdict


def test_a_price_to_come_is_written_and_never_doubled(tmp_path: Path) -> None:
    """With its source behind it; the same again writes nothing; another price for the day is renewed."""
    report, proposal = asked(tmp_path, changes(), fake())
    first = text_of(tmp_path)
    added = f'price_changes:\n  "2027-01-01":\n    {INPUT}: 5  # genai-prices 1, 2026-11-28\n'
    assert first == changes() + added
    shown = render_price_update(report, proposal, "text")
    assert "gpt-4o  input 2.5 -> 5 USD (+100 %) from 2027-01-01; genai-prices, row gpt-4o" in shown
    assert shown.endswith("0 prices of 0 models, 1 to come; 0 left.\n")
    assert "from 2027-01-01" in render_price_update(report, proposal, "markdown")
    assert asked(tmp_path, first, fake())[1].texts == {}
    asked(tmp_path, first.replace("5  #", "5  # by hand;"), fake(later="6"), at=NOON.replace(day=29))
    assert text_of(tmp_path) == first.replace(
        "5  # genai-prices 1, 2026-11-28", "6  # by hand; genai-prices 1, 2026-11-29"
    )


def test_another_day_needs_a_choice(tmp_path: Path) -> None:
    """Nobody can tell which is right: it is named and open, and `--take` moves the price, not the rest of its day."""
    text = changes(("2027-02-01", "5")) + f"    {OUTPUT}: 11\n"
    _, proposal = asked(tmp_path, text, fake())
    assert proposal.texts == {}
    assert proposal.is_open
    assert proposal.left[0].reason.endswith(
        "the list says 5 from 2027-01-01, the file 5 from 2027-02-01; pass --take gpt-4o if the list is right"
    )
    asked(tmp_path, text, fake(), "gpt-4o")
    (entry,) = load_catalog(str(tmp_path / "c")).entries
    assert [(one.since, one.prices) for one in entry.price_changes] == [
        ("2027-01-01", {INPUT: 5.0}), ("2027-02-01", {OUTPUT: 11.0})
    ]  # fmt: skip


def test_a_price_that_a_day_gave_is_renewed_where_it_stands(tmp_path: Path) -> None:
    """The list has another one by now."""
    text = changes(("2026-11-27", "5"))
    asked(tmp_path, text, fake("4", None))
    assert text_of(tmp_path) == text.replace(": 5", ": 4  # genai-prices 1, 2026-11-28")


@pytest.mark.parametrize(
    ("at", "listed", "folds"), [(7, "5", False), (8, "5", True), (30, "5", True), (30, "4", False)]
)
def test_a_day_that_is_over_is_folded(at: int, listed: str, folds: bool, tmp_path: Path) -> None:
    """A week after it, if the list has its price; what comes later stays."""
    text = changes(("2027-01-01", "5"), ("2027-05-01", "6"))
    moment = datetime(2027, 1, at, tzinfo=UTC)
    report, proposal = asked(tmp_path, text, fake(listed, None), at=moment)
    assert bool(proposal.folded) == folds
    if folds:
        remark = f"genai-prices 1, {moment.date()}"
        expected = model(f'\nprice_changes:\n  "2027-05-01":\n    {INPUT}: 6\n', **{INPUT: f"5  # {remark}"})
        assert text_of(tmp_path) == expected
        assert "2027-01-01 is over: its prices stand above `price_changes` now" in render_price_update(
            report, proposal, "text"
        )
        alone = changes(("2027-01-01", "5"))
        asked(tmp_path, alone, fake(listed, None), at=moment)
        assert text_of(tmp_path) == model(**{INPUT: f"5  # {remark}"})


def test_guards_hold_for_what_is_written_for_a_day_to_come(tmp_path: Path) -> None:
    """A list with a slip of a thousand for next month is refused as one of today is."""
    written = load_catalog(write_catalog(tmp_path, {"x": changes()}))
    report = check_prices(written, [fake(later="900")], NOON)
    proposal = price_proposal(report, written, ())
    plan = plan_against(lambda: proposal.catalog, written, name="the files")
    assert [one.name for one in plan.refusals] == ["odd-price"]


def test_a_new_file_has_the_prices_to_come() -> None:
    """Each with its source, unless the price of now is given; a price by the hour is named as what it is."""
    quote = Quote("new", "new", {
        INPUT: Rate(Decimal(2), later=Later(date(2027, 2, 1), Decimal(4))),
        OUTPUT: Rate(Decimal(8), later=Later(date(2027, 1, 1), Decimal(9))),
        READ: Rate(Decimal(1), hourly=True), WRITE: Rate(Decimal(3), later=Later(date(2027, 1, 1), Decimal(0))),
    })  # fmt: skip
    found = listed_prices(FakeList({"new": quote}), "new", "openai", NOON)
    said = from_list(found, {"model_id": "new", "provider": "openai"}, {})
    text = remarked_text(said.fields, said.header, said.remarks)
    source = "# genai-prices 1, 2026-11-28"
    assert text.endswith(
        f'price_changes:\n  "2027-01-01":\n    {OUTPUT}: 9  {source}\n  "2027-02-01":\n    {INPUT}: 4  {source}\n'
    )
    assert f"# To be filled in, because in the list it depends on the hour: {READ}\n" in text
    given = from_list(found, {"model_id": "new", INPUT: 7.0, OUTPUT: 8.0}, {})
    assert "price_changes:" not in remarked_text(given.fields, given.header, given.remarks)
