"""Rows to leave alone: no drift, nothing to manage or to import; what safety needs of them still counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pytest

from syncer.authoring.import_rows import ImportChoice, draft_import
from syncer.authoring.results import Import, Refusal
from syncer.errors import CatalogError
from syncer.load.catalog import load_catalog
from syncer.load.targets import for_target
from syncer.model.catalog import Place
from syncer.model.ignored import IgnoreRule, split_ignored
from syncer.model.records import Inventory
from syncer.plan.drift import find_drift
from syncer.plan.plan import Plan, build_plan
from syncer.render.drift import render_drift
from syncer.render.json.documents import plan_document
from syncer.render.plan import render_plan
from syncer.render.text.importing import ImportResult, import_text
from syncer.saved.file import plan_from, plan_json
from syncer.stores.row_faults import RowFaults
from tests.unit.building import OURS, TARGET, broken, catalog_of, entry, fields_of, record, snapshot_of
from tests.unit.catalog_files import model, said, write_catalog

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from syncer.model.records import Record, Snapshot

PLACE: Final = Place("catalog/catalog.yaml", 3)


def rule(pattern: str | None = None, record_id: str | None = None) -> IgnoreRule:
    """Rows to leave alone."""
    return IgnoreRule(PLACE, "a test", pattern, record_id)


def plan(entries: Iterable[Any], snapshot: Snapshot, *rules: IgnoreRule, known: Inventory | None = None) -> Plan:
    """The plan of a catalog with these rules."""
    made = catalog_of(entries)
    return build_plan(
        made._replace(settings=made.settings._replace(ignore=rules)), snapshot, target=TARGET, inventory=known
    )


def strange(model_id: str, **more: Any) -> Record:
    """A row that shows up in every class of drift that a row can be in."""
    row = record(model_id, **more)
    raw = {**row.raw, "theirs": 1}
    return row._replace(raw=raw, extras=("theirs",), has_bad_mark=True, invalid=("is_featured",))


@pytest.mark.parametrize(
    ("one", "names"),
    [
        (rule("x-*"), {"x-1", "x-2"}), (rule("x-?"), {"x-1", "x-2"}), (rule("x-[1]"), {"x-1"}), (rule("X-*"), set()),
        (rule(None, "r2"), {"x-2"}), (rule("x-*", "r1"), {"x-1"}), (rule("y", "r1"), set()), (rule("y"), {"y"}),
        (rule(None, "r9"), set()), (rule("*"), {"x-1", "x-2", "y"}),
    ],
)  # fmt: skip
def test_which_rows_a_rule_names(one: IgnoreRule, names: set[str]) -> None:
    """All that is given has to match; letter case counts. A row without a model id has only its record id."""
    rows = [record("x-1", record_id="r1"), record("x-2", record_id="r2")]
    split = split_ignored(snapshot_of(rows, broken_rows=[broken("r3", "y"), broken("r4", None)]), [one])
    assert {row.model_id for row, _ in split.left} == names
    assert len(split.seen.records) + len(split.seen.broken) + len(split.left) == 4


def test_a_row_without_a_name_has_an_id() -> None:
    """One that nobody can parse is named by its record id, and a pattern for all is not for it."""
    rows = snapshot_of([], broken_rows=[broken("r4", None), broken(None, None)])
    assert [row.record_id for row, _ in split_ignored(rows, [rule("*"), rule(None, "r4")]).left] == ["r4"]


def test_a_very_long_name_is_held_against_no_pattern() -> None:
    """Anybody can write one, and a wildcard costs time for each letter."""
    rows = snapshot_of([record("a" * 100_000)])
    assert split_ignored(rows, [rule("*a*a*a*a*a*b")]).left == ()


def test_they_are_counted_and_nothing_else_is_said() -> None:
    """Whatever is odd about them: neither plan nor drift has a word of it, in any form, but how many they are."""
    rows = [strange("x-1"), strange("x-2", by=None, record_id="r2"), strange("x-2", by=None, record_id="r3")]
    rows.append(rows[0]._replace(record_id="r9", base=fields_of("x-1", model_name="Old"), model_id="x-9"))
    snapshot = snapshot_of([*rows, record("a")], broken_rows=[broken("r4", "x-4")])
    known = Inventory({"a": "", "x-1": rows[0].record_id}, frozenset({"theirs"}))
    found = plan([entry("a")], snapshot, rule("x-*"), known=known)
    assert (found.changes, found.conflicts, found.refusals, found.unmanaged, found.problems) == ((), (), (), (), ())
    assert found.attributes == ()
    assert render_plan(found, "text").endswith("1 unchanged, 0 unmanaged, 5 rows ignored (catalog.yaml).\n")
    assert "5 rows ignored (`catalog.yaml`)" in render_plan(found, "markdown")
    assert plan_document(found)["ignored"] == 5
    assert plan_from(plan_json(found)).ignored == found.ignored
    settings = catalog_of([])._replace().settings._replace(ignore=(rule("x-*"),))
    drift = find_drift(snapshot, settings, known, target=TARGET)
    assert not any(drift.counts.values())
    assert render_drift(drift, "text", ("broken",)).endswith("No drift. 5 rows ignored (catalog.yaml).\n")
    assert "ignored" not in plan_document(plan([entry("a")], snapshot_of([record("a")]), rule("x-*")))


def test_a_row_of_ours_is_neither_deleted_nor_gone() -> None:
    """Its definition may be gone: whoever ignores it has said so. Its id is not given to another row."""
    row = record("x-1")
    known = Inventory({"x-1": row.record_id}, frozenset())
    found = plan([], snapshot_of([row]), rule("x-*"), known=known)
    assert found.changes == ()
    assert plan([], snapshot_of([row]), known=known).counts["delete"] == 1
    assert find_drift(snapshot_of([row]), catalog_of([]).settings._replace(ignore=(rule("x-*"),)), known,
                      target=TARGET).gone == ()  # fmt: skip


def test_a_default_that_is_ignored_is_one() -> None:
    """A definition that becomes the default takes it from the row: there is one at most. And it is no lost default."""
    row = record("x-1", by=None, is_default=True)
    found = plan([entry("a", is_default=True)], snapshot_of([row]), rule("x-*"))
    assert [(one.model_id, one.action) for one in found.changes] == [("a", "create"), ("x-1", "update")]
    ours = record("a", is_default=True)
    assert plan([entry("a", is_default=False)], snapshot_of([ours, row]), rule("x-*")).refusals == ()


def test_a_taken_id_is_taken() -> None:
    """A new row gets no id that an ignored one has."""
    row = record("x-1", by=None, record_id=record("a").record_id)
    (create,) = plan([entry("a")], snapshot_of([row]), rule("x-*")).changes
    assert create.record_id is None


@pytest.mark.parametrize(
    ("row", "one"),
    [
        (record("a", record_id="r1"), rule(None, "r1")),
        (record("x", record_id="r1")._replace(base=fields_of("a")), rule("x")),
        (record("old", by=None, record_id="r1"), rule(None, "r1")),
        (broken("r1", "a"), rule(None, "r1")),
    ],
)
def test_ignored_and_defined_is_an_error(row: Any, one: IgnoreRule) -> None:
    """Also by the name that the row had; at the line of the rule, with that of the definition."""
    rows = snapshot_of([], broken_rows=[row]) if hasattr(row, "problem") else snapshot_of([row])
    wanted = entry("a")._replace(renamed_from="old")
    with pytest.raises(CatalogError) as error:
        plan([wanted], rows, one)
    (problem,) = error.value.problems
    assert (problem.where, problem.line, problem.column) == ("catalog/catalog.yaml", 3, 1)
    assert problem.message.startswith("row r1 is ignored, and ")
    assert "is defined at catalog/models/a.yaml:1; remove the one or the other" in problem.message


IGNORES: Final = "name: t\nignore:\n- id: {pattern}\n  reason: of the lab\n"


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        (IGNORES.format(pattern="gpt-4o"), "c/catalog.yaml:3:7: ignore.0.id: rows are ignored here that definitions"),
        (IGNORES.format(pattern="gpt*"), "gpt-4o, defined at c/models/a.yaml:1; remove the one or the other"),
        (IGNORES.format(pattern="was"), "rows are ignored here"),
        (IGNORES.format(pattern="other"), ""),
        ("name: t\nignore: [{id: x}]\n", "c/catalog.yaml:2:10: ignore.0.reason: is missing; it is required"),
        ("name: t\nignore: [{id: x, reason: ' '}]\n", "reason: must be more than white space"),
        ("name: t\nignore: [{reason: x}]\n", "must give `id` or `record_id`"),
        ("name: t\nignore: [{id: , reason: x}]\n", "id: must be text; nothing is given"),
        (f"name: t\nignore: [{{id: {'x' * 201}, reason: x}}]\n", "must be at most 200 characters long"),
        (f"name: t\nignore: [{'{id: x, reason: x}, ' * 201}]\n", "must name at most 200"),
        ("name: t\nignore: [{id: x, name: y, reason: x}]\n", "unknown key"),
    ],
)
def test_the_setting_in_files(tmp_path: Path, settings: str, told: str) -> None:
    """What is wrong with it, at its place; a pattern that definitions match is an error there."""
    found = said(write_catalog(tmp_path, {"a": model("renamed_from: was\n")}, settings=settings))
    assert (told in found) if told else (found == "")


def test_a_target_has_rules_of_its_own(tmp_path: Path) -> None:
    """They replace those of the catalog; what definitions match is an error of the target."""
    text = (
        "name: t\nignore: [{id: x, reason: r}]\ntargets:\n"
        "  own: {directory: {path: own}, ignore: [{id: y, reason: r}]}\n"
        "  plain: {directory: {path: plain}}\n  none: {directory: {path: none}, ignore: []}\n"
        "  bad: {directory: {path: bad}, ignore: [{id: gpt*, reason: r}]}\n"
    )
    catalog = load_catalog(write_catalog(tmp_path, {"a": model()}, settings=text))
    rules = {name: [one.id for one in for_target(catalog, name).settings.ignore] for name in ("own", "plain", "none")}
    assert rules == {"own": ["y"], "plain": ["x"], "none": []}
    with pytest.raises(CatalogError) as error:
        for_target(catalog, "bad")
    assert (error.value.problems[0].line, error.value.problems[0].field) == (7, "targets.bad.ignore.0.id")


def test_an_import_says_what_it_leaves_out() -> None:
    """Ignored rows are counted; a refused one has its reason, with -v all of them; the end says how many are files."""
    rows = [record("a", by=None), record("x-1", by=None), record("m", by=None, model_name="", provider="")]
    snapshot = snapshot_of(rows, broken_rows=[broken("r4", "x-4"), broken("r5", "b")])
    made = draft_import(snapshot, (), ImportChoice(OURS, ignore=(rule("x-*"),)), folder="catalog")
    text = import_text(ImportResult("catalog", made, ("models/openai/a.yaml",), is_dry=False), "text")
    assert "2 rows ignored (catalog.yaml)." in text
    assert "not imported: m (row " in text
    assert "model_name: is missing; it is required (1 more reason; -v tells)" in text
    assert text.endswith("1 file written; 1 of 3 rows is a file now. Next: syncer plan\n")
    full = import_text(ImportResult("catalog", made, (), is_dry=True, is_full=True), "text")
    assert "\n  model_name: is missing; it is required\n  provider: is missing; it is required\n" in full
    assert full.endswith("0 files to write; 1 of 3 rows would be a file.\n")


def test_an_import_counts_the_faults_of_a_row_once() -> None:
    """The reason has how many more there are by itself; the line says it once, and with -v the list does."""
    faults = RowFaults.of([{"loc": (name,), "type": "missing", "msg": ""} for name in ("modelName", "provider")])
    made = Import((), (Refusal("r1", "x", f"is no model: {faults}", faults.every),), (), ())
    said = {
        full: import_text(ImportResult("catalog", made, (), is_dry=False, is_full=full), "text")
        for full in (False, True)
    }
    assert said[False].startswith(
        "not imported: x (row r1): is no model: modelName: is missing (1 more reason; -v tells)\n"
    )
    assert said[True].startswith(
        "not imported: x (row r1): is no model: modelName: is missing\n  modelName: is missing\n"
    )
