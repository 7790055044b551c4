"""What we write on GitHub and keep up to date: one comment a target on a pull request, one open issue a key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from syncer.errors import UsageError
from syncer.github.bodies import (
    Posted,
    bring_up_to_date,
    commented_target,
    farewell,
    fitting,
    issue_marker,
    posted,
    same_text,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from syncer.github.bodies import Body
    from syncer.github.client import Client

COMMENTS_NEED: Final = (
    "give the job `pull-requests: write`; a pull request from a fork never gets it: its plan is in the job's summary"
)
ISSUES_NEED: Final = "give the job `issues: write`"


def post_comments(client: Client, pull: int, bodies: Sequence[Body], *, are_all: bool) -> Iterator[str]:
    """Bring each target's comment up to date, and say what was done as soon as it is.

    `are_all`: a comment about a target without a body is told to be over. Raises UsageError, GitHubError.
    """
    wanted = {body.target: body for body in bodies}
    if len(wanted) < len(bodies):
        raise UsageError("two files are about the same target")
    found = _our_comments(client, pull)
    if are_all:
        wanted = {one.about: farewell(one.about) for one in found} | wanted
    for body in wanted.values():
        yield from _keep_one(client, pull, body, [one for one in found if one.about == body.target])


def _keep_one(client: Client, pull: int, body: Body, ours: Sequence[Posted]) -> Iterator[str]:
    yield f"comment {body.target}: {_put(client, pull, body, next(iter(ours), None))}"
    for spare in ours[1:]:
        client.delete(client.at("issues/comments", spare.number))
        yield f"comment {body.target}: removed a second"


def _our_comments(client: Client, pull: int) -> list[Posted]:
    """Our comments on a pull request, the oldest first."""

    def ours(document: Any) -> Posted | None:
        target = commented_target(document["body"] or "")
        return posted(document, target, number="id") if target is not None and client.is_ours(document) else None

    return sorted(client.select(client.at("issues", pull, "comments"), ours))


def _put(client: Client, pull: int, body: Body, there: Posted | None) -> str:
    """What was done, with the comment's address."""

    def made() -> str | None:
        found = (one for one in _our_comments(client, pull) if one.about == body.target)
        return next((one.url for one in found if same_text(one.text, body.text)), None)

    if there is not None:
        return bring_up_to_date(client, client.at("issues/comments", there.number), there, {"body": body.text})
    if body.is_empty:
        return "not needed"
    return f"created {client.create(client.at('issues', pull, 'comments'), {'body': body.text}, made=made)}"


def put_issue(client: Client, *, key: str, title: str, text: str, labels: Sequence[str] = ()) -> Iterator[str]:
    """Open the issue of a key, or update the one that is open. Says what was done. Raises UsageError, GitHubError."""

    def made() -> str | None:
        return next((one.url for one in _open_issues(client, key)), None)

    body = fitting(f"{issue_marker(key)}\n{text}", name=f"the issue {key} with its marker")
    there = _open_issues(client, key)
    if there:
        path = client.at("issues", there[0].number)
        yield f"issue {key}: {bring_up_to_date(client, path, there[0], {'title': title, 'body': body})}"
    else:
        document = {"title": title, "body": body, "labels": [*labels]}
        yield f"issue {key}: opened {client.create(client.at('issues'), document, made=made)}"
    for spare in there[1:]:
        client.patch(client.at("issues", spare.number), {"state": "closed", "state_reason": "not_planned"})
        yield f"issue {key}: closed a second {spare.url}"


def close_issue(client: Client, *, key: str, comment: str | None) -> Iterator[str]:
    """Close the issue of a key if it is open; the comment is made after that, so that a re-run makes no second one."""
    there = _open_issues(client, key)
    if not there:
        yield f"issue {key}: none is open"
    for one in there:
        client.patch(client.at("issues", one.number), {"state": "closed", "state_reason": "completed"})
        if comment:
            _say(client, one.number, fitting(comment, name="--comment"))
        yield f"issue {key}: closed {one.url}"


def _open_issues(client: Client, key: str) -> list[Posted]:
    """The open issues of a key that we wrote, the oldest first. GitHub lists pull requests among the issues."""
    marker = issue_marker(key)

    def ours(document: Any) -> Posted | None:
        first = (document["body"] or "").partition("\n")[0].rstrip("\r")
        is_meant = first == marker and "pull_request" not in document
        return posted(document) if is_meant and client.is_ours(document) else None

    return sorted(client.select(client.at("issues", state="open"), ours))


def _say(client: Client, number: int, text: str) -> None:
    path = client.at("issues", number, "comments")

    def said(document: Any) -> str | None:
        is_there = same_text(document["body"], text) and client.is_ours(document)
        return str(document["html_url"]) if is_there else None

    client.create(path, {"body": text}, made=lambda: next(iter(client.select(path, said)), None))
