"""Renames keep the row; protected models stay; what stops is named."""

from __future__ import annotations

import json
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from syncer.cli import run as cli
from syncer.errors import ConflictError, GuardError
from syncer.model.catalog import Catalog, Settings
from syncer.model.policies import ModelPolicies, Policies
from syncer.model.records import record_id_for
from syncer.plan.guards.check import NONE_ALLOWED, Allowances
from syncer.plan.inventory import read_inventory
from syncer.plan.plan import Plan, build_plan
from syncer.sync.apply import apply_plan
from tests.stores.shapes import admin_row, catalog, entry, random_id, run
from tests.unit.catalog_files import model, write_catalog

if TYPE_CHECKING:
    from syncer.model.catalog import CatalogEntry
    from syncer.stores.base import Store
    from tests.stores.raw import Fresh


def plan_for(store: Store, wanted: Catalog, allowances: Allowances = NONE_ALLOWED) -> Plan:
    """What a sync would do."""
    inventory = read_inventory(store.recall(wanted.settings.name))
    return build_plan(wanted, store.read(), target="t", allowances=allowances, inventory=inventory)


def sync(store: Store, wanted: Catalog, allowances: Allowances = NONE_ALLOWED) -> None:
    """Do it, and prove that nothing is left to do."""
    assert apply_plan(plan_for(store, wanted, allowances), store, run()).is_complete
    assert plan_for(store, wanted, allowances).is_settled


def renamed(old: str, new: str, **fields: Any) -> CatalogEntry:
    """A definition that had another name."""
    return entry(new, model_name="Same", **fields)._replace(renamed_from=old)


def page(fresh: Fresh, record_id: str, **attributes: object) -> None:
    """What the platform's page does to a row."""
    row = fresh.raw.get(record_id)
    assert row is not None
    fresh.raw.put({**row, **attributes, "updatedAt": "2026-02-01T12:00:00Z"})


OTHERS = [entry(f"other{number}") for number in range(5)]


def test_a_rename_keeps_the_row(fresh: Fresh) -> None:
    """The row keeps its id, its first stamp and what others stored; it is found by the new name and not by the old."""
    fresh.raw.put(admin_row("old", sortOrder=7))
    fields = {"input_modalities": ["TEXT", "IMAGE"], "available_to_roles": ["staff"]}
    sync(fresh.store, catalog(entry("old", model_name="Same", **fields), *OTHERS))
    before = fresh.raw.get(random_id(1))
    assert before is not None
    wanted = catalog(renamed("old", "new", **fields), *OTHERS)
    plan = plan_for(fresh.store, wanted)
    assert [(c.action, c.record_id, [f.field for f in c.fields]) for c in plan.changes] == [
        ("update", random_id(1), ["model_id"])
    ]
    assert plan.reach.roles == ()
    sync(fresh.store, wanted)
    after = fresh.raw.get(random_id(1))
    assert after is not None
    assert after["modelId"] == "new"
    assert {k: v for k, v in after.items() if k not in {"modelId", "updatedAt", "lastApplied"}} == {
        k: v for k, v in before.items() if k not in {"modelId", "updatedAt", "lastApplied"}
    }
    assert [record.record_id for record in fresh.store.find("new")] == [random_id(1)]
    assert fresh.store.find("old") == ()
    assert len(fresh.raw.ids()) == 1 + len(OTHERS)
    sync(fresh.store, catalog(renamed("new", "newer", **fields), *OTHERS))
    assert [record.record_id for record in fresh.store.find("newer")] == [random_id(1)]


def test_a_rename_of_a_row_that_is_nobodys(fresh: Fresh) -> None:
    """It is adopted under its new name."""
    fresh.raw.put(admin_row("old", availableToRoles=[]))
    plan = plan_for(fresh.store, catalog(renamed("old", "new", input_modalities=["TEXT", "IMAGE"])))
    assert [(change.action, change.record_id) for change in plan.changes] == [("adopt", random_id(1))]
    sync(fresh.store, catalog(renamed("old", "new", input_modalities=["TEXT", "IMAGE"])))


