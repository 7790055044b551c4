"""What a plan does to people by the lifecycle: moves, prices, who is denied, what retires soon."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from jsonschema import Draft202012Validator

from syncer.model.catalog import Settings
from syncer.model.grants import AppRole, Grants
from syncer.plan.access import Access
from syncer.plan.dated import Dated
from syncer.plan.plan import Plan, Planned, build_plan
from syncer.plan.reroutings import Prices, Rerouting
from syncer.plan.retirements import NO_LIFECYCLE, Retirement, Succession
from syncer.render.ci.findings import findings_of
from syncer.render.json.documents import plan_document
from syncer.render.plan import render_plan
from syncer.render.text.listing import Row, listing_text
from syncer.saved.file import plan_from, plan_json
from tests.unit.building import TARGET, catalog_of, entry, record, record_of, snapshot_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from syncer.model.catalog import CatalogEntry
    from syncer.model.records import Record

DEPRECATED: Final = "old becomes deprecated: it is hidden from roles guest, staff, unless chosen already, and runs on"
DISABLING: Final = "Disabling first (`enabled: false`) shows whether anybody misses them."
RETIRING: Final = "etiring (`status: retired`, with `replaced_by`)"
SCHEMA: Final = Path(__file__).parents[3] / "schemas" / "json" / "plan.schema.json"
TODAY: Final = date(2026, 11, 28)
STAFF: Final[dict[str, Any]] = {"available_to_roles": ["guest", "staff"]}
NEW: Final = entry("new", available_to_roles=["staff"], input_price_per_million_tokens=1.25,
                   output_price_per_million_tokens=5.0)  # fmt: skip


def plan_of(
    entries: Iterable[CatalogEntry], rows: Iterable[Record], *, access: Access | None = None, platform: Any = "any"
) -> Plan:
    """The plan on a fixed day."""
    catalog = catalog_of(entries)
    catalog = catalog._replace(settings=Settings(catalog.settings.name, platform=platform))
    return build_plan(catalog, snapshot_of(rows), target=TARGET, access=access, dated=Dated(TODAY))


def old(**fields: Any) -> CatalogEntry:
    """The model that retires."""
    return entry("old", lines={"model_id": 1, "status": 7}, **{**STAFF, **fields})


def test_a_retirement_moves_people_to_the_successor() -> None:
    """To the end of the chain, at its price after the plan; who cannot use it is denied."""
    middle = entry("middle", status="retired", replaced_by="new", **STAFF)
    rows = [record_of(old()), record_of(middle), record_of(NEW)]
    cheap = NEW._replace(fields={**NEW.fields, "input_price_per_million_tokens": 1.0})
    plan = plan_of([old(status="retired", replaced_by="middle"), middle, cheap], rows)
    place = old().source.at("status")
    assert plan.lifecycle.successions == (
        Succession("old", "retired", "new", ("guest", "staff"), ("guest",), Prices(2.5, 10.0), Prices(1.0, 5.0), place),
    )
    told = (
        "old is retired: role staff moved to new, per million tokens input 2.5 -> 1 USD; output 10 -> 5 USD. "
        "It is denied to role guest, who cannot use new."
    )
    assert told in render_plan(plan, "text").splitlines()
    assert "**Lifecycle**:\n\n- `old` is retired: role `staff` moved to `new`" in render_plan(plan, "markdown")
    found = [one for one in findings_of([Planned("t", plan)]) if one.rule == "model-retired"]
    assert [(one.level, one.message, one.file, one.line) for one in found] == [("warning", told, place.file, 7)]
    assert plan_from(json.loads(json.dumps(plan_json(plan)))).lifecycle == plan.lifecycle
    document = plan_document(plan)
    Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).validate(document)
    assert document["lifecycle"]["successions"] == [
        {
            "model_id": "old", "status": "retired", "successor": "new", "roles": ["guest", "staff"],
            "denied": ["guest"], "before": {"input": 2.5, "output": 10.0}, "after": {"input": 1.0, "output": 5.0},
        }
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"status": "retired"},
         "old is retired without a successor that can be used: roles guest, staff can no longer use it."),
        ({"status": "deprecated", "replaced_by": "new"},
         f"{DEPRECATED}; new is named as its successor."),
        ({"status": "deprecated"},
         f"{DEPRECATED}."),
    ],
)  # fmt: skip
def test_others_in_words(said: dict[str, Any], told: str) -> None:
    """Without a successor it is denied; a deprecated one is hidden and runs on."""
    plan = plan_of([old(**said), NEW], [record_of(old()), record_of(NEW)])
    assert told in render_plan(plan, "text").splitlines()


def test_with_grants_the_roles_are_those_that_hold_one() -> None:
    """Access is checked on the successor: who holds the old model alone is denied."""
    both = frozenset({"old", "new"})
    roles = tuple(AppRole(name, granted=held) for name, held in (("one_two", both), ("only_old", frozenset({"old"}))))
    bare = entry("old", status="retired", replaced_by="new")
    new = entry("new")
    plan = plan_of([bare, new], [record("old"), record_of(new)], access=Access(Grants(roles)))
    (found,) = plan.lifecycle.successions
    assert (found.roles, found.denied) == (("one_two", "only_old"), ("only_old",))
    assert [(one.role, one.lost) for one in plan.reach.roles] == [("one_two", ("old",)), ("only_old", ("old",))]


def test_what_is_not_active_is_not_picked() -> None:
    """A role's reach counts what pickers show, before and after; back to active is a gain."""
    rows = [record_of(old(status="deprecated")), record_of(NEW)]
    plan = plan_of([old(status="active"), NEW], rows)
    assert [(one.role, one.before, one.after, one.gained) for one in plan.reach.roles] == [
        ("guest", 0, 1, ("old",)), ("staff", 1, 2, ("old",)),
    ]  # fmt: skip
    assert plan.lifecycle is NO_LIFECYCLE
    unchanged = plan_of([old(status="deprecated"), NEW], rows)
    assert unchanged.is_empty
    assert unchanged.lifecycle is NO_LIFECYCLE


