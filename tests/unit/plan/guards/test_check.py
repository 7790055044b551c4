"""The rules that refuse a plan: each at its limit, below and above, and what lifts it."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import pytest

from syncer.errors import GuardError
from syncer.model.catalog import GuardLimits, Place
from syncer.model.policies import Policies
from syncer.model.records import Inventory, record_id_for
from syncer.plan.guards.check import Allowances, Guard
from syncer.plan.plan import build_plan
from tests.unit.building import OURS, TARGET, broken, catalog_of, entry, plan_of, record, snapshot_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from syncer.model.catalog import CatalogEntry
    from syncer.model.records import Record
    from syncer.plan.plan import Plan

Value = TypeVar("Value", int, str)
MANY = GuardLimits(max_deletes=1000)
"""No limit but the shares."""


def rows(count: int, *, start: int = 0) -> list[Record]:
    """So many rows of ours."""
    return [record(f"m{number:04}") for number in range(start, start + count)]


def kept(count: int, *, edited: int = 0) -> list[CatalogEntry]:
    """Definitions of the first rows, some of them edited."""
    return [entry(f"m{number:04}", enabled=number >= edited) for number in range(count)]


def names(plan: Plan) -> list[str]:
    """The guards that refuse the plan."""
    return [guard.name for guard in plan.refusals]


def given(allow: Value | None) -> frozenset[Value]:
    """What an option says that may be left out."""
    return frozenset(() if allow is None else (allow,))


def deleting(deletes: int, of: int, *, limits: GuardLimits = MANY, allow: int | None = None) -> Plan:
    """A plan that deletes some of our rows."""
    return plan_of(kept(of - deletes), rows(of), limits=limits, allowances=Allowances(deletes=given(allow)))


def updating(updates: int, of: int, *, allow: int | None = None) -> Plan:
    """A plan that updates some of our rows."""
    return plan_of(kept(of, edited=updates), rows(of), allowances=Allowances(updates=given(allow)))


@pytest.mark.parametrize(
    ("deletes", "of", "refused"),
    [
        (29, 100, False),
        (30, 100, False),
        (31, 100, True),
        (3, 10, False),
        (4, 10, True),
        (1, 6, False),
        (3, 6, True),
        (1, 3, True),
        (1, 4, False),
        (1, 2, True),
        (31, 103, True),
    ],
)
def test_share_of_deletes(deletes: int, of: int, *, refused: bool) -> None:
    """More than 30 % of the managed rows are too many deletes, in small catalogs too."""
    assert names(deleting(deletes, of)) == (["too-many-deletes"] if refused else [])


@pytest.mark.parametrize(("deletes", "refused"), [(19, False), (20, False), (21, True)])
def test_number_of_deletes(deletes: int, *, refused: bool) -> None:
    """More than 20 deletes are too many, whatever their share."""
    plan = deleting(deletes, 1000, limits=GuardLimits())
    assert names(plan) == (["too-many-deletes"] if refused else [])


def test_limits_come_from_the_catalog() -> None:
    """A catalog sets its own limits, also to none at all and to everything."""
    assert names(deleting(1, 100, limits=GuardLimits(max_delete_percent=0))) == ["too-many-deletes"]
    assert names(deleting(1, 100, limits=GuardLimits(max_deletes=0))) == ["too-many-deletes"]
    assert names(deleting(60, 100, limits=GuardLimits(max_delete_percent=100, max_deletes=60))) == []
    updated = plan_of(kept(4, edited=3), rows(4), limits=GuardLimits(max_update_percent=75))
    assert names(updated) == []


def test_message_of_deletes() -> None:
    """The guard says how many of how many, the limit, and the option that lifts it."""
    assert deleting(60, 120, limits=GuardLimits()).guards == (
        Guard(
            "too-many-deletes",
            "60 of 120 managed rows would be deleted, more than 30 %; pass --allow-deletes 60 if that is meant",
            "--allow-deletes 60",
        ),
    )
    assert deleting(21, 1000, limits=GuardLimits()).guards[0].message == (
        "21 rows would be deleted, more than 20; pass --allow-deletes 21 if that is meant"
    )


@pytest.mark.parametrize("allow", [None, 0, 59, 61, 1000])
def test_another_count_does_not_lift(allow: int | None) -> None:
    """Only the exact count lifts the guard: neither less nor more."""
    plan = deleting(60, 120, allow=allow)
    assert names(plan) == ["too-many-deletes"]
    given = "" if allow is None else f" (--allow-deletes {allow} was given)"
    assert plan.guards[0].message.endswith(f"pass --allow-deletes 60 if that is meant{given}")
    with pytest.raises(GuardError, match="60 of 120"):
        plan.require_allowed()


def test_every_count_that_was_given_is_said() -> None:
    """Where counts were given for several targets, the message lists them in order."""
    plan = plan_of(kept(60), rows(120), limits=MANY, allowances=Allowances(deletes=frozenset({16, 9})))
    assert plan.guards[0].message.endswith("if that is meant (--allow-deletes 9, --allow-deletes 16 was given)")


def test_exact_count_lifts() -> None:
    """The exact count lifts the guard, and the plan still says so."""
    plan = deleting(60, 120, allow=60)
    assert plan.guards == (
        Guard(
            "too-many-deletes",
            "60 of 120 managed rows would be deleted, more than 30 %; allowed by --allow-deletes 60",
            "--allow-deletes 60",
            lifted=True,
        ),
    )
    plan.require_allowed()


def test_deletes_are_counted_against_managed_rows_only() -> None:
    """Nobody's rows, another catalog's rows and creates do not thin out the share."""
    others = [record(f"x{number}", by=None) for number in range(50)] + [
        record(f"y{number}", by="z") for number in range(50)
    ]
    plan = plan_of([*kept(3), entry("new")], [*rows(6), *others])
    assert names(plan) == ["too-many-deletes"]
    assert plan.guards[0].message.startswith("3 of 6 managed rows")


@pytest.mark.parametrize(
    ("left", "of", "refused"), [(0, 100, True), (9, 100, True), (10, 100, False), (11, 100, False), (10, 101, True)]
)
def test_nearly_empty_catalog(left: int, of: int, *, refused: bool) -> None:
    """Fewer definitions than a tenth of the managed rows look like the wrong directory."""
    limits = GuardLimits(max_delete_percent=100, max_deletes=1000)
    plan = plan_of(kept(left), rows(of), limits=limits)
    assert names(plan) == (["nearly-empty-catalog"] if refused else [])


def test_empty_catalog_against_one_row() -> None:
    """Also a store of one row is not emptied unasked; one count lifts both guards."""
    meant = "pass --allow-deletes 1 if that is meant"
    assert [guard.message for guard in plan_of([], rows(1)).guards] == [
        f"the catalog has 0 definitions against 1 managed rows, as if it were the wrong directory; {meant}",
        f"1 of 1 managed rows would be deleted, more than 30 %; {meant}",
    ]
    assert names(plan_of([], rows(1), allowances=Allowances(deletes=frozenset({1})))) == []


def test_empty_catalog_against_an_empty_store() -> None:
    """Nothing on both sides is nothing to guard."""
    assert plan_of([], []).guards == ()
    assert plan_of([], [record("a", by=None)]).guards == ()


@pytest.mark.parametrize(
    ("updates", "of", "refused"),
    [
        (1, 1, False),
        (2, 2, False),
        (3, 3, True),
        (3, 6, False),
        (3, 5, True),
        (50, 100, False),
        (51, 100, True),
        (51, 101, True),
        (51, 102, False),
    ],
)
def test_share_of_updates(updates: int, of: int, *, refused: bool) -> None:
    """More than half of the managed rows are too many updates; one or two never are."""
    assert names(updating(updates, of)) == (["too-many-updates"] if refused else [])


@pytest.mark.parametrize(("allow", "refused"), [(59, True), (60, False), (61, True)])
def test_exact_count_lifts_updates(allow: int, *, refused: bool) -> None:
    """Updates need their exact count, and that of the deletes does not help."""
    assert names(updating(60, 100, allow=allow)) == (["too-many-updates"] if refused else [])
    other = plan_of(kept(100, edited=60), rows(100), allowances=Allowances(deletes=frozenset({60})))
    assert names(other) == ["too-many-updates"]


def test_message_of_updates() -> None:
    """The guard says how many of how many, the limit, and the option that lifts it."""
    assert [guard.message for guard in updating(60, 100).guards] == [
        "60 of 100 rows would be updated, more than 50 %; pass --allow-updates 60 if that is meant"
    ]


def test_updates_are_counted_against_the_rows_that_go_too() -> None:
    """Rows that the plan deletes are managed rows, so they count in the share of updates."""
    assert plan_of(kept(8, edited=5), rows(10)).guards == ()
    assert names(plan_of(kept(8, edited=6), rows(10))) == ["too-many-updates"]


def test_edits_that_are_put_back_are_no_mass_change() -> None:
    """Somebody edited every row on the page, and the catalog says what it said; what it says anew counts as before."""
    edited = [row._replace(fields={**row.fields, "max_input_tokens": 5}) for row in rows(5)]
    plan = plan_of(kept(5), edited)
    assert (plan.counts["update"], plan.counts["drift"], plan.guards) == (5, 5, ())
    assert plan_of(kept(5, edited=2), edited).guards == ()
    assert [guard.message for guard in plan_of(kept(5, edited=3), edited).refusals] == [
        "3 of 5 rows would be updated, more than 50 %; pass --allow-updates 3 if that is meant"
    ]


@pytest.mark.parametrize(("row", "definition"), [(True, True), (True, False), (False, True)])
@pytest.mark.parametrize("owner", [OURS, None])
def test_a_protected_model_is_not_disabled(owner: str | None, *, row: bool, definition: bool) -> None:
    """It is enough that the definition says so, or that the one which was last applied did; nothing lifts it."""
    live = record("m", by=owner)._replace(protected=row)
    plan = plan_of([entry("m", enabled=False, lines={"enabled": 4})._replace(protected=definition)], [live])
    assert plan.guards == (
        Guard(
            "protected-model",
            "m (catalog/models/m.yaml:4) is protected and would be disabled; first sync its definition without "
            "`protected`",
            place=Place("catalog/models/m.yaml", 4),
            model_ids=("m",),
            field="enabled",
        ),
    )


def test_a_protected_model_is_not_deleted() -> None:
    """What the definition said that was last applied counts; the right number of deletes does not lift it."""
    live = [record("m")._replace(protected=True), *rows(9)]
    plan = plan_of(kept(9), live, allowances=Allowances(deletes=frozenset({1})))
    found = "m is protected and would be deleted; first sync its definition without `protected`"
    assert plan.guards == (Guard("protected-model", found, model_ids=("m",)),)


@pytest.mark.parametrize("enabled", [True, False])
def test_a_protected_model_may_change_otherwise(*, enabled: bool) -> None:
    """Other fields of it change freely, and one that is disabled already may stay so."""
    live = record("m", enabled=enabled)._replace(protected=True)
    changed = entry("m", enabled=enabled, model_name="New")._replace(protected=True)
    assert plan_of([changed], [live]).guards == ()


def test_a_disabled_model_may_be_protected_and_enabled() -> None:
    """The guard is about what people can pick, which only grows here."""
    live = record("m", enabled=False)._replace(protected=True)
    assert plan_of([entry("m")._replace(protected=True)], [live]).guards == ()


def test_a_model_without_protection_may_be_disabled_and_deleted() -> None:
    """Once the definition and the row say nothing of protection, the guard has no say."""
    assert plan_of([entry("m", enabled=False), *kept(9)], [record("m"), record("gone"), *rows(9)]).guards == ()


def test_both_rows_of_a_rename_are_there() -> None:
    """Rows under the new and the former name refuse the plan; the message says how to get out of it."""
    rows = [record("old", record_id="row-1"), record("new", record_id="row-2")]
    plan = plan_of([entry("new", lines={"renamed_from": 3})._replace(renamed_from="old")], rows)
    (refusal,) = plan.refusals
    assert (refusal.name, refusal.lifted_by) == ("rename-both-exist", None)
    assert refusal.message == (
        "new (catalog/models/new.yaml:3) cannot take over old: both have a row, row-2 and row-1; delete the wrong one "
        "in the platform, or remove renamed_from"
    )


def lost(entries: Sequence[CatalogEntry], *, allow: str | None = None) -> Plan:
    """A plan against a default row and nine others."""
    live = [record("boss", is_default=True), *rows(9)]
    return plan_of([*kept(9), *entries], live, allowances=Allowances(no_default=given(allow)))


@pytest.mark.parametrize(
    "entries",
    [[], [entry("boss", enabled=False)], [entry("boss")], [entry("new")]],
    ids=["deleted", "disabled", "flag taken away", "replaced by a plain one"],
)
def test_default_without_a_successor(entries: list[CatalogEntry]) -> None:
    """The default is not deleted, disabled or demoted without a successor; its own model id lifts that."""
    found = "boss would stop being the default, and no other model becomes it"
    ending = "make another model the default, or pass --allow-no-default boss"
    assert [(guard.name, guard.message) for guard in lost(entries).refusals] == [("no-default", f"{found}; {ending}")]
    assert [guard.message for guard in lost(entries, allow="m0001").refusals] == [f"{found}; {ending}"]
    lifted = lost(entries, allow="boss")
    assert [(guard.lifted, guard.message) for guard in lifted.guards] == [
        (True, f"{found}; allowed by --allow-no-default boss")
    ]


def test_default_with_a_successor() -> None:
    """A plan that names another default, new or old, may take it from the row that has it."""
    assert lost([entry("new", is_default=True)]).guards == ()
    assert lost([entry("boss"), entry("new", is_default=True)]).guards == ()


@pytest.mark.parametrize("owner", [OURS, None])
def test_default_that_a_row_takes_over(owner: str | None) -> None:
    """A row that is updated or adopted can be the successor, but only one that people can pick."""
    live = [record("boss", is_default=True), record("next", by=owner)]
    assert plan_of([entry("boss"), entry("next", is_default=True)], live).guards == ()
    disabled = entry("next", is_default=True, enabled=False)
    assert names(plan_of([entry("boss"), disabled], live)) == ["no-default"]


def test_default_that_nobody_could_pick() -> None:
    """A default that is disabled already is no default to be lost."""
    live = [record("boss", is_default=True, enabled=False), *rows(9)]
    assert plan_of(kept(9), live).guards == ()


def test_the_line_is_that_of_the_model_that_is_lost() -> None:
    """Another definition that changes in the same plan is not blamed."""
    entries = [entry("a", enabled=False), entry("boss", lines={"is_default": 6})]
    (guard,) = plan_of(entries, [record("a"), record("boss", is_default=True)]).guards
    assert (guard.name, guard.place) == ("no-default", Place("catalog/models/boss.yaml", 6))


def test_another_default_stays() -> None:
    """While another row stays the default, none is missing."""
    live = [record("boss", is_default=True), record("theirs", by=None, is_default=True), *rows(9)]
    assert plan_of(kept(9), live).guards == ()


def test_adopting_the_default_away() -> None:
    """Adopting nobody's default row with a definition that is not the default needs a successor too."""
    plan = plan_of([entry("boss", lines={"is_default": 6})], [record("boss", by=None, is_default=True)])
    assert names(plan) == ["no-default"]
    assert plan.guards[0].place == Place("catalog/models/boss.yaml", 6)


