"""What the commands have in common: where the catalog and the store are."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from functools import cached_property, partial
from importlib import import_module
from typing import TYPE_CHECKING

from syncer.disk.cache import Cache, cache_folder
from syncer.errors import CatalogError, UsageError
from syncer.load.catalog import load_catalog
from syncer.load.find_files import has_few_models
from syncer.load.settings import load_settings
from syncer.model.ignored import split_ignored
from syncer.model.times import as_text
from syncer.stores.open import DEFAULT_FOLDER, StoreChoice, choose, identified, names_a_store, open_store, open_table

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from syncer.cli.output import Voice
    from syncer.errors import Problem
    from syncer.model.catalog import Catalog, Settings, TargetSettings
    from syncer.model.ignored import Split
    from syncer.model.records import Snapshot
    from syncer.stores.base import Store, Table


class Session:
    """One run of a command: its catalog and its store."""

    def __init__(self, catalog: str, voice: Voice, *, cached: bool, target: str | None = None, why: str = "") -> None:
        """`target` is one that somebody named; `why` is said of it."""
        self.catalog = catalog
        self.voice = voice
        self._cached = cached
        self.is_named = True
        """Whether somebody named the folder; otherwise it is found again."""
        self.named = target
        self._why = why
        self.require_roles = False
        """Whether a table of roles that cannot be read stops the command."""
        self.only_looks = False
        """Whether nothing is written on the ground of what is read, so that a read may miss a write of this second."""
        self.at: datetime | None = None
        """The moment in UTC for which the prices of the catalog are asked; None for now."""
        self._read: list[Catalog | CatalogError] = []
        self._itself = self  # in a circle, which a command leaves without taking it and its cache apart

    @cached_property
    def today(self) -> date:
        """The date in UTC for which the catalog is asked: that of `at`, or of this run."""
        return (self.at or datetime.now(UTC)).date()

    @property
    def said_at(self) -> str | None:
        """The moment that is asked for; None for now."""
        return None if self.at is None else as_text(self.at)

    @cached_property
    def _cache(self) -> Cache | None:
        return Cache(cache_folder(os.environ), f"catalog {os.path.abspath(self.catalog)}") if self._cached else None

    @property
    def definitions(self) -> Catalog:
        """What the files say, for no target, whatever the moment. Raises CatalogError."""
        if not self._read:
            watched = self.voice.watched("Reading the catalog")
            try:
                self.go_by(load_catalog(self.catalog, cache=self._cache, progress=watched))
            except CatalogError as error:  # the sessions of other targets need not find it again
                self._read.append(error)
        read = self._read[0]
        if isinstance(read, CatalogError):
            raise read
        return read

    @property
    def has_option(self) -> bool:
        """Whether the target is named on the command line, and not by the environment."""
        return self.named is not None and not self._why

    @cached_property
    def target(self) -> str | None:
        """The target that is named, or the default of the catalog; None where there is neither.

        A store that the environment names goes before a default. So does the directory beside the catalog before the
        only target, unless that is its store: whoever has both wrote to the directory before, and means it.
        """
        settings = self._settings_found[0]
        if self.named is not None or settings is None or names_a_store(os.environ):
            return self.named
        if settings.default_target is not None:
            self._why = ", the default"
            return settings.default_target
        if len(settings.targets) != 1 or not self._is_plain(*settings.targets.values()):
            return None
        self._why = ", the only one"
        return next(iter(settings.targets))

    def _is_plain(self, target: TargetSettings) -> bool:
        """Whether no other store than the target's can be meant."""
        beside = f"{self.catalog}/{os.pardir}/{DEFAULT_FOLDER}"
        if not os.path.exists(beside):
            return True
        path = target.store.path
        return path is not None and os.path.realpath(f"{self.catalog}/{path}") == os.path.realpath(beside)

    def without_default(self) -> None:
        """Stay with the target that is named: what reads no store says what the files say."""
        self.target = self.named

    def load(self) -> Catalog:
        """The catalog as the target gets it, with the prices of the moment. Raises CatalogError."""
        return self._loaded

    @cached_property
    def _loaded(self) -> Catalog:
        return self.current if self.target is None else self.load_for(self.target)

    @cached_property
    def current(self) -> Catalog:
        """The catalog for no target, with the prices of the moment. Raises CatalogError."""
        return self._dated(self.definitions)

    def _dated(self, catalog: Catalog, *, is_written: bool = False) -> Catalog:
        """The catalog with the prices of the moment; or as it is written, and each definition knows which hold."""
        if not any(entry.price_changes for entry in catalog.entries):
            return catalog
        made = import_module("syncer.model.dated_prices")  # few catalogs have such prices
        found: Catalog = (made.marked_on if is_written else made.catalog_on)(catalog, self.today.isoformat())
        return found

    def go_by(self, catalog: Catalog) -> None:
        """Let the files say this for no target, whatever else they say."""
        self._read[:] = [self._dated(catalog, is_written=True)]

    def load_folder(self, folder: str) -> Catalog:
        """The catalog of another folder, for no target, with the prices of the moment. Raises CatalogError."""
        return self._dated(load_catalog(folder, cache=self._cache))

    def load_folder_settings(self, folder: str) -> Settings:
        """What the settings of another folder say, for no target. Raises CatalogError."""
        settings, problems = load_settings(folder, cache=self._cache)
        if settings is None:
            raise CatalogError(problems)
        return settings

    def load_for(self, target: str) -> Catalog:
        """The catalog as another target gets it. Raises CatalogError, UsageError for an unknown target."""
        from syncer.load.targets import for_target  # noqa: PLC0415  only where there are targets

        return for_target(self.current, target)

    def settings(self) -> Settings:
        """The settings of the target, without a look at the models. Raises CatalogError, UsageError."""
        settings = self.file_settings
        if self.target is None:
            return settings
        self.target_settings(self.target)
        return settings.of_target(self.target)

    def seen(self, snapshot: Snapshot) -> Split:
        """The rows of the target without those that its settings ignore; all of them where no settings are valid."""
        try:
            return split_ignored(snapshot, self.settings().ignore)
        except CatalogError:
            return split_ignored(snapshot, ())

    @cached_property
    def file_settings(self) -> Settings:
        """What `catalog.yaml` says, for no target. Raises CatalogError."""
        settings, problems = self._settings_found
        if settings is None:
            raise CatalogError(problems)
        return settings

    @cached_property
    def _settings_found(self) -> tuple[Settings | None, list[Problem]]:
        """What `catalog.yaml` and the files of targets say, and what is wrong with them."""
        return load_settings(self.catalog, cache=self._cache)

    def target_settings(self, name: str) -> TargetSettings:
        """What a target is, and what is different there. Raises UsageError for an unknown one, CatalogError."""
        found = self.file_settings.targets.get(name)
        if found is None:
            from syncer.load.targets import unknown_target  # noqa: PLC0415  only a mistake needs it

            raise unknown_target(name, self.file_settings.targets)
        return found

    def each_target(self) -> tuple[Session, ...]:
        """A session for every target; this one where the catalog has none. Raises CatalogError."""
        return tuple(map(self._of, self.file_settings.targets)) or (self,)

    def _of(self, target: str) -> Session:
        other = Session(self.catalog, self.voice, cached=self._cached, target=target)
        other.__dict__.update(_settings_found=self._settings_found, _cache=self._cache)
        other._read, other.at = self._read, self.at
        other.require_roles, other.only_looks = self.require_roles, self.only_looks
        return other

    def prefer(self, identity: Mapping[str, str]) -> None:
        """Take the store of that identity, where neither an option nor the environment names one."""
        if self.named is None and not names_a_store(os.environ):
            self.choice = StoreChoice(identified(identity), "the one that the plan is for")

    @cached_property
    def choice(self) -> StoreChoice:
        """Which store, and why. Raises UsageError for an unknown target, CatalogError."""
        if self.target is None:
            self._require_no_slip()
            return choose(os.environ)
        return StoreChoice(self.target_settings(self.target).store, f"target {self.target}{self._why}")

    def _require_no_slip(self) -> None:
        """Raise UsageError where a target was probably forgotten: nobody named a store, and the default one is none.

        Raise CatalogError where `catalog.yaml` is there and cannot be read: nobody knows which store it names.
        """
        is_lost = self._settings_found[0] is None and not names_a_store(os.environ)
        if (is_lost and os.path.lexists(f"{self.catalog}/catalog.yaml")) or self.lacks_target:
            raise UsageError(
                f"the catalog has targets ({', '.join(self.file_settings.targets)}); pass --target with the one that "
                "is meant, or write `default_target` into catalog.yaml"
            )

    @property
    def lacks_target(self) -> bool:
        """Whether nobody says which of the catalog's targets is meant, and no other store can be."""
        settings, _ = self._settings_found
        if self.target is not None or settings is None or not settings.targets:
            return False
        return not names_a_store(os.environ) and not os.path.exists(f"{self.catalog}/{os.pardir}/{DEFAULT_FOLDER}")

    @cached_property
    def table(self) -> Table:
        """The table, for what is no part of a sync. Raises UsageError when the store is none."""
        return open_table(self.choice.target, os.environ)

    @cached_property
    def store(self) -> Store:
        """The store; says which and why."""
        store = open_store(self.choice.target, os.environ, catalog=self.catalog, cached=self._cached,
                           latest=not self.only_looks, has_few=partial(has_few_models, self.catalog))  # fmt: skip
        self.voice.say(f"store: {store.address} ({self.choice.reason})")
        return store
