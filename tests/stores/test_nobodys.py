"""A row that is nobody's is never deleted, whatever is done: a game of syncs, page edits, lost marks and crashes."""

from __future__ import annotations

import re
import shutil
import tempfile
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from schemas.attributes import STORED_NAME
from syncer.errors import ConflictError, GuardError
from syncer.model.catalog import Catalog, Settings
from syncer.model.policies import ModelPolicies, Policies
from syncer.plan.guards.check import Allowances
from syncer.plan.inventory import read_inventory
from syncer.plan.plan import Plan, build_plan
from syncer.stores.dynamodb.store import DynamoDBStore
from syncer.stores.last_applied import KNOWN
from syncer.sync.apply import apply_plan
from tests.examples import examples
from tests.stores.dynamodb_rows import local_table
from tests.stores.places import in_folder, in_memory
from tests.stores.raw import Fresh
from tests.stores.shapes import admin_row, entry, run

if TYPE_CHECKING:
    from syncer.model.catalog import CatalogEntry
    from tests.emulator import Emulator

IDS: Final = ("a", "b", "c", "d")
OURS: Final = "campus"
OTHER: Final = "other"
PAGE_IDS: Final = ("a", "b", "page")
"""Names that the page gives to rows."""
POLICIES: Final = (
    Policies(),
    Policies("fail"),
    Policies("live"),
    Policies(fields={"enabled": "live"}),
    Policies(fields={"is_default": "live"}),
    Policies(models={"a": ModelPolicies("live"), "b": ModelPolicies(None, {"enabled": "live", "model_name": "fail"})}),
    Policies("fail", {"is_default": "git"}, {"b": ModelPolicies("git", {"is_default": "live"})}),
)
Rows = dict[str, dict[str, Any]]


