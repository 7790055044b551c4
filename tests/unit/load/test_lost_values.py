"""What begins with a `#` behind a key is a comment: that is told where it may be the value."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.unit.catalog_files import model, put, said, write_catalog

if TYPE_CHECKING:
    from pathlib import Path

LOST = (
    "warning: {}: has no value, because `{}` begins a comment; put it in quotes, or a space behind its # [lost-value]"
)


@pytest.mark.parametrize(
    ("more", "line", "field", "word"),
    [
        ("region: #us-east-1\n", "11:8", "region", "#us-east-1"),
        ("supported_params:\n  params:\n    top_p: {}\n    effort:\n      default:   #high # really\n", "15:15",
         "supported_params.params.effort.default", "#high"),
    ],
)  # fmt: skip
def test_a_value_that_is_a_comment(tmp_path: Path, more: str, line: str, field: str, word: str) -> None:
    """At its place, at the top and inside."""
    found = said(write_catalog(tmp_path, {"x": model(more)}))
    assert found.splitlines()[0] == f"c/models/x.yaml:{line}: {LOST.format(field, word)}"


@pytest.mark.parametrize(
    "more",
    [
        "region: # none yet\n", "region: ## none\n", "region:\n", "retirement_note: 'a: #b'\n", "region: null #yet\n",
        "supported_params: #all of them\n  params: #one\n    top_p: {}\n", "tags: #all\n- a\n",
        "short_description: >\n  so: #it is\n", "# region: #us-east-1\n",
    ],
)  # fmt: skip
def test_a_comment_that_is_one(tmp_path: Path, more: str) -> None:
    """With a space behind its mark, beside a value, above a block, and inside a text."""
    assert "lost-value" not in said(write_catalog(tmp_path, {"x": model(more)}))


def test_settings_and_targets(tmp_path: Path) -> None:
    """The default target of a catalog, and a setting of a target, which stays a target."""
    settings = "name: t\ndefault_target: #p\ntargets: {p: {directory: {path: ../p}}}\n"
    folder = write_catalog(tmp_path, {"x": model()}, settings=settings)
    put(tmp_path / "c/targets/q.yaml", "directory: {path: ../q}\nusage: #u.csv\n")
    found = said(folder)
    assert f"c/catalog.yaml:2:16: {LOST.format('default_target', '#p')}" in found
    assert f"c/targets/q.yaml:2:7: {LOST.format('usage', '#u.csv')}" in found
    assert "error" not in found


@pytest.mark.parametrize(
    ("more", "field"),
    [("renamed_from: x#y\n", "renamed_from"), ("price_source: {list: litellm, id: x#y}\n", "price_source.id")],
)
def test_texts_beside_the_fields_of_the_row(tmp_path: Path, more: str, field: str) -> None:
    """They are looked at as those of the row are."""
    found = said(write_catalog(tmp_path, {"x": model(more)}))
    assert f"warning: {field}: is one text with what stands behind its `#`" in found
