"""One comment a target on a pull request, kept up to date."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from syncer.errors import UsageError
from syncer.github.authors import Authors
from syncer.github.bodies import commented_target, farewell, same_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from syncer.github.bodies import Body
    from syncer.github.client import Client

COMMENTS_NEED: Final = (
    "give the job `pull-requests: write`; a pull request from a fork never gets it: its plan is in the job's summary"
)


class PlanComment(NamedTuple):
    """A comment of ours."""

    number: int
    target: str
    text: str
    url: str


class Done(NamedTuple):
    """What was done about the comment of a target."""

    target: str
    what: Literal["created", "updated", "unchanged", "not needed", "removed a second"]
    url: str = ""

    def __str__(self) -> str:
        return f"comment {self.target}: {self.what}{self.url and f' {self.url}'}"


def post_comments(client: Client, pull: int, bodies: Sequence[Body], *, are_all: bool) -> Iterator[Done]:
    """Bring each target's comment up to date, and say what was done as soon as it is.

    `are_all`: a comment about a target without a body is told to be over. Raises UsageError, GitHubError.
    """
    wanted = {body.target: body for body in bodies}
    if len(wanted) < len(bodies):
        raise UsageError("two files are about the same target")
    found = our_comments(client, pull)
    if are_all:
        wanted = {one.target: farewell(one.target) for one in found} | wanted
    for body in wanted.values():
        yield from _keep_one(client, pull, body, [one for one in found if one.target == body.target])


def _keep_one(client: Client, pull: int, body: Body, ours: Sequence[PlanComment]) -> Iterator[Done]:
    yield _put(client, pull, body, next(iter(ours), None))
    for spare in ours[1:]:
        client.delete(client.at("issues/comments", spare.number))
        yield Done(body.target, "removed a second")


def our_comments(client: Client, pull: int) -> tuple[PlanComment, ...]:
    """Our comments on a pull request, the oldest first."""
    authors, path = Authors(client), client.at("issues", pull, "comments")

    def ours(document: Any) -> PlanComment | None:
        target = commented_target(document["body"] or "")
        return _comment(document, target) if target is not None and authors.are_ours(document) else None

    read = [client.read(ours, document, path) for document in client.pages(path)]
    return tuple(sorted(one for one in read if one is not None))


def _comment(document: Any, target: str) -> PlanComment:
    return PlanComment(int(document["id"]), target, str(document["body"]), str(document["html_url"]))


def _put(client: Client, pull: int, body: Body, there: PlanComment | None) -> Done:
    if there is None:
        return Done(body.target, "not needed") if body.is_empty else _create(client, pull, body)
    if same_text(there.text, body.text):
        return Done(body.target, "unchanged", there.url)
    client.patch(client.at("issues/comments", there.number), {"body": body.text})
    return Done(body.target, "updated", there.url)


def _create(client: Client, pull: int, body: Body) -> Done:
    def made() -> Any | None:
        found = (
            one for one in our_comments(client, pull) if one.target == body.target and same_text(one.text, body.text)
        )
        return next(({"html_url": one.url} for one in found), None)

    answer = client.create(client.at("issues", pull, "comments"), {"body": body.text}, made=made)
    return Done(body.target, "created", client.read(lambda document: str(document["html_url"]), answer, "the comment"))
