"""Whether a signal asked the process to stop: its exception can get lost where Python ignores errors, this cannot."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class _Asked:
    """What was heard so far."""

    signal = 0
    holders = 0


_asked = _Asked()


def hear(number: int, _frame: object = None) -> None:
    """The handler of a signal: remembers it, and raises KeyboardInterrupt unless `hold_signals` puts that off.

    Whoever asks twice does not want to wait: the second one is never put off.
    """
    again, _asked.signal = _asked.signal != 0, number
    if again or not _asked.holders:
        raise KeyboardInterrupt


def stop_signal() -> int:
    """The number of the signal that asked to stop; 0 when none did."""
    return _asked.signal


def raise_if_stopped() -> None:
    """Raise KeyboardInterrupt when a signal was put off, or when its exception got lost: before anything is written."""
    if _asked.signal:
        raise KeyboardInterrupt


@contextmanager
def hold_signals() -> Iterator[None]:
    """Put a signal off while something is written and noted down. The next `raise_if_stopped` raises it."""
    _asked.holders += 1
    try:
        yield
    finally:
        _asked.holders -= 1


def report_ignored(ignored: sys.UnraisableHookArgs) -> None:
    """The hook for errors that Python ignores. Those of a stop are no news."""
    if not _asked.signal:
        sys.__unraisablehook__(ignored)
