"""The table of roles on DynamoDB Local: what a plan, a list and a look for drift say of grants."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from syncer.cli import run
from syncer.errors import StoreError
from syncer.model.grants import AppRole
from syncer.stores.dynamodb.client import Retry
from syncer.stores.dynamodb.store import DynamoDBStore
from tests.e2e.driving import definition, in_this_process, write_catalog, write_model
from tests.stores.dynamodb_proxy import Fault, fault_proxy
from tests.stores.dynamodb_rows import Table, local_table
from tests.stores.roles_table import RolesTable

if TYPE_CHECKING:
    from tests.e2e.driving import Syncer
    from tests.emulator import Emulator

SCHEMAS = Path(__file__).parents[2] / "schemas" / "json"
TARGET = "targets:\n  production:\n    dynamodb: {{table: {table}{more}}}\n"
MODELS = ("alone", "gone", "kept", "offered")


@pytest.fixture
def table(local_settings: Emulator) -> Table:
    """A fresh table of models."""
    return local_table(local_settings)


@pytest.fixture
def roles(table: Table) -> RolesTable:
    """A table of roles with one of each kind."""
    made = RolesTable(table.client)
    made.role("admin", "*")
    made.role("direct", "gone", "kept")
    made.role("child", inheritsFrom=["direct"], effective=("gone", "kept"))
    made.role("stale", inheritsFrom=["direct"])
    made.role("staff_role", "kept", jwtRoleMappings=["Staff"])
    made.role("switched_off", "gone", "kept", enabled=False)
    made.person("zoe7", "gone", "kept")
    made.person("max9", "gone")
    made.put(PK="JWT_MAPPING#Staff", SK="DEFINITION", roleId=5, grantedModels="x")
    return made


@pytest.fixture
def syncer(table: Table, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Syncer:
    """Runs a command line in a folder with a catalog that the table of models is in step with."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("DYNAMODB_APP_ROLES_TABLE_NAME", raising=False)
    monkeypatch.setenv("DYNAMODB_MANAGED_MODELS_TABLE_NAME", table.name)
    offered = definition("offered", available_to_roles=["Staff"])
    write_catalog({**{name: definition(name) for name in MODELS}, "offered": offered})
    assert run(["sync", "--yes", "--quiet"]) == 0
    return in_this_process(capfd)


