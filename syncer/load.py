"""A catalog directory to a Catalog, or to a CatalogError with every problem in it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, cast

from schemas.attributes import NAMES
from syncer.cache import content_key
from syncer.catalog import Catalog, CatalogEntry, DirectoryTarget, DynamoDBTarget, GuardLimits, Settings, Source
from syncer.discover import find_model_files
from syncer.errors import CatalogError, Problem
from syncer.files import FileTooLargeError, read_bounded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from syncer.cache import Cache
    from syncer.catalog import Target

MAX_BYTES = 1 << 20
"""A file larger than this is refused unread: a definition has about a thousand bytes."""


def load_catalog(
    folder: str, *, cache: Cache | None = None, progress: Callable[[Iterable[str]], Iterable[str]] = iter
) -> Catalog:
    """The catalog in the folder.

    `cache` keeps verdicts on file contents between runs; `progress` sees each path as it is taken.
    Raises CatalogError with all the problems of all the files.
    """
    folder = folder.replace(os.sep, "/").rstrip("/") or "/"
    settings, problems = load_settings(folder, cache=cache)
    if not os.path.isdir(folder):
        raise CatalogError(problems)
    models = f"{folder}/models"
    found = find_model_files(models)
    problems.extend(found.problems)
    entries: list[CatalogEntry] = []
    for path in progress(found.files):
        entry, said = _load_entry(path, cache)
        problems.extend(said)
        if entry is not None:
            entries.append(entry)
    if cache is not None:
        cache.save()
    problems.extend(_rules(entries))
    entries.sort(key=_by_model_id)
    errors = any(problem.severity == "error" for problem in problems)
    if errors or settings is None:
        name = settings.name if settings else None
        raise CatalogError(_ordered(problems), name=name, valid_models=len(entries))
    return Catalog(settings, tuple(entries), tuple(_ordered(problems)))


def load_settings(folder: str, *, cache: Cache | None = None) -> tuple[Settings | None, list[Problem]]:
    """What `catalog.yaml` says, or None and its problems."""
    path = f"{folder}/catalog.yaml"
    if not os.path.isdir(folder):
        return None, [Problem(folder, "no such folder; name the catalog's with --catalog DIR")]
    verdict, problems = _verdict(path, cache, _check_settings)
    if verdict is None:
        return None, problems
    targets = {name: _target(**given) for name, given in verdict["targets"].items()}
    return Settings(verdict["name"], GuardLimits(**verdict["guards"]), targets), problems


def _target(*, directory: dict[str, Any] | None, dynamodb: dict[str, Any] | None) -> Target:
    return DirectoryTarget(**directory) if directory is not None else DynamoDBTarget(**(dynamodb or {}))


def _check_settings(data: bytes, path: str) -> tuple[Any, list[Problem]]:
    from schemas.settings import CatalogSettings  # noqa: PLC0415  not needed when the file is cached
    from syncer.definition import check_file  # noqa: PLC0415

    checked, problems = check_file(data, CatalogSettings, path)
    return (checked.shape.model_dump() if checked else None), problems


def _verdict(
    path: str, cache: Cache | None, check: Callable[[bytes, str], tuple[Any, list[Problem]]]
) -> tuple[Any, list[Problem]]:
    """The verdict on a file, from the cache or anew; None and all problems when the file is wrong."""
    data, problem = _read(path)
    if problem is not None:
        return None, [problem]
    if cache is None:
        return check(data, path)
    key = content_key(data)
    verdict = cast("Any", cache.get(key))
    if verdict is not None:
        return verdict, []
    verdict, problems = check(data, path)
    if verdict is not None:
        cache.put(key, verdict)
    return verdict, problems


def _load_entry(path: str, cache: Cache | None) -> tuple[CatalogEntry | None, list[Problem]]:
    verdict, problems = _verdict(path, cache, _check_model)
    if verdict is None:
        return None, problems
    values, lines, warnings = verdict
    entry = CatalogEntry(
        values[0], dict(zip(NAMES, values, strict=True)), Source(path, lines.get("model_id", 1), lines)
    )
    return entry, [Problem(path, *warning) for warning in warnings]


def _check_model(data: bytes, path: str) -> tuple[Any, list[Problem]]:
    """The verdict on a file, in the form in which it is cached: values in stored order, lines, warnings."""
    from schemas.managed_model import ManagedModelCreate  # noqa: PLC0415  not needed when every file is cached
    from syncer.definition import check_file, decode, located_problems  # noqa: PLC0415
    from syncer.explain import Complaint  # noqa: PLC0415
    from syncer.lint import lint  # noqa: PLC0415

    checked, problems = check_file(data, ManagedModelCreate, path)
    if checked is None:
        return None, problems
    fields = checked.shape.model_dump()
    slips = [Complaint((field,), message) for field, message in lint(fields)]
    warnings = located_problems(decode(data), path, slips, severity="warning") if slips else []
    return ([fields[name] for name in NAMES], checked.lines, [tuple(warning)[1:] for warning in warnings]), []


def _read(path: str) -> tuple[bytes, Problem | None]:
    try:
        return read_bounded(path, MAX_BYTES), None
    except FileTooLargeError:
        return b"", Problem(path, f"is larger than {MAX_BYTES >> 20} MiB; a model file has about a thousand bytes")
    except FileNotFoundError:
        return b"", Problem(path, "no such file; a catalog needs it")
    except OSError as error:
        return b"", Problem(path, f"cannot be read: {error.strerror}")


def _rules(entries: list[CatalogEntry]) -> Iterator[Problem]:
    """What only the whole catalog can break: unique ids, one default at most, and that one enabled."""
    first: dict[str, CatalogEntry] = {}
    folded: dict[str, CatalogEntry] = {}
    default: CatalogEntry | None = None
    for entry in entries:
        other = first.setdefault(entry.model_id, entry)
        alike = folded.setdefault(entry.model_id.casefold(), entry)
        if other is not entry:
            yield _at(entry, "model_id", f"{entry.model_id} is also defined at {_place(other, 'model_id')}")
        elif alike is not entry:
            message = f"differs only in letter case from {alike.model_id} at {_place(alike, 'model_id')}"
            yield _at(entry, "model_id", message)._replace(severity="warning")
        if not entry.fields["is_default"]:
            continue
        if default is not None:
            yield _at(entry, "is_default", f"only one model can be the default; {_place(default, 'is_default')} is too")
        elif not entry.fields["enabled"]:
            yield _at(entry, "is_default", "the default must be enabled; enable it or make another one the default")
        default = default or entry


def _at(entry: CatalogEntry, field: str, message: str) -> Problem:
    return Problem(entry.source.file, message, entry.source.line_of(field), 1, field)


def _place(entry: CatalogEntry, field: str) -> str:
    return f"{entry.source.file}:{entry.source.line_of(field)}"


def _by_model_id(entry: CatalogEntry) -> str:
    return entry.model_id


def _ordered(problems: list[Problem]) -> list[Problem]:
    return sorted(problems, key=lambda problem: (problem.where, problem.line or 0, problem.column or 0))
