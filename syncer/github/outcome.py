"""What came of one request, and how long to wait before it is sent again."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_PASSING: Final = frozenset({500, 502, 503, 504})
_LIMITED: Final = frozenset({403, 429})
_UNSAID_WAIT: Final = 60.0
"""Seconds; GitHub asks for a minute where a second limit was met and no header says how long."""


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
