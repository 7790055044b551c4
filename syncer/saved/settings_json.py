"""What a saved plan says of settings, read back. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from syncer.model.catalog import Place
from syncer.plan.settings_change import SettingChange
from syncer.saved.shape import ShapeError

if TYPE_CHECKING:
    from collections.abc import Sequence


def setting_from(part: Sequence[Any]) -> SettingChange:
    """A setting that changes. Raises ShapeError for a value that no setting has."""
    name, before, after, loosened, since, (file, line) = part
    return SettingChange(
        str(name), _value(before), _value(after), bool(loosened), str(since), Place(str(file), int(line))
    )


def news_from(part: Sequence[Any]) -> tuple[str, str | float | None]:
    """A setting that is newly remembered, and its value. Raises ShapeError for a value that no setting has."""
    name, after = part
    return str(name), _value(after)


def _value(value: Any) -> str | float | None:
    if value is None or isinstance(value, (str, int, float)):
        return value
    raise ShapeError("a value that a setting can have")
