"""What one file of a catalog says, or everything that is wrong with it. Imported only for a file that is not cached."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from schemas.attributes import caches_by_default
from schemas.plain import plain_reader
from syncer.definition import NotTextError, check_file, decode, located_problems
from syncer.explain import Complaint
from syncer.lint import lint
from syncer.values import without_nulls
from syncer.yamlfile import YamlFaultError, parse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from syncer.errors import Problem

BESIDES: Final = ("protected", "renamed_from")
"""What a definition says that is no field of the row."""

Verdict = tuple[Any, list[tuple[Any, ...]]]
"""What the file says, or None; and its problems without the file's name. Plain values: it is cached, and sent between
processes."""


def check_settings(data: bytes) -> Verdict:
    """What `catalog.yaml` says, as `CatalogSettings` dumps it."""
    plain = _plain("catalog", data)
    if plain is not None:
        return plain[0], []
    from schemas.settings import CatalogSettings  # noqa: PLC0415  most files are plain

    checked, problems = check_file(data, CatalogSettings, "")
    return (checked.shape.model_dump() if checked else None), _without_place(problems)


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
