"""The six functions that an app uses, on a directory that the environment names."""

from __future__ import annotations

import asyncio
import json
import logging
import subprocess
import sys
import threading
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest

import syncer
from syncer import (
    ManagedModel,
    ManagedModelUpdate,
    create_managed_model,
    delete_managed_model,
    get_managed_model,
    list_all_managed_models,
    list_managed_models,
    update_managed_model,
)
from syncer.errors import DuplicateModelError, StoreError
from syncer.model.records import record_id_for
from syncer.stores.directory.lock import latch
from syncer.stores.directory.store import DirectoryStore
from tests.stores.raw import RawFiles
from tests.stores.shapes import admin_row, bootstrap_row, definition, newer_row, no_model, random_id

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from pathlib import Path

    from syncer.model.records import Snapshot


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The directory that the environment names; it does not exist yet."""
    monkeypatch.delenv("DYNAMODB_MANAGED_MODELS_TABLE_NAME", raising=False)
    monkeypatch.setenv("MANAGED_MODELS_DIR", str(tmp_path / "models"))
    return tmp_path / "models"


@pytest.fixture
def raw(folder: Path) -> RawFiles:
    """The rows of that directory, as another writer sees them."""
    return RawFiles(folder)


def create(model_id: str = "gpt-4o", **fields: Any) -> ManagedModel:
    """A model made by the app."""
    return asyncio.run(create_managed_model(definition(model_id, **fields)))


def update(key: str, **fields: Any) -> ManagedModel | None:
    """A model changed by the app."""
    return asyncio.run(update_managed_model(key, ManagedModelUpdate(**fields)))


def listed(roles: list[str] | None = None) -> list[str]:
    """The model ids that somebody with these roles sees, sorted."""
    return sorted(model.model_id for model in asyncio.run(list_managed_models(roles)))


def test_a_created_model_is_got_by_either_id(folder: Path, raw: RawFiles) -> None:
    """A model made through the service is a row of the directory and is got by record id and by `modelId`."""
    made = create("azure/eu/gpt-4o", max_output_tokens=None)
    assert made.id == record_id_for("azure/eu/gpt-4o")
    assert made.created_at == made.updated_at
    assert asyncio.run(get_managed_model(made.id)) == made
    assert asyncio.run(get_managed_model("azure/eu/gpt-4o")) == made
    assert asyncio.run(list_all_managed_models()) == [made]
    row = raw.get(made.id)
    assert row is not None
    assert not row.keys() & {"managedBy", "lastApplied", "maxOutputTokens"}
    assert made.managed_by is None
    assert [path.name for path in folder.glob("*.json")] == [f"{made.id}.json"]


def test_an_unknown_model_is_none(folder: Path) -> None:
    """Get and update of what is not there give None, delete gives False, and nothing is made by reading."""
    for key in (random_id(1), "gpt-4o", "../gpt-4o", ""):
        assert asyncio.run(get_managed_model(key)) is None
    assert not folder.exists()
    assert update(random_id(1), enabled=False) is None
    assert asyncio.run(delete_managed_model(random_id(1))) is False
    assert asyncio.run(list_all_managed_models()) == []


@pytest.mark.usefixtures("folder")
def test_a_record_id_comes_before_a_model_id(raw: RawFiles) -> None:
    """A key is first taken for a record's own id, as the platform means it, then for a `modelId`."""
    raw.put(admin_row("one", number=1))
    raw.put(admin_row(random_id(1), number=2))
    found = asyncio.run(get_managed_model(random_id(1)))
    assert found is not None
    assert found.model_id == "one"
    assert update(random_id(1), model_name="By record id") is not None
    assert asyncio.run(delete_managed_model("one"))
    found = asyncio.run(get_managed_model(random_id(1)))
    assert found is not None
    assert (found.id, found.model_name) == (random_id(2), "Claude Sonnet 4.6")


@pytest.mark.usefixtures("folder")
def test_a_taken_model_id_is_a_value_error() -> None:
    """Creating or renaming to a `modelId` that exists raises DuplicateModelError, which is a ValueError."""
    create("a")
    create("b")
    with pytest.raises(DuplicateModelError):
        create("a")
    with pytest.raises(ValueError, match="a model with the modelId a exists"):
        update("b", model_id="a")
    assert listed() == ["a", "b"]


