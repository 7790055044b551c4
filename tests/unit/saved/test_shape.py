"""A saved plan or an apply with anything in any place: it is refused, or it can be shown."""

from __future__ import annotations

import json
from contextlib import suppress
from copy import deepcopy
from datetime import timedelta
from hashlib import sha256
from itertools import count
from typing import TYPE_CHECKING, Any, Final

import pytest

from syncer.errors import Problem, StalePlanError, UsageError
from syncer.model.catalog import Place
from syncer.model.changes import Renewal
from syncer.plan.coming_prices import ComingPrice
from syncer.plan.guards.check import Guard
from syncer.plan.guards.role_access import Reach, RoleReach
from syncer.plan.inventory import AttributeCount
from syncer.plan.plan import Plan
from syncer.plan.settings_change import SettingChange
from syncer.render.plan import render_saved
from syncer.render.text.history import apply_text
from syncer.saved.change_json import change_json
from syncer.saved.file import Provenance, read_saved, require_current, saved_bytes
from syncer.saved.shape import ShapeError, part_of, text
from syncer.stores.depth import DEEPEST
from syncer.sync.history import read_apply
from tests.examples import examples
from tests.stores.shapes import NOON
from tests.unit.building import record
from tests.unit.saved.test_change_json import CHANGES, definition, row

if TYPE_CHECKING:
    from collections.abc import Iterator

STRANGE: Final[tuple[Any, ...]] = (
    None, True, 5, -1, 1.5, 10**30, float("nan"), "", "x", "\ud800", [], [None], {}, {"a": {"b": []}}, [["x", 1, 2, 3]],
    {"$number": "x"}, {"$number": "1e999999"}, {"$SS": 5}, {"$map": 5}, {"$B": "?"}, "0001-01-01T00:00:00+14:00", 0,
)  # fmt: skip
ORIGIN: Final = Provenance("somebody", NOON, NOON + timedelta(hours=1), "0.1.0", "c0ffee", False, "hash")
PLAN: Final = Plan(
    catalog="campus",
    target="directory live",
    changes=CHANGES,
    renewals=(Renewal(row(), (), definition(), ("enabled",)),),
    unchanged=1,
    unmanaged=(record("other"),),
    guards=(Guard("too-many-deletes", "too many", "--allow-deletes 1", True, Place("a.yaml", 1), ("a",), "enabled"),),
    overwritten=("a",),
    problems=(Problem("a.yaml", "odd", 1, 2, "enabled", "warning", "x: 1"),),
    attributes=(AttributeCount("sortOrder", 1, True),),
    reach=Reach((RoleReach("staff", 1, 1, ("a",), ("b",)),), ("a",)),
    settings=(SettingChange("guards.max_deletes", 5, 50, True, "main", Place("catalog.yaml", 2)),),
    remembers=(("guards.max_deletes", 50),),
    coming=(
        ComingPrice("a", "2027-01-01", "input_price_per_million_tokens", None, 4.0, True, True, Place("a.yaml", 3)),
    ),
)
APPLY: Final[dict[str, Any]] = {
    "by": "ann", "tool": "0.1.0", "run": None, "plan_id": "p", "state": "partial", "at": "2026-01-31T12:00:00+00:00",
    "catalog": "campus", "commit": "c0ffee", "fingerprint": "f",
    "changes": [
        {"action": "update", "model_id": "a", "record_id": "1", "status": "failed", "detail": "why", "adopted": True,
         "fields": [["max_output_tokens", 1, 2], ["supported_params", None, {"params": {"a": {"min": 1}}}]],
         "raw": {"maxOutputTokens": {"$number": "1"}}},
    ],
}  # fmt: skip


def places(document: Any) -> Iterator[tuple[Any, ...]]:
    """The path of every part of a document."""
    steps = list(document) if isinstance(document, dict) else range(len(document)) if isinstance(document, list) else ()
    for step in steps:
        yield (step,)
        yield from ((step, *rest) for rest in places(document[step]))


def variants(document: Any) -> Iterator[Any]:
    """The document with one part taken out, or replaced with something strange.

    A quick run puts every third strange thing into a place, other ones into the next.
    """
    every, turn = examples(3, thorough=1), count()
    for *above, step in places(document):
        for value in (..., *(one for one in STRANGE if next(turn) % every == 0)):
            made = deepcopy(document)
            parent = made
            for one in above:
                parent = parent[one]
            if value is ...:
                del parent[step]
            else:
                parent[step] = value
            yield made


def signed(document: Any) -> bytes:
    """The file of a plan with a right checksum."""
    body = json.dumps(document, separators=(",", ":")).removesuffix("}").encode()
    return body + b',\n"checksum": "%s"}\n' % sha256(body).hexdigest().encode()


