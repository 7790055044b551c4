"""A command that is to be typed next, with the catalog and the target of the one that says so."""

from __future__ import annotations

from shlex import quote
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from syncer.cli.session import Session


def next_command(session: Session, words: str) -> str:
    """The whole line, quoted for a shell. What is found again, or set in the environment, is left out."""
    given = {
        "--catalog": session.catalog if session.is_named else None,
        "--target": session.named if session.has_option else None,
    }
    options = (f" {name} {quote(value)}" for name, value in given.items() if value is not None)
    every = " --all-targets" if words == "plan" and session.lacks_target else ""
    return f"syncer {words}{''.join(options)}{every}"
