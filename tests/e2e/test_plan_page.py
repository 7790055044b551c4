"""The page of a plan from the command line: where it is written, and where there is none."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tests.e2e.driving import write_catalog, write_model

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.e2e.driving import Ran

    Syncer = Callable[..., Ran]
TARGETS = "targets:\n  one: {directory: {path: ../one}}\n  two: {directory: {path: ../two}}\n"


def test_the_page_of_a_plan(syncer: Syncer) -> None:
    """It is printed and written as any other form is; the exit code is that of the plan."""
    write_catalog(["a"])
    ran = syncer("plan", "--format", "html", "--output", "plan.html", "--detailed-exitcode", "--quiet")
    assert (ran.code, ran.err) == (2, "")
    assert Path("plan.html").read_text(encoding="utf-8") == ran.out
    assert ran.out.startswith("<!doctype html>\n")
    assert "1 to create" in ran.out


def test_the_page_of_a_saved_plan(syncer: Syncer) -> None:
    """It says who made the plan, when and for which store, beside the plan."""
    write_catalog(["a"])
    assert syncer("plan", "--out", "plan.json").code == 0
    ran = syncer("show", "plan.json", "--format", "html")
    assert ran.code == 0
    assert "holds until" in ran.out
    assert "1 to create" in ran.out


def test_a_report_has_the_page_of_all_targets(syncer: Syncer) -> None:
    """It is the page that `--format html` prints, with a target that cannot be planned on it."""
    write_catalog(["a"], settings=TARGETS)
    Path("two").write_text("no directory")
    ran = syncer("plan", "--all-targets", "--report-dir", "report", "--format", "html")
    assert ran.code == 7
    assert Path("report/plan.html").read_text(encoding="utf-8") == ran.out
    assert "Plan of 2 targets: 1 could not be planned, 1 with changes" in ran.out


def test_an_invalid_catalog_has_no_page(syncer: Syncer) -> None:
    """Nothing is printed or written, and the page of the run before is gone."""
    write_catalog(["a"], settings=TARGETS)
    assert syncer("plan", "--all-targets", "--report-dir", "report").code == 0
    write_model("a", max_output_tokens="many")
    for words in (["--target", "one"], ["--all-targets", "--report-dir", "report"]):
        ran = syncer("plan", *words, "--format", "html", "--output", "page.html")
        assert (ran.code, ran.out) == (3, "")
        assert "max_output_tokens" in ran.err
        assert not Path("page.html").exists()
    assert not Path("report/plan.html").exists()
    assert Path("report/summary.md").exists()


def test_a_page_is_not_written_through_a_link(syncer: Syncer) -> None:
    """Whoever commits a link of that name would have a file elsewhere written over."""
    write_catalog(["a"])
    Path("report").mkdir()
    Path("elsewhere").write_text("mine")
    Path("report/plan.html").symlink_to("../elsewhere")
    assert syncer("plan", "--report-dir", "report").code == 64
    assert Path("elsewhere").read_text() == "mine"
