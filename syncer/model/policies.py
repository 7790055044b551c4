"""Who owns which field: Git, or the page."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from schemas.attributes import NAMES, Policy
from syncer.frozen import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

NO_POLICIES: Final[Mapping[str, Policy]] = MappingProxyType({})


class ModelPolicies(NamedTuple):
    """The policies of one model, which go before the catalog's."""

    default: Policy | None = None
    fields: Mapping[str, Policy] = NO_POLICIES


class Policies(NamedTuple):
    """Who owns which field. The most specific policy counts: the model's field, the model, the field, the catalog."""

    default: Policy = "git"
    fields: Mapping[str, Policy] = NO_POLICIES
    models: Mapping[str, ModelPolicies] = MappingProxyType({})

    def of(self, model_id: str) -> Mapping[str, Policy]:
        """The policies of the model's fields, by field; those that are not named are `git`. `model_id` always is."""
        model = self.models.get(model_id)
        if model is None and self.default == "git":
            return self.fields
        model = model or ModelPolicies()
        base = {**dict.fromkeys(NAMES[1:], self.default), **self.fields}
        if model.default is not None:
            base = dict.fromkeys(NAMES[1:], model.default)
        return {name: policy for name, policy in {**base, **model.fields}.items() if policy != "git"}
