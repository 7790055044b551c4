"""The workflows of this repository pass the linters; and the linters find what they should."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Final

from tests.workflows.definition import assert_no_script_expressions, assert_pinned, load, unpinned
from tests.workflows.linters import actionlint, zizmor
from tests.workflows.writing import write

_ROOT: Final = Path(__file__).parent.parent.parent
_WORKFLOWS: Final = sorted((_ROOT / ".github/workflows").glob("*.yml"))
_ACTIONS: Final = sorted((_ROOT / ".github/actions").glob("*/action.yml"))

_BAD: Final = """\
    on: pull_request_target
    jobs:
      a:
        runs-on: ubuntu-latest
        steps:
          - uses: actions/checkout@v4
          - uses: ./.github/actions/act
          - run: echo ${{ github.event.pull_request.title }}
    """


def test_actionlint() -> None:
    """No workflow has a finding of actionlint."""
    assert actionlint(_WORKFLOWS) == ()


def test_zizmor() -> None:
    """No workflow or action has a finding of zizmor."""
    assert zizmor([*_WORKFLOWS, *_ACTIONS]) == ()


def test_pinned_and_without_expressions_in_scripts() -> None:
    """Every action is pinned by a commit, and nothing is evaluated into a script."""
    for path in (*_WORKFLOWS, *_ACTIONS):
        assert_pinned(load(path), path)
    assert_no_script_expressions([*_WORKFLOWS, *_ACTIONS])


def test_linters_find_what_is_wrong(tmp_path: Path) -> None:
    """A workflow that runs the words of a stranger is found by both, and so is an action that is not pinned."""
    write(tmp_path, {".github/workflows/bad.yml": _BAD, ".github/actions/act/action.yml": "runs: {using: composite}\n"})
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)
    file = tmp_path / ".github/workflows/bad.yml"
    found = actionlint([file])
    assert any("bad.yml:8:" in line and "potentially untrusted" in line for line in found), found
    assert any("action.yml" in line for line in found), found
    audits = {line.split(": ")[1] for line in zizmor([file])}
    assert {"template-injection", "unpinned-uses", "dangerous-triggers", "artipacked"} <= audits
    assert unpinned(load(file)) == ("actions/checkout@v4",)