def test_duplicate_rows_are_refused() -> None:
    """Rows that share a model id refuse the plan, by both ids, and nothing lifts that."""
    plan = plan_of([entry("a"), entry("b")], [record("a", record_id="one"), record("a", record_id="two"), record("b")])
    assert plan.guards == (
        Guard(
            "duplicate-rows",
            "the rows one and two have the same modelId a; delete the wrong one in the platform, then plan again",
            place=Place("catalog/models/a.yaml", 1),
            model_ids=("a",),
            field="model_id",
        ),
    )


def test_foreign_rows_are_refused() -> None:
    """A row or a default that another catalog manages refuses the plan, with the place of the definition."""
    entries = [entry("a", lines={"model_id": 3}), entry("b", is_default=True, lines={"is_default": 9})]
    plan = plan_of(entries, [record("a", by="other"), record("c", by="other", is_default=True)])
    row = "a (catalog/models/a.yaml:3) has a row that the catalog other manages, not campus"
    default = "b (catalog/models/b.yaml:9) cannot become the default: c is, and the catalog other manages it"
    assert [guard[:3] for guard in plan.guards] == [
        ("foreign-row", f"{row}; remove it from one of the two", None),
        ("foreign-default", f"{default}; remove is_default from one of the two", None),
    ]


def test_broken_row_is_refused() -> None:
    """A definition whose row cannot be parsed refuses the plan."""
    plan = plan_of([entry("a")], broken_rows=[broken(record_id_for("a"), None)])
    found = f"a (catalog/models/a.yaml) has a row that cannot be parsed: live/{record_id_for('a')}.json"
    assert [guard[:2] for guard in plan.guards] == [
        ("broken-row", f"{found}; mend or delete that row, then plan again")
    ]


