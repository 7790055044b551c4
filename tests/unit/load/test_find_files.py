"""Which files of a catalog directory are model files, and what stands there that cannot be one."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest

from syncer.load.find_files import MAX_FOLDER_DEPTH, find_model_files
from tests.unit.catalog_files import put

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def catalog(tmp_path: Path) -> Path:
    """An empty catalog."""
    (tmp_path / "c" / "models").mkdir(parents=True)
    return tmp_path / "c"


def _found(catalog: Path) -> tuple[list[str], list[str]]:
    found = find_model_files(str(catalog))
    cut = len(str(catalog)) + 1
    return [path[cut:] for path in found.files], sorted(f"{p.where[cut:]}: {p.message}" for p in found.problems)


def test_every_yaml_file_at_any_depth(catalog: Path) -> None:
    """Files are found in every folder, in the order of their paths."""
    for name in ("b.yaml", "a/z.yaml", "a/b/c.yaml", "a b/é 模.yaml", "a/-x.yaml", "a-b.yaml"):
        put(catalog / "models" / name, "")
    assert _found(catalog) == (
        ["models/a b/é 模.yaml", "models/a-b.yaml", "models/a/-x.yaml", "models/a/b/c.yaml", "models/a/z.yaml",
         "models/b.yaml"], [],
    )  # fmt: skip


def test_what_is_passed_over(catalog: Path) -> None:
    """Hidden files and folders, files of other kinds, and what stands beside `models` are no model files."""
    for name in (".x.yaml", ".git/x.yaml", "README.md", "x.yaml~", "x.yaml.bak", "x.json", "yaml", "../x.yaml"):
        put(catalog / "models" / name, "")
    (catalog / "models" / "README").symlink_to("README.md")
    (catalog / "models" / "LICENSE").symlink_to("/etc/passwd")
    os.mkfifo(catalog / "models" / "pipe")
    (catalog / "models" / "empty").mkdir()
    assert _found(catalog) == ([], [])


@pytest.mark.parametrize("name", ["x.yml", "x.YAML", "X.Yml"])
def test_another_ending(name: str, catalog: Path) -> None:
    """A file with another ending that YAML goes by is not passed over in silence."""
    put(catalog / "models" / name, "")
    assert _found(catalog) == ([], [f"models/{name}: is passed over because of its ending; rename it to .yaml"])


def test_names_that_hold_no_model(catalog: Path) -> None:
    """A folder or a pipe with a model file's name is a mistake, and is not opened."""
    models = catalog / "models"
    put(models / "dir.yaml" / "x.yaml", "")
    os.mkfifo(models / "fifo.yaml")
    os.mkfifo(models / "fifo.yml")
    assert _found(catalog) == ([], [
        "models/dir.yaml: is a folder, not a file; rename it",
        "models/fifo.yaml: is a pipe or a device, not a file; rename it",
        "models/fifo.yml: is a pipe or a device, not a file; rename it",
    ])  # fmt: skip


def test_links(catalog: Path) -> None:
    """A link to a file of the catalog is followed; one that leads out, to a folder or nowhere is a mistake."""
    models = catalog / "models"
    put(models / "a" / "real.yaml", "")
    put(catalog / "shared" / "other.yaml", "")
    put(catalog.parent / "outside.yaml", "")
    for name, target in {
        "near.yaml": "a/real.yaml", "within.yaml": "../shared/other.yaml", "twice.yaml": "near.yaml",
        "ending.yml": "a/real.yaml", "out.yaml": "../../outside.yaml", "passwd.yaml": "/etc/passwd",
        "hop.yaml": "out.yaml", "folder": "a", "above": "..", "etc": "/etc", "folder.yaml": "a",
        "nowhere.yaml": "nothing", "lost": "nothing", "self.yaml": "self.yaml", "long.yaml": "x" * 300,
    }.items():  # fmt: skip
        (models / name).symlink_to(target)
    folder = "is a symbolic link to a folder, which is not followed; put the folder itself here"
    out = "is a symbolic link that leads out of the catalog; put the file itself here"
    nowhere = "is a symbolic link that leads nowhere; remove it"
    assert _found(catalog) == (
        ["models/a/real.yaml", "models/near.yaml", "models/twice.yaml", "models/within.yaml"],
        [
            f"models/above: {folder}",
            "models/ending.yml: is passed over because of its ending; rename it to .yaml",
            f"models/etc: {folder}",
            f"models/folder.yaml: {folder}",
            f"models/folder: {folder}",
            f"models/hop.yaml: {out}",
            f"models/long.yaml: {nowhere}",
            f"models/lost: {nowhere}",
            f"models/nowhere.yaml: {nowhere}",
            f"models/out.yaml: {out}",
            f"models/passwd.yaml: {out}",
            f"models/self.yaml: {nowhere}",
        ],
    )