def test_a_rename_is_refused_when_both_exist(fresh: Fresh) -> None:
    """The plan names both rows and exits with 4; nothing is written and nothing is deleted."""
    sync(fresh.store, catalog(entry("old"), entry("new"), *OTHERS))
    plan = plan_for(fresh.store, catalog(renamed("old", "new"), *OTHERS))
    assert plan.changes == ()
    assert [guard.name for guard in plan.refusals] == ["rename-both-exist"]
    assert record_id_for("old") in plan.refusals[0].message
    assert record_id_for("new") in plan.refusals[0].message
    with pytest.raises(GuardError):
        apply_plan(plan, fresh.store, run())


def test_a_rename_of_nothing_is_a_create_with_a_warning(fresh: Fresh) -> None:
    """The name that no row has is said, with the line; a rename that was done is harmless."""
    plan = plan_for(fresh.store, catalog(renamed("old", "new")))
    assert [change.action for change in plan.changes] == ["create"]
    assert [problem.message for problem in plan.problems] == ["no row is called old, so new is made as a new model"]
    sync(fresh.store, catalog(renamed("old", "new")))
    assert plan_for(fresh.store, catalog(renamed("old", "new"))).problems == ()


def test_a_row_that_was_renamed_on_the_page(fresh: Fresh) -> None:
    """It is recognised by what was last applied: the name is put back, and the row keeps its id."""
    sync(fresh.store, catalog(entry("a"), *OTHERS))
    page(fresh, record_id_for("a"), modelId="b")
    plan = plan_for(fresh.store, catalog(entry("a"), *OTHERS))
    assert [
        (c.action, c.record_id, [(f.field, f.before, f.after, f.origin) for f in c.fields]) for c in plan.changes
    ] == [("update", record_id_for("a"), [("model_id", "b", "a", "live")])]
    sync(fresh.store, catalog(entry("a"), *OTHERS))
    assert [record.record_id for record in fresh.store.find("a")] == [record_id_for("a")]


def test_a_rename_on_both_sides(fresh: Fresh) -> None:
    """A row that was called otherwise on the page and in Git stops the sync; with a word it keeps its id."""
    store = fresh.store
    sync(store, catalog(entry("old"), *OTHERS))
    page(fresh, record_id_for("old"), modelId="page", sortOrder=7)
    wanted = catalog(entry("new", model_name="OLD")._replace(renamed_from="old"), *OTHERS)
    before = fresh.raw.get(record_id_for("old"))
    with pytest.raises(ConflictError, match=r"model_id was changed from old to new in .*, and to page outside"):
        apply_plan(plan_for(store, wanted), store, run())
    assert fresh.raw.get(record_id_for("old")) == before
    sync(store, wanted, Allowances(overwrite=frozenset({"new"})))
    (record,) = store.find("new")
    assert (record.record_id, record.raw["sortOrder"]) == (record_id_for("old"), 7)
    assert store.find("old") == store.find("page") == ()


def test_a_rename_that_the_page_was_told_of(fresh: Fresh) -> None:
    """A row that got the new name on the page already is right; only its mark is written."""
    sync(fresh.store, catalog(entry("old"), *OTHERS))
    page(fresh, record_id_for("old"), modelId="new")
    wanted = catalog(entry("new", model_name="OLD")._replace(renamed_from="old"), *OTHERS)
    plan = plan_for(fresh.store, wanted)
    assert (plan.changes, [renewal.record_id for renewal in plan.renewals]) == ((), [record_id_for("old")])
    sync(fresh.store, wanted)


def test_a_row_renamed_by_a_write_that_drops_marks(fresh: Fresh) -> None:
    """The page renames a file's row and drops what is ours: the row is nobody's and stays; the model is made anew."""
    sync(fresh.store, catalog(entry("a"), *OTHERS))
    row = fresh.raw.get(record_id_for("a"))
    assert row is not None
    left = {name: value for name, value in row.items() if name not in ("managedBy", "lastApplied")}
    fresh.raw.put({**left, "modelId": "page"})
    wanted = catalog(entry("a"), *OTHERS)
    plan = plan_for(fresh.store, wanted)
    assert [(change.action, change.record_id) for change in plan.changes] == [("create", None)]
    assert apply_plan(plan, fresh.store, run()).is_complete
    again = plan_for(fresh.store, wanted)
    assert (again.is_empty, again.renewals) == (True, ())
    assert fresh.raw.get(record_id_for("a")) == {**left, "modelId": "page"}
    back = catalog(entry("page", model_name="A")._replace(renamed_from="x"), entry("a"), *OTHERS)
    assert [change.action for change in plan_for(fresh.store, back).changes] == ["adopt"]


