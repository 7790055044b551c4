"""What GitHub refused, in words that say what to do."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from syncer.errors import GitHubError
from syncer.github.outcome import Answer, Lost, wait_asked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from syncer.github.access import ApiAccess

_LONGEST: Final = 300
"""Characters of what GitHub said that a message repeats."""
_SETTING: Final = (
    "allow it under Settings, Actions, General: `Allow GitHub Actions to create and approve pull requests`"
)


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
