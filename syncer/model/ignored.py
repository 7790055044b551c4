"""The rows that the settings say to leave alone, apart from the others. Pure.

They are no drift and nothing to import. What they hold still counts where safety needs it: their ids are taken, a
default among them is one, and people pick them.
"""

from __future__ import annotations

import re
from importlib import import_module
from typing import TYPE_CHECKING, Final

from syncer.frozen import NamedTuple
from syncer.model.words import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from syncer.model.catalog import Place
    from syncer.model.records import BrokenRow, Record, Snapshot

_LONGEST_ID: Final = 2048
"""Characters of a model id that a pattern is held against; no table keeps a longer one in its index."""


class IgnoreRule(NamedTuple):
    """Rows to leave alone: what is given has to match. `schemas.settings.IgnoreSettings` documents each."""

    place: Place
    reason: str
    id: str | None = None
    record_id: str | None = None

    def __str__(self) -> str:
        """As `id playground-*`."""
        given = (("id", self.id), ("record_id", self.record_id))
        return ", ".join(f"{key} {value}" for key, value in given if value is not None)


class Ignored(NamedTuple):
    """How many rows are left alone."""

    rows: int = 0
    where: str = "catalog.yaml"
    """The file that says so, as the catalog's folder has it."""

    def __bool__(self) -> bool:
        """Whether there is one."""
        return bool(self.rows)

    def __str__(self) -> str:
        """`2 rows ignored (catalog.yaml)`."""
        return f"{counted(self.rows, 'row')} ignored ({self.where})"


NOTHING_IGNORED: Final = Ignored()


class Split(NamedTuple):
    """The rows of a store, those to leave alone apart."""

    seen: Snapshot
    """The store without them."""
    left: tuple[tuple[Record | BrokenRow, IgnoreRule], ...] = ()
    """Each with the first rule that names it."""

    @property
    def ignored(self) -> Ignored:
        """How many they are."""
        return Ignored(len(self.left), _file(self.left[0][1])) if self.left else NOTHING_IGNORED

    @property
    def record_ids(self) -> frozenset[str]:
        """The ids of those that are models."""
        return frozenset(row.record_id for row, _ in self.left if row.record_id is not None)


def split_ignored(snapshot: Snapshot, rules: Sequence[IgnoreRule]) -> Split:
    """The rows that a rule names, and the store without them."""
    if not rules:
        return Split(snapshot)
    tests = [(rule, _matcher(rule)) for rule in rules]
    left: list[tuple[Record | BrokenRow, IgnoreRule]] = []

    def is_seen(row: Record | BrokenRow) -> bool:
        rule = next((rule for rule, matches in tests if matches(row)), None)
        if rule is not None:
            left.append((row, rule))
        return rule is None

    records, broken = tuple(filter(is_seen, snapshot.records)), tuple(filter(is_seen, snapshot.broken))
    return Split(snapshot._replace(records=records, broken=broken), tuple(left))


def model_id_matcher(pattern: str | None) -> Callable[[str], bool]:
    """Whether a model id is one of the pattern; without a pattern, each is."""
    if pattern is None:
        return lambda _: True
    expected = re.compile(import_module("fnmatch").translate(pattern))  # which few plans need
    return lambda model_id: len(model_id) <= _LONGEST_ID and expected.match(model_id) is not None


def _matcher(rule: IgnoreRule) -> Callable[[Record | BrokenRow], bool]:
    by_id = model_id_matcher(rule.id)

    def matches(row: Record | BrokenRow) -> bool:
        if rule.record_id is not None and row.record_id != rule.record_id:
            return False
        return rule.id is None or (row.model_id is not None and by_id(row.model_id))

    return matches


def _file(rule: IgnoreRule) -> str:
    folder, _, name = rule.place.file.rpartition("/")
    return f"targets/{name}" if folder.endswith("targets") else name