def test_what_retires_soon() -> None:
    """Within 30 days, or past; rows of others too, with the line of ours; not what is retired, nor without a date."""
    soon = entry("soon", lines={"retires_on": 9}, retires_on="2026-12-28", replaced_by="new")
    rows = [
        record_of(soon),
        record_of(NEW),
        record("past", by=None, retires_on="2026-11-27"),
        record("later", by=None, retires_on="2026-12-29"),
        record("done", by=None, retires_on="2026-12-01", status="retired"),
        record("words", by=None, retires_on="soon"),
    ]
    plan = plan_of([soon, NEW], rows)
    assert plan.is_empty
    assert plan.lifecycle.retirements == (
        Retirement("past", "2026-11-27", is_past=True, successor=None, place=None),
        Retirement("soon", "2026-12-28", is_past=False, successor="new", place=soon.source.at("retires_on")),
    )
    lines = render_plan(plan, "text").splitlines()
    assert "past was to retire on 2026-11-27 and has not: it names no successor." in lines
    assert "soon retires on 2026-12-28: new is its successor." in lines
    found = [one for one in findings_of([Planned("t", plan)]) if one.rule == "retires-soon"]
    assert [(one.level, one.line) for one in found] == [("notice", 9), ("notice", None)]
    assert plan_from(json.loads(json.dumps(plan_json(plan)))).lifecycle == plan.lifecycle
    document = plan_document(plan)
    Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).validate(document)
    assert [(one["retires_on"], one["past"]) for one in document["lifecycle"]["retirements"]] == [
        ("2026-11-27", True), ("2026-12-28", False),
    ]  # fmt: skip
    undated = build_plan(catalog_of([soon, NEW]), snapshot_of(rows), target=TARGET)
    assert undated.lifecycle is NO_LIFECYCLE


@pytest.mark.parametrize(
    ("platform", "told"),
    [
        ("any", f"{DISABLING} On newer releases r{RETIRING} moves people to another model."),
        ("mantle", DISABLING),
        ("lifecycle", f"R{RETIRING} instead moves people to another model."),
    ],
)  # fmt: skip
def test_retire_instead_of_delete(platform: str, told: str) -> None:
    """A plan that deletes an enabled model hints at what the release can do instead."""
    plan = plan_of([NEW], [record("old"), record_of(NEW)], platform=platform)
    assert f"Deletes 1 enabled model. {told}" in render_plan(plan, "text").splitlines()


def test_a_retired_model_is_deleted() -> None:
    """Nobody is told to retire it, but what becomes of those whom its row moved to the successor."""
    lines = render_plan(plan_of([NEW], [record("old", **GONE), record_of(NEW)]), "text").splitlines()
    assert any(line.endswith("(retired now, enabled now)") for line in lines)
    (told,) = (line for line in lines if line.startswith("Deletes"))
    assert told.startswith("Deletes 1 retired model. Who has chosen one is no longer moved to a successor, or denied;")


def test_the_list_shows_it_where_a_model_has_it() -> None:
    """Columns for status and successor once one model has either; JSON has both always."""
    plain = [Row(NEW.fields, source="f:1"), Row(old().fields, source="f:2")]
    assert "STATUS" not in listing_text(plain, "text", live=False)
    aged = [*plain, Row(old(status="retired", replaced_by="new").fields, source="f:3")]
    head, *lines = (line.split() for line in listing_text(aged, "text", live=False).splitlines()[:4])
    assert head[-3:] == ["STATUS", "SUCCESSOR", "ROLES"]
    assert [line[7:9] for line in lines] == [["active", "-"], ["active", "-"], ["retired", "new"]]
    assert "| STATUS | SUCCESSOR | ROLES | MANAGED BY |" in listing_text(aged, "markdown", live=True)
    models = json.loads(listing_text(plain, "json", live=False))["models"]
    assert {"status", "replaced_by"} <= models[0].keys()