def test_a_catalog_that_is_itself_reached_by_a_link(catalog: Path) -> None:
    """The folder that the user names may be a link; what it holds is then inside the catalog."""
    put(catalog / "models" / "x.yaml", "")
    (catalog / "models" / "y.yaml").symlink_to("x.yaml")
    link = catalog.parent / "link"
    link.symlink_to(catalog)
    assert _found(link) == (["models/x.yaml", "models/y.yaml"], [])


def test_the_models_folder_is_a_link(catalog: Path) -> None:
    """`models` may be a link within the catalog, never one that leads out of it."""
    (catalog / "models").rename(catalog / "v2")
    put(catalog / "v2" / "x.yaml", "")
    (catalog / "models").symlink_to("v2")
    assert _found(catalog) == (["models/x.yaml"], [])
    (catalog / "models").unlink()
    (catalog / "models").symlink_to("/etc")
    assert _found(catalog) == ([], [
        "models: is a symbolic link that leads out of the catalog; put the file itself here",
    ])  # fmt: skip


def test_no_models_folder(catalog: Path) -> None:
    """A catalog without a `models` folder, or with a file of that name, is told to have one."""
    missing = ["models: no such folder; a catalog keeps its model files there"]
    (catalog / "models").rmdir()
    assert _found(catalog) == ([], missing)
    put(catalog / "models", "")
    assert _found(catalog) == ([], missing)


def test_deep_folders(catalog: Path) -> None:
    """Folders are followed sixteen deep and no further, and the first that is too deep is named."""
    deep = "/".join(["d"] * MAX_FOLDER_DEPTH)
    put(catalog / "models" / deep / "x.yaml", "")
    put(catalog / "models" / deep / "d" / "d" / "y.yaml", "")
    assert _found(catalog) == (
        [f"models/{deep}/x.yaml"], [f"models/{deep}/d: folders are nested deeper than 16 levels"],
    )  # fmt: skip


def test_a_folder_that_cannot_be_opened(catalog: Path) -> None:
    """A folder whose path is longer than the system allows is a problem of that folder; the others are read."""
    put(catalog / "models" / "a.yaml", "")
    name = "n" * 255
    home = os.open(catalog / "models", os.O_RDONLY)
    try:
        for _ in range(MAX_FOLDER_DEPTH):
            os.mkdir(name, dir_fd=home)
            home, above = os.open(name, os.O_RDONLY, dir_fd=home), home
            os.close(above)
    finally:
        os.close(home)
    files, (problem,) = _found(catalog)
    assert files == ["models/a.yaml"]
    assert problem.endswith(f"/{name}: cannot be read: File name too long")
    shutil.rmtree(catalog / "models")


@pytest.mark.parametrize("name", [b"sur\xff.yaml", b"new\nline.yaml", b"\x1b[2J.yaml", b" .yaml", b"a\\b.yaml"])
def test_file_names_of_any_bytes(name: bytes, catalog: Path) -> None:
    """A file name may hold any bytes; the path leads to the file."""
    path = os.fsencode(catalog / "models") + b"/" + name
    with open(path, "wb") as file:
        file.write(b"x")
    (found,) = find_model_files(str(catalog)).files
    assert os.fsencode(found) == path
