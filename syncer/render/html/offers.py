"""The models of a page: each as Git says it, beside what the store holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from schemas.attributes import DEFINED, WHEN_NAMED
from syncer.frozen import NamedTuple
from syncer.model.words import counted
from syncer.render.html.places import Files

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from datetime import date, datetime

    from syncer.model.catalog import Place, Source
    from syncer.model.changes import FieldChange
    from syncer.model.origins import PriceChange
    from syncer.model.records import Record
    from syncer.sync.model_story import StoryStep

PUBLIC: Final = (
    "model_id", "model_name", "provider", "provider_name", "input_modalities", "output_modalities", "max_input_tokens",
    "max_output_tokens", "enabled", "input_price_per_million_tokens", "output_price_per_million_tokens",
    "cache_write_price_per_million_tokens", "cache_read_price_per_million_tokens", "is_reasoning_model",
    "knowledge_cutoff_date", "supports_caching", "is_default", "status", "replaced_by", "retires_on",
    "short_description",
)  # fmt: skip
"""The fields that a page for everybody shows. A field that is not named here is not shown there."""


class Variation(NamedTuple):
    """What a target has otherwise."""

    target: str
    field: str
    value: object
    place: Place


class Offer(NamedTuple):
    """One model."""

    key: str
    """Its model id; with the record id, where that would be there twice."""
    fields: Mapping[str, object]
    """What Git says; of a row that only the store has, what stands there."""
    source: Source | None = None
    """None for a row that only the store has."""
    targets: tuple[str, ...] = ()
    """Those that get it."""
    variations: tuple[Variation, ...] = ()
    record: Record | None = None
    """What the store holds; None where it has no such row, or nobody looked."""
    edited: tuple[FieldChange, ...] = ()
    """What others changed since it was last applied."""
    owned_live: Collection[str] = ()
    """The fields that others own."""
    changes: tuple[PriceChange, ...] = ()
    """The prices that Git has for later days."""
    story: tuple[StoryStep, ...] = ()
    """What applies did to it, the newest first; empty where no price changed, or nobody looked."""

    def differing(self) -> Iterator[str]:
        """The fields that the store has otherwise than Git says, in stored order."""
        record = self.record
        if record is None or self.source is None:
            return
        said = [name for name in DEFINED if name not in WHEN_NAMED or self.fields[name] is not None]
        yield from (name for name in said if self._is_otherwise(name, record))

    def _is_otherwise(self, name: str, record: Record) -> bool:
        return name not in self.owned_live and not record.holds(name, self.fields[name])

    @property
    def in_store(self) -> str:
        """What the store says of the model, in words."""
        if self.source is None:
            return "only in the store"
        if self.record is None:
            return "not in the store"
        count = len([*self.differing()])
        return f"{counted(count, 'field')} differ{'s'[: count == 1]}" if count else "as in Git"

    def words_of_store(self) -> list[str]:
        """The same in words that several models share, and whether somebody edited the row."""
        said = self.in_store
        return ["differs" if "differ" in said else said, *["edited outside Git"] * bool(self.edited)]


class About(NamedTuple):
    """What a page is of."""

    catalog: str
    files: Files = Files()
    is_public: bool = False
    is_live: bool = False
    """Whether the store was read."""
    target: str | None = None
    targets: tuple[str, ...] = ()
    """All targets, where the page is for none of them."""
    commit: str | None = None
    as_of: date | None = None
    """The day of the commit."""
    newest: datetime | None = None
    """When the last apply of the history was."""
    unread: int = 0
    """How many applies of the history cannot be read."""
