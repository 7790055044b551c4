"""The history of a store, one apply of it, and the story of a model: for a person and as JSON."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from syncer.model.times import short_time
from syncer.model.words import counted
from syncer.render.forms import in_form
from syncer.render.text.values import safe, transition_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from syncer.sync.model_story import FormerRow, ModelStory, StoryStep

    Fields = Collection[str] | None

_STATES: Final = {"begun": "interrupted", "applied": "applied", "partial": "applied in part"}
_UNREADABLE: Final = "unreadable"
_ORIGINS: Final = (
    ("commit", "from commit"),
    ("plan_id", "of the saved plan"),
    ("reverts", "takes back"),
    ("run", "in"),
)


def heads_text(heads: Sequence[tuple[str, Mapping[str, str | int]]], form: str) -> str:
    """The applies, the newest first, as `text` or `json`; each its id and its head."""
    count = counted(len(heads), "apply", "applies")
    back = {str(head["reverts"]): apply_id for apply_id, head in reversed(heads) if "reverts" in head}
    return in_form(
        form,
        lines=(*(_head(apply_id, head, back.get(apply_id)) for apply_id, head in heads), "", f"{count}."),
        document=lambda: {"applies": [{"apply_id": apply_id, **head} for apply_id, head in heads]},
    )


def _head(apply_id: str, head: Mapping[str, str | int], back: str | None) -> str:
    """The line of an apply. `back` is the one that took it back."""
    state = _STATES.get(str(head.get("state")), _UNREADABLE)
    counts = ", ".join(
        f"{safe(str(head[action]))} {action}" for action in ("create", "adopt", "update", "delete") if action in head
    )
    commit = f"  commit {safe(str(head['commit']))[:12]}" if head.get("commit") else ""
    by = f"  {safe(str(head['by']))}" if head.get("by") else ""
    reverts = f"  reverts {safe(str(head['reverts']))}" if head.get("reverts") else ""
    undone = f"  taken back by {safe(back)}" if back is not None else ""
    return f"{safe(apply_id)}  {state:<11}  {counts}{commit}{by}{reverts}{undone}".rstrip()


def stories_text(stories: Sequence[ModelStory], form: str, *, fields: Fields = None) -> str:
    """What became of models, of each the newest first; of some fields where those are asked for.

    One model is a JSON document as it is; several are its `stories`.
    """
    told = [(one, [*_about(one.steps, fields)]) for one in stories]
    documents = (_document(one, [_step(step, fields) for step in steps]) for one, steps in told)
    return in_form(
        form,
        lines=chain.from_iterable(_story(one, steps, fields) for one, steps in told),
        document=lambda: next(documents) if len(told) == 1 else {"stories": list(documents)},
    )


def _about(steps: Iterable[StoryStep], fields: Fields) -> Iterator[Mapping[str, Any]]:
    for apply, change in steps:
        if fields is None or any(one.field in fields for one in change.fields):
            yield {
                "apply_id": apply.apply_id, "at": apply.at, "by": apply.who.by, "commit": apply.commit,
                "action": change.action, "model_id": change.model_id, "record_id": change.record_id,
                "status": change.status, "fields": change.fields, "since": change.since,
            }  # fmt: skip


def _document(story: ModelStory, steps: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {"model_id": story.model_id, "steps": steps, "former_rows": [row._asdict() for row in story.former]}


def _story(story: ModelStory, told: Sequence[Mapping[str, Any]], fields: Fields) -> Iterator[str]:
    for step in told:
        commit = f"  commit {safe(step['commit'])[:12]}" if step["commit"] else ""
        status = "interrupted, it may not have been done" if step["status"] == "begun" else step["status"]
        state = "" if status == "applied" else f"  ({status})"
        row = f"  row {safe(step['record_id'])}" if story.has_rows else ""
        yield f"{safe(short_time(step['at']))}  {safe(step['action'])}{state}  {safe(step['apply_id'])}{commit}{row}"
        yield from _fields(step, fields)
    yield f"{counted(len(told), 'change')} of {safe(story.model_id)}."
    yield from (former_text(story.model_id, row) for row in story.former)


def former_text(model_id: str, row: FormerRow, *, show: Callable[[str], str] = safe) -> str:
    """That another row had the name before, and what it was called last: its story is told under that name."""
    last = f"row {show(row.record_id)}, last called {show(row.model_id)}"
    return f"Another model was called {show(model_id)} before: {last}."


def _step(step: Mapping[str, Any], fields: Fields) -> dict[str, Any]:
    since = step["since"]
    told = [{"field": one.field, "before": one.before, "after": one.after,
             **({"since": since[one.field]} if one.field in since else {}),
             **({"odd": one.odd[0]} if one.odd[0] else {})}
            for one in step["fields"] if fields is None or one.field in fields]  # fmt: skip
    rest = {name: value for name, value in step.items() if name != "since"}
    return {**rest, "fields": told}


def apply_text(about: Mapping[str, Any], changes: Sequence[Mapping[str, Any]], form: str) -> str:
    """One apply with all that it did, as `text` or `json`."""
    return in_form(
        form,
        lines=_apply(about, changes),
        document=lambda: {**about, "changes": [_step(one, None) for one in changes]},
    )


def _apply(about: Mapping[str, Any], changes: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    yield f"apply {safe(about['apply_id'])}: {_STATES.get(about['state'], _UNREADABLE)}"
    yield f"at {safe(short_time(about['at']))} by {safe(about['by'])}, catalog {safe(about['catalog'])}"
    yield from (f"{word} {safe(about[name])}" for name, word in _ORIGINS if about.get(name))
    if about["state"] == "begun":
        yield "It did not say how it ended: the run died or still runs. Each change says whether its row has it."
    yield ""
    for change in changes:
        state = f"  ({change['found']})" if change.get("found") else ""
        is_done = change["status"] not in ("failed", "skipped")
        failed = "" if is_done else f"  {change['status']}: {safe(change['detail'] or 'not tried')}"
        yield f"{safe(change['action']):<6} {safe(change['model_id'])}  row {safe(change['record_id'])}{state}{failed}"
        yield from _fields(change, None)


def _fields(step: Mapping[str, Any], fields: Fields) -> Iterator[str]:
    """The fields of a step in lines; of a create and a delete only those that are asked for."""
    for change in step["fields"]:
        if (fields is not None and change.field in fields) or (
            fields is None and step["action"] in ("update", "adopt")
        ):
            yield from (f"    {line}" for line in transition_lines(change))
            if change.field in step["since"]:
                yield f"      holds from {safe(step['since'][change.field])} on"
