"""What import, propose and an update of prices come to: files to be written, and what cannot be. Plain values."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from syncer.frozen import NamedTuple
from syncer.model.ignored import NOTHING_IGNORED, Ignored

if TYPE_CHECKING:
    from collections.abc import Mapping

    from syncer.errors import Problem
    from syncer.model.catalog import Catalog, CatalogEntry
    from syncer.model.changes import FieldChange
    from syncer.model.records import Record
    from syncer.prices.check import JudgedPrice, ListedValue


class Draft(NamedTuple):
    """A model file to be written."""

    path: str
    """Relative to the catalog's folder, with forward slashes."""
    text: str
    model_id: str
    warnings: tuple[Problem, ...] = ()
    """What `validate` will say of the file, such as prices with noise of binary floats."""
    has_extras: bool = False
    """Whether the row has attributes that no definition names."""


class Refusal(NamedTuple):
    """A row for which no file is written."""

    record_id: str
    model_id: str
    reason: str
    every: tuple[str, ...] = ()
    """All that stands against it; the reason is the first."""


class Import(NamedTuple):
    """What an import would write, and what not."""

    drafts: tuple[Draft, ...]
    refusals: tuple[Refusal, ...]
    defined: tuple[str, ...]
    """The models that have a definition already, by model id."""
    foreign: tuple[str, ...]
    """The models of other catalogs, by model id."""
    chosen: int = 0
    """How many rows the selections match."""
    ignored: Ignored = NOTHING_IGNORED
    """The rows that the settings say to leave alone."""

    @property
    def rows(self) -> int:
        """How many rows could be files of the catalog: those of other catalogs and ignored ones are none of them."""
        return len(self.drafts) + len(self.refusals) + len(self.defined)


class TargetRules(NamedTuple):
    """What is to be written into a target, so that it gets what its store has. Model ids throughout."""

    target: str
    only: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    """Those that it gets no more."""
    back: tuple[str, ...] = ()
    """Those whose `except` goes, because it gets them now."""
    overrides: Mapping[str, Mapping[str, object]] = MappingProxyType({})
    """The fields that it has otherwise, by model id."""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to write."""
        return not any(self[1:])


class ProposedField(NamedTuple):
    """A live edit that a file takes over."""

    entry: CatalogEntry
    live: Record
    change: FieldChange


class Left(NamedTuple):
    """A live edit that no file takes over."""

    model_id: str
    where: str
    line: int | None
    reason: str


class FileProposal(NamedTuple):
    """What `drift --propose` writes."""

    texts: Mapping[str, bytes]
    """The new content of each file, by its path."""
    fields: tuple[ProposedField, ...]
    left: tuple[Left, ...]


class PriceProposal(NamedTuple):
    """What `prices update` writes."""

    texts: Mapping[str, bytes]
    """The new content of each file, by its path."""
    taken: tuple[ListedValue, ...]
    """The prices that are written, as they were judged."""
    left: tuple[Left, ...]
    """Those of which a list says another price, and that are not."""
    is_open: bool
    """Whether one of those that are left fails a check."""
    catalog: Catalog
    """The catalog as it is then, with the prices of the moment."""
    scheduled: tuple[JudgedPrice, ...] = ()
    """Those whose price for a day to come is written."""
    folded: tuple[tuple[CatalogEntry, str], ...] = ()
    """The definitions with the days that are over, whose prices stand above the changes then."""
