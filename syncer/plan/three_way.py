"""Last applied, desired and live: what became of each field, who moved it, and what a policy makes of that.

`DECISIONS` is the whole rule. `docs/coexistence.md` shows it as a table that is generated from here, and
`tests/stores/test_coexistence.py` holds plans and rows against it.
"""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Final, Literal

from schemas.attributes import BY_CATALOG, DEFAULTS, NAMES, WHEN_NAMED, named_in, values_when_named
from syncer.frozen import NamedTuple
from syncer.model.equality import differing, same, same_json
from syncer.model.late import PackedFields
from syncer.plan.field_change import field_change

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from schemas.attributes import Policy
    from syncer.model.catalog import CatalogEntry
    from syncer.model.changes import FieldChange
    from syncer.model.records import Record

Standing = Literal["unchanged", "git", "live", "both", "conflict", "alike", "unknown"]
Decision = Literal["nothing", "renew", "write", "put back", "stop", "leave"]

STANDINGS: Final[dict[Standing, str]] = {
    "unchanged": "unchanged",
    "git": "changed in Git",
    "live": "changed live (drift)",
    "both": "changed in both to the same value",
    "conflict": "changed in both to different values (conflict)",
    "alike": "not known what was last applied; the values are the same",
    "unknown": "not known what was last applied; the values differ",
}
"""Each class of a field, in words."""

DECISIONS: Final[dict[Standing, dict[Policy, Decision]]] = {
    "unchanged": {"git": "nothing", "live": "leave", "fail": "nothing"},
    "git": {"git": "write", "live": "leave", "fail": "write"},
    "live": {"git": "put back", "live": "leave", "fail": "stop"},
    "both": {"git": "renew", "live": "leave", "fail": "renew"},
    "conflict": {"git": "stop", "live": "leave", "fail": "stop"},
    "alike": {"git": "renew", "live": "leave", "fail": "renew"},
    "unknown": {"git": "write", "live": "leave", "fail": "stop"},
}
"""What is done about a field, by its class and its policy.

`nothing`: both sides agree. `renew`: the same, and the mark in the row is brought up to date. `write`: the row gets the
catalog's value. `put back`: the same, shown as drift. `stop`: nothing of the plan is applied until somebody decides.
`leave`: the row keeps its value, whatever it is.
"""


_always: Final = itemgetter(*(name for name in NAMES if name not in WHEN_NAMED))
"""The values of the fields that every definition manages."""


class Conflict(NamedTuple):
    """A field on which a sync stops until somebody decides."""

    entry: CatalogEntry
    live: Record
    field: str
    standing: Standing
    policy: Policy


class Resolution(NamedTuple):
    """What a definition and its row come to."""

    desired: CatalogEntry
    """The definition, with the live values of the fields that a policy leaves to others."""
    fields: tuple[FieldChange, ...]
    left: tuple[str, ...]
    """The fields that others own."""
    conflicts: tuple[Conflict, ...]


NOT_VALID: Final = object()
"""In the place of a stored value that is none of its field's."""


def _value(live: Record, field: str) -> object:
    return NOT_VALID if field in live.invalid else live.fields[field]


def _agree(field: str, value: object, live: object) -> bool:
    return live is not NOT_VALID and same(field, value, live)


def standing(field: str, *, base: Mapping[str, object] | None, desired: object, live: object) -> Standing:
    """The class of a field. `base` is what was last applied to the row; None when that is not known.

    `live` is `NOT_VALID` where the row has what is no value of the field: with that nobody agrees.
    """
    agree = _agree(field, desired, live)
    if base is None:
        return "alike" if agree else "unknown"
    moved_in_git, moved_live = not same(field, base[field], desired), not _agree(field, base[field], live)
    if agree:
        return "both" if moved_live else "unchanged"
    if moved_in_git and moved_live:
        return "conflict"
    return "git" if moved_in_git else "live"


def is_in_step(entry: CatalogEntry, live: Record | None, owner: str) -> bool:
    """Whether a row of the catalog is, to the byte, what its definition says, and so is its mark. False says nothing.

    It is for a definition that owns all its fields and had no other name, as nearly all do: there `resolve` would find
    nothing either.
    """
    if live is None or live.base is not live.fields or live.managed_by != owner:
        return False
    if _has_more(entry, live):
        return False
    return isinstance(entry.fields, PackedFields) and entry.fields.says(live.fields)


def _has_more(entry: CatalogEntry, live: Record) -> bool:
    """Whether something beside the values has to be looked at: what others own or broke, a former name, protection."""
    return bool(live.named or live.invalid or entry.renamed_from) or live.protected != entry.protected


