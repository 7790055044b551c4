"""Which events start a workflow: the examples of GitHub's documentation on filters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pytest
import yaml

from tests.workflows.results import HarnessError
from tests.workflows.triggers import matches, schedules, triggers

if TYPE_CHECKING:
    from tests.workflows.definition import Definition


def _workflow(on: str) -> Definition:
    return {"on": yaml.safe_load(on)}


_PULL: Final[dict[str, Any]] = {"action": "opened", "pull_request": {"base": {"ref": "main"}}}


@pytest.mark.parametrize(
    ("pattern", "names", "others"),
    [
        ("feature/*", "feature/my-branch feature/your-branch", "feature/beta-a/my-branch"),
        ("feature/**", "feature/beta-a/my-branch feature/your-branch feature/mona/the/octocat", "features"),
        ("*", "main releases", "all/the/branches"),
        ("**", "all/the/branches every/tag", ""),
        ("*feature", "mona-feature feature ver-10-feature", "feature-a"),
        ("v2*", "v2 v2.0 v2.9", "v1"),
        ("v[12].[0-9]+.[0-9]+", "v1.10.1 v2.0.0", "v3.0.0 v1.x.1"),
        ("*.jsx?", "page.js page.jsx", "page.jsxx src/page.js"),
        ("**.js", "index.js js/index.js src/js/app.js", "index.json"),
        ("docs/*", "docs/README.md docs/file.txt", "docs/mona/file.txt"),
        ("docs/**/*.md", "docs/README.md docs/mona/hello-world.md docs/a/markdown/file.md", "docs/file.txt"),
        ("**/docs/**", "docs/hello.md dir/docs/my-file.txt space/docs/plan/space.doc", "mydocs/a"),
        ("**/README.md", "README.md js/README.md", "js/README.mdx"),
        ("**/*src/**", "a/src/app.js my-src/code/js/app.js", "src-x/a"),
        ("**/migrate-*.sql", "migrate-10909.sql db/migrate-v1.0.sql db/sept/migrate-v1.sql", "migrate.sql"),
        (r"a\*b", "a*b", "axb"),
    ],
)
def test_patterns(pattern: str, names: str, others: str) -> None:
    """A pattern matches the names that the documentation lists, and no others."""
    assert [name for name in names.split() if not matches([pattern], name)] == []
    assert [name for name in others.split() if matches([pattern], name)] == []


def test_last_pattern_decides() -> None:
    """A pattern with `!` takes away what those before it chose, and one after it can give it back."""
    patterns = ["*.md", "!README.md", "README*"]
    assert matches(patterns, "hello.md")
    assert not matches(patterns[:2], "README.md")
    assert matches(patterns, "README.md")


@pytest.mark.parametrize(
    ("on", "name", "event", "changed", "starts"),
    [
        ("push", "push", {"ref": "refs/heads/a"}, [], True),
        ("[push, pull_request]", "pull_request", _PULL, [], True),
        ("push", "pull_request", _PULL, [], False),
        ("{pull_request: }", "pull_request", {**_PULL, "action": "synchronize"}, [], True),
        ("{pull_request: }", "pull_request", {**_PULL, "action": "closed"}, [], False),
        ("{pull_request: {types: [closed]}}", "pull_request", {**_PULL, "action": "closed"}, [], True),
        ("{pull_request: {branches: [main]}}", "pull_request", _PULL, [], True),
        ("{pull_request: {branches-ignore: ['m*']}}", "pull_request", _PULL, [], False),
        ("{pull_request: {paths: ['catalog/**']}}", "pull_request", _PULL, ["docs/a", "catalog/models/a.yaml"], True),
        ("{pull_request: {paths: ['catalog/**']}}", "pull_request", _PULL, ["docs/catalog/a"], False),
        ("{pull_request: {paths: ['catalog/**', '!**/*.md']}}", "pull_request", _PULL, ["catalog/a.md"], False),
        ("{pull_request: {paths-ignore: ['docs/**']}}", "pull_request", _PULL, ["docs/a"], False),
        ("{pull_request: {paths-ignore: ['docs/**']}}", "pull_request", _PULL, ["docs/a", "b"], True),
        ("{push: {branches: [main]}}", "push", {"ref": "refs/heads/main"}, [], True),
        ("{push: {branches: [main]}}", "push", {"ref": "refs/heads/other"}, [], False),
        ("{push: {branches: [main]}}", "push", {"ref": "refs/tags/v1"}, [], False),
        ("{push: {tags: ['v*']}}", "push", {"ref": "refs/tags/v1"}, [], True),
        ("{push: {branches-ignore: [main]}}", "push", {"ref": "refs/heads/topic"}, [], True),
        ("{merge_group: {branches: [main]}}", "merge_group",
         {"action": "checks_requested", "merge_group": {"base_ref": "refs/heads/main"}}, [], True),
        ("{workflow_run: {workflows: [Plan], types: [completed]}}", "workflow_run",
         {"action": "completed", "workflow_run": {"name": "Plan", "head_branch": "a"}}, [], True),
        ("{schedule: [{cron: '7 3 * * *'}]}", "schedule", {}, [], True),
        ("{workflow_dispatch: {inputs: {a: {}}}}", "workflow_dispatch", {}, [], True),
    ],
)  # fmt: skip
def test_triggers(on: str, name: str, event: dict[str, Any], changed: list[str], starts: object) -> None:
    """An event starts a workflow when its name, type, branch and paths all fit."""
    assert triggers(_workflow(on), name, event, changed) is starts


def test_unknown_filter() -> None:
    """A filter that is not known is an error: it would be passed over in silence."""
    with pytest.raises(HarnessError, match="path"):
        triggers(_workflow("{push: {path: [a]}}"), "push", {"ref": "refs/heads/main"})


def test_schedules() -> None:
    """The cron lines of a workflow are told."""
    assert schedules(_workflow("{schedule: [{cron: '7 3 * * *'}], workflow_dispatch: }")) == ("7 3 * * *",)
