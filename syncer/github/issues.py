"""One open issue a key, kept up to date and closed when it is over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from syncer.github.authors import Authors
from syncer.github.bodies import begins_with, fitting, issue_marker, same_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from syncer.github.client import Client

ISSUES_NEED: Final = "give the job `issues: write`"


class Issue(NamedTuple):
    """An open issue of ours."""

    number: int
    text: str
    url: str


def put_issue(client: Client, *, key: str, title: str, text: str, labels: Sequence[str] = ()) -> Iterator[str]:
    """Open the issue of a key, or update the one that is open. Says what was done. Raises UsageError, GitHubError."""
    body = fitting(f"{issue_marker(key)}\n{text}", name=f"the issue {key} with its marker")
    there = open_issues(client, key)
    if not there:
        yield f"issue {key}: opened {_open(client, key, {'title': title, 'body': body, 'labels': [*labels]})}"
    elif same_text(there[0].text, body):
        yield f"issue {key}: unchanged {there[0].url}"
    else:
        client.patch(client.at("issues", there[0].number), {"title": title, "body": body})
        yield f"issue {key}: updated {there[0].url}"
    for spare in there[1:]:
        client.patch(client.at("issues", spare.number), {"state": "closed", "state_reason": "not_planned"})
        yield f"issue {key}: closed a second {spare.url}"


def close_issue(client: Client, *, key: str, comment: str | None) -> Iterator[str]:
    """Close the issue of a key if it is open; the comment is made after that, so that a re-run makes no second one."""
    there = open_issues(client, key)
    if not there:
        yield f"issue {key}: none is open"
    for one in there:
        client.patch(client.at("issues", one.number), {"state": "closed", "state_reason": "completed"})
        if comment:
            _say(client, one.number, fitting(comment, name="--comment"))
        yield f"issue {key}: closed {one.url}"


def open_issues(client: Client, key: str) -> tuple[Issue, ...]:
    """The open issues of a key that we wrote, the oldest first. GitHub lists pull requests among the issues."""
    authors, marker, path = Authors(client), issue_marker(key), client.at("issues", state="open")

    def ours(document: Any) -> Issue | None:
        text = document["body"] or ""
        if "pull_request" in document or not begins_with(text, marker) or not authors.are_ours(document):
            return None
        return Issue(int(document["number"]), text, str(document["html_url"]))

    read = [client.read(ours, document, path) for document in client.pages(path)]
    return tuple(sorted(one for one in read if one is not None))


def _open(client: Client, key: str, document: dict[str, Any]) -> str:
    """The address of a new issue."""

    def made() -> Any | None:
        return next(({"html_url": one.url} for one in open_issues(client, key)), None)

    answer = client.create(client.at("issues"), document, made=made)
    return client.read(lambda found: str(found["html_url"]), answer, "the issue")


def _say(client: Client, number: int, text: str) -> None:
    path, authors = client.at("issues", number, "comments"), Authors(client)

    def made() -> bool | None:
        said = [one for one in client.pages(path) if same_text(one["body"], text) and authors.are_ours(one)]
        return True if said else None

    client.create(path, {"body": text}, made=made)
