"""The desired state: definitions with the place each came from."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from syncer.frozen import NamedTuple
from syncer.model.policies import Policies

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from schemas.attributes import Platform
    from syncer.errors import Problem
    from syncer.model.ignored import IgnoreRule
    from syncer.model.origins import PriceChange, PriceSource


class GuardLimits(NamedTuple):
    """How much one plan may change unasked. `schemas.settings.GuardSettings` documents each."""

    max_delete_percent: float = 30
    max_deletes: int = 20
    max_update_percent: float = 50
    max_price_factor: float = 5
    max_price: float = 1000


class Target(NamedTuple):
    """Which store: its kind, and what is said of it. What is not said is left to the environment."""

    kind: str
    """The key that settings have for it, such as `directory`."""
    settings: tuple[tuple[str, str], ...]
    """As `schemas.settings` documents them for each kind."""

    @classmethod
    def of(cls, kind: str, **settings: str | None) -> Target:
        """The target with these settings; those that are None are not said."""
        return cls(kind, tuple((name, value) for name, value in settings.items() if value is not None))

    @property
    def path(self) -> str | None:
        """Where a store on this machine is, relative to the catalog's folder; None for any other store."""
        return dict(self.settings).get("path")


class Place(NamedTuple):
    """A line of a file."""

    file: str
    """Path as the user gave the catalog, with forward slashes."""
    line: int
    """From 1."""

    def __str__(self) -> str:
        """`file:line`."""
        return f"{self.file}:{self.line}"


class Places(NamedTuple):
    """Where the parts of a file's settings stand."""

    file: str = "catalog.yaml"
    lines: Mapping[tuple[str | int, ...], int] = MappingProxyType({})
    """The line of each key and list item, by its path in the file."""
    path: tuple[str | int, ...] = ()
    """What the places are of: the whole file, or the target below these keys."""

    def of(self, *path: str | int) -> Place:
        """The place of a part; of the nearest thing around it where the file does not name it."""
        keys = (*self.path, *path)
        while keys and keys not in self.lines:
            keys = keys[:-1]
        return Place(self.file, self.lines.get(keys, 1))


class Selector(NamedTuple):
    """Some models: every pattern that is given matches. `schemas.settings.SelectorSettings` documents each."""

    place: Place
    id: str | None = None
    provider: str | None = None
    maker: str | None = None
    tag: str | None = None

    def __str__(self) -> str:
        """The patterns as `id us.*, maker Amazon`."""
        return ", ".join(f"{key} {pattern}" for key, pattern in self._asdict().items() if key != "place" and pattern)


class Override(NamedTuple):
    """Fields that a target has otherwise than the definitions say."""

    match: Selector
    values: Mapping[str, object]
    """The new value of each field that is set; None takes an option away. May set `protected`, too."""
    places: Mapping[str, Place]
    """Where each of them stands."""


class TargetSettings(NamedTuple):
    """A store with a name, and what is different there. `schemas.settings.TargetDefinition` documents each."""

    store: Target
    place: Place
    only: tuple[Selector, ...] = ()
    without: tuple[Selector, ...] = ()
    """The models that the target does not get: `except` in YAML."""
    overrides: tuple[Override, ...] = ()
    guards: GuardLimits | None = None
    policies: Policies | None = None
    places: Places = Places()
    """Where its parts stand."""
    order: tuple[str, ...] = ()
    """As that of `Settings`, which it replaces."""
    ignore: tuple[IgnoreRule, ...] | None = None
    """The rows to leave alone there; None for those of the catalog."""
    usage: str | None = None
    """As that of `Settings`, before which it goes."""


class Settings(NamedTuple):
    """What `catalog.yaml` says, as plain values: a plan with a warm cache does without Pydantic."""

    name: str
    guards: GuardLimits = GuardLimits()
    targets: Mapping[str, TargetSettings] = MappingProxyType({})
    """Stores by name, in the order in which they are given; those of files come last, by name."""
    policies: Policies = Policies()
    history_days: int = 400
    """How long the history is kept. `schemas.settings.HistorySettings` documents it."""
    platform: Platform = "any"
    """The release of the platform that decides which warnings apply."""
    places: Places = Places()
    """Where the parts of `catalog.yaml` stand."""
    order: tuple[str, ...] = ()
    """The model ids that come first in the list of the platform, in their order; without any the order is not ours."""
    default_target: str | None = None
    """The target that is meant where none is named."""
    trusted_lists: Mapping[str, Sequence[str]] = MappingProxyType({})
    """The public lists of prices that count for a provider, the first one first; `default`: for any other."""
    usage: str | None = None
    """The file with the use of models, relative to the folder of `catalog.yaml`."""
    ignore: tuple[IgnoreRule, ...] = ()
    """The rows to leave alone."""
    target: str | None = None
    """The target for which these are the settings; None for those of the catalog itself."""
    switched_off: tuple[str, ...] = ()
    """The kinds of warnings that are not said, in the order of `schemas.warning_kinds`."""

    def told(self, problems: Iterable[Problem]) -> tuple[Problem, ...]:
        """The problems without the warnings that are switched off."""
        return tuple(one for one in problems if one.kind not in self.switched_off)

    def of_target(self, name: str) -> Settings:
        """The settings as they hold for a target of that name, which may be none."""
        found = self.targets.get(name)
        if found is None:
            return self._replace(target=name)
        return self._replace(
            guards=found.guards or self.guards,
            policies=found.policies or self.policies,
            order=found.order or self.order,
            ignore=self.ignore if found.ignore is None else found.ignore,
            usage=found.usage or self.usage,
            target=name,
        )

    @property
    def order_places(self) -> Places:
        """Where the order stands that holds: in the target's settings, or in those of the catalog."""
        found = self.targets.get(self.target or "")
        return found.places if found is not None and found.order else self.places


class Source(NamedTuple):
    """A file, and the line of each field in it."""

    file: str
    """Path as the user gave the catalog, with forward slashes."""
    line: int
    """Line of the definition, from 1."""
    lines: Mapping[str, int]
    """Line of each field that the file names, from 1."""
    overrides: Mapping[str, Place] = MappingProxyType({})
    """Where each field stands whose value comes from an override of a target."""

    def at(self, field: str) -> Place:
        """Where the field's value comes from: the definition itself where the file leaves the field to its default."""
        return self.overrides.get(field) or Place(self.file, self.lines.get(field, self.line))


class CatalogEntry(NamedTuple):
    """One definition, every default resolved."""

    model_id: str
    fields: Mapping[str, object]
    """Every managed field by Python name; None when absent. The fields of a validated `ManagedModelCreate`."""
    source: Source
    protected: bool = False
    """Whether no plan may delete or disable the model."""
    renamed_from: str | None = None
    """The model id that the row has if it was not renamed yet."""
    tags: tuple[str, ...] = ()
    """Words by which targets select models."""
    price_source: PriceSource | None = None
    """What its prices are held against, where its id does not say it."""
    price_changes: tuple[PriceChange, ...] = ()
    """The prices that change on a day, the earliest first: all that the file says, or on a day those to come."""
    since: Mapping[str, str] = MappingProxyType({})
    """By field, the day from which a price holds that one of the changes gives; empty where none has come."""


class Catalog(NamedTuple):
    """Everything that a catalog directory says."""

    settings: Settings
    entries: tuple[CatalogEntry, ...]
    """Unique and sorted by `model_id`."""
    warnings: tuple[Problem, ...] = ()
