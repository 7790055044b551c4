"""Each exit code, from each command that can have it, in every format: the code never depends on the format."""

from __future__ import annotations

import json
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from syncer.errors import StoreError
from syncer.model.records import Record, Snapshot
from syncer.stores.base import Check, Group, GroupResult, HistoryHead, HistoryWrite, Store
from syncer.stores.directory.store import DirectoryStore
from tests.e2e.driving import Ran, definition, rows, write_catalog, write_model

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager

    Syncer = Callable[..., Ran]

FORMATS = ("text", "json", "markdown")
EVERY_FORMAT = pytest.mark.parametrize("form", FORMATS)


class HalfStore:
    """A store that can take only a part of what it is given."""

    address = "half a store"
    single_writer = False
    interrupted = False
    table = None

    def checks(self) -> Iterator[Check]:
        """Nothing to look at."""
        return iter(())

    def read(self) -> Snapshot:
        """Nothing is in it."""
        return Snapshot(())

    def start_read(self) -> AbstractContextManager[Callable[[], Snapshot]]:
        """Nothing takes long here."""
        return nullcontext(self.read)

    def get(self, record_id: str) -> Record | None:  # noqa: ARG002  the protocol's signature
        """No row."""
        return None

    def find(self, model_id: str) -> tuple[Record, ...]:  # noqa: ARG002  the protocol's signature
        """No rows."""
        return ()

    def lock(self, *, holder: str, timeout: float) -> AbstractContextManager[None]:  # noqa: ARG002  as above
        """Nobody else is here."""
        return nullcontext()

    def identity(self) -> Mapping[str, str]:
        """There is no other."""
        return {"kind": "half"}

    def recall(self, catalog: str) -> bytes | None:  # noqa: ARG002  the protocol's signature
        """Nothing was kept."""
        return None

    def remember(self, catalog: str, data: bytes) -> None:
        """Nothing is kept."""

    def commit(
        self,
        groups: Sequence[Group],
        *,
        progress: Callable[[int], None] | None = None,
        history: HistoryWrite | None = None,  # noqa: ARG002  the protocol's signature
    ) -> tuple[GroupResult, ...]:
        """The first group goes through, the second fails, the others are not tried."""
        if progress is not None:
            progress(1)
        fates = (GroupResult("applied"), GroupResult("failed", StoreError("no room")), GroupResult("skipped"))
        return tuple(fates[min(number, 2)] for number in range(len(groups)))

    def history(self, *, model_id: str | None = None) -> tuple[HistoryHead, ...]:  # noqa: ARG002  as above
        """Nothing is kept."""
        return ()

    def history_body(self, apply_id: str) -> bytes | None:  # noqa: ARG002  as above
        """Nothing is kept."""
        return None

    def forget(self, apply_ids: Sequence[str]) -> int:  # noqa: ARG002  as above
        """There is nothing to remove."""
        return 0


@EVERY_FORMAT
def test_0_and_2(syncer: Syncer, form: str) -> None:
    """A plan with changes exits with 0, and with 2 when asked for; a sync with 0; after it the plan with 0 too."""
    write_catalog(["a", "b"])
    assert syncer("plan", "--format", form).code == 0
    assert syncer("plan", "--format", form, "--detailed-exitcode").code == 2
    assert syncer("sync", "--format", form, "--yes").code == 0
    assert syncer("plan", "--format", form, "--detailed-exitcode").code == 0
    assert syncer("sync", "--format", form).code == 0


@EVERY_FORMAT
@pytest.mark.parametrize("command", [["validate"], ["plan"], ["sync", "--yes"], ["list"]])
def test_3(syncer: Syncer, form: str, command: list[str]) -> None:
    """An invalid catalog is 3 for every command that reads it, and nothing is written."""
    write_catalog({"a": definition("a", max_input_tokens=0), "b": definition("b")})
    assert syncer(*command, "--format", form).code == 3
    assert not Path("managed_models").exists()


@EVERY_FORMAT
@pytest.mark.parametrize("command", [["plan"], ["plan", "--detailed-exitcode"], ["sync", "--yes"], ["sync"]])
def test_4(syncer: Syncer, form: str, command: list[str]) -> None:
    """A refused plan is 4 for plan and for sync, which then writes nothing and asks nothing."""
    write_catalog(["a", "b", "c"])
    assert syncer("sync", "--yes").code == 0
    Path("catalog/models/a.yaml").unlink()
    before = rows()
    assert syncer(*command, "--format", form).code == 4
    assert rows() == before