def test_every_guard_at_once() -> None:
    """All guards that a plan meets are named in one run, in a fixed order."""
    live = [
        record("boss", is_default=True),
        *rows(30, start=100),
        record("twin", record_id="1"),
        record("twin", record_id="2"),
        record("theirs", by="other"),
        *rows(6),
    ]
    entries = [entry("twin"), entry("theirs"), entry("ill"), *kept(6, edited=6)]
    plan = plan_of(entries, live, broken_rows=[broken("x", "ill")], limits=GuardLimits(max_update_percent=10))
    assert names(plan) == [
        "duplicate-rows",
        "foreign-row",
        "broken-row",
        "too-many-deletes",
        "too-many-updates",
        "no-default",
    ]


def adopting(changed: int, of: int, *, allow: int | None = None) -> Plan:
    """A plan that adopts rows which are nobody's, some of them with other values."""
    live = [record(f"m{number:04}", by=None) for number in range(of)]
    return plan_of(kept(of, edited=changed), live, allowances=Allowances(updates=given(allow)))


@pytest.mark.parametrize(
    ("changed", "of", "refused"), [(0, 60, False), (2, 2, False), (30, 60, False), (31, 60, True), (51, 101, True)]
)
def test_adoptions_that_overwrite_are_counted(changed: int, of: int, refused: bool) -> None:
    """What others entered in rows that are nobody's yet is guarded like our own rows; a plain adoption is free."""
    assert names(adopting(changed, of)) == (["too-many-updates"] if refused else [])


