"""Workflow commands: which, where, how many, and that no text can be one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from syncer.errors import CatalogError, Problem, StoreError
from syncer.plan.guards.check import Allowances
from syncer.plan.plan import Planned
from syncer.render.ci.annotations import annotations_github, problems_github
from syncer.render.ci.findings import Root
from tests.hostile import HOSTILE
from tests.unit.building import entry, plan_of, record
from tests.unit.hostile_plans import hostile_planned

if TYPE_CHECKING:
    from syncer.plan.plan import Plan

SAME = [f"same{number}" for number in range(9)]


def planned(plan: Plan, target: str = "production") -> Planned:
    """A target that was planned."""
    return Planned(target, plan)


def repriced(*prices: float, allowances: Allowances | None = None) -> Plan:
    """A plan that changes prices from 2.5 USD."""
    price = "input_price_per_million_tokens"
    entries = [
        entry(f"m{number:02}", input_price_per_million_tokens=value, lines={price: 7})
        for number, value in enumerate(prices)
    ]
    rows = [record(f"m{number:02}") for number in range(len(prices))]
    others = [f"x{number}" for number in range(2 * len(prices))]
    return plan_of(
        [*entries, *map(entry, others)], [*rows, *map(record, others)], allowances=allowances or Allowances()
    )


def test_an_empty_plan_has_none() -> None:
    """Nothing to look at, no output."""
    assert annotations_github([planned(plan_of([entry("a")], [record("a")]))]) == ""


def test_every_kind() -> None:
    """Each kind of thing that needs attention has its level and its line."""
    edited = record("edited", model_name="Page")
    edited = edited._replace(base={**edited.fields, "model_name": "GPT-4o"})
    clash = record("clash", provider="page")
    clash = clash._replace(base={**clash.fields, "provider": "was"})
    entries = [
        entry("edited", lines={"model_name": 3}),
        entry("clash", lines={"provider": 4}),
        entry("taken", lines={"model_id": 2}),
        entry("dear", input_price_per_million_tokens=30.0, lines={"input_price_per_million_tokens": 9}),
        entry("more", output_price_per_million_tokens=15.0, lines={"output_price_per_million_tokens": 10}),
        entry("meant", input_price_per_million_tokens=30.0, lines={"input_price_per_million_tokens": 9}),
        *map(entry, SAME),
    ]
    rows = [
        edited, clash, record("taken", by="other"), record("dear"), record("more"), record("meant"), record("gone"),
        *map(record, SAME),
    ]  # fmt: skip
    plan = plan_of(entries, rows, allowances=Allowances(prices=frozenset({"meant"})))
    assert annotations_github([planned(plan)]) == (
        """\
::error file=catalog/models/clash.yaml,line=4,col=1::clash: provider was changed from was to openai in \
catalog/models/clash.yaml:4, and to page outside the catalog; write page into the file, or pass --overwrite clash to \
write openai to the row
::error file=catalog/models/taken.yaml,line=2,col=1::taken (catalog/models/taken.yaml:2) has a row that the catalog \
other manages, not campus; remove it from one of the two
::error file=catalog/models/dear.yaml,line=9,col=1::dear: input_price_per_million_tokens: 2.5 -> 30 USD is 12 times; \
pass --allow-price dear if that is meant
::warning file=catalog/models/meant.yaml,line=9,col=1::meant: input_price_per_million_tokens: 2.5 -> 30 USD is 12 \
times; allowed by --allow-price meant
::warning::gone, an enabled model, is deleted
::warning file=catalog/models/more.yaml,line=10,col=1::more: output_price_per_million_tokens: 10 -> 15 USD (+50 %25)
::notice file=catalog/models/edited.yaml,line=3,col=1::edited: model_name: Page -> GPT-4o, edited outside the catalog, \
is put back
"""
    )


def test_ten_of_a_kind_the_worst_first() -> None:
    """Of many changes the ten worst are annotations; a plain line says how many more there are."""
    lines = annotations_github([planned(repriced(*(3.3 + number / 10 for number in range(14))))]).splitlines()
    assert len(lines) == 11
    assert [line.split("::")[2].split(":")[0] for line in lines[:10]] == [
        f"m{number:02}" for number in range(13, 3, -1)
    ]
    assert lines[10] == "4 more warnings: the summary of this run has all of them."


def test_kinds_are_counted_apart() -> None:
    """Ten errors and ten warnings both fit."""
    lines = annotations_github([planned(repriced(*[30.0] * 12, *[4.0] * 12))]).splitlines()
    assert sum(line.startswith("::error") for line in lines) == 10
    assert sum(line.startswith("::warning") for line in lines) == 10
    assert [line for line in lines if not line.startswith("::")] == [
        "2 more errors: the summary of this run has all of them.",
        "2 more warnings: the summary of this run has all of them.",
    ]


def test_the_same_for_several_targets_is_said_once() -> None:
    """What all targets have in common names none of them; what only some have names those."""
    small, large = repriced(4.0), repriced(4.0, 5.0)
    both = annotations_github([planned(small, "staging"), planned(large, "production")]).splitlines()
    assert [line.split("::")[2] for line in both] == [
        "production: m01: input_price_per_million_tokens: 2.5 -> 5 USD (+100 %25)",
        "m00: input_price_per_million_tokens: 2.5 -> 4 USD (+60 %25)",
    ]


def test_a_target_that_could_not_be_planned_is_an_error() -> None:
    """The other target's annotations are there too."""
    error = StoreError("table models cannot be reached")
    lines = annotations_github([Planned("production", None, error), planned(repriced(4.0), "staging")]).splitlines()
    assert lines[0] == "::error::production: production could not be planned: table models cannot be reached"
    assert len(lines) == 2


