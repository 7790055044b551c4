"""The steps of a job: their files, commands, shells and limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.workflows.results import Annotation
from tests.workflows.writing import PIN, run_steps

if TYPE_CHECKING:
    from pathlib import Path

    from tests.workflows.jobstate import ActionStep


def test_files_of_a_step(tmp_path: Path) -> None:
    """Outputs, variables, paths and summaries written by one step are seen by the next."""
    steps = run_steps(
        tmp_path,
        r"""
        - id: first
          run: |
            echo "one=1=1" >> "$GITHUB_OUTPUT"
            { echo "many<<EOF"; echo "a=b"; echo; echo "c<<d"; echo "EOF"; } >> "$GITHUB_OUTPUT"
            echo "COLOR=green" >> "$GITHUB_ENV"
            mkdir bin && printf '#!/bin/sh\necho "I am a tool"\n' > bin/tool && chmod +x bin/tool
            echo "$PWD/bin" >> "$GITHUB_PATH"
            echo "# Plan" >> "$GITHUB_STEP_SUMMARY"
        - run: |
            echo "$ONE|$MANY|$COLOR|${{ env.COLOR }}"
            tool
            cat "$GITHUB_STEP_SUMMARY"
          env:
            ONE: ${{ steps.first.outputs.one }}
            MANY: ${{ steps.first.outputs.many }}
        """,
    )
    assert steps[0].outputs == {"one": "1=1", "many": "a=b\n\nc<<d"}
    assert steps[0].summary == "# Plan\n"
    assert steps[1].stdout == "1=1|a=b\n\nc<<d|green|green\nI am a tool\n"
    assert steps[1].summary == ""


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("only a word", "Invalid format 'only a word'"),
        ("=1", "Invalid format '=1'. Name must not be empty"),
        ("a<<", "Name must not be empty and delimiter must not be empty"),
        ("a<<EOF\\ntext", "Invalid value. Matching delimiter not found 'EOF'"),
    ],
)
def test_broken_output_file(tmp_path: Path, line: str, says: str) -> None:
    """A file that GitHub cannot read fails the step, with GitHub's words, though its script succeeded."""
    (step,) = run_steps(tmp_path, f"- run: printf '{line}\\n' >> \"$GITHUB_OUTPUT\"")
    assert step.conclusion == "failure"
    assert says in step.annotations[0].message


def test_summary_that_is_too_large(tmp_path: Path) -> None:
    """A summary of a mebibyte is taken; a byte more loses it, with an error that does not fail the step."""
    steps = run_steps(
        tmp_path,
        """
        - run: head -c 1048576 /dev/zero | tr '\\\\0' x > "$GITHUB_STEP_SUMMARY"
        - run: head -c 1048577 /dev/zero | tr '\\\\0' x > "$GITHUB_STEP_SUMMARY"
        """,
    )
    assert [step.conclusion for step in steps] == ["success", "success"]
    assert [len(step.summary) for step in steps] == [1048576, 0]
    assert "supports content up to a size of 1024k" in steps[1].annotations[0].message


def test_commands(tmp_path: Path) -> None:
    """Commands become annotations with their places; escapes are undone; what is stopped or unknown is text."""
    (step,) = run_steps(
        tmp_path,
        """
        - run: |
            echo "::error file=catalog/a%2Cb.yaml,line=7,endLine=8,col=2,title=T%3AT::two%0Alines 100%25"
            echo "  ::warning::indented"
            echo "text ::warning::not at the start"
            echo "::nonsense::x"
            echo "##[notice]in the older way"
            echo "::stop-commands::t0ken"
            echo "::error::inert"
            echo "::t0ken::"
            echo "::notice::said on stderr" >&2
        """,
    )
    assert step.annotations == (
        Annotation("error", "two\nlines 100%", "catalog/a,b.yaml", 7, "T:T", 8, 2),
        Annotation("warning", "indented"),
        Annotation("notice", "in the older way"),
        Annotation("notice", "said on stderr"),
    )
    assert step.conclusion == "success"


