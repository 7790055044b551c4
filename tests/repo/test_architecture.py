"""The map of the rooms is the rooms: folders, walls and the places that it sends people to."""

from __future__ import annotations

import ast
import re
import tomllib
from collections import defaultdict
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[2]
MAP: Final = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
MODULES: Final = sorted(path for room in ("syncer", "schemas") for path in (ROOT / room).rglob("*.py"))
MOST_COMPLEX: Final = 8
FLAT: Final = 5
LAYERS: Final = 10


def part(title: str) -> str:
    """The text under a heading."""
    return MAP.partition(f"## {title}")[2].partition("\n## ")[0]


def layers() -> list[str]:
    """The layers of the contract about rooms."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    return next(one["layers"] for one in contracts if one["name"] == "rooms")


def test_every_room_is_on_the_map() -> None:
    """Each folder and module right below `syncer` has a row in the table of rooms, and no row is of anything else."""
    named = set(re.findall(r"^\| `syncer/([\w.]+)/?` \|", MAP, re.MULTILINE))
    there = {path.name for path in (ROOT / "syncer").iterdir() if not path.name.startswith("__")} - {"py.typed"}
    assert named == there


def test_few_modules_lie_flat() -> None:
    """A module belongs to a room; those above all rooms can be counted on one hand."""
    assert len(list((ROOT / "syncer").glob("*.py"))) <= FLAT


def test_the_walls_are_those_of_the_contract() -> None:
    """The drawing of the walls is the contract, which fits a screen and names rooms only."""
    drawn = re.search(r"```\n(.*?)```", part("The walls"), re.DOTALL)
    assert drawn is not None
    assert drawn[1].split("\n")[:-1] == layers()
    assert len(layers()) <= LAYERS
    for layer in layers():
        for room in layer.split(" | "):
            assert (ROOT / "syncer" / room).is_dir() or (ROOT / "syncer" / f"{room}.py").is_file()


def test_places_exist() -> None:
    """Every path that the map names is there."""
    for path in re.findall(r"`((?:schemas|syncer)/[\w./]*)`", MAP):
        assert (ROOT / path).exists(), path


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_functions_are_simple(path: Path) -> None:
    """No function takes more than eight ways through it, boolean operators and comprehensions counted."""
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    tangled = {
        node.name: complexity(node)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, functions) and complexity(node) > MOST_COMPLEX
    }
    assert tangled == {}


def complexity(function: ast.AST) -> int:
    """McCabe's number with boolean operators counted; a function inside counts for itself."""
    branches = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.ExceptHandler, ast.IfExp, ast.Assert)
    own, nodes = 1, list(ast.iter_child_nodes(function))
    while nodes:
        node = nodes.pop()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            continue
        if isinstance(node, ast.BoolOp):
            own += len(node.values) - 1
        elif isinstance(node, ast.comprehension):
            own += 1 + len(node.ifs)
        elif isinstance(node, ast.Match):
            own += sum(not _takes_all(case) for case in node.cases)
        own += isinstance(node, branches)
        nodes += ast.iter_child_nodes(node)
    return own


def _takes_all(case: ast.match_case) -> bool:
    return isinstance(case.pattern, ast.MatchAs) and case.pattern.pattern is None and case.guard is None


def test_a_public_name_means_one_thing() -> None:
    """No public name of a module is that of another thing in another module."""
    homes: dict[str, list[str]] = defaultdict(list)
    for path in MODULES:
        for name in public_names(ast.parse(path.read_text(encoding="utf-8"))):
            homes[name].append(str(path.relative_to(ROOT)))
    by_convention = {"command", "main"}
    assert {name: places for name, places in homes.items() if len(places) > 1 and name not in by_convention} == {}


def test_frozen_classes_are_of_one_make() -> None:
    """No module of `syncer` has frozen classes of the standard library's make, which compiles them at every start."""
    dear = re.compile(r"^ *(?:from|import) dataclasses\b|^ *from typing import .*\bNamedTuple\b", re.MULTILINE)
    made = {path for path in MODULES if dear.search(path.read_text(encoding="utf-8"))}
    assert made == {ROOT / "syncer/frozen.py", ROOT / "schemas/attributes.py"}


def public_names(tree: ast.Module) -> list[str]:
    """What a module defines at its top."""
    names: list[str] = []
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            names.append(node.name)
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names.append(node.target.id)
        elif isinstance(node, ast.Assign):
            names += [target.id for target in node.targets if isinstance(target, ast.Name)]
    return [name for name in names if not name.startswith("_")]


def test_imports_inside_functions_are_few() -> None:
    """Modules import at their top; what is heavy, or needed on one way only, is the exception and says why."""
    inside = [path for path in MODULES for _ in re.findall("noqa: PLC0415", path.read_text(encoding="utf-8"))]
    assert len(inside) < 40
