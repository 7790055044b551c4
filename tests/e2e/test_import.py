"""`syncer import` as a newcomer types it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from tests.stores.raw import RawFiles
from tests.stores.shapes import admin_row, no_model

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.e2e.driving import Ran

    Syncer = Callable[..., Ran]

TEXT = """\
model_id: gpt-4o
model_name: Claude Sonnet 4.6
"""


def made_by_hand(*rows: dict[str, object]) -> None:
    """A store that somebody filled on the admin page."""
    store = RawFiles(Path("managed_models").absolute())
    Path("managed_models").mkdir(exist_ok=True)
    for row in rows:
        store.put(row)


def test_from_rows_to_a_catalog(syncer: Syncer) -> None:
    """Import, plan, sync: the rows are adopted and nothing else changes; importing again writes nothing."""
    made_by_hand(admin_row("gpt-4o", number=1, sortOrder=3), admin_row("us.b", number=2), no_model())
    ran = syncer("import", "--name", "campus")
    assert ran.code == 0
    assert ran.out.splitlines()[:3] == [
        "wrote catalog/models/anthropic/gpt-4o.yaml",
        "wrote catalog/models/anthropic/us.b.yaml",
        "wrote catalog/catalog.yaml",
    ]
    assert "not imported: " in ran.out
    assert "1 row with attributes that no definition names; a sync keeps them." in ran.out
    assert ran.out.endswith("3 files written, 1 row not imported. Next: syncer plan\n")
    assert Path("catalog/models/anthropic/gpt-4o.yaml").read_text(encoding="utf-8").startswith(TEXT)
    assert syncer("validate").code == 0
    plan = json.loads(syncer("plan", "--format", "json").out)
    assert plan["summary"]["adopt"] == 2
    assert [change["fields"] for change in plan["changes"]] == [[], []]
    assert syncer("sync", "--yes").code == 0
    assert syncer("plan", "--detailed-exitcode").code == 0
    again = syncer("import")
    assert (again.code, again.out.splitlines()[-1]) == (0, "0 files written, 1 row not imported.")
    assert "2 rows with a definition passed over; --replace writes them anew.\n" in again.out


def test_a_dry_run_writes_nothing(syncer: Syncer) -> None:
    """What would be written is listed, as text and as JSON."""
    made_by_hand(admin_row("a"))
    assert syncer("import", "--name", "campus", "--dry-run").out == (
        "would write catalog/models/anthropic/a.yaml\nwould write catalog/catalog.yaml\n\n2 files to write.\n"
    )
    document = json.loads(syncer("import", "--name", "campus", "--dry-run", "--format", "json").out)
    assert document["written"] == ["catalog/models/anthropic/a.yaml", "catalog/catalog.yaml"]
    assert document["dry_run"] is True
    assert not Path("catalog").exists()


def test_what_cannot_be_imported(syncer: Syncer) -> None:
    """Each mistake is one line that says what to type, with its exit code; nothing is written."""
    made_by_hand(admin_row("a"))
    assert (ran := syncer("import")).code == 64
    assert "pass --name, such as --name campus-models" in ran.err
    assert (ran := syncer("import", "--name", "No Good")).code == 64
    assert "a catalog cannot be called 'No Good': it may hold only lower-case letters" in ran.err
    assert (ran := syncer("import", "--name", "c", "--select", "colour=red")).code == 64
    assert "KEY is one of provider, maker, id" in ran.err
    assert not Path("catalog").exists()
    Path("catalog/models/anthropic").mkdir(parents=True)
    Path("catalog/models/anthropic/a.yaml").write_text("mine\n", encoding="utf-8")
    assert (ran := syncer("import", "--name", "c")).code == 64
    assert "catalog/models/anthropic/a.yaml exist already; nothing was written; pass --replace" in ran.err
    assert syncer("import", "--name", "c", "--replace").code == 0
    assert (ran := syncer("import", "--name", "other")).code == 64
    assert "catalog is the catalog c, not other; leave --name out" in ran.err
    Path("catalog/models/anthropic/a.yaml").write_text("mine\n", encoding="utf-8")
    assert syncer("import").code == 3


def test_only_what_is_selected(syncer: Syncer) -> None:
    """A selection takes the rows that match, and says nothing of the others."""
    made_by_hand(admin_row("us.a", number=1), admin_row("eu.b", number=2))
    assert syncer("import", "--name", "c", "--select", "id=us.*").code == 0
    assert [path.name for path in Path("catalog/models").rglob("*.yaml")] == ["us.a.yaml"]
    assert syncer("import", "--select", "id=nothing").out == "0 files written.\n"
