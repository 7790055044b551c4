"""Edits on the page as edits of the files: what is taken over, what is left, and why."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from syncer.authoring.edits_of_rows import edits_to_take
from syncer.authoring.propose import file_proposal
from syncer.load.catalog import load_catalog
from syncer.model.changes import FieldChange
from syncer.model.records import Inventory
from syncer.plan.drift import Edited, find_drift
from tests.unit.building import OURS, TARGET, entry, record_of, snapshot_of
from tests.unit.catalog_files import model, write_catalog

if TYPE_CHECKING:
    from collections.abc import Mapping

    from syncer.authoring.results import FileProposal

Page = dict[str, Any]


def proposed(top: Path, files: Mapping[str, str], page: Mapping[str, Page]) -> tuple[FileProposal, str]:
    """What comes of edits of the rows of a catalog that was just synced; and its folder, with the edits in it."""
    folder = write_catalog(top, dict(files))
    catalog = load_catalog(folder)
    rows = []
    for made in catalog.entries:
        row = record_of(made)
        fields = {**row.fields, **page.get(made.model_id, {})}
        rows.append(row._replace(model_id=str(fields["model_id"]), fields=fields, base=row.fields))
    settings = catalog.settings._replace(name=OURS)
    known = Inventory({}, frozenset())
    drift = find_drift(snapshot_of(rows), settings, known, target=TARGET)
    found = file_proposal(drift, rows, catalog, catalog)
    for path, data in found.texts.items():
        Path(path).write_bytes(data)
    return found, folder


def said(folder: str, name: str) -> str:
    """The text of a model's file; the catalog is valid."""
    load_catalog(folder)
    return Path(folder, "models", f"{name}.yaml").read_text(encoding="utf-8")


def lines(text: str, before: str) -> set[str]:
    """The lines that one text has and the other does not."""
    return set(filter(None, text.splitlines())) - set(before.splitlines())


@pytest.mark.parametrize(
    ("more", "page", "written", "gone"),
    [
        ("", {"short_description": "Fast."}, {"short_description: Fast."}, set()),
        ("", {"status": "deprecated", "is_featured": False}, {"status: deprecated", "is_featured: false"}, set()),
        ("status: active\n", {"is_featured": False}, {"is_featured: false"}, set()),
        ("short_description: Fast.\n", {"short_description": ""}, set(), {"short_description: Fast."}),
        ("retires_on: 2027-06-30\n", {"retires_on": ""}, set(), {"retires_on: 2027-06-30"}),
        ('knowledge_cutoff_date: "2024"\n', {"knowledge_cutoff_date": ""}, set(), {'knowledge_cutoff_date: "2024"'}),
        ("", {"provider": "bedrock"}, {"provider: bedrock", "supports_caching: false"}, {"provider: openai"}),
        ("", {"provider": "gemini"}, {"provider: gemini"}, {"provider: openai"}),
        (
            "",
            {"provider": "bedrock", "supports_caching": True},
            {"provider: bedrock", "supports_caching: true"},
            {"provider: openai"},
        ),
        ("", {"model_id": "new"}, {"model_id: new", "renamed_from: gpt-4o"}, {"model_id: gpt-4o"}),
        (
            "renamed_from: old\n",
            {"model_id": "old"},
            {"model_id: old", "renamed_from: gpt-4o"},
            {"model_id: gpt-4o", "renamed_from: old"},
        ),
    ],
)
def test_an_edit_is_written(tmp_path: Path, more: str, page: Page, written: set[str], gone: set[str]) -> None:
    """Also of a field that no file names; what the page has emptied is left out; the file stays valid."""
    text = model(more)
    found, folder = proposed(tmp_path, {"a": text}, {"gpt-4o": page})
    assert found.left == ()
    after = said(folder, "a")
    assert (lines(after, text), lines(text, after)) == (written, gone)


@pytest.mark.parametrize(
    ("more", "page"),
    [("", {"is_featured": True}), ("", {"short_description": ""}), ("", {"region": ""}), ("", {})],
)
def test_what_a_file_says_by_leaving_it_out(tmp_path: Path, more: str, page: Page) -> None:
    """The default of a field that others own is no edit."""
    found, _ = proposed(tmp_path, {"a": model(more)}, {"gpt-4o": page})
    assert (dict(found.texts), found.left) == ({}, ())


