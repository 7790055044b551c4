"""The shapes of the JSON documents that `plan`, `sync` and `validate` print.

Typed dictionaries: they cost nothing to build, the type checker holds the renderer to them, and the
published JSON Schema is generated from them.
"""

from __future__ import annotations

from typing import Annotated, Literal, NotRequired, Required

from pydantic import Field, JsonValue

from schemas.document import Document, Versioned
from schemas.lifecycle_document import ComingPrices, LifecycleDocument, PageEditDocument
from schemas.money_document import MoneyDocument


class SourceDocument(Document):
    """Where a definition stands."""

    file: Annotated[str, Field(description="Path of the YAML file, as given on the command line.")]
    line: Annotated[int, Field(description="Line in the file, from 1.", ge=1)]


class FieldDocument(Document, total=False):
    """One field that changes."""

    field: Required[Annotated[str, Field(description="The field's name, as in YAML.")]]
    before: Required[Annotated[JsonValue, Field(description="The live value; null when absent.")]]
    after: Required[Annotated[JsonValue, Field(description="The desired value; null when absent.")]]
    percent: Annotated[float, Field(description="Relative change of a price or limit, in percent.")]
    file: Annotated[str, Field(description="The file of the field, where an override of the target gives its value.")]
    line: Annotated[int, Field(description="Line of the field in its file, from 1.", ge=1)]
    paths: Annotated[list[str], Field(description="The nested values that differ, for a nested field.")]
    origin: Annotated[
        Literal["live", "unknown"],
        Field(
            description="Who moved the field, where it was not the definition. `live`: somebody outside the catalog; "
            "it is put back. `unknown`: the row does not say what was last applied to it."
        ),
    ]
    odd: Annotated[str, Field(description="What the row holds, in words, where it is no value of the field.")]


class ChangeDocument(Document, total=False):
    """One row that a plan changes."""

    action: Required[Annotated[Literal["create", "update", "adopt", "delete"], Field(description="What is done.")]]
    model_id: Required[Annotated[str, Field(description="The provider's model id.")]]
    record_id: Required[
        Annotated[str | None, Field(description="The row's own id; null when a random one will be made.")]
    ]
    source: Required[Annotated[SourceDocument | None, Field(description="The definition; null for a delete.")]]
    fields: Required[Annotated[list[FieldDocument], Field(description="What changes, in stored order.")]]
    note: Annotated[str, Field(description="Why, where the definition of the row itself does not say.")]
    updated_at: Annotated[str, Field(description="When the row was last changed, where something in it is put back.")]
    applied_at: Annotated[str, Field(description="When the catalog was last applied to it, as above.")]


class GuardDocument(Document):
    """A rule that refuses the plan, or would have."""

    guard: Annotated[str, Field(description="The guard's name.")]
    message: Annotated[str, Field(description="What it found, and what to do.")]
    lifted_by: Annotated[str | None, Field(description="The option that lifts it; null when none does.")]
    lifted: Annotated[bool, Field(description="Whether it was given, or the plan only puts back what was applied.")]


class ProblemDocument(Document):
    """Something wrong with a file or a row."""

    severity: Annotated[Literal["error", "warning"], Field(description="An error stops; a warning does not.")]
    where: Annotated[str, Field(description="The file, or the record's id.")]
    line: Annotated[int | None, Field(description="Line, from 1; null when it concerns the whole.")]
    column: Annotated[int | None, Field(description="Column, from 1; null when it concerns the whole.")]
    field: Annotated[str | None, Field(description="The field's name; null when it concerns the whole.")]
    message: Annotated[str, Field(description="What is wrong, and what to do.")]
    kind: NotRequired[Annotated[str, Field(description="Of a warning: the name by which settings switch it off.")]]


class SummaryDocument(Document):
    """How many rows, by what happens to them."""

    create: Annotated[int, Field(description="Rows to be made.")]
    update: Annotated[int, Field(description="Managed rows to be changed.")]
    delete: Annotated[int, Field(description="Managed rows that the catalog no longer names.")]
    adopt: Annotated[int, Field(description="Unmanaged rows that the catalog names.")]
    unchanged: Annotated[int, Field(description="Managed rows that are as the catalog says.")]
    unmanaged: Annotated[int, Field(description="Unmanaged rows that the catalog does not name.")]
    drift: Annotated[int, Field(description="Rows of the changes in which an edit outside the catalog is put back.")]
    conflicts: Annotated[int, Field(description="What somebody has to decide before anything is applied.")]
    renewals: Annotated[int, Field(description="Unchanged rows whose mark a sync brings up to date.")]


class UnmanagedDocument(Document):
    """A live row that nobody manages and the catalog does not name."""

    model_id: Annotated[str, Field(description="The provider's model id.")]
    record_id: Annotated[str, Field(description="The row's own id.")]


class ConflictDocument(Document):
    """Something that stops a sync until somebody decides."""

    model_id: Annotated[str, Field(description="The provider's model id.")]
    field: Annotated[str | None, Field(description="The field; null when it concerns the whole row.")]
    kind: Annotated[
        Literal["conflict", "live", "unknown", "deleted", "edited", "default", "moved"],
        Field(
            description="`conflict`: changed in Git and live to different values; `live`: changed live, and the policy "
            "is fail; `unknown`: the sides differ, what was last applied is not known, and the policy is fail; "
            "`deleted`: the row was deleted live; `edited`: the row is to be deleted and was edited live; `default`: "
            "the model is to be the default, but another row is, and its policy leaves that to others."
        ),
    ]
    base: Annotated[JsonValue, Field(description="What was last applied; null when absent or not known.")]
    desired: Annotated[JsonValue, Field(description="What the definition says; null when absent.")]
    live: Annotated[JsonValue, Field(description="What the row holds; null when absent.")]
    source: Annotated[SourceDocument | None, Field(description="The field in its definition; null when it has none.")]
    message: Annotated[str, Field(description="What happened, and every way out.")]


