"""A catalog directory to a Catalog, or to a CatalogError with every problem in it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from schemas.attributes import NAMES
from syncer.errors import CatalogError, Problem
from syncer.load.catalog_rules import broken_rules, lost_policies
from syncer.load.file_cache import keep, known, read
from syncer.load.find_files import find_model_files
from syncer.load.settings import load_settings, tidy
from syncer.model.catalog import Catalog, CatalogEntry, Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from syncer.disk.cache import Cache
    from syncer.load.read_file import Verdict

    Progress = Callable[[Iterable[str]], Iterable[str]]

_BATCH = 2000
"""So many files are in memory as bytes at one time."""


def load_catalog(folder: str, *, cache: Cache | None = None, progress: Progress = iter) -> Catalog:
    """The catalog in the folder.

    `cache` keeps verdicts on file contents between runs; `progress` sees each path as it is taken.
    Raises CatalogError with all the problems of all the files.
    """
    settings, problems = load_settings(folder, cache=cache)
    if not os.path.isdir(folder):
        raise CatalogError(problems)
    found = find_model_files(tidy(folder))
    problems.extend(found.problems)
    entries: list[CatalogEntry] = []
    for path, (said, faults) in _verdicts(found.files, cache, progress):
        problems.extend(Problem(path, *fault) for fault in faults)
        if said is not None:
            entries.append(_entry(path, said))
    if cache is not None:
        cache.save()
    problems.extend(broken_rules(entries))
    if settings is not None:
        problems.extend(lost_policies(f"{tidy(folder)}/catalog.yaml", settings.policies, entries))
    entries.sort(key=_by_model_id)
    errors = any(problem.severity == "error" for problem in problems)
    if errors or settings is None:
        name = settings.name if settings else None
        raise CatalogError(_ordered(problems), name=name, valid_models=len(entries))
    return Catalog(settings, tuple(entries), tuple(_ordered(problems)))


def _verdicts(paths: Sequence[str], cache: Cache | None, progress: Progress) -> Iterator[tuple[str, Verdict]]:
    """Each file with what it says, in the order of the paths: from the cache, or anew on all processors."""
    paths = list(progress(paths))
    for start in range(0, len(paths), _BATCH):
        yield from _batch(paths[start : start + _BATCH], cache)


def _batch(paths: Sequence[str], cache: Cache | None) -> Iterator[tuple[str, Verdict]]:
    found: dict[str, Verdict] = {}
    anew: list[tuple[str, str, bytes]] = []
    for path in paths:
        data, problem = read(path)
        if problem is not None:
            found[path] = (None, [(problem,)])
            continue
        verdict, key = known(cache, "model", data)
        if verdict is None:
            anew.append((path, key, data))
        else:
            found[path] = verdict
    if anew:
        from syncer.load.parallel import spread  # noqa: PLC0415  not needed when every file is cached
        from syncer.load.read_file import check_model  # noqa: PLC0415

        for (path, key, _), verdict in zip(anew, spread(check_model, [data for *_, data in anew]), strict=True):
            found[path] = verdict
            keep(cache, key, verdict)
    return ((path, found[path]) for path in paths)


def _entry(path: str, said: Any) -> CatalogEntry:
    values, lines, besides = said
    source = Source(path, lines.get("model_id", 1), lines)
    protected, renamed_from, tags = besides
    fields = dict(zip(NAMES, values, strict=True))
    return CatalogEntry(values[0], fields, source, protected, renamed_from, tuple(tags))


def _by_model_id(entry: CatalogEntry) -> str:
    return entry.model_id


def _ordered(problems: list[Problem]) -> list[Problem]:
    return sorted(problems, key=lambda problem: (problem.where, problem.line or 0, problem.column or 0))
