"""The guards of settings that are looser than they were: whose limits count, and what is said of a looser policy. Pure.

The limits of the base and of the last sync count beside those of the plan until somebody says that theirs are meant.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from syncer.frozen import NamedTuple
from syncer.plan.dated import UNDATED, Dated
from syncer.plan.guards.rules import Breach
from syncer.plan.settings_change import listed_settings, stricter_limits, stricter_policies

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from syncer.model.catalog import Catalog, GuardLimits
    from syncer.plan.diff import Difference
    from syncer.plan.in_force import Basis
    from syncer.plan.settings_change import SettingChange

MEANT: Final = ""
"""What the option that lifts these guards is given."""
_INSTEAD: Final = "pass --allow-settings if the looser settings are meant"


class Held(NamedTuple):
    """What a plan is held to besides its own settings."""

    changes: tuple[SettingChange, ...] = ()
    """The settings that change."""
    bases: tuple[Basis, ...] = ()
    """Those whose limits count; none once the looser settings are meant."""
    otherwise: tuple[str, ...] = ()
    """Under whose policies the plan would be another."""
    dated: Dated = UNDATED
    """The prices for days to come, and those whose day has come."""

    @property
    def loosened(self) -> tuple[SettingChange, ...]:
        """The settings that are looser."""
        return tuple(change for change in self.changes if change.loosened)


NOT_HELD: Final = Held()


def held_to(
    catalog: Catalog, difference: Difference, changes: tuple[SettingChange, ...], bases: Sequence[Basis],
    compared: Callable[[Catalog], Difference],
) -> Held:  # fmt: skip
    """What a plan is held to whose settings change so. `bases` are those whose settings count beside its own.

    `compared` gives what would lie between the catalog and the store with other policies.
    """
    held = Held(changes, tuple(bases) if changes else ())
    return held._replace(otherwise=tuple(_otherwise(catalog, difference, held.bases, compared)))


def _otherwise(
    catalog: Catalog, difference: Difference, bases: Iterable[Basis], compared: Callable[[Catalog], Difference]
) -> Iterator[str]:
    """The bases under whose stricter policies there would be another plan."""
    own = catalog.settings.policies
    for basis in bases:
        policies = stricter_policies(own, basis.said)
        if policies is not own:
            other = compared(catalog._replace(settings=catalog.settings._replace(policies=policies)))
            if (other.changes, other.conflicts) != (difference.changes, difference.conflicts):
                yield basis.name


def held_breaches(find: Callable[[GuardLimits], Iterable[Breach]], limits: GuardLimits, held: Held) -> Iterator[Breach]:
    """What breaks the plan's own limits, then what only the stricter ones of others refuse."""
    known = set()
    for breach in find(limits):
        known.add(_key(breach))
        yield breach
    for basis in held.bases:
        stricter = stricter_limits(limits, basis.said)
        for breach in find(stricter) if stricter != limits else ():
            if _key(breach) not in known:
                known.add(_key(breach))
                found = f"{breach.found}, the limit of {basis.name}, which the settings here loosen"
                yield breach._replace(found=found, instead=_INSTEAD)


def _key(breach: Breach) -> tuple[object, ...]:
    return breach.rule, breach.model_ids, breach.field


def loosened_settings(held: Held, *, meant: bool) -> Iterator[Breach]:
    """Looser settings that are meant, so that a later sync knows; or looser policies that make it another plan."""
    loosened = held.loosened
    if not meant:
        loosened = tuple(change for change in loosened if change.name.startswith("policies.") and held.otherwise)
    if not loosened:
        return
    found = f"the settings are looser than those of {_bases(loosened)}: {listed_settings(loosened)}"
    if held.otherwise:
        found += f"; under the policies of {' and '.join(held.otherwise)} this would be another plan"
    yield Breach("loosened-settings", found, MEANT, loosened[0].place)


def _bases(changes: Sequence[SettingChange]) -> str:
    return " and ".join(dict.fromkeys(change.since for change in changes))


def changed_store(changes: Iterable[SettingChange]) -> Breach | None:
    """A store that the base does not have, before anything is sent to it; None where it is the same."""
    found = [change for change in changes if change.name == "name" or change.name.startswith("store.")]
    if not found:
        return None
    said = (
        f"the store or the catalog is not that of {_bases(found)}, and nothing was sent to it: {listed_settings(found)}"
    )
    return Breach("changed-store", said, MEANT, found[0].place)
