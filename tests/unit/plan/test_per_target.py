"""The exit code of a run that planned several targets."""

from __future__ import annotations

import pytest

from syncer import errors
from syncer.errors import CatalogError, StoreError, SyncerError, UsageError
from syncer.plan.plan import Planned, worst_exit
from tests.unit.building import entry, plan_of, record

NOTHING = Planned("a", plan_of([entry("m")], [record("m")]))
CHANGES = Planned("b", plan_of([entry("m")]))
REFUSED = Planned("c", plan_of([], [record("m")]))
DOWN = Planned("d", None, StoreError("it is down"))
WRONG = Planned("e", None, CatalogError([]))


@pytest.mark.parametrize(
    ("planned", "detailed", "code"),
    [
        ((), False, 0),
        ((NOTHING,), True, 0),
        ((NOTHING, CHANGES), False, 0),
        ((NOTHING, CHANGES), True, 2),
        ((CHANGES, REFUSED), True, 4),
        ((REFUSED, DOWN), True, 7),
        ((DOWN, Planned("f", None, UsageError("no such thing"))), False, 7),
        ((DOWN, WRONG, REFUSED), False, 3),
    ],
)
def test_the_worst_counts(planned: tuple[Planned, ...], detailed: bool, code: int) -> None:
    """The code is the one that needs attention first, as docs/cli.md lists them."""
    assert worst_exit(planned, detailed=detailed) == code


def test_every_error_has_a_place() -> None:
    """Whatever error a target meets, its code is in the order."""
    waiting: list[type[SyncerError]] = [SyncerError]
    while waiting:
        found = waiting.pop()
        waiting += [below for below in found.__subclasses__() if below.__module__ == errors.__name__]
        error = CatalogError([]) if issubclass(found, CatalogError) else found("x")
        assert worst_exit([Planned("a", None, error)]) == found.exit_code
