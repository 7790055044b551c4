"""Plans, reports and problems as the JSON documents whose shapes `schemas.plan_document` publishes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

from syncer.changes import StepDown
from syncer.plan import source_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from schemas.plan_document import (
        ApplyDocument,
        ChangeDocument,
        FieldDocument,
        PlanDocument,
        ProblemDocument,
        SummaryDocument,
    )
    from syncer.catalog import Source
    from syncer.changes import Change, FieldChange
    from syncer.errors import Problem
    from syncer.plan import Plan
    from syncer.report import ApplyReport


def json_text(document: Mapping[str, Any]) -> str:
    """The document's text, the same bytes every time."""
    return json.dumps(document, indent=2) + "\n"


def plan_document(plan: Plan) -> PlanDocument:
    """The document of a plan."""
    return {
        "format_version": "1.0",
        "catalog": plan.catalog,
        "target": plan.target,
        "summary": cast("SummaryDocument", plan.counts),
        "changes": [_change(change) for change in plan.changes],
        "unmanaged": [{"model_id": row.model_id, "record_id": row.record_id} for row in plan.unmanaged],
        "guards": [
            {"guard": guard.name, "message": guard.message, "lifted_by": guard.lifted_by, "lifted": guard.lifted}
            for guard in plan.guards
        ],
        "problems": problem_documents(plan.problems),
        "fingerprint": plan.fingerprint,
    }


def report_document(report: ApplyReport) -> ApplyDocument:
    """The document of a report; a plan that was not applied has no outcomes."""
    return {
        "format_version": "1.0",
        "plan": plan_document(report.plan),
        "outcomes": [
            {
                "action": outcome.change.action,
                "model_id": outcome.change.model_id,
                "record_id": outcome.change.record_id,
                "status": outcome.status,
                "detail": outcome.detail,
            }
            for outcome in report.outcomes
        ],
    }


def problem_documents(problems: Sequence[Problem]) -> list[ProblemDocument]:
    """The documents of problems."""
    return [
        {
            "severity": problem.severity,
            "where": problem.where,
            "line": problem.line,
            "column": problem.column,
            "field": problem.field,
            "message": problem.message,
        }
        for problem in problems
    ]


def _change(change: Change) -> ChangeDocument:
    source = source_of(change)
    document: ChangeDocument = {
        "action": change.action,
        "model_id": change.model_id,
        "record_id": change.record_id,
        "source": {"file": source.file, "line": source.line} if source else None,
        "fields": [_field(field, source) for field in change.fields],
    }
    if isinstance(change, StepDown):
        document["note"] = f"not in the catalog; the default goes to {change.successor.model_id}"
    return document


def _field(field: FieldChange, source: Source | None) -> FieldDocument:
    document: FieldDocument = {
        "field": field.field,
        "before": cast("Any", field.before),
        "after": cast("Any", field.after),
    }
    if field.percent is not None:
        document["percent"] = field.percent
    if source is not None and field.field in source.lines:
        document["line"] = source.lines[field.field]
    if field.paths:
        document["paths"] = list(field.paths)
    return document
