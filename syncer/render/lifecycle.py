"""What a lifecycle does to people, in sentences. `show` escapes what comes from outside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from syncer.model.words import a_few, plain_number

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from syncer.plan.reroutings import Prices, Rerouting
    from syncer.plan.retirements import Retirement, Succession

    Show = Callable[[str], str]


def told_of_succession(one: Succession, show: Show) -> str:
    """Who is moved to which model at which price, whom pickers no longer show it, or who is denied."""
    if one.status == "deprecated":
        return _of_deprecated(one, show)
    model_id = show(one.model_id)
    if one.successor is None or one.after is None:
        roles = _roles(one.roles, show)
        return f"{model_id} is retired without a successor that can be used: {roles} can no longer use it."
    moved = _roles([role for role in one.roles if role not in one.denied], show)
    price = _change(one.before, one.after)
    denied = f" It is denied to {_roles(one.denied, show)}, who cannot use {show(one.successor)}." if one.denied else ""
    return f"{model_id} is retired: {moved} moved to {show(one.successor)}, {price}.{denied}"


def _of_deprecated(one: Succession, show: Show) -> str:
    follows = "" if one.successor is None else f"; {show(one.successor)} is named as its successor"
    roles = _roles(one.roles, show)
    hidden = f"it is hidden from {roles}, unless chosen already, and runs on"
    return f"{show(one.model_id)} becomes deprecated: {hidden}{follows}."


def told_of_rerouting(one: Rerouting, show: Show) -> str:
    """What runs for those who use a model that was retired, at which price."""
    roles = _roles(one.roles, show)
    if one.status == "retired":
        names = a_few(one.model_ids, show=show)
        at = _change(one.before, one.after)
        moved = "" if one.was in (None, one.runs) else f", and no longer {show(str(one.was))}"
        return f"{show(one.runs)} runs in place of {names} for {roles}{moved}, {at}."
    hidden = ", but deprecated: hidden, and" if one.status == "deprecated" else ", but active:"
    place = "" if one.was is None else f" in place of {show(one.was)}"
    told = [f"{show(name)} is no longer retired{hidden} it runs again for {roles}{place}" for name in one.model_ids]
    return f"{a_few(told, apart='; ')}, {_change(one.before, one.after)}."


def _change(before: Prices | None, after: Prices) -> str:
    """`per million tokens input 2.5 -> 1 USD; output 10 -> 5 USD`."""
    new_in, new_out = map(plain_number, after)
    old_in, old_out = ("", "") if before is None else (f"{plain_number(price)} -> " for price in before)
    return f"per million tokens input {old_in}{new_in} USD; output {old_out}{new_out} USD"


def told_of_retirement(one: Retirement, show: Show) -> str:
    """When it is, and what follows."""
    follows = "it names no successor" if one.successor is None else f"{show(one.successor)} is its successor"
    if one.is_past:
        return f"{show(one.model_id)} was to retire on {show(one.on)} and has not: {follows}."
    return f"{show(one.model_id)} retires on {show(one.on)}: {follows}."


def _roles(roles: Sequence[str], show: Show) -> str:
    if not roles:
        return "those who were granted it"
    return f"role{'s'[: len(roles) != 1]} {a_few(roles, show=show)}"
