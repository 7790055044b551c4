"""What one file of a catalog says, or everything that is wrong with it. Imported only for a file that is not cached."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from schemas.attributes import caches_by_default
from schemas.plain import plain_reader
from syncer.load.explain import Complaint
from syncer.load.lint import lint
from syncer.load.validate_file import NotTextError, check_file, decode, located_problems
from syncer.model.equality import without_nulls
from syncer.yaml.libyaml import YamlFaultError
from syncer.yaml.parse import parse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from schemas.target import TargetSettings
    from syncer.errors import Problem

BESIDES: Final = ("protected", "renamed_from", "tags")
"""What a definition says that is no field of the row."""

Verdict = tuple[Any, list[tuple[Any, ...]]]
"""What the file says, or None; and its problems without the file's name. Plain values: it is cached, and sent between
processes."""


def check_settings(data: bytes) -> Verdict:
    """What `catalog.yaml` says, as `CatalogSettings` dumps it; under `places` the line of every part of a target."""
    plain = _plain("catalog", data)
    if plain is not None:
        return {**plain[0], "places": {}}, []
    from schemas.settings import CatalogSettings  # noqa: PLC0415  most files are plain

    checked, problems = check_file(data, CatalogSettings, "")
    if checked is None:
        return None, _without_place(problems)
    said = checked.shape.model_dump()
    said["targets"] = {name: _target(target) for name, target in checked.shape.targets.items()}
    return {**said, "places": _lines(data, "targets") if said["targets"] else {}}, []


def check_target(data: bytes) -> Verdict:
    """What a file of `targets/` says, in the same form."""
    from schemas.target import TargetSettings  # noqa: PLC0415  not needed when the file is cached

    checked, problems = check_file(data, TargetSettings, "")
    if checked is None:
        return None, _without_place(problems)
    return {**_target(checked.shape), "places": _lines(data)}, []


def _target(target: TargetSettings) -> dict[str, Any]:
    """The target as plain values; of an override only what it sets."""
    said = target.model_dump()
    for override, given in zip(target.overrides, said["overrides"], strict=True):
        given["set"] = {name: given["set"][name] for name in sorted(override.set.model_fields_set)}
        if given["set"].get("supported_params") is not None:
            given["set"]["supported_params"] = without_nulls(given["set"]["supported_params"])
    return said


def _lines(data: bytes, *below: str) -> dict[tuple[str | int, ...], int]:
    """The line of every key and list item below a key."""
    from syncer.yaml.parse import locate  # noqa: PLC0415  only a file with targets needs it

    located = locate(decode(data))
    places = {**located.values, **located.keys}
    return {path: place[0] for path, place in places.items() if path[: len(below)] == below}


def check_model(data: bytes) -> Verdict:
    """What a model file says: the fields' values in stored order, the line of each that it names, and `BESIDES`."""
    found, problems = model_fields(data)
    if found is None:
        return None, problems
    fields, lines = found
    rest = [fields.pop(name) for name in BESIDES]
    slips = [Complaint((field,), message) for field, message in lint(fields)]
    warnings = located_problems(decode(data), "", slips, severity="warning") if slips else []
    return (list(fields.values()), lines, rest), _without_place(warnings)


def model_fields(data: bytes) -> tuple[tuple[dict[str, Any], dict[str, int]] | None, list[tuple[Any, ...]]]:
    """The fields of a definition, every default resolved, and the line of each; or None and all problems.

    Those of `BESIDES` come last.
    """
    plain = _plain("model", data)
    if plain is not None:
        fields = plain[0]
        fields["supported_params"] = without_nulls(fields["supported_params"])
        if fields["supports_caching"] is None:
            fields["supports_caching"] = caches_by_default(fields["provider"])
        return plain, []
    from schemas.managed_model import ModelDefinition, plain_fields  # noqa: PLC0415  most files are plain

    checked, problems = check_file(data, ModelDefinition, "")
    if checked is None:
        return None, _without_place(problems)
    besides = {name: getattr(checked.shape, name) for name in BESIDES}
    return ({**plain_fields(checked.shape), **besides}, checked.lines), _without_place(problems)


def _plain(schema: str, data: bytes) -> tuple[dict[str, Any], dict[str, int]] | None:
    """The values and lines of a file that is plainly right; None when Pydantic has to look at it."""
    try:
        document = parse(decode(data))
    except (NotTextError, YamlFaultError):
        return None
    values = plain_reader(schema)(document.value)
    return None if values is None else (values, document.lines)


def _without_place(problems: Sequence[Problem]) -> list[tuple[Any, ...]]:
    return [tuple(problem)[1:] for problem in problems]
