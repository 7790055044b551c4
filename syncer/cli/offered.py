"""The models of a page: what the catalog says of them, which targets get them, and what the store holds."""

from __future__ import annotations

import os
from collections import defaultdict
from typing import TYPE_CHECKING

from syncer.cli.surroundings import ci_files, ci_folder, git_commit, git_day
from syncer.plan.drift import find_drift
from syncer.plan.inventory import read_inventory
from syncer.render.ci.findings import Root
from syncer.render.html.offers import About, Offer, Variation
from syncer.render.html.places import Files
from syncer.render.links import Links
from syncer.sync.history import read_apply
from syncer.sync.price_stories import newest_moment, stories_of_prices

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from syncer.cli.session import Session
    from syncer.model.catalog import CatalogEntry
    from syncer.model.records import Record


def page_about(session: Session, history: History | None, *, is_public: bool) -> About:
    """What the page is of: where a history is given, of the store, too. Raises CatalogError, UsageError."""
    links = Links(ci_files(), Root.of(os.getcwd(), ci_folder()))
    settings = session.load().settings
    return About(
        settings.name,
        Files(session.catalog, os.path.basename(os.path.abspath(session.catalog)), links),
        is_public=is_public,
        is_live=history is not None,
        newest=history.newest if history is not None else None,
        unread=history.unread if history is not None else 0,
        target=session.target,
        targets=() if session.target is not None else tuple(settings.targets),
        commit=git_commit(session.catalog),
        as_of=session.today if session.at is not None else git_day(session.catalog),
    )


def offers_of(session: Session, about: About, history: History | None) -> list[Offer]:
    """Every model, sorted by its id. Raises CatalogError, UsageError, StoreError."""
    entries = session.load().entries
    variations = _of_targets(session, about.targets)
    found = [_offer(entry, variations.get(entry.model_id, {})) for entry in entries]
    if history is None:
        return found
    beside = _beside_store(session, found, about)
    return [offer._replace(story=history.stories.get(offer.key, ())) for offer in beside]


def _of_targets(session: Session, names: Sequence[str]) -> Mapping[str, Mapping[str, CatalogEntry]]:
    """What each target gets of each model."""
    found: defaultdict[str, dict[str, CatalogEntry]] = defaultdict(dict)
    for name in names:
        for entry in session.load_for(name).entries:
            found[entry.model_id][name] = entry
    return found


def _offer(entry: CatalogEntry, by_target: Mapping[str, CatalogEntry]) -> Offer:
    varied = tuple(
        Variation(name, field, one.fields[field], place)
        for name, one in by_target.items()
        for field, place in one.source.overrides.items()
    )
    return Offer(entry.model_id, entry.fields, entry.source, tuple(by_target), varied, changes=entry.price_changes)


class History:
    """What the history of a store says of prices."""

    def __init__(self, session: Session) -> None:
        """Reads every apply. Raises StoreError."""
        store = session.store
        heads = store.history()
        ids = session.voice.watched("Reading the history")([head.apply_id for head in heads])
        read = [read_apply(apply_id, store.history_body(apply_id)) for apply_id in ids]
        applies = [apply for apply in read if apply is not None]
        self.unread = len(read) - len(applies)
        self.newest = newest_moment(heads)
        self.stories = {story.model_id: story.steps for story in stories_of_prices(applies)}


class _Rows:
    """The rows of a store, each given out once."""

    def __init__(self, session: Session) -> None:
        """Reads the store. Raises StoreError, CatalogError."""
        store, self._settings = session.store, session.load().settings
        snapshot = session.seen(store.read()).seen
        session.voice.warn(row.problem for row in snapshot.broken)
        inventory = read_inventory(store.recall(self._settings.name))
        drift = find_drift(snapshot, self._settings, inventory, target=store.address)
        self._edited = {one.live.record_id: one.fields for one in drift.edited}
        self._waiting: defaultdict[str, list[Record]] = defaultdict(list)
        for record in sorted(snapshot.records, key=lambda record: record.managed_by != self._settings.name):
            self._waiting[record.model_id].append(record)

    def beside(self, offer: Offer) -> Offer:
        """The model with its row, which is the catalog's where there are several."""
        policies = self._settings.policies.of(offer.key)
        owned = frozenset(name for name, policy in policies.items() if policy == "live")
        rows = self._waiting[offer.key]
        return self._with(offer._replace(owned_live=owned), rows.pop(0)) if rows else offer

    def left(self, taken: Collection[str]) -> Iterator[Offer]:
        """The other rows, by model id: those of others, and what stands there twice."""
        for model_id, records in sorted(self._waiting.items()):
            for number, record in enumerate(records):
                key = f"{model_id} ({record.record_id})" if number or model_id in taken else model_id
                yield self._with(Offer(key, record.fields), record)

    def _with(self, offer: Offer, record: Record) -> Offer:
        return offer._replace(record=record, edited=self._edited.get(record.record_id, ()))


def _beside_store(session: Session, offers: Sequence[Offer], about: About) -> list[Offer]:
    """The models with what the store holds of each, then the rows that only the store has, which are not for all."""
    rows = _Rows(session)
    found = [rows.beside(offer) for offer in offers]
    return found if about.is_public else [*found, *rows.left({one.key for one in offers})]
