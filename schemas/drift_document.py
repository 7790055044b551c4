"""The shape of the JSON document that `drift` prints."""

from __future__ import annotations

from typing import Annotated, NotRequired

from pydantic import Field, JsonValue

from schemas.document import Document, Versioned
from schemas.lifecycle_document import ComingPriceDocument, PageEditDocument, RetirementDocument
from schemas.plan_document import AttributeDocument, ProblemDocument, UnmanagedDocument


class DriftCounts(Document):
    """How many there are of each class."""

    edited: Annotated[int, Field(description="Rows of the catalog with fields that were edited outside it.")]
    unnamed: NotRequired[Annotated[int, Field(description="Edits of fields that no file names, since the last sync.")]]
    unmanaged: Annotated[int, Field(description="Rows that no catalog manages.")]
    gone: Annotated[int, Field(description="Rows that were deleted outside the catalog.")]
    duplicates: Annotated[int, Field(description="Model ids that several rows have.")]
    broken: Annotated[int, Field(description="Rows that do not parse.")]
    unlisted: NotRequired[Annotated[int, Field(description="Rows that some releases of the platform do not list.")]]
    attributes: Annotated[int, Field(description="Attributes of other writers that no sync has announced yet.")]
    grants: NotRequired[
        Annotated[int, Field(description="Models that grants name and no row has; absent without a table of roles.")]
    ]
    due: NotRequired[
        Annotated[int, Field(description="Prices that are due; absent where the model files cannot be read.")]
    ]


class EditedFieldDocument(Document):
    """A field that was edited."""

    field: Annotated[str, Field(description="The field's name, as in YAML.")]
    applied: Annotated[JsonValue, Field(description="What was last applied; null when absent.")]
    live: Annotated[JsonValue, Field(description="What the row holds; null when absent.")]
    odd: NotRequired[
        Annotated[
            str,
            Field(description="What the row holds, in words, where it is no value of the field."),
        ]
    ]


class EditedDocument(UnmanagedDocument):
    """A row that was edited."""

    updated_at: Annotated[str, Field(description="When the row was last changed.")]
    applied_at: Annotated[str, Field(description="When the catalog was last applied to it.")]
    fields: Annotated[list[EditedFieldDocument], Field(description="What was edited, in stored order.")]


class DuplicateDocument(Document):
    """Rows that share a model id."""

    model_id: Annotated[str, Field(description="The provider's model id.")]
    record_ids: Annotated[list[str], Field(description="The rows' own ids.")]


class BrokenDocument(Document):
    """A row that does not parse."""

    where: Annotated[str, Field(description="What a message calls the row.")]
    message: Annotated[str, Field(description="Why it does not parse.")]


class UnlistedDocument(UnmanagedDocument):
    """A row that some releases of the platform do not list."""

    reason: Annotated[str, Field(description="Which releases, and why.")]


class GrantedDocument(Document):
    """A model that grants name and no row has."""

    model_id: Annotated[str, Field(description="The provider's model id.")]
    roles: Annotated[list[str], Field(description="The roles that it was granted to.")]
    people: Annotated[int, Field(description="How many people it was granted to.")]


class DaysDocument(Document, total=False):
    """What days bring, by the model files and the rows."""

    at: Annotated[str, Field(description="The moment whose prices it has; absent for now.")]
    due: Annotated[
        list[ComingPriceDocument],
        Field(description="Prices whose day has come and that the row does not have (`before` is what it has), by day "
                          "and model id; absent where the model files cannot be read."),
    ]  # fmt: skip
    coming_prices: Annotated[
        list[ComingPriceDocument],
        Field(description="Prices to come within 30 days, by day and model id; absent where there are none."),
    ]
    retirements: Annotated[
        list[RetirementDocument], Field(description="The models that retire soon, by date; absent where none does.")
    ]
    unread: Annotated[
        list[ProblemDocument],
        Field(description="Why nobody can say which prices are due: what is wrong with the catalog."),
    ]


class DriftDocument(Versioned, DaysDocument):
    """What moved since the last sync. Every class is there, also those that were not asked for."""

    catalog: Annotated[str, Field(description="The catalog's name.")]
    target: Annotated[str, Field(description="The store.")]
    counts: DriftCounts
    edited: Annotated[list[EditedDocument], Field(description="Rows that were edited, by model id.")]
    unnamed: NotRequired[
        Annotated[
            list[PageEditDocument],
            Field(description="Edits of fields that no file names, by model id; a sync keeps them."),
        ]
    ]
    unmanaged: Annotated[list[UnmanagedDocument], Field(description="Rows that no catalog manages.")]
    gone: Annotated[list[str], Field(description="Models whose row was deleted, by model id.")]
    duplicates: Annotated[list[DuplicateDocument], Field(description="Rows that share a model id.")]
    broken: Annotated[list[BrokenDocument], Field(description="Rows that do not parse.")]
    unlisted: NotRequired[
        Annotated[
            list[UnlistedDocument],
            Field(description="Rows that some releases of the platform do not list, by model id."),
        ]
    ]
    attributes: Annotated[list[AttributeDocument], Field(description="Attributes that no sync has announced yet.")]
    grants: NotRequired[
        Annotated[
            list[GrantedDocument],
            Field(description="Grants of models that have no row; absent without a table of roles."),
        ]
    ]
    ignored: NotRequired[
        Annotated[int, Field(description="Rows that the settings say to leave alone; absent where there are none.")]
    ]
    unknown: Annotated[list[str], Field(description="Our rows of which nobody knows what was last applied.")]