def test_adoptions_that_overwrite_are_allowed_by_their_count() -> None:
    """The exact count lifts the guard, and one less does not."""
    assert names(adopting(31, 60, allow=31)) == []
    assert names(adopting(31, 60, allow=30)) == ["too-many-updates"]
    assert adopting(31, 60).guards[0].message == (
        "31 of 60 rows would be updated, more than 50 %; 31 of them are unmanaged now and would lose what others "
        "entered; pass --allow-updates 31 if that is meant"
    )


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (0, "; pass --allow-updates 51 if that is meant"),
        (2, "; 2 unmanaged rows would lose what others entered, too; pass --allow-updates 53 if that is meant"),
    ],
)
def test_adoptions_do_not_thin_out_the_share_of_updates(changed: int, said: str) -> None:
    """More than half of the managed rows are too many, however many rows are adopted in the same plan."""
    names = [f"a{number:03}" for number in range(101)]
    ours = [entry(name, enabled=name >= "a051") for name in names]
    live = [*map(record, names), *(record(f"m{number:04}", by=None) for number in range(5))]
    assert [guard.message for guard in plan_of([*ours, *kept(5, edited=changed)], live).guards] == [
        f"51 of 101 managed rows would be updated, more than 50 %{said}"
    ]


def emptying(*, roles: Sequence[str] = (), image: str | None = None) -> Plan:
    """A plan that deletes seven models, the last of two roles and the last that take images."""
    going = [
        record(f"gone{number}", available_to_roles=["faculty", "lab"], input_modalities=["TEXT", "IMAGE"])
        for number in range(7)
    ]
    allowed = Allowances(empty_roles=frozenset(roles), no_image_model=given(image))
    return plan_of(kept(30), [*going, *rows(30)], allowances=allowed)


