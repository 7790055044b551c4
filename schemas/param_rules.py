"""The rules between the options of request parameters that readers of the platform enforce. Needs no Pydantic.

A row that breaks one of them is skipped by every list of those releases, and their page cannot mend it.
"""

from __future__ import annotations

from math import inf, nan
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ENFORCED_FROM: Final = "1.0.0-beta27"
"""The first release of the platform whose readers enforce the rules; every later one does."""
LEAST_BUDGET: Final = 1024
"""Tokens of a thinking budget."""

Broken = tuple[tuple[str, ...], str]
"""Where, as a parameter and its option, and what is wrong."""


def broken_param_rules(params: Mapping[str, Mapping[str, Any]]) -> Iterator[Broken]:
    """Every rule that the parameters break, in their order. `params` is what `supported_params` has under `params`."""
    for name, options in params.items():
        for option, message in (*_bounds(options), *_allowed(options)):
            yield (name, option), message
    for option, message in _budget(params):
        yield ("thinking", option), message


def _bounds(options: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    least, most = _number(options.get("min"), -inf), _number(options.get("max"), inf)
    default = _number(options.get("default"), nan)  # which is neither below nor above anything
    if least > most:
        yield "min", f"{least:.15g} is more than the max, {most:.15g}"
    elif default < least:
        yield "default", f"{_shown(options['default'])} is less than the min, {least:.15g}"
    elif default > most:
        yield "default", f"{_shown(options['default'])} is more than the max, {most:.15g}"


def _number(value: object, otherwise: float) -> float:
    """The value if the platform compares it as a number: a flag counts as 0 or 1 there, too."""
    return value if isinstance(value, (int, float)) else otherwise


def _allowed(options: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    allowed, default = options.get("allowed"), options.get("default")
    if not isinstance(allowed, list):
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
