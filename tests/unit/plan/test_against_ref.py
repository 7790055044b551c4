"""A plan against another state of the catalog says what the edit itself changes, as a store in step would have it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncer.errors import CatalogError
from syncer.load.at_git_ref import load_base
from syncer.load.catalog import load_catalog
from syncer.model.catalog import Settings
from syncer.model.changes import FieldChange
from syncer.model.policies import Policies
from syncer.plan.against_ref import plan_against, snapshot_of
from syncer.plan.guards.check import Allowances
from syncer.plan.plan import build_plan
from syncer.saved.file import plan_from, plan_json
from syncer.sync.apply import apply_plan
from tests.stores.memory import MemoryStore
from tests.stores.shapes import catalog, entry, run
from tests.unit.catalog_files import model
from tests.unit.git_repositories import commit, git, repository

if TYPE_CHECKING:
    from pathlib import Path

    from syncer.model.catalog import Catalog, CatalogEntry
    from syncer.plan.plan import Plan

PARAMS = {"params": {"temperature": {"supported": True, "min": 0.0, "max": 1.0, "allowed": None}}}


def against(head: Catalog, base: Catalog | None, **allowed: Any) -> Plan:
    """The plan of one state against another."""
    return plan_against(lambda: head, base, name="origin/main", allowances=Allowances(**allowed))


def test_an_edit_shows_as_a_plan() -> None:
    """Creates, updates with their fields, and deletes, for a target that says that no store was read."""
    others = [entry(f"other{number}") for number in range(5)]
    head = catalog(entry("new"), entry("a", input_price_per_million_tokens=3.3), *others)
    plan = against(head, catalog(entry("a"), entry("gone"), *others))
    assert plan.target == "origin/main (no store was read)"
    assert [(change.action, change.model_id) for change in plan.changes] == [
        ("create", "new"), ("update", "a"), ("delete", "gone"),
    ]  # fmt: skip
    (field,) = plan.changes[1].fields
    assert field == FieldChange("input_price_per_million_tokens", 2.2, 3.3, 50.0)
    assert plan.unchanged == 5
    assert [problem.message.partition(";")[0] for problem in plan.problems] == ["new looks like gone, which is deleted"]
    assert plan.exit_code == 0


MODELS = st.dictionaries(
    st.sampled_from("abcdef"),
    st.fixed_dictionaries(
        {},
        optional={
            "max_output_tokens": st.sampled_from([1, 2, None]),
            "enabled": st.booleans(),
            "available_to_roles": st.sampled_from([[], ["staff"], ["guests", "staff"]]),
            "supported_params": st.sampled_from([None, PARAMS]),
            "knowledge_cutoff_date": st.sampled_from([None, "2024-04"]),
            "input_price_per_million_tokens": st.sampled_from([0.8, 3, 100.0]),
        },
    ),
)


@given(MODELS, MODELS, st.data())
def test_it_is_the_plan_of_a_store_in_step(one: dict[str, Any], two: dict[str, Any], data: st.DataObject) -> None:
    """Whatever the edit: a store into which the base was just synced gives the same changes, guards and roles."""
    base, head = (catalog(*(made(name, fields, data, names) for name, fields in names.items())) for names in (one, two))
    store = MemoryStore()
    assert apply_plan(build_plan(base, store.read(), target="t"), store, run()).is_complete
    real = build_plan(head, store.read(), target="t")
    plan = against(head, base)
    assert plan.fingerprint == real.fingerprint
    assert (plan.guards, plan.conflicts, plan.reach, plan.counts) == (
        real.guards, real.conflicts, real.reach, real.counts,
    )  # fmt: skip
    assert plan_from(json.loads(json.dumps(plan_json(plan)))).fingerprint == plan.fingerprint


def made(name: str, fields: dict[str, Any], data: st.DataObject, names: dict[str, Any]) -> CatalogEntry:
    """A definition; the first can be the default, and it may be protected."""
    is_default = name == min(names) and data.draw(st.booleans())
    return entry(name, is_default=is_default, **fields)._replace(protected=data.draw(st.booleans()))


def test_a_state_against_itself_is_nothing() -> None:
    """No change, nothing to renew, nothing to remember."""
    state = catalog(entry("a", is_default=True, supported_params=PARAMS), entry("b")._replace(protected=True))
    plan = against(state, state)
    assert (plan.is_settled, plan.unchanged, plan.problems, plan.guards) == (True, 2, (), ())


def test_a_rename_keeps_its_row() -> None:
    """`renamed_from` is an update of the model id, not a delete and a create."""
    renamed = entry("b")._replace(renamed_from="a")
    plan = against(catalog(renamed), catalog(entry("a")))
    (change,) = plan.changes
    assert (change.action, change.model_id) == ("update", "a")
    assert {field.field: field.after for field in change.fields} == {"model_id": "b", "model_name": "B"}
    assert against(catalog(renamed), catalog(renamed)).is_empty
    assert against(catalog(entry("b")), catalog(renamed)).is_empty


def test_a_protected_model_is_protected() -> None:
    """The protection that the base has counts, as it would in the store."""
    others = [entry(f"other{number}") for number in range(5)]
    plan = against(catalog(*others), catalog(entry("a")._replace(protected=True), *others))
    assert [guard.name for guard in plan.refusals] == ["protected-model"]
    assert plan.exit_code == 4


def test_guards_and_what_lifts_them() -> None:
    """They are those of a sync."""
    pair = catalog(entry("a"), entry("b"))
    assert against(catalog(entry("a")), pair).exit_code == 4
    assert against(catalog(entry("a")), pair, deletes=frozenset({1})).exit_code == 0


def test_what_is_left_to_others_is_left() -> None:
    """A field whose policy is `live` is not written by a sync, so an edit of it is no change."""
    settings = Settings("campus", policies=Policies(fields={"max_output_tokens": "live"}))
    head = catalog(entry("a", max_output_tokens=1, enabled=False))._replace(settings=settings)
    (change,) = against(head, catalog(entry("a"))).changes
    assert [field.field for field in change.fields] == ["enabled"]


def test_a_base_without_a_catalog() -> None:
    """Everything is new, no guard minds, and a warning says why."""
    plan = against(catalog(entry("a"), entry("b")), None)
    assert plan.counts["create"] == 2
    assert plan.exit_code == 0
    assert [(problem.where, problem.message, problem.severity) for problem in plan.problems] == [
        ("origin/main", "has no catalog in this folder, so every model is new", "warning")
    ]


def test_a_catalog_that_was_renamed() -> None:
    """Its rows do not look foreign; a warning says what a sync would make of it."""
    plan = against(catalog(entry("a", max_output_tokens=1), name="new"), catalog(entry("a"), name="old"))
    assert [change.action for change in plan.changes] == ["update"]
    assert plan.exit_code == 0
    (problem,) = plan.problems
    assert problem.message == (
        "the catalog is called old there and new here; they are compared all the same, but to a sync the rows of the "
        "one are not those of the other"
    )


def test_rows_stand_as_a_sync_makes_them() -> None:
    """Each has the derived id, the mark of its catalog, the stored attributes, and nothing that moved."""
    (made_row,) = snapshot_of(catalog(entry("a", supported_params=PARAMS))).records
    store = MemoryStore()
    plan = build_plan(catalog(entry("a", supported_params=PARAMS)), store.read(), target="t")
    assert apply_plan(plan, store, run()).is_complete
    (real,) = store.read().records
    assert made_row.base is made_row.fields
    assert made_row.fields == real.fields
    assert (made_row.record_id, made_row.managed_by) == (real.record_id, real.managed_by)
    stamps = {"createdAt", "updatedAt", "lastApplied"}
    assert made_row.raw == {name: value for name, value in real.raw.items() if name not in stamps}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A repository with two models."""
    folder = repository(tmp_path / "repository")
    commit(folder, {"catalog/catalog.yaml": "name: t\n", "catalog/models/a.yaml": model(model_id="a"),
                    "catalog/models/b.yaml": model(model_id="b", model_name="B")})  # fmt: skip
    return folder


