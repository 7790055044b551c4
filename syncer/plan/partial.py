"""A plan for some models: what it takes of the whole difference, what it must not leave out, what is remembered. Pure.

The guards look at the rows as they will be, with what is left out as it is; so they hold as for any other plan. Only
what a whole plan never does, because its changes belong together, is looked at here.
"""

from __future__ import annotations

from collections import Counter
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, Final

from syncer.errors import UsageError
from syncer.model.changes import Delete, Update, fields_after, key_after, rows_after
from syncer.model.words import a_few, did_you_mean
from syncer.plan.diff import Stop
from syncer.plan.guards.rules import Breach
from syncer.plan.inventory import Beside, after_part

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from syncer.model.catalog import Catalog
    from syncer.model.changes import Change, Renewal
    from syncer.model.records import Inventory, Snapshot
    from syncer.plan.diff import Difference
    from syncer.plan.three_way import Conflict

    Names = tuple[str | None, ...]
    Rows = Mapping[str, Mapping[str, object]]


class Part:
    """The models whose ids, before or after, are one of these or match one of these patterns."""

    def __init__(self, patterns: Sequence[str]) -> None:
        self.patterns = tuple(patterns)

    def takes(self, names: Iterable[str | None]) -> bool:
        """Whether one of the names is meant."""
        return any(_matches(name, one) for name in names for one in self.patterns)

    def of(self, whole: Difference) -> Difference:
        """The difference with what it takes; rows whose change is left out count as unchanged."""
        taken: dict[str, Any] = {kind: self._taken(getattr(whole, kind), names) for kind, names in _NAMES.items()}
        left = _of_managed(whole.changes) - _of_managed(taken["changes"])
        return whole._replace(unchanged=whole.unchanged + left, **taken)

    def _taken(self, every: Iterable[Any], names: Callable[[Any], Names]) -> tuple[Any, ...]:
        return tuple(one for one in every if self.takes(names(one)))

    def beside(self, catalog: Catalog, snapshot: Snapshot, whole: Difference, known: Inventory | None) -> Beside:
        """What is beside the part. Raises UsageError for a pattern that nothing matches: it is a slip."""
        self._require_known(catalog, snapshot)
        changes = self._taken(whole.changes, _of_change)
        every = (*map(_of_change, whole.changes), *map(_of_stop, whole.conflicts))
        left = {str(names[0]) for names in every if not self.takes(names)}
        return Beside(after_part(known, changes), tuple(sorted(left)), tuple(_breaches(snapshot, changes)))

    def told(self, found: Iterable[Breach], whole: Iterable[Breach]) -> Iterator[Breach]:
        """What the part breaks; the way out of what the whole would not break is to take more of it."""
        known = {(breach.rule, breach.model_ids) for breach in whole}
        for breach in found:
            if (breach.rule, breach.model_ids) in known:
                yield breach
            else:
                said = f"{breach.found}; --only leaves a change out that belongs to it: name that model, too"
                yield breach._replace(found=said, instead="")

    def _require_known(self, catalog: Catalog, snapshot: Snapshot) -> None:
        known = {record.model_id for record in snapshot.records}
        for entry in catalog.entries:
            known |= {entry.model_id, entry.renamed_from or entry.model_id}
        for one in self.patterns:
            if not Part([one]).takes(known):
                raise UsageError(f"--only {one}: no model of the catalog or the store{did_you_mean(one, known)}")


def _matches(name: str | None, pattern: str) -> bool:
    return name is not None and (name == pattern or fnmatchcase(name, pattern))


def _of_managed(changes: Iterable[Change]) -> int:
    return sum(isinstance(change, (Update, Delete)) for change in changes)


def _of_change(change: Change | Renewal) -> Names:
    renamed = (str(field.after) for field in change.fields if field.field == "model_id" and field.after is not None)
    return change.model_id, *renamed


def _of_stop(stop: Conflict | Stop) -> Names:
    return (stop.model_id,) if isinstance(stop, Stop) else (stop.entry.model_id, stop.live.model_id)


def _of_group(group: Iterable[Any]) -> Names:
    """Definitions and rows that are about one thing."""
    return tuple(one.model_id for one in group)


_NAMES: Final[dict[str, Callable[[Any], Names]]] = {
    "changes": _of_change, "renewals": _of_change, "conflicts": _of_stop, "duplicates": _of_group,
    "foreign": _of_group, "blocked": _of_group, "twins": _of_group, "lost_renames": lambda entry: (entry.model_id,),
}  # fmt: skip
"""The parts of a difference, and the model ids that each thing in them is about."""


def _breaches(snapshot: Snapshot, changes: Sequence[Change]) -> Iterator[Breach]:
    """A second default, and a model id of two rows."""
    before: Rows = {record.record_id: record.fields for record in snapshot.records}
    after = rows_after(before, changes)
    made = {key_after(change): after[key_after(change)] for change in changes if fields_after(change) is not None}
    defaults = _defaults(after)
    if len(defaults) > 1 and not _defaults(made).keys() <= _defaults(before).keys():
        yield _together(sorted(defaults.values()), "would be the default")
    yield from _doubled(before, after, made)


def _doubled(before: Rows, after: Rows, made: Rows) -> Iterator[Breach]:
    counts = Counter(str(fields["model_id"]) for fields in after.values())
    for key, fields in made.items():
        model_id = str(fields["model_id"])
        if counts[model_id] > 1 and model_id != before.get(key, {}).get("model_id"):
            yield _together([model_id], "would be the model id of two rows")


def _defaults(rows: Rows) -> dict[str, str]:
    return {key: str(fields["model_id"]) for key, fields in rows.items() if fields["is_default"]}


def _together(model_ids: Sequence[str], what: str) -> Breach:
    found = f"{a_few(model_ids)} {what}, because --only leaves a change out that belongs to it; name that model, too"
    return Breach("left-out", found, model_ids=tuple(model_ids))
