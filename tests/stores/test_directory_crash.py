"""A commit that is stopped at any step leaves all of itself or nothing: kills, failing calls, power cuts."""

from __future__ import annotations

import ctypes
import os
import random
import shutil
from functools import partial
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import TYPE_CHECKING, NamedTuple

import pytest

from syncer.errors import ConflictError, StoreError
from syncer.stores.base import Patch, Remove
from syncer.stores.directory.store import DirectoryStore
from tests.stores.faults import Killed, Machine
from tests.stores.shapes import insert, random_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from syncer.stores.base import Group, HistoryWrite

Rows = dict[str, bytes]


class Scenario(NamedTuple):
    """A commit, from one state of a folder to another."""

    start: Path
    """The folder above the store's, before the commit."""
    groups: tuple[Group, ...]
    before: Rows
    after: Rows
    history: HistoryWrite | None = None

    def commit(self, folder: Path) -> None:
        """Do the commit in a folder."""
        DirectoryStore(folder).commit(self.groups, history=self.history)


def seeded(seed: int) -> random.Random:
    """The same chances in every run."""
    return random.Random(seed)  # noqa: S311  no secret hangs on it


def rows_in(folder: Path) -> Rows:
    """The text of every record's file by name."""
    return {path.name: path.read_bytes() for path in folder.glob("*.json")}


