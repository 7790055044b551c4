"""What a saved plan says of the lifecycle, read back. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from syncer.model.catalog import Place
from syncer.plan.reroutings import Prices, Rerouting
from syncer.plan.retirements import Lifecycle, Retirement, Succession

if TYPE_CHECKING:
    from collections.abc import Iterable


def lifecycle_from(
    successions: Iterable[list[Any]], retirements: Iterable[list[Any]], reroutings: Iterable[list[Any]] = ()
) -> Lifecycle:
    """The parts, as they were saved; older versions saved two."""
    return Lifecycle(
        tuple(map(_succession, successions)), tuple(map(_retirement, retirements)), tuple(map(_rerouting, reroutings))
    )


def _rerouting(part: list[Any]) -> Rerouting:
    model_ids, status, was, runs, roles, before, after = part
    return Rerouting(
        tuple(model_ids), status, was, runs, tuple(roles), None if before is None else Prices(*before), Prices(*after)
    )


def _succession(part: list[Any]) -> Succession:
    model_id, status, successor, roles, denied, before, after, place = part
    prices = None if after is None else Prices(*after)
    return Succession(
        model_id, status, successor, tuple(roles), tuple(denied), Prices(*before), prices, place and Place(*place)
    )


def _retirement(part: list[Any]) -> Retirement:
    model_id, on, is_past, successor, place = part
    return Retirement(model_id, on, is_past, successor, place and Place(*place))
