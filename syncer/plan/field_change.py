"""How one value of a field became another: the relative change, the nested values that differ. The home of deepdiff."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import takewhile
from typing import TYPE_CHECKING, Any, Final

from schemas.attributes import DEFAULTS, DEFINED, KIND, WHEN_NAMED, without_nulls
from syncer.model.changes import FieldChange
from syncer.model.equality import canonical_json

if TYPE_CHECKING:
    from collections.abc import Iterable

    from syncer.model.changes import Origin

_HUGE_PERCENT: Final = 10**15
"""A relative change beyond this says nothing to a person."""


def field_change(
    field: str, before: object, after: object, *, origin: Origin = "git", odd: tuple[str, str] = ("", "")
) -> FieldChange:
    """The change of one field, with what a person wants to know about it."""
    percent, paths = relative_change(field, before, after), _nested(field, before, after)
    return FieldChange(field, before, after, percent, paths, origin, odd)


def relative_change(field: str, before: object, after: object) -> float | None:
    """Change of a price or a limit in percent of the old value; None where that has no meaning."""
    if KIND[field] not in {"price", "count"}:
        return None
    if not isinstance(before, (int, float)) or not isinstance(after, (int, float)) or before <= 0:
        return None
    from decimal import Decimal  # noqa: PLC0415  only a changed number needs it

    old, new = Decimal(repr(before)), Decimal(repr(after))
    exact = (new - old) / old * 100
    if abs(exact) >= _HUGE_PERCENT:
        return None
    return float(round(exact, 2) or f"{exact:.1g}")


def _nested(field: str, before: object, after: object) -> tuple[str, ...]:
    """Which nested values differ, for two `supported_params` that are known to. A list is one value."""
    if KIND[field] != "params" or before is None or after is None:
        return ()
    from deepdiff import DeepDiff  # noqa: PLC0415  costs 230 ms; only a changed nested value needs it

    found = DeepDiff(
        without_nulls(before), without_nulls(after), view="tree", verbose_level=2, custom_operators=[_ListAsOneValue()]
    )
    paths = sorted({_keys(item.path(output_format="list")) for items in found.values() for item in items})
    return tuple(filter(None, (_shown(path, before, after) for path in paths)))


class _ListAsOneValue:
    """Has DeepDiff compare lists as stores do: to Python, and so to DeepDiff, `[0, 1]` is `[False, True]`."""

    def match(self, level: Any) -> bool:
        return isinstance(level.t1, list) and isinstance(level.t2, list)

    def give_up_diffing(self, level: Any, diff_instance: Any) -> bool:
        if canonical_json(without_nulls(level.t1)) != canonical_json(without_nulls(level.t2)):
            diff_instance.custom_report_result("list_changed", level)
        return True


def _shown(path: tuple[str, ...], before: object, after: object) -> str:
    """Both sides of a nested value; empty where they are the same."""
    old, new = _side(before, path), _side(after, path)
    return f"{'.'.join(path)}: {old} -> {new}" if old != new else ""


def _keys(path: Iterable[object]) -> tuple[str, ...]:
    """The mapping keys of a path, up to the first index of a list."""
    return tuple(str(part) for part in takewhile(lambda part: not isinstance(part, int), path))


def _side(value: object, path: Iterable[str]) -> str:
    """One side of a nested difference, as JSON in which `3.0` is `3`."""
    for key in path:
        if not isinstance(value, Mapping) or value.get(key) is None:
            return "absent"
        value = value[key]
    return canonical_json(without_nulls(value))


def removed_fields(fields: Mapping[str, Any]) -> tuple[FieldChange, ...]:
    """What goes with a row: the fields that have a value worth telling."""
    return tuple(
        FieldChange(name, value, None)
        for name in DEFINED
        if (value := fields[name]) not in (None, []) and not (name in WHEN_NAMED and value == DEFAULTS[name])
    )