def in_git(place: Path, ref: str) -> Plan:
    """What the files in the work tree change against a ref."""
    folder = str(place / "catalog")
    base = load_base(folder, ref, load=load_catalog)
    return plan_against(lambda: load_catalog(folder), base, name=ref)


def test_a_pull_request(place: Path) -> None:
    """Against the first parent of a merge, only what the topic changes is seen, not what came to main meanwhile."""
    git(place, "switch", "-q", "-c", "topic")
    commit(place, {"catalog/models/a.yaml": model(model_id="a", max_output_tokens="5")})
    git(place, "switch", "-q", "main")
    commit(place, {"catalog/models/c.yaml": model(model_id="c", model_name="C")})
    git(place, "merge", "-q", "--no-ff", "-m", "x", "topic")
    plan = in_git(place, "HEAD^1")
    assert [(change.action, change.model_id) for change in plan.changes] == [("update", "a")]
    assert plan.target == "HEAD^1 (no store was read)"
    assert in_git(place, "HEAD").is_settled


def test_a_model_file_that_moves_and_a_model_that_is_renamed(place: Path) -> None:
    """Where a file stands is no change; a renamed model is."""
    text = model("renamed_from: b\n", model_id="bb", model_name="B")
    commit(place, {"catalog/models/b.yaml": None, "catalog/models/deep/bb.yaml": text})
    (change,) = in_git(place, "HEAD^1").changes
    assert [(field.field, field.before, field.after) for field in change.fields] == [("model_id", "b", "bb")]
    git(place, "mv", "catalog/models/a.yaml", "catalog/models/deep/a.yaml")
    assert in_git(place, "HEAD").is_settled


def test_a_catalog_that_is_deleted(place: Path) -> None:
    """The catalog that is here is the one that has to be valid, and it is gone."""
    git(place, "rm", "-q", "-r", "catalog")
    with pytest.raises(CatalogError) as caught:
        in_git(place, "HEAD")
    (problem,) = caught.value.problems
    assert problem.message == "no such folder; name the catalog's with --catalog DIR"


def test_a_first_catalog(place: Path) -> None:
    """A pull request that brings the catalog is a plan of creates."""
    git(place, "switch", "-q", "--orphan", "empty")
    commit(place, {"README.md": "x"})
    git(place, "switch", "-q", "main")
    plan = in_git(place, "empty")
    assert plan.counts["create"] == 2
    assert plan.problems[-1].where == "empty"
