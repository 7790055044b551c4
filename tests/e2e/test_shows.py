"""What the product promises, shown on the shipped catalog: edits, mass deletes, second runs, many models."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.e2e.driving import Ran, definition, rows, write_catalog

if TYPE_CHECKING:
    from collections.abc import Callable

    Syncer = Callable[..., Ran]

MODEL = "catalog/models/openai/gpt-4o.yaml"
MODELS = 120


def model_files() -> list[Path]:
    """The catalog's files that are not the default's, so that deleting them is about the number only."""
    return [
        path for path in sorted(Path("catalog/models").rglob("*.yaml")) if "is_default: true" not in path.read_text()
    ]


def states(folder: str = "managed_models") -> dict[str, tuple[int, int]]:
    """Modification time and inode of everything in the store, its own things included."""
    return {str(path): (path.stat().st_mtime_ns, path.stat().st_ino) for path in Path(folder).rglob("*")}


def edit(pattern: str, new: str, path: str = MODEL) -> str:
    """Change one line of a model; the line's number and its place."""
    text = Path(path).read_text(encoding="utf-8")
    changed, count = re.subn(pattern, new, text, count=1, flags=re.MULTILINE)
    assert count == 1, text
    Path(path).write_text(changed, encoding="utf-8")
    lines = zip(text.splitlines(), changed.splitlines(), strict=True)
    return f"{path}:{next(number for number, (old, now) in enumerate(lines, 1) if old != now)}"


@pytest.mark.usefixtures("in_step")
def test_a_first_sync_made_every_record(syncer: Syncer) -> None:
    """A sync of the shipped catalog makes one record a model, and the next plan is empty."""
    assert len(rows()) == MODELS
    ran = syncer("plan", "--detailed-exitcode")
    assert ran.code == 0
    assert ran.out.endswith(f"\nNothing to do: {MODELS} unchanged, 0 unmanaged.\n")
    for name, text in rows().items():
        row = json.loads(text)
        assert (f"{row['id']}.json", row["managedBy"]) == (name, "campus-models")


@pytest.mark.usefixtures("in_step")
def test_a_second_sync_touches_nothing(syncer: Syncer) -> None:
    """A second sync changes no file, not even its time."""
    before = states()
    ran = syncer("sync")
    assert ran.code == 0
    assert ran.out.endswith("Nothing to do: 120 unchanged, 0 unmanaged.\n")
    assert states() == before


@pytest.mark.usefixtures("in_step")
def test_one_price(syncer: Syncer) -> None:
    """One edited price is one field with its place, both values and percent; a sync writes one file; then nothing."""
    place = edit(r"^input_price_per_million_tokens: 2.5$", "input_price_per_million_tokens: 3")
    ran = syncer("plan", "--detailed-exitcode")
    assert ran.code == 2
    lines = ran.out.splitlines()
    assert lines[2].startswith(f"~ update gpt-4o  {MODEL}:")
    assert lines[3:5] == [f"    input_price_per_million_tokens: 2.5 -> 3 USD (+20 %)  {place}", ""]
    assert lines[-1].startswith("Plan: 1 to update; 119 unchanged, 0 unmanaged. Fingerprint ")
    before = rows()
    assert syncer("sync", "--yes").code == 0
    after = rows()
    assert len({name for name in after if after[name] != before[name]}) == 1
    assert after.keys() == before.keys()
    assert syncer("plan", "--detailed-exitcode").code == 0


@pytest.mark.usefixtures("in_step")
@pytest.mark.parametrize(
    ("pattern", "new"),
    [
        (r"^input_price_per_million_tokens: 2.5$", "input_price_per_million_tokens: 2.50"),
        (r"^input_price_per_million_tokens: 2.5$", "input_price_per_million_tokens: 25e-1"),
        (r"^input_modalities: .*$", "input_modalities: [pdf, Image, text]"),
        (r"^provider: openai$", "provider: 'openai' # as before"),
    ],
)
def test_another_spelling_is_no_change(syncer: Syncer, pattern: str, new: str) -> None:
    """Another way to write the same value is no change."""
    edit(pattern, new)
    assert syncer("plan", "--detailed-exitcode").code == 0


@pytest.mark.usefixtures("in_step")
def test_order_of_roles_is_no_change(syncer: Syncer) -> None:
    """Roles in another order are the same roles."""
    edit(r"^provider: openai$", "available_to_roles: [staff, students]\nprovider: openai".replace("\n", "\n"))
    assert syncer("sync", "--yes", "--quiet").code == 0
    edit(r"^available_to_roles: .*$", "available_to_roles: [students, staff]")
    assert syncer("plan", "--detailed-exitcode").code == 0


