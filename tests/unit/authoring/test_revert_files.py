"""What a revert does to the model files: an edit that is proved, or the same said for somebody's hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from syncer.authoring.revert_files import FileEdit, file_edits
from syncer.errors import SyncerError
from syncer.load.catalog import load_catalog
from syncer.model.changes import FieldChange, Restore
from syncer.plan.plan import Plan
from tests.unit.building import OURS, TARGET, record
from tests.unit.catalog_files import model, write_catalog


def edits_of(top: Path, text: str, field: str, after: Any) -> FileEdit:
    """The one edit for a plan that gives a field of the one model its value back."""
    folder = write_catalog(top, {"a": text})
    catalog = load_catalog(folder)
    [entry] = catalog.entries
    change = FieldChange(field, entry.fields[field], after)
    restore = Restore(record(entry.model_id), (change,), {}, frozenset())
    [edit] = file_edits(Plan(catalog=OURS, target=TARGET, changes=(restore,)), catalog, catalog, folder=folder)
    return edit


def test_an_edit_keeps_everything_else(tmp_path: Path) -> None:
    """The value changes, and not a byte beside it."""
    text = model("# the end\n")
    edit = edits_of(tmp_path, text, "max_input_tokens", 5)
    assert not edit.by_hand
    assert edit.data is not None
    assert edit.data.decode() == text.replace("max_input_tokens: 128000", "max_input_tokens: 5")


@pytest.mark.parametrize(
    ("field", "after", "reason"),
    [
        ("max_input_tokens", -5, "max_input_tokens: must be at least 1"),
        ("model_name", "", "model_name: "),
        ("enabled", None, "a definition cannot say its enabled"),
    ],
)
def test_what_no_definition_says_is_not_written(tmp_path: Path, field: str, after: Any, reason: str) -> None:
    """A file that would not read back as what is meant is left to somebody, with the reason."""
    edit = edits_of(tmp_path, model(), field, after)
    assert (edit.data, edit.by_hand) == (None, True)
    assert reason in edit.what


def test_a_file_that_went_away(tmp_path: Path) -> None:
    """It is an error, before anything is written."""
    folder = write_catalog(tmp_path, {"a": model()})
    catalog = load_catalog(folder)
    [entry] = catalog.entries
    change = FieldChange("model_name", entry.fields["model_name"], "b")
    restore = Restore(record(entry.model_id), (change,), {}, frozenset())
    Path(entry.source.file).unlink()
    with pytest.raises(SyncerError, match="cannot be read"):
        file_edits(Plan(catalog=OURS, target=TARGET, changes=(restore,)), catalog, catalog, folder=folder)


def test_a_rename_that_is_taken_back(tmp_path: Path) -> None:
    """The file says which name the row has until it is taken back, or the next sync would make the model anew."""
    edit = edits_of(tmp_path, model("renamed_from: old\n"), "model_id", "old")
    assert edit.data is not None
    assert edit.data.decode() == model("renamed_from: gpt-4o\n").replace("gpt-4o", "old", 1)
    assert edit.what.endswith(": model_id: old, renamed_from: gpt-4o")


def test_an_option_that_was_empty_is_left_out(tmp_path: Path) -> None:
    """A row may hold an empty text, which no file says: the line goes."""
    edit = edits_of(tmp_path, model("short_description: Fast.\n"), "short_description", "")
    assert edit.data is not None
    assert edit.data.decode() == model()
