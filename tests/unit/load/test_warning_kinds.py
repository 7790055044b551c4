"""Warnings have names, and the settings switch them off by name."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import syncer
from schemas.warning_kinds import ALWAYS_SAID, WARNINGS
from syncer.errors import CatalogError
from syncer.load.catalog import load_catalog
from syncer.load.targets import for_target
from syncer.plan.plan import build_plan
from tests.unit.building import broken, snapshot_of
from tests.unit.catalog_files import model, write_catalog

if TYPE_CHECKING:
    from collections.abc import Iterable

    from syncer.errors import Problem

NOISE = model(input_price_per_million_tokens="0.7999999999999999", model_name="' GPT'")
TARGET = "targets: {t: {directory: {path: live}, only: [{tag: x}, {id: '*'}]}}\n"


def kinds(problems: Iterable[Problem]) -> list[str]:
    """The names of warnings."""
    return [problem.kind for problem in problems]


def test_a_warning_that_is_switched_off_is_not_said(tmp_path: Path) -> None:
    """Of files, of a target, and of a store; every other kind is said all the same."""
    settings = f"name: t\n{TARGET}"
    whole = for_target(load_catalog(write_catalog(tmp_path, {"a": NOISE}, settings=settings)), "t")
    assert kinds(whole.warnings) == ["outer-space", "price-noise", "unused-selector"]
    off = "warnings: {price-noise: off, unused-selector: off, unreadable-row: off}\n"
    some = for_target(load_catalog(write_catalog(tmp_path / "2", {"a": NOISE}, settings=settings + off)), "t")
    assert kinds(some.warnings) == ["outer-space"]
    snapshot = snapshot_of([], broken_rows=[broken("x", None)])._replace(notes=("a sync was interrupted",))
    broken_row = snapshot.broken[0]._replace(problem=snapshot.broken[0].problem._replace(kind="unreadable-row"))
    snapshot = snapshot._replace(broken=(broken_row,))
    assert kinds(build_plan(whole, snapshot, target="s").problems)[3:] == ["unreadable-row", "store-state"]
    assert kinds(build_plan(some, snapshot, target="s").problems) == ["outer-space", "store-state"]


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("price_noise: off", "unknown key; did you mean `price-noise`?"),
        ("nonsense: off", "unknown key"),
        ("unread-grants: off", "this warning is always said, because it tells what a plan could not see"),
        ("price-noise: false", "must be 'off', not false"),
        ("price-noise: on", "must be 'off', not on"),
    ],
)
def test_a_name_that_is_none(said: str, message: str, tmp_path: Path) -> None:
    """It is an error at its place, with the name that was probably meant."""
    with pytest.raises(CatalogError) as raised:
        load_catalog(write_catalog(tmp_path, {}, settings=f"name: t\nwarnings: {{{said}}}\n"))
    (problem,) = raised.value.problems
    assert (problem.line, problem.message) == (2, message)


def test_every_warning_has_a_kind_of_the_table() -> None:
    """Each place that makes a warning names a kind that the table has, and each kind of the table is made somewhere."""
    texts = [path.read_text(encoding="utf-8") for path in Path(syncer.__file__).parent.rglob("*.py")]
    made = set(re.findall(r"\"([a-z]+(?:-[a-z]+)*)\"", "\n".join(texts)))
    assert {*WARNINGS, *ALWAYS_SAID} <= made
    named = {
        kind
        for text in texts
        for kind in re.findall(r"warned\(\s*\"([a-z-]+)\"|severity=\"warning\", kind=\"([a-z-]+)\"", text)
    }
    assert {kind for pair in named for kind in pair if kind} <= {*WARNINGS, *ALWAYS_SAID}
    assert not [text for text in texts if re.search(r"Problem\([^)]*severity=\"warning\"", text)]
