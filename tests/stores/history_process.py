"""Applies in a process of its own, to be killed: `python -m tests.stores.history_process FOLDER FIRST`.

It says `ready` on its stdout. Each apply, by number from FIRST, inserts three rows that carry its id.
"""

from __future__ import annotations

import sys
from itertools import count
from pathlib import Path

from syncer.stores.directory.store import DirectoryStore
from tests.stores.test_history import apply


def main(folder: str, first: str) -> None:
    """Apply for ever."""
    store = DirectoryStore(Path(folder))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for number in count(int(first)):
        apply(store, f"{number:06}", *(f"m{number}-{part}" for part in range(3)))


main(*sys.argv[1:])
