"""A catalog directory to a Catalog, or to a CatalogError with every problem in it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from schemas.attributes import NAMES
from syncer.cache import content_key
from syncer.catalog import (
    Catalog,
    CatalogEntry,
    DirectoryTarget,
    DynamoDBTarget,
    GuardLimits,
    ModelPolicies,
    Policies,
    Settings,
    Source,
)
from syncer.discover import find_model_files, link_problem
from syncer.errors import CatalogError, Problem
from syncer.files import MAX_DEFINITION_BYTES, FileTooLargeError, read_bounded
from syncer.rules import broken_rules, lost_policies

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from syncer.cache import Cache
    from syncer.catalog import Policy, Target
    from syncer.verdict import Verdict

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
    found = find_model_files(_tidy(folder))
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
        problems.extend(lost_policies(f"{_tidy(folder)}/catalog.yaml", settings, entries))
    entries.sort(key=_by_model_id)
    errors = any(problem.severity == "error" for problem in problems)
    if errors or settings is None:
        name = settings.name if settings else None
        raise CatalogError(_ordered(problems), name=name, valid_models=len(entries))
    return Catalog(settings, tuple(entries), tuple(_ordered(problems)))


def load_settings(folder: str, *, cache: Cache | None = None) -> tuple[Settings | None, list[Problem]]:
    """What `catalog.yaml` says, or None and its problems."""
    if not os.path.isdir(folder):
        return None, [Problem(folder or "''", "no such folder; name the catalog's with --catalog DIR")]
    path = f"{_tidy(folder)}/catalog.yaml"
    problem = link_problem(path, Path(folder).resolve())
    if problem is None and not os.path.exists(path):
        other = os.path.exists(f"{folder}/catalog.yml")
        problem = Problem(path, f"no such file; {'rename catalog.yml to it' if other else 'a catalog needs it'}")
    if problem is not None:
        return None, [problem]
    said, faults = _settings_verdict(path, cache)
    problems = [Problem(path, *fault) for fault in faults]
    if said is None:
        return None, problems
    targets = {
        name: _target(directory=given["directory"], dynamodb=given["dynamodb"])
        for name, given in said["targets"].items()
    }
    own = {name: GuardLimits(**given["guards"]) for name, given in said["targets"].items() if given["guards"]}
    policies, days = _policies(**said["policies"]), said["history"]["keep_days"]
    return Settings(said["name"], GuardLimits(**said["guards"]), targets, policies, own, days), problems


def _policies(*, default: Policy, fields: dict[str, Any], models: dict[str, Any]) -> Policies:
    given = {name: ModelPolicies(one["default"], _given(one["fields"])) for name, one in models.items()}
    return Policies(default, _given(fields), given)


def _given(fields: dict[str, Any]) -> dict[str, Policy]:
    return {name: policy for name, policy in fields.items() if policy is not None}


def _tidy(folder: str) -> str:
    return folder.replace(os.sep, "/").rstrip("/")


def _target(*, directory: dict[str, Any] | None, dynamodb: dict[str, Any] | None) -> Target:
    return DirectoryTarget(**directory) if directory is not None else DynamoDBTarget(**(dynamodb or {}))


def _settings_verdict(path: str, cache: Cache | None) -> Verdict:
    data, problem = _read(path)
    if problem is not None:
        return None, [(problem,)]
    known, key = _known(cache, "catalog", data)
    if known is None:
        from syncer.verdict import check_settings  # noqa: PLC0415  not needed when the file is cached

        known = check_settings(data)
        _keep(cache, key, known)
    return known


def _verdicts(paths: Sequence[str], cache: Cache | None, progress: Progress) -> Iterator[tuple[str, Verdict]]:
    """Each file with what it says, in the order of the paths: from the cache, or anew on all processors."""
    paths = list(progress(paths))
    for start in range(0, len(paths), _BATCH):
        yield from _batch(paths[start : start + _BATCH], cache)


def _batch(paths: Sequence[str], cache: Cache | None) -> Iterator[tuple[str, Verdict]]:
    found: dict[str, Verdict] = {}
    anew: list[tuple[str, str, bytes]] = []
    for path in paths:
        data, problem = _read(path)
        if problem is not None:
            found[path] = (None, [(problem,)])
            continue
        known, key = _known(cache, "model", data)
        if known is None:
            anew.append((path, key, data))
        else:
            found[path] = known
    if anew:
        from syncer.spread import spread  # noqa: PLC0415  not needed when every file is cached
        from syncer.verdict import check_model  # noqa: PLC0415

        for (path, key, _), verdict in zip(anew, spread(check_model, [data for *_, data in anew]), strict=True):
            found[path] = verdict
            _keep(cache, key, verdict)
    return ((path, found[path]) for path in paths)


def _known(cache: Cache | None, kind: str, data: bytes) -> tuple[Verdict | None, str]:
    """What the cache knows of a content, and the key to keep it under."""
    if cache is None:
        return None, ""
    key = f"{kind} {content_key(data)}"
    return cast("Verdict | None", cache.get(key)), key


def _keep(cache: Cache | None, key: str, verdict: Verdict) -> None:
    """Keep the verdict on a file that is right; one that is wrong is soon another."""
    if cache is not None and verdict[0] is not None:
        cache.put(key, verdict)


def _entry(path: str, said: Any) -> CatalogEntry:
    values, lines, besides = said
    source = Source(path, lines.get("model_id", 1), lines)
    return CatalogEntry(values[0], dict(zip(NAMES, values, strict=True)), source, *besides)


def _read(path: str) -> tuple[bytes, str | None]:
    """The file's bytes, or why there are none."""
    try:
        return read_bounded(path, MAX_DEFINITION_BYTES), None
    except FileTooLargeError:
        return b"", f"is larger than {MAX_DEFINITION_BYTES >> 20} MiB; a model file has about a thousand bytes"
    except OSError as error:
        return b"", f"cannot be read: {error.strerror}"


def _by_model_id(entry: CatalogEntry) -> str:
    return entry.model_id


def _ordered(problems: list[Problem]) -> list[Problem]:
    return sorted(problems, key=lambda problem: (problem.where, problem.line or 0, problem.column or 0))
