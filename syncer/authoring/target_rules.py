"""Rules of targets as minimal edits of `catalog.yaml` and of the files in `targets/`, proved before a write."""

from __future__ import annotations

from codecs import BOM_UTF8
from typing import TYPE_CHECKING, Any, Final

from syncer.authoring.environment import exactly, require_valid_rules
from syncer.authoring.results import TargetRules
from syncer.disk.files import MAX_DEFINITION_BYTES, FileTooLargeError, NotTextError, decode_text, read_bounded
from syncer.errors import SyncerError
from syncer.load.read_file import check_settings, check_target
from syncer.yaml.edit import edit_fields
from syncer.yaml.faults import YamlFaultError
from syncer.yaml.layout import NotEditableError
from syncer.yaml.parse import parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from syncer.model.catalog import Catalog, Place, TargetSettings

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


def overridden_text(
    catalog: Catalog, target: TargetSettings, name: str, model_id: str, fields: Mapping[str, object]
) -> tuple[str, str]:
    """The file of the target's rules and its new text, in which the target has these fields of a model otherwise.

    Raises UsageError where the target would be invalid, SyncerError for a file that cannot be edited so.
    """
    require_valid_rules(catalog, catalog.entries, (TargetRules(name, overrides={model_id: fields}),))
    path = target.places.file
    text = _read(path)
    said: Any = parse(text.removeprefix(_MARK)).value
    rules = said if not target.places.path else said["targets"][name]
    error: NotEditableError | None = None
    for overrides in _with_override(rules.get("overrides") or [], exactly(model_id, target.place).id, fields):
        changed = {**rules, "overrides": overrides}
        keys = {"targets": {**said["targets"], name: changed}} if target.places.path else {"overrides": overrides}
        try:
            edited = edit_fields(text, keys)
        except NotEditableError as found:
            error = found
            continue
        _require_right(path, edited, is_own=not target.places.path)
        return path, edited
    raise SyncerError(f"{path} cannot be edited: {error}; nothing was written") from error


def _with_override(said: list[Any], pattern: str | None, fields: Mapping[str, object]) -> Iterator[list[Any]]:
    """The overrides with these fields: in the one of just this model that counts, else in one more at the end."""
    own = [number for number, one in enumerate(said) if one["match"] == {"id": pattern}]
    if own and not any(fields.keys() & one["set"].keys() for one in said[own[-1] + 1 :]):
        changed = {**said[own[-1]], "set": {**said[own[-1]]["set"], **fields}}
        yield [*said[: own[-1]], changed, *said[own[-1] + 1 :]]
    yield [*said, {"match": {"id": pattern}, "set": dict(fields)}]


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
