"""The shapes of the JSON documents that `plan`, `sync` and `validate` print.

Typed dictionaries: they cost nothing to build, the type checker holds the renderer to them, and the
published JSON Schema is generated from them.
"""

from __future__ import annotations

from typing import Annotated, Literal, Required

from pydantic import ConfigDict, Field, JsonValue, with_config
from typing_extensions import TypedDict

_CLOSED = ConfigDict(extra="forbid")


@with_config(_CLOSED)
class SourceDocument(TypedDict):
    """Where a definition stands."""

    file: Annotated[str, Field(description="Path of the YAML file, as given on the command line.")]
    line: Annotated[int, Field(description="Line in the file, from 1.", ge=1)]


@with_config(_CLOSED)
class FieldDocument(TypedDict, total=False):
    """One field that changes."""

    field: Required[Annotated[str, Field(description="The field's name, as in YAML.")]]
    before: Required[Annotated[JsonValue, Field(description="The live value; null when absent.")]]
    after: Required[Annotated[JsonValue, Field(description="The desired value; null when absent.")]]
    percent: Annotated[float, Field(description="Relative change of a price or limit, in percent.")]
    line: Annotated[int, Field(description="Line of the field in the source file, from 1.", ge=1)]
    paths: Annotated[list[str], Field(description="The nested values that differ, for a nested field.")]


@with_config(_CLOSED)
class ChangeDocument(TypedDict, total=False):
    """One row that a plan changes."""

    action: Required[Annotated[Literal["create", "update", "adopt", "delete"], Field(description="What is done.")]]
    model_id: Required[Annotated[str, Field(description="The provider's model id.")]]
    record_id: Required[
        Annotated[str | None, Field(description="The row's own id; null when a random one will be made.")]
    ]
    source: Required[Annotated[SourceDocument | None, Field(description="The definition; null for a delete.")]]
    fields: Required[Annotated[list[FieldDocument], Field(description="What changes, in stored order.")]]
    note: Annotated[str, Field(description="Why, where the definition of the row itself does not say.")]


@with_config(_CLOSED)
class GuardDocument(TypedDict):
    """A rule that refuses the plan, or would have."""

    guard: Annotated[str, Field(description="The guard's name.")]
    message: Annotated[str, Field(description="What it found, and what to do.")]
    lifted_by: Annotated[str | None, Field(description="The option that lifts it; null when nothing does.")]
    lifted: Annotated[bool, Field(description="Whether that option was given.")]


@with_config(_CLOSED)
class ProblemDocument(TypedDict):
    """Something wrong with a file or a row."""

    severity: Annotated[Literal["error", "warning"], Field(description="An error stops; a warning does not.")]
    where: Annotated[str, Field(description="The file, or the record's id.")]
    line: Annotated[int | None, Field(description="Line, from 1; null when it concerns the whole.")]
    column: Annotated[int | None, Field(description="Column, from 1; null when it concerns the whole.")]
    field: Annotated[str | None, Field(description="The field's name; null when it concerns the whole.")]
    message: Annotated[str, Field(description="What is wrong, and what to do.")]


@with_config(_CLOSED)
class SummaryDocument(TypedDict):
    """How many rows, by what happens to them."""

    create: Annotated[int, Field(description="Rows to be made.")]
    update: Annotated[int, Field(description="Managed rows to be changed.")]
    delete: Annotated[int, Field(description="Managed rows that the catalog no longer names.")]
    adopt: Annotated[int, Field(description="Rows that are nobody's and that the catalog names.")]
    unchanged: Annotated[int, Field(description="Managed rows that are as the catalog says.")]
    unmanaged: Annotated[int, Field(description="Rows that are nobody's and that the catalog does not name.")]


@with_config(_CLOSED)
class UnmanagedDocument(TypedDict):
    """A live row that nobody manages and the catalog does not name."""

    model_id: Annotated[str, Field(description="The provider's model id.")]
    record_id: Annotated[str, Field(description="The row's own id.")]


@with_config(_CLOSED)
class PlanDocument(TypedDict):
    """What a sync would do."""

    format_version: Annotated[Literal["1.0"], Field(description="The version of this format.")]
    catalog: Annotated[str, Field(description="The catalog's name.")]
    target: Annotated[str, Field(description="The store.")]
    summary: SummaryDocument
    changes: Annotated[
        list[ChangeDocument], Field(description="What changes, a row each, in the order in which it is done.")
    ]
    unmanaged: Annotated[list[UnmanagedDocument], Field(description="Rows that are nobody's; never deleted.")]
    guards: Annotated[list[GuardDocument], Field(description="Rules that refuse the plan, or would have.")]
    problems: Annotated[
        list[ProblemDocument], Field(description="What is wrong with files and rows; nothing here stops the plan.")
    ]
    fingerprint: Annotated[str, Field(description="SHA-256 over the actions and their values.")]


@with_config(_CLOSED)
class OutcomeDocument(TypedDict):
    """What became of one change."""

    action: Annotated[str, Field(description="What was to be done: `create`, `update`, `adopt` or `delete`.")]
    model_id: Annotated[str, Field(description="The provider's model id.")]
    record_id: Annotated[str | None, Field(description="The row's own id; null when none was made.")]
    status: Annotated[
        Literal["applied", "failed", "skipped"], Field(description="Whether it was done; skipped: not tried.")
    ]
    detail: Annotated[str | None, Field(description="Why it failed or was skipped.")]


@with_config(_CLOSED)
class ApplyDocument(TypedDict):
    """What a sync did: the plan, and the outcome of each change. No outcomes: nothing was written."""

    format_version: Annotated[Literal["1.0"], Field(description="The version of this format.")]
    plan: PlanDocument
    outcomes: Annotated[
        list[OutcomeDocument], Field(description="What became of each change; empty when nothing was written.")
    ]


@with_config(_CLOSED)
class ValidationDocument(TypedDict):
    """What `validate` found."""

    format_version: Annotated[Literal["1.0"], Field(description="The version of this format.")]
    catalog: Annotated[str | None, Field(description="The catalog's name; null when it could not be read.")]
    valid: Annotated[bool, Field(description="Whether there is no error; there may be warnings.")]
    models: Annotated[int, Field(description="How many definitions are valid.")]
    problems: Annotated[
        list[ProblemDocument], Field(description="Every error and warning, in the order of files and lines.")
    ]