class AttributeDocument(Document):
    """An attribute that other writers store and no schema names. It is kept."""

    name: Annotated[str, Field(description="The attribute's name.")]
    rows: Annotated[int, Field(description="How many rows have it.")]
    new: Annotated[bool, Field(description="Whether no sync has announced it yet.")]


class RoleDocument(Document):
    """A role whose members can pick other models after the plan than before."""

    role: Annotated[str, Field(description="The role.")]
    before: Annotated[int, Field(description="How many models its members can pick now.")]
    after: Annotated[int, Field(description="How many they can pick after the plan.")]
    lost: Annotated[list[str], Field(description="The model ids that they lose.")]
    gained: Annotated[list[str], Field(description="The model ids that they gain.")]


class SettingDocument(Document):
    """A setting of the catalog that is another than it was."""

    setting: Annotated[str, Field(description="Its name, such as `guards.max_deletes`.")]
    before: Annotated[JsonValue, Field(description="What it was; null when it was absent, or not in the list.")]
    after: Annotated[JsonValue, Field(description="What it is now; null likewise.")]
    loosened: Annotated[bool, Field(description="Whether it lets more pass than before, or means another store.")]
    since: Annotated[str, Field(description="With what it was compared: a Git ref, or `the last sync`.")]
    source: Annotated[SourceDocument, Field(description="The line that says it; or the nearest, when none does.")]


class PlanDocument(Versioned):
    """What a sync would do."""

    catalog: Annotated[str, Field(description="The catalog's name.")]
    target: Annotated[
        str,
        Field(description="The store: a directory, or a table with region, endpoint and profile where they are set."),
    ]
    at: NotRequired[Annotated[str, Field(description="The moment whose prices it has; absent for now.")]]
    summary: SummaryDocument
    settings: NotRequired[
        Annotated[
            list[SettingDocument],
            Field(description="The settings that change, the looser ones first; absent when none does."),
        ]
    ]
    changes: Annotated[
        list[ChangeDocument], Field(description="What changes, a row each, in the order in which it is done.")
    ]
    unmanaged: Annotated[list[UnmanagedDocument], Field(description="Rows that no catalog manages; never deleted.")]
    guards: Annotated[list[GuardDocument], Field(description="Rules that refuse the plan, or would have.")]
    conflicts: Annotated[
        list[ConflictDocument], Field(description="What stops the plan until somebody decides; exit code 5.")
    ]
    attributes: Annotated[
        list[AttributeDocument], Field(description="Attributes that other writers store, by name; they are kept.")
    ]
    left_out: NotRequired[Annotated[list[str], Field(description="Models of which --only leaves changes out.")]]
    page_edits: NotRequired[
        Annotated[
            list[PageEditDocument],
            Field(description="Edits outside the catalog of fields that no file names; absent where there are none."),
        ]
    ]
    ignored: NotRequired[Annotated[int, Field(description="Rows that are left alone; absent where there are none.")]]
    lifecycle: NotRequired[Annotated[LifecycleDocument, Field(description="Models that it retires, or that do soon.")]]
    coming_prices: NotRequired[ComingPrices]
    money: NotRequired[
        Annotated[MoneyDocument, Field(description="What it costs a month; absent where no use of models was given.")]
    ]
    roles: Annotated[list[RoleDocument], Field(description="What the plan does to people, by role.")]
    problems: Annotated[
        list[ProblemDocument], Field(description="What is wrong with files and rows; nothing here stops the plan.")
    ]
    fingerprint: Annotated[str, Field(description="SHA-256 over the actions and their values.")]


class ErrorDocument(Document):
    """Why a target could not be planned."""

    message: Annotated[str, Field(description="What happened, and what to do.")]
    exit_code: Annotated[int, Field(description="The exit code that the error has by itself.")]
    problems: Annotated[list[ProblemDocument], Field(description="What is wrong with the catalog, where that is it.")]


class TargetDocument(Document):
    """One target of several: its plan, or why there is none."""

    target: Annotated[str, Field(description="The target's name.")]
    plan: Annotated[PlanDocument | None, Field(description="The plan; null when there is none.")]
    error: Annotated[ErrorDocument | None, Field(description="Why there is no plan; null when there is one.")]


class PlansDocument(Versioned):
    """What a sync of each target would do."""

    targets: Annotated[list[TargetDocument], Field(description="The targets, in the order of the catalog.")]


class OutcomeDocument(Document):
    """What became of one change."""

    action: Annotated[str, Field(description="What was to be done: `create`, `update`, `adopt` or `delete`.")]
    model_id: Annotated[str, Field(description="The provider's model id.")]
    record_id: Annotated[str | None, Field(description="The row's own id; null when none was made.")]
    status: Annotated[
        Literal["applied", "failed", "skipped"], Field(description="Whether it was done; skipped: not tried.")
    ]
    detail: Annotated[str | None, Field(description="Why it failed or was skipped.")]


class ApplyDocument(Versioned):
    """What a sync did: the plan, and the outcome of each change. No outcomes: nothing was written."""

    plan: PlanDocument
    outcomes: Annotated[
        list[OutcomeDocument], Field(description="What became of each change; empty when nothing was written.")
    ]


class ValidationDocument(Versioned):
    """What `validate` found."""

    catalog: Annotated[str | None, Field(description="The catalog's name; null when it could not be read.")]
    valid: Annotated[bool, Field(description="Whether there is no error; there may be warnings.")]
    models: Annotated[int, Field(description="How many definitions are valid.")]
    problems: Annotated[
        list[ProblemDocument], Field(description="Every error and warning, in the order of files and lines.")
    ]
