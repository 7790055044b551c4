"""For every test: Ctrl-C reaches the processes that tests start, also where a shell runs the tests in the background.

Such a shell lets its children ignore the signal, and they hand that on; a test of Ctrl-C would wait for ever.
"""

from __future__ import annotations

import signal

signal.signal(signal.SIGINT, signal.default_int_handler)