def test_an_invalid_catalog() -> None:
    """Its problems stand on their lines, once for all targets that have it."""
    error = CatalogError([Problem("catalog/models/a.yaml", "is missing; it is required", field="provider")])
    lines = annotations_github([Planned("a", None, error), Planned("b", None, error)]).splitlines()
    assert lines == [
        "::error::a: a could not be planned: the catalog has 1 error",
        "::error::b: b could not be planned: the catalog has 1 error",
        "::error file=catalog/models/a.yaml::provider: is missing; it is required",
    ]


@pytest.mark.parametrize(
    ("root", "file", "shown"),
    [
        (Root(), "catalog/a.yaml", "catalog/a.yaml"), (Root(), "./catalog//a.yaml", "catalog/a.yaml"),
        (Root(), "/repo/catalog/a.yaml", None), (Root(), "../catalog/a.yaml", None),
        (Root("/repo"), "/repo/catalog/a.yaml", "catalog/a.yaml"), (Root("/repo"), "catalog/a.yaml", "catalog/a.yaml"),
        (Root("/repo"), "/repository/a.yaml", None), (Root("/repo/sub", "/repo"), "c/a.yaml", "sub/c/a.yaml"),
        (Root("/repo/sub", "/repo/"), "../c/a.yaml", "c/a.yaml"), (Root("/elsewhere", "/repo"), "c/a.yaml", None),
        (Root("/"), "/c/a.yaml", None), (Root(), "", None),
    ],
)  # fmt: skip
def test_files_are_named_from_the_repository(root: Root, file: str, shown: str | None) -> None:
    """A file below the repository is named from there; one outside has no place."""
    assert root.relative(file) == shown
    line = problems_github([Problem(file, "is wrong", 3, 4)], root=root)
    assert line == (f"::error file={shown},line=3,col=4::is wrong\n" if shown else "::error::is wrong\n")


def test_what_is_no_file_is_said_in_words() -> None:
    """A row has no line of a file."""
    assert problems_github([Problem("live/1.json", "is broken", severity="warning")]) == (
        "::warning::live/1.json: is broken\n"
    )


@pytest.mark.parametrize("text", [text for text in HOSTILE if text != "\ud800"], ids=ascii)
def test_no_text_is_a_command(text: str) -> None:
    """Whatever stands in a plan: every line is a command of ours or the line that counts the rest."""
    for line in annotations_github(hostile_planned(text)).splitlines():
        assert line.isprintable()
        if not line.startswith("::"):
            assert line.endswith(" the summary of this run has all of them.")
            continue
        command, properties = line[2:].split("::")[0].partition(" ")[::2]
        assert command in {"error", "warning", "notice"}
        assert [one.partition("=")[0] for one in properties.split(",") if one] in (
            [],
            ["file"],
            ["file", "line", "col"],
        )
