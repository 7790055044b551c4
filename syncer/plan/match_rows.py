"""Which row is a definition's: by its name, by the name that it had, or by the name under which it was last applied."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from syncer.model.catalog import Catalog, CatalogEntry
    from syncer.model.records import Record


class Rows:
    """The rows of a store, by every name under which a definition finds them."""

    def __init__(self, catalog: Catalog, records: Sequence[Record]) -> None:
        self._by_id = {record.model_id: record for record in reversed(records)}
        """By model id; the first of those that share one."""
        self._former = _by_former_id(catalog, records)
        self._are_sure = not self._former and len(self._by_id) == len(records)
        """Whether no two rows share an id, and none has another than when it was last applied."""

    @property
    def alone(self) -> Mapping[str, Record]:
        """The row that has a definition's name, where no other one could be meant: if the definition had no other."""
        return self._by_id if self._are_sure else {}

    def of(self, entry: CatalogEntry) -> tuple[Record, ...]:
        """The rows that could be the definition's, the likeliest first. More than one: somebody has to say which."""
        named, old = self._by_id.get(entry.model_id), entry.renamed_from
        if old is None and not self._former:
            return () if named is None else (named,)
        former = (*self._former.get(entry.model_id, ()), *self._former.get(old or "", ()))
        return tuple(row for row in (named, self._by_id.get(old or ""), *former) if row is not None)


def duplicates_of(records: Iterable[Record], ignored: Collection[str] = frozenset()) -> tuple[tuple[Record, ...], ...]:
    """The rows that share a model id, those of each together, by model id: mostly there are none.

    Those with `ignored` record ids are left alone.
    """
    counted = [record for record in records if record.record_id not in ignored]
    if len({record.model_id for record in counted}) == len(counted):
        return ()
    return _together(counted)


def _together(records: Iterable[Record]) -> tuple[tuple[Record, ...], ...]:
    found: dict[str, list[Record]] = {}
    for record in records:
        found.setdefault(record.model_id, []).append(record)
    return tuple(tuple(rows) for _, rows in sorted(found.items()) if len(rows) > 1)


def _by_former_id(catalog: Catalog, records: Iterable[Record]) -> dict[str, list[Record]]:
    """Our rows that were renamed outside the catalog to what no definition names, by the name as applied."""
    moved = [(was, record) for record in _moved(records) if (was := _former_id(record, catalog.settings.name))]
    former: dict[str, list[Record]] = {}
    names = {each for entry in catalog.entries for each in (entry.model_id, entry.renamed_from)} if moved else set()
    for was, record in moved:
        if record.model_id not in names:
            former.setdefault(was, []).append(record)
    return former


def _moved(records: Iterable[Record]) -> Iterator[Record]:
    """The rows that are not as they were applied: of most stores, few."""
    return (record for record in records if record.base is not record.fields)


def _former_id(record: Record, catalog: str) -> str | None:
    """The model id under which the catalog last applied its row, where it has another now."""
    base = record.base
    if base is None or record.managed_by != catalog:
        return None
    return str(base["model_id"]) if base["model_id"] != record.model_id else None
