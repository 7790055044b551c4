"""The errors that the tool raises, and the exit code of each.

```
SyncerError                 1   an unexpected error
├── UsageError             64   an option or a setting that cannot work
├── CatalogError            3   the catalog is invalid; holds every problem
├── GuardError              4   a guard refused the plan
├── ConflictError           5   live moved since it was read; names the rows
│   ├── LockedError         5   another sync holds the lock
│   └── StalePlanError      5   a saved plan that does not hold any more, or not here
├── PartialApplyError       6   applied in part
├── StoreError              7   the store cannot be reached or read
├── GitHubError             8   GitHub cannot be reached, or refuses
├── ModelNotFoundError     64   no such model (also a LookupError)
└── DuplicateModelError     1   the model id is taken (also a ValueError)
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from syncer.frozen import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

CHANGES_EXIT = 2
"""`plan --detailed-exitcode`: there are changes. Not an error, so no class carries it."""


class Problem(NamedTuple):
    """Something wrong with a file or a row: where, what, and what to do."""

    where: str
    """The file's path as the user gave it, or what a message calls the row."""
    message: str
    line: int | None = None
    """From 1."""
    column: int | None = None
    """From 1."""
    field: str | None = None
    severity: Literal["error", "warning"] = "error"
    excerpt: str | None = None
    """The source line, for the caret on a terminal."""
    kind: str = ""
    """The name of a warning's kind, one of `schemas.warning_kinds`; empty for an error."""

    @property
    def with_kind(self) -> str:
        """The message, and the kind of a warning."""
        return f"{self.message} [{self.kind}]" if self.kind else self.message


def warned(
    kind: str, where: str, message: str, line: int | None = None, column: int | None = None, field: str | None = None
) -> Problem:
    """A warning of a kind."""
    return Problem(where, message, line, column, field, "warning", None, kind)


def has_errors(problems: Iterable[Problem]) -> bool:
    """Whether there is an error among them; the others are warnings."""
    return any(problem.severity == "error" for problem in problems)


class SyncerError(Exception):
    """Base of every error that a user can cause or should see."""

    exit_code: ClassVar[int] = 1


class UsageError(SyncerError):
    """An option or a setting that cannot work."""

    exit_code = 64


class CatalogError(SyncerError):
    """The catalog is invalid."""

    exit_code = 3

    def __init__(
        self,
        problems: Sequence[Problem],
        *,
        name: str | None = None,
        valid_models: int = 0,
        what: str = "the catalog",
    ) -> None:
        self.problems = tuple(problems)
        self.name = name
        self.valid_models = valid_models
        errors = sum(problem.severity == "error" for problem in problems)
        super().__init__(f"{what} has {errors} error{'s'[: errors != 1]}")


class GuardError(SyncerError):
    """A guard refused the plan."""

    exit_code = 4


class ConflictError(SyncerError):
    """A row is not what it was when it was read. Nothing of the write was done."""

    exit_code = 5

    def __init__(self, message: str, *, rows: Sequence[str] = ()) -> None:
        self.rows = tuple(rows)
        """The record ids concerned."""
        super().__init__(message)


class LockedError(ConflictError):
    """Another sync holds the lock."""


class StalePlanError(ConflictError):
    """A saved plan that expired, that was applied already, or that is for another store."""


class PartialApplyError(SyncerError):
    """Some changes were applied and some were not."""

    exit_code = 6


class StoreError(SyncerError):
    """The store cannot be reached, read or written."""

    exit_code = 7


class GitHubError(SyncerError):
    """GitHub cannot be reached, or refuses."""

    exit_code = 8


class ModelNotFoundError(SyncerError, LookupError):
    """There is no such model, or no such apply."""

    exit_code = 64


class DuplicateModelError(SyncerError, ValueError):
    """The model id is taken."""
