"""Rows of a store to model files, as a careful person would write them; what cannot be expressed is said. Pure."""

from __future__ import annotations

from collections import Counter
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Final

from syncer.authoring.dated_edits import changes_of
from syncer.authoring.model_file import Paths, said_of
from syncer.authoring.results import Draft, Import, Refusal
from syncer.authoring.row_checks import DOUBLE, against_default, against_text, exact_fields, sayable
from syncer.errors import UsageError
from syncer.frozen import NamedTuple
from syncer.load.catalog import problems_of
from syncer.model.equality import same
from syncer.model.ignored import split_ignored
from syncer.yaml.write import definition_text

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from schemas.attributes import Platform
    from syncer.model.catalog import CatalogEntry
    from syncer.model.ignored import IgnoreRule
    from syncer.model.records import BrokenRow, Record, Snapshot

_SELECTED: Final = {"provider": "provider", "maker": "provider_name", "id": "model_id"}
"""What a selection names, and the field it looks at."""


class ImportChoice(NamedTuple):
    """Which rows are imported, and where to."""

    name: str
    """The catalog's."""
    selections: tuple[tuple[str, str], ...] = ()
    """What `selection` made of each `--select`."""
    replace: bool = False
    """Whether files of models that have one are written anew."""
    header: tuple[str, ...] = ()
    """The first lines of every file."""
    platform: Platform = "any"
    """The release of the platform whose warnings apply."""
    ignore: tuple[IgnoreRule, ...] = ()
    """The rows to leave alone."""


def selection(text: str) -> tuple[str, str]:
    """A `KEY=PATTERN`. Raises UsageError."""
    key, equals, pattern = text.partition("=")
    if key not in _SELECTED or not equals or not pattern:
        raise UsageError(
            f"--select {text!r} is not KEY=PATTERN; KEY is one of {', '.join(_SELECTED)}, such as --select 'id=us.*'"
        )
    return _SELECTED[key], pattern.casefold()


def name_for(given: str | None, snapshot: Snapshot) -> str:
    """The name of a catalog that is to be made. Raises UsageError when nothing tells."""
    names = sorted({record.managed_by for record in snapshot.records if record.managed_by is not None})
    if given is not None:
        return given
    if len(names) == 1:
        return names[0]
    found = f"the rows carry {len(names)} names" if names else "no row of the store carries one"
    such = names[0] if names else "campus-models"
    raise UsageError(f"a new catalog needs a name, and {found}; pass --name, such as --name {such}")


def draft_import(
    snapshot: Snapshot,
    entries: Sequence[CatalogEntry],
    choice: ImportChoice,
    *,
    folder: str,
    received: Mapping[str, CatalogEntry] | None = None,
) -> Import:
    """What to write for the rows that are unmanaged or this catalog's. `entries` are its definitions, below `folder`.

    `received` are those that the target of the rows gets, by model id; None when it gets them as they are.
    """
    split = split_ignored(snapshot, choice.ignore)
    chosen, _ = _split(split.seen.records, lambda record: is_chosen(record.fields, choice.selections))
    ours, foreign = _split(chosen, lambda record: record.managed_by in (None, choice.name))
    kept = _kept(entries, replace=choice.replace)
    passed, wanted = _split(ours, lambda record: record.model_id in kept)
    made = [*map(_Drafts(snapshot, entries, choice, folder, received).of, wanted)]
    return Import(
        tuple(one for one in made if isinstance(one, Draft)),
        (*map(_broken, split.seen.broken), *(one for one in made if isinstance(one, Refusal))),
        tuple(record.model_id for record in passed),
        tuple(record.model_id for record in foreign),
        len(chosen),
        split.ignored,
    )


def _split(records: Iterable[Record], test: Callable[[Record], bool]) -> tuple[list[Record], list[Record]]:
    """The records for which the test holds, and the others."""
    found: tuple[list[Record], list[Record]] = [], []
    for record in records:
        found[not test(record)].append(record)
    return found


def _kept(entries: Iterable[CatalogEntry], *, replace: bool) -> set[str | None]:
    """The model ids whose rows get no file: they have one, or a file renames them."""
    known: set[str | None] = {entry.model_id for entry in entries}
    former = {entry.renamed_from for entry in entries}
    return former - known if replace else former | known


