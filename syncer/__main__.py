"""The command `syncer`, and `python -m syncer`."""

from __future__ import annotations

import gc
import os
import sys

from syncer import TYPE_CHECKING

if TYPE_CHECKING:
    import signal
    from collections.abc import Callable
    from typing import NoReturn
else:
    import _signal as signal  # built in; around it `signal` has an enumeration, and Ctrl-C is not to wait for that


def main() -> NoReturn:
    """Run the command line and leave at once.

    The process is short and makes no garbage worth collecting, and taking tens of thousands of objects apart
    at the end takes longer than reading them did: so no collection, and an exit right after the last flush.
    """
    _on_signals(_leave)
    gc.disable()
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:  # whoever started this closed it
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115  open to the end
    try:
        from syncer.cli import run  # noqa: PLC0415  after the collector is off
        from syncer.disk.stopping import hear, report_ignored  # noqa: PLC0415  as above

        sys.unraisablehook = report_ignored
        _on_signals(hear)
        code = run(sys.argv[1:])
    except KeyboardInterrupt:  # a second one, while the first is told
        code = 130
    _on_signals(signal.SIG_DFL)  # all is done and told: a reader that does not read may hold the last of it up
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            code = code or 1
    os._exit(code)


def _leave(number: int, _frame: object) -> NoReturn:
    """End at once: while modules load nothing is begun, and an exception could get lost in an import."""
    os._exit(128 + number)


def _on_signals(handler: Callable[[int, object], object] | signal.Handlers) -> None:
    """Say what a request to stop does, where whoever started this did not switch it off."""
    for number in (signal.SIGINT, signal.SIGTERM):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, handler)


if __name__ == "__main__":
    main()