@pytest.mark.usefixtures("folder")
def test_a_derived_id_that_is_taken_is_replaced_by_a_random_one() -> None:
    """After a rename, a new model of the old name gets a random id, of version 4."""
    first = create("gpt-4o")
    renamed = update("gpt-4o", model_id="gpt-4o-2024")
    second = create("gpt-4o")
    assert renamed is not None
    assert renamed.id == first.id != second.id
    assert second.id[14] == "4"
    assert listed() == ["gpt-4o", "gpt-4o-2024"]


def test_none_in_an_update_leaves_a_field_alone(raw: RawFiles) -> None:
    """Only the fields given change, `updatedAt` is bumped, and what no schema names stays value for value."""
    row = newer_row(knowledgeCutoffDate="2024-04", theirs={"deep": [1, None, 2.5]}, managedBy="campus")
    raw.put(row)
    updated = update(row["id"], enabled=False, knowledge_cutoff_date=None, model_name=None)
    after = raw.get(row["id"])
    assert updated is not None
    assert after is not None
    assert after == {**row, "enabled": False, "updatedAt": after["updatedAt"]}
    assert after["updatedAt"] > row["updatedAt"]
    assert (updated.enabled, updated.knowledge_cutoff_date, updated.managed_by) == (False, "2024-04", "campus")


def test_an_update_with_nothing_in_it_changes_nothing(raw: RawFiles) -> None:
    """An empty update returns the model as it is and does not touch its file."""
    raw.put(admin_row())
    before = raw.path(random_id(1)).stat().st_mtime_ns
    same = update(random_id(1))
    assert same == asyncio.run(get_managed_model(random_id(1)))
    assert raw.path(random_id(1)).stat().st_mtime_ns == before


def test_every_field_can_be_updated(raw: RawFiles) -> None:
    """Each field of an update ends up in the row under its stored name."""
    raw.put(admin_row("old"))
    raw.put(admin_row("next", number=2))
    wanted = definition(
        "new", model_name="N", provider="openai", provider_name="O", input_modalities=["PDF"], supports_caching=False,
        output_modalities=["AUDIO"], max_input_tokens=7, max_output_tokens=8, allowed_app_roles=["a"], enabled=False,
        available_to_roles=["b"], input_price_per_million_tokens=0, output_price_per_million_tokens=0.5,
        cache_write_price_per_million_tokens=1e-07, cache_read_price_per_million_tokens=0.25, is_reasoning_model=True,
        knowledge_cutoff_date="2025", is_default=True, status="active", replaced_by="next", retires_on="2027-06-30",
        retirement_note="Gone.", is_featured=False, icon_slug="kimi", short_description="Old.", api_mode="responses",
        region="us-east-1", supported_params={"params": {"t": {"min": 1}}},
    )  # fmt: skip
    updated = update("old", **wanted.model_dump())
    assert updated is not None
    kept = updated.model_dump(exclude={"id", "created_at", "updated_at", "managed_by", "sort_order"})
    assert kept == wanted.model_dump()


def test_empty_text_takes_an_option_away(raw: RawFiles) -> None:
    """An option of newer releases leaves the row; null leaves it alone, and no null is written."""
    theirs: dict[str, Any] = {"replacedBy": "next", "retiresOn": "2027-06-30", "iconSlug": "kimi", "status": "retired"}
    raw.put(admin_row("m", **theirs))
    updated = update("m", replaced_by="", retires_on=None, icon_slug="", region="")
    assert updated is not None
    assert (updated.status, updated.replaced_by, updated.icon_slug) == ("retired", None, None)
    row = json.loads(raw.path(random_id(1)).read_text())
    assert {name: row[name] for name in row if name in (*theirs, "region")} == {
        "retiresOn": "2027-06-30", "status": "retired",
    }  # fmt: skip


@pytest.mark.usefixtures("folder")
def test_a_delete_is_done_once() -> None:
    """A delete is True when the row was there and False when it was not."""
    create("a")
    assert [asyncio.run(delete_managed_model("a")) for _ in range(2)] == [True, False]
    assert listed() == []


def test_a_role_sees_what_is_enabled_and_shared(raw: RawFiles) -> None:
    """None is every model; otherwise an enabled model that shares a role; no roles match nothing."""
    raw.put(admin_row("staff", number=1, availableToRoles=["staff"]))
    raw.put(admin_row("both", number=2, availableToRoles=["student", "staff"]))
    raw.put(admin_row("nobody", number=3, availableToRoles=[]))
    raw.put(admin_row("off", number=4, availableToRoles=["staff"], enabled=False))
    raw.put(admin_row("allowed-only", number=5, availableToRoles=[], allowedAppRoles=["staff"]))
    assert listed() == ["allowed-only", "both", "nobody", "off", "staff"]
    assert listed(["staff"]) == ["both", "staff"]
    assert listed(["student", "guest"]) == ["both"]
    assert listed(["guest"]) == []
    assert listed([]) == []


