"""The rules between the options of request parameters that readers of the platform enforce. Needs no Pydantic.

A row that breaks one of them is skipped by every list of those releases, and their page cannot mend it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ENFORCED_FROM: Final = "1.0.0-beta27"
"""The first release of the platform whose readers enforce the rules; every later one does."""
LEAST_THINKING: Final = 1_024
"""Tokens; the least budget of `thinking`."""

Broken = tuple[tuple[str, ...], str]
"""Where, as a parameter and its option, and what is wrong."""


def broken_param_rules(params: Mapping[str, Mapping[str, Any]]) -> Iterator[Broken]:
    """Every rule that the parameters break, in their order. `params` is what `supported_params` has under `params`."""
    for name, options in params.items():
        yield from (((name, option), what) for option, what in _of_options(options))
    yield from _of_thinking(params)


def _of_options(options: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    least, most, default = options.get("min"), options.get("max"), options.get("default")
    if least is not None and most is not None and least > most:
        yield "min", f"{least} is above max, which is {most}"
    if isinstance(default, (int, float)):  # a bool counts as 0 or 1
        yield from _beyond(default, least, most)
    yield from _of_allowed(options.get("allowed"), default)


def _beyond(default: float, least: float | None, most: float | None) -> Iterator[tuple[str, str]]:
    if least is not None and default < least:
        yield "default", f"{default} is below min, which is {least}"
    if most is not None and default > most:
        yield "default", f"{default} is above max, which is {most}"


def _of_allowed(allowed: list[Any] | None, default: object) -> Iterator[tuple[str, str]]:
    if allowed is not None and not allowed:
        yield "allowed", "it is empty, so no value could be sent"
    elif allowed and default is not None and default not in allowed:
        yield "default", f"{default!r} is none of the values of allowed"


def _of_thinking(params: Mapping[str, Mapping[str, Any]]) -> Iterator[Broken]:
    thinking = params.get("thinking", {})
    budget = thinking.get("default")
    if thinking.get("supported") is False or budget in (None, False, 0):
        return
    where = ("thinking", "default")
    most = params.get("max_tokens", {}).get("default")
    if not _is_whole(budget):
        yield where, f"a budget is a whole number of tokens, not {budget!r}"
    elif budget < LEAST_THINKING:
        yield where, f"a budget of {budget} tokens is below the least, {LEAST_THINKING}"
    elif _is_whole(most) and budget >= most:
        yield where, f"a budget of {budget} tokens has to be below the default of max_tokens, which is {most}"


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
