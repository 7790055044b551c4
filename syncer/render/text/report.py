"""A report for a person at a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from syncer.model.words import counted
from syncer.render.text.values import PLAIN, Paint, safe

if TYPE_CHECKING:
    from syncer.plan.report import ApplyReport


def report_text(report: ApplyReport, *, paint: Paint = PLAIN) -> str:
    """What was done, what failed, what was not tried."""
    lines = [
        paint("red", f"{outcome.status}: {outcome.change.action} {safe(outcome.change.model_id)}")
        + (f": {safe(outcome.detail)}" if outcome.detail else "")
        for outcome in report.outcomes
        if outcome.status != "applied"
    ]
    if not report.outcomes:
        return ""
    counts = report.counts
    rest = "" if report.is_complete else f", {counts['failed']} failed, {counts['skipped']} not tried"
    lines.append(f"Applied {counts['applied']} of {counted(len(report.outcomes), 'change')}{rest}.")
    return "\n".join(lines) + "\n"
