"""Rules of targets as minimal edits of `catalog.yaml` and of the files in `targets/`, proved before a write."""

from __future__ import annotations

from codecs import BOM_UTF8
from typing import TYPE_CHECKING, Any, Final

from syncer.authoring.environment import exactly
from syncer.disk.files import MAX_DEFINITION_BYTES, FileTooLargeError, NotTextError, decode_text, read_bounded
from syncer.errors import SyncerError
from syncer.load.read_file import check_settings, check_target
from syncer.yaml.edit import edit_fields
from syncer.yaml.faults import YamlFaultError
from syncer.yaml.layout import NotEditableError
from syncer.yaml.parse import parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from syncer.authoring.results import TargetRules
    from syncer.model.catalog import Place, TargetSettings

_MARK: Final = "\ufeff"
"""What some editors put before a text."""
_KEYS: Final = ("only", "except", "overrides")


def rules_texts(targets: Mapping[str, TargetSettings], found: Iterable[TargetRules]) -> dict[str, str]:
    """The new text of each file, by its path.

    Raises SyncerError for a file that cannot be read, or cannot be edited so.
    """
    texts: dict[str, str] = {}
    for rules in found:
        target = targets[rules.target]
        path = target.places.file
        text = texts[path] if path in texts else _read(path)
        try:
            texts[path] = _edited(text, target, rules)
        except (NotEditableError, YamlFaultError) as error:
            raise SyncerError(f"{path} cannot be edited: {error}; nothing was written") from error
        _require_right(path, texts[path], is_own=not target.places.path)
    return texts


def _read(path: str) -> str:
    try:
        data = read_bounded(path, MAX_DEFINITION_BYTES)
        return f"{_MARK if data.startswith(BOM_UTF8) else ''}{decode_text(data)}"
    except (OSError, FileTooLargeError, NotTextError) as error:
        raise SyncerError(f"{path} cannot be read: {error}; nothing was written") from error


def _edited(text: str, target: TargetSettings, rules: TargetRules) -> str:
    """The text with the rules in it. Raises NotEditableError, YamlFaultError."""
    said: Any = parse(text.removeprefix(_MARK)).value
    if not target.places.path:  # a file of its own
        return edit_fields(text, {key: _ruled(said, rules, target.place).get(key) for key in _KEYS})
    targets = {**said["targets"], rules.target: _ruled(said["targets"][rules.target], rules, target.place)}
    return edit_fields(text, {"targets": targets})


def _ruled(said: Mapping[str, Any], rules: TargetRules, place: Place) -> dict[str, Any]:
    """What the target says, as plain values, with the rules."""
    back = _exact(rules.back, place)
    known = {key: said.get(key) or [] for key in _KEYS}
    lists = {
        "only": [*known["only"], *_exact(rules.only, place)],
        "except": [*(one for one in known["except"] if one not in back), *_exact(rules.without, place)],
        "overrides": [*known["overrides"], *_overrides(rules, place)],
    }
    return {key: value for key, value in {**said, **lists}.items() if value != []}


def _exact(model_ids: Iterable[str], place: Place) -> list[dict[str, object]]:
    return [{"id": exactly(model_id, place).id} for model_id in model_ids]


def _overrides(rules: TargetRules, place: Place) -> Iterator[dict[str, object]]:
    matches = _exact(rules.overrides, place)
    for match, values in zip(matches, rules.overrides.values(), strict=True):
        yield {"match": match, "set": dict(values)}


def _require_right(path: str, text: str, *, is_own: bool) -> None:
    said, problems = (check_target if is_own else check_settings)(text.encode())
    if said is None:
        message, _, _, field, *_ = problems[0]
        raise SyncerError(f"{path} would be invalid: {field}: {message}; nothing was written")
