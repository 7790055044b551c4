"""For every test: profiles of Hypothesis, no waiting for the disk, and a Ctrl-C that reaches what tests start.

A shell that runs the tests in the background lets its children ignore the signal, and they hand that on; a test of
Ctrl-C would wait for ever. Only a power cut tells whether bytes are on the disk, and tests of that have a disk of their
own; processes that tests start wait for the real one.
"""

from __future__ import annotations

import os
import signal

from tests.examples import register

signal.signal(signal.SIGINT, signal.default_int_handler)
register()
setattr(os, "fsync", lambda _: None)  # noqa: B010  mypy knows its type
