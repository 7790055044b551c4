"""What a sync did, as a value."""

from __future__ import annotations

from syncer.plan.report import ApplyReport, Outcome
from tests.unit.building import entry, plan_of

PLAN = plan_of([entry("a"), entry("b"), entry("c"), entry("d")])
FIRST, SECOND, THIRD, FOURTH = PLAN.changes


def test_a_complete_report() -> None:
    """A report in which everything was applied is complete."""
    report = ApplyReport(PLAN, tuple(Outcome(change, "applied") for change in PLAN.changes))
    assert report.counts == {"applied": 4, "failed": 0, "skipped": 0}
    assert report.is_complete


def test_an_incomplete_report() -> None:
    """What failed is told apart from what was not tried; either makes the report incomplete."""
    outcomes = (Outcome(FIRST, "applied"), Outcome(SECOND, "failed", "it moved"), Outcome(THIRD, "skipped"))
    report = ApplyReport(PLAN, (*outcomes, Outcome(FOURTH, "skipped")))
    assert report.counts == {"applied": 1, "failed": 1, "skipped": 2}
    assert not report.is_complete
    assert not ApplyReport(PLAN, outcomes[1:2]).is_complete
    assert not ApplyReport(PLAN, outcomes[2:]).is_complete


def test_a_plan_that_was_not_applied() -> None:
    """Without outcomes nothing was written, and nothing is missing."""
    assert ApplyReport(PLAN).counts == {"applied": 0, "failed": 0, "skipped": 0}
    assert ApplyReport(PLAN).is_complete