def test_roles_left_with_nothing_and_no_model_for_images() -> None:
    """Each role that is left with nothing is a guard of its own; of many models five are named."""
    models = "gone0, gone1, gone2, gone3, gone4 and 2 more are the last enabled models for role"
    rest = "whose members could then pick none; pass --allow-empty-role"
    image = "gone0 is the last enabled model that takes images (and 6 more that go)"
    assert [(guard.name, guard.message) for guard in emptying().guards] == [
        ("last-for-role", f"{models} faculty, {rest} faculty if that is meant"),
        ("last-for-role", f"{models} lab, {rest} lab if that is meant"),
        ("last-image-model", f"{image}; pass --allow-no-image-model gone0 if that is meant"),
    ]


@pytest.mark.parametrize(
    ("roles", "image", "refused"),
    [
        (["faculty"], None, ["last-for-role", "last-image-model"]),
        (["faculty", "lab"], None, ["last-image-model"]),
        (["Faculty", "lab ", "", "*"], "gone1", ["last-for-role", "last-for-role", "last-image-model"]),
        ([], "gone0", ["last-for-role", "last-for-role"]),
        (["faculty", "lab", "others"], "gone0", []),
    ],
)
def test_exact_names_lift_what_is_left_with_nothing(roles: list[str], image: str | None, refused: list[str]) -> None:
    """Each role has to be named, exactly as it is written, and so has the model that takes images."""
    plan = emptying(roles=roles, image=image)
    assert names(plan) == refused
    lifted = {guard.message.partition("; ")[2] for guard in plan.guards if guard.lifted}
    meant = [f"--allow-empty-role {role}" for role in roles if role in {"faculty", "lab"}]
    assert lifted == {
        f"allowed by {option}" for option in [*meant, *["--allow-no-image-model gone0"][: image == "gone0"]]
    }


