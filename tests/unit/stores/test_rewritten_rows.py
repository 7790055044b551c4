"""Rows of a table that another library has read and written again: the same value, or one fault with the row's id.

Each has its way: dynamodb-json writes every set as a list and a blob as text, and a small number as a map; Dynamoose
empties a map whose keys it does not know; PynamoDB puts a key of its own into a map.
"""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any, Final, cast

import pytest

from syncer.model.records import BrokenRow, Record, Snapshot
from syncer.plan.plan import build_plan
from syncer.render.plan import render_plan
from syncer.stores.dynamodb.client import TableAccess
from syncer.stores.dynamodb.items import new_item
from syncer.stores.dynamodb.read import Reader
from syncer.sync.writes import Stamp, write_of
from tests.stores.shapes import NOON, catalog, entry

if TYPE_CHECKING:
    from syncer.plan.plan import Plan
    from syncer.stores.base import Insert, Patch
    from syncer.stores.dynamodb.client import Calls

    Item = dict[str, Any]

PARAMS: Final = {"params": {"temperature": {"min": 0, "max": 1}}}
CATALOG: Final = catalog(
    entry("a", input_modalities=["TEXT", "IMAGE"], supported_params=PARAMS, available_to_roles=["guests", "staff"])
)
OWN_KEY: Final[dict[str, Any]] = {"attribute_values": {"M": {}}}


class NoCalls:
    """A table to which nothing is sent."""

    client = None
    access = TableAccess("t")


def written() -> Item:
    """The row as a sync writes it."""
    (change,) = build_plan(CATALOG, Snapshot(()), target="t").changes
    write = cast("Insert", write_of(change, stamp=Stamp("campus", None, "f" * 64, NOON), new_id=lambda: "none"))
    return dict(new_item(write.record_id, write.attributes))


ROW: Final = written()
ROW_ID: Final = ROW["id"]["S"]


def read(**rewritten: Any) -> Record | BrokenRow:
    """The row with these attributes in its own ones' place."""
    return Reader(cast("Calls", NoCalls())).judged(deepcopy({**ROW, **rewritten}))


def plan_of(found: Record | BrokenRow) -> Plan:
    """What a sync would do about it."""
    snapshot = Snapshot((found,)) if isinstance(found, Record) else Snapshot((), (found,))
    return build_plan(CATALOG, snapshot, target="t")


def in_map(name: str, *path: str) -> Item:
    """The attribute with the key of a library in a map of it."""
    value = deepcopy(ROW[name])
    inner = value
    for step in path:
        inner = inner["M"][step]
    inner["M"].update(OWN_KEY)
    return {name: value}


SAME: Final[dict[str, Item]] = {
    "a set for a list": {"inputModalities": {"SS": ["IMAGE", "TEXT"]}, "availableToRoles": {"SS": ["guests", "staff"]}},
    "a list in another order": {"inputModalities": {"L": [{"S": "IMAGE"}, {"S": "TEXT"}]}},
    "a number that was written again": {"inputPricePerMillionTokens": {"N": "2.200"}, "maxInputTokens": {"N": "2E5"}},
    "a key beside the parameters": in_map("supportedParams"),
    "a key in the mark": in_map("lastApplied"),
    "a list for a set of others": {"theirs": {"L": [{"S": "a"}, {"S": "b"}]}},
}


LOST_MARKS: Final[dict[str, Item]] = {
    "the mark as text": {"lastApplied": {"M": {"z": {"S": "\x01CI"}}}},
    "an empty mark": {"lastApplied": {"M": {}}},
}


@pytest.mark.parametrize("rewritten", [*SAME.values(), *LOST_MARKS.values()], ids=[*SAME, *LOST_MARKS])
def test_the_same_value(rewritten: Item) -> None:
    """No plan has anything to do; where only the mark is lost, that is said, and the next sync writes it again."""
    found = read(**rewritten)
    assert isinstance(found, Record)
    plan = plan_of(found)
    assert (plan.changes, plan.conflicts, plan.unchanged) == ((), (), 1)
    assert [one.record_id for one in plan.renewals] == ([ROW_ID] if rewritten in LOST_MARKS.values() else [])
    assert [one.kind for one in plan.problems] == (["unreadable-mark"] if plan.renewals else [])


REPAIRED: Final[dict[str, tuple[Item, str]]] = {
    "an emptied map": ({"supportedParams": {"M": {}}}, "params.temperature: absent -> "),
    "a key among the parameters": (in_map("supportedParams", "params"), "params.attribute_values: {} -> absent"),
    "an emptied list": ({"availableToRoles": {"L": []}}, "available_to_roles [] -> [guests, staff]"),
    "a price as text": ({"inputPricePerMillionTokens": {"S": "2.2"}}, "input_price_per_million_tokens "),
}


@pytest.mark.parametrize(("rewritten", "said"), REPAIRED.values(), ids=list(REPAIRED))
def test_a_value_that_was_lost_is_put_back(rewritten: Item, said: str) -> None:
    """The plan shows it, with the row, as an edit outside the catalog; afterwards the row says what its file says."""
    plan = plan_of(read(**rewritten))
    (change,) = plan.changes
    assert (change.record_id, plan.exit_code) == (ROW_ID, 0)
    told = render_plan(plan, "text")
    assert (f"row {ROW_ID}" in told, said in told, " ," in told) == (True, True, False)
    write = write_of(change, stamp=Stamp("campus", None, "e" * 64, NOON), new_id=lambda: "none")
    whole = {**ROW, **rewritten, **new_item(ROW_ID, {"modelId": "a", **cast("Patch", write).set})}
    after = plan_of(Reader(cast("Calls", NoCalls())).judged(whole))
    assert (after.changes, after.renewals) == ((), ())


BROKEN: Final[dict[str, tuple[Item, str]]] = {
    "a number as a map": ({"inputPricePerMillionTokens": {"M": {}}}, "inputPricePerMillionTokens: must be a number"),
    "a set of numbers": ({"maxInputTokens": {"NS": ["1"]}}, "maxInputTokens: must be a whole number"),
    "a list of maps": ({"inputModalities": {"L": [{"M": {"S": {"S": "TEXT"}}}]}}, "inputModalities.0: must be text"),
    "a text for a list": ({"inputModalities": {"S": "TEXT"}}, "inputModalities: must be a list"),
    "a map for a text": ({"modelName": {"M": {}}}, "modelName: must be text"),
}


@pytest.mark.parametrize(("rewritten", "why"), BROKEN.values(), ids=list(BROKEN))
def test_what_is_no_model_any_more_has_one_fault(rewritten: Item, why: str) -> None:
    """It has the row's id and what is wrong; the plan shows it, and makes no second row beside it in silence."""
    found = read(**rewritten)
    assert isinstance(found, BrokenRow)
    assert (found.record_id, found.model_id) == (ROW_ID, "a")
    assert found.problem.where == f"t: row {ROW_ID}"
    assert found.problem.message.endswith(f": {why}")
    plan = plan_of(found)
    assert any(found.problem.message in one.message and ROW_ID in one.where for one in plan.problems)
    assert (plan.exit_code, plan.changes) == (4, ())
