"""What a plan costs a month: the prices that it changes, times the use of each model. Exact, and rounded once. Pure."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Final, TypeAlias

from syncer.frozen import NamedTuple
from syncer.model.changes import Create, Delete, Recreate
from syncer.model.money import LaterChange, Money, MonthlyChange, TierUse
from syncer.model.words import counted
from syncer.plan.served import ids_of, served, served_later

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from syncer.model.catalog import Catalog
    from syncer.model.changes import Change
    from syncer.model.money import Usage
    from syncer.plan.plan import Plan
    from syncer.plan.served import Served

    _Fields: TypeAlias = Mapping[str, object]

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
    """The cost of the plan. `catalog` is what the plan was made from: it has the prices of what does not change."""
    found = [*served(plan, catalog, _used(usage))]
    later = [*served_later(plan, catalog, _used(usage))]
    used = [one for one in found if _use(one.names, usage)]
    costs, coming = [*_costs(used, usage)], [*_later(later, usage)]
    lacking = sum(cost.lacking for cost in (*costs, *(cost for _, cost in coming)))
    priced = [*found, *(one for _, one in later)]
    moved = len(used) - len(costs) + _come_or_go(plan.changes, usage)
    return Money(
        usage.place,
        _sum(costs),
        _largest_first(costs),
        tuple(_unsaid(moved, lacking)),
        tuple(dict.fromkeys(_unused(priced, usage))),
        _tiers(priced, usage),
        tuple(_strange(plan, catalog, usage)),
        tuple(sorted((LaterChange(since, _rounded(cost)) for since, cost in coming), key=_by_day)),
    )


def _used(usage: Usage) -> set[str]:
    """The models that are used at all."""
    return {name for name, kinds in usage.monthly.items() if any(kinds.values())} | usage.tiers.keys()


def _costs(used: Iterable[Served], usage: Usage) -> Iterator[_Cost]:
    """Of what runs before and after."""
    for one in used:
        if one.now is not None and one.then is not None:
            yield _cost(one, one.now, one.then, _use(one.names, usage))


def _later(later: Iterable[tuple[str, Served]], usage: Usage) -> Iterator[tuple[str, _Cost]]:
    """From which day on, and what it costs, for models that are used."""
    for since, one in later:
        if _use(one.names, usage):
            yield from ((since, cost) for cost in _costs([one], usage))


def _by_day(one: LaterChange) -> tuple[str, Decimal, str]:
    return one.since, -abs(one.change.more), one.change.model_id


def _unused(found: Iterable[Served], usage: Usage) -> Iterator[str]:
    """The models that cost another price, and of whose use nothing is known."""
    for one in found:
        if not _use(one.names, usage) and not usage.tiers.keys() & {*one.names}:
            yield one.names[0]


def _sum(costs: Iterable[_Cost]) -> Decimal:
    return _cents(sum((cost.after - cost.before for cost in costs), Fraction()))


def _largest_first(costs: Iterable[_Cost]) -> tuple[MonthlyChange, ...]:
    return tuple(sorted(map(_rounded, costs), key=lambda one: (-abs(one.more), one.model_id)))


def _strange(plan: Plan, catalog: Catalog, usage: Usage) -> list[str]:
    """The models of the use that neither the catalog nor the plan has."""
    known = {entry.model_id for entry in catalog.entries} | {row.model_id for row in plan.unmanaged}
    return sorted(usage.monthly.keys() - known - {name for change in plan.changes for name in ids_of(change)})


def _use(names: Sequence[str], usage: Usage) -> dict[str, Fraction]:
    """Tokens a month by kind, under any of the names."""
    found: dict[str, Fraction] = {}
    for name in dict.fromkeys(names):
        for kind, tokens in usage.monthly.get(name, {}).items():
            found[kind] = found.get(kind, Fraction()) + tokens
    return {kind: tokens for kind, tokens in found.items() if tokens}


def _tiers(found: Iterable[Served], usage: Usage) -> tuple[TierUse, ...]:
    """What models whose prices change are used for at prices that no row has, the most tokens first."""
    names = dict.fromkeys(name for one in found for name in one.names)
    by_tier: dict[tuple[str, str], dict[str, Fraction]] = {}
    for name in names:
        for key, tokens in usage.tiers.get(name, {}).items():
            by_tier.setdefault(key, {})[name] = tokens
    uses = (TierUse(*key, _rounded_to_one(sum(one.values(), Fraction())), tuple(one)) for key, one in by_tier.items())
    return tuple(sorted(uses, key=lambda use: (-use.tokens, use.kind, use.tier)))


def _cost(one: Served, now: _Fields, then: _Fields, use: Mapping[str, Fraction]) -> _Cost:
    """What it costs now and then; that of a retired model is what its successor costs for the same use."""
    before, after, lacking = Fraction(), Fraction(), 0
    for kind, tokens in use.items():
        old, new = _price(now, kind), _price(then, kind)
        if old is None or new is None:
            lacking += 1
        else:
            before, after = before + tokens * old / _MILLION, after + tokens * new / _MILLION
    return _Cost(one.names[0], before, after, one.successor, lacking)


def _price(fields: _Fields, kind: str) -> Fraction | None:
    value = fields.get(f"{kind}_price_per_million_tokens")
    return Fraction(repr(value)) if isinstance(value, (int, float)) else None


def _come_or_go(changes: Iterable[Change], usage: Usage) -> int:
    """How many models that are used are there on one side alone."""
    return sum(isinstance(one, (Create, Delete, Recreate)) and bool(_use(ids_of(one), usage)) for one in changes)


def _unsaid(moved: int, lacking: int) -> Iterator[str]:
    """What the money does not say."""
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
