"""One open issue a key, kept up to date and closed when it is over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from syncer.github.bodies import Posted, bring_up_to_date, fitting, issue_marker, posted, same_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from syncer.github.client import Client

ISSUES_NEED: Final = "give the job `issues: write`"


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