def test_a_rename_that_was_forgotten(fresh: Fresh) -> None:
    """A delete and a create that look like one model get a warning that says what to write."""
    sync(fresh.store, catalog(entry("old", model_name="Same"), *OTHERS))
    plan = plan_for(fresh.store, catalog(entry("new", model_name="Same"), *OTHERS))
    assert [change.action for change in plan.changes] == ["create", "delete"]
    assert ["add `renamed_from: old`" in problem.message for problem in plan.problems] == [True]


def test_another_row_that_takes_the_new_name_meanwhile(fresh: Fresh) -> None:
    """Whoever makes a row of the new name between plan and sync is not overtaken."""
    sync(fresh.store, catalog(entry("old", model_name="Same"), *OTHERS))
    plan = plan_for(fresh.store, catalog(renamed("old", "new"), *OTHERS))
    fresh.raw.put(admin_row("new"))
    with pytest.raises(ConflictError, match="new exists by now"):
        apply_plan(plan, fresh.store, run())


def test_a_protected_model(fresh: Fresh) -> None:
    """It is neither deleted nor disabled; once a sync has taken the protection away, it can be."""
    store = fresh.store
    guarded = entry("a")._replace(protected=True)
    sync(store, catalog(guarded, *OTHERS))
    off = entry("a", enabled=False)
    for wanted in (catalog(*OTHERS), catalog(off._replace(protected=True), *OTHERS), catalog(off, *OTHERS)):
        plan = plan_for(store, wanted)
        assert [guard.name for guard in plan.refusals] == ["protected-model"]
        with pytest.raises(GuardError, match=r"a .*is protected and would be"):
            apply_plan(plan, store, run())
    plan = plan_for(store, catalog(entry("a"), *OTHERS))
    assert (plan.is_empty, len(plan.renewals)) == (True, 1)
    sync(store, catalog(entry("a"), *OTHERS))
    sync(store, catalog(*OTHERS))
    assert store.find("a") == ()


def test_fail_stops_for_rows_too(fresh: Fresh) -> None:
    """Under `fail` a row that was deleted outside, and the delete of a row that was edited outside, wait for a word."""
    store = fresh.store
    strict = Settings("campus", policies=Policies(models={"a": ModelPolicies("fail")}))
    sync(store, Catalog(strict, (entry("a"), *OTHERS)))
    page(fresh, record_id_for("a"), modelName="Edited")
    plan = plan_for(store, Catalog(strict, tuple(OTHERS)))
    with pytest.raises(ConflictError, match="model_name of its row was edited outside the catalog"):
        apply_plan(plan, store, run())
    fresh.raw.delete(record_id_for("a"))
    plan = plan_for(store, Catalog(strict, (entry("a"), *OTHERS)))
    with pytest.raises(ConflictError, match="its row was deleted outside the catalog"):
        apply_plan(plan, store, run())
    sync(store, Catalog(strict, (entry("a"), *OTHERS)), Allowances(overwrite=frozenset({"a"})))
    lenient = plan_for(store, catalog(entry("a"), *OTHERS))
    assert (lenient.changes, lenient.renewals) == ((), ())


def test_a_default_that_others_own_is_not_doubled(fresh: Fresh) -> None:
    """The default that the catalog moves away from a model whose `is_default` is left to others stops the sync."""
    store = fresh.store
    mixed = Settings("campus", policies=Policies(models={"a": ModelPolicies("live")}))
    sync(store, Catalog(mixed, (entry("a", is_default=True), entry("b"), *OTHERS)))
    wanted = Catalog(mixed, (entry("a"), entry("b", is_default=True), *OTHERS))
    with pytest.raises(ConflictError, match="b cannot be the default: a is, and its is_default is left to others"):
        apply_plan(plan_for(store, wanted), store, run())
    page(fresh, record_id_for("a"), isDefault=False)
    sync(store, wanted)
    assert [record.model_id for record in store.read().records if record.fields["is_default"]] == ["b"]


