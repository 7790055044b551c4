"""For every test: profiles of Hypothesis, no waiting for the disk, little garbage, a Ctrl-C that reaches what is begun.

A shell that runs the tests in the background lets its children ignore the signal, and they hand that on; a test of
Ctrl-C would wait for ever. Only a power cut tells whether bytes are on the disk, and tests of that have a disk of their
own; processes that tests start wait for the real one.
"""

from __future__ import annotations

import gc
import os
import signal
from typing import Any, Final

import pytest

from tests.emulator import SHARED, shared_port
from tests.examples import register

_MANY_OBJECTS: Final = 50_000
"""After so many new ones garbage is looked for. Python's own 700 cost a tenth of the run: it goes through all that the
ten thousand tests are, again and again."""

signal.signal(signal.SIGINT, signal.default_int_handler)
register()
setattr(os, "fsync", lambda _: None)  # noqa: B010  mypy knows its type
gc.disable()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """One of several processes that run tests is told which DynamoDB is for all of them."""
    node.workerinput[SHARED] = shared_port()


def pytest_configure(config: pytest.Config) -> None:
    """That process finds it in its environment."""
    given = getattr(config, "workerinput", {})
    if SHARED in given:
        os.environ[SHARED] = given[SHARED]


def pytest_collection_finish() -> None:
    """What was collected is no garbage, now or later; what the tests leave is looked for, though less often."""
    gc.freeze()
    gc.set_threshold(_MANY_OBJECTS, 10, 10)
    gc.enable()
