"""A plan with what it costs a month, where a file says how much the models are used."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from syncer.frozen import replace

if TYPE_CHECKING:
    from syncer.cli.session import Session
    from syncer.model.money import Usage
    from syncer.plan.plan import Plan


def usage_of(file: str | None) -> Usage | None:
    """The use of models that a file says; None without one. Raises UsageError.

    The modules of exact arithmetic are imported only here and below.
    """
    if file is None:
        return None
    found: Usage = import_module("syncer.load.usage").load_usage(file)
    return found


def with_money(plan: Plan, session: Session, usage: Usage | None) -> Plan:
    """The plan with what it costs by this use, or by that of the file which the settings name; as it is without any.

    Raises UsageError.
    """
    catalog = session.load()
    if usage is None and catalog.settings.usage is not None:
        usage = usage_of(f"{session.catalog}/{catalog.settings.usage}")
    if usage is None:
        return plan
    return replace(plan, money=import_module("syncer.plan.money").money_of(plan, catalog, usage))
