"""What one file of a catalog says, or everything that is wrong with it. Imported only for a file that is not cached."""

from __future__ import annotations

import marshal
from functools import lru_cache
from importlib import import_module
from operator import methodcaller
from typing import TYPE_CHECKING, Any, Final, Literal

import schemas
from schemas.attributes import BESIDES, NAMES, resolve_defaults
from schemas.contradictions import contradictions
from schemas.plain import plain_reader
from syncer.disk.files import NotTextError, decode_text
from syncer.errors import Problem
from syncer.load.lint import lint, listed_slips, text_slips
from syncer.load.lint_params import param_slips
from syncer.load.locate_problems import Complaint, located_problems, located_warnings
from syncer.load.releases import release_slips
from syncer.load.source_text import lost_values, may_slip
from syncer.load.storable import unstorable
from syncer.model.late import packed_fields, packed_lines, shared
from syncer.yaml.faults import YamlFaultError
from syncer.yaml.read import part_lines, read_document

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from schemas import CatalogSettings, TargetDefinition
    from syncer.load.price_changes import ReadChanges
    from syncer.load.releases import Slip
    from syncer.yaml.faults import KeyPath

    _Nothing = tuple[list[Any], list[Any], list[Any]]

FileKind = Literal["catalog", "target", "model"]

Reading = tuple[Any, list[tuple[Any, ...]]]
"""What the file says, or None; and its problems without the file's name, those that only some releases of the platform
have with their names at the end. Plain values: it is cached, and sent between processes."""


@lru_cache(2)
def _text_of(data: bytes) -> str:
    """The text of a file, which is asked for again where there is something to tell. Raises NotTextError."""
    return decode_text(data)


def checks_of(kind: FileKind) -> Callable[[bytes], Reading]:
    """What says what a file of the kind says."""
    return _CHECKS[kind]


def check_settings(data: bytes) -> Reading:
    """What `catalog.yaml` says, as `CatalogSettings` dumps it; under `places` the line of every part."""
    found, problems = _said("catalog", data)
    if found is None:
        return None, problems
    said = found[0]
    wrong = [(("targets", name, *path), message) for name, target in said["targets"].items()
             for path, message in _unstorable_overrides(target)]  # fmt: skip
    if wrong:
        return None, _located(data, wrong)
    return {**said, "places": part_lines(_text_of(data))}, [*problems, *_lost(data)]


def check_target(data: bytes) -> Reading:
    """What a file of `targets/` says, in the same form."""
    found, problems = _said("target", data)
    wrong = [] if found is None else [*_unstorable_overrides(found[0])]
    if found is None or wrong:
        return None, problems or _located(data, wrong)
    return {**found[0], "places": part_lines(_text_of(data))}, [*problems, *_lost(data)]


def check_model(data: bytes) -> Reading:
    """What a model file says: the fields' values in stored order, the line of each that it names, and `BESIDES`."""
    found, problems = model_fields(data)
    if found is None:
        return None, problems
    fields, lines = found
    rest = [fields.pop(name) for name in BESIDES]
    kept, faults, odd = _price_changes(data, fields, rest.pop())
    wrong = [*([*unstorable(fields)] or contradictions(fields)), *faults]
    if wrong:
        return None, _located(data, wrong)
    slips: list[tuple[KeyPath, str, str]] = [((field,), kind, message) for field, kind, message in lint(fields)]
    slips += (*param_slips(fields), *_beside(rest), *_lost_values(data), *odd)
    values = [fields.get(name) for name in NAMES]
    return (values, lines, [*rest, kept]), _warnings(data, lines, slips, [*release_slips(fields)])


def _price_changes(data: bytes, fields: Mapping[str, Any], said: Mapping[str, Any]) -> ReadChanges | _Nothing:
    """What the file says of prices that change on a day: most say nothing."""
    if not said:
        return [], [], []
    found: ReadChanges = import_module("syncer.load.price_changes").read_changes(data, fields, said)
    return found


def packed_model(data: bytes) -> Reading:
    """The same as few objects, which cost little to keep; with the problems that every release has.

    The model id and its line; packed, the fields and all lines; `BESIDES`, packed, None where the file says nothing of
    them; and what only some releases have, packed, behind their names, None where there is nothing.
    """
    said, problems = check_model(data)
    if said is None:
        return None, problems
    values, lines, rest = said
    besides = marshal.dumps(rest) if any(rest) else None
    of_all = [one for one in problems if not _is_of_some(one)]
    of_some = _packed([*filter(_is_of_some, problems)])
    found = (values[0], lines.get("model_id", 1), *packed_fields(values), *packed_lines(lines), besides, *of_some)
    return found, of_all


def _is_of_some(problem: tuple[Any, ...]) -> bool:
    """Whether only some releases have it: their names are at its end, one item more than a problem without its file."""
    return len(problem) == len(Problem._fields)