def test_ten_annotations_of_a_kind(tmp_path: Path) -> None:
    """GitHub keeps ten annotations of a kind for a step; the rest is told apart."""
    (step,) = run_steps(tmp_path, "- run: for i in $(seq 12); do echo ::error::$i; echo ::notice::$i; done")
    assert [found.message for found in step.annotations if found.level == "error"] == [str(n) for n in range(1, 11)]
    assert [(found.level, found.message) for found in step.dropped] == [
        ("error", "11"), ("notice", "11"), ("error", "12"), ("notice", "12"),
    ]  # fmt: skip


def test_masks(tmp_path: Path) -> None:
    """What a step masks is not shown, from that step on."""
    steps = run_steps(tmp_path, '- run: echo "::add-mask::hunter2"\n- run: echo "is hunter2"; echo hunter2 >&2')
    assert (steps[1].stdout, steps[1].stderr) == ("is ***\n", "***\n")


def test_commands_that_set_what_they_should_not(tmp_path: Path) -> None:
    """Whoever can print a line can still set an output; variables can no longer be set so, and trying fails."""
    steps = run_steps(tmp_path, "- run: echo '::set-output name=a::1'\n- run: echo '::set-env name=A::1'")
    assert steps[0].outputs == {"a": "1"}
    assert steps[1].conclusion == "failure"


@pytest.mark.parametrize(("shell", "outcome"), [("", "success"), ("shell: bash", "failure"), ("shell: sh", "success")])
def test_shells(tmp_path: Path, shell: str, outcome: str) -> None:
    """Only with `shell: bash` does a failure within a pipe count; every shell stops at the first failure."""
    steps = run_steps(
        tmp_path, f"- run: false | true\n  {shell}\n- run: |\n    false\n    true\n  if: always()\n  {shell}"
    )
    assert [step.outcome for step in steps] == [outcome, "failure"]


def test_python_and_own_shells(tmp_path: Path) -> None:
    """A script can be Python's, or anybody's that takes a file."""
    steps = run_steps(tmp_path, "- run: print(6 * 7)\n  shell: python\n- run: hello\n  shell: cat {0}")
    assert [step.stdout for step in steps] == ["42\n", "hello"]


def test_failure_and_what_follows(tmp_path: Path) -> None:
    """After a failure only steps run that ask for it; `continue-on-error` turns a failure into a success."""
    steps = run_steps(
        tmp_path,
        """
        - {id: soft, run: exit 1, continue-on-error: true}
        - {run: "test '${{ steps.soft.outcome }} ${{ steps.soft.conclusion }}' = 'failure success'"}
        - {run: exit 2}
        - {run: "true"}
        - {run: "true", if: failure()}
        - {run: "true", if: always()}
        """,
    )
    assert [step.conclusion for step in steps] == ["success", "success", "failure", "skipped", "success", "success"]


def test_emulated_action(tmp_path: Path) -> None:
    """An emulated action sees its inputs and answers by outputs, variables and failures."""

    def action(step: ActionStep) -> None:
        if step.input("name") == "bad":
            step.fail("no such name")
        step.set_output("greeting", f"hello\n{step.input('name')}")
        step.set_env("MOOD", "fine")
        step.log("::notice::greeted")

    steps = run_steps(
        tmp_path,
        f"""
        - {{id: greet, uses: some/greeter@{PIN}, with: {{name: "${{{{ github.actor }}}}"}}}}
        - run: echo "$SAID $MOOD"
          env: {{SAID: "${{{{ steps.greet.outputs.greeting }}}}"}}
        - {{uses: some/greeter@{PIN}, with: {{name: bad}}}}
        """,
        actions={"some/greeter": action},
    )
    assert steps[0].annotations == (Annotation("notice", "greeted"),)
    assert steps[1].stdout == "hello\nsomeone fine\n"
    assert steps[2].conclusion == "failure"
    assert steps[2].annotations == (Annotation("error", "no such name"),)
