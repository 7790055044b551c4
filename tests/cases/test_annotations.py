"""Annotations and SARIF of every case: each stands on the line that it is about."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from schemas.attributes import STORED_NAME
from syncer.load.catalog import load_catalog
from syncer.plan.guards.check import NONE_ALLOWED
from syncer.plan.plan import Planned
from syncer.render.ci.annotations import MOST_ANNOTATIONS, annotations_github
from syncer.render.ci.findings import findings_of
from syncer.render.warnings import of_change
from syncer.stores.directory.store import DirectoryStore
from syncer.sync.planning import plan_catalog
from tests.cases.test_cases import CASES, HERE

if TYPE_CHECKING:
    from syncer.render.ci.findings import Finding

SEEN = {"enabled-deleted", "price-change", "put-back", "odd-price", "foreign-row", "broken-row", "last-for-role"}


def planned_case(name: str, folder: Path) -> Planned:
    """The plan of a case, made in a copy of it; that is the working directory."""
    for part in ("catalog", "live"):
        if (HERE / name / part).exists():
            shutil.copytree(HERE / name / part, folder / part)
    store = DirectoryStore(Path("live"))
    return Planned("live", plan_catalog(lambda: load_catalog("catalog"), store, NONE_ALLOWED))


@pytest.mark.parametrize("name", CASES)
def test_lines(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file of an annotation exists, and its line holds the field that it names, or the definition's first one."""
    monkeypatch.chdir(tmp_path)
    planned = planned_case(name, tmp_path)
    assert planned.plan is not None
    found = findings_of([planned], shown=of_change(planned.plan))
    for finding in found:
        if finding.file is not None:
            assert_line(finding)
    lines = annotations_github([planned]).splitlines()
    assert sum(line.startswith("::") for line in lines) == sum(
        min(MOST_ANNOTATIONS, sum(one.level == level for one in found)) for level in ("error", "warning", "notice")
    )
    assert ("error" in {one.level for one in found}) == bool(planned.exit_code)


def assert_line(finding: Finding) -> None:
    """The line names the field; where the file leaves it to its default, it is the definition's first or none."""
    assert finding.file is not None
    lines = Path(finding.file).read_text(encoding="utf-8").splitlines()
    keys = [key for part in finding.identity for key in (part, STORED_NAME.get(part)) if key in KEYS]
    holding = [number for number, line in enumerate(lines, 1) if line.split(":")[0].strip() in keys]
    first = next(
        number for number, line in enumerate(lines, 1) if line.strip() and not line.lstrip().startswith(("#", "-"))
    )
    assert finding.line in (holding or [first]) or (not holding and finding.line is None), finding


KEYS = {*STORED_NAME, *STORED_NAME.values(), "renamed_from", "renamedFrom", "protected"}


def test_the_cases_have_what_matters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Taken together the cases have findings of many kinds, with a line and without."""
    rules: set[str] = set()
    for name in CASES:
        (tmp_path / name).mkdir()
        monkeypatch.chdir(tmp_path / name)
        rules |= {one.rule for one in findings_of([planned_case(name, tmp_path / name)])}
    assert rules >= SEEN, rules
