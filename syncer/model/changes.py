"""What a plan does to one row: a closed union of frozen values."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from schemas.attributes import BY_CATALOG, NAMES, row_fields
from syncer.frozen import NamedTuple, dataclass
from syncer.model.equality import same
from syncer.model.late import as_dict

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from syncer.model.catalog import CatalogEntry, Source
    from syncer.model.records import Record

Action = Literal["create", "update", "adopt", "delete"]
Origin = Literal["git", "live", "unknown"]
"""Who moved a field away from the other side: `git`, the definition; `live`, an edit outside the catalog that is put
back; `unknown`, where the row does not say what was last applied to it."""


class FieldChange(NamedTuple):
    """One field that changes."""

    field: str
    before: object
    after: object
    percent: float | None = None
    """Relative change of a price or a limit, in percent; None where it has no meaning."""
    paths: tuple[str, ...] = ()
    """For a nested field, the nested values that differ, such as `params.temperature.max: 1 -> 2`."""
    origin: Origin = "git"
    odd: tuple[str, str] = ("", "")
    """What the row holds in words, on its side of before and after, where that is no value of the field; else empty."""


@dataclass(frozen=True, slots=True)
class Create:
    """A definition without a row."""

    action: ClassVar[Action] = "create"
    desired: CatalogEntry
    record_id: str | None
    """The row's id to be; None when the one derived from the model id is taken and a random one is made."""
    fields: tuple[FieldChange, ...]
    is_gone: bool = False
    """Whether there was a row before, which somebody deleted outside the catalog."""
    kept: tuple[str, ...] = ()
    """The fields that the definition does not name and that are made as they last were; they stay others'."""

    @property
    def model_id(self) -> str:
        """The provider's model id."""
        return self.desired.model_id


@dataclass(frozen=True, slots=True)
class _OfRow:
    """A change to a row that exists."""

    live: Record
    fields: tuple[FieldChange, ...]

    @property
    def model_id(self) -> str:
        """The provider's model id, as the row has it."""
        return self.live.model_id

    @property
    def record_id(self) -> str:
        """The row's own id."""
        return self.live.record_id

    @property
    def after(self) -> dict[str, object]:
        """The row's fields then."""
        return {**self.live.fields, **{field.field: field.after for field in self.fields}}


@dataclass(frozen=True, slots=True)
class _ToDefinition(_OfRow):
    """A row that becomes what its definition says."""

    desired: CatalogEntry
    """The definition, with the live values of the fields that others own."""
    left: tuple[str, ...] = ()
    """The fields that others own: neither compared nor written."""

    @property
    def drift(self) -> tuple[FieldChange, ...]:
        """The fields that were edited outside the catalog and are put back."""
        return tuple(field for field in self.fields if field.origin == "live")

    @property
    def since(self) -> dict[str, str]:
        """By field, the day from which a price holds that the change brings, where the definition names one."""
        since = self.desired.since
        return {field.field: since[field.field] for field in self.fields if field.field in since} if since else {}

    def puts_back(self, field: FieldChange) -> bool:
        """Whether the field gets exactly what was last applied to the row, by the row's own mark."""
        base = self.live.base
        return base is not None and same(field.field, base[field.field], field.after)

    @property
    def puts_all_back(self) -> bool:
        """Whether every field does."""
        return all(map(self.puts_back, self.fields))


@dataclass(frozen=True, slots=True)
class Update(_ToDefinition):
    """A row of this catalog that is not what its definition says."""

    action: ClassVar[Action] = "update"


@dataclass(frozen=True, slots=True)
class Adopt(_ToDefinition):
    """A row that nobody manages and the catalog now does, with the fields that change on the way."""

    action: ClassVar[Action] = "adopt"


@dataclass(frozen=True, slots=True)
class Renewal(_ToDefinition):
    """A row that is as its definition says, but whose mark says something else: only the mark is written.

    No change of a plan: it alters nothing that anybody but this tool reads.
    """


@dataclass(frozen=True, slots=True)
class StepDown(_OfRow):
    """A row outside the catalog that stops being the default, because a definition becomes it."""

    action: ClassVar[Action] = "update"
    successor: CatalogEntry


@dataclass(frozen=True, slots=True)
class Delete(_OfRow):
    """A row of this catalog without a definition."""

    action: ClassVar[Action] = "delete"
    edited: tuple[str, ...] = ()
    """The fields that were edited outside the catalog since they were last applied."""


@dataclass(frozen=True, slots=True)
class Restore(_OfRow):
    """A row that gets back what an apply took from it."""

    action: ClassVar[Action] = "update"
    attributes: Mapping[str, object]
    """What is set, by stored name, exactly as the row held it."""
    removed: frozenset[str]
    """What is removed, by stored name."""
    unmark: bool = False
    """Whether the row becomes unmanaged again."""


@dataclass(frozen=True, slots=True)
class Recreate:
    """A row that an apply deleted and that comes back as it was, with its id, its stamps and unknown attributes."""

    action: ClassVar[Action] = "create"
    model_id: str
    record_id: str
    row: Mapping[str, object]
    """Every attribute by stored name."""
    fields: tuple[FieldChange, ...]


Change = Create | Update | Adopt | StepDown | Delete | Restore | Recreate


def name_left_by(change: Change) -> str | None:
    """The model id that no row has after the change: of one that is deleted or renamed. None for any other change."""
    if isinstance(change, (Create, Recreate)):
        return None
    renamed = isinstance(change, Delete) or any(field.field == "model_id" for field in change.fields)
    return change.model_id if renamed else None


def key_after(change: Change) -> str:
    """The id of the row, or for a new one, whose id may not be known, a key that no other row has."""
    return f"new {change.model_id}" if isinstance(change, (Create, Recreate)) else change.record_id


def fields_after(change: Change) -> dict[str, object] | None:
    """Every field of the row once the change is done, as it then reads; None for a row that is deleted."""
    if isinstance(change, Delete):
        return None
    if isinstance(change, Recreate):
        return {**dict.fromkeys(NAMES), **{field.field: field.after for field in change.fields}}
    return row_fields(as_dict(change.desired.fields)) if isinstance(change, Create) else change.after


def rows_after(rows: Mapping[str, Mapping[str, object]], changes: Iterable[Change]) -> dict[str, Mapping[str, object]]:
    """The fields of all rows once the changes are done, by `key_after`; `rows` are those before, by their id."""
    found = dict(rows)
    for change in changes:
        fields = fields_after(change)
        if fields is None:
            found.pop(key_after(change), None)
        else:
            found[key_after(change)] = fields
    return found


def changes_values(change: Change) -> bool:
    """Whether the change does more to the row than to move it within the order."""
    return any(field.field not in BY_CATALOG for field in change.fields)


def takes_names(changes: Iterable[Change]) -> bool:
    """Whether a row is deleted or renamed."""
    return any(name_left_by(change) is not None for change in changes)


def source_of(change: Change) -> Source | None:
    """The definition that a change comes from; None for a delete."""
    match change:
        case Create() | Update() | Adopt():
            return change.desired.source
        case StepDown():
            return change.successor.source
        case Delete() | Restore() | Recreate():
            return None