@EVERY_FORMAT
def test_5(syncer: Syncer, form: str) -> None:
    """While another sync holds the lock, a sync is 5 and names the holder; a plan does not mind."""
    write_catalog(["a"])
    with DirectoryStore(Path("managed_models").absolute()).lock(holder="alice on desk 4", timeout=0):
        ran = syncer("sync", "--yes", "--format", form)
        assert syncer("plan", "--format", form).code == 0
    assert ran.code == 5
    assert "error: alice on desk 4 holds the lock " in ran.err
    assert rows() == {}


@EVERY_FORMAT
def test_6(syncer: Syncer, form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sync that a store could do only in part is 6, and says what was done and what was not."""
    write_catalog(["a", "b", "c"])
    half: Store = HalfStore()
    monkeypatch.setattr("syncer.cli.session.open_store", lambda *_, **__: half)
    ran = syncer("sync", "--yes", "--format", form)
    assert ran.code == 6
    assert ran.err.endswith("error: applied in part; run the same command again to do the rest\n")
    if form == "text":
        assert ran.out.endswith(
            "failed: create b: no room\nskipped: create c\nApplied 1 of 3 changes, 1 failed, 1 not tried.\n"
        )


class InterruptedStore(HalfStore):
    """A store during whose commit somebody presses Ctrl-C."""

    def commit(
        self,
        groups: Sequence[Group],
        *,
        progress: Callable[[int], None] | None = None,
        history: HistoryWrite | None = None,
    ) -> tuple[GroupResult, ...]:
        """The first write is done, then the key is pressed."""
        super().commit(groups, progress=progress, history=history)
        raise KeyboardInterrupt


@EVERY_FORMAT
def test_130(syncer: Syncer, form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C while a sync writes is 130, and says how to complete what was begun."""
    write_catalog(["a"])
    store: Store = InterruptedStore()
    monkeypatch.setattr("syncer.cli.session.open_store", lambda *_, **__: store)
    ran = syncer("sync", "--yes", "--format", form)
    assert ran.code == 130
    assert "\nStopped while writing; run the same command again to complete it.\n" in ran.err
    assert ran.err.endswith("stopped\n")


@EVERY_FORMAT
@pytest.mark.parametrize("command", [["plan"], ["sync", "--yes"], ["list", "--live"]])
def test_7(syncer: Syncer, form: str, command: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A store that cannot be read is 7, never an empty one."""
    write_catalog(["a"])
    Path("store").write_text("no directory", encoding="utf-8")
    monkeypatch.setenv("MANAGED_MODELS_DIR", "store")
    ran = syncer(*command, "--format", form)
    assert (ran.code, ran.out) == (7, "")
    assert "error: directory store cannot be used: store: Not a directory" in ran.err


@EVERY_FORMAT
@pytest.mark.parametrize("command", [["validate"], ["plan"], ["sync", "--yes"], ["list"]])
def test_64(syncer: Syncer, form: str, command: list[str]) -> None:
    """An option that cannot work is 64, and a sync then writes nothing."""
    write_catalog(["a"])
    assert syncer(*command, "--format", form, "--output", "nowhere/plan.txt").code == 64
    assert rows() == {}


def test_64_without_a_terminal(syncer: Syncer) -> None:
    """A sync that cannot ask and has no --yes is 64 and writes nothing, in every format."""
    write_catalog(["a"])
    for form in FORMATS:
        ran = syncer("sync", "--format", form)
        assert ran.code == 64
        assert ran.err.endswith("error: there is no terminal to ask on; pass --yes to apply this plan\n")
    assert rows() == {}


def test_validate_for_github(syncer: Syncer) -> None:
    """Annotations for GitHub have the codes of the other formats."""
    write_catalog(["a"])
    assert syncer("validate", "--format", "github") == Ran(0, "", "")
    write_model("a", max_input_tokens=0)
    ran = syncer("validate", "--format", "github")
    assert ran == Ran(
        3, "::error file=catalog/models/a.yaml,line=7,col=19::max_input_tokens: must be at least 1, not 0\n", ""
    )


def test_validate_as_sarif(syncer: Syncer, tmp_path: Path) -> None:
    """SARIF on standard output, with the exit code of the catalog and no path of the machine."""
    write_catalog(["a"])
    assert syncer("validate", "--format", "sarif").code == 0
    Path("catalog/models/bad.yaml").write_text("model_id: [\n", encoding="utf-8")
    for catalog in ("catalog", str(Path("catalog").absolute())):
        ran = syncer("validate", "--format", "sarif", "--catalog", catalog)
        (result,) = json.loads(ran.out)["runs"][0]["results"]
        assert (ran.code, result["ruleId"]) == (3, "catalog-error")
        (location,) = result["locations"]
        assert location["physicalLocation"]["artifactLocation"]["uri"] == "catalog/models/bad.yaml"
        assert str(tmp_path) not in ran.out
