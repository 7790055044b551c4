"""`syncer import` as a newcomer types it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.stores.raw import RawFiles
from tests.stores.shapes import admin_row, no_model

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.e2e.driving import Ran

    Syncer = Callable[..., Ran]

LINE = "# yaml-language-server: $schema=../../../schemas/json/model.schema.json\n"
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
    made_by_hand(admin_row("gpt-4o", number=1, iconKey="icons/3.png"), admin_row("us.b", number=2), no_model())
    ran = syncer("import", "--name", "campus")
    assert ran.code == 0
    assert ran.out.splitlines()[:3] == [
        "wrote catalog/models/anthropic/gpt-4o.yaml",
        "wrote catalog/models/anthropic/us.b.yaml",
        "wrote catalog/catalog.yaml",
    ]
    assert "not imported: " in ran.out
    assert "1 row with attributes that no definition names; a sync keeps them." in ran.out
    assert ran.out.endswith("3 files written; 2 of 3 rows are files now. Next: syncer plan\n")
    assert Path("catalog/models/anthropic/gpt-4o.yaml").read_text(encoding="utf-8").startswith(f"{LINE}{TEXT}")
    assert syncer("validate").code == 0
    plan = json.loads(syncer("plan", "--format", "json").out)
    assert plan["summary"]["adopt"] == 2
    assert [change["fields"] for change in plan["changes"]] == [[], []]
    assert syncer("sync", "--yes").code == 0
    assert syncer("plan", "--detailed-exitcode").code == 0
    again = syncer("import")
    assert (again.code, again.out.splitlines()[-1]) == (0, "0 files written; 2 of 3 rows are files now.")
    assert "2 rows with a definition passed over; --replace writes them anew.\n" in again.out


def test_a_dry_run_writes_nothing(syncer: Syncer) -> None:
    """What would be written is listed, as text and as JSON."""
    made_by_hand(admin_row("a"))
    assert syncer("import", "--name", "campus", "--dry-run").out == (
        "would write catalog/models/anthropic/a.yaml\nwould write catalog/catalog.yaml\n\n2 files to write; "
        "1 of 1 row would be a file.\n"
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
    assert "catalog/models/anthropic/a.yaml exists already; nothing was written; pass --replace" in ran.err
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


@pytest.mark.parametrize("name", ["campus\nguards:\n  max_deletes: 9999", "campus # not", "{}", "a: b", "campus\n"])
def test_a_name_from_a_row_stays_one_value(syncer: Syncer, name: str) -> None:
    """Whatever another writer put into `managedBy`: it brings no settings into catalog.yaml."""
    made_by_hand(admin_row("a", managedBy=name))
    ran = syncer("import")
    assert ran.code == 64
    assert not Path("catalog").exists()


@pytest.mark.parametrize("name", ["campus", "123", "no", "1e5", "null"])
def test_a_name_that_yaml_takes_for_something_else(syncer: Syncer, name: str) -> None:
    """It is quoted, and the catalog can be loaded."""
    made_by_hand(admin_row("a", managedBy=name))
    assert syncer("import").code == 0
    assert syncer("validate").out == f"{name} is valid: 1 model.\n"


def test_a_dry_run_says_what_is_in_the_way(syncer: Syncer) -> None:
    """It ends as the run itself would."""
    made_by_hand(admin_row("a"), admin_row("b", number=2))
    assert syncer("import", "--name", "c").code == 0
    Path("catalog/catalog.yaml").unlink()
    Path("catalog/models/anthropic/a.yaml").unlink()
    assert syncer("import", "--name", "c", "--dry-run").out.splitlines()[:2] == [
        "would write catalog/models/anthropic/a.yaml",
        "would write catalog/catalog.yaml",
    ]
    Path("catalog/models/anthropic/b.yaml").write_text("mine\n", encoding="utf-8")
    ran = syncer("import", "--name", "c", "--dry-run")
    assert (ran.code, ran.out) == (64, "")
    assert "b.yaml exists already" in ran.err


def test_model_files_without_a_catalog(syncer: Syncer) -> None:
    """A model file that the import would not write does not slip into the catalog that it makes."""
    made_by_hand(admin_row("a"))
    Path("catalog/models").mkdir(parents=True)
    Path("catalog/models/a.yaml").write_text("model_id: a\n", encoding="utf-8")
    ran = syncer("import", "--name", "c")
    assert ran.code == 64
    assert "no part of the catalog that is to be made: catalog/models/a.yaml; nothing was written" in ran.err
    assert [path.name for path in Path("catalog").rglob("*.yaml")] == ["a.yaml"]


@pytest.mark.parametrize("link", ["catalog/models", "catalog/models/anthropic"])
def test_a_link_out_of_the_catalog(syncer: Syncer, link: str) -> None:
    """Nothing is written through it."""
    made_by_hand(admin_row("a"))
    Path("outside").mkdir()
    Path(link).parent.mkdir(parents=True)
    Path(link).symlink_to(Path("outside").absolute())
    ran = syncer("import", "--name", "c")
    assert ran.code == 3
    assert "is a symbolic link" in ran.err
    assert [*Path("outside").iterdir()] == []


def test_a_catalog_of_settings_alone(syncer: Syncer) -> None:
    """A person who wrote catalog.yaml for its targets imports from one of them; the file stays as it is."""
    made_by_hand(admin_row("a"))
    Path("managed_models").rename("live")
    Path("catalog").mkdir()
    text = "name: campus\ntargets:\n  prod:\n    directory:\n      path: ../live\n"
    Path("catalog/catalog.yaml").write_text(text, encoding="utf-8")
    assert syncer("import", "--target", "prod").code == 0
    assert syncer("plan", "--target", "prod", "--detailed-exitcode").code == 2
    assert Path("catalog/catalog.yaml").read_text(encoding="utf-8") == text
    Path("catalog/catalog.yaml").rename("catalog/catalog.yml")
    ran = syncer("import", "--name", "c")
    assert ran.code == 3
    assert "rename catalog.yml to it" in ran.err


def test_what_is_said_on_stderr(syncer: Syncer) -> None:
    """A selection that matches nothing, and values that `validate` would warn of; the exit code is 0."""
    made_by_hand(admin_row("a", inputPricePerMillionTokens=0.7999999999999999), admin_row("b", number=2, sortOrder=1))
    ran = syncer("import", "--name", "c", "--select", "id=zzz")
    assert ran.code == 0
    assert "no row of the store matches --select id=zzz\n" in ran.err
    ran = syncer("import", "--name", "c", "--select", "id=a")
    assert ran.code == 0
    assert (
        "catalog/models/anthropic/a.yaml:14:33: warning: input_price_per_million_tokens: 0.7999999999999999" in ran.err
    )
    assert "attributes that no definition names" not in ran.out
    assert "did you mean 0.8?" in syncer("validate").out