def test_the_newest_model_comes_first(raw: RawFiles) -> None:
    """Models are listed by creation, newest first, whatever the form of their timestamps."""
    stamps = [
        "2026-01-31 12:00:00.5+00:00",
        "2026-01-31T12:00:00Z",
        "2026-01-31T13:00:00.1+00:00",
        "2025-12-31T23:59:59",
    ]
    for number, stamp in enumerate(stamps):
        raw.put(admin_row(f"m{number}", number=number, createdAt=stamp))
    models = asyncio.run(list_all_managed_models())
    assert [model.model_id for model in models] == ["m2", "m0", "m1", "m3"]
    assert {model.created_at.utcoffset() for model in models} == {models[0].updated_at.utcoffset()}


def test_a_broken_record_does_not_hide_the_others(raw: RawFiles, caplog: pytest.LogCaptureFixture) -> None:
    """A file that is no model is skipped with a warning that names it; a broken row is not got, changed or deleted."""
    raw.put(admin_row("good"))
    raw.put(no_model(7))
    raw.path("half").write_text('{"id": "half", "modelId": ')
    with caplog.at_level(logging.WARNING, logger="syncer"):
        assert listed() == ["good"]
    assert len(caplog.records) == 2
    assert all(record.levelno == logging.WARNING for record in caplog.records)
    assert random_id(7) in caplog.text
    assert "half.json" in caplog.text
    assert update(random_id(7), enabled=False) is None
    assert asyncio.run(delete_managed_model(random_id(7))) is False
    assert raw.get(random_id(7)) == no_model(7)


WRITES: list[Callable[[], object]] = [
    lambda: create("new"), lambda: update("a", enabled=False), lambda: asyncio.run(delete_managed_model("a")),
]  # fmt: skip


@pytest.mark.parametrize("write", WRITES)
def test_a_write_is_seen_through_a_kept_list(raw: RawFiles, write: Callable[[], object]) -> None:
    """After a write of this process no list from before is given out, however old it may be."""
    raw.put(admin_row("a"))
    before = asyncio.run(list_all_managed_models(max_age=3600))
    write()
    after = asyncio.run(list_all_managed_models(max_age=3600))
    assert after != before
    assert after == asyncio.run(list_all_managed_models())


