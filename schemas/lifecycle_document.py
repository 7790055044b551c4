"""The shapes of what JSON documents say of a model's lifecycle, and of fields that no file names."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, JsonValue

from schemas.document import Document


class PricesDocument(Document):
    """US dollars per million tokens."""

    input: Annotated[float, Field(description="Of input tokens.")]
    output: Annotated[float, Field(description="Of output tokens.")]


class SuccessionDocument(Document):
    """A model that a plan deprecates or retires."""

    model_id: Annotated[str, Field(description="The provider's model id.")]
    status: Annotated[
        Literal["deprecated", "retired"],
        Field(description="`deprecated`: hidden, and runs on; `retired`: its successor runs, or nothing."),
    ]
    successor: Annotated[str | None, Field(description="The model that follows; null when none can be used.")]
    roles: Annotated[list[str], Field(description="The roles whose members can use it now.")]
    denied: Annotated[list[str], Field(description="Those of them whose members cannot use the successor.")]
    before: Annotated[
        PricesDocument, Field(description="The prices of what runs now: the model, or a successor that it has already.")
    ]
    after: Annotated[PricesDocument | None, Field(description="The prices of the successor; null when there is none.")]


class ReroutingDocument(Document):
    """What runs for the people of models that were retired, where a plan makes it another one, or dearer."""

    model_ids: Annotated[list[str], Field(description="The provider's model ids.")]
    status: Annotated[
        Literal["active", "deprecated", "retired"],
        Field(description="Of these models then; one that is not `retired` runs itself again."),
    ]
    was: Annotated[str | None, Field(description="The model that runs now; null for none.")]
    runs: Annotated[str, Field(description="The model that runs then.")]
    roles: Annotated[list[str], Field(description="The roles whose members can use that.")]
    before: Annotated[PricesDocument | None, Field(description="The prices of what runs now; null for nothing.")]
    after: Annotated[PricesDocument, Field(description="The prices of what runs then.")]


class RetirementDocument(Document):
    """A model that is to retire within 30 days, or was to and has not."""

    model_id: Annotated[str, Field(description="The provider's model id.")]
    retires_on: Annotated[str, Field(description="The date.")]
    past: Annotated[bool, Field(description="Whether the date is before today.")]
    successor: Annotated[str | None, Field(description="The model that it names as its successor; null for none.")]


class ComingPriceDocument(Document):
    """A price that a model file gives from a day to come."""

    model_id: Annotated[str, Field(description="The provider's model id.")]
    since: Annotated[str, Field(description="The day from which it holds, in UTC.")]
    field: Annotated[str, Field(description="The field's name, as in YAML.")]
    before: Annotated[float | None, Field(description="The price until then, in US dollars per million tokens.")]
    after: Annotated[float, Field(description="The price from then on.")]
    new: Annotated[bool, Field(description="Whether no sync was told of it yet.")]
    soon: Annotated[bool, Field(description="Whether it is to come within 30 days.")]


ComingPrices = Annotated[
    list[ComingPriceDocument],
    Field(description="Prices for days to come, by day and model id; absent where there are none."),
]


class LifecycleDocument(Document):
    """What a plan does to people by deprecating and retiring models, and which models retire soon."""

    successions: Annotated[list[SuccessionDocument], Field(description="Models that it deprecates or retires.")]
    retirements: Annotated[list[RetirementDocument], Field(description="The models that retire soon, by date.")]
    reroutings: Annotated[
        list[ReroutingDocument], Field(description="What runs in place of models that were retired before.")
    ]


class PageEditDocument(Document):
    """An edit outside the catalog of a field that no file names. It is kept."""

    model_id: Annotated[str, Field(description="The provider's model id.")]
    field: Annotated[str, Field(description="The field's name, as in YAML.")]
    seen: Annotated[JsonValue, Field(description="What the last sync saw; the default where it saw none.")]
    live: Annotated[JsonValue, Field(description="What the row holds; null when absent.")]
