"""`syncer show`."""

from __future__ import annotations

import os
import re
from functools import partial
from typing import TYPE_CHECKING, Final

import click

from syncer.cli.applies import require_apply
from syncer.cli.options import common, completing
from syncer.cli.output import emit, emit_form
from syncer.cli.saved_plans import read_plan
from syncer.errors import UsageError
from syncer.render.plan import render_saved
from syncer.render.text.history import apply_text
from syncer.sync.history import found_in

if TYPE_CHECKING:
    from syncer.cli.session import Session

_APPLY_ID: Final = re.compile(r"[0-9]{1,8}|[0-9]{8}T[0-9]{0,12}|[0-9]{8}T[0-9]{12}Z(-[0-9A-Za-z-]{0,40})?")
"""An id, or its beginning."""


@click.command("show", epilog="Example: syncer show plan.json --format markdown")
@common("text", "json", "markdown", "html")
@click.argument("what", metavar="FILE|APPLY-ID", shell_complete=completing("file or apply"))
def command(*, session: Session, form: str, output: str | None, what: str) -> int:
    """Show a plan that `plan --out` saved, or an apply that `history` lists."""
    if _APPLY_ID.fullmatch(what) and not os.path.exists(what):
        return _apply(session, form, output, what)
    if not os.path.lexists(what):
        raise UsageError(f"there is no file {what}, and no apply has such an id; `syncer history` lists applies")
    saved = read_plan(what)
    emit_form(partial(render_saved, saved, form, all_fields=session.voice.verbose), form, output)
    return 0


def _apply(session: Session, form: str, output: str | None, apply_id: str) -> int:
    if form in {"markdown", "html"}:
        raise UsageError("an apply is shown as text or json")
    apply = require_apply(session.store, apply_id)
    rows = {record.record_id: record for record in session.store.read().records} if apply.state == "begun" else None
    changes = [
        {
            "action": change.action, "model_id": change.model_id, "record_id": change.record_id,
            "status": change.status, "detail": change.detail, "fields": change.fields,
            "since": change.since,
            "found": None if rows is None else found_in(change, rows.get(change.record_id), apply.fingerprint),
        }
        for change in apply.changes
    ]  # fmt: skip
    about = {
        "apply_id": apply.apply_id, "state": apply.state, "at": apply.at, "by": apply.who.by, "run": apply.who.run,
        "plan_id": apply.who.plan_id, "tool_version": apply.who.tool, "catalog": apply.catalog, "commit": apply.commit,
        "fingerprint": apply.fingerprint,
    }  # fmt: skip
    if apply.who.reverts is not None:
        about["reverts"] = apply.who.reverts
    emit(apply_text(about, changes, form), output=output)
    return 0
