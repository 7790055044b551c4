"""The history of a store, one apply of it, and the story of a model: for a person and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from syncer.model.words import counted
from syncer.render.json.text import json_text
from syncer.render.text.values import details, safe, transition

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence


_STATES = {"begun": "interrupted", "applied": "applied", "partial": "applied in part", "unreadable": "unreadable"}


def heads_text(heads: Sequence[tuple[str, Mapping[str, str | int]]], form: str) -> str:
    """The applies, the newest first, as `text` or `json`; each its id and its head."""
    if form == "json":
        found = [{"apply_id": apply_id, **head} for apply_id, head in heads]
        return json_text({"format_version": "1.0", "applies": found})
    lines = [_head(apply_id, head) for apply_id, head in heads]
    count = "1 apply" if len(heads) == 1 else f"{len(heads)} applies"
    return "".join(f"{line}\n" for line in (*lines, "", f"{count}."))


def _head(apply_id: str, head: Mapping[str, str | int]) -> str:
    state = _STATES.get(str(head.get("state")), "unreadable")
    counts = ", ".join(
        f"{safe(str(head[action]))} {action}" for action in ("create", "adopt", "update", "delete") if action in head
    )
    commit = f"  commit {safe(str(head['commit']))[:12]}" if head.get("commit") else ""
    by = f"  {safe(str(head['by']))}" if head.get("by") else ""
    return f"{safe(apply_id)}  {state:<11}  {counts}{commit}{by}".rstrip()


def story_text(model_id: str, steps: Iterable[Mapping[str, Any]], form: str, *, field: str | None = None) -> str:
    """What became of a model, the newest first; of one field where that is asked for."""
    told = [step for step in steps if field is None or any(one.field == field for one in step["fields"])]
    if form == "json":
        return json_text({"format_version": "1.0", "model_id": model_id, "steps": [_step(s, field) for s in told]})
    return "".join(f"{line}\n" for line in _story(model_id, told, field))


def _story(model_id: str, told: Sequence[Mapping[str, Any]], field: str | None) -> Iterator[str]:
    for step in told:
        commit = f"  commit {safe(step['commit'])[:12]}" if step["commit"] else ""
        state = "" if step["status"] == "applied" else f"  ({_word(step['status'])})"
        at = safe(step["at"][:16].replace("T", " "))
        yield f"{at} UTC  {safe(step['action'])}{state}  {safe(step['apply_id'])}{commit}"
        yield from _fields(step, field)
    yield f"{counted(len(told), 'change')} of {safe(model_id)}."


def _word(status: str) -> str:
    return "interrupted, it may not have been done" if status == "begun" else status


def _step(step: Mapping[str, Any], field: str | None) -> dict[str, Any]:
    fields = [{"field": one.field, "before": one.before, "after": one.after} for one in step["fields"]
              if field in (None, one.field)]  # fmt: skip
    return {**step, "fields": fields}


def apply_text(about: Mapping[str, Any], changes: Sequence[Mapping[str, Any]], form: str) -> str:
    """One apply with all that it did, as `text` or `json`."""
    if form == "json":
        return json_text({"format_version": "1.0", **about, "changes": [_step(one, None) for one in changes]})
    return "".join(f"{line}\n" for line in _apply(about, changes))


def _apply(about: Mapping[str, Any], changes: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    yield f"apply {safe(about['apply_id'])}: {_STATES.get(about['state'], 'unreadable')}"
    yield f"at {safe(about['at'])} by {safe(about['by'])}, catalog {safe(about['catalog'])}"
    origins = (("commit", "from commit"), ("plan_id", "of the saved plan"), ("run", "in"))
    yield from (f"{word} {safe(about[name])}" for name, word in origins if about[name])
    if about["state"] == "begun":
        yield "It did not say how it ended: the run died or still runs. Each change says whether its row has it."
    yield ""
    for change in changes:
        yield from _change(change)


def _change(change: Mapping[str, Any]) -> Iterator[str]:
    state = f"  ({change['found']})" if change.get("found") else ""
    is_done = change["status"] not in ("failed", "skipped")
    failed = "" if is_done else f"  {change['status']}: {safe(change['detail'] or 'not tried')}"
    yield f"{safe(change['action']):<6} {safe(change['model_id'])}  row {safe(change['record_id'])}{state}{failed}"
    yield from _fields(change, None)


def _fields(step: Mapping[str, Any], field: str | None) -> Iterator[str]:
    """The fields of a step in lines; of a create and a delete only one that is asked for."""
    for change in step["fields"]:
        if change.field == field or (field is None and step["action"] in ("update", "adopt")):
            yield f"    {change.field}: {transition(change)}".rstrip()
            yield from (f"      {detail}" for detail in details(change))
