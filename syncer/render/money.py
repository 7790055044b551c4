"""What a plan costs a month, in sentences. `show` escapes what comes from outside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from syncer.model.money import TIERS
from syncer.model.words import a_few, counted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from decimal import Decimal

    from schemas.money_document import MoneyDocument, MonthlyChangeDocument, TierUseDocument
    from syncer.model.money import Money, MonthlyChange, TierUse


def money_headline(money: Money, show: Callable[[str], str]) -> str:
    """All of it in one sentence, such as `1,240.00 USD more for the use of 2 models (usage.csv)`."""
    return f"{_all(money)} ({show(money.usage)})"


def _all(money: Money) -> str:
    if not money.changes:
        unknown = money.unused or money.tiers or money.unsaid
        said = "nothing is known of what it costs" if unknown else "it changes no costs"
        return f"{said} now" if money.coming else said
    return f"{_more(money.more)} for the use of {counted(len(money.changes), 'model')}"


def money_lines(money: Money, show: Callable[[str], str]) -> Iterator[str]:
    """A line for each model, the largest change first, and what cannot be said."""
    yield from (_line(one, show) for one in money.changes)
    yield from (f"from {one.since} on, {_line(one.change, show)}" for one in money.coming)
    if money.unused:
        yield f"not said: no use is known of {counted(len(money.unused), 'model')}, {a_few(money.unused, show=show)}"
    yield from (f"not said: {said}" for said in money.unsaid)
    yield from (f"not said: {_of_tier(one, show)}" for one in money.tiers)
    if money.strange:
        names = a_few(money.strange, show=show)
        yield f"not said: {counted(len(money.strange), 'model')} of the use are in no catalog or plan, {names}"


def _of_tier(one: TierUse, show: Callable[[str], str]) -> str:
    kind, names = one.kind.replace("_", " "), a_few(one.model_ids, show=show)
    return f"{one.tokens:,} {kind} tokens a month {TIERS[one.tier]} are paid at a price that no row has, {names}"


def _line(one: MonthlyChange, show: Callable[[str], str]) -> str:
    instead = f", with {show(one.successor)} in its place" if one.successor is not None else ""
    return f"{show(one.model_id)}: {one.before:,} -> {one.after:,} USD a month, {_more(one.more)}{instead}"


def _more(amount: Decimal) -> str:
    if not amount:
        return "no more and no less"
    return f"{abs(amount):,} USD {'more' if amount > 0 else 'less'}"


def _tier_document(one: TierUse) -> TierUseDocument:
    kind, tier = cast("Any", one.kind), cast("Any", one.tier)
    return {"kind": kind, "tier": tier, "tokens": one.tokens, "model_ids": list(one.model_ids)}


def _change_document(one: MonthlyChange) -> MonthlyChangeDocument:
    return {"model_id": one.model_id, "before": f"{one.before:f}", "after": f"{one.after:f}",
            "more": f"{one.more:f}", "successor": one.successor}  # fmt: skip


def money_document(money: Money) -> MoneyDocument:
    """The document of it."""
    return {
        "usage": money.usage,
        "more_per_month": f"{money.more:f}",
        "changes": list(map(_change_document, money.changes)),
        "coming": [{"since": one.since, **_change_document(one.change)} for one in money.coming],
        "unused": list(money.unused),
        "unsaid": list(money.unsaid),
        "tiers": list(map(_tier_document, money.tiers)),
        "strange": list(money.strange),
    }  # fmt: skip