class Game(RuleBasedStateMachine):
    """Everybody who writes to a store, over a store in memory."""

    def __init__(self) -> None:
        super().__init__()
        self.place = self.make_place()
        self.entries: dict[str, dict[str, CatalogEntry]] = {OURS: {}, OTHER: {}}
        self.policies = Policies()
        self.count = 0

    def make_place(self) -> Fresh:
        """An empty store."""
        return in_memory()

    def rows(self) -> Rows:
        """All rows, as anybody sees them."""
        return {key: row for key in sorted(self.place.raw.ids()) if (row := self.place.raw.get(key)) is not None}

    def pick(self, number: int) -> dict[str, Any] | None:
        """One of the rows."""
        rows = list(self.rows().values())
        return rows[number % len(rows)] if rows else None

    @rule(name=st.sampled_from([OURS, OTHER]), model_id=st.sampled_from(IDS), price=st.integers(1, 3),
          enabled=st.booleans(), protected=st.booleans(), is_default=st.booleans())  # fmt: skip
    def define(self, name: str, model_id: str, price: int, *, enabled: bool, protected: bool, is_default: bool) -> None:
        """Somebody writes or changes a definition."""
        taken = any(one.fields["is_default"] for one in self.entries[name].values() if one.model_id != model_id)
        is_default = is_default and enabled and not taken
        made = entry(model_id, input_price_per_million_tokens=float(price), enabled=enabled, is_default=is_default)
        self.entries[name][model_id] = made._replace(protected=protected)
        self.forget_names(name)

    @initialize(made=st.booleans())
    def begin(self, *, made: bool) -> None:
        """Some rows are there before: of this catalog, of another, and nobody's."""
        for number, model_id in enumerate(IDS):
            self.define([OURS, OURS, OTHER][number % 3], model_id, 1, enabled=True, protected=False, is_default=False)
        if made:
            self.page_create("a")
        self.sync(OURS, overwrite=False, crash=None)
        self.sync(OTHER, overwrite=False, crash=None)
        self.page_create("nobodys")

    @rule(model_id=st.sampled_from(IDS), crash=st.sampled_from([None, None, 1]))
    def remove(self, model_id: str, crash: int | None) -> None:
        """Somebody deletes a definition, and a sync follows."""
        self.entries[OURS].pop(model_id, None)
        self.sync(OURS, overwrite=True, crash=crash)

    @rule(name=st.sampled_from([OURS, OTHER]), model_id=st.sampled_from(IDS))
    def undefine(self, name: str, model_id: str) -> None:
        """Somebody deletes a definition."""
        self.entries[name].pop(model_id, None)

    @rule(old=st.sampled_from(IDS), new=st.sampled_from(IDS))
    def rename(self, old: str, new: str) -> None:
        """Somebody renames a definition and says so."""
        entries = self.entries[OURS]
        if old in entries and new not in entries and not any(one.renamed_from == old for one in entries.values()):
            made = entries.pop(old)
            fields = {**made.fields, "model_id": new}
            entries[new] = made._replace(model_id=new, fields=fields, renamed_from=old)
            self.forget_names(OURS)

    def forget_names(self, name: str) -> None:
        """A name that is defined is nobody's former name: a catalog that says so is not loaded."""
        entries = self.entries[name]
        for model_id, one in entries.items():
            if one.renamed_from in entries:
                entries[model_id] = one._replace(renamed_from=None)

    @rule(policies=st.sampled_from(POLICIES))
    def decide(self, policies: Policies) -> None:
        """Somebody changes the policies."""
        self.policies = policies

    @rule(model_id=st.sampled_from(IDS))
    def page_create(self, model_id: str) -> None:
        """An administrator makes a model; the page refuses a name that is taken."""
        if all(row["modelId"] != model_id for row in self.rows().values()):
            self.count += 1
            row = admin_row(model_id, number=self.count, sortOrder=self.count, availableToRoles=[])
            self.place.raw.put({**row, "inputModalities": ["TEXT"]})

    @rule(number=st.integers(0, 9), edit=st.sampled_from([
        {"inputPricePerMillionTokens": 7}, {"enabled": False}, {"enabled": True}, {"sortOrder": 99}, {"modelName": "P"},
        {"status": "retired"}, {"inputModalities": ["text"]}, {"knowledgeCutoffDate": None},
    ]))  # fmt: skip
    def page_edit(self, number: int, edit: dict[str, Any]) -> None:
        """An administrator edits a row."""
        row = self.pick(number)
        if row is not None:
            self.place.raw.put({**row, **edit, "updatedAt": "2026-02-01T12:00:00Z"})

    @rule(number=st.integers(0, 9), model_id=st.sampled_from(PAGE_IDS))
    def page_rename(self, number: int, model_id: str) -> None:
        """An administrator renames a model; the page refuses a name that is taken."""
        if all(row["modelId"] != model_id for row in self.rows().values()):
            self.page_edit(number, {"modelId": model_id})

    @rule(number=st.integers(0, 9))
    def page_default(self, number: int) -> None:
        """An administrator makes a model the default, which clears every other one."""
        chosen = self.pick(number)
        for key, row in self.rows().items():
            if row["isDefault"] != (row == chosen):
                self.place.raw.put({**row, "isDefault": row == chosen, "updatedAt": "2026-02-01T12:00:00Z"})
                assert key == row["id"]

    @rule(number=st.integers(0, 9))
    def page_delete(self, number: int) -> None:
        """An administrator deletes a row."""
        row = self.pick(number)
        if row is not None:
            self.place.raw.delete(row["id"])

    @rule(number=st.integers(0, 9), what=st.sampled_from(["marks", "managedBy", "lastApplied", "mangle"]))
    def lose_marks(self, number: int, what: str) -> None:
        """The platform rewrites a file, or somebody damages a mark."""
        row = self.pick(number)
        if row is None:
            return
        lost = {"marks": {"managedBy", "lastApplied"}, "mangle": set()}.get(what, {what})
        kept = {name: value for name, value in row.items() if name not in lost}
        self.place.raw.put({**kept, "lastApplied": {"fields": 3}} if what == "mangle" else kept)

    def policies_of(self, name: str) -> Policies:
        """The policies of a catalog; one for a model that it does not have is not loaded."""
        if name != OURS:
            return Policies()
        models = {key: value for key, value in self.policies.models.items() if key in self.entries[OURS]}
        return self.policies._replace(models=models)

    def plan(self, name: str, *, overwrite: bool) -> Plan:
        """What a sync of a catalog would do, with every number that a guard asks for."""
        entries = tuple(sorted(self.entries[name].values(), key=lambda one: one.model_id))
        catalog = Catalog(Settings(name, policies=self.policies_of(name)), entries)
        snapshot, inventory = self.place.store.read(), read_inventory(self.place.store.recall(name))
        everything = frozenset((*IDS, "page"))
        allowed = Allowances(overwrite=everything if overwrite else frozenset(), prices=everything)
        plan = build_plan(catalog, snapshot, target="t", inventory=inventory, allowances=allowed)
        said = " ".join(str(guard.lifted_by) for guard in plan.guards)
        for option, field in (("deletes", "deletes"), ("updates", "updates"), ("no-default", "no_default")):
            found = re.search(rf"--allow-{option} (\S+)", said)
            if found:
                meant: Any = {field: frozenset({int(found[1]) if found[1].isdigit() else found[1]})}
                allowed = allowed._replace(**meant)
        return build_plan(catalog, snapshot, target="t", inventory=inventory, allowances=allowed)

    @rule(name=st.sampled_from([OURS, OTHER]), overwrite=st.booleans(), crash=st.sampled_from([None, None, 1, 2]))
    def sync(self, name: str, *, overwrite: bool, crash: int | None) -> None:
        """A catalog is synced, perhaps until it crashes."""
        before = deepcopy(self.rows())
        plan = self.plan(name, overwrite=overwrite)
        adopted = {change.record_id for change in plan.changes if change.action == "adopt"}

        def progress(done: int) -> None:
            if crash is not None and done >= crash:
                raise KeyboardInterrupt

        done = False
        try:
            done = apply_plan(plan, self.place.store, run(progress=progress)).is_complete
        except (GuardError, ConflictError):
            assert self.rows() == before
        except KeyboardInterrupt:
            self.after_crash()
        self.check(name, before, self.rows(), adopted)
        if done:
            self.check_done(name, overwrite=overwrite)

    def check_done(self, name: str, *, overwrite: bool) -> None:
        """A sync that was done leaves nothing to do, a row for each definition, and the default where it belongs."""
        again = self.plan(name, overwrite=overwrite)
        assert (again.changes, again.renewals) == ((), ())
        rows = {row["modelId"]: row for row in self.rows().values()}
        assert {row["modelId"] for row in rows.values() if row.get("managedBy") == name} == set(self.entries[name])
        for model_id, one in self.entries[name].items():
            if one.fields["is_default"] and self.policies_of(name).of(model_id).get("is_default") != "live":
                assert rows[model_id]["isDefault"]

    def after_crash(self) -> None:
        """The next run finds the store."""
        self.place = self.place._replace(store=self.place.reopen())

    def check(self, name: str, before: Rows, after: Rows, adopted: set[str | None]) -> None:
        """What no sync may do, whether it was completed or not."""
        for key, row in before.items():
            owner = row.get("managedBy")
            if key not in after:
                assert owner == name, f"{row['modelId']} was deleted, and {owner} manages it"
                self.check_deleted(name, row)
                continue
            found = after[key]
            for attribute in {"id", "createdAt"} | (row.keys() - KNOWN):
                assert found[attribute] == row[attribute]
            assert found.keys() - KNOWN == row.keys() - KNOWN
            if owner != name and key not in adopted:
                beside = {"isDefault", "updatedAt"} if owner is None else set()
                assert {k: v for k, v in found.items() if k not in beside} == {
                    k: v for k, v in row.items() if k not in beside
                }
            elif found != row:
                self.check_written(name, row, found)

    def check_deleted(self, name: str, row: dict[str, Any]) -> None:
        """No protected row, and no row that is a definition's: by its name, or by the one that it had."""
        mark = row.get("lastApplied")
        mark = mark if isinstance(mark, dict) else {}
        assert not mark.get("protected"), "a protected row was deleted"
        fields = mark.get("fields")
        had = {row["modelId"], fields.get("modelId") if isinstance(fields, dict) else None}
        wanted = {key for one in self.entries[name].values() for key in (one.model_id, one.renamed_from) if key}
        assert not had & wanted, "a row of a definition was deleted"

    def check_written(self, name: str, row: dict[str, Any], found: dict[str, Any]) -> None:
        """Nothing of what others own is written, and no protected model is disabled."""
        for field, policy in self.policies_of(name).of(found["modelId"]).items():
            if policy == "live":
                assert found.get(STORED_NAME[field]) == row.get(STORED_NAME[field]), field
        made = self.entries[name].get(found["modelId"])
        if made is not None and made.protected:
            assert found["enabled"] or not row["enabled"], "a protected model was disabled"

    @invariant()
    def names_are_unique_and_the_default_is_one(self) -> None:
        """Whoever wrote last."""
        rows = self.rows().values()
        assert len({row["modelId"] for row in rows}) == len(rows)
        assert sum(row["isDefault"] for row in rows) <= 1

    @precondition(lambda self: self.entries[OURS])
    @rule()
    def plan_only(self) -> None:
        """Somebody looks at a plan, which writes nothing."""
        before = self.rows()
        self.plan(OURS, overwrite=False)
        assert self.rows() == before