def test_a_list_that_was_being_read_during_a_write_is_not_kept(raw: RawFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    """A read that began before a write of this process ended does not stand in for one that began after it."""
    raw.put(admin_row("a"))
    read = DirectoryStore.read
    meanwhile: list[Callable[[], object]] = [lambda: create("new")]

    def slow_read(store: DirectoryStore) -> Snapshot:
        snapshot = read(store)
        if meanwhile:
            meanwhile.pop()()
        return snapshot

    monkeypatch.setattr(DirectoryStore, "read", slow_read)
    assert len(asyncio.run(list_all_managed_models())) == 1
    assert len(asyncio.run(list_all_managed_models(max_age=3600))) == 2


def test_real_shapes_are_models(raw: RawFiles) -> None:
    """Rows of every release of the platform are listed, with the contract's defaults for what they lack."""
    for row in (admin_row(), bootstrap_row(), newer_row()):
        raw.put(row)
    models = {model.model_id: model for model in asyncio.run(list_all_managed_models())}
    assert len(models) == 3
    assert (models["gpt-4o"].allowed_app_roles, models["gpt-4o"].max_output_tokens) == ([], None)
    assert models["amazon.nova-pro-v1:0"].is_reasoning_model is False


def test_a_key_that_looks_like_a_python_name_is_somebody_elses(raw: RawFiles) -> None:
    """Only stored names count: keys such as `model_name` are neither ours nor instead of ours."""
    raw.put(newer_row(model_name="not this one", max_output_tokens=5))
    model = asyncio.run(get_managed_model("gpt-4o"))
    assert model is not None
    assert (model.model_name, model.max_output_tokens) == ("Claude Sonnet 4.6", None)
    assert asyncio.run(list_all_managed_models()) == [model]
    assert update("gpt-4o") == model


CALLS: dict[str, Callable[[], Coroutine[Any, Any, object]]] = {
    "create": lambda: create_managed_model(definition("new")),
    "get": lambda: get_managed_model(random_id(1)),
    "list": lambda: list_managed_models(["staff"]),
    "list_all": list_all_managed_models,
    "update": lambda: update_managed_model(random_id(1), ManagedModelUpdate(enabled=False)),
    "delete": lambda: delete_managed_model(random_id(1)),
}


@pytest.mark.parametrize("name", CALLS)
def test_an_unreadable_store_is_an_error(folder: Path, name: str) -> None:
    """A store that cannot be read is never taken for an empty one: every function raises StoreError."""
    folder.write_text("no directory")
    with pytest.raises(StoreError):
        asyncio.run(CALLS[name]())


def hold_off(folder: Path, name: str) -> ExitStack:
    """Keep the function from its work: readers by the latch, writers by the lock."""
    held = ExitStack()
    if name in {"get", "list", "list_all"}:
        held.enter_context(latch(folder, exclusive=True))
    else:
        held.enter_context(DirectoryStore(folder).lock(holder="a sync", timeout=0))
    return held


@pytest.mark.parametrize("name", CALLS)
def test_the_event_loop_is_not_blocked(folder: Path, raw: RawFiles, name: str) -> None:
    """While a store takes its time, other tasks of the loop go on; then the function does its work."""
    raw.put(admin_row())

    async def scenario() -> object:
        held = hold_off(folder, name)
        working = asyncio.ensure_future(CALLS[name]())
        ticks = 0
        with held:
            while ticks < 10:
                await asyncio.sleep(0.002)
                ticks += 1
            assert not working.done()
        return await working

    assert asyncio.run(scenario())


def test_a_hundred_creates_at_once_leave_one(raw: RawFiles) -> None:
    """Of a hundred concurrent creates of one `modelId` one makes the model, and 99 are told that it exists."""

    async def scenario() -> list[ManagedModel | BaseException]:
        made = (create_managed_model(definition("gpt-4o", model_name=f"number {number}")) for number in range(100))
        return await asyncio.gather(*made, return_exceptions=True)

    results = asyncio.run(scenario())
    (winner,) = [result for result in results if isinstance(result, ManagedModel)]
    assert sum(isinstance(result, DuplicateModelError) for result in results) == 99
    assert raw.ids() == {winner.id}
    row = raw.get(winner.id)
    assert row is not None
    assert row["modelName"] == winner.model_name


@pytest.mark.usefixtures("folder")
def test_concurrent_hand_overs_leave_one_default() -> None:
    """However many models are made the default at once, there are never two of them and never none."""

    async def scenario() -> set[int]:
        for number in range(8):
            await create_managed_model(definition(f"m{number}", is_default=number == 0))
        hand_overs = [update_managed_model(f"m{number}", ManagedModelUpdate(is_default=True)) for number in range(8)]
        working = asyncio.gather(*hand_overs, create_managed_model(definition("new", is_default=True)))
        seen: set[int] = set()
        while not working.done():
            seen.add(sum(model.is_default for model in await list_all_managed_models()))
        await working
        seen.add(sum(model.is_default for model in await list_all_managed_models()))
        return seen

    assert asyncio.run(scenario()) == {1}


def test_creates_and_deletes_of_several_loops_agree(raw: RawFiles) -> None:
    """Two apps in threads of their own, each with its loop, that make and delete one model never trip."""
    errors: list[BaseException] = []

    def app() -> None:
        for _ in range(20):
            try:
                create("shared")
            except DuplicateModelError:
                asyncio.run(delete_managed_model("shared"))
            except BaseException as error:  # noqa: BLE001  the test looks at each
                errors.append(error)

    threads = [threading.Thread(target=app) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert raw.ids() <= {record_id_for("shared")}


def test_an_app_may_change_its_working_directory(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A directory that the environment names in full is the same one after a `chdir`."""
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path)
    create("a")
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert listed() == ["a"]
    create("b")
    assert len(list(folder.glob("*.json"))) == 2


@pytest.mark.parametrize("statement", ["import syncer", "from syncer import *; import asyncio"])
def test_an_import_leaves_the_heavy_libraries_out(statement: str) -> None:
    """An app that imports the package pays for neither boto3, deepdiff nor click."""
    code = f"{statement}\nimport sys, json\nprint(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(json.loads(done.stdout))
    assert not loaded & {"boto3", "botocore", "deepdiff", "click", "yaml", "moto"}


def test_the_public_names_are_there() -> None:
    """The package gives the names that its documentation promises, and no others."""
    assert dir(syncer) == sorted(syncer.__all__)
    assert all(callable(getattr(syncer, name)) for name in syncer.__all__)
    with pytest.raises(AttributeError, match="has no attribute 'create_models'"):
        getattr(syncer, "create_models")  # noqa: B009  a name that mypy would refuse