def test_a_default_that_cannot_be_one_is_left_and_the_rest_is_taken_over(tmp_path: Path) -> None:
    """The page made a retired model the default: neither half of that is written, and it is said why."""
    old = model("is_default: true\n").replace("gpt-4o", "old")
    files = {"a": model("status: retired\n"), "old": old}
    page: dict[str, Page] = {
        "gpt-4o": {"is_default": True, "max_input_tokens": 5},
        "old": {"is_default": False, "model_name": "Older"},
    }
    found, folder = proposed(tmp_path, files, page)
    assert sorted((one.entry.model_id, one.change.field) for one in found.fields) == [
        ("gpt-4o", "max_input_tokens"), ("old", "model_name"),
    ]  # fmt: skip
    assert [one.model_id for one in found.left] == ["gpt-4o", "old"]
    assert "the default must be active, and is retired" in found.left[0].reason
    assert "max_input_tokens: 5" in said(folder, "a")


@pytest.mark.parametrize(
    ("page", "left"),
    [
        ({"gpt-4o": {"model_id": "b"}, "old": {"enabled": False}}, "model_id"),
        ({"gpt-4o": {"replaced_by": "old"}, "old": {"enabled": False}}, "replaced_by"),
        ({"gpt-4o": {"is_default": True, "enabled": False}}, "is_default"),
        ({"gpt-4o": {"status": "retired", "replaced_by": "b"}, "b": {"replaced_by": "gpt-4o"}}, "replaced_by"),
    ],
)
def test_whatever_breaks_a_rule_of_the_whole_is_left_alone(tmp_path: Path, page: dict[str, Page], left: str) -> None:
    """One edit is, the others are taken over, and the catalog is valid."""
    files = {name: model().replace("gpt-4o", model_id) for name, model_id in
             {"a": "gpt-4o", "old": "old", "b": "b"}.items()}  # fmt: skip
    found, folder = proposed(tmp_path, files, page)
    said(folder, "a")
    assert [one.reason.partition(" ")[0] for one in found.left] == [left]
    assert len(found.fields) == sum(map(len, page.values())) - 1


def test_an_edit_that_cannot_be_meant_is_left(tmp_path: Path) -> None:
    """An edit on the page that no file may say is told of with the reason; the others are taken over."""
    page = {"input_modalities": ["TEXT - IMAGE"], "model_name": "Other"}
    found, folder = proposed(tmp_path, {"a": model()}, {"gpt-4o": page})
    assert ["must be one word, such as IMAGE" in left.reason for left in found.left] == [True]
    assert "model_name: Other\n" in said(folder, "a")


@pytest.mark.parametrize(
    ("field", "applied", "row", "words"),
    [
        ("input_price_per_million_tokens", 3.0, 4.0, "2.5 in the file, 4 in the row"),
        ("max_output_tokens", 5, None, "4096 in the file, absent in the row"),
        ("is_reasoning_model", None, True, "false in the file, true in the row"),
    ],
)
def test_values_are_said_as_files_write_them(field: str, applied: object, row: object, words: str) -> None:
    """Both values of a conflict are those of YAML, not Python's words for them."""
    mine = entry("a", input_price_per_million_tokens=2.5, max_output_tokens=4096, is_reasoning_model=False)
    live = record_of(mine)
    edit = Edited(live._replace(base={**live.fields, field: applied}), (FieldChange(field, applied, row),))
    taken, (left,) = edits_to_take(mine, edit, {})
    assert (taken, words in left.reason) == ([], True), left.reason


def test_a_rename_that_others_have_to_follow_is_left(tmp_path: Path) -> None:
    """The page renames a model and not those that name it as successor: a file that took it over would name nobody."""
    old = model("status: retired\nreplaced_by: gpt-4o\n").replace("gpt-4o", "old", 1)
    found, folder = proposed(tmp_path, {"a": model(), "old": old}, {"gpt-4o": {"model_id": "new"}})
    assert [one.reason.partition(" (")[0] for one in found.left] == [
        "model_id cannot become new: gpt-4o is renamed to new at " + f"{folder}/models/a.yaml:1; name new"
    ]
    assert said(folder, "a") == model()


def test_a_word_about_a_role_goes_with_it(tmp_path: Path) -> None:
    """A comment above a role that leaves on the page never stands above another one."""
    roles = "available_to_roles:\n  - staff\n  # interim, until March\n  - students\n  - guests  # always\n"
    _, folder = proposed(
        tmp_path, {"a": model(roles)}, {"gpt-4o": {"available_to_roles": ["staff", "alumni", "guests"]}}
    )
    assert said(folder, "a").endswith("available_to_roles:\n  - staff\n  - alumni\n  - guests  # always\n")