def resolve(entry: CatalogEntry, live: Record, policies: Mapping[str, Policy], *, overwrite: bool) -> Resolution:
    """What becomes of the row. `overwrite`: somebody decided that the catalog wins, also where a policy would stop."""
    owned_by_others = _left(entry, policies)
    if _is_settled(entry, live, owned_by_others):
        return Resolution(entry, (), (), ())
    desired = _with_live(entry, live, owned_by_others)
    wanted = _wanted(desired, live, policies)
    changes: list[FieldChange] = []
    conflicts: list[Conflict] = []
    for name in (*differing(live.fields, wanted), *_invalid(desired, live, wanted, policies)):
        policy = policies.get(name, "git")
        base = live.base if live.was_applied(name) else None
        found = standing(name, base=base, desired=wanted[name], live=_value(live, name))
        if _stops(name, found, policy) and not overwrite:
            conflicts.append(Conflict(entry, live, name, found, policy))
            continue
        origin = _ORIGINS.get(found, "git") if base is live.base else "git"
        changes.append(field_change(name, live.said(name), wanted[name], origin=origin))
    return Resolution(desired, tuple(changes), owned_by_others, tuple(conflicts))


def _with_live(entry: CatalogEntry, live: Record, left: tuple[str, ...]) -> CatalogEntry:
    """The definition, with the live values of the fields that are left to others."""
    return entry._replace(fields={**entry.fields, **{name: live.fields[name] for name in left}}) if left else entry


def _is_settled(entry: CatalogEntry, live: Record, left: tuple[str, ...]) -> bool:
    """Whether nothing differs, for a definition as nearly all are: it owns all fields but those of `WHEN_NAMED`."""
    if left or live.named or live.invalid or named_in(entry.fields):
        return False
    ours, theirs = _always(entry.fields), _always(live.fields)
    return ours == theirs and same_json(entry.fields["supported_params"], live.fields["supported_params"])


def _stops(field: str, found: Standing, policy: Policy) -> bool:
    """Whether somebody has to decide first. A place follows from an order: where both moved it, the catalog wins."""
    return DECISIONS[found][policy] == "stop" and not (field in BY_CATALOG and policy == "git")


def _invalid(
    desired: CatalogEntry, live: Record, wanted: Mapping[str, object], policies: Mapping[str, Policy]
) -> Iterator[str]:
    """The fields whose stored value is not valid, though read as what is wanted, where they are the catalog's.

    In a row that nobody has applied, others own what no definition has to name.
    """
    for name in live.invalid:
        is_named = name in WHEN_NAMED and desired.fields[name] is not None
        is_ours = is_named or (live.was_applied(name) and name not in BY_CATALOG)
        if is_ours and policies.get(name) != "live" and same(name, live.fields[name], wanted[name]):
            yield name


def _left(entry: CatalogEntry, policies: Mapping[str, Policy]) -> tuple[str, ...]:
    """The fields that a policy leaves to others."""
    named = entry.fields
    return tuple(
        name for name, policy in policies.items()
        if policy == "live" and (name not in WHEN_NAMED or named[name] is not None)
    )  # fmt: skip


def _wanted(desired: CatalogEntry, live: Record, policies: Mapping[str, Policy]) -> Mapping[str, object]:
    """What the row gets: where the definition does not name a field, what it has, or the default after it was ours."""
    fields = desired.fields
    others = dict(zip(WHEN_NAMED, values_when_named(live.fields), strict=True))
    for name in live.named:
        if policies.get(name) != "live" and name not in BY_CATALOG:
            others[name] = DEFAULTS[name]
    return {**fields, **others, **{name: fields[name] for name in named_in(fields)}}


_ORIGINS: Final[dict[Standing, Literal["git", "live", "unknown"]]] = {
    "live": "live", "conflict": "live", "unknown": "unknown",
}  # fmt: skip


def edited(live: Record, policies: Mapping[str, Policy]) -> tuple[str, ...]:
    """The fields that were edited outside the catalog since they were last applied, those that others own left out."""
    if live.base is None or (live.base is live.fields and not live.invalid):
        return ()
    moved = (*differing(live.base, live.fields), *live.invalid)
    ours = (name for name in moved if policies.get(name) != "live" and live.was_applied(name))
    return tuple(dict.fromkeys(ours))


def applied_fields(live: Record | None, desired: Mapping[str, object], left: tuple[str, ...]) -> Mapping[str, object]:
    """What the row's mark is to say was last applied: of the fields that others own, what it said before."""
    if not left or live is None:
        return desired
    base = live.applied or {name: None if name in WHEN_NAMED else desired[name] for name in left}
    return {**desired, **{name: base[name] for name in left}}


def mark_is_behind(live: Record, resolution: Resolution) -> bool:
    """Whether the row's mark does not say what is applied, for a row that is as its definition says."""
    if live.base is None or live.protected != resolution.desired.protected:
        return True
    wanted = applied_fields(live, resolution.desired.fields, resolution.left)
    if named_in(wanted) != live.named:
        return True
    return live.base is not live.fields and bool(differing(live.applied or {}, wanted))
