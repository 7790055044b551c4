"""What a definition says and no release of the platform would list, or its page would refuse: the source of errors.

A row whose parameters contradict each other is skipped by every list of the platform, where the model then runs
without a price. What the shapes can say by themselves is not looked at here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from schemas.attributes import API_MODE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from syncer.yaml.libyaml import KeyPath

    Complaints = Iterator[tuple[KeyPath, str]]

LEAST_BUDGET: Final = 1024
"""Tokens of a thinking budget."""
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
    for name, options in params.items():
        for option, message in (*_bounds(options), *_allowed(options)):
            yield ("supported_params", "params", name, option), f"{message}; {_UNLISTED}"
    for option, message in _budget(params):
        yield ("supported_params", "params", "thinking", option), f"{message}; {_UNLISTED}"
    for option in ("max", "default"):
        most = params.get("max_tokens", {}).get(option)
        if max_output_tokens is not None and isinstance(most, (int, float)) and most > max_output_tokens:
            message = f"{most:.15g} is more than max_output_tokens, {max_output_tokens}; the platform refuses that"
            yield ("supported_params", "params", "max_tokens", option), message


def _bounds(options: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    least: Any = options.get("min")
    most: Any = options.get("max")
    default = options.get("default")
    if None not in (least, most) and least > most:
        yield "min", f"{least:.15g} is more than the max, {most:.15g}"
    elif isinstance(default, (int, float)):  # a flag counts as 0 or 1 there, too
        if default < (default if least is None else least):
            yield "default", f"{_shown(default)} is less than the min, {least:.15g}"
        if default > (default if most is None else most):
            yield "default", f"{_shown(default)} is more than the max, {most:.15g}"


def _allowed(options: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    allowed, default = options.get("allowed"), options.get("default")
    if allowed is None:
        return
    if not allowed:
        yield "allowed", "must have at least one value; without `allowed` every value may be sent"
    elif default is not None and default not in allowed:
        yield "default", f"{_shown(default)} is not one of the allowed values"


def _budget(params: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    budget = thinking_budget(params)
    if budget is None:
        return
    if type(budget) is not int or budget < LEAST_BUDGET:
        yield "default", f"must be a whole number of at least {LEAST_BUDGET}, or false for none, not {_shown(budget)}"
        return
    longest: Any = params.get("max_tokens", {}).get("default")
    is_number = isinstance(longest, (int, float)) and not isinstance(longest, bool)
    if is_number and longest % 1 == 0 and budget >= longest:
        yield "default", f"{budget} must be below the default of max_tokens, {longest:.15g}"


def thinking_budget(params: Mapping[str, Mapping[str, Any]]) -> object:
    """The default of `thinking` where it is on, whatever it is; otherwise None."""
    options = params.get("thinking", {})
    default = options.get("default")
    is_off = options.get("supported") is False or default is None or default in (False, 0)
    return None if is_off else default


def _shown(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else f"{value!r:.40}"
