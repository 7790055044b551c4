"""Plans, reports and problems as the JSON documents whose shapes `schemas.plan_document` publishes."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, cast

from syncer.errors import CatalogError
from syncer.model.changes import Adopt, Update, source_of
from syncer.plan.conflict_text import describe, desired_in
from syncer.plan.diff import Stop
from syncer.plan.retirements import NO_LIFECYCLE
from syncer.render.money import money_document
from syncer.render.notes import note_of
from syncer.saved.change_json import heading

if TYPE_CHECKING:
    from collections.abc import Sequence

    from schemas import plan_document as shapes
    from schemas.lifecycle_document import LifecycleDocument, PageEditDocument, RetirementDocument
    from syncer.errors import Problem
    from syncer.model.catalog import Source
    from syncer.model.changes import Change, FieldChange
    from syncer.plan.guards.check import Guard
    from syncer.plan.page_fields import PageEdit
    from syncer.plan.plan import Plan, Planned
    from syncer.plan.report import ApplyReport
    from syncer.plan.retirements import Lifecycle, Retirement
    from syncer.plan.settings_change import SettingChange
    from syncer.plan.three_way import Conflict


def plan_document(plan: Plan) -> shapes.PlanDocument:
    """The document of a plan."""
    document: shapes.PlanDocument = {
        "format_version": "1.0",
        "catalog": plan.catalog,
        "target": plan.target,
        "summary": cast("shapes.SummaryDocument", plan.counts),
        "changes": [_change(change) for change in plan.changes],
        "unmanaged": [{"model_id": row.model_id, "record_id": row.record_id} for row in plan.unmanaged],
        "guards": list(map(_guard, plan.guards)),
        "conflicts": [_conflict(conflict) for conflict in plan.conflicts],
        "attributes": [{"name": one.name, "rows": one.rows, "new": one.is_new} for one in plan.attributes],
        "roles": [
            {"role": role, "before": before, "after": after, "lost": list(lost), "gained": list(gained)}
            for role, before, after, lost, gained in plan.reach.roles
        ],
        "problems": problem_documents(plan.problems),
        "fingerprint": plan.fingerprint,
    }
    _add_options(document, plan)
    return document


def _add_options(document: shapes.PlanDocument, plan: Plan) -> None:
    """What is there only where there is something to say."""
    if plan.left_out:
        document["left_out"] = list(plan.left_out)
    if plan.settings:
        document["settings"] = list(map(_setting, plan.settings))
    if plan.page_edits:
        document["page_edits"] = list(map(page_edit_document, plan.page_edits))
    if plan.ignored:
        document["ignored"] = plan.ignored.rows
    if plan.money is not None:
        document["money"] = money_document(plan.money)
    _add_days(document, plan)
    if plan.lifecycle != NO_LIFECYCLE:
        document["lifecycle"] = _lifecycle(plan.lifecycle)


def _add_days(document: shapes.PlanDocument, plan: Plan) -> None:
    """The moment that was asked for, and prices for days to come."""
    if plan.at is not None:
        document["at"] = plan.at
    if plan.coming:
        document["coming_prices"] = list(map(import_module("syncer.render.coming").coming_document, plan.coming))


def _lifecycle(found: Lifecycle) -> LifecycleDocument:
    return {
        "successions": [
            {
                "model_id": one.model_id,
                "status": cast("Any", one.status),
                "successor": one.successor,
                "roles": list(one.roles),
                "denied": list(one.denied),
                "before": cast("Any", one.before._asdict()),
                "after": cast("Any", one.after and one.after._asdict()),
            }
            for one in found.successions
        ],
        "retirements": list(map(retirement_document, found.retirements)),
        "reroutings": [
            {
                "model_ids": list(one.model_ids),
                "status": cast("Any", one.status),
                "was": one.was,
                "runs": one.runs,
                "roles": list(one.roles),
                "before": cast("Any", one.before and one.before._asdict()),
                "after": cast("Any", one.after._asdict()),
            }
            for one in found.reroutings
        ],
    }


def retirement_document(one: Retirement) -> RetirementDocument:
    """The document of a model that retires soon."""
    return {"model_id": one.model_id, "retires_on": one.on, "past": one.is_past, "successor": one.successor}


def page_edit_document(edit: PageEdit) -> PageEditDocument:
    """The document of an edit of a field that no file names."""
    model_id, field, before, after = edit
    return {"model_id": model_id, "field": field, "seen": cast("Any", before), "live": cast("Any", after)}


def _guard(guard: Guard) -> shapes.GuardDocument:
    return {"guard": guard.name, "message": guard.message, "lifted_by": guard.lifted_by, "lifted": guard.lifted}


def _setting(change: SettingChange) -> shapes.SettingDocument:
    file, line = change.place
    about = {"setting": change.name, "before": change.before, "after": change.after, "loosened": change.loosened}
    return cast("shapes.SettingDocument", {**about, "since": change.since, "source": {"file": file, "line": line}})


def plans_document(planned: Sequence[Planned]) -> shapes.PlansDocument:
    """The document of several targets, each with its plan or the error that stopped it."""
    return {"format_version": "1.0", "targets": [_target(one) for one in planned]}


def _target(planned: Planned) -> shapes.TargetDocument:
    plan, error = planned.plan, planned.error
    about: shapes.ErrorDocument | None = None
    if plan is None and error is not None:
        problems = problem_documents(error.problems) if isinstance(error, CatalogError) else []
        about = {"message": str(error), "exit_code": error.exit_code, "problems": problems}
    return {"target": planned.target, "plan": None if plan is None else plan_document(plan), "error": about}


def report_document(report: ApplyReport) -> shapes.ApplyDocument:
    """The document of a report; a plan that was not applied has no outcomes."""
    return {
        "format_version": "1.0",
        "plan": plan_document(report.plan),
        "outcomes": [
            {**heading(outcome.change), "status": outcome.status, "detail": outcome.detail}
            for outcome in report.outcomes
        ],
    }


def problem_documents(problems: Sequence[Problem]) -> list[shapes.ProblemDocument]:
    """The documents of problems."""
    return list(map(_problem, problems))


def _problem(problem: Problem) -> shapes.ProblemDocument:
    document: shapes.ProblemDocument = {
        "severity": problem.severity,
        "where": problem.where,
        "line": problem.line,
        "column": problem.column,
        "field": problem.field,
        "message": problem.message,
    }
    if problem.kind:
        document["kind"] = problem.kind
    return document


def _change(change: Change) -> shapes.ChangeDocument:
    source = source_of(change)
    at = {"file": source.file, "line": source.line} if source else None
    fields = [_field(field, source) for field in change.fields]
    document = cast("shapes.ChangeDocument", {**heading(change), "source": at, "fields": fields})
    note = note_of(change)
    if note:
        document["note"] = note
    if isinstance(change, (Adopt, Update)) and change.drift:
        document["updated_at"] = change.live.updated_at
        document["applied_at"] = change.live.applied_at
    return document


def _conflict(conflict: Conflict | Stop) -> shapes.ConflictDocument:
    message = describe(conflict)
    if isinstance(conflict, Stop):
        nothing = dict.fromkeys(("base", "desired", "live", "source"))
        about = {"model_id": conflict.model_id, "field": None, "kind": conflict.kind, **nothing}
        return cast("shapes.ConflictDocument", {**about, "message": message})
    entry, live, field = conflict.entry, conflict.live, conflict.field
    return {
        "model_id": entry.model_id,
        "field": field,
        "kind": cast("Any", conflict.standing),
        "base": cast("Any", live.applied[field] if live.applied else None),
        "desired": cast("Any", desired_in(conflict)),
        "live": cast("Any", live.said(field)),
        "source": cast("shapes.SourceDocument", entry.source.at(field)._asdict()),
        "message": message,
    }


def _values(field: FieldChange) -> shapes.FieldDocument:
    values = {"before": cast("Any", field.before), "after": cast("Any", field.after)}
    document = cast("shapes.FieldDocument", {"field": field.field, **values})
    if field.percent is not None:
        document["percent"] = field.percent
    if any(field.odd):
        document["odd"] = "".join(field.odd)
    return document


def _field(field: FieldChange, source: Source | None) -> shapes.FieldDocument:
    document = _values(field)
    if source is not None and field.field in source.overrides:
        document["file"], document["line"] = source.overrides[field.field]
    elif source is not None and field.field in source.lines:
        document["line"] = source.lines[field.field]
    if field.paths:
        document["paths"] = list(field.paths)
    if field.origin != "git":
        document["origin"] = field.origin
    return document