class DirectoryGame(Game):
    """The same over a directory, in which a crash can leave a journal."""

    def make_place(self) -> Fresh:
        """An empty directory."""
        self.folder = Path(tempfile.mkdtemp()) / "models"
        return in_folder(self.folder)

    def rows(self) -> Rows:
        """All rows, as our reader sees them after a crash."""
        if not self.folder.exists():
            return {}
        with self.place.store.lock(holder="a look", timeout=0):
            return super().rows()

    def page_create(self, model_id: str) -> None:
        """The folder is there before the first file."""
        self.folder.mkdir(exist_ok=True)
        super().page_create(model_id)

    def teardown(self) -> None:
        """The folder goes."""
        shutil.rmtree(self.folder.parent)


class TableGame(Game):
    """The same over a table, in which a crash can leave a part of a plan."""

    settings: Emulator

    def make_place(self) -> Fresh:
        """An empty table."""
        table = local_table(self.settings)
        store = table.store()
        self.opened = [store]
        return Fresh(store, table.store, table)

    def after_crash(self) -> None:
        """The next run finds the table, and nobody who holds its lock."""
        super().after_crash()
        assert isinstance(self.place.store, DynamoDBStore)
        self.opened.append(self.place.store)

    def teardown(self) -> None:
        """The connections are closed."""
        for store in self.opened:
            store.close()


GAME: Final = settings(
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much], stateful_step_count=50
)
TestInMemory = Game.TestCase
TestInMemory.settings = settings(GAME, max_examples=examples(30, thorough=300))
TestInADirectory = DirectoryGame.TestCase
TestInADirectory.settings = settings(GAME, max_examples=examples(6, thorough=50))


def test_in_a_table(local_settings: Emulator) -> None:
    """A few games over DynamoDB Local."""

    class Here(TableGame):
        settings = local_settings

    run_state_machine_as_test(
        Here, settings=settings(GAME, max_examples=examples(2, thorough=8), stateful_step_count=25)
    )
