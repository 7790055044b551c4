"""A model that is retired in favour of another one: what happens to that one is refused or followed, on every store."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pytest

from syncer.cli import run as cli
from syncer.errors import ConflictError, GuardError
from syncer.load.catalog import load_catalog
from syncer.model.records import record_id_for
from syncer.plan.guards.check import NONE_ALLOWED, Allowances
from syncer.plan.plan import Plan, build_plan
from syncer.sync.apply import apply_plan
from syncer.sync.writes import grouped
from tests.platform_reader import read_row
from tests.stores.shapes import admin_row, catalog, entry, random_id, run
from tests.unit.catalog_files import model, write_catalog

if TYPE_CHECKING:
    from pathlib import Path

    from syncer.model.catalog import CatalogEntry
    from tests.stores.raw import Fresh

OTHERS: Final = [entry(f"other{number}") for number in range(6)]
NEW: Final = entry("new", is_default=True)
NEWER: Final = entry("newer", model_name="NEW", is_default=True)._replace(renamed_from="new")


def old(successor: str = "new", **fields: Any) -> CatalogEntry:
    """The model that is retired."""
    return entry("old", status="retired", replaced_by=successor, **fields)


def plan_of(fresh: Fresh, *entries: CatalogEntry, allowances: Allowances = NONE_ALLOWED) -> Plan:
    """What a sync of these would do, and of some others."""
    return build_plan(catalog(*entries, *OTHERS), fresh.store.read(), target="t", allowances=allowances)


def rows(fresh: Fresh) -> dict[str, dict[str, Any] | None]:
    """Every row as another writer sees it."""
    return {key: fresh.raw.get(key) for key in fresh.raw.ids()}


@pytest.fixture
def retired(fresh: Fresh) -> Fresh:
    """A store in which `old` is retired in favour of `new`, the default."""
    assert apply_plan(plan_of(fresh, old(), NEW), fresh.store, run()).is_complete
    assert plan_of(fresh, old(), NEW).is_empty
    return fresh


REFUSED: dict[str, tuple[list[CatalogEntry], set[str]]] = {
    "deleted": ([old()], {"deleted-successor", "no-default"}),
    "renamed, and not followed": ([old(), NEWER], {"lost-successor"}),
    "disabled": ([old(), entry("new", enabled=False)], {"lost-successor", "no-default"}),
    "retired alone": ([old(), entry("new", status="retired", is_default=True)],
                      {"lost-successor", "no-default", "inactive-default"}),
    "old as the default": ([old(is_default=True), entry("new")], {"inactive-default", "no-default"}),
}  # fmt: skip
"""What a plan refuses, also where files would have been refused before."""


@pytest.mark.parametrize(("entries", "guards"), REFUSED.values(), ids=REFUSED)
def test_what_happens_to_the_successor(retired: Fresh, entries: list[CatalogEntry], guards: set[str]) -> None:
    """A plan is refused with exit code 4, by these guards, and no row is touched."""
    before = rows(retired)
    plan = plan_of(retired, *entries)
    assert plan.exit_code == 4
    assert {guard.name for guard in plan.refusals} == guards
    with pytest.raises(GuardError):
        apply_plan(plan, retired.store, run())
    assert rows(retired) == before


def test_the_rename_that_follows(retired: Fresh) -> None:
    """Both rows are right after one group, keep their ids, and the newest release reads them so."""
    plan = plan_of(retired, old("newer"), NEWER)
    assert (plan.exit_code, [change.model_id for change in plan.changes]) == (0, ["new", "old"])
    assert [[change.model_id for change in group] for group in grouped(plan.changes)] == [["new", "old"]]
    assert apply_plan(plan, retired.store, run()).is_complete
    read = {key: read_row(row, "lifecycle") for key, row in rows(retired).items() if row is not None}
    assert read[record_id_for("new")]["modelId"] == "newer"
    assert read[record_id_for("old")]["replacedBy"] == "newer"
    assert plan_of(retired, old("newer"), NEWER).is_empty


def test_a_rename_that_meets_an_edit_writes_neither(retired: Fresh) -> None:
    """When somebody edits the one row meanwhile, the other one is not renamed either."""
    plan = plan_of(retired, old("newer"), NEWER)
    row = retired.raw.get(record_id_for("old"))
    assert row is not None
    retired.raw.put({**row, "replacedBy": "other0"})
    before = rows(retired)
    with pytest.raises(ConflictError):
        apply_plan(plan, retired.store, run())
    assert rows(retired) == before


def test_a_delete_that_meets_a_new_follower(retired: Fresh) -> None:
    """When somebody names the model as successor after the plan, it is not deleted."""
    plan = plan_of(retired, old("other0"), entry("other9", is_default=True))
    assert plan.exit_code == 0
    retired.raw.put(admin_row("late", status="retired", replacedBy="new"))
    before = rows(retired)
    with pytest.raises(
        ConflictError, match=r"late \(unmanaged\) names it as its successor; .*; nothing was written, plan"
    ):
        apply_plan(plan, retired.store, run())
    assert rows(retired) == before
    retired.raw.put(admin_row("late", status="retired", replacedBy="other0"))
    assert apply_plan(plan, retired.store, run()).is_complete
    assert "new" not in {row["modelId"] for row in rows(retired).values() if row is not None}


def test_rows_of_others_and_of_nobody(fresh: Fresh) -> None:
    """Rows that no file of this catalog decides are left alone: the rename waits, or is meant."""
    assert apply_plan(plan_of(fresh, NEW), fresh.store, run()).is_complete
    for number, owner in enumerate(({}, {"managedBy": "theirs"})):
        named = {"status": "retired", "replacedBy": "new"}
        fresh.raw.put(admin_row(f"m{number}", number=number, **named, **owner))
    before = rows(fresh)
    plan = plan_of(fresh, NEWER)
    assert [(guard.name, guard.lifted_by) for guard in plan.refusals] == [
        ("lost-successor", "--allow-lost-successor new")
    ]
    assert "m0 (unmanaged), m1 (of the catalog theirs) name it" in plan.refusals[0].message
    assert plan.exit_code == 4
    assert rows(fresh) == before
    meant = plan_of(fresh, NEWER, allowances=Allowances(lost_successors=frozenset({"new"})))
    assert apply_plan(meant, fresh.store, run()).is_complete
    after = rows(fresh)
    assert [after[random_id(number)] == before[random_id(number)] for number in (0, 1)] == [True, True]
    told = [problem.message for problem in plan_of(fresh, NEWER).problems]
    assert [message.partition(random_id(0))[2] for message in told if random_id(0) in message] == [
        ": no row has its successor new"
    ]


FILES: dict[str, dict[str, str]] = {
    "disabled": {"new": model("enabled: false\n", model_id="new")},
    "retired alone": {"new": model("status: retired\n", model_id="new")},
    "renamed, and not followed": {"new": model("renamed_from: new\n", model_id="newer")},
    "old as the default": {
        "new": model(model_id="new"),
        "old": model("status: retired\nreplaced_by: new\nis_default: true\n", model_id="old"),
    },
}


@pytest.mark.parametrize("files", FILES.values(), ids=FILES)
def test_what_the_files_decide(
    files: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`validate`, `plan` and `sync` end with 3 at the line, and nothing is written."""
    live, named = tmp_path / "live", {"old": model("status: retired\nreplaced_by: new\n", model_id="old")}
    monkeypatch.setenv("MANAGED_MODELS_DIR", str(live))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    folder = write_catalog(tmp_path, {**named, "new": model(model_id="new")})
    assert cli(["sync", "--yes", "--quiet", "--catalog", folder]) == 0
    before = {path: path.read_bytes() for path in live.glob("*.json")}
    write_catalog(tmp_path, {**named, **files})
    capsys.readouterr()
    assert cli(["validate", "--catalog", folder]) == 3
    assert "models/old.yaml:1" in capsys.readouterr().out
    assert [cli([*words, "--catalog", folder]) for words in (["plan"], ["sync", "--yes"])] == [3, 3]
    assert {path: path.read_bytes() for path in live.glob("*.json")} == before


def test_a_deleted_file_is_for_the_plan(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A successor that no file defines is valid; the plan knows whose row goes, and says how to do it."""
    live = tmp_path / "live"
    monkeypatch.setenv("MANAGED_MODELS_DIR", str(live))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    files: dict[str, str] = {f"m{number}": model(model_id=f"m{number}") for number in range(6)}
    files |= {"old": model("status: retired\nreplaced_by: new\n", model_id="old"), "new": model(model_id="new")}
    folder = write_catalog(tmp_path, files)
    assert cli(["sync", "--yes", "--quiet", "--catalog", folder]) == 0
    before = {path: path.read_bytes() for path in live.glob("*.json")}
    (tmp_path / "c/models/new.yaml").unlink()
    assert len(load_catalog(folder).entries) == 7
    capsys.readouterr()
    assert [cli([*words, "--catalog", folder]) for words in (["validate"], ["plan"], ["sync", "--yes"])] == [0, 4, 4]
    assert (
        "new would be deleted, and old names it as its successor; let it name another one first, or retire new instead"
    ) in capsys.readouterr().out
    assert {path: path.read_bytes() for path in live.glob("*.json")} == before
