"""A sync in a process of its own, to be stopped and killed: `python -m tests.stores.dynamodb_process TABLE N LEASE`.

It syncs N models to the table under a lease of LEASE seconds, says `locked` and `wrote` with a number on its
stdout, and after each of them waits for a line on stdin; with `run` as a fourth word it does not wait.
"""

from __future__ import annotations

import sys

from syncer.errors import SyncerError
from syncer.stores.dynamodb.lease import Patience
from syncer.stores.dynamodb.store import DynamoDBStore
from tests.stores.shapes import insert


def main(table: str, count: str, lease: str, *how: str) -> None:
    """Sync, and say how it ended."""
    store = DynamoDBStore(table, patience=Patience(float(lease)))
    groups = [(insert(f"model-{number:04}", extra={"managedBy": "campus"}),) for number in range(int(count))]

    def say(text: str) -> None:
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()
        if not how:
            sys.stdin.readline()

    try:
        with store.lock(holder="the other process", timeout=0):
            say("locked")
            results = store.commit(groups, progress=lambda done: say(f"wrote {done}"))
    except SyncerError as error:
        sys.stdout.write(f"{type(error).__name__} {error}\n")
    else:
        sys.stdout.write(" ".join(sorted({f"{result.status} {type(result.error).__name__}" for result in results})))


main(*sys.argv[1:])
