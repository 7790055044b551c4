"""The repository itself: the shipped catalog, walls, sizes, reasons, and what must not be in it."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
import yaml

from syncer.cli import COMMANDS
from syncer.load.catalog import load_catalog

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT: Final = Path(__file__).parent.parent.parent
CODE: Final = sorted(path for top in ("syncer", "schemas") for path in (ROOT / top).rglob("*.py"))
LONGEST_MODULE: Final = 250
LONGEST_FUNCTION: Final = 50


def files() -> list[Path]:
    """Every file that is, or could be, committed."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("not a Git checkout")
    names = listed.stdout.decode("utf-8", "surrogateescape").split("\0")
    return [path for name in names if name and (path := ROOT / name).is_file()]


def test_shipped_catalog() -> None:
    """The shipped catalog is valid without a warning: 120 models, one of them the default, and that one enabled."""
    catalog = load_catalog(str(ROOT / "catalog"))
    assert catalog.warnings == ()
    assert len(catalog.entries) == 120
    assert [entry.fields["enabled"] for entry in catalog.entries if entry.fields["is_default"]] == [True]
    assert any(entry.fields["available_to_roles"] for entry in catalog.entries)
    assert any(not entry.fields["enabled"] for entry in catalog.entries)


def test_shipped_catalog_helps_editors() -> None:
    """Each model file begins with the line that tells an editor its schema, and the path in it is right."""
    for path in (ROOT / "catalog").rglob("*.yaml"):
        first = path.read_text(encoding="utf-8").splitlines()[0]
        match = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)
        assert match, path
        assert (path.parent / match[1]).resolve().parent == ROOT / "schemas/json", path
        assert (path.parent / match[1]).is_file(), path


def test_walls() -> None:
    """Every module stands in its layer, and each library has one home."""
    linter = Path(sys.executable).parent / "lint-imports"
    ran = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_sizes(path: Path) -> None:
    """No module is longer than 250 lines, no function longer than 50, and each says its job in its first line."""
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    assert len(text.splitlines()) <= LONGEST_MODULE
    assert ast.get_docstring(tree), "no docstring"
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            assert (node.end_lineno or 0) - node.lineno < LONGEST_FUNCTION, node.name


IGNORE: Final = re.compile(
    r"#\s*(noqa|type: ignore|pragma: no cover)((?::\s*|\[)[A-Z0-9a-z, -]+?\]?)?(?:  (?:# )?(\S.*)|$)"
)


def ignores(path: Path) -> Iterator[tuple[int, str, str | None, str | None]]:
    """Line, kind, codes and reason of each rule that is switched off in a file."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        for match in IGNORE.finditer(line.rstrip()):
            yield number, match[1], match[2], match[3]


def blocks(path: Path) -> list[tuple[int, int]]:
    """First and last line of each class and function at the top of a module."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [(node.lineno, node.end_lineno or node.lineno) for node in tree.body if hasattr(node, "body")]


def test_ignores_have_reasons() -> None:
    """A rule that is switched off is named and has a reason beside it, or at the first of its kind in the block."""
    bare = []
    for path in [found for found in files() if found.suffix == ".py"]:
        said: set[tuple[tuple[int, int] | None, str | None]] = set()
        for number, kind, codes, reason in ignores(path):
            block = next((span for span in blocks(path) if span[0] <= number <= span[1]), None)
            if reason:
                said.add((block, codes))
            elif codes is None or (block, codes) not in said:
                bare.append(f"{path.relative_to(ROOT)}:{number}: {kind}{codes or ''}")
    assert not bare


FORBIDDEN: Final = [
    re.compile(word)
    for word in (r"/[w]ork/", r"/[t]mp/v/", r"/[r]oot\b", r"(?i)[i]ndex-url", r"(?i)[a]rtifactory", r"[p]ip\.conf")
]
"""Paths of one machine and places of its packages, written so that this file does not hold them."""


def test_nothing_of_one_machine() -> None:
    """No file holds a path of the machine on which it was made, nor the place from which it got its packages."""
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in files()
        for word in FORBIDDEN
        if (match := word.search(path.read_text(encoding="utf-8", errors="replace")))
    ]
    assert not found


def test_typed() -> None:
    """Both packages say that they are typed."""
    for package in ("syncer", "schemas"):
        assert (ROOT / package / "py.typed").is_file()


def test_hooks_for_pre_commit() -> None:
    """Each hook runs a command that there is, on files that a catalog has."""
    path = ROOT / ".pre-commit-hooks.yaml"
    if not path.exists():
        pytest.skip("the hooks are not part of a source distribution")
    hooks = {hook["id"]: hook for hook in yaml.safe_load(path.read_text(encoding="utf-8"))}
    assert hooks.keys() == {"syncer-validate", "syncer-fmt"}
    files = [str(file.relative_to(ROOT)) for file in (ROOT / "catalog").rglob("*.yaml")]
    for hook in hooks.values():
        words = hook["entry"].split()
        assert words[0] == "syncer"
        assert words[1] in COMMANDS
        assert any(re.search(hook["files"], file) for file in files)
    chosen = [file for file in files if re.search(hooks["syncer-fmt"]["files"], file)]
    assert sorted(set(files) - set(chosen)) == ["catalog/catalog.yaml"]
