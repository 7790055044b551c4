"""Rows to model files and back: an import, then a plan that adopts and changes nothing, whatever the rows look like."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from syncer.authoring.import_rows import ImportChoice, draft_import, name_for, selection
from syncer.authoring.write_files import write_new
from syncer.errors import SyncerError, UsageError
from syncer.load.catalog import load_catalog
from syncer.model.records import record_id_for
from syncer.plan.guards.check import NONE_ALLOWED, Allowances
from syncer.sync.apply import apply_plan
from syncer.sync.planning import plan_catalog
from tests.examples import examples
from tests.stores.memory import MemoryStore
from tests.stores.shapes import admin_row, bootstrap_row, newer_row, no_model, random_id, run

if TYPE_CHECKING:
    from collections.abc import Iterable

    from syncer.authoring.results import Import
    from syncer.model.records import Snapshot
    from syncer.plan.plan import Plan
    from syncer.stores.base import Store
    from tests.stores.raw import Fresh

ROOT = Path(__file__).parents[2]
NAME = "imported"


def import_into(folder: Path, snapshot: Snapshot) -> Import:
    """Import all that there is into a new catalog in the folder."""
    made = draft_import(snapshot, (), ImportChoice(NAME), folder=str(folder))
    (folder / "models").mkdir(parents=True, exist_ok=True)
    texts = {draft.path: draft.text for draft in made.drafts}
    write_new(str(folder), {**texts, "catalog.yaml": f"name: {NAME}\n"})
    return made


def plan_of(folder: Path, store: Store, allowances: Allowances = NONE_ALLOWED) -> Plan:
    """What a sync of the catalog in the folder would do."""
    return plan_catalog(lambda: load_catalog(str(folder)), store, allowances)


def changed(plan: Plan) -> dict[str, Any]:
    """The changes that are more than adoptions of rows as they are."""
    return {c.model_id: (c.action, c.fields) for c in plan.changes if c.action != "adopt" or c.fields}


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file of a catalog."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*.yaml")}


SHAPES = [admin_row(), bootstrap_row(), newer_row()]


def test_every_shape_of_the_contract(fresh: Fresh, tmp_path: Path) -> None:
    """Rows of every release are adopted without a changed field; duplicates and what is no model are said."""
    for row in SHAPES:
        fresh.raw.put(row)
    fresh.raw.put(admin_row("twin", number=5))
    fresh.raw.put(admin_row("twin", number=6))
    fresh.raw.put(no_model())
    fresh.raw.put_strangers()
    made = import_into(tmp_path / "c", fresh.store.read())
    assert {draft.model_id for draft in made.drafts} == {row["modelId"] for row in SHAPES}
    assert sorted(refusal.model_id for refusal in made.refusals if refusal.record_id != random_id(7)) == [
        "twin",
        "twin",
    ]
    plan = plan_of(tmp_path / "c", fresh.store)
    assert changed(plan) == {}
    assert plan.counts["adopt"] == len(SHAPES)
    assert [guard.name for guard in plan.refusals] == ["duplicate-rows"]
    fresh.raw.delete(random_id(6))
    plan = plan_of(tmp_path / "c", fresh.store)
    assert apply_plan(plan, fresh.store, run()).is_complete
    for row in SHAPES:
        after = fresh.raw.get(row["id"])
        assert after is not None
        assert {key: after.get(key) for key in row} == row
    assert plan_of(tmp_path / "c", fresh.store).is_settled


def test_the_shipped_models(fresh: Fresh, tmp_path: Path) -> None:
    """The 120 models, synced and without marks, come back as files that change nothing; twice, as the same bytes."""
    first = tmp_path / "first"
    shutil.copytree(ROOT / "catalog", first)
    plan = plan_of(first, fresh.store)
    assert apply_plan(plan, fresh.store, run()).is_complete
    for record in fresh.store.read().records:
        row = fresh.raw.get(record.record_id)
        assert row is not None
        fresh.raw.put({name: value for name, value in row.items() if name not in {"managedBy", "lastApplied"}})
    import_into(tmp_path / "second", fresh.store.read())
    adopting = plan_of(tmp_path / "second", fresh.store)
    assert changed(adopting) == {}
    assert adopting.counts["adopt"] == 120
    empty = MemoryStore()
    assert apply_plan(plan_of(tmp_path / "second", empty), empty, run()).is_complete
    import_into(tmp_path / "third", empty.read())
    assert files_of(tmp_path / "third") == files_of(tmp_path / "second")


TEXT = st.one_of(
    st.sampled_from(
        ["gpt-4o", "us.anthropic.claude:0", "no", "1e5", "../../etc/passwd", "a/b", "Ünï", "😀", " a ", "-"]
    ),
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20),
)
PRICE = st.one_of(
    st.sampled_from([0, 3, 2.2, 0.7999999999999999, 1e-7]),
    st.floats(0, 999).filter(lambda price: not price or price > 1e-100),
)
ROW = st.fixed_dictionaries(
    {
        "modelId": TEXT,
        "modelName": TEXT,
        "provider": st.sampled_from(["bedrock", "Bedrock", "openai", "gemini"]),
        "providerName": TEXT,
        "inputModalities": st.lists(
            st.sampled_from(["TEXT", "text", "Image", "video", "\u0131"]), min_size=1, max_size=4
        ),
        "outputModalities": st.lists(st.sampled_from(["text", "TEXT"]), min_size=1, max_size=2),
        "maxInputTokens": st.integers(1, 10**9),
        "allowedAppRoles": st.lists(TEXT, max_size=3),
        "availableToRoles": st.lists(TEXT, max_size=3),
        "enabled": st.booleans(),
        "inputPricePerMillionTokens": PRICE,
        "outputPricePerMillionTokens": PRICE,
        "isReasoningModel": st.booleans(),
        "supportsCaching": st.booleans(),
        "isDefault": st.just(False),
        "createdAt": st.just("2026-01-31T12:00:00Z"),
        "updatedAt": st.just("2026-01-31T12:00:00.123456+00:00"),
    },
    optional={
        "maxOutputTokens": st.one_of(st.none(), st.integers(1, 10**6)),
        "cacheReadPricePerMillionTokens": st.one_of(st.none(), PRICE),
        "knowledgeCutoffDate": st.one_of(st.none(), TEXT, st.just("")),
        "supportedParams": st.one_of(
            st.none(),
            st.just({"params": {"temperature": {"min": None, "max": 1.5, "supported": True, "theirs": [1]}}}),
            st.just({"params": {}}),
        ),
        "sortOrder": st.integers(0, 9),
    },
)


@settings(
    max_examples=examples(10, thorough=100), suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(rows=st.lists(ROW, min_size=20, max_size=30, unique_by=lambda row: row["modelId"]))
def test_generated_rows(rows: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory) -> None:
    """Whatever the rows hold: what is imported plans to adoptions alone, and imports to the same bytes again."""
    place = tmp_path_factory.mktemp("import")
    store = MemoryStore({record_id_for(row["modelId"]): {"id": record_id_for(row["modelId"]), **row} for row in rows})
    made = import_into(place / "first", store.read())
    assert made.drafts
    assert {refusal.model_id for refusal in made.refusals}.isdisjoint(draft.model_id for draft in made.drafts)
    assert len(made.drafts) + len(made.refusals) == len(rows)
    plan = plan_of(place / "first", store)
    assert changed(plan) == {}
    assert plan.counts["adopt"] == len(made.drafts)
    empty = MemoryStore()
    assert apply_plan(plan_of(place / "first", empty), empty, run()).is_complete
    import_into(place / "second", empty.read())
    assert files_of(place / "second") == files_of(place / "first")
    shutil.rmtree(place)


@settings(max_examples=examples(2, thorough=20), suppress_health_check=list(HealthCheck), phases=[Phase.generate])
@given(rows=st.lists(ROW, min_size=20, max_size=30, unique_by=lambda row: row["modelId"]))
def test_generated_rows_of_real_stores(rows: list[dict[str, Any]], store_factory: Any, tmp_path_factory: Any) -> None:
    """The same for rows that another writer put into a directory and into a table: adoptions, and no changed field."""
    place, fresh = tmp_path_factory.mktemp("import"), store_factory()
    for number, row in enumerate(rows):
        fresh.raw.put({"id": random_id(number), **row})
    before = {key: fresh.raw.get(key) for key in fresh.raw.ids()}
    assert len(before) == len(rows)
    made = import_into(place / "first", fresh.store.read())
    assert len(made.drafts) + len(made.refusals) == len(rows)
    plan = plan_of(place / "first", fresh.store)
    assert changed(plan) == {}
    assert plan.counts["adopt"] == len(made.drafts)
    assert apply_plan(plan, fresh.store, run()).is_complete
    after = {key: fresh.raw.get(key) for key in fresh.raw.ids()}
    marks = {"managedBy", "lastApplied"}
    assert {key: {k: v for k, v in row.items() if k not in marks} for key, row in after.items()} == before
    assert plan_of(place / "first", fresh.store).is_settled
    shutil.rmtree(place)


def test_hostile_ids_stay_in_the_folder(tmp_path: Path) -> None:
    """No model id leads out of the catalog's folder, and no two to one file."""
    ids = ["../../etc/passwd", "a/b", "a:b", "A(B", "a(b", ".", "..", "x" * 300, "\x00", "ﷺ"]
    store = MemoryStore({random_id(n): admin_row(name, number=n) for n, name in enumerate(ids)})
    made = draft_import(store.read(), (), ImportChoice(NAME), folder=str(tmp_path))
    paths = [draft.path for draft in made.drafts]
    assert made.refusals == ()
    assert len({path.casefold() for path in paths}) == len(paths) == len(ids)
    assert all(path.count("/") == 2 and "/." not in path and len(path) < 150 for path in paths)


