"""For every test: profiles of Hypothesis, and a Ctrl-C that reaches the processes that tests start.

A shell that runs the tests in the background lets its children ignore the signal, and they hand that on; a test of
Ctrl-C would wait for ever.
"""

from __future__ import annotations

import signal

from tests.examples import register

signal.signal(signal.SIGINT, signal.default_int_handler)
register()
