"""The rows of one target beside a catalog that is there: what differs becomes rules of that target. Pure."""

from __future__ import annotations

import re
from operator import itemgetter
from typing import TYPE_CHECKING, Final

from schemas.attributes import BY_CATALOG, BY_PROVIDER
from syncer.authoring.import_rows import draft_import, is_chosen
from syncer.authoring.model_file import said_of
from syncer.authoring.results import Import, Refusal, TargetRules
from syncer.authoring.row_checks import DOUBLE, against_default, against_text, exact_fields, sayable
from syncer.errors import CatalogError, UsageError
from syncer.frozen import NamedTuple
from syncer.load.catalog import entry_of
from syncer.load.read_file import check_model
from syncer.load.targets import for_target, left_out_by, receiver
from syncer.model.catalog import Catalog, Override, Selector
from syncer.model.ignored import split_ignored
from syncer.plan.three_way import resolve
from syncer.yaml.write import definition_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from syncer.authoring.import_rows import ImportChoice
    from syncer.model.catalog import CatalogEntry, Place, Settings, TargetSettings
    from syncer.model.records import Record, Snapshot

_WILD: Final = re.compile(r"([*?\[])")


class Environment(NamedTuple):
    """What an import writes of a target that is one of several."""

    made: Import
    rules: tuple[TargetRules, ...]
    """Of that target, then of those that must not get its new models."""


def exactly(model_id: str, place: Place) -> Selector:
    """The selector of just this model."""
    return Selector(place, id=_WILD.sub(r"[\1]", model_id))


def draft_environment(
    snapshot: Snapshot, catalog: Catalog, target: str, choice: ImportChoice, *, folder: str
) -> Environment:
    """The files of models that only these rows have, and the rules by which the targets stay what they are.

    `catalog` is what the files say, for no target. Raises CatalogError where a target would be invalid with the rules.
    """
    made = draft_import(_without_second_default(snapshot, catalog), catalog.entries, choice, folder=folder)
    new = tuple(drafted_entry(f"{folder}/{draft.path}", draft.text) for draft in made.drafts)
    entries = (*catalog.entries, *new)
    rows = _Rows(split_ignored(snapshot, choice.ignore).seen, catalog.settings, target, choice)
    every = (rows.rules({entry.model_id: entry for entry in entries}), *_of_others(catalog.settings, target, new))
    rules = tuple(one for one in every if not one.is_empty)
    require_valid_rules(catalog, entries, rules)
    refused = {one.record_id for one in made.refusals}
    more = tuple(one for one in rows.refusals if one.record_id not in refused)
    return Environment(made._replace(refusals=(*made.refusals, *more)), rules)


def _of_others(settings: Settings, target: str, new: Sequence[CatalogEntry]) -> Iterator[TargetRules]:
    """The rules that keep new models from the targets which have them not."""
    for name, other in settings.targets.items():
        if name != target:
            yield TargetRules(name, without=tuple(one.model_id for one in new if left_out_by(one, other) is None))


def _without_second_default(snapshot: Snapshot, catalog: Catalog) -> Snapshot:
    """The rows, of which none without a definition is the default when a definition is: an override makes it that.

    Of several defaults none is taken, so they stay as they are.
    """
    several = sum(bool(record.fields["is_default"]) for record in snapshot.records) > 1
    if several or not any(entry.fields["is_default"] for entry in catalog.entries):
        return snapshot
    known = {entry.model_id for entry in catalog.entries}
    records = (
        record if record.model_id in known else record._replace(fields={**record.fields, "is_default": False})
        for record in snapshot.records
    )
    return snapshot._replace(records=tuple(records))


def drafted_entry(path: str, text: str) -> CatalogEntry:
    """The definition that a drafted file will be."""
    said, _ = check_model(text.encode())
    return entry_of(path, said)


def with_rules(settings: TargetSettings, rules: TargetRules) -> TargetSettings:
    """The target as it is with the rules."""
    place = settings.place
    without = tuple(one for one in settings.without if one not in [exactly(back, one.place) for back in rules.back])
    overrides = (
        Override(exactly(model_id, place), values, dict.fromkeys(values, place))
        for model_id, values in rules.overrides.items()
    )
    return settings._replace(
        only=(*settings.only, *(exactly(model_id, place) for model_id in rules.only)),
        without=(*without, *(exactly(model_id, place) for model_id in rules.without)),
        overrides=(*settings.overrides, *overrides),
    )