def selected(texts: Iterable[str]) -> set[str]:
    """The models that an import of three rows takes."""
    rows = [
        admin_row("us.a", number=1, provider="bedrock", providerName="Amazon"),
        admin_row("us.b", number=2, provider="bedrock", providerName="Meta"),
        admin_row("eu.c", number=3, provider="openai", providerName="Meta"),
    ]
    store = MemoryStore({row["id"]: row for row in rows})
    choice = ImportChoice(NAME, tuple(map(selection, texts)))
    return {draft.model_id for draft in draft_import(store.read(), (), choice, folder="c").drafts}


def test_selections() -> None:
    """Patterns of one key add up, different keys must all match, letter case does not count."""
    assert selected([]) == {"us.a", "us.b", "eu.c"}
    assert selected(["id=US.*"]) == {"us.a", "us.b"}
    assert selected(["maker=meta", "provider=bedrock"]) == {"us.b"}
    assert selected(["id=us.a", "id=eu.?"]) == {"us.a", "eu.c"}


@pytest.mark.parametrize("text", ["id", "=x", "name=x", "id=", ""])
def test_a_selection_that_is_none(text: str) -> None:
    """The right form is said."""
    with pytest.raises(UsageError, match="KEY=PATTERN; KEY is one of provider, maker, id"):
        selection(text)


