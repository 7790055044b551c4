"""What to write instead of a key that nobody knows, or of a text where lines of keys belong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from schemas.attributes import BY_CATALOG, NAMES, STORED_NAME
from schemas.warning_kinds import ALWAYS_SAID
from syncer.model.words import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Collection

    from syncer.yaml.faults import KeyPath

_OF_ORDER: Final = BY_CATALOG.union(STORED_NAME[name] for name in BY_CATALOG)
_OF_FIELDS: Final = {
    **dict.fromkeys(("model_id", "modelId", "model", "models", "ids", "name"), "id"),
    **dict.fromkeys(("provider_name", "providerName", "makers"), "maker"),
    "providers": "provider",
    "tags": "tag",
    "recordId": "record_id",
}
"""The keys by which a selector, or a row to ignore, has what files and rows call so."""
_OF_SETTINGS: Final = frozenset({"targets", "policies", "ignore", "only", "except", "overrides"})
_FEW: Final = 6
"""So many keys are listed."""
_LONGEST: Final = 80


def unknown_key(path: KeyPath, allowed: Collection[str], value: object) -> str:
    """The message about the key at the end of a path, beside which `allowed` may stand. `value` is its own."""
    key = str(path[-1])
    if path[-2:] == ("set", "model_id"):
        return "an override cannot change the model_id; use another model file"
    if path[0] == "warnings" and key in ALWAYS_SAID:
        return "this warning is always said, because it tells what a plan could not see"
    if key in _OF_ORDER:
        return "unknown key; the order of all models is `order` of catalog.yaml"
    meant = _meant(key, allowed, value)
    return f"unknown key{meant}" if meant and "id" not in allowed else f"unknown key{meant}{_listed(path, allowed)}"


def _meant(key: str, allowed: Collection[str], value: object) -> str:
    """The key that was probably meant; in a selector with the text that is given."""
    meant = _OF_FIELDS.get(key, "") if "id" in allowed else ""
    if "fields" in allowed and key in NAMES:
        return "; the policy of a field stands below `fields`"
    if meant not in allowed:
        return did_you_mean(key, allowed)
    return f"; did you mean `{meant}`? Write {instead(value, meant)}" if _is_short(value) else f"; write `{meant}`"


def _listed(path: KeyPath, allowed: Collection[str]) -> str:
    """The keys that there are, where settings have few."""
    is_told = path[0] in _OF_SETTINGS and 0 < len(allowed) <= _FEW
    return f" (there are {', '.join(sorted(allowed))})" if is_told else ""


def text_for_keys(path: KeyPath, value: object) -> str:
    """What to write where a text stands for the keys of a selector or a policy; empty elsewhere."""
    if not _is_short(value) or not path:
        return ""
    if path[-1] == "match" or path[-2:-1] in {("only",), ("except",)}:
        return f"; one model is {instead(value, 'id')}"
    if path[-2:-1] == ("ignore",):
        return f"; one model is `{{id: {value}, reason: why}}`"
    return f"; of a whole model it is {instead(value, 'default')}" if path[-3:-1] == ("policies", "models") else ""


def _is_short(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= _LONGEST


def instead(value: object, key: str) -> str:
    """A key with the text, as a line of a file has it."""
    return f"`{{{key}: {value}}}`"