def require_valid_rules(catalog: Catalog, entries: tuple[CatalogEntry, ...], found: Sequence[TargetRules]) -> None:
    """Raise UsageError where a target cannot be what the rules make of it."""
    made = {rules.target: with_rules(catalog.settings.targets[rules.target], rules) for rules in found}
    settings = catalog.settings._replace(targets={**catalog.settings.targets, **made})
    for name in made:
        try:
            for_target(Catalog(settings, entries), name)
        except CatalogError as error:
            first = next(problem for problem in error.problems if problem.severity == "error")
            raise UsageError(f"nothing was written; the catalog would be invalid: {first.message}") from error


def _ids(entries: Iterable[CatalogEntry]) -> tuple[str, ...]:
    return tuple(entry.model_id for entry in entries)


class _Rows:
    """Holds the rows of a target against what it gets."""

    def __init__(self, snapshot: Snapshot, settings: Settings, target: str, choice: ImportChoice) -> None:
        self._snapshot, self._name, self._choice = snapshot, target, choice
        self._target = settings.targets[target]
        self._received = receiver(self._target)
        self._policies = settings.of_target(target).policies
        self._ids = [record.model_id for record in snapshot.records]
        self._defaults = [record.record_id for record in snapshot.records if record.fields["is_default"]]
        self.refusals: list[Refusal] = []

    def rules(self, entries: Mapping[str, CatalogEntry]) -> TargetRules:
        """What the target has to say, so that it gets just what the rows hold."""
        rows = {record.model_id: record for record in self._snapshot.records if self._is_taken(record, entries)}
        if not rows:
            return TargetRules(self._name)
        got = [entries[model_id] for model_id in rows]
        only, absent = self._chosen(got, [*filter(self._is_absent, entries.values())])
        back = (entry.model_id for entry in got if self._excluding(entry) is not None)
        values = ((entry.model_id, self._values(entry, rows[entry.model_id])) for entry in got)
        return TargetRules(self._name, only, absent, tuple(back), dict(filter(itemgetter(1), values)))

    def _chosen(self, got: Sequence[CatalogEntry], absent: Sequence[CatalogEntry]) -> tuple[tuple[str, ...], ...]:
        """The model ids that are new in `only`, and those that are new in `except`: of two ways the shorter."""
        lists = self._target.only, self._target.without
        if not any(lists) and len(absent) > len(got):
            return _ids(got), ()
        return _ids(entry for entry in got if left_out_by(entry, self._target) is self._target), _ids(absent)

    def _is_taken(self, record: Record, entries: Mapping[str, CatalogEntry]) -> bool:
        """Whether the row has a definition and can be held against it."""
        is_ours = record.managed_by in (None, self._choice.name) and record.model_id in entries
        if not is_ours or not is_chosen(record.fields, self._choice.selections):
            return False
        reason = self._against(record, entries[record.model_id])
        if reason is not None:
            self._refuse(record, reason)
        return reason is None

    def _against(self, record: Record, entry: CatalogEntry) -> str | None:
        excluding = self._excluding(entry)
        if excluding is not None and excluding != exactly(record.model_id, excluding.place):
            return f"the target does not get it, because of its `except` ({excluding.place}); mend that first"
        if self._ids.count(record.model_id) > 1:
            return DOUBLE
        if exact := exact_fields(record):
            return f"an override cannot say all the digits of its {', '.join(exact)}"
        said, _ = sayable(said_of(record.fields))
        reasons, _ = against_text(record, definition_text(said))
        return next(iter(reasons), None) or against_default(record, self._defaults)

    def _excluding(self, entry: CatalogEntry) -> Selector | None:
        """The selector of `except` that takes the model from the target."""
        reason = left_out_by(entry, self._target._replace(only=()))
        return reason if isinstance(reason, Selector) else None

    def _refuse(self, record: Record, reason: str) -> None:
        self.refusals.append(Refusal(record.record_id, record.model_id, reason))

    def _is_absent(self, entry: CatalogEntry) -> bool:
        """Whether the target gets a model that its store does not have, under any name."""
        names = {entry.model_id, entry.renamed_from}
        broken = {row.model_id for row in self._snapshot.broken}
        former = {str(record.base["model_id"]) for record in self._snapshot.records if record.base}
        if names & {*self._ids, *broken, *former} or not is_chosen(entry.fields, self._choice.selections):
            return False
        return left_out_by(entry, self._target) is None

    def _values(self, entry: CatalogEntry, record: Record) -> dict[str, object]:
        """The fields that a plan for the target would change, as the row has them."""
        changes = resolve(self._received(entry), record, self._policies.of(entry.model_id), overwrite=True).fields
        values = {change.field: record.fields[change.field] for change in changes if change.field not in BY_CATALOG}
        if "provider" in values:  # what follows the provider would move with it
            values |= {name: record.fields[name] for name in BY_PROVIDER}
        return values
