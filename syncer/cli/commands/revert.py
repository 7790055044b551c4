"""`syncer revert`."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING

import click

from syncer.authoring.editor_schemas import model_header
from syncer.authoring.revert_files import file_edits
from syncer.authoring.write_files import write_each
from syncer.cli.allowances import allowing
from syncer.cli.applies import require_apply
from syncer.cli.options import common, completing, reads_roles
from syncer.cli.output import emit_form
from syncer.cli.saved_plans import save_plan
from syncer.errors import CHANGES_EXIT
from syncer.plan.inventory import read_inventory
from syncer.render.plan import render_plan
from syncer.sync.planning import read_access
from syncer.sync.revert import plan_revert

if TYPE_CHECKING:
    from collections.abc import Sequence

    from syncer.authoring.revert_files import FileEdit
    from syncer.cli.session import Session
    from syncer.plan.guards.check import Allowances
    from syncer.plan.plan import Plan


@click.command("revert", epilog="Example: syncer revert 20260131T120000000000Z-1f2e3d4c --out undo.json")
@common("text", "json", "markdown")
@click.option("--out", metavar="FILE", help="Save the plan, so that `syncer apply FILE` does exactly this.")
@click.option("--propose", is_flag=True, help="Also take it back in the model files.")
@click.option("--overwrite", metavar="MODEL_ID", multiple=True,
              help="Take this model back although it has moved since. Repeatable.")  # fmt: skip
@allowing("no_default", "lost_holders", "lost_successors")
@reads_roles
@click.argument("apply_id", metavar="APPLY-ID", shell_complete=completing("apply"))
def command(
    *, session: Session, form: str, output: str | None, allowed: Allowances, out: str | None, propose: bool,
    overwrite: tuple[str, ...], apply_id: str,
) -> int:  # fmt: skip
    """Plan how to take back what an apply did, where the rows still hold it. Writes nothing: `apply` does."""
    store = session.store
    apply = require_apply(store, apply_id)
    access = read_access(store, required=session.require_roles)
    known = read_inventory(store.recall(apply.catalog))
    plan = plan_revert(
        apply, store.read(), target=store.address, allowances=allowed._replace(overwrite=frozenset(overwrite)),
        access=access, platform=((known and known.settings) or {}).get("platform"),
    )  # fmt: skip
    session.voice.warn_of_many(plan.problems, [plan])
    emit_form(partial(render_plan, plan, form), form, output)
    if plan.exit_code:
        return plan.exit_code
    if out is not None:
        save_plan(session, plan, None, out, hours=24)
    if not plan.changes:
        return 0
    if not propose and not os.path.exists(f"{session.catalog}/catalog.yaml"):
        session.voice.say("take the same back in the model files, or the next sync does it again")
        return 0
    return _files(session, plan, write=propose)


def _files(session: Session, plan: Plan, *, write: bool) -> int:
    """Say what to do to the model files, or do it. Exit code 2 when somebody has to do a part of it by hand."""
    edits = file_edits(
        plan,
        session.load(),
        session.definitions,
        folder=session.catalog.replace(os.sep, "/").rstrip("/"),
        header=model_header(session.catalog),
    )
    if write:
        return _write(session, edits)
    if edits:
        session.voice.say("in the model files, or the next sync does it again (--propose does this):")
    for edit in edits:
        session.voice.say(f"  {edit.what}")
    return 0


def _write(session: Session, edits: Sequence[FileEdit]) -> int:
    """Do what can be done, and say the rest."""
    said = {edit.path: edit for edit in edits if not edit.by_hand}
    write_each(
        {path: edit.data for path, edit in said.items()}, lambda path: session.voice.say(f"done: {said[path].what}")
    )
    by_hand = [edit for edit in edits if edit.by_hand]
    for edit in by_hand:
        session.voice.say(f"  {edit.what}")
    return CHANGES_EXIT * bool(by_hand)
