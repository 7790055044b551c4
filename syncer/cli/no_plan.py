"""What is told of targets that have no plan, and of the files that are to blame."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from syncer.errors import CatalogError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from syncer.errors import Problem
    from syncer.plan.plan import Plan, Planned


def problems_told(planned: Iterable[Planned]) -> Iterable[Problem]:
    """What stderr is told: the warnings of each plan once, and the problems of each catalog that is invalid."""
    found = (one.plan.problems if one.plan is not None else getattr(one.error, "problems", ()) for one in planned)
    return dict.fromkeys(chain.from_iterable(found))


def plans_of(planned: Iterable[Planned]) -> list[Plan]:
    """The plans of the targets that have one."""
    return [one.plan for one in planned if one.plan is not None]


def invalid_catalog(planned: Sequence[Planned]) -> CatalogError | None:
    """Why there is no page of the plans: no target has a catalog that is valid. None where one has."""
    errors = [one.error for one in planned if isinstance(one.error, CatalogError)]
    return errors[0] if errors and len(errors) == len(planned) else None
