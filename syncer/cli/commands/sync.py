"""`syncer sync`."""

from __future__ import annotations

import os
import re
import sys
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING
from uuid import uuid4

import click

from syncer.cli.allowances import allowances
from syncer.cli.options import common, reads_roles, takes_part
from syncer.cli.output import emit, note_block, painted, save
from syncer.cli.saved_plans import read_plan
from syncer.cli.surroundings import ci_run, git_commit, holder, tool_version
from syncer.errors import PartialApplyError, StalePlanError, SyncerError, UsageError
from syncer.plan.report import ApplyReport
from syncer.render.plan import render_plan, render_report
from syncer.render.text.values import safe
from syncer.saved.reviewed import Reviewed, listed
from syncer.sync.apply import Run
from syncer.sync.pipeline import sync_catalog

if TYPE_CHECKING:
    from collections.abc import Callable

    from syncer.cli.output import Voice
    from syncer.cli.session import Session
    from syncer.plan.guards.check import Allowances
    from syncer.plan.plan import Plan
    from syncer.saved.reviewed import HeldPlan


@click.command("sync", epilog="Example: syncer sync --yes")
@common("text", "json", "markdown")
@allowances
@takes_part
@reads_roles
@click.option("-y", "--yes", is_flag=True, help="Do not ask.")
@click.option("--lock-timeout", type=click.FloatRange(min=0), default=0, show_default=True, metavar="SECONDS",
              help="How long to wait for another sync.")  # fmt: skip
@click.option("--expect", metavar="FINGERPRINT", help="Apply the plan only if it has this fingerprint.")
@click.option("--reviewed", "file", metavar="FILE",
              help="Apply the plan only if it says no more than this saved one.")  # fmt: skip
def command(
    *, session: Session, form: str, output: str | None, allowed: Allowances, yes: bool, lock_timeout: float,
    expect: str | None, file: str | None,
) -> int:  # fmt: skip
    """Make the store what the catalog says: show the plan, ask, and apply all of it or nothing."""
    reviewed = _reviewed(file, allowed)
    missing = file if reviewed is None else None
    talk = _Talk(
        form, session.voice, output, yes=yes, expect=_fingerprint(expect), missing=missing, target=session.target
    )
    run = Run(
        holder=holder(), commit=git_commit(session.catalog), lock_timeout=lock_timeout, now=lambda: datetime.now(UTC),
        new_id=lambda: str(uuid4()), progress=talk.progress, tool=tool_version(), ci_run=ci_run(),
    )  # fmt: skip
    try:
        report = sync_catalog(
            session.load, session.store, allowed, review=talk.review, run=run, reviewed=reviewed,
            require_roles=session.require_roles,
        )  # fmt: skip
    except SyncerError:
        if talk.plan is not None:
            talk.finish(ApplyReport(talk.plan))
        raise
    except KeyboardInterrupt:
        talk.stopped()
        raise
    talk.finish(report)
    if not report.is_complete:
        raise PartialApplyError("applied in part; run the same command again to do the rest")
    report.require_remembered()
    return 0


def _reviewed(file: str | None, allowed: Allowances) -> Reviewed | None:
    """The plan that was reviewed; None where there is no such file. Raises UsageError."""
    if file is None:
        return None
    if allowed.part is not None:
        raise UsageError("give one of --reviewed and --only; what was reviewed is applied as a whole")
    return Reviewed(read_plan(file), file) if os.path.lexists(file) else None


def _fingerprint(text: str | None) -> str | None:
    """A fingerprint, or the beginning of one that `plan` shows. Raises UsageError."""
    if text is not None and not re.fullmatch(r"[0-9a-f]{12,64}", text):
        raise UsageError(f"--expect {text!r} is no fingerprint; `syncer plan` shows one, at least 12 characters count")
    return text


class _Talk:
    """Shows the plan, asks, and shows the report."""

    def __init__(
        self,
        form: str,
        voice: Voice,
        output: str | None,
        *,
        yes: bool,
        expect: str | None,
        missing: str | None,
        target: str | None,
    ) -> None:
        """`missing` is the reviewed plan that there is none of."""
        self.target = target
        self.form = form
        self.voice = voice
        self.output = output
        self.yes = yes
        self.expect = expect
        self.missing = missing
        self.plan: Plan | None = None
        """The one that was shown."""
        self.advance: Callable[[int], None] | None = None

    def review(self, held: HeldPlan) -> bool:
        """Show the plan; whether it is to be applied."""
        plan = held.plan
        self._show(plan)
        if held.less:
            self.voice.say(f"reviewed, and not needed any more: {safe(listed(held.less))}")
        if held.refusal is not None or plan.exit_code:
            return False
        self._require_looked_at(plan)
        if plan.is_empty or self.yes:
            return not plan.is_empty
        if not sys.stdin.isatty():
            raise UsageError("there is no terminal to ask on; pass --yes to apply this plan")
        if self.form != "text":
            note_block(render_plan(plan, "text", paint=painted(sys.stderr)))
        return self._ask()

    def _show(self, plan: Plan) -> None:
        """Show the plan. A file that cannot be written is found out before that."""
        self.voice.warn_of_many(plan.problems, [plan])
        if self.output is not None:
            save(self._document(ApplyReport(plan)), self.output)
        self.plan = plan
        if self.form == "text":
            emit(render_plan(plan, "text", paint=painted(sys.stdout), all_fields=self.voice.verbose))

    def _require_looked_at(self, plan: Plan) -> None:
        """Raise StalePlanError for another plan than the one that somebody looked at, or for one that nobody did."""
        if self.missing is not None and (plan.changes or plan.says_more):
            raise StalePlanError(
                f"there is no {self.missing}, so nothing of this plan was reviewed; nothing was written; look at "
                f"`syncer plan` and run `syncer sync --expect {plan.fingerprint[:12]}`"
            )
        if self.expect is not None and not plan.fingerprint.startswith(self.expect):
            raise StalePlanError(
                f"the plan is not the one that was expected: its fingerprint is {plan.fingerprint}, not "
                f"{self.expect}; nothing was written, look at it again; new prices for days to come and new settings "
                "count, too"
            )

    def _where(self) -> str:
        """The target, if it has a name, and its store."""
        store = self.plan.target if self.plan is not None else ""
        return f"{self.target}, {store}" if self.target is not None else store

    def _ask(self) -> bool:
        try:
            approved = click.confirm(f"Apply this plan to {safe(self._where())}?", err=True)
        except click.Abort:
            self.voice.say("")
            self.voice.say("Nothing was written.")
            raise
        if not approved:
            self.voice.say("Nothing was written.")
        return approved

    def progress(self, done: int) -> None:
        """Told how many writes are done."""
        if self.advance is None and self.plan is not None:
            self.advance = self.voice.counting("Writing", len(self.plan.changes))
        if self.advance is not None:
            self.advance(done)

    def stopped(self) -> None:
        """Say what an interrupt leaves behind."""
        if self.advance is not None:
            self.voice.say("Stopped while writing; run the same command again to complete it.")

    def finish(self, report: ApplyReport) -> None:
        """Print the report; the file gets the plan too."""
        shown = render_report(report, self.form, paint=painted(sys.stdout))
        document = partial(self._document, report) if self.form == "text" else None
        emit(shown, plain=document, output=self.output)

    def _document(self, report: ApplyReport) -> str:
        """What the file gets."""
        text = render_report(report, self.form)
        if self.form == "text":
            return render_plan(report.plan, "text", all_fields=self.voice.verbose) + text
        return text