def _packed(of_some: list[tuple[Any, ...]]) -> tuple[str | None, bytes | None]:
    platforms = " ".join(sorted({name for one in of_some for name in one[-1]}))
    return (shared(platforms), marshal.dumps(of_some)) if of_some else (None, None)


def _beside(rest: Sequence[Any]) -> Iterator[tuple[KeyPath, str, str]]:
    """The warnings about what is no field of the row."""
    if not any(rest):
        return
    found = dict(zip(BESIDES, rest, strict=False))  # the last, `price_changes`, is read by itself
    source = found["price_source"] or {}
    texts: list[tuple[KeyPath, str | None]] = [(("renamed_from",), found["renamed_from"])]
    texts += [(("price_source", name), source.get(name)) for name in ("id", "none")]
    yield from ((("tags",), *said) for said in listed_slips(found["tags"], "names"))
    yield from ((path, *said) for path, text in texts if text is not None for said in text_slips(text))


def _lost_values(data: bytes) -> list[tuple[KeyPath, str, str]]:
    return [(path, "lost-value", message) for path, message in lost_values(_text_of(data))]


def _lost(data: bytes) -> list[tuple[Any, ...]]:
    """The same at their places in the file."""
    return [tuple(problem)[1:] for problem in located_warnings(_text_of(data), {}, _lost_values(data))]


def _warnings(
    data: bytes, lines: Mapping[str, int], slips: list[tuple[KeyPath, str, str]], of_releases: list[Slip]
) -> list[tuple[Any, ...]]:
    """All warnings at their places, those of releases with their names."""
    slips += [slip[:3] for slip in of_releases]
    if not slips:
        return []
    found = [tuple(problem)[1:] for problem in located_warnings(_text_of(data), lines, slips)]
    first = len(found) - len(of_releases)
    return [*found[:first], *((*one, slip.platforms) for one, slip in zip(found[first:], of_releases, strict=True))]


def _unstorable_overrides(target: Mapping[str, Any]) -> Iterator[tuple[KeyPath, str]]:
    """What the overrides of a target set that no table keeps, by its path in the target."""
    for number, override in enumerate(target["overrides"]):
        for path, message in unstorable(override["set"]):
            yield ("overrides", number, "set", *path), message


def _located(data: bytes, said: Iterable[tuple[KeyPath, str]]) -> list[tuple[Any, ...]]:
    """Problems at their places in the file, without the file's name."""
    complaints = [Complaint(path, message) for path, message in said]
    return [tuple(problem)[1:] for problem in located_problems(_text_of(data), "", complaints)]


def model_fields(data: bytes) -> tuple[tuple[dict[str, Any], dict[str, int]] | None, list[tuple[Any, ...]]]:
    """The fields of a definition, every default resolved, and the line of each; or None and all problems.

    Those of `BESIDES` come last.
    """
    found, problems = _said("model", data)
    if found is not None:
        resolve_defaults(found[0])
    return found, problems


def _said(kind: FileKind, data: bytes) -> tuple[tuple[dict[str, Any], dict[str, int]] | None, list[tuple[Any, ...]]]:
    """The values of a file and the line of each top-level key; or None and all problems."""
    plain = _plain(kind, data) if kind != "target" else None  # a schema cannot say that a target has one store
    if plain is not None:
        return plain, []
    from syncer.load.validate_file import check_file  # noqa: PLC0415  Pydantic costs 150 ms, and most files are plain

    shape, values = _SHAPES[kind]
    checked, problems = check_file(data, getattr(schemas, shape), "")
    found = None if checked is None else (values(checked.shape), checked.lines)
    return found, [tuple(problem)[1:] for problem in problems]


def _plain(kind: FileKind, data: bytes) -> tuple[dict[str, Any], dict[str, int]] | None:
    """The values and lines of a file that is plainly right; None when Pydantic has to look at it."""
    try:
        document = read_document(_text_of(data))
    except (NotTextError, YamlFaultError):
        return None
    values = None if may_slip(document.value) else plain_reader(kind)(document.value)
    return None if values is None else (values, document.lines)


def _settings_values(settings: CatalogSettings) -> dict[str, Any]:
    targets = {name: _target_values(target) for name, target in settings.targets.items()}
    return {**settings.model_dump(), "targets": targets}


def _target_values(target: TargetDefinition) -> dict[str, Any]:
    """The target as plain values; of an override only what it sets."""
    said = target.model_dump()
    for override, given in zip(target.overrides, said["overrides"], strict=True):
        given["set"] = override.set.model_dump(exclude_unset=True)
    return said


_CHECKS: Final[dict[FileKind, Callable[[bytes], Reading]]] = {
    "catalog": check_settings,
    "target": check_target,
    "model": packed_model,
}
_SHAPES: Final[dict[FileKind, tuple[str, Callable[[Any], dict[str, Any]]]]] = {
    "catalog": ("CatalogSettings", _settings_values),
    "target": ("TargetDefinition", _target_values),
    "model": ("ModelDefinition", methodcaller("model_dump")),
}
"""The name of the shape of each kind, for which Pydantic is imported, and its plain values."""
