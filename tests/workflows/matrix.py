"""Makes the combinations of `strategy.matrix`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product

from tests.workflows.expr_values import Value
from tests.workflows.results import HarnessError

Combination = dict[str, Value]


def combinations(matrix: Mapping[str, Value] | None) -> tuple[Combination, ...]:
    """Every combination, in GitHub's order: the axes in turn, without `exclude`, then with `include`.

    No matrix is one combination without values. Raises HarnessError for what GitHub refuses: an axis without values.
    """
    if matrix is None:
        return ({},)
    axes = {name: values for name, values in matrix.items() if name not in ("include", "exclude")}
    for name, values in axes.items():
        if not isinstance(values, Sequence) or isinstance(values, str):
            raise HarnessError(f"matrix vector {name!r} is no list")
        if not values:
            raise HarnessError(f"Matrix vector '{name}' does not contain any values")
    crossed = [dict(zip(axes, values, strict=True)) for values in product(*axes.values())] if axes else []
    kept = [found for found in crossed if not any(_agrees(found, out) for out in matrix.get("exclude") or ())]
    found = _included(kept, axes, matrix.get("include") or ())
    if not found:
        raise HarnessError("Matrix must define at least one vector")
    return tuple(found)


def _agrees(combination: Combination, wanted: Mapping[str, Value]) -> bool:
    return all(combination.get(name) == value for name, value in wanted.items())


def _included(
    kept: list[Combination], axes: Mapping[str, Value], includes: Sequence[Mapping[str, Value]]
) -> list[Combination]:
    """An entry adds to each combination of whose original values it overwrites none; else it is one of its own."""
    extended = [dict(combination) for combination in kept]
    added: list[Combination] = []
    for include in includes:
        shared = {name: value for name, value in include.items() if name in axes}
        fitting = [new for new, old in zip(extended, kept, strict=True) if _agrees(old, shared)]
        for combination in fitting:
            combination.update(include)
        if not fitting:
            added.append(dict(include))
    return extended + added