def _broken(row: BrokenRow) -> Refusal:
    return Refusal(row.record_id or "?", row.model_id or "?", row.problem.message, row.faults)


def _besides(entry: CatalogEntry | None) -> dict[str, object]:
    """What the definition that is written anew says beyond the fields of a row: it must not be lost."""
    if entry is None:
        return {}
    source = entry.price_source
    said = {} if source is None else {key: value for key, value in source._asdict().items() if value is not None}
    return {
        "protected": entry.protected or None,
        "renamed_from": entry.renamed_from,
        "tags": list(entry.tags) or None,
        "price_source": said or None,
        "price_changes": changes_of(entry),
    }


def is_chosen(fields: Mapping[str, object], selections: Collection[tuple[str, str]]) -> bool:
    """Of each key one pattern has to match; letter case does not count."""
    met = {key for key, pattern in selections if fnmatchcase(str(fields[key]).casefold(), pattern)}
    return met == {key for key, _ in selections}


def _without_overrides(
    record: Record, entry: CatalogEntry | None, received: Mapping[str, CatalogEntry] | None
) -> tuple[Record, str | None]:
    """The row with what the file says where the target has it otherwise, or the reason against it.

    The file is for all targets: what is true of one must not become what the others get.
    """
    if entry is None or received is None:
        return record, None
    got = received.get(entry.model_id)
    if got is None:
        return record, "it has a definition, but the target does not get it; see its `only` and `except`"
    for field, place in got.source.overrides.items():
        if not same(field, got.fields[field], record.fields[field]):
            return record, f"its {field} is not what the override of the target says ({place}); write it there"
    own = {field: entry.fields[field] for field in got.source.overrides}
    return record._replace(fields={**record.fields, **own}), None


class _Drafts:
    """Makes the file of a row, or says why the row cannot be expressed."""

    def __init__(
        self,
        snapshot: Snapshot,
        entries: Sequence[CatalogEntry],
        choice: ImportChoice,
        folder: str,
        received: Mapping[str, CatalogEntry] | None,
    ) -> None:
        self._folder, self._choice, self._received = folder, choice, received
        self._known = {entry.model_id: entry for entry in entries}
        self._paths = Paths(entry.source.file.removeprefix(f"{folder}/") for entry in entries)
        self._counts = Counter(record.model_id for record in snapshot.records)
        self._without_row = self._known.keys() - self._counts.keys()
        self._default = next((entry.model_id for entry in entries if entry.fields["is_default"]), None)
        self._defaults = [record.record_id for record in snapshot.records if record.fields["is_default"]]

    def of(self, record: Record) -> Draft | Refusal:
        """The file that says exactly what the row holds, but for what comes from an override of the target."""
        entry = self._known.get(record.model_id)
        shared, against = _without_overrides(record, entry, self._received)
        said, slips = sayable(said_of(shared.fields))
        text = definition_text({**said, **_besides(entry)}, header=self._choice.header)
        reasons, more = against_text(shared, text)
        reasons = [*filter(None, [against, self._of_row(shared)]), *reasons]
        if reasons:
            return Refusal(record.record_id, record.model_id, reasons[0], tuple(reasons))
        path = entry.source.file.removeprefix(f"{self._folder}/") if entry else self._paths.of(record.fields)
        warnings = problems_of(f"{self._folder}/{path}", [*slips, *more], self._choice.platform)
        return Draft(path, text, record.model_id, tuple(warnings), bool(record.extras))

    def _of_row(self, record: Record) -> str | None:
        """What stands against it beside its text: the other rows, and what the row is said to be."""
        if self._counts[record.model_id] > 1:
            return DOUBLE
        former = str(record.base["model_id"]) if record.managed_by is not None and record.base else record.model_id
        if record.model_id not in self._known and former in self._without_row:
            return (
                f"it was {former}, which has a definition, until it was renamed; `syncer drift --propose` renames that"
            )
        if exact := exact_fields(record):
            return f"a definition cannot say all the digits of its {', '.join(exact)}"
        return against_default(record, self._defaults) or self._against_second(record)

    def _against_second(self, record: Record) -> str | None:
        if record.fields["is_default"] and self._default not in (None, record.model_id):
            return f"it is the default, and so is {self._default} in the catalog; make only one of them the default"
        return None
