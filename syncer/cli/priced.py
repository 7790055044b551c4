"""Plans with what they cost a month, where a file says how much the models are used."""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING

from syncer.frozen import replace

if TYPE_CHECKING:
    from syncer.cli.session import Session
    from syncer.model.money import Usage
    from syncer.plan.plan import Plan


class Pricing:
    """The files of one run with the use of models, each read once.

    The modules of exact arithmetic are imported only where there is one.
    """

    def __init__(self, given: str | None) -> None:
        """Read the file that an option names. Raises UsageError."""
        self._read: dict[str, Usage] = {}
        self._given = None if given is None else self._usage(given)

    def price(self, plan: Plan, session: Session) -> Plan:
        """The plan with what it costs by that use, or by that of the file which the settings name.

        As it is without any. Raises UsageError.
        """
        catalog = session.load()
        file, usage = catalog.settings.usage, self._given
        if usage is None and file is not None:
            usage = self._usage(os.path.normpath(os.path.join(session.catalog, file)))
        if usage is None:
            return plan
        return replace(plan, money=import_module("syncer.plan.money").money_of(plan, catalog, usage))

    def _usage(self, file: str) -> Usage:
        if file not in self._read:
            self._read[file] = import_module("syncer.load.usage").load_usage(file)
        return self._read[file]
