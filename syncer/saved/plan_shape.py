"""The shape of a saved plan and what surrounds the changes in it, in JSON. Pure."""

from __future__ import annotations

from typing import Any, Final

from schemas.attributes import WHEN_NAMED
from syncer.saved.change_shape import catalog_name, day, field_name, ids, place
from syncer.saved.shape import (
    anything,
    counted_number,
    finite,
    flag,
    items_of,
    list_of,
    mapping,
    matching,
    maybe,
    object_of,
    one_of,
    part_of,
    text,
)

_time: Final = matching("a time with its offset, such as 2026-01-31T12:00:00+00:00", r".{19,}(Z|[+-]\d\d:\d\d)")
document_shape: Final = part_of(
    {
        "made_by": text, "made_at": _time, "expires_at": _time, "tool_version": text, "commit": maybe(text),
        "dirty": flag, "catalog_hash": text, "target": object_of(text), "plan": mapping,
    }
)  # fmt: skip
_RULE: Final = matching("the name of a guard", r"[a-z][a-z-]{0,63}")
"""Whatever it is, it is printed as it stands."""
_GUARD: Final = items_of(_RULE, text, maybe(text), flag, maybe(place), ids, maybe(text), least=4)
_PROBLEM: Final = items_of(
    text, text, maybe(counted_number), maybe(counted_number), maybe(text), one_of("error", "warning"), maybe(text),
    text, least=2,
)  # fmt: skip
_ROLE: Final = items_of(text, counted_number, counted_number, ids, ids, least=5)
_SETTING: Final = items_of(text, anything, anything, flag, text, items_of(text, counted_number, least=2), least=6)


def _small(value: Any) -> None:
    """A value of a field that is managed only when it is named."""
    if value is not None and type(value) is not bool:
        text(value)


_PAGE_EDIT: Final = items_of(text, one_of(*WHEN_NAMED), _small, _small, least=4)
_PRICES: Final = items_of(finite, finite, least=2)
_SUCCESSION: Final = items_of(
    text, one_of("deprecated", "retired"), maybe(text), ids, ids, _PRICES, maybe(_PRICES), maybe(place), least=8
)
_REROUTING: Final = items_of(
    ids, one_of("active", "deprecated", "retired"), maybe(text), text, ids, maybe(_PRICES), _PRICES, least=7
)
_RETIREMENT: Final = items_of(text, text, flag, maybe(text), maybe(place), least=5)
_COMING: Final = items_of(text, day, field_name, maybe(finite), finite, flag, flag, place, least=8)
plan_shape: Final = part_of(
    {
        "catalog": catalog_name,
        "target": text,
        "changes": list_of(mapping),
        "renewals": list_of(mapping),
        "keep_days": counted_number,
        "unchanged": counted_number,
        "unmanaged": list_of(items_of(text, text, least=2)),
        "guards": list_of(_GUARD),
        "problems": list_of(_PROBLEM),
        "attributes": list_of(items_of(text, counted_number, flag, least=3)),
        "reach": items_of(list_of(_ROLE), ids, least=2),
    },
    {
        "overwritten": ids,
        "settings": list_of(_SETTING),
        "in_force": maybe(mapping),
        "ignores_grants": flag,
        "ignored": items_of(counted_number, text, least=2),
        "reverts": maybe(text),
        "left_out": ids,
        "coming": list_of(_COMING),
        "remembers": list_of(items_of(text, anything, least=2)),
        "page_edits": list_of(_PAGE_EDIT),
        "lifecycle": items_of(list_of(_SUCCESSION), list_of(_RETIREMENT), list_of(_REROUTING), least=2),
    },
)
"""Each change is looked at where it is read."""