def test_a_role_that_nobody_could_use_before() -> None:
    """A role whose models are all disabled already, or whose model somebody else's row replaces, is not left alone."""
    off = record("a", available_to_roles=["lab"], enabled=False)
    assert plan_of(kept(9), [off, *rows(9)]).guards == ()
    theirs = record("b", by="other", available_to_roles=["lab"])
    assert plan_of(kept(9), [record("a", available_to_roles=["lab"]), theirs, *rows(9)]).guards == ()


def test_a_default_that_others_own_is_not_lost() -> None:
    """A definition that only says that it is the default does not count where the policy leaves the field to others."""
    live = Policies(fields={"is_default": "live"})
    catalog = catalog_of([entry("a", is_default=True), *map(entry, "cdef")])
    catalog = catalog._replace(settings=catalog.settings._replace(policies=live))
    rows = [record("boss", is_default=True), record("a"), *map(record, "cdef")]
    plan = build_plan(catalog, snapshot_of(rows), target=TARGET)
    assert [guard.name for guard in plan.refusals] == ["no-default"]
    catalog = catalog._replace(settings=catalog.settings._replace(policies=Policies(fields={"enabled": "live"})))
    rows = [record("boss", is_default=True), record("a", enabled=False), *map(record, "cdef")]
    plan = build_plan(catalog, snapshot_of(rows), target=TARGET)
    assert [guard.name for guard in plan.refusals] == ["no-default"]


def test_a_foreign_row_behind_a_rename() -> None:
    """A row of another catalog is not renamed, and the guard speaks of the row."""
    plan = plan_of([entry("new", model_name="x")._replace(renamed_from="old")], [record("old", by="other")])
    assert [guard.name for guard in plan.refusals] == ["foreign-row"]


def test_fail_stops_for_a_row_that_is_gone_under_its_old_name() -> None:
    """A rename does not make a row that somebody deleted look like a new model."""
    catalog = catalog_of([entry("new")._replace(renamed_from="old")])
    catalog = catalog._replace(settings=catalog.settings._replace(policies=Policies("fail")))
    plan = build_plan(catalog, snapshot_of([]), target=TARGET, inventory=Inventory({"old": "x"}, frozenset()))
    assert (plan.exit_code, plan.changes) == (5, ())
