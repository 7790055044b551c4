"""Plans in which one string from outside stands in every place where one can."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from syncer.errors import CatalogError, Problem, StoreError
from syncer.frozen import replace
from syncer.model.catalog import Place
from syncer.model.money import Money, MonthlyChange
from syncer.plan.diff import Stop
from syncer.plan.guards.check import Guard
from syncer.plan.guards.role_access import Reach, RoleReach
from syncer.plan.inventory import AttributeCount
from syncer.plan.page_fields import PageEdit
from syncer.plan.plan import Planned
from syncer.plan.retirements import Lifecycle, Retirement
from syncer.plan.settings_change import SettingChange
from syncer.plan.three_way import Conflict
from tests.unit.building import entry, plan_of, record

if TYPE_CHECKING:
    from syncer.model.catalog import CatalogEntry
    from syncer.plan.plan import Plan


def hostile_plan(text: str) -> Plan:
    """A plan with every kind of change and everything that a plan says, all of it with this text in it."""
    entries = [
        _with(
            entry(f"new {text}", model_name=text, provider=text, provider_name=text, available_to_roles=[text]), text
        ),
        _with(entry(f"up {text}", input_price_per_million_tokens=9.0, max_input_tokens=5, model_name=text), text),
        _with(entry(f"adopt {text}", available_to_roles=[text, *(f"{text}{n}" for n in range(40))]), text),
        _with(entry(f"same {text}", supported_params={"params": {text: {"max": 2, text: text}}}), text),
        _with(entry(text, is_default=True), text),
    ]
    edited = record(f"up {text}", model_name=f"{text}{text}", max_output_tokens=1)
    base = {**edited.fields, "max_output_tokens": 16384}
    edited = edited._replace(base=base, raw={**edited.raw, "updatedAt": text, "lastApplied": {"at": text}})
    rows = [
        edited,
        record(f"adopt {text}", by=None),
        record(f"same {text}", supported_params={"params": {text: {"max": 1}}}),
        record(text),
        record(f"gone {text}", record_id=text),
        record(f"holder {text}", by=None, is_default=True, record_id=f"h{text}"),
        record(f"nobodys {text}", by=None, record_id=f"n{text}"),
    ]
    plan = plan_of(entries, rows)
    return replace(
        plan,
        catalog=text,
        target=text,
        guards=(*_guards(text), *plan.guards),
        conflicts=_conflicts(text),
        problems=(
            Problem(text, text, 3, 4, text, "warning"),
            Problem(text, f"it is {text}; mend it", severity="warning"),
        ),
        attributes=(AttributeCount(text, 3, is_new=True),),
        reach=Reach((RoleReach(text, 2, 1, (text, f"b{text}"), (text,)),), (text,)),
        money=_money(text),
        settings=(SettingChange(text, text, text, True, text, Place(text, 3)),),
        lifecycle=Lifecycle(retirements=(Retirement(text, text, False, text, None),)),
        page_edits=(PageEdit(text, "model_name", text, f"x{text}"),),
        left_out=(text,),
    )


def hostile_planned(text: str) -> tuple[Planned, ...]:
    """A target of each kind: planned, not reached, with an invalid catalog."""
    problems = [Problem(text, text, 3, 4, text), Problem(text, f"it is {text}, not {text}", field=text)]
    return (
        Planned(text, hostile_plan(text)),
        Planned(text, None, StoreError(f"{text} cannot be read: {text}")),
        Planned(text, None, CatalogError(problems)),
    )


def _with(made: CatalogEntry, text: str) -> CatalogEntry:
    return made._replace(source=made.source._replace(file=f"catalog/models/{text}.yaml"))


def _money(text: str) -> Money:
    changes = (MonthlyChange(text, Decimal(1), Decimal(2), Decimal(1), text),)
    return Money(text, Decimal(1), changes, unused=(text,), strange=(text,))


def _guards(text: str) -> tuple[Guard, ...]:
    return (
        Guard(
            "odd-price", f"{text}: {text} is more; pass --allow-price {text} if that is meant", f"--allow-price {text}"
        ),
        Guard("broken-row", text),
        Guard(
            "no-default",
            f"{text} goes; allowed by --allow-no-default {text}",
            f"--allow-no-default {text}",
            lifted=True,
        ),
    )


def _conflicts(text: str) -> tuple[Conflict | Stop, ...]:
    mine, theirs = _with(entry(text, model_name=text), text), record(text, model_name=f"{text}x", provider=text)
    theirs = theirs._replace(base={**theirs.fields, "model_name": f"y{text}"})
    return (
        Conflict(mine, theirs, "model_name", "conflict", "git"),
        Conflict(mine, theirs, "provider", "live", "fail"),
        Conflict(mine, theirs._replace(base=None), "provider", "unknown", "fail"),
        Stop(text, "deleted"),
        Stop(text, "edited", (text,)),
        Stop(text, "default", (text,)),
        Stop(text, "moved", (text,)),
    )
