"""How the platform's releases read rows and order them: a strict fake, by the storage contract and what was seen.

It is no part of the product and shares nothing with it, so that what both say was said twice.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

RELEASES: Final = ("older", "beta.27", "1.0.2", "mantle", "lifecycle")
"""The oldest first."""
_TEXTS: Final = ("id", "modelId", "modelName", "provider", "providerName", "createdAt", "updatedAt")
_LISTS: Final = ("inputModalities", "outputModalities")
_PRICES: Final = ("inputPricePerMillionTokens", "outputPricePerMillionTokens")
_OPTIONAL_PRICES: Final = ("cacheWritePricePerMillionTokens", "cacheReadPricePerMillionTokens")
_STAMP: Final = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)")
_LIFECYCLE_TEXTS: Final = ("retiresOn", "retirementNote", "iconSlug", "shortDescription")


class SkippedError(Exception):
    """The release leaves the row out of its lists."""


def read_row(row: Mapping[str, Any], release: str) -> dict[str, Any]:
    """The row as the release lists it, by stored name. Raises SkippedError."""
    at = RELEASES.index(release)
    found = {name: _checked(row, name, _is_text) for name in _TEXTS}
    for name in ("createdAt", "updatedAt"):
        _require(_STAMP.fullmatch(found[name]) is not None, f"{name} is no time")
    found |= {name: _checked(row, name, _is_texts) for name in _LISTS}
    found |= {name: _checked(row, name, _is_number) for name in _PRICES}
    found |= {name: _checked(row, name, _is_number, absent=None) for name in _OPTIONAL_PRICES}
    found["maxInputTokens"] = _checked(row, "maxInputTokens", _is_count)
    found["maxOutputTokens"] = _of_release(row, "maxOutputTokens", _is_count, needed=at < RELEASES.index("mantle"))
    found["isReasoningModel"] = _of_release(row, "isReasoningModel", _is_flag, needed=release == "older")
    found["availableToRoles"] = _checked(row, "availableToRoles", _is_texts, absent=[])
    found["knowledgeCutoffDate"] = _checked(row, "knowledgeCutoffDate", _is_text, absent=None)
    found["enabled"] = _checked(row, "enabled", _is_flag)
    found["isDefault"] = _checked(row, "isDefault", _is_flag, absent=False)
    found["supportsCaching"] = _checked(row, "supportsCaching", _is_flag, absent=None)
    if at >= RELEASES.index("beta.27"):
        found["supportedParams"] = _params(row.get("supportedParams"), release)
    if at >= RELEASES.index("mantle"):
        found |= _mantle(row)
    if at >= RELEASES.index("lifecycle"):
        found |= _lifecycle(row)
    return found


def as_listed(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """The model ids: by `sortOrder`, then rows without one; among equals the newest `createdAt` first.

    Two rows that only the store's own order would tell apart are an error: nobody can rely on that order.
    """
    keys: dict[tuple[int, float, float], str] = {}
    for row in rows:
        order, made = row.get("sortOrder"), datetime.fromisoformat(row["createdAt"]).timestamp() * 1_000_000
        key = (0, int(order), -made) if order is not None else (1, 0, -made)
        assert key not in keys, f"{row['modelId']} and {keys[key]} have one place"
        keys[key] = row["modelId"]
    return [keys[key] for key in sorted(keys)]


def _require(holds: bool, message: str) -> None:
    if not holds:
        raise SkippedError(message)


_NEEDED: Final = object()


def _checked(row: Mapping[str, Any], name: str, test: Callable[[Any], bool], *, absent: object = _NEEDED) -> Any:
    value = row.get(name)
    if value is None and absent is not _NEEDED:
        return absent
    _require(test(value), f"{name}: {value!r}")
    return value


def _of_release(row: Mapping[str, Any], name: str, test: Callable[[Any], bool], *, needed: bool) -> Any:
    return _checked(row, name, test, absent=_NEEDED if needed else None)


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _is_flag(value: object) -> bool:
    return isinstance(value, bool)


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _is_count(value: object) -> bool:
    return _is_number(value) and value == int(value) and value >= 1  # type: ignore[call-overload,operator]  # a number


def _mantle(row: Mapping[str, Any]) -> dict[str, Any]:
    mode = str(row.get("apiMode") or "chat").lower()
    always = row["provider"].lower() == "bedrock-responses"
    return {
        "apiMode": "responses" if always or mode == "responses" else "chat",
        "region": _checked(row, "region", _is_text, absent=None),
    }


def _lifecycle(row: Mapping[str, Any]) -> dict[str, Any]:
    status = row.get("status")
    featured = row.get("isFeatured", True)
    _require(_is_flag(featured), f"isFeatured: {featured!r}")
    order = row.get("sortOrder")
    _require(order is None or (_is_number(order) and order == int(order) and order >= 0), f"sortOrder: {order!r}")
    successor = row.get("replacedBy")
    return {
        "status": status if status in ("deprecated", "retired") else "active",
        "replacedBy": successor if isinstance(successor, str) and successor.strip() else None,
        "isFeatured": featured,
        "sortOrder": order,
        **{name: _checked(row, name, _is_text, absent=None) for name in _LIFECYCLE_TEXTS},
    }


def _params(found: object, release: str) -> dict[str, Any]:
    if not found:
        return {}
    _require(isinstance(found, dict) and isinstance(found.get("params"), dict), f"supportedParams: {found!r}")
    params: dict[str, dict[str, Any]] = found["params"]  # type: ignore[index]  # a mapping, as was just required
    for name, options in params.items():
        _parameter(name, options)
    _thinking(params, release)
    return params


def _parameter(name: str, options: dict[str, Any]) -> None:
    for flag in ("supported", "locked"):
        _checked(options, flag, _is_flag, absent=None)
    least, most = (_checked(options, bound, _is_number, absent=None) for bound in ("min", "max"))
    _require(least is None or most is None or least <= most, f"{name}: min above max")
    default, allowed = options.get("default"), options.get("allowed")
    if isinstance(default, (int, float)):
        _require(least is None or default >= least, f"{name}: default below min")
        _require(most is None or default <= most, f"{name}: default above max")
    if allowed is not None:
        _require(isinstance(allowed, list) and allowed != [], f"{name}: allowed: {allowed!r}")
        _require(default is None or default in allowed, f"{name}: default not allowed")


def _thinking(params: Mapping[str, Mapping[str, Any]], release: str) -> None:
    options = params.get("thinking", {})
    budget = options.get("default")
    if options.get("supported") is False or budget is None or budget is False or budget == 0:
        return
    _require(release != "beta.27", "an enabled thinking budget")
    _require(type(budget) is int and budget >= 1024, f"thinking: {budget!r}")
    longest = params.get("max_tokens", {}).get("default")
    if _is_number(longest) and longest == int(longest):  # type: ignore[arg-type]  # a number
        _require(budget < longest, "thinking: not below max_tokens")
