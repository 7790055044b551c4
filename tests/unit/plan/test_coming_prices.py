"""Prices for days to come: told before, guarded once, within what was reviewed when their day is there."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from syncer.model.catalog import GuardLimits
from syncer.model.dated_prices import catalog_on
from syncer.model.origins import PriceChange
from syncer.model.policies import Policies
from syncer.model.records import NOTHING_ANNOUNCED
from syncer.plan.against_ref import plan_against
from syncer.plan.dated import announced_by, dated
from syncer.plan.guards.check import Allowances
from syncer.plan.inventory import NOTHING_KNOWN, inventory_bytes, read_inventory
from syncer.plan.partial import Part
from syncer.plan.plan import Planned, build_plan
from syncer.render.ci.findings import findings_of
from syncer.render.markdown.comment import comment_markdown
from syncer.render.plan import render_plan
from syncer.saved.compare import compare
from syncer.saved.file import plan_from, plan_json
from tests.unit.building import TARGET, catalog_of, entry, record, snapshot_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from syncer.model.catalog import Catalog, CatalogEntry
    from syncer.model.records import Inventory, Record
    from syncer.plan.plan import Plan

IN, OUT = "input_price_per_million_tokens", "output_price_per_million_tokens"
EVE, NEW_YEAR = date(2026, 12, 31), date(2027, 1, 1)
ROW = record(input_price_per_million_tokens=2.0, model_id="a")


def changing(model_id: str = "a", prices: Mapping[str, float] | None = None) -> CatalogEntry:
    """A definition whose input costs 2 USD, and these prices from new year on; `IN` where none is given."""
    given = prices or {IN: 4.0}
    change = PriceChange("2027-01-01", given, dict.fromkeys(given, 14))
    return entry(model_id, lines={IN: 9}, input_price_per_million_tokens=2.0)._replace(price_changes=(change,))


def planned(
    written: Catalog, rows: list[Record], day: date = EVE, known: Inventory | None = None, *,
    allowed: Allowances | None = None,
) -> Plan:  # fmt: skip
    """The plan of a day."""
    catalog, allowed = catalog_on(written, day.isoformat()), allowed or Allowances()
    around = dated(catalog, known.announced if known else NOTHING_ANNOUNCED, day, allowed.part)
    return build_plan(
        catalog, snapshot_of(rows), target=TARGET, inventory=known, dated=around, allowances=allowed
    )  # fmt: skip


def test_the_plan_before_tells_it_once_and_then_when_it_is_near() -> None:
    """It changes nothing; a sync keeps that it was told; 30 days before it is told again, in every form."""
    written = catalog_of([changing()])
    first = planned(written, [ROW], date(2026, 10, 1))
    assert first.is_empty
    assert first.inventory is not None
    assert [(one.since, one.before, one.after, one.is_new, one.is_soon) for one in first.coming] == [
        ("2027-01-01", 2.0, 4.0, True, False)
    ]
    known = read_inventory(inventory_bytes(first.inventory))
    told = {
        days: "from 2027-01-01 on" in render_plan(planned(written, [ROW], NEW_YEAR - timedelta(days), known), "text")
        for days in (60, 31, 30, 1)
    }
    assert told == {60: False, 31: False, 30: True, 1: True}
    near = planned(written, [ROW], EVE, known)
    assert near.is_settled
    line = "a from 2027-01-01 on: input 2 -> 4 USD (+100 %), per million tokens."
    assert line in render_plan(near, "text")
    assert f"- `a`{line[1:]}" in render_plan(near, "markdown")
    (said,) = json.loads(render_plan(near, "json"))["coming_prices"]
    assert said == {"model_id": "a", "since": "2027-01-01", "field": IN, "before": 2.0, "after": 4.0, "new": False,
                    "soon": True}  # fmt: skip
    (finding,) = [one for one in findings_of([Planned("t", near)]) if one.rule == "price-to-come"]
    assert (finding.file, finding.line, finding.level) == ("catalog/models/a.yaml", 14, "notice")


def test_the_plan_of_the_day_changes_the_row_and_names_the_day() -> None:
    """After it, another plan finds nothing to do, and what was told is forgotten."""
    written = catalog_of([changing()])
    known = planned(written, [ROW]).inventory
    plan = planned(written, [ROW], NEW_YEAR, known)
    ((change,),) = [one.fields for one in plan.changes]
    assert (change.field, change.before, change.after, change.origin) == (IN, 2.0, 4.0, "git")
    assert "prices that hold from 2027-01-01 on" in render_plan(plan, "text")
    assert plan.inventory is not None
    assert plan.inventory.announced == {}
    again = planned(written, [record(model_id="a", input_price_per_million_tokens=4.0)], NEW_YEAR, plan.inventory)
    assert again.is_settled


@pytest.mark.parametrize(
    ("price", "message"),
    [
        (2000.0, "from 2027-01-01 on: 2000 USD is more than 1000 USD per million tokens"),
        (0.000002, "from 2027-01-01 on: 2 -> 0.000002 USD is a million times: a price per token?"),
        (0.0, "from 2027-01-01 on: 2 -> 0 USD makes it free"),
        (11.0, "from 2027-01-01 on: 2 -> 11 USD is"),
    ],
)
def test_an_odd_price_to_come_is_refused_when_it_is_written(price: float, message: str) -> None:
    """As one of now is; allowed, it is kept, and neither a later plan nor that of the day is refused for it."""
    written = catalog_of([changing("a", {IN: price})])
    plan = planned(written, [ROW])
    (guard,) = plan.refusals
    assert (guard.name, guard.lifted_by, guard.place and guard.place.line) == ("odd-price", "--allow-price a", 14)
    assert message in guard.message
    allowed = planned(written, [ROW], allowed=Allowances(prices=frozenset({"a"})))
    assert allowed.exit_code == 0
    for day in (EVE, NEW_YEAR):
        assert planned(written, [ROW], day, allowed.inventory).guards == ()
    other = catalog_of([changing("a", {IN: price * 7 + 0.01})])
    assert planned(other, [ROW], NEW_YEAR, allowed.inventory).refusals


def test_a_price_of_which_no_sync_was_told_is_guarded_on_its_day() -> None:
    """Who writes it with a day that is over writes a price of now."""
    assert [one.name for one in planned(catalog_of([changing("a", {IN: 50.0})]), [ROW], NEW_YEAR).refusals] == [
        "odd-price"
    ]


def test_prices_that_are_due_are_no_mass_change() -> None:
    """All rows may change on one day, if the last sync was told; anything else in them counts as ever."""
    names = [f"m{number}" for number in range(6)]
    written, rows = catalog_of(map(changing, names)), [replace_id(ROW, name) for name in names]
    known = planned(written, rows).inventory
    assert planned(written, rows, NEW_YEAR, known).guards == ()
    assert [one.name for one in planned(written, rows, NEW_YEAR).guards] == ["too-many-updates"]
    renamed = written._replace(entries=tuple(
        one._replace(fields={**one.fields, "model_name": "other"}) for one in written.entries
    ))  # fmt: skip
    assert [one.name for one in planned(renamed, rows, NEW_YEAR, known).guards] == ["too-many-updates"]


def replace_id(row: Record, model_id: str) -> Record:
    """The row of another model."""
    return record(model_id=model_id, input_price_per_million_tokens=row.fields[IN])


def test_what_the_file_does_not_decide_is_not_told() -> None:
    """A price that others own, or that a target overrides."""
    written = catalog_of([changing()])
    live = written._replace(settings=written.settings._replace(policies=Policies(fields={IN: "live"})))
    assert planned(live, [ROW]).coming == ()
    one = changing()
    place = one.source.at(IN)
    overridden = one._replace(source=one.source._replace(overrides={IN: place}))
    assert planned(catalog_of([overridden]), [ROW]).coming == ()


def test_a_part_tells_of_its_models_and_keeps_what_was_told_of_the_others() -> None:
    """A sync of some models was not told of all."""
    written = catalog_of([changing("a"), changing("b")])
    rows = [ROW, record(model_id="b", input_price_per_million_tokens=2.0)]
    known = planned(written, rows).inventory
    part = planned(written, rows, NEW_YEAR, known, allowed=Allowances(part=Part(["a"])))
    assert [one.model_id for one in part.changes] == ["a"]
    assert part.inventory is None or part.inventory.announced == (known or NOTHING_KNOWN).announced


def test_against_a_ref_only_what_is_new_is_told() -> None:
    """The base was told of what it says itself."""
    base = catalog_of([changing("a"), entry("b")])
    edit = catalog_of([changing("a"), changing("b")])
    plan = plan_against(lambda: edit, base, name="main")
    assert {one.model_id: one.is_new for one in plan.coming} == {"a": False, "b": True}
    refused = plan_against(lambda: catalog_of([changing("a", {IN: 40.0})]), catalog_of([entry("a")]), name="main")
    assert "odd-price" in {one.name for one in refused.refusals}


def saved(plan: Plan) -> Plan:
    """The plan, saved and read back."""
    return plan_from(json.loads(json.dumps(plan_json(plan))))


def test_after_the_day_a_sync_is_within_the_plan_that_announced_it() -> None:
    """The saved plan said so; another price, another day or another field is more than that."""
    written = catalog_of([changing()])
    reviewed = saved(planned(written, [ROW]))
    assert reviewed.coming == planned(written, [ROW]).coming
    assert compare(reviewed, planned(written, [ROW], NEW_YEAR)) == ((), ())
    new = saved(planned(written, []))
    assert compare(new, planned(written, [], NEW_YEAR)).more == ()
    for other in (changing("a", {IN: 5.0}), changing("a", {IN: 4.0, OUT: 20.0}),
                  entry("a", input_price_per_million_tokens=4.0)):  # fmt: skip
        assert compare(reviewed, planned(catalog_of([other]), [ROW], NEW_YEAR)).more
    edited = record(model_id="a", input_price_per_million_tokens=3.0)
    assert compare(reviewed, planned(written, [edited], NEW_YEAR)).more


def test_two_changes_come_one_after_the_other() -> None:
    """Each is told with the price that holds before it, and both may be over before a sync."""
    first, second = changing(), PriceChange("2027-02-01", {IN: 6.0}, {IN: 16})
    written = catalog_of([first._replace(price_changes=(*first.price_changes, second))])
    plan = planned(written, [ROW])
    assert [(one.since, one.before, one.after) for one in plan.coming] == [
        ("2027-01-01", 2.0, 4.0), ("2027-02-01", 4.0, 6.0)
    ]  # fmt: skip
    late = planned(written, [ROW], date(2027, 3, 1), plan.inventory)
    assert late.guards == ()
    assert compare(plan, late).more == ()


def test_limits_of_the_base_hold_for_prices_to_come() -> None:
    """A looser factor in the same edit lets none through."""
    base = catalog_of([entry("a", input_price_per_million_tokens=2.0)])
    edit = catalog_of([changing("a", {IN: 40.0})], limits=GuardLimits(max_price_factor=100))
    assert any("the limit of main" in one.message for one in plan_against(lambda: edit, base, name="main").refusals)


def test_a_catalog_without_dates_knows_of_none() -> None:
    """Its plan, its file and what it remembers are as they were."""
    plan = planned(catalog_of([entry("a")]), [record(model_id="a")])
    assert plan.coming == ()
    assert "coming" not in plan_json(plan)
    assert b"announced" not in inventory_bytes(plan.inventory or NOTHING_KNOWN)
    assert announced_by(()) == {}


def test_a_pull_request_that_only_writes_days_to_come_is_not_empty() -> None:
    """Its comment is shown, and says so in the headline; once a sync was told, the next one is empty again."""
    written = catalog_of([changing()])
    plan = planned(written, [ROW], date(2026, 10, 1))
    first, headline = comment_markdown(Planned("t", plan)).splitlines()[:2]
    assert (first, headline) == ("<!-- syncer:plan t -->", "### Plan for `t`: no changes, 1 new price to come")
    again = planned(written, [ROW], date(2026, 10, 1), plan.inventory)
    assert comment_markdown(Planned("t", again)).startswith(
        "<!-- syncer:plan t empty -->\n### Plan for `t`: no changes\n"
    )


@pytest.mark.parametrize("day", ["\x1b[2J2027-01-01", "2027-01-01\n", "**2027-01-01**", "", "tomorrow"])
def test_a_saved_day_is_a_day(day: str) -> None:
    """What is printed as it stands has the form of a day, whoever wrote the file."""
    document = json.loads(json.dumps(plan_json(planned(catalog_of([changing()]), [ROW]))))
    document["coming"][0][1] = day
    with pytest.raises(ValueError, match="must be a day"):
        plan_from(document)
