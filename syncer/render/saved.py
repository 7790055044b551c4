"""A saved plan in the form that was asked for: where it comes from, whom it is for, and the plan itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from syncer.render.json.documents import plan_document
from syncer.render.json.text import json_text
from syncer.render.markdown.escape import prose
from syncer.render.plan import render_plan
from syncer.render.text.values import PLAIN, Paint, safe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from syncer.saved.file import SavedPlan


def render_saved(saved: SavedPlan, form: str, *, paint: Paint = PLAIN, all_fields: bool = False) -> str:
    """The saved plan as `text`, `json` or `markdown`."""
    if form == "json":
        return json_text(_document(saved))
    if form == "markdown":
        facts = "".join(f"- {prose(fact)}\n" for fact in _facts(saved))
        return f"{render_plan(saved.plan, 'markdown')}\n{facts}"
    facts = "".join(f"{fact}\n" for fact in _facts(saved))
    return f"{facts}\n{render_plan(saved.plan, 'text', paint=paint, all_fields=all_fields)}"


def _facts(saved: SavedPlan) -> Iterator[str]:
    origin = saved.origin
    yield f"saved plan {saved.plan_id[:12]}, made {origin.made_at:%Y-%m-%d %H:%M} UTC by {safe(origin.made_by)}"
    yield f"holds until {origin.expires_at:%Y-%m-%d %H:%M} UTC"
    if origin.commit is not None:
        dirty = ", with files that were not committed" if origin.dirty else ""
        yield f"from commit {safe(origin.commit)}{dirty}"
    yield f"for {safe(', '.join(f'{name} {value}' for name, value in saved.target.items()))}"
    for said in acknowledged(saved):
        yield f"acknowledged by {safe(origin.made_by)}: {safe(said)}"


def acknowledged(saved: SavedPlan) -> tuple[str, ...]:
    """The options by which somebody said that what the plan does is meant, each once."""
    lifted = (guard.lifted_by or guard.name for guard in saved.plan.guards)
    return tuple(dict.fromkeys((*lifted, *(f"--overwrite {model_id}" for model_id in saved.plan.overwritten))))


def _document(saved: SavedPlan) -> dict[str, object]:
    origin = saved.origin
    return {
        "format_version": "1.0",
        "plan_id": saved.plan_id,
        "made_by": origin.made_by,
        "made_at": origin.made_at.isoformat(),
        "expires_at": origin.expires_at.isoformat(),
        "tool_version": origin.tool,
        "commit": origin.commit,
        "dirty": origin.dirty,
        "catalog_hash": origin.catalog_hash,
        "target": dict(saved.target),
        "acknowledged": list(acknowledged(saved)),
        "plan": plan_document(saved.plan),
    }
