"""Requests to GitHub's REST API, tried again where that does no harm."""

from __future__ import annotations

import json
import re
from functools import cached_property, partial
from itertools import count
from typing import TYPE_CHECKING, Any, Final, TypeGuard, TypeVar
from urllib.parse import quote, urlencode, urlsplit

from syncer.disk.stopping import raise_if_stopped
from syncer.errors import GitHubError
from syncer.github.access import origin
from syncer.github.outcome import (
    USUAL,
    Answer,
    Lost,
    Pace,
    RefusedError,
    UnansweredError,
    is_doubtful,
    refusal,
    unanswered,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from syncer.github.access import ApiAccess
    from syncer.github.wire import Wire

_Made = TypeVar("_Made")

_LARGEST: Final = 64 << 20
"""Bytes of an answer; a page of a hundred comments of full length can have 40 MB."""
_MOST_PAGES: Final = 1000
_GOOD_BELOW: Final = {True: 300, False: 400}
"""A status from which on an answer is no good one, by whether redirects are followed."""
_NEXT: Final = re.compile(r'<([^<>]*)>\s*;\s*rel="next"')


class Client:
    """Requests about one repository, one after the other."""

    def __init__(self, access: ApiAccess, *, advice: str, pace: Pace = USUAL) -> None:
        self.access = access
        self.pace = pace
        self._advice = advice
        """What to do when GitHub refuses, such as which permission the job needs."""

    @cached_property
    def _wire(self) -> Wire:
        from syncer.github.wire import Wire  # noqa: PLC0415  loads urllib3, which only a request needs

        return Wire()

    def is_ours(self, document: Any) -> bool:
        """Whether a bot or the token's own user wrote it. A person's deleted account has no name any more."""
        user = document["user"]
        return user is not None and (user["type"] == "Bot" or user["login"] == self._own)

    @cached_property
    def _own(self) -> str | None:
        """The token's user; None for the token of an app, which GitHub does not tell (403)."""
        return self.find("/user", lambda user: str(user["login"]), absent=(403, 404))

    def at(self, *parts: str | int, **query: str | int) -> str:
        """A path below the repository's, each part escaped but for its slashes."""
        path = "/".join(["/repos", self.access.repository, *(quote(str(part), safe="/") for part in parts)])
        return f"{path}?{urlencode(query)}" if query else path

    def get(self, path: str, convert: Callable[[Any], _Made]) -> _Made:
        """What `convert` makes of the document at a path. Raises GitHubError."""
        return self._read(convert, self._document(self._send("GET", path), f"GET {path}"), path)

    def find(self, path: str, convert: Callable[[Any], _Made], *, absent: tuple[int, ...] = (404,)) -> _Made | None:
        """The same; None when GitHub answers with a status that means that there is none."""
        try:
            return self.get(path, convert)
        except RefusedError as error:
            if error.status in absent:
                return None
            raise

    def select(self, path: str, choose: Callable[[Any], _Made | None], *, key: str | None = None) -> list[_Made]:
        """What `choose` makes of the elements of a list, without those of which it makes None."""
        made = [self._read(choose, document, path) for document in self.pages(path, key=key)]
        return [one for one in made if one is not None]

    def pages(self, path: str, *, key: str | None = None) -> Iterator[Any]:
        """The elements of a list, page after page; `key` names the list where the document is more than that."""
        address = self.access.api + path + ("&" if "?" in path else "?") + "per_page=100"
        for _ in range(_MOST_PAGES):
            answer = self._send("GET", address)
            document = self._document(answer, f"GET {path}")
            yield from self._read(lambda page: iter(page[key] if key else page), document, path)
            following = _NEXT.search(answer.headers.get("link", ""))
            if following is None:
                return
            address = following[1]
            if origin(address) != origin(self.access.api):
                raise GitHubError(f"GitHub's list {path} goes on at another host: {origin(address)}")
        raise GitHubError(f"GitHub's list {path} has no end")

    def patch(self, path: str, body: object) -> Any:
        """What became of the document at a path."""
        return self._document(self._send("PATCH", path, body), f"PATCH {path}")

    def delete(self, path: str, *, absent: tuple[int, ...] = (404,)) -> None:
        """Remove what is at a path; that it is gone already is no error."""
        try:
            self._send("DELETE", path)
        except RefusedError as error:
            if error.status not in absent:
                raise

    def post(self, path: str, body: object) -> str:
        """The hash of what was made. Only for things that do no harm when they are made twice."""
        made = self._document(self._send("POST", path, body), f"POST {path}")
        return self._read(lambda found: str(found["sha"]), made, path)

    def create(self, path: str, body: object, *, made: Callable[[], str | None], name: str = "html_url") -> str:
        """The address of what was made, once: where no answer tells it, `made` looks before it is tried again.

        `name` is the key under which the answer has it.
        """
        for tries in count(1):
            try:
                answer = self._send("POST", path, body, repeatable=False)
                document = self._document(answer, f"POST {path}", doubt=True)
                return self._read(lambda found: str(found[name]), document, path)
            except UnansweredError:
                pause = self.pace.pause(tries)
                self.pace.sleep(pause or self.pace.first_pause)
                found = made()
                if found is not None:
                    return found
                if pause is None:
                    raise
        raise AssertionError  # the loop has no end

    def download(self, path: str, limit: int) -> bytes:
        """The bytes that a path redirects to. Another host gets no token. Raises GitHubError beyond `limit` bytes."""
        answer = self._send("GET", path, follow=False)
        if answer.status < 300:
            return answer.data
        place = answer.headers.get("location", "")
        if urlsplit(place).scheme not in {"https", urlsplit(self.access.api).scheme}:
            raise GitHubError(f"GitHub redirects {path} to a place that is not safe")
        return self._send("GET", place, token=origin(place) == origin(self.access.api), limit=limit).data

    def _read(self, convert: Callable[[Any], _Made], document: Any, what: str) -> _Made:
        """A document as a value. Raises GitHubError when it has not the form that GitHub documents."""
        try:
            return convert(document)
        except (LookupError, TypeError, AttributeError, ValueError) as error:
            raise GitHubError(f"GitHub's answer about {what} has not the form that it documents") from error

    def _document(self, answer: Answer, request: str, *, doubt: bool = False) -> Any:
        try:
            return json.loads(answer.data)
        except (ValueError, RecursionError) as error:
            kind = UnansweredError if doubt else GitHubError
            raise kind(f"the answer to {request} is no JSON; is a proxy in between?") from error

    def _send(
        self, method: str, path: str, body: object = None, *,
        repeatable: bool = True, token: bool = True, follow: bool = True, limit: int = _LARGEST,
    ) -> Answer:  # fmt: skip
        """The answer, if it is a good one; or, without `follow`, a redirect."""
        raise_if_stopped()
        url, good_below = self._address(path), _GOOD_BELOW[follow]
        request = f"{method} {self._named(url)}"
        ask = partial(self._wire.send, method, url, body=body, token=self.access.token if token else None,
                      follow=follow and method == "GET", limit=limit)  # fmt: skip
        for tries in count(1):
            outcome = ask()
            if _is_good(outcome, good_below):
                return outcome
            if is_doubtful(outcome) and not repeatable:
                raise unanswered(outcome, request, access=self.access)
            pause = self.pace.before_next(outcome, tries)
            if pause is None:
                break
            self.pace.sleep(pause)
        raise refusal(outcome, request, access=self.access, advice=self._advice, now=self.pace.now())

    def _address(self, path: str) -> str:
        return self.access.api + path if path.startswith("/") else path

    def _named(self, url: str) -> str:
        """An address for a message: one of storage holds a signature in its query, so its host has to do."""
        inside = url.removeprefix(self.access.api)
        return inside.partition("?")[0] if inside != url else origin(url)


def _is_good(outcome: Answer | Lost, good_below: int) -> TypeGuard[Answer]:
    return isinstance(outcome, Answer) and outcome.status < good_below
