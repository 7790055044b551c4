"""What came of one request: whether to send it again and after how long, or what to say."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any, Final

from syncer.errors import GitHubError
from syncer.frozen import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from syncer.github.access import ApiAccess

_PASSING: Final = frozenset({500, 502, 503, 504})
_LIMITED: Final = frozenset({403, 429})
_UNSAID_WAIT: Final = 60.0
"""Seconds; GitHub asks for a minute where a second limit was met and no header says how long."""
_LONGEST: Final = 300
"""Characters of what GitHub said that a message repeats."""
_SETTING: Final = (
    "allow it under Settings, Actions, General: `Allow GitHub Actions to create and approve pull requests`"
)


class Answer(NamedTuple):
    """An answer, whatever its status."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    data: bytes


class Lost(NamedTuple):
    """No answer came."""

    reason: str
    sent: bool
    """Whether the request may have arrived."""
    final: bool = False
    """Whether another try would meet the same."""


class Pace(NamedTuple):
    """How often a request is sent again, and after how long."""

    tries: int = 4
    """In all."""
    first_pause: float = 1.0
    """Seconds; each further pause is twice as long."""
    longest_wait: float = 60.0
    """Seconds that GitHub may ask for; beyond, the command fails."""
    sleep: Callable[[float], None] = time.sleep
    now: Callable[[], float] = time.time
    """Seconds since 1970."""

    def pause(self, tries: int) -> float | None:
        """Seconds to wait after so many tries; None when it were too many."""
        return self.first_pause * 2.0 ** (tries - 1) if tries < self.tries else None

    def before_next(self, outcome: Answer | Lost, tries: int) -> float | None:
        """Seconds to wait before the next try; None when there is to be none."""
        if isinstance(outcome, Lost):
            return None if outcome.final else self.pause(tries)
        if outcome.status in _PASSING:
            return self.pause(tries)
        asked = wait_asked(outcome, self.now())
        return asked if asked is not None and asked <= self.longest_wait and tries < self.tries else None


USUAL: Final = Pace()


def is_doubtful(outcome: Answer | Lost) -> bool:
    """Whether the request may have been done although no answer says so."""
    return outcome.sent if isinstance(outcome, Lost) else outcome.status in _PASSING


def wait_asked(answer: Answer, now: float) -> float | None:
    """Seconds for which GitHub's rate limit asks; None when the answer is about none."""
    if answer.status not in _LIMITED:
        return None
    after, reset = answer.headers.get("retry-after", ""), answer.headers.get("x-ratelimit-reset", "")
    if after.isdecimal():
        return float(after)
    if answer.headers.get("x-ratelimit-remaining") == "0":
        return max(float(reset) - now, 1.0) if reset.isdecimal() else _UNSAID_WAIT
    return _UNSAID_WAIT if answer.status == 429 or b"secondary rate limit" in answer.data.lower() else None


class RefusedError(GitHubError):
    """GitHub answered, and not with what was asked for."""

    def __init__(self, message: str, status: int) -> None:
        self.status = status
        super().__init__(message)


class UnansweredError(GitHubError):
    """Nobody knows whether the request was done."""


def refusal(outcome: Answer | Lost, request: str, *, access: ApiAccess, advice: str, now: float) -> GitHubError:
    """The error for an outcome that no further try mends. `request` is its method and path."""
    if isinstance(outcome, Lost):
        return GitHubError(f"GitHub cannot be reached: {request}: {_without(access, outcome.reason)}")
    said = _without(access, what_it_said(outcome.data)).rstrip(".") or "no reason given"
    hint = _hint(outcome, said, access=access, advice=advice, now=now)
    return RefusedError(f"GitHub answered {outcome.status} to {request}: {said}{hint and f'; {hint}'}", outcome.status)


def unanswered(outcome: Answer | Lost, request: str, *, access: ApiAccess) -> UnansweredError:
    """The error for a request that may have been done."""
    said = outcome.reason if isinstance(outcome, Lost) else f"status {outcome.status}"
    return UnansweredError(
        f"GitHub did not say whether it has done {request}: {_without(access, said)}; run again: nothing is done twice"
    )


def what_it_said(data: bytes) -> str:
    """GitHub's words on one line, with each thing that it found wrong; empty where it said nothing readable."""
    try:
        document: Any = json.loads(data)
    except (ValueError, RecursionError):
        return ""
    return " ".join("; ".join(filter(None, _words(document))).split())[:_LONGEST]


def _words(document: Any) -> Iterator[str]:
    if not isinstance(document, dict):
        return
    if isinstance(document.get("message"), str):
        yield document["message"]
    errors = document.get("errors")
    yield from map(_one_error, errors if isinstance(errors, list) else ())


def _one_error(error: Any) -> str:
    if not isinstance(error, dict):
        return error if isinstance(error, str) else ""
    return str(error.get("message") or " ".join(str(error.get(key, "")) for key in ("resource", "field", "code")))


def _without(access: ApiAccess, text: str) -> str:
    """The text without the token, whoever put it there."""
    return text.replace(access.token, "***")


def _hint(answer: Answer, said: str, *, access: ApiAccess, advice: str, now: float) -> str:
    wait = wait_asked(answer, now)
    if wait is not None:
        return f"its rate limit is used up; run again in {max(2, round(wait / 60))} minutes"
    if answer.status == 403:
        return _forbidden(said, advice)
    if answer.status >= 500:
        return "GitHub has trouble; run again later"
    return {
        401: f"the token in GITHUB_TOKEN has expired, or is not for {access.api}",
        404: f"it does not exist in {access.repository}, or the token may not see it: {advice}",
        410: "it was removed, or is switched off in the repository's settings",
    }.get(answer.status, "the repository has moved: set GITHUB_REPOSITORY" if 300 <= answer.status < 400 else "")


def _forbidden(said: str, advice: str) -> str:
    if "not permitted to create or approve pull requests" in said:
        return _SETTING
    return "" if "locked" in said else advice
