"""Saved plans as files: what `--out` writes, and what `apply`, `show` and `--reviewed` read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from shlex import quote
from typing import TYPE_CHECKING

from syncer.cli.output import save
from syncer.cli.surroundings import git_commit, git_is_dirty, holder, tool_version
from syncer.disk.files import FileTooLargeError, read_bounded
from syncer.errors import UsageError
from syncer.model.words import counted
from syncer.saved.file import LARGEST_PLAN, Provenance, catalog_hash, read_saved, saved_bytes

if TYPE_CHECKING:
    from syncer.cli.session import Session
    from syncer.model.catalog import Catalog
    from syncer.plan.plan import Plan
    from syncer.saved.file import SavedPlan


def saved_text(session: Session, plan: Plan, catalog: Catalog | None, *, hours: float) -> str:
    """The plan as the text of a file, which holds for so many hours. A revert comes from no catalog."""
    now = datetime.now(UTC)
    commit = git_commit(session.catalog)
    origin = Provenance(
        holder(), now, now + timedelta(hours=hours), tool_version(), commit,
        commit is not None and git_is_dirty(session.catalog), catalog_hash(catalog) if catalog is not None else "",
    )  # fmt: skip
    return saved_bytes(plan, origin, session.store.identity()).decode()


def save_plan(session: Session, plan: Plan, catalog: Catalog | None, out: str, *, hours: float) -> None:
    """Write the plan to the file that --out names, and say what it is and how it is applied. Raises UsageError."""
    save(saved_text(session, plan, catalog, hours=hours), out, option="--out")
    changes = counted(len(plan.changes), "change")
    session.voice.say(f"saved {changes} to {out}, good for {hours:g} h; do it with: syncer apply {quote(out)}")


def read_plan(file: str) -> SavedPlan:
    """The plan in a file that `plan --out` wrote. Raises UsageError."""
    try:
        data = read_bounded(file, LARGEST_PLAN)
    except FileTooLargeError as error:
        raise UsageError(f"{file} is larger than {LARGEST_PLAN >> 20} MiB; no saved plan is") from error
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}") from error
    return read_saved(data, name=file)