def test_a_default_that_others_own(fresh: Fresh) -> None:
    """With `is_default` left to others, a new default model does not take the default from the row that has it."""
    store = fresh.store
    live = Settings("campus", policies=Policies(fields={"is_default": "live"}))
    sync(store, Catalog(live, (entry("a", is_default=True), *OTHERS)))
    page(fresh, record_id_for("a"), isDefault=False)
    page(fresh, record_id_for("other0"), isDefault=True)
    assert plan_for(store, Catalog(live, (entry("a", is_default=True), *OTHERS))).is_settled
    moved = Catalog(live, (entry("a"), entry("b", is_default=True), *OTHERS))
    sync(store, moved)
    assert [record.model_id for record in store.read().records if record.fields["is_default"]] == ["other0"]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A catalog's folder, and an empty directory for its rows."""
    (tmp_path / "live").mkdir()
    monkeypatch.delenv("DYNAMODB_MANAGED_MODELS_TABLE_NAME", raising=False)
    monkeypatch.setenv("MANAGED_MODELS_DIR", str(tmp_path / "live"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return str(tmp_path / "c")


def rewrite(folder: str, settings: str = "name: campus\n", **models: str) -> None:
    """Replace the files of the catalog."""
    for path in Path(folder).glob("models/*"):
        path.unlink()
    write_catalog(Path(folder).parent, models, settings=settings)


def test_the_command_refuses_a_rename_onto_a_row(folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    """`plan` and `sync` exit with 4, name both rows and the line, and leave every file as it was."""
    rewrite(folder, old=model(model_id="old"), new=model(model_id="new"))
    assert cli(["sync", "--yes", "--catalog", folder]) == 0
    rewrite(folder, new=model("renamed_from: old\n", model_id="new"))
    live = Path(folder).parent / "live"
    before = {path.name: path.read_bytes() for path in live.glob("*.json")}
    capsys.readouterr()
    for command in (["plan"], ["sync", "--yes"]):
        assert cli([*command, "--catalog", folder]) == 4
        said = capsys.readouterr().out
        assert f"new ({folder}/models/new.yaml:11) cannot take over old: both have a row" in said
        assert record_id_for("old") in said
        assert record_id_for("new") in said
    assert {path.name: path.read_bytes() for path in live.glob("*.json")} == before


def test_the_command_stops_at_a_conflict(folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 5, both values, the line and the way out; what a hostile mark says cannot move a cursor."""
    rewrite(folder, a=model(model_id="a"), b=model(model_id="b"))
    assert cli(["sync", "--yes", "--catalog", folder]) == 0
    path = Path(folder).parent / "live" / f"{record_id_for('a')}.json"
    row = json.loads(path.read_text())
    row["modelName"] = row["lastApplied"]["at"] = "\x1b[31mP\r\n"
    path.write_text(json.dumps(row))
    rewrite(folder, a=model(model_id="a", model_name="Ours"), b=model(model_id="b"))
    capsys.readouterr()
    for command in (["plan"], ["sync", "--yes"], ["plan", "--format", "markdown"]):
        assert cli([*command, "--catalog", folder]) == 5
        heard = capsys.readouterr()
        shown = unescape(heard.out).replace("`", "")
        assert f"changed from GPT-4o to Ours in {folder}/models/a.yaml:2" in shown
        assert "pass --overwrite a" in shown
        assert "\x1b" not in heard.out + heard.err
        assert "\r" not in heard.out + heard.err
    assert json.loads(path.read_text()) == row
    assert cli(["sync", "--yes", "--catalog", folder, "--overwrite", "b"]) == 5
    assert cli(["sync", "--yes", "--catalog", folder, "--overwrite", "a"]) == 0
    assert json.loads(path.read_text())["modelName"] == "Ours"
    assert cli(["plan", "--detailed-exitcode", "--catalog", folder]) == 0