def test_two_defaults_are_said() -> None:
    """Where two rows are the default neither is imported, and each is said."""
    rows = [admin_row(name, number=n, isDefault=True) for n, name in enumerate(("a", "b"))]
    rows.append(admin_row("c", number=3))
    made = draft_import(MemoryStore({row["id"]: row for row in rows}).read(), (), ImportChoice(NAME), folder="c")
    assert [draft.model_id for draft in made.drafts] == ["c"]
    assert all("it is the default, and so is row" in refusal.reason for refusal in made.refusals)
    assert len(made.refusals) == 2


def test_names() -> None:
    """A new catalog is called what is given, or what the rows carry; otherwise it is asked for."""
    ours, theirs = admin_row("a", number=1, managedBy="campus"), admin_row("b", number=2, managedBy="other")
    one, none = MemoryStore({"1": {**ours, "id": "1"}}).read(), MemoryStore().read()
    assert name_for(None, one) == "campus"
    assert name_for("given", none) == "given"
    with pytest.raises(UsageError, match="no row of the store carries one; pass --name"):
        name_for(None, none)
    both = MemoryStore({"1": {**ours, "id": "1"}, "2": {**theirs, "id": "2"}}).read()
    with pytest.raises(UsageError, match="the rows carry 2 names; pass --name"):
        name_for(None, both)
    assert draft_import(both, (), ImportChoice("campus"), folder="c").foreign == ("b",)


def test_files_that_are_there_are_named_and_kept(tmp_path: Path) -> None:
    """Nothing is written when one file is there with another text; the same text is no obstacle."""
    (tmp_path / "a").write_text("mine\n")
    (tmp_path / "c").write_text("same\n")
    with pytest.raises(UsageError, match=r"/a exists already; nothing was written; pass --replace"):
        write_new(str(tmp_path), {"b": "new\n", "a": "theirs\n", "c": "same\n"})
    assert not (tmp_path / "b").exists()
    assert write_new(str(tmp_path), {"b": "new\n", "a": "theirs\n", "c": "same\n"}, replace=True) == ("b", "a")
    assert (tmp_path / "a").read_text() == "theirs\n"
    with pytest.raises(SyncerError, match="cannot be written"):
        write_new(str(tmp_path), {"a/x": "below a file\n"})


def test_a_store_without_an_order_of_keys(fresh: Fresh, tmp_path: Path) -> None:
    """A store may give the keys of a mapping in any order: an import of what was synced is the same bytes."""
    options = {"supported": True, "min": 0, "max": 1, "default": {"z": 1, "a": {"q": 1, "b": 2}}}
    params = {name: dict(options) for name in ("top_p", "temperature", "max_tokens", "aa", "zz", "k1", "k2")}
    row = admin_row("a", supportedParams={"params": params})
    import_into(tmp_path / "first", MemoryStore({row["id"]: row}).read())
    assert apply_plan(plan_of(tmp_path / "first", fresh.store), fresh.store, run()).is_complete
    import_into(tmp_path / "second", fresh.reopen().read())
    assert files_of(tmp_path / "second") == files_of(tmp_path / "first")


def test_a_row_that_was_renamed_outside(fresh: Fresh, tmp_path: Path) -> None:
    """It is left to `drift --propose`: after the import the plan still puts the name back and creates nothing."""
    fresh.raw.put(admin_row("old", number=1))
    import_into(tmp_path / "c", fresh.store.read())
    assert apply_plan(plan_of(tmp_path / "c", fresh.store), fresh.store, run()).is_complete
    row = fresh.raw.get(random_id(1))
    assert row is not None
    fresh.raw.put({**row, "modelId": "new"})
    snapshot = fresh.reopen().read()
    entries = load_catalog(str(tmp_path / "c")).entries
    made = draft_import(snapshot, entries, ImportChoice(NAME), folder=str(tmp_path / "c"))
    assert made.drafts == ()
    assert ["it was old" in refusal.reason for refusal in made.refusals] == [True]
    assert [change.action for change in plan_of(tmp_path / "c", fresh.store).changes] == ["update"]
