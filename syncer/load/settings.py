"""What `catalog.yaml` and the files in `targets/` say, as settings, or every problem that they have."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from syncer.errors import Problem
from syncer.load.file_cache import verdict_of
from syncer.load.find_files import link_problem
from syncer.model.catalog import (
    DirectoryTarget,
    DynamoDBTarget,
    GuardLimits,
    ModelPolicies,
    Override,
    Place,
    Policies,
    Selector,
    Settings,
    TargetSettings,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from schemas.attributes import Policy
    from syncer.disk.cache import Cache
    from syncer.load.read_file import Verdict
    from syncer.model.catalog import Target

_TARGET_FILE: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}\.yaml")


def load_settings(folder: str, *, cache: Cache | None = None) -> tuple[Settings | None, list[Problem]]:
    """What the files say, or None and all their problems."""
    if not os.path.isdir(folder):
        return None, [Problem(folder or "''", "no such folder; name the catalog's with --catalog DIR")]
    top = tidy(folder)
    path = f"{top}/catalog.yaml"
    problem = link_problem(path, Path(folder).resolve())
    if problem is None and not os.path.exists(path):
        other = os.path.exists(f"{folder}/catalog.yml")
        problem = Problem(path, f"no such file; {'rename catalog.yml to it' if other else 'a catalog needs it'}")
    if problem is not None:
        return None, [problem]
    said, faults = verdict_of(path, "catalog", cache, _check_settings)
    problems = [Problem(path, *fault) for fault in faults]
    files, more = _target_files(top, cache)
    problems += more
    if said is None or more:
        return None, problems
    targets = {
        name: _target(given, _Places(path, said["places"], ("targets", name)))
        for name, given in said["targets"].items()
    }
    problems += [
        Problem(f"{top}/targets/{name}.yaml", "the target is in catalog.yaml, too; keep one of the two")
        for name in sorted(targets.keys() & files.keys())
    ]
    problems += _shared({**targets, **files})
    if any(problem.severity == "error" for problem in problems):
        return None, problems
    settings = Settings(
        said["name"], GuardLimits(**said["guards"]), {**targets, **files}, _policies(**said["policies"])
    )
    return settings._replace(history_days=said["history"]["keep_days"]), problems


def _shared(targets: Mapping[str, TargetSettings]) -> Iterator[Problem]:
    """Targets with one directory: a sync of the one would delete what only the other gets.

    Tables may have one name in several accounts.
    """
    first: dict[str, str] = {}
    for name, target in targets.items():
        if not isinstance(target.store, DirectoryTarget):
            continue
        other = first.setdefault(os.path.normpath(target.store.path), name)
        if other != name:
            message = f"the targets {other} and {name} have the same directory; give each its own"
            yield Problem(target.place.file, message, target.place.line, 1)


def tidy(folder: str) -> str:
    """The folder as messages call it: with forward slashes, without one at the end."""
    return folder.replace(os.sep, "/").rstrip("/")


def _target_files(top: str, cache: Cache | None) -> tuple[dict[str, TargetSettings], list[Problem]]:
    """The targets that have a file of their own, by name."""
    found: dict[str, TargetSettings] = {}
    problems: list[Problem] = []
    for name, path, problem in _listed(f"{top}/targets", Path(top).resolve()):
        if problem is not None:
            problems.append(Problem(path, problem))
            continue
        said, faults = verdict_of(path, "target", cache, _check_target)
        problems += [Problem(path, *fault) for fault in faults]
        if said is not None:
            found[name] = _target(said, _Places(path, said["places"], ()))
    return found, problems


def _listed(folder: str, top: Path) -> Iterator[tuple[str, str, str | None]]:
    """Name, path, and what is wrong with it, of each file that could be a target."""
    if not os.path.lexists(folder):
        return
    try:
        names = sorted(os.listdir(folder))
    except OSError as error:
        yield "", folder, f"cannot be read: {error.strerror}"
        return
    for name in names:
        path = f"{folder}/{name}"
        problem = link_problem(path, top)
        if name.startswith("."):
            continue
        if problem is not None:
            yield "", path, problem.message
        elif os.path.isfile(path) and _TARGET_FILE.fullmatch(name):
            yield name.removesuffix(".yaml"), path, None
        elif os.path.isdir(path) or name.lower().endswith((".yml", ".yaml")):
            better = f"{name.rpartition('.')[0].lower()}.yaml"
            hint = f"rename it to {better}" if _TARGET_FILE.fullmatch(better) else "call it so in lower case"
            yield "", path, f"is no target, which is a file such as `production.yaml`; {hint}"


def _check_settings() -> Callable[[bytes], Verdict]:
    from syncer.load.read_file import check_settings  # noqa: PLC0415  not needed when the file is cached

    return check_settings


def _check_target() -> Callable[[bytes], Verdict]:
    from syncer.load.read_file import check_target  # noqa: PLC0415  not needed when the file is cached

    return check_target


class _Places:
    """Where the parts of one target stand."""

    def __init__(self, file: str, lines: Mapping[tuple[Any, ...], int], path: tuple[Any, ...]) -> None:
        self._file, self._lines, self._path = file, lines, path

    def of(self, *path: object) -> Place:
        """The place of a part; of the whole where the part has none."""
        return Place(self._file, self._lines.get((*self._path, *path), self._lines.get(self._path, 1)))


def _target(given: Mapping[str, Any], places: _Places) -> TargetSettings:
    return TargetSettings(
        _store(directory=given["directory"], dynamodb=given["dynamodb"]),
        places.of(),
        _selectors("only", given, places),
        _selectors("except", given, places),
        overrides=tuple(_override(one, number, places) for number, one in enumerate(given["overrides"])),
        guards=GuardLimits(**given["guards"]) if given["guards"] else None,
        policies=_policies(**given["policies"]) if given["policies"] else None,
    )


def _selectors(key: str, given: Mapping[str, Any], places: _Places) -> tuple[Selector, ...]:
    return tuple(Selector(places.of(key, number), **one) for number, one in enumerate(given[key]))


def _override(given: Mapping[str, Any], number: int, places: _Places) -> Override:
    match = Selector(places.of("overrides", number, "match"), **given["match"])
    found = {name: places.of("overrides", number, "set", name) for name in given["set"]}
    return Override(match, given["set"], found)


def _store(*, directory: dict[str, Any] | None, dynamodb: dict[str, Any] | None) -> Target:
    return DirectoryTarget(**directory) if directory is not None else DynamoDBTarget(**(dynamodb or {}))


def _policies(*, default: Policy, fields: dict[str, Any], models: dict[str, Any]) -> Policies:
    given = {name: ModelPolicies(one["default"], _given(one["fields"])) for name, one in models.items()}
    return Policies(default, _given(fields), given)


def _given(fields: dict[str, Any]) -> dict[str, Policy]:
    return {name: policy for name, policy in fields.items() if policy is not None}
