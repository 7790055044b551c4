"""What `catalog.yaml` and the files in `targets/` say, as settings, or every problem that they have."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any, Final

from schemas.attributes import STORES
from syncer.errors import Problem, has_errors
from syncer.load.find_files import link_problem, readings
from syncer.model.catalog import GuardLimits, Override, Places, Selector, Settings, Target, TargetSettings
from syncer.model.ignored import IgnoreRule
from syncer.model.policies import ModelPolicies, Policies
from syncer.model.words import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from schemas.attributes import Policy
    from syncer.disk.cache import Cache
    from syncer.load.read_file import FileKind

_TARGET_FILE: Final = r"[a-z0-9][a-z0-9._-]{0,63}\.yaml"


def load_settings(folder: str, *, cache: Cache | None = None) -> tuple[Settings | None, list[Problem]]:
    """What the files say, or None and all their problems."""
    if not os.path.isdir(folder):
        return None, [Problem(folder or "''", "no such folder; name the catalog's with --catalog DIR")]
    top = tidy(folder)
    path = f"{top}/catalog.yaml"
    problem = link_problem(path, os.path.realpath(folder)) or _missing(path)
    if problem is not None:
        return None, [problem]
    said, problems = _said(path, "catalog", cache)
    files, more = _target_files(top, cache)
    problems += more
    if said is None or has_errors(more):
        return None, problems
    targets = {**_inline(said, path), **files}
    problems += _double(said["targets"].keys() & files.keys(), top)
    problems += _shared(targets)
    limits, policies = GuardLimits(**said["guards"]), _policies(**said["policies"])
    settings = Settings(said["name"], limits, targets, policies, said["history"]["keep_days"], said["platform"],
                        Places(path, said["places"]), tuple(said["order"]), said["default_target"],
                        trusted_lists=_by_provider(said["prices"]), usage=said["usage"],
                        ignore=_ignored(said["ignore"], Places(path, said["places"])),
                        switched_off=_switched_off(said["warnings"]))  # fmt: skip
    problems += (*_no_default(settings), *_twice(said["prices"], settings.places))
    return None if has_errors(problems) else settings, problems


def _switched_off(said: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(kind for kind, state in said.items() if state is not None)


def _inline(said: Mapping[str, Any], path: str) -> dict[str, TargetSettings]:
    """The targets of `catalog.yaml`, by name."""
    places = said["places"]
    return {name: _target(given, Places(path, places, ("targets", name))) for name, given in said["targets"].items()}


def _double(names: Iterable[str], top: str) -> list[Problem]:
    message = "the target is in catalog.yaml, too; keep one of the two"
    return [Problem(f"{top}/targets/{name}.yaml", message) for name in sorted(names)]


def _no_default(settings: Settings) -> Iterator[Problem]:
    """A default target that is none: what is meant for one store would go to another."""
    name = settings.default_target
    if name is not None and name not in settings.targets:
        place = settings.places.of("default_target")
        hint = did_you_mean(name, settings.targets)
        message = f"there is no target {name!r}{hint} (there are: {', '.join(settings.targets) or 'none'})"
        yield Problem(place.file, message, place.line, 1, "default_target")


def _missing(path: str) -> Problem | None:
    if os.path.exists(path):
        return None
    other = os.path.exists(f"{path.removesuffix('.yaml')}.yml")
    return Problem(path, f"no such file; {'rename catalog.yml to it' if other else 'a catalog needs it'}")


def _said(path: str, kind: FileKind, cache: Cache | None) -> tuple[Any, list[Problem]]:
    said, faults = readings([path], kind, cache)[path]
    return said, [Problem(path, *fault) for fault in faults]


def _shared(targets: Mapping[str, TargetSettings]) -> Iterator[Problem]:
    """Targets with one store on this machine: a sync of the one would delete what only the other gets.

    Tables may have one name in several accounts.
    """
    first: dict[str, str] = {}
    for name, target in targets.items():
        if target.store.path is None:
            continue
        other = first.setdefault(os.path.normpath(target.store.path), name)
        if other != name:
            message = f"the targets {other} and {name} have the same {target.store.kind}; give each its own"
            yield Problem(target.place.file, message, target.place.line, 1)


def tidy(folder: str) -> str:
    """The folder as messages call it: with forward slashes, without one at the end."""
    return folder.replace(os.sep, "/").rstrip("/")


def _target_files(top: str, cache: Cache | None) -> tuple[dict[str, TargetSettings], list[Problem]]:
    """The targets that have a file of their own, by name."""
    folder = f"{top}/targets"
    try:
        names = sorted(os.listdir(folder)) if os.path.lexists(folder) else []
    except OSError as error:
        return {}, [Problem(folder, f"cannot be read: {error.strerror}")]
    found: dict[str, TargetSettings] = {}
    problems: list[Problem] = []
    for name in names:
        target, more = _target_file(folder, name, cache)
        problems += more
        if target is not None:
            found[name.removesuffix(".yaml")] = target
    return found, problems


def _target_file(folder: str, name: str, cache: Cache | None) -> tuple[TargetSettings | None, list[Problem]]:
    """The target in a file, or what is wrong with it; nothing for a file that does not look like one."""
    path = f"{folder}/{name}"
    is_hidden = name.startswith(".")
    problem = (
        None if is_hidden else link_problem(path, os.path.realpath(os.path.dirname(folder))) or _no_target(path, name)
    )
    if problem is not None or not re.fullmatch(_TARGET_FILE, name):
        return None, [problem] if problem is not None else []
    said, problems = _said(path, "target", cache)
    return None if said is None else _target(said, Places(path, said["places"], ())), problems


def _no_target(path: str, name: str) -> Problem | None:
    """What is wrong with something that looks like a target and is none."""
    if os.path.isfile(path) and re.fullmatch(_TARGET_FILE, name):
        return None
    if not os.path.isdir(path) and not name.lower().endswith((".yml", ".yaml")):
        return None
    better = f"{name.rpartition('.')[0].lower()}.yaml"
    hint = f"rename it to {better}" if re.fullmatch(_TARGET_FILE, better) else "call it so in lower case"
    return Problem(path, f"is no target, which is a file such as `production.yaml`; {hint}")


def _target(given: Mapping[str, Any], places: Places) -> TargetSettings:
    return TargetSettings(
        next(Target.of(kind, **given[kind]) for kind in STORES if given[kind] is not None),
        places.of(),
        _selectors("only", given, places),
        _selectors("except", given, places),
        overrides=tuple(_override(one, number, places) for number, one in enumerate(given["overrides"])),
        guards=GuardLimits(**given["guards"]) if given["guards"] else None,
        policies=_policies(**given["policies"]) if given["policies"] else None,
        places=places,
        order=tuple(given["order"]),
        ignore=_ignored(given["ignore"], places) if given["ignore"] is not None else None,
        usage=given["usage"],
    )


def _selectors(key: str, given: Mapping[str, Any], places: Places) -> tuple[Selector, ...]:
    return tuple(Selector(places.of(key, number), **one) for number, one in enumerate(given[key]))


def _twice(lists: Iterable[str], places: Places) -> Iterator[Problem]:
    """Providers that differ only in letter case: one of the two would be lost."""
    first: dict[str, str] = {}
    for provider in lists:
        other = first.setdefault(provider.lower(), provider)
        if other is not provider:
            message = f"{provider} and {other} are one provider, in whatever case; keep one of the two"
            place = places.of("prices", provider)
            yield Problem(place.file, message, place.line, 3, f"prices.{provider}")


def _by_provider(lists: Mapping[str, Sequence[str]]) -> dict[str, Sequence[str]]:
    """The lists by provider in lower case: files write one in any case."""
    return {provider.lower(): names for provider, names in lists.items()}


def _ignored(given: Iterable[Mapping[str, Any]], places: Places) -> tuple[IgnoreRule, ...]:
    return tuple(IgnoreRule(places.of("ignore", number), **one) for number, one in enumerate(given))


def _override(given: Mapping[str, Any], number: int, places: Places) -> Override:
    match = Selector(places.of("overrides", number, "match"), **given["match"])
    found = {name: places.of("overrides", number, "set", name) for name in given["set"]}
    return Override(match, given["set"], found)


def _policies(*, default: Policy, fields: dict[str, Any], models: dict[str, Any]) -> Policies:
    given = {name: ModelPolicies(one["default"], _given(one["fields"])) for name, one in models.items()}
    return Policies(default, _given(fields), given)


def _given(fields: dict[str, Any]) -> dict[str, Policy]:
    return {name: policy for name, policy in fields.items() if policy is not None}
