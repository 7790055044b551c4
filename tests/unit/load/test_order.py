"""The order of models in `catalog.yaml`: what is wrong with it is said with its line and column."""

from __future__ import annotations

from pathlib import Path

import pytest

from syncer.errors import CatalogError
from syncer.load.catalog import load_catalog
from syncer.load.targets import for_target
from syncer.model.records import Snapshot
from syncer.plan.order import in_order
from tests.unit.catalog_files import model

TARGET = "targets:\n  t:\n    directory: {path: rows}\n    except: [{id: a}]\n"


def catalog(tmp_path: Path, settings: str, *names: str, more: str = "") -> str:
    """A catalog's folder."""
    (tmp_path / "models").mkdir()
    (tmp_path / "catalog.yaml").write_text(f"name: t\n{settings}", encoding="utf-8")
    for name in names:
        text = model(model_id=name)
        (tmp_path / "models" / f"{name}.yaml").write_text(f"{text}{more}", encoding="utf-8")
    return str(tmp_path)


def problems_of(folder: str) -> list[tuple[str, int | None, int | None, str]]:
    """Where and what is wrong."""
    with pytest.raises(CatalogError) as caught:
        load_catalog(folder)
    return [(Path(p.where).name, p.line, p.column, p.message) for p in caught.value.problems]


def test_it_is_loaded(tmp_path: Path) -> None:
    """The list as it stands; without it, none."""
    assert load_catalog(catalog(tmp_path, "order: [b, a]\n", "a", "b")).settings.order == ("b", "a")
    (tmp_path / "catalog.yaml").write_text("name: t\n", encoding="utf-8")
    assert load_catalog(str(tmp_path)).settings.order == ()


@pytest.mark.parametrize(
    ("settings", "line", "column", "message"),
    [
        ("order:\n  - a\n  - gpt4o\n", 4, 5, "no model of the catalog has the model_id gpt4o; did you mean `gpt-4o`?"),
        ("order: [a, gpt-4o, a]\n", 2, 20, "a is in the order twice; keep one of the two"),
        ("order: []\n", 2, 8, "must name at least one"),
        ("order: gpt-4o\n", 2, 8, "must be a list, such as [TEXT, IMAGE], not the text 'gpt-4o'; write [gpt-4o]"),
        ("order: [a, 4]\n", 2, 12, "must be text, not the number 4; put it in quotes"),
    ],
)  # fmt: skip
def test_slips(tmp_path: Path, settings: str, line: int, column: int, message: str) -> None:
    """An unknown id, one that stands there twice, an empty list, no list."""
    folder = catalog(tmp_path, settings, "a", "bb-8", "gpt-4o")
    assert problems_of(folder) == [("catalog.yaml", line, column, message)]


def test_a_target_without_one_of_them(tmp_path: Path) -> None:
    """An id that the target does not get is no error there."""
    got = for_target(load_catalog(catalog(tmp_path, f"order: [b, a, c]\n{TARGET}", "a", "b", "c")), "t")
    assert ([one.model_id for one in got.entries], got.settings.order) == (["b", "c"], ("b", "a", "c"))


@pytest.mark.parametrize("key", ["sort_order", "sortOrder"])
def test_no_model_file_says_its_own_place(tmp_path: Path, key: str) -> None:
    """The message says where the order stands."""
    folder = catalog(tmp_path, "", "a", more=f"{key}: 3\n")
    ((_, _, column, message),) = problems_of(folder)
    assert (column, message) == (1, "unknown key; the order of all models is `order` of catalog.yaml")


OWN = (
    "order: [b, a]\ntargets:\n  t:\n    directory: {path: rows}\n    order: [c, b]\n"
    "  u:\n    directory: {path: other}\n"
)


def test_a_target_has_its_own(tmp_path: Path) -> None:
    """It replaces that of the catalog there, and a change names its line; another target keeps the catalog's."""
    loaded = load_catalog(catalog(tmp_path, OWN, "a", "b", "c"))
    own = for_target(loaded, "t")
    assert (own.settings.order, for_target(loaded, "u").settings.order) == (("c", "b"), ("b", "a"))
    places = {one.model_id: one.source.at("sort_order").line for one in in_order(own, Snapshot(())).entries}
    assert places == {"a": 6, "b": 6, "c": 6}
    (tmp_path / "targets").mkdir()
    (tmp_path / "targets/v.yaml").write_text("directory: {path: third}\norder:\n  - a\n", encoding="utf-8")
    found = for_target(load_catalog(str(tmp_path)), "v")
    assert [str(one.source.at("sort_order")) for one in in_order(found, Snapshot(())).entries] == [
        f"{tmp_path}/targets/v.yaml:{line}" for line in (3, 2, 2)
    ]


@pytest.mark.parametrize(
    ("given", "file", "line", "column", "message"),
    [
        ("[a, x]", "catalog.yaml", 5, 16, "target t: no model of the catalog has the model_id x"),
        ("[a, a]", "catalog.yaml", 5, 16, "target t: a is in the order twice; keep one of the two"),
        ("[a, x]", "t.yaml", 2, 12, "target t: no model of the catalog has the model_id x"),
    ],
)
def test_slips_of_a_target(tmp_path: Path, given: str, file: str, line: int, column: int, message: str) -> None:
    """They stand where the target says them."""
    inline = f"targets:\n  t:\n    directory: {{path: rows}}\n    order: {given}\n"
    folder = catalog(tmp_path, inline if file == "catalog.yaml" else "", "a")
    if file == "t.yaml":
        (tmp_path / "targets").mkdir()
        (tmp_path / "targets/t.yaml").write_text(f"directory: {{path: rows}}\norder: {given}\n", encoding="utf-8")
    with pytest.raises(CatalogError) as caught:
        for_target(load_catalog(folder), "t")
    assert [(Path(p.where).name, p.line, p.column, p.message) for p in caught.value.problems] == [
        (file, line, column, message)
    ]