def tree_in(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Modification time and bytes of everything below a folder."""
    return {
        str(path.relative_to(folder)): (path.stat().st_mtime_ns, path.read_bytes() if path.is_file() else b"")
        for path in folder.rglob("*")
    }


def rows_seen(folder: Path) -> dict[str, dict[str, object]]:
    """What a fresh store reads, every row a whole one."""
    snapshot = DirectoryStore(folder).read()
    assert snapshot.broken == ()
    return {f"{record.record_id}.json": dict(record.raw) for record in snapshot.records}


def parsed(rows: Rows, tmp_path: Path) -> dict[str, dict[str, object]]:
    """What a store reads from these files."""
    folder = tmp_path / "parsed"
    folder.mkdir()
    for name, data in rows.items():
        (folder / name).write_bytes(data)
    seen = rows_seen(folder)
    shutil.rmtree(folder)
    return seen


def writes_on(store: DirectoryStore, *, patches: int, removals: int, inserts: int) -> tuple[Group, ...]:
    """A commit of everything, over rows `row-...` that are there."""
    live = store.read().records
    changed = [(Patch(row.record_id, {"enabled": False}, expect=row.raw),) for row in live[:patches]]
    removed = [(Remove(row.record_id, expect=row.raw),) for row in live[patches : patches + removals]]
    added = [(insert(f"new-{number}"),) for number in range(inserts)]
    return (*changed, *removed, *added)


def scenario(tmp_path: Path, *, rows: int, **writes: int) -> Scenario:
    """A folder with so many rows, and a commit over it."""
    start = tmp_path / "start"
    start.mkdir()
    store = DirectoryStore(start / "models")
    if rows:
        store.commit([(insert(f"row-{number:02}"),) for number in range(rows)])
    groups = writes_on(store, **writes)
    done = tmp_path / "done"
    shutil.copytree(start, done)
    DirectoryStore(done / "models").commit(groups)
    return Scenario(start, groups, rows_in(start / "models"), rows_in(done / "models"))


SMALL = {"rows": 5, "patches": 2, "removals": 1, "inserts": 2}
LARGE = {"rows": 12, "patches": 7, "removals": 4, "inserts": 6}
FIRST = {"rows": 0, "patches": 0, "removals": 0, "inserts": 3}
FIRST_LARGE = {"rows": 0, "patches": 0, "removals": 0, "inserts": 17}
SHAPES = pytest.mark.parametrize("shape", [SMALL, LARGE, FIRST, FIRST_LARGE],
                                 ids=["small", "large", "first", "first-large"])  # fmt: skip


@pytest.fixture
def tmp_path(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where there is one: here the machine decides what is kept, and not the disk."""
    if not os.access("/dev/shm", os.W_OK):  # noqa: S108  a folder of our own is made in it
        yield tmp_path
        return
    with TemporaryDirectory(dir="/dev/shm") as folder:
        yield Path(folder)


@pytest.fixture(autouse=True)
def _no_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Outside the machine, where nothing is lost, a sync is only time."""
    monkeypatch.setattr(os, "fsync", lambda _descriptor: None)
    monkeypatch.setattr(ctypes, "CDLL", lambda *_, **__: SimpleNamespace(syncfs=lambda _descriptor: 0))


@pytest.fixture
def made(tmp_path: Path, shape: dict[str, int]) -> Scenario:
    """The scenario of a shape."""
    return scenario(tmp_path, **shape)


def on_copy(made: Scenario, tmp_path: Path) -> Path:
    """A fresh copy of the scenario's start."""
    work = tmp_path / "work"
    shutil.rmtree(work, ignore_errors=True)
    shutil.copytree(made.start, work)
    return work


def each_kill(made: Scenario, tmp_path: Path) -> Iterator[tuple[Machine, bool]]:
    """The scenario's commit, killed at its first step, its second, ...; lastly not at all: (machine, killed)."""
    for step in count(1):
        machine = Machine(on_copy(made, tmp_path))
        machine.kill_at(step)
        killed = False
        with machine.running():
            try:
                made.commit(machine.root / "models")
            except Killed:
                killed = True
        yield machine, killed
        if not killed:
            return


def recovered(folder: Path) -> Rows:
    """The rows after the next lock, by which an interrupted commit is finished."""
    with DirectoryStore(folder).lock(holder="the next sync", timeout=0):
        pass
    assert not {path.name for path in (folder / ".syncer").iterdir()} & {"journal.json"}
    assert not DirectoryStore(folder).read().notes
    return rows_in(folder)


@SHAPES
def test_the_model_of_the_disk_is_complete(made: Scenario, tmp_path: Path) -> None:
    """The machine sees every call by which a commit changes the folder."""
    machine = Machine(on_copy(made, tmp_path))
    with machine.running():
        DirectoryStore(machine.root / "models").commit(made.groups)
    lock = str(machine.root / "models" / ".syncer" / "lock")
    found = {str(path): path.read_bytes() for path in machine.root.rglob("*") if path.is_file()}
    assert {**machine.readable(), lock: b""} == {**found, lock: b""}


@SHAPES
def test_a_kill_at_any_step_leaves_all_or_nothing(made: Scenario, tmp_path: Path) -> None:
    """After a kill a reader sees exactly the old or the new rows and writes nothing; the next lock makes it so."""
    before, after = parsed(made.before, tmp_path), parsed(made.after, tmp_path)
    seen_before = seen_after = 0
    for machine, killed in each_kill(made, tmp_path):
        folder = machine.root / "models"
        tree = tree_in(machine.root)
        seen = rows_seen(folder)
        assert seen in (before, after), machine.calls[-1]
        assert tree_in(machine.root) == tree, machine.calls[-1]
        seen_before += seen == before
        seen_after += seen == after
        if folder.exists():
            assert recovered(folder) == (made.before if seen == before else made.after), machine.calls[-1]
        if seen == before:
            DirectoryStore(folder).commit(made.groups)
            assert rows_in(folder) == made.after
            assert [path.name for path in (folder / ".syncer").iterdir()] == ["lock"]
        assert killed or seen == after
    assert seen_before > seen_after > 1


@SHAPES
def test_no_step_leaves_a_file_half_written(made: Scenario, tmp_path: Path) -> None:
    """Another program that knows no journal finds every file whole at every step: its old text or its new one."""
    for machine, _ in each_kill(made, tmp_path):
        for name, text in rows_in(machine.root / "models").items():
            assert text in (made.before.get(name), made.after.get(name)), machine.calls[-1]


@SHAPES
def test_a_power_cut_at_any_step_leaves_all_or_nothing(made: Scenario, tmp_path: Path) -> None:
    """Whatever of the unsynced names and contents the disk keeps, the next sync finds the old rows or the new ones."""
    before, after = parsed(made.before, tmp_path), parsed(made.after, tmp_path)
    for machine, killed in each_kill(made, tmp_path):
        for seed in range(6 if len(made.groups) < 10 else 2):
            cut = tmp_path / "cut"
            machine.after_power_cut(cut, seeded(1000 * machine.step + seed))
            seen = rows_seen(cut / "models")
            assert seen in ((before, after) if killed else (after,)), (seed, machine.calls[-1])
            if (cut / "models").exists():
                assert recovered(cut / "models") == (made.before if seen == before else made.after), machine.calls[-1]
            shutil.rmtree(cut)


def half_done(made: Scenario, tmp_path: Path, *, step: int) -> Machine:
    """The machine after a kill at a step of the commit."""
    machine = Machine(on_copy(made, tmp_path))
    machine.kill_at(step)
    with machine.running(), pytest.raises(Killed):
        made.commit(machine.root / "models")
    return machine


def steps_of(made: Scenario, tmp_path: Path) -> int:
    """How many steps the commit has."""
    machine = Machine(on_copy(made, tmp_path))
    with machine.running():
        made.commit(machine.root / "models")
    return machine.step


@pytest.mark.parametrize("shape", [SMALL, LARGE, FIRST], ids=["small", "large", "first"])
@pytest.mark.parametrize("seed", range(4))
def test_a_crash_during_recovery_is_recovered_from(made: Scenario, tmp_path: Path, seed: int) -> None:
    """A recovery that is itself killed, or caught by a power cut, at any step changes nothing about the outcome."""
    before, after = parsed(made.before, tmp_path), parsed(made.after, tmp_path)
    chance = seeded(seed)
    first = chance.randint(1, steps_of(made, tmp_path) - 1)
    for step in count(1):
        machine = half_done(made, tmp_path, step=first)
        machine.kill_at(step)
        done = False
        with machine.running():
            try:
                with DirectoryStore(machine.root / "models").lock(holder="the next sync", timeout=0):
                    done = True
            except Killed:
                pass
        folder = machine.root / "models"
        cut = tmp_path / "cut"
        machine.after_power_cut(cut, chance)
        for place in (folder, cut / "models"):
            seen = rows_seen(place)
            assert seen in (before, after), (first, machine.calls[-1])
            if place.exists():
                assert recovered(place) == (made.before if seen == before else made.after), (first, machine.calls[-1])
        shutil.rmtree(cut)
        if done and step > machine.step:
            return


@SHAPES
def test_a_call_that_fails_undoes_the_commit(made: Scenario, tmp_path: Path) -> None:
    """When any one call fails the commit raises StoreError and nothing was written, or it did all."""
    before, after = parsed(made.before, tmp_path), parsed(made.after, tmp_path)
    for step in count(1):
        machine = Machine(on_copy(made, tmp_path))
        machine.fail_at(step)
        folder = machine.root / "models"
        failed = False
        with machine.running():
            try:
                DirectoryStore(folder).commit(made.groups)
            except StoreError:
                failed = True
        if step > machine.step:
            break
        assert rows_seen(folder) == (before if failed else after), machine.calls[step - 1]
        assert rows_in(folder) == (made.before if failed else made.after), machine.calls[step - 1]


@pytest.mark.parametrize("shape", [SMALL, LARGE], ids=["small", "large"])
@pytest.mark.parametrize("error", [KeyboardInterrupt, BrokenPipeError, ZeroDivisionError])
def test_an_error_of_the_caller_undoes_the_commit(made: Scenario, tmp_path: Path, error: type[BaseException]) -> None:
    """Ctrl-C, or a progress bar that cannot be drawn, in the middle of a commit: nothing was written."""

    def progress(done: int) -> None:
        if done == 3:
            raise error

    folder = on_copy(made, tmp_path) / "models"
    with pytest.raises((error, StoreError)):
        DirectoryStore(folder).commit(made.groups, progress=progress)
    assert rows_in(folder) == made.before
    assert [path.name for path in (folder / ".syncer").iterdir()] == ["lock"]


@SHAPES
def test_a_full_disk_undoes_the_commit(made: Scenario, tmp_path: Path) -> None:
    """When the disk is full from some step on, a reader sees nothing of the commit, and the next lock undoes it."""
    before, after = parsed(made.before, tmp_path), parsed(made.after, tmp_path)
    for step in count(1):
        machine = Machine(on_copy(made, tmp_path))
        machine.fail_at(step, ever_after=True)
        folder = machine.root / "models"
        failed = False
        with machine.running():
            try:
                DirectoryStore(folder).commit(made.groups)
            except StoreError:
                failed = True
        if step > machine.step:
            break
        assert rows_seen(folder) == (before if failed else after), machine.calls[step - 1]
        if folder.exists():
            assert recovered(folder) == (made.before if failed else made.after), machine.calls[step - 1]


EDIT = '{"somebody": "else"}'


def edited_row(folder: Path, machine: Machine, name: str) -> None:
    """Another writer changes the row, now."""
    machine.edit(folder / name, EDIT)


def commit_with_edit(machine: Machine, made: Scenario, *, victim: int, at: int) -> None:
    """The scenario's commit, in which somebody edits its row number `victim` once `at` rows are done."""
    folder = machine.root / "models"
    name = f"{made.groups[victim][0].record_id}.json"

    def progress(done: int) -> None:
        if done == at:
            edited_row(folder, machine, name)

    DirectoryStore(folder).commit(made.groups, progress=progress)


@pytest.mark.parametrize("shape", [SMALL, LARGE], ids=["small", "large"])
@pytest.mark.parametrize("back", [1, 2])
def test_a_row_edited_during_the_commit_turns_it_round(made: Scenario, tmp_path: Path, back: int) -> None:
    """An edit of any row that the commit has not come to is a conflict: the edit stays, all else is as before."""
    for victim in range(back, len(made.groups)):
        machine = Machine(on_copy(made, tmp_path))
        folder = machine.root / "models"
        with machine.running(), pytest.raises(ConflictError) as caught:
            commit_with_edit(machine, made, victim=victim, at=victim - back + 1)
        record_id = made.groups[victim][0].record_id
        assert caught.value.rows == (record_id,)
        assert rows_in(folder) == {**made.before, f"{record_id}.json": EDIT.encode()}
        assert not DirectoryStore(folder).read().notes


@pytest.mark.parametrize("shape", [SMALL, LARGE], ids=["small", "large"])
def test_an_edit_at_any_call_before_the_rename_survives(made: Scenario, tmp_path: Path) -> None:
    """An edit between the check of a row and the last look at it, at whatever call, survives and stops the commit."""
    name = f"{made.groups[1][0].record_id}.json"
    machine = Machine(on_copy(made, tmp_path))
    with machine.running():
        DirectoryStore(machine.root / "models").commit(made.groups)
    staging = f"create {machine.root / 'models' / '.syncer' / name}.staged"
    journal = f"replace {machine.root / 'models' / '.syncer' / 'journal.json'}"
    first, last = machine.calls.index(journal), machine.calls.index(staging)
    for step in range(first, last + 3):
        machine = Machine(on_copy(made, tmp_path))
        folder = machine.root / "models"
        calls = count()

        def before(_call: str, _path: str, machine: Machine = machine, calls: Iterator[int] = calls,
                   step: int = step) -> None:  # fmt: skip
            if next(calls) == step:
                edited_row(machine.root / "models", machine, name)

        machine.before = before
        with machine.running(), pytest.raises(ConflictError):
            DirectoryStore(folder).commit(made.groups)
        assert rows_in(folder) == {**made.before, name: EDIT.encode()}


@pytest.mark.parametrize("shape", [SMALL, LARGE], ids=["small", "large"])
def test_a_crash_while_turning_round_leaves_all_or_nothing(made: Scenario, tmp_path: Path) -> None:
    """Killed or cut off while it undoes itself, a commit leaves the edit, and of its own writes all or none."""
    victim = len(made.groups) - 2
    name = f"{made.groups[victim][0].record_id}.json"
    allowed = [{**rows, name: EDIT.encode()} for rows in (made.before, made.after)]
    for step in count(1):
        machine = Machine(on_copy(made, tmp_path))
        machine.kill_at(step)
        folder = machine.root / "models"
        with machine.running(), pytest.raises((Killed, ConflictError)):
            commit_with_edit(machine, made, victim=victim, at=victim)
        if step > machine.step:
            return
        if EDIT.encode() not in rows_in(folder).values():
            continue
        cuts = [tmp_path / f"cut-{seed}" for seed in range(2)]
        for seed, cut in enumerate(cuts):
            machine.after_power_cut(cut, seeded(1000 * step + seed))
        for place in (machine.root, *cuts):
            assert recovered(place / "models") in allowed, machine.calls[-1]
        for cut in cuts:
            shutil.rmtree(cut)


def test_an_edit_after_a_crash_survives_recovery(tmp_path: Path) -> None:
    """A row that somebody changed, made or deleted between a crash and the next lock stays as they left it."""
    made = scenario(tmp_path, **SMALL)
    patched, _, removed, added, _ = (f"{group[0].record_id}.json" for group in made.groups)
    steps = steps_of(made, tmp_path)
    for step in range(1, steps):
        for name in (patched, removed, added):
            machine = half_done(made, tmp_path, step=step)
            folder = machine.root / "models"
            (folder / name).write_text(EDIT)
            rest = recovered(folder)
            assert rest.pop(name) == EDIT.encode()
            assert rest in [{key: text for key, text in rows.items() if key != name}
                            for rows in (made.before, made.after)]  # fmt: skip
        machine = half_done(made, tmp_path, step=step)
        folder = machine.root / "models"
        (folder / patched).unlink()
        assert patched not in recovered(folder)


def test_recovering_twice_is_recovering_once(tmp_path: Path) -> None:
    """A second lock after a recovery touches no file."""
    made = scenario(tmp_path, **SMALL)
    machine = half_done(made, tmp_path, step=steps_of(made, tmp_path) - 8)
    folder = machine.root / "models"
    recovered(folder)
    times = {path.name: path.stat().st_mtime_ns for path in folder.glob("*.json")}
    recovered(folder)
    assert {path.name: path.stat().st_mtime_ns for path in folder.glob("*.json")} == times


def test_get_and_find_see_through_an_interrupted_commit(tmp_path: Path) -> None:
    """Between a crash and the next sync `get` and `find` show the rows as `read` does."""
    made = scenario(tmp_path, **SMALL)
    for step in range(1, steps_of(made, tmp_path)):
        machine = half_done(made, tmp_path, step=step)
        store = DirectoryStore(machine.root / "models")
        records = {record.record_id: record for record in store.read().records}
        for name in made.before.keys() | made.after.keys():
            record_id = name.removesuffix(".json")
            assert store.get(record_id) == records.get(record_id)
        for record in records.values():
            assert store.find(record.model_id) == (record,)


def test_an_interrupted_commit_is_a_note_of_the_snapshot(tmp_path: Path) -> None:
    """A reader is told that a sync was interrupted, until the next lock has finished it."""
    made = scenario(tmp_path, **SMALL)
    machine = half_done(made, tmp_path, step=steps_of(made, tmp_path) - 8)
    (note,) = DirectoryStore(machine.root / "models").read().notes
    assert "interrupted" in note


def test_what_a_kill_left_behind_does_not_stop_the_next_commit(tmp_path: Path) -> None:
    """A staged file of a killed commit, whatever it has become, neither stops the next one nor gets into a row."""
    made = scenario(tmp_path, **SMALL)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("mine")
    folder = on_copy(made, tmp_path) / "models"
    for group in made.groups:
        staged = folder / ".syncer" / f"{group[0].record_id}.json.staged"
        staged.symlink_to(elsewhere)
    DirectoryStore(folder).commit(made.groups)
    assert rows_in(folder) == made.after
    assert not any(path.is_symlink() for path in folder.iterdir())
    assert elsewhere.read_text() == "mine"


def test_a_damaged_journal_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    """A journal that cannot be read stops reads and writes: nobody knows what the rows should be."""
    made = scenario(tmp_path, **SMALL)
    folder = on_copy(made, tmp_path) / "models"
    (folder / ".syncer" / "journal.json").write_text('{"changes": [')
    store = DirectoryStore(folder)
    for action in (store.read, partial(store.get, random_id(1)), partial(store.commit, made.groups)):
        with pytest.raises(StoreError, match=r"journal\.json.*then remove the file"):
            action()
    assert rows_in(folder) == made.before
