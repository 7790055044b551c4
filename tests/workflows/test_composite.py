"""Composite actions: their inputs, outputs and steps, and what in them is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from tests.workflows.expr_values import ExpressionError
from tests.workflows.results import HarnessError
from tests.workflows.writing import PIN, filled, run_steps

if TYPE_CHECKING:
    from pathlib import Path

    from tests.workflows.jobstate import ActionStep

_CHECKOUT: Final = f"- uses: actions/checkout@{PIN}\n"
_ACTION: Final = """
    inputs:
      name: {required: true}
      folder: {default: "${{ github.workspace }}"}
    outputs:
      said: {value: "${{ steps.say.outputs.said }}"}
    runs:
      using: composite
      steps:
        - id: say
          shell: bash
          env: {NAME: "${{ inputs.name }}", FOLDER: "${{ inputs.folder }}"}
          run: |
            "$GITHUB_ACTION_PATH/say.sh" "$NAME"; [ "$FOLDER" = "$GITHUB_WORKSPACE" ]
            echo "said=$NAME $OUTER" >> "$GITHUB_OUTPUT"; echo "::warning::said"; echo "FROM=action" >> "$GITHUB_ENV"
        - uses: ./.github/actions/inner
        - {if: failure(), shell: bash, run: echo cleaning}
    """
_INNER: Final = """
    runs:
      using: composite
      steps:
        - {shell: bash, run: "for i in $(seq 10); do echo ::warning::$i; done; exit $CODE"}
    """


@pytest.mark.parametrize("code", ["0", "4"])
def test_composite_action(tmp_path: Path, code: str) -> None:
    """An action's steps have inputs and steps of their own; they are one step of the job, with one limit."""
    files = {
        ".github/actions/outer/action.yml": _ACTION,
        ".github/actions/outer/say.sh": '#!/bin/sh\necho "Hello, $1"\n',
        ".github/actions/inner/action.yml": _INNER,
    }

    def checkout(step: ActionStep) -> None:
        filled(files)(step)
        (step.workspace / ".github/actions/outer/say.sh").chmod(0o755)

    steps = run_steps(
        tmp_path,
        f"""
        {_CHECKOUT.strip()}
        - id: act
          uses: ./.github/actions/outer
          with: {{name: Mona}}
          env: {{OUTER: seen, CODE: "{code}"}}
        - run: echo "$SAID, $FROM, ${{{{ steps.say.outputs.said || 'own' }}}}"
          if: always()
          env: {{SAID: "${{{{ steps.act.outputs.said }}}}"}}
        """,
        actions={"actions/checkout": checkout},
    )
    outer = steps[1]
    assert outer.steps[0].stdout == "Hello, Mona\n::warning::said\n"
    assert [inner.conclusion for inner in outer.steps] == (
        ["success", "success", "skipped"] if code == "0" else ["success", "failure", "success"]
    )
    assert outer.conclusion == ("success" if code == "0" else "failure")
    assert [found.message for found in outer.annotations if found.level == "warning"] == ["said", *"123456789"]
    assert [found.message for found in outer.dropped] == ["10"]
    assert steps[2].stdout == "Mona seen, action, own\n"


@pytest.mark.parametrize(
    ("action", "with_", "says"),
    [
        ("{runs: {using: composite, steps: [{run: ls}]}}", "{}", "missing: shell"),
        ("{runs: {using: node20}}", "{}", "only composite"),
        ("{inputs: {a: {required: true}}, runs: {using: composite, steps: []}}", "{}", "'a' is required"),
        ("{runs: {using: composite, steps: []}}", "{b: 1}", r"unexpected inputs \['b'\]"),
        ("{runs: {using: composite, steps: [{uses: some/thing@v1}]}}", "{}", "not pinned"),
    ],
)
def test_broken_composite_action(tmp_path: Path, action: str, with_: str, says: str) -> None:
    """What GitHub refuses or warns of in an action is loud."""
    actions = {"actions/checkout": filled({"act/action.yml": action})}
    with pytest.raises(HarnessError, match=says):
        run_steps(tmp_path, f"{_CHECKOUT}- {{uses: ./act, with: {with_}}}", actions=actions)


def test_secrets_are_not_for_actions(tmp_path: Path) -> None:
    """A composite action has no `secrets` context: they are handed in as inputs."""
    action = "{runs: {using: composite, steps: [{shell: bash, run: 'true', env: {A: '${{ secrets.A }}'}}]}}"
    with pytest.raises(ExpressionError, match="unrecognized named-value 'secrets'"):
        run_steps(tmp_path, f"{_CHECKOUT}- uses: ./a", actions={"actions/checkout": filled({"a/action.yml": action})})


def test_action_of_another_repository(tmp_path: Path) -> None:
    """An action of another repository is taken from the folder that the test names for it."""
    filled_in = tmp_path / "tool" / "act"
    filled_in.mkdir(parents=True)
    (filled_in / "action.yml").write_text(
        "{runs: {using: composite, steps: [{shell: bash, run: 'basename \"$GITHUB_ACTION_PATH\"'}]}}", encoding="utf-8"
    )
    (step,) = run_steps(tmp_path, f"- uses: acme/tool/act@{PIN}", repositories={"acme/tool": tmp_path / "tool"})
    assert step.steps[0].stdout == "act\n"
