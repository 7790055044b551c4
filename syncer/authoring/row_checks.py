"""Why a row cannot be said by a file: each reason in words, and nothing where there is none. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from schemas.attributes import DEFINED, NAMES, STORED_NAME, WHEN_NAMED
from syncer.disk.files import MAX_DEFINITION_BYTES
from syncer.load.read_file import check_model
from syncer.model.equality import differing
from syncer.yaml.write import definition_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from syncer.model.records import Record

DOUBLE: Final = "another row has the same modelId; delete the wrong one in the platform"


def against_default(record: Record, defaults: Iterable[str]) -> str | None:
    """Why a row cannot be taken for the default that it says to be. `defaults` are the record ids that say so."""
    if not record.fields["is_default"]:
        return None
    if not record.fields["enabled"]:
        return "it is the default, but not enabled; enable it or make another one the default in the platform"
    other = next((other for other in defaults if other != record.record_id), None)
    if other is not None:
        return f"it is the default, and so is row {other}; make only one of them the default in the platform"
    return None


def sayable(said: dict[str, object]) -> tuple[dict[str, object], list[tuple[Any, ...]]]:
    """What a definition can say, without those fields that others may own; and a warning for each that it cannot."""
    left: list[tuple[Any, ...]] = []
    while wrong := _unsayable(said):
        left += [
            (f"{message}; it is left out, and others own it", None, None, name, "warning", None, "left-out")
            for name, message in wrong
        ]
        said = {name: value for name, value in said.items() if name not in dict(wrong)}
    return said, left


def _unsayable(said: Mapping[str, object]) -> list[tuple[str, str]]:
    """Those of the fields that others may own which a definition refuses, each with its error."""
    if said.keys().isdisjoint(WHEN_NAMED):
        return []
    made, problems = check_model(definition_text(said).encode())
    wrong = {field: message for message, _, _, field, *_ in problems} if made is None else {}
    return [(name, wrong[name]) for name in WHEN_NAMED if name in wrong]


def against_text(record: Record, text: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    """All reasons, none when the text says exactly what the row holds; and the warnings that the text gives."""
    data = text.encode()
    if len(data) > MAX_DEFINITION_BYTES:
        return [f"a model file may have {MAX_DEFINITION_BYTES >> 20} MiB, and its would be larger"], []
    said, problems = check_model(data)
    if said is None:
        return [f"{field}: {message}" if field else str(message) for message, _, _, field, *_ in problems], []
    made = dict(zip(NAMES, said[0], strict=True))
    others = {name: record.fields[name] for name in WHEN_NAMED if made[name] is None}
    differences = differing(record.fields, {**made, **others})
    return [f"a definition cannot say its {', '.join(differences)}"] if differences else [], problems


def exact_fields(record: Record) -> list[str]:
    """The fields with a number of more digits than a definition keeps."""
    return [name for name in DEFINED if _is_exact(record.raw.get(STORED_NAME[name]))]


def _is_exact(value: object) -> bool:
    """Whether there is a number with more digits than a float keeps: stores give only such as a Decimal."""
    if isinstance(value, Mapping):
        return any(map(_is_exact, value.values()))
    return any(map(_is_exact, value)) if isinstance(value, (list, tuple)) else isinstance(value, Decimal)
