"""A catalog directory to a Catalog, or to a CatalogError with every problem in it."""

from __future__ import annotations

import os
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from schemas.attributes import NAMES
from syncer.errors import CatalogError, Problem, has_errors
from syncer.load.catalog_rules import broken_rules, lost_policies
from syncer.load.file_cache import readings
from syncer.load.find_files import find_model_files
from syncer.load.settings import load_settings, tidy
from syncer.model.catalog import Catalog, CatalogEntry, Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from syncer.disk.cache import Cache

    Progress = Callable[[Iterable[str]], Iterable[str]]

_BATCH = 2000
"""So many files are in memory as bytes at one time."""


def load_catalog(folder: str, *, cache: Cache | None = None, progress: Progress = iter) -> Catalog:
    """The catalog in the folder.

    `cache` keeps what files say between runs; `progress` sees each path as it is taken.
    Raises CatalogError with all the problems of all the files.
    """
    settings, problems = load_settings(folder, cache=cache)
    if not os.path.isdir(folder):
        raise CatalogError(problems)
    entries, more = _read_models(tidy(folder), cache, progress)
    problems += more
    problems += broken_rules(entries)
    if settings is not None:
        problems += lost_policies(f"{tidy(folder)}/catalog.yaml", settings.policies, entries)
    problems.sort(key=_position)
    if settings is None or has_errors(problems):
        raise CatalogError(problems, name=settings.name if settings else None, valid_models=len(entries))
    return Catalog(settings, tuple(sorted(entries, key=attrgetter("model_id"))), tuple(problems))


def _read_models(top: str, cache: Cache | None, progress: Progress) -> tuple[list[CatalogEntry], list[Problem]]:
    """The definitions, in the order of their files, and what is wrong with those and other files."""
    found = find_model_files(top)
    paths, problems = list(progress(found.files)), list(found.problems)
    entries: list[CatalogEntry] = []
    for start in range(0, len(paths), _BATCH):
        for path, (said, faults) in readings(paths[start : start + _BATCH], "model", cache).items():
            problems += [Problem(path, *fault) for fault in faults]
            if said is not None:
                entries.append(_entry(path, said))
    if cache is not None:
        cache.save()
    return entries, problems


def _position(problem: Problem) -> tuple[str, int, int]:
    return problem.where, problem.line or 0, problem.column or 0


def _entry(path: str, said: Any) -> CatalogEntry:
    values, lines, (protected, renamed_from, tags) = said
    fields = dict(zip(NAMES, values, strict=True))
    source = Source(path, lines.get("model_id", 1), lines)
    return CatalogEntry(values[0], fields, source, protected, renamed_from, tuple(tags))
