"""What plans may do unasked, and who owns which field: for a catalog, or for one target of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, create_model

from schemas.attributes import NAMES, Policy
from schemas.fields import Text

Percent = Annotated[float, Field(ge=0, le=100)]
"""A share in percent, 0 to 100."""


class Closed(BaseModel):
    """Takes no key that it does not name."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class GuardSettings(Closed):
    """How much one plan may change before it needs an exact count on the command line."""

    max_delete_percent: Percent = Field(
        default=30, description="A plan that deletes more than this share of the managed rows is refused, in percent."
    )
    max_deletes: Annotated[int, Field(ge=0)] = Field(
        default=20, description="A plan that deletes more rows than this is refused."
    )
    max_update_percent: Percent = Field(
        default=50,
        description="A plan that updates more than this share of the managed rows is refused, in percent. "
        "One or two updates are never too many.",
    )
    max_price_factor: Annotated[float, Field(gt=1)] = Field(
        default=5, description="A plan that changes a price by more than this factor, up or down, is refused."
    )
    max_price: Annotated[float, Field(gt=0)] = Field(
        default=1000, description="A plan with a new price above this is refused, in US dollars per million tokens."
    )


if TYPE_CHECKING:

    class FieldPolicies(Closed):
        """The policy of single fields, by the field's name."""

else:
    _policed: dict[str, Any] = {
        name: (Policy | None, Field(None, description="The policy of this field; absent: as the level above says."))
        for name in NAMES
        if name != "model_id"
    }
    FieldPolicies = create_model(
        "FieldPolicies", __base__=Closed, __doc__="The policy of single fields, by the field's name.", **_policed
    )


class ModelPolicySettings(Closed):
    """The policies of one model. They go before those of the catalog."""

    default: Policy | None = Field(
        None, description="The policy of every field of this model that is not named here; absent: as the catalog says."
    )
    fields: FieldPolicies = Field(default_factory=FieldPolicies, description="The policy of single fields.")


class PolicySettings(Closed):
    """Who owns which field of a row that exists: `git`, `live` or `fail`. The most specific policy counts."""

    default: Policy = Field(default="git", description="The policy of every field that no other policy names.")
    fields: FieldPolicies = Field(default_factory=FieldPolicies, description="The policy of single fields.")
    models: dict[Text, ModelPolicySettings] = Field(
        default_factory=dict,
        description="The policies of single models, by `model_id`.",
    )
