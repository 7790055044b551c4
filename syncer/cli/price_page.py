"""The page of prices over time: what a store's history says of the models that are meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from syncer.cli.surroundings import ci_commits
from syncer.errors import CatalogError, ModelNotFoundError, StoreError, UsageError
from syncer.model.words import a_few, counted
from syncer.render.html.history import PriceHistory, price_history_page
from syncer.sync.history import read_apply
from syncer.sync.model_story import story
from syncer.sync.price_stories import PRICES, newest_moment, stories_of_prices

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from syncer.cli.session import Session
    from syncer.model.origins import PriceChange
    from syncer.sync.history import Apply
    from syncer.sync.model_story import ModelStory


def price_page(session: Session, models: Sequence[str], fields: Collection[str] | None, *, limit: int | None) -> str:
    """The page of these models; without any, of all whose price changed.

    Raises UsageError for a field that is no price, ModelNotFoundError, StoreError where no apply can be read.
    """
    wanted = [field for field in PRICES if fields is None or field in fields]
    if not wanted:
        raise UsageError("a page tells of prices, and --field names none")
    reader, heads = _Reader(session), session.store.history()
    if models:
        stories = tuple(reader.story_of(model_id, limit) for model_id in dict.fromkeys(models))
    else:
        stories = stories_of_prices(reader.all_of([head.apply_id for head in heads[:limit]]), fields=wanted)
    newest = newest_moment(heads)
    history = PriceHistory(
        stories, wanted, session.store.address, applies=len(heads), newest=newest,
        unreadable=reader.count_unreadable(), commits=ci_commits(),
        planned=_planned(session, newest), is_of_all=not models,
    )  # fmt: skip
    return price_history_page(history)


def _planned(session: Session, newest: datetime | None) -> Mapping[str, Sequence[PriceChange]]:
    """What the files give from a later day on, by model; nothing, and a remark, where they are invalid."""
    if newest is None:
        return {}
    try:
        dated = {one.model_id: one.price_changes for one in session.definitions.entries if one.price_changes}
        own = {one.model_id: one.source.overrides for one in session.load().entries if one.model_id in dated}
    except CatalogError:
        session.voice.say("the catalog is invalid, so the page does not have the prices that it plans")
        return {}
    last = f"{newest:%Y-%m-%d}"
    return {name: tuple(_of_target(dated[name], own[name], last)) for name in own}


def _of_target(changes: Iterable[PriceChange], own: Container[str], last: str) -> Iterator[PriceChange]:
    """The changes after a day, without the prices that the target overrides."""
    for change in changes:
        prices = {field: price for field, price in change.prices.items() if field not in own}
        if prices and change.since > last:
            yield change._replace(prices=prices)


class _Reader:
    """Reads applies, each once, and keeps count of those that somebody damaged."""

    def __init__(self, session: Session) -> None:
        self._store, self._voice = session.store, session.voice
        self._found: dict[str, Apply | None] = {}

    def read(self, apply_id: str) -> Apply | None:
        """The apply; None where it cannot be read. Raises StoreError."""
        if apply_id not in self._found:
            self._found[apply_id] = read_apply(apply_id, self._store.history_body(apply_id))
        return self._found[apply_id]

    def all_of(self, apply_ids: Sequence[str]) -> list[Apply]:
        """Those of the applies that can be read. Raises StoreError."""
        return list(filter(None, map(self.read, self._voice.watched("Reading the history")(apply_ids))))

    def story_of(self, model_id: str, limit: int | None) -> ModelStory:
        """The newest steps of a model. Raises ModelNotFoundError, StoreError."""
        told = story(model_id, lambda name: self._store.history(model_id=name), self.read)
        if not told.steps:
            self.count_unreadable()
            raise ModelNotFoundError(f"the history of {self._store.address} has nothing of {model_id}")
        return told._replace(steps=told.steps[:limit])

    def count_unreadable(self) -> int:
        """How many of the applies could not be read; they are named. Raises StoreError where that is all of them."""
        lost = [apply_id for apply_id, apply in self._found.items() if apply is None]
        if lost and len(lost) == len(self._found):
            applies = counted(len(lost), "apply", "applies")
            raise StoreError(f"{applies} in the history of {self._store.address}, all damaged: none can be read")
        if lost:
            self._voice.say(f"damaged, and left out: {a_few(lost)}")
        return len(lost)
