"""What a plan does, in a sentence: what costs more, what goes, what comes, the default, the roles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from syncer.model.words import a_few, counted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from syncer.render.view import FieldRow, PlanView

    Show = Callable[[str], str]

_MOST: Final = 3
"""So many names of a kind are said."""


def gist(view: PlanView, show: Show, price: Callable[[FieldRow], str], strong: Show = str) -> str:
    """The sentence; empty where nothing of the kind happens.

    `show` escapes a name, `price` says the change of a price, and `strong` stresses what cannot be undone.
    """
    clauses = [*_price(view, show, price), *_rows(view, show, strong), *_people(view, show, strong)]
    return f"{'; '.join(clauses)}." if clauses else ""


def _price(view: PlanView, show: Show, price: Callable[[FieldRow], str]) -> Iterator[str]:
    if view.prices:
        worst, more = view.prices[0], len(view.prices) - 1
        rest = f" and {more:,} more price change{'s'[: more != 1]}" if more else ""
        yield f"{show(worst.change.model_id)} {price(worst)}{rest}"


def _rows(view: PlanView, show: Show, strong: Show) -> Iterator[str]:
    if view.deletes:
        names = a_few([change.model_id for change in view.deletes], _MOST, show=show)
        deleted = f"{counted(len(view.deletes), 'model')} deleted"
        yield f"{strong(deleted)} ({names})"
    if view.creates:
        yield counted(len(view.creates), "new model")


def _people(view: PlanView, show: Show, strong: Show) -> Iterator[str]:
    if view.default is not None:
        before, after = (a_few(names, _MOST, show=show) or "none" for names in view.default)
        yield f"{strong('the default')} {before} → {after}"
    losing = [one.role for one in view.plan.reach.roles if one.lost]
    gaining = len(view.plan.reach.roles) - len(losing)
    if losing:
        said = f"{counted(len(losing), 'role')} lose{'s'[: len(losing) == 1]} models"
        yield f"{strong(said)} ({a_few(losing, _MOST, show=show)})"
    if gaining:
        yield f"{counted(gaining, 'role')} gain{'s'[: gaining == 1]} models"