def named(roles: RolesTable, monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment names the table of roles."""
    monkeypatch.setenv("DYNAMODB_APP_ROLES_TABLE_NAME", roles.name)


def test_what_is_read(table: Table, roles: RolesTable) -> None:
    """Every role and every grant, and nothing of other items; a table of many pages is read to its end."""
    store = table.store(roles_table=roles.name)
    found = {role.role_id: role for role in store.grants().roles}
    assert list(found) == ["admin", "child", "direct", "staff_role", "stale", "switched_off"]
    assert found["child"] == AppRole("child", frozenset(), frozenset({"gone", "kept"}), frozenset({"direct"}))
    assert found["staff_role"].mapped == {"Staff"}
    assert not found["switched_off"].enabled
    assert sorted(map(sorted, store.grants().people)) == [["gone"], ["gone", "kept"]]
    for number in range(60):
        roles.put(PK=f"ROLE#big{number:02}", SK="DEFINITION", roleId=f"big{number:02}", description="x" * 40_000)
    assert sum(role.role_id.startswith("big") for role in store.grants().roles) == 60
    store.close()


def test_only_what_is_needed_is_asked_for(table: Table, roles: RolesTable) -> None:
    """One consistent scan that names its attributes: no name, no note, no tool."""
    store, asked = table.store(roles_table=roles.name), []
    store.client.meta.events.register(
        "provide-client-params.dynamodb", lambda params, model, **_: asked.append((model.name, params))
    )
    store.grants()
    ((operation, parameters),) = asked
    names = parameters["ExpressionAttributeNames"]
    assert (operation, parameters["TableName"], parameters["ConsistentRead"]) == ("Scan", roles.name, True)
    assert parameters["ProjectionExpression"].replace(",", "").replace(".", " ").split() == list(names)
    assert set(names.values()) == {
        "PK", "SK", "roleId", "enabled", "inheritsFrom", "jwtRoleMappings", "grantedModels", "effectivePermissions",
        "models",
    }  # fmt: skip
    store.close()


def test_a_plan_that_deletes(syncer: Syncer, roles: RolesTable, monkeypatch: pytest.MonkeyPatch) -> None:
    """The lines of roles count direct, wildcard and inherited grants and what is available; grants left are named."""
    named(roles, monkeypatch)
    Path("catalog/models/gone.yaml").unlink()
    write_model("offered")
    ran = syncer("plan")
    assert ran.code == 0, ran.err
    for line in (
        "Role Staff can pick 2 -> 1 model: loses offered.",
        "Role admin can pick 4 -> 3 models: loses gone.",
        "Role child can pick 2 -> 1 model: loses gone.",
        "Role direct can pick 2 -> 1 model: loses gone.",
        "Role staff_role can pick 2 -> 1 model: loses offered.",
        "Role stale can pick 2 -> 1 model: loses gone.",
    ):
        assert f"{line}\n" in ran.out
    assert "switched_off can pick" not in ran.out
    assert "not seen" not in ran.out
    left = "gone is deleted, and grants of it stay behind: roles direct, switched_off; 2 personal grants; until"
    assert left in ran.err
    for form in ("json", "markdown", "sarif", "github"):
        said = syncer("plan", "--format", form)
        assert ("zoe7" in said.out, "max9" in said.err) == (False, False)
        assert "stay behind" in said.out


def test_a_rename_is_stopped(table: Table, syncer: Syncer, roles: RolesTable, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is written until somebody says that it is meant, or the new name was granted, too."""
    named(roles, monkeypatch)
    Path("catalog/models/gone.yaml").unlink()
    write_model("new", model_name="gone", renamed_from="gone")
    before = table.items()
    ran = syncer("sync", "--yes")
    assert ran.code == 4
    assert "[rename-loses-holders]" in ran.out
    assert "takes it from roles child, direct, stale; 2 personal grants; grant new to them first" in ran.out
    assert table.items() == before
    document = json.loads(syncer("plan", "--format", "sarif").out)
    assert "rename-loses-holders" in {found["ruleId"] for found in document["runs"][0]["results"]}
    roles.role("direct", "gone", "kept", "new")
    roles.person("zoe7", "gone", "new")
    roles.person("max9", "gone", "new")
    assert (ran := syncer("plan")).code == 0
    assert "grants of the old name stay behind: roles direct, switched_off; 2 personal grants" in ran.err
    roles.role("direct", "gone", "kept")
    assert syncer("sync", "--yes", "--allow-lost-holders", "gone").code == 0


def test_a_live_list(syncer: Syncer, roles: RolesTable, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each row says who can pick it; without a table of roles there is no such column."""
    assert "CAN PICK" not in syncer("list", "--live").out
    named(roles, monkeypatch)
    lines = {line.split()[0]: line for line in syncer("list", "--live").out.splitlines() if line}
    assert lines["alone"].endswith("  role admin")
    assert lines["gone"].endswith("  roles admin, child, direct, stale; 2 personal grants")
    assert lines["offered"].endswith("  roles Staff, admin, staff_role")
    models = json.loads(syncer("list", "--live", "--format", "json").out)["models"]
    assert models[1]["can_pick"] == {"roles": ["admin", "child", "direct", "stale"], "people": 2}


def test_drift(syncer: Syncer, roles: RolesTable, monkeypatch: pytest.MonkeyPatch) -> None:
    """Grants of a model that has no row are a class of their own, which only a table of roles can fill."""
    assert syncer("drift", "--only", "grants").code == 0
    named(roles, monkeypatch)
    assert syncer("drift").code == 0
    roles.role("direct", "gone", "kept", "lost")
    roles.person("zoe7", "lost")
    ran = syncer("drift", "--only", "grants")
    assert (ran.code, ran.out.splitlines()[2:]) == (
        2,
        [
            "Grants of models that have no row, so that their use is not metered:",
            "  lost  role direct; 1 personal grant",
            "",
            "Drift: 1 grants.",
        ],
    )
    document = json.loads(syncer("drift", "--format", "json").out)
    schema = json.loads((SCHEMAS / "drift.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator(schema).validate(document)
    assert document["grants"] == [{"model_id": "lost", "roles": ["direct"], "people": 1}]


def test_mangled_records(syncer: Syncer, roles: RolesTable, monkeypatch: pytest.MonkeyPatch) -> None:
    """One line names them; a delete goes on, a rename is refused although no holder is seen to lose it."""
    named(roles, monkeypatch)
    roles.put(PK="ROLE#mangled", SK="DEFINITION", roleId="mangled", grantedModels="alone", enabled=True)
    roles.put(PK="USER#eve3", SK="GRANTS", grantedModels=7)
    Path("catalog/models/alone.yaml").unlink()
    ran = syncer("plan")
    line = f"table {roles.name}: warning: records cannot be read and are skipped: of ROLE#mangled, 1 personal one; mend"
    assert (ran.code, ran.err.count(line), "eve3" in ran.err + ran.out) == (0, 1, False)
    write_model("new", model_name="alone", renamed_from="alone")
    ran = syncer("plan")
    assert ran.code == 4
    assert "nobody can tell who was granted it: not all grants can be read; mend that, or pass" in ran.out


@pytest.mark.parametrize("command", [["plan"], ["sync", "--yes"], ["list", "--live"], ["drift"]], ids=" ".join)
def test_a_table_of_roles_that_is_not_there(table: Table, syncer: Syncer, command: list[str]) -> None:
    """The command goes on and says so; it exits with 7 only where that is asked for."""
    settings = TARGET.format(table=table.name, more=", roles_table: no-such-table")
    Path("catalog/catalog.yaml").write_text(f"name: campus\n{settings}", encoding="utf-8")
    target = ("--target", "production")
    ran = syncer(*command, *target)
    assert ran.code == 0, ran.err
    assert (
        "table no-such-table: warning: cannot be read, so what roles and people were granted is not known: " in ran.err
    )
    assert "there is no such table; check `roles_table` and the region" in ran.err
    ran = syncer(*command, *target, "--require-roles")
    assert ran.code == 7
    assert "no-such-table" in ran.err


def test_no_table_of_roles(syncer: Syncer, monkeypatch: pytest.MonkeyPatch) -> None:
    """A delete says what it does not see; to require roles that nobody names is a mistake, also for a directory."""
    Path("catalog/models/gone.yaml").unlink()
    assert "are not seen (no `roles_table`)" in syncer("plan").out
    ran = syncer("plan", "--require-roles")
    assert (ran.code, "name it as `roles_table` of the target" in ran.err) == (64, True)
    monkeypatch.delenv("DYNAMODB_MANAGED_MODELS_TABLE_NAME")
    monkeypatch.setenv("DYNAMODB_APP_ROLES_TABLE_NAME", "no-such-table")
    assert syncer("plan").code == 0


def test_the_target_goes_before_the_environment(
    table: Table, syncer: Syncer, roles: RolesTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`roles_table` of a target counts, and the variable only where it says nothing."""
    monkeypatch.setenv("DYNAMODB_APP_ROLES_TABLE_NAME", "no-such-table")
    settings = TARGET.format(table=table.name, more=f", roles_table: {roles.name}")
    Path("catalog/catalog.yaml").write_text(f"name: campus\n{settings}", encoding="utf-8")
    assert syncer("plan", "--target", "production", "--require-roles").code == 0
    settings = TARGET.format(table=table.name, more="")
    Path("catalog/catalog.yaml").write_text(f"name: campus\n{settings}", encoding="utf-8")
    assert syncer("plan", "--target", "production", "--require-roles").code == 7


@pytest.mark.parametrize("items", [5, [5], [{"PK": {"S": 5}}], [{"roleId": {"S": "a"}}]], ids=str)
def test_an_answer_that_is_none(table: Table, roles: RolesTable, items: Any) -> None:
    """What answers in another shape is a StoreError, never a table without grants."""
    assert table.endpoint is not None
    with fault_proxy(table.endpoint) as proxy:
        retry = Retry(budget=0.02, first=0.01, longest=0.01, unreachable=0.02)
        store = DynamoDBStore(table.name, region="eu-west-1", endpoint=proxy.endpoint, retry=retry,
                              roles_table=roles.name)  # fmt: skip
        proxy.add(Fault("answer", "Scan", times=999, answer={"Items": items}))
        with pytest.raises(StoreError):
            store.grants()
        store.close()


def test_the_doctor_looks_at_it(syncer: Syncer, roles: RolesTable, monkeypatch: pytest.MonkeyPatch) -> None:
    """How many roles there are and what is mangled, or why nobody can tell."""
    assert "table of roles" not in syncer("doctor").out
    named(roles, monkeypatch)
    assert f"ok   table of roles: table {roles.name}, 6 roles\n" in syncer("doctor").out
    roles.put(PK="ROLE#mangled", SK="DEFINITION", roleId="mangled", enabled=0)
    assert "6 roles; records cannot be read and are skipped: of ROLE#mangled;" in syncer("doctor").out
    monkeypatch.setenv("DYNAMODB_APP_ROLES_TABLE_NAME", "no-such-table")
    ran = syncer("doctor")
    assert (ran.code, "there is no such table; check `roles_table`" in ran.out) == (7, True)


def test_a_revert_says_it_too(syncer: Syncer, roles: RolesTable, monkeypatch: pytest.MonkeyPatch) -> None:
    """Taking a create back is a delete, and a look at grants is the same for it."""
    write_model("new")
    assert syncer("sync", "--yes").code == 0
    apply_id = max(re.findall(r"\d{8}T\d+Z-\w+", syncer("history").out))
    assert "are not seen (no `roles_table`)" in syncer("revert", apply_id).out
    named(roles, monkeypatch)
    roles.role("late", "new")
    ran = syncer("revert", apply_id)
    assert "new is deleted, and grants of it stay behind: role late; until" in ran.err
    assert "Role late can pick 1 -> 0 models: loses new.\n" in ran.out
    assert "not seen" not in ran.out