def document(plan: Plan) -> dict[str, Any]:
    """What the file of a plan says, without its checksum."""
    said: dict[str, Any] = json.loads(saved_bytes(plan, ORIGIN, {"kind": "directory", "path": "live"}))
    del said["checksum"]
    return said


def is_borne(data: bytes) -> bool:
    """Whether the file is a plan that can be shown in each form; otherwise it is refused as one that is none."""
    try:
        found = read_saved(data, name="plan.json")
    except UsageError:
        return False
    with suppress(StalePlanError):
        require_current(found, target=found.target, address="here", now=NOON, name="plan.json")
    return all(render_saved(found, form, all_fields=True) for form in ("text", "markdown", "json"))


def slim(kind: int) -> Plan:
    """A plan with one kind of change, and little besides: so that each place can hold each strange thing in time."""
    return Plan(catalog="campus", target="live", changes=CHANGES[kind : kind + 1])


def test_the_whole_plan_is_right() -> None:
    """What is put into it later is put into a plan that is borne."""
    assert is_borne(signed(document(PLAN)))


@pytest.mark.parametrize("kind", range(len(CHANGES)), ids=lambda kind: type(CHANGES[kind]).__name__)
def test_anything_in_any_place_of_a_change(kind: int) -> None:
    """It is a plan that can be shown, or one error; most are the error."""
    whole = document(slim(kind))
    change = whole["plan"]["changes"][0]
    said = [is_borne(signed({**whole, "plan": {**whole["plan"], "changes": [one]}})) for one in variants(change)]
    assert 0 < sum(said) < len(said) / 2


def test_anything_in_any_place_around_the_changes() -> None:
    """The same for what surrounds them, and for what surrounds the plan."""
    whole = document(PLAN)
    whole["plan"].update(changes=[], renewals=[change_json(PLAN.renewals[0])])
    said = [is_borne(signed(one)) for one in variants(whole)]
    assert 0 < sum(said) < len(said) / 2


def test_the_place_is_named() -> None:
    """Whoever made the file by another tool learns where it is wrong."""
    whole = document(slim(0))
    whole["plan"]["changes"][0]["desired"]["fields"]["enabled"] = "yes"
    with pytest.raises(UsageError, match=r"desired\.fields\.enabled must be true or false; make the plan again"):
        read_saved(signed(whole), name="plan.json")


@pytest.mark.parametrize("depth", [DEEPEST + 1, 900, 100_000])
@pytest.mark.parametrize(("opens", "closes"), [("[", "]"), ('{"a":', "}")])
def test_nesting(depth: int, opens: str, closes: str) -> None:
    """Of any depth it is refused wherever somebody would read it."""
    whole = document(slim(3))
    whole["plan"]["changes"][0]["row"]["raw"]["deep"] = "DEEP"
    body = json.dumps(whole).replace('"DEEP"', opens * depth + "1" + closes * depth).removesuffix("}").encode()
    assert not is_borne(body + b',\n"checksum": "%s"}\n' % sha256(body).hexdigest().encode())


def test_what_a_later_release_adds_is_passed_over() -> None:
    """A part that nobody here reads may be anything."""
    whole = document(PLAN)
    whole["plan"]["later"] = whole["plan"]["changes"][0]["later"] = whole["later"] = {"x": [None]}
    assert is_borne(signed(whole))


def test_an_apply_with_anything_in_any_place() -> None:
    """It cannot be read, or it can be shown."""
    assert read_apply("1", json.dumps(APPLY).encode()) is not None
    read = [read_apply("1", json.dumps(one).encode()) for one in variants(APPLY)]
    for apply in filter(None, read):
        changes = [{**one._asdict(), "found": None} for one in apply.changes]
        about = {**apply._asdict(), **apply.who._asdict()}
        assert apply_text(about, changes, "text")
        assert json.loads(apply_text({name: about[name] for name in ("apply_id", "at")}, [], "json"))
    assert 0 < sum(apply is not None for apply in read) < len(read) / 2


def test_an_apply_does_one_thing_to_a_row() -> None:
    """A few bytes that tell of one row very often are no apply: each would be looked up in the catalog's files."""
    twice = {**APPLY, "changes": APPLY["changes"] * 2}
    assert read_apply("1", json.dumps(twice).encode()) is None


def test_a_change_names_each_field_once() -> None:
    """Thousands of lines about one field are no change."""
    whole = document(slim(3))
    whole["plan"]["changes"][0]["fields"] *= 2
    with pytest.raises(UsageError, match=r"fields must be a list that names each field once"):
        read_saved(signed(whole), name="plan.json")


def test_shapes_themselves() -> None:
    """A key that is missing and a value that is wrong are each said with their place."""
    check = part_of({"a": part_of({"b": text})})
    with pytest.raises(ShapeError, match=r"^a\.b must be there$"):
        check({"a": {}})
    with pytest.raises(ShapeError, match=r"^it must be an object$"):
        check([])
