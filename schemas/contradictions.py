"""What a definition says and no release of the platform would list, or its page would refuse: the source of errors.

A row whose parameters contradict each other is skipped by every list of the platform, where the model then runs
without a price. What the shapes can say by themselves is not looked at here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from schemas.attributes import API_MODE
from schemas.param_rules import broken_param_rules

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    Complaints = Iterator[tuple[tuple[str | int, ...], str]]

_UNLISTED: Final = "the platform would not list the model"


def contradictions(fields: Mapping[str, Any]) -> Complaints:
    """The path of each value that cannot stand, and why."""
    if fields["replaced_by"] == fields["model_id"]:
        yield ("replaced_by",), "is the model itself; name the model that takes over"
    yield from _provider(fields)
    if fields["supported_params"] is not None:
        yield from _params(fields["supported_params"]["params"], fields["max_output_tokens"])


def _provider(fields: Mapping[str, Any]) -> Complaints:
    """What the platform ignores or drops for the provider."""
    mode, provider = fields["api_mode"], str(fields["provider"])
    fixed = API_MODE.get(provider.lower())
    for name in ("api_mode", "region"):
        if fields[name] is not None and fixed is None:
            yield (name,), f"the platform ignores it for the provider {provider}; it is for {' and '.join(API_MODE)}"
    if mode == "chat" and fixed == "responses":
        yield ("api_mode",), f"the provider {provider} always uses responses; leave it out"


def _params(params: Mapping[str, Mapping[str, Any]], max_output_tokens: int | None) -> Complaints:
    for path, message in broken_param_rules(params):
        yield ("supported_params", "params", *path), f"{message}; {_UNLISTED}"
    for option in ("max", "default"):
        most = params.get("max_tokens", {}).get(option)
        if max_output_tokens is not None and isinstance(most, (int, float)) and most > max_output_tokens:
            message = f"{most:.15g} is more than max_output_tokens, {max_output_tokens}; the platform refuses that"
            yield ("supported_params", "params", "max_tokens", option), message
