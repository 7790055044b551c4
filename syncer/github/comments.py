"""One comment a target on a pull request, kept up to date."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from syncer.errors import UsageError
from syncer.github.bodies import Posted, bring_up_to_date, commented_target, farewell, posted, same_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from syncer.github.bodies import Body
    from syncer.github.client import Client

COMMENTS_NEED: Final = (
    "give the job `pull-requests: write`; a pull request from a fork never gets it: its plan is in the job's summary"
)


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
