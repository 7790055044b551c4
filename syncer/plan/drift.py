"""What moved in a store since it was last synced, by class; only `due` looks at the definitions. Pure."""

from __future__ import annotations

from bisect import bisect_right
from math import inf
from operator import itemgetter
from typing import TYPE_CHECKING, Final

from schemas.attributes import DEFINED, NAMES
from syncer.frozen import NamedTuple
from syncer.model.ignored import NOTHING_IGNORED, split_ignored
from syncer.plan.days import NO_DAYS
from syncer.plan.field_change import field_change
from syncer.plan.inventory import count_attributes, gone
from syncer.plan.match_rows import duplicates_of
from syncer.plan.page_fields import edits_of_page
from syncer.plan.three_way import edited
from syncer.plan.unlisted import unlisted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from syncer.model.catalog import Settings
    from syncer.model.changes import FieldChange
    from syncer.model.ignored import Ignored
    from syncer.model.records import BrokenRow, Inventory, Record, Snapshot
    from syncer.plan.access import Access, Holders
    from syncer.plan.coming_prices import ComingPrice
    from syncer.plan.days import Days
    from syncer.plan.inventory import AttributeCount
    from syncer.plan.page_fields import PageEdit
    from syncer.plan.unlisted import Unlisted

CLASSES: Final = (
    "edited", "unnamed", "unmanaged", "gone", "duplicates", "broken", "unlisted", "attributes", "grants", "due"
)  # fmt: skip
"""The classes of drift, in the order in which they are told."""


class Edited(NamedTuple):
    """A row of the catalog with fields that were edited."""

    live: Record
    fields: tuple[FieldChange, ...]
    """From what was last applied to what the row holds. Fields that others own are left out."""


class Drift(NamedTuple):
    """Everything that moved."""

    catalog: str
    target: str
    edited: tuple[Edited, ...]
    unmanaged: tuple[Record, ...]
    """Unmanaged rows."""
    gone: tuple[str, ...]
    """Models whose row was there after the last sync, by model id."""
    duplicates: tuple[tuple[Record, ...], ...]
    """Rows that share a model id."""
    broken: tuple[BrokenRow, ...]
    """Rows that do not parse."""
    unlisted: tuple[Unlisted, ...]
    """Rows that some releases of the platform do not list."""
    attributes: tuple[AttributeCount, ...]
    """Attributes that no schema names and that no sync has announced yet."""
    unknown: tuple[str, ...]
    """Our rows that do not say what was last applied, by model id: for them nothing can be told."""
    grants: tuple[tuple[str, Holders], ...] | None = None
    """Models that grants name and no row has, by model id, with those who hold them; None where nobody looked."""
    moved: tuple[str, ...] = ()
    """The models that stand elsewhere in the order among the catalog's, by model id: the fewest that explain it."""
    unnamed: tuple[PageEdit, ...] = ()
    """What was edited in fields that no definition names; a sync keeps it and notes that it was told."""
    ignored: Ignored = NOTHING_IGNORED
    """The rows that the settings say to leave alone; no drift."""
    days: Days = NO_DAYS
    """What days bring, where somebody looked."""

    @property
    def due(self) -> tuple[ComingPrice, ...] | None:
        """Prices whose day has come and that no sync has written; None where nobody looked, or could."""
        return self.days.due

    @property
    def counts(self) -> dict[str, int]:
        """How many there are of each class that was looked for."""
        found = {name: getattr(self, name) for name in CLASSES}
        return {name: len(them) for name, them in found.items() if them is not None}


def _of(records: Iterable[Record], owner: str | None) -> list[Record]:
    return [record for record in records if record.managed_by == owner]


def find_drift(
    snapshot: Snapshot,
    settings: Settings,
    inventory: Inventory | None,
    *,
    target: str,
    access: Access | None = None,
) -> Drift:
    """What moved since the last sync. `inventory` is what that one knew, `access` what is known of grants."""
    split = split_ignored(snapshot, settings.ignore)
    seen = split.seen
    ours = _of(seen.records, settings.name)
    return Drift(
        settings.name,
        target,
        tuple(_edited(ours, settings)),
        tuple(_of(seen.records, None)),
        gone(snapshot, inventory),
        duplicates_of(seen.records),
        seen.broken,
        unlisted(seen.records),
        tuple(one for one in count_attributes(seen, inventory) if one.is_new),
        tuple(record.model_id for record in ours if record.base is None),
        tuple(_orphans(snapshot, access)) if access is not None else None,
        _moved(ours) if settings.order else (),
        edits_of_page(ours, inventory, settings),
        split.ignored,
    )


def _moved(ours: Iterable[Record]) -> tuple[str, ...]:
    """The models outside the longest run of those that still follow each other as they were last applied."""
    placed = [(_place(one.base), _place(one.fields), one.model_id) for one in ours if one.base is not None]
    placed.sort()
    kept = _longest_run([place for _, place, _ in placed])
    return tuple(sorted(model_id for number, (_, _, model_id) in enumerate(placed) if number not in kept))


def _longest_run(places: Sequence[float]) -> set[int]:
    """The indexes of as many of the places as do not fall."""
    ends: list[tuple[float, int]] = []
    before: list[int] = []
    for number, place in enumerate(places):
        at = bisect_right(ends, place, key=itemgetter(0))
        before.append(ends[at - 1][1] if at else -1)
        ends[at : at + 1] = [(place, number)]
    found: set[int] = set()
    last = ends[-1][1] if ends else -1
    while last >= 0:
        found.add(last)
        last = before[last]
    return found


def _place(fields: Mapping[str, object]) -> float:
    place = fields["sort_order"]
    return float(place) if isinstance(place, (int, float)) else inf


def _edited(ours: list[Record], settings: Settings) -> Iterator[Edited]:
    is_ours = DEFINED.__contains__ if not settings.order else NAMES.__contains__
    for record in ours:
        base = record.base
        if base is None:
            continue
        names = [*filter(is_ours, edited(record, settings.policies.of(str(base["model_id"]))))]
        if names:
            yield Edited(record, tuple(
                field_change(name, base[name], record.said(name), odd=("", record.odd(name))) for name in names
            ))  # fmt: skip


def _orphans(snapshot: Snapshot, access: Access) -> Iterator[tuple[str, Holders]]:
    there = {row.model_id for row in snapshot.records} | {row.model_id for row in snapshot.broken}
    return ((model_id, access.granted_to(model_id)) for model_id in sorted(access.models - there))
