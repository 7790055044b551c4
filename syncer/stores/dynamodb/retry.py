"""When to try a call again: backoff with full jitter inside a budget."""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable


class Retry(NamedTuple):
    """How long and how patiently a call is tried, and with which clock."""

    budget: float = 30.0
    """Seconds after the first try within which another one may begin."""
    unreachable: float = 5.0
    """The same, while nothing answers at all, or something that is not DynamoDB."""
    first: float = 0.05
    """The longest pause before the second try, in seconds. It doubles from try to try."""
    longest: float = 5.0
    """The longest pause of all."""
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    jitter: Callable[[], float] = random.random
    """From 0 to 1: which part of the longest pause is taken."""

    def pause(self, tries: int, spent: float, *, brief: bool = False) -> float | None:
        """Seconds to wait after so many tries; None when the budget, or with `brief` the short one, is used up."""
        budget = min(self.budget, self.unreachable) if brief else self.budget
        pause = self.jitter() * min(self.longest, self.first * 2 ** min(tries - 1, 30))
        return pause if spent + pause < budget else None
