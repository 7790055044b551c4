"""What a plan costs a month: the prices that it changes, times the use of each model. Exact, and rounded once. Pure."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Final, TypeAlias

from syncer.frozen import NamedTuple
from syncer.model.changes import Adopt, Restore, Update
from syncer.model.lifecycle import status_of
from syncer.model.money import Money, MonthlyChange, TierUse
from syncer.model.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from syncer.model.catalog import Catalog
    from syncer.model.changes import Change
    from syncer.model.money import Usage
    from syncer.plan.plan import Plan

    _Fields: TypeAlias = Mapping[str, object]

_Running: TypeAlias = "Adopt | Restore | Update"
"""Changes of a model that runs before and after."""
_MILLION: Final = 1_000_000
_CENT: Final = Decimal("0.01")


class _Cost(NamedTuple):
    """What one change costs."""

    model_id: str
    before: Fraction
    after: Fraction
    successor: str | None
    lacking: int
    """How many kinds of its tokens have no price on one of the sides; those count for neither."""


def money_of(plan: Plan, catalog: Catalog, usage: Usage) -> Money:
    """The cost of the plan. `catalog` is what the plan was made from: it has the prices of successors."""
    desired = {entry.model_id: entry.fields for entry in catalog.entries}
    retired = {one.model_id: one.successor for one in plan.lifecycle.successions if one.status == "retired"}
    costs: list[_Cost] = []
    unused: list[str] = []
    for change in _priced(plan.changes):
        use = _use(_names(change), usage)
        if use:
            costs.append(_cost(change, use, desired, retired.get(change.model_id)))
        elif not usage.tiers.keys() & set(_names(change)):
            unused.append(change.model_id)
    return Money(
        usage.place,
        _sum(costs),
        _largest_first(costs),
        tuple(_unsaid(plan.changes, usage, sum(cost.lacking for cost in costs))),
        tuple(unused),
        _tiers(plan.changes, usage),
        tuple(sorted(usage.monthly.keys() - desired.keys() - set(_known(plan)))),
    )


def _sum(costs: Iterable[_Cost]) -> Decimal:
    return _cents(sum((cost.after - cost.before for cost in costs), Fraction()))


def _largest_first(costs: Iterable[_Cost]) -> tuple[MonthlyChange, ...]:
    return tuple(sorted(map(_rounded, costs), key=lambda one: (-abs(one.more), one.model_id)))


def _priced(changes: Iterable[Change]) -> Iterator[_Running]:
    """The changes of what a model costs."""
    return (change for change in changes if isinstance(change, (Adopt, Restore, Update)) and _costs(change))


def _costs(change: _Running) -> bool:
    """Whether it changes the model's prices, or what runs in its place."""
    retires = status_of(change.live.fields) != "retired" and status_of(change.after) == "retired"
    return retires or any(field.field.endswith("_price_per_million_tokens") for field in change.fields)


def _known(plan: Plan) -> Iterator[str]:
    """The models of the plan that the catalog may not have."""
    yield from (row.model_id for row in plan.unmanaged)
    for change in plan.changes:
        yield from _names(change)


def _names(change: Change) -> tuple[str, ...]:
    """The ids that a model has now and then."""
    renamed = change.after["model_id"] if isinstance(change, (Adopt, Restore, Update)) else change.model_id
    return (change.model_id, str(renamed))


def _use(names: Sequence[str], usage: Usage) -> dict[str, Fraction]:
    """Tokens a month by kind, under any of the names."""
    found: dict[str, Fraction] = {}
    for name in dict.fromkeys(names):
        for kind, tokens in usage.monthly.get(name, {}).items():
            found[kind] = found.get(kind, Fraction()) + tokens
    return {kind: tokens for kind, tokens in found.items() if tokens}


def _tiers(changes: Iterable[Change], usage: Usage) -> tuple[TierUse, ...]:
    """What models whose prices change are used for at prices that no row has, the most tokens first."""
    found: dict[tuple[str, str], dict[str, Fraction]] = {}
    for change in _priced(changes) if usage.tiers else ():
        for name in dict.fromkeys(_names(change)):
            for key, tokens in usage.tiers.get(name, {}).items():
                found.setdefault(key, {})[name] = tokens
    uses = (TierUse(*key, _rounded_to_one(sum(one.values(), Fraction())), tuple(one)) for key, one in found.items())
    return tuple(sorted(uses, key=lambda use: (-use.tokens, use.kind, use.tier)))


def _cost(
    change: _Running, use: Mapping[str, Fraction], desired: Mapping[str, _Fields], successor: str | None
) -> _Cost:
    """What it costs now and then; that of a retired model is what its successor costs for the same use."""
    then = change.after if successor is None else desired.get(successor, {})
    before, after, lacking = Fraction(), Fraction(), 0
    for kind, tokens in use.items():
        old, new = _price(change.live.fields, kind), _price(then, kind)
        if old is None or new is None:
            lacking += 1
        else:
            before, after = before + tokens * old / _MILLION, after + tokens * new / _MILLION
    return _Cost(change.model_id, before, after, successor, lacking)


def _price(fields: _Fields, kind: str) -> Fraction | None:
    value = fields.get(f"{kind}_price_per_million_tokens")
    return Fraction(repr(value)) if isinstance(value, (int, float)) else None


def _unsaid(changes: Sequence[Change], usage: Usage, lacking: int) -> Iterator[str]:
    """What the money does not say."""
    moved = sum(not isinstance(one, (Adopt, Restore, Update)) and bool(_use(_names(one), usage)) for one in changes)
    if moved:
        yield f"of {counted(moved, 'model')} that come or go it is not known what runs instead"
    if lacking:
        yield f"{counted(lacking, 'kind')} of tokens without a price before or after"


def _rounded(cost: _Cost) -> MonthlyChange:
    before, after, more = map(_cents, (cost.before, cost.after, cost.after - cost.before))
    return MonthlyChange(cost.model_id, before, after, more, cost.successor)


def _rounded_to_one(value: Fraction) -> int:
    """A number of zero or more as a whole one; a half is rounded up."""
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def _cents(value: Fraction) -> Decimal:
    """US dollars in cents; half a cent is rounded away from zero."""
    cents = _rounded_to_one(abs(value) * 100)
    return Decimal(cents if value > 0 else -cents) * _CENT
