"""Says whether an event starts a workflow: the filters of `on:`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from tests.workflows.results import HarnessError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tests.workflows.definition import Definition

_DEFAULT_TYPES: Final = {
    "pull_request": ("opened", "synchronize", "reopened"),
    "pull_request_target": ("opened", "synchronize", "reopened"),
    "merge_group": ("checks_requested",),
}
_KEYS: Final = frozenset({
    "types", "branches", "branches-ignore", "tags", "tags-ignore", "paths", "paths-ignore", "workflows", "inputs",
    "outputs", "secrets",
})  # fmt: skip


def triggers(
    workflow: Definition, event_name: str, event: Mapping[str, Any], changed_paths: Iterable[str] = ()
) -> bool:
    """Whether GitHub starts the workflow for the event, whose commits changed these paths.

    Raises HarnessError for a filter that is not known here.
    """
    declared = _declared(workflow["on"])
    if event_name not in declared:
        return False
    filters = declared[event_name]
    if isinstance(filters, list):
        return True
    if unknown := set(filters) - _KEYS:
        raise HarnessError(f"on.{event_name}: unknown {sorted(unknown)}")
    return (
        _type_matches(event_name, filters, event)
        and _ref_matches(event_name, filters, event)
        and _paths_match(filters, tuple(changed_paths))
    )


def schedules(workflow: Definition) -> tuple[str, ...]:
    """The cron lines of a workflow."""
    return tuple(entry["cron"] for entry in _declared(workflow["on"]).get("schedule") or ())


def matches(patterns: Sequence[str], name: str) -> bool:
    """Whether the patterns choose the name; the last one that matches decides, and `!` at its start refuses."""
    chosen = False
    for pattern in patterns:
        if _regex(pattern.removeprefix("!")).fullmatch(name):
            chosen = not pattern.startswith("!")
    return chosen


def _declared(on: Any) -> dict[str, Any]:
    if isinstance(on, str):
        return {on: {}}
    if isinstance(on, list):
        return {name: {} for name in on}
    return {name: filters or {} for name, filters in on.items()}


def _type_matches(event_name: str, filters: Mapping[str, Any], event: Mapping[str, Any]) -> bool:
    types = filters.get("types", _DEFAULT_TYPES.get(event_name))
    if isinstance(types, str):
        types = [types]
    if types is not None and event.get("action") not in types:
        return False
    workflows = filters.get("workflows")
    return workflows is None or event["workflow_run"]["name"] in workflows


def _ref_matches(event_name: str, filters: Mapping[str, Any], event: Mapping[str, Any]) -> bool:
    if event_name.startswith("pull_request"):
        return _chosen(filters, "branches", event["pull_request"]["base"]["ref"])
    if event_name == "merge_group":
        return _chosen(filters, "branches", event["merge_group"]["base_ref"].removeprefix("refs/heads/"))
    if event_name == "workflow_run":
        return _chosen(filters, "branches", event["workflow_run"]["head_branch"])
    if event_name != "push":
        return True
    kind, name = event["ref"].removeprefix("refs/").split("/", 1)
    filtered = {key.removesuffix("-ignore") for key in filters} & {"branches", "tags"}
    mine = "tags" if kind == "tags" else "branches"
    return mine in filtered and _chosen(filters, mine, name) if filtered else True


def _chosen(filters: Mapping[str, Any], key: str, name: str) -> bool:
    if key in filters:
        return matches(_patterns(filters[key]), name)
    return f"{key}-ignore" not in filters or not matches(_patterns(filters[f"{key}-ignore"]), name)


def _paths_match(filters: Mapping[str, Any], changed: tuple[str, ...]) -> bool:
    if "paths" in filters:
        return any(matches(_patterns(filters["paths"]), path) for path in changed)
    if "paths-ignore" in filters:
        return not all(matches(_patterns(filters["paths-ignore"]), path) for path in changed)
    return True


def _patterns(value: Any) -> Sequence[str]:
    return [value] if isinstance(value, str) else list(value)


def _regex(pattern: str) -> re.Pattern[str]:
    """The pattern as a regular expression: `**` crosses slashes, `*` does not; `?` and `+` repeat what is before."""
    parts = re.findall(r"\*\*/|\*\*|\*|\?|\+|\[[^\]]+\]|\\.|.", pattern)
    known = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "?", "+": "+"}
    return re.compile("".join(known.get(part) or _literal(part) for part in parts))


def _literal(part: str) -> str:
    return part if part.startswith("[") and len(part) > 1 else re.escape(part.removeprefix("\\") or part)