@pytest.mark.parametrize(("status", "denied"), [("deprecated", ()), ("retired", ("guest", "staff"))])
def test_without_a_successor_a_deprecated_model_is_denied_to_nobody(status: str, denied: tuple[str, ...]) -> None:
    """It runs on; a retired one is over for everybody who had it."""
    (told,) = plan_of([old(status=status), NEW], [record_of(old()), record_of(NEW)]).lifecycle.successions
    assert (told.successor, told.roles, told.denied) == (None, ("guest", "staff"), denied)


GONE: Final[dict[str, Any]] = {"status": "retired", "replaced_by": "new"}
DEARER: Final = NEW._replace(fields={**NEW.fields, "input_price_per_million_tokens": 2.0})
CHEAPER: Final = NEW._replace(fields={**NEW.fields, "input_price_per_million_tokens": 1.0})
OTHER: Final = entry("other", available_to_roles=["staff"])
MIDDLE: Final = entry("middle", **GONE)
REROUTED: dict[str, tuple[list[CatalogEntry], list[CatalogEntry], str]] = {
    "a successor gets dearer": (
        [old(**GONE), MIDDLE, NEW], [old(**GONE), MIDDLE, DEARER],
        ("new runs in place of middle, old for role staff, per million tokens input 1.25 -> 2 USD; output 5 -> 5 USD."),
    ),
    "a successor gets cheaper": ([old(**GONE), NEW], [old(**GONE), CHEAPER], ""),
    "the successor is renamed": (
        [old(**GONE), NEW],
        [old(status="retired", replaced_by="newer"),
         NEW._replace(model_id="newer", renamed_from="new", fields={**NEW.fields, "model_id": "newer"})],
        ("old is retired: role staff moved to newer, per million tokens input 1.25 -> 1.25 USD; output 5 -> 5 USD. It "
         "is denied to role guest, who cannot use newer."),
    ),
    "the end of the chain is renamed": (
        [old(status="retired", replaced_by="middle"), MIDDLE, NEW],
        [old(status="retired", replaced_by="middle"), entry("middle", status="retired", replaced_by="newer"),
         NEW._replace(model_id="newer", renamed_from="new", fields={**NEW.fields, "model_id": "newer"})],
        ("middle is retired: those who were granted it moved to newer, per million tokens input 1.25 -> 1.25 USD; "
         "output 5 -> 5 USD."),
    ),
    "something else changes": ([old(**GONE), NEW], [old(**GONE, max_output_tokens=7), NEW], ""),
    "deprecated again": (
        [old(**GONE), NEW], [old(status="deprecated"), NEW],
        ("old is no longer retired, but deprecated: hidden, and it runs again for roles guest, staff in place of new, "
         "per million tokens input 1.25 -> 2.5 USD; output 5 -> 10 USD."),
    ),
    "active again": (
        [old(**GONE), NEW], [old(status="active"), NEW],
        ("old is no longer retired, but active: it runs again for roles guest, staff in place of new, per million "
         "tokens input 1.25 -> 2.5 USD; output 5 -> 10 USD."),
    ),
    "deprecated after it was denied": (
        [old(status="retired"), NEW], [old(status="deprecated"), NEW],
        ("old is no longer retired, but deprecated: hidden, and it runs again for roles guest, staff, per million "
         "tokens input 2.5 USD; output 10 USD."),
    ),
    "the chain goes on": (
        [old(status="retired", replaced_by="other"), OTHER, NEW],
        [old(status="retired", replaced_by="other"), entry("other", **GONE, available_to_roles=["staff"]), NEW],
        ("new runs in place of old for role staff, and no longer other, per million tokens input 2.5 -> 1.25 USD; "
         "output 10 -> 5 USD."),
    ),
    "another successor": (
        [old(**GONE), OTHER, NEW], [old(status="retired", replaced_by="other"), OTHER, NEW],
        ("old is retired: role staff moved to other, per million tokens input 1.25 -> 2.5 USD; output 5 -> 10 USD. It "
         "is denied to role guest, who cannot use other."),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("before", "after", "told"), REROUTED.values(), ids=REROUTED)
def test_what_runs_for_people_of_a_retired_model(
    before: list[CatalogEntry], after: list[CatalogEntry], told: str
) -> None:
    """Another model than before, or a dearer one, is said with both prices, in every form, and is kept in a file."""
    plan = plan_of(after, map(record_of, before))
    assert not plan.is_empty
    assert not told or told in render_plan(plan, "text").splitlines()
    assert (plan.lifecycle is NO_LIFECYCLE) == (not told)
    messages = [one.message for one in findings_of([Planned("t", plan)]) if one.rule == "model-retired"]
    assert (told in messages) == bool(told)
    assert plan_from(json.loads(json.dumps(plan_json(plan)))).lifecycle == plan.lifecycle
    document = plan_document(plan)
    Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).validate(document)
    said = document["lifecycle"]["reroutings"] if told else []
    assert [(one["runs"], one["was"]) for one in said] == [(one.runs, one.was) for one in plan.lifecycle.reroutings]
    assert all(isinstance(one, Rerouting) for one in plan.lifecycle.reroutings)
