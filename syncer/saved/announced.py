"""What a saved plan says of prices to come: that they are within what was reviewed once their day has come. Pure.

Imported only for a saved plan that says of some.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from syncer.frozen import replace
from syncer.model.catalog import Place
from syncer.model.changes import Adopt, Create, Update
from syncer.model.equality import same
from syncer.plan.coming_prices import ComingPrice
from syncer.plan.conflict_text import in_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from syncer.model.changes import Change, FieldChange
    from syncer.plan.plan import Plan


def as_reviewed(plan: Plan, reviewed: Plan) -> Plan:
    """The plan in which prices that the reviewed one announced stand as they stood there, or not at all."""
    prices = _Prices(reviewed)
    return replace(plan, changes=tuple(prices.of_all(plan)))


def unreviewed(coming: Iterable[ComingPrice], reviewed: Plan) -> Iterator[str]:
    """The prices to come that the reviewed plan did not announce, in words."""
    known = {(one.model_id, one.field, one.since): one.after for one in reviewed.coming}
    for one in coming:
        if not same(one.field, known.get((one.model_id, one.field, one.since)), one.after):
            values = f"{in_words(one.before)} -> {in_words(one.after)}"
            yield f"announce {one.model_id}: {one.field} {values} from {one.since} on ({one.place})"


def coming_from(part: Sequence[Any]) -> ComingPrice:
    """A price to come, as it was saved."""
    *said, place = part
    return ComingPrice._make([*said, Place(*place)])


class _Prices:
    """What a reviewed plan says of prices: by its changes, and for days to come."""

    def __init__(self, reviewed: Plan) -> None:
        self._said = {(one.model_id, one.action): {field.field: field for field in one.fields}
                      for one in reviewed.changes}  # fmt: skip
        self._after = {(one.model_id, one.field, one.since): one.after for one in reviewed.coming}
        self._before = {(one.model_id, one.field): one.before for one in reversed(reviewed.coming)}

    def of_all(self, plan: Plan) -> Iterator[Change]:
        """The changes, without those of which nothing is left."""
        for change in plan.changes:
            made = self._of(change) if isinstance(change, (Adopt, Create, Update)) else change
            if made.fields or not change.fields:
                yield made

    def _of(self, change: Adopt | Create | Update) -> Change:
        said = self._said.get((change.model_id, change.action), {})
        kept = (field if not self._is_announced(change, field) else said.get(field.field) for field in change.fields)
        return replace(change, fields=tuple(field for field in kept if field is not None))

    def _is_announced(self, change: Adopt | Create | Update, field: FieldChange) -> bool:
        """Whether the price was said for that day, and comes from one that was there at the review."""
        model_id, name = change.desired.model_id, field.field
        after = self._after.get((model_id, name, change.desired.since.get(name, "")))
        if after is None or not same(name, after, field.after):
            return False
        said = self._said.get((change.model_id, change.action), {}).get(name)
        known = self._before.get((model_id, name)) if said is None else said.before
        return isinstance(change, Create) or same(name, known, field.before)