@pytest.mark.usefixtures("in_step")
def test_sixty_of_120_removed(syncer: Syncer) -> None:
    """Half of the catalog gone is refused; 59 does not lift that, 60 does, and then they go."""
    for path in model_files()[:60]:
        path.unlink()
    before = rows()
    for options in ([], ["--allow-deletes", "59"], ["--allow-deletes", "61"]):
        assert syncer("plan", *options).code == 4
        assert syncer("sync", "--yes", *options).code == 4
        assert rows() == before
    assert syncer("plan", "--allow-deletes", "60").code == 0
    ran = syncer("sync", "--yes", "--allow-deletes", "60")
    assert ran.code == 0
    assert ran.out.endswith("Applied 60 of 60 changes.\n")
    assert len(rows()) == 60
    assert rows().items() <= before.items()
    assert syncer("plan", "--detailed-exitcode").code == 0


@pytest.mark.usefixtures("in_step")
def test_plan_and_validate_write_nothing(syncer: Syncer) -> None:
    """Neither plan nor validate nor list touches a file of the store or of the catalog."""
    edit(r"^input_price_per_million_tokens: 2.5$", "input_price_per_million_tokens: 3")
    before = states(), states("catalog")
    for command in (["plan"], ["plan", "--format", "json"], ["validate"], ["list"], ["list", "--live"]):
        assert syncer(*command).code == 0
    assert (states(), states("catalog")) == before


@pytest.mark.usefixtures("in_step")
def test_unknown_keys_stay(syncer: Syncer) -> None:
    """Keys that no schema knows keep their values through an update, to the letter."""
    (path,) = (path for path in Path("managed_models").glob("*.json") if '"modelId": "gpt-4o"' in path.read_text())
    theirs = {"sortOrder": 7, "status": "active", "futureThing": {"x": [1, 2.5, None, "é"]}, "retiresOn": None}
    row = json.loads(path.read_text())
    path.write_text(json.dumps({**row, **theirs}), encoding="utf-8")
    edit(r"^input_price_per_million_tokens: 2.5$", "input_price_per_million_tokens: 3")
    assert syncer("sync", "--yes").code == 0
    after = json.loads(path.read_text())
    assert {name: after[name] for name in theirs} == theirs
    assert after["inputPricePerMillionTokens"] == 3
    assert after["createdAt"] == row["createdAt"]
    assert syncer("plan", "--detailed-exitcode").code == 0


@pytest.mark.usefixtures("in_step")
def test_the_same_bytes_twice(syncer: Syncer, place: Path) -> None:
    """The order in which files were made does not show: another machine prints the same plan, to the byte."""
    edit(r"^input_price_per_million_tokens: 2.5$", "input_price_per_million_tokens: 3")
    for path in model_files()[:5]:
        path.unlink()
    Path("catalog/models/new.yaml").write_text(definition("new"), encoding="utf-8")
    answers = [syncer("plan", "--format", form) for form in ("text", "json", "markdown")]
    Path("elsewhere").mkdir()
    for top in ("catalog", "managed_models"):
        for path in sorted(Path(top).rglob("*"), reverse=True):
            if path.is_file():
                copy = "elsewhere" / path
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, copy)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(place / "elsewhere")
        assert [syncer("plan", "--format", form) for form in ("text", "json", "markdown")] == answers


def test_two_thousand_models(syncer: Syncer) -> None:
    """Two thousand files made from real ids, some of which differ only in letter case, load, plan and sync."""
    bases = ("anthropic.claude-3-5-sonnet-20241022-v2:0", "azure/eu/gpt-4o", "us.meta.llama3-1-70b-instruct-v1:0", "o3")
    ids = [f"{base}{number:03}" if number else base for base in bases for number in range(250)]
    ids += [model_id.upper() for model_id in ids]
    assert len(set(ids)) == 2000
    write_catalog({f"{number:04}": definition(model_id) for number, model_id in enumerate(ids)})
    assert syncer("validate", "--quiet").code == 0
    assert syncer("sync", "--yes", "--quiet").code == 0
    assert len(rows()) == 2000
    assert sorted(json.loads(text)["modelId"] for text in rows().values()) == sorted(ids)
    assert syncer("plan", "--detailed-exitcode", "--quiet").code == 0
