"""The settings of a plan compared with others: what changes, what of it is looser, and the stricter of both. Pure.

Looser is a limit that lets more pass, a policy that does less to keep what Git says or what others entered from being
lost, a shorter history, a protection that is gone, a kind of warning that is switched off, and every change of the
store and of what a target gets.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeAlias

from schemas.attributes import NAMES
from syncer.frozen import NamedTuple
from syncer.model.catalog import GuardLimits
from syncer.model.policies import ModelPolicies, Policies
from syncer.plan.in_force import IGNORE, LISTS, policies_of, reach_of_override, with_last_sync

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from schemas.attributes import Policy
    from syncer.model.catalog import Catalog, Place, TargetSettings
    from syncer.model.records import Inventory
    from syncer.plan.in_force import Basis, Said

_STRICTNESS: Final[dict[Policy, int]] = {"live": 0, "git": 1, "fail": 2}
_KEPT: Final = "history.keep_days"
_Path = tuple[str, ...]
_Found = tuple[_Path, Any, Any, bool]
"""The path of a setting, its value before and after, and whether it is looser."""


_Pairs: TypeAlias = "Mapping[str, tuple[Policy, Policy]]"
"""The policy of each field before and after."""


class SettingChange(NamedTuple):
    """A setting that is another than it was."""

    name: str
    """As `guards.max_deletes`."""
    before: str | float | None
    """None: absent, or not in the list."""
    after: str | float | None
    loosened: bool
    since: str
    """With what it was compared: a Git ref, or the last sync."""
    place: Place

    @property
    def values(self) -> str:
        """Both values, in words."""
        return f"{_in_words(self.before)} -> {_in_words(self.after)}"


def _in_words(value: str | float | None) -> str:
    return "none" if value is None else value if isinstance(value, str) else f"{value:.15g}"


def setting_changes(catalog: Catalog, said: Said, bases: Sequence[Basis]) -> tuple[SettingChange, ...]:
    """What the plan's settings change, the looser ones first. What several bases have alike is told of the first."""
    found: dict[tuple[Any, ...], SettingChange] = {}
    for basis in bases:
        if basis.said == said:
            continue
        for path, before, after, loosened in _compared(_renamed(basis.said, catalog), said):
            place = _place(catalog, path, after if after is not None else before)
            change = SettingChange(".".join(path), before, after, loosened, basis.name, place)
            found.setdefault(change[:3], change)
    return tuple(sorted(found.values(), key=lambda change: not change.loosened))


def newly_remembered(
    catalog: Catalog, said: Said, inventory: Inventory | None
) -> tuple[tuple[str, str | float | None], ...]:
    """The settings that are others than at the last sync, each with its value now."""
    changes = setting_changes(catalog, said, with_last_sync((), inventory))
    return tuple(sorted({(one.name, one.after) for one in changes}, key=repr))


def _renamed(said: Mapping[str, Any], catalog: Catalog) -> Mapping[str, Any]:
    """The value with the models as they are called now: a rename is no loss of a protection."""
    if not said.get("protected"):
        return said
    now = {entry.renamed_from: entry.model_id for entry in catalog.entries if entry.renamed_from is not None}
    return {**said, "protected": [now.get(name, name) for name in said["protected"]]}


def _compared(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[_Found]:
    yield from _compared_numbers(before, after)
    yield from _compared_policies(policies_of(before), policies_of(after))
    if before.get("platform", after.get("platform")) != after.get("platform"):
        yield ("platform",), before["platform"], after.get("platform"), False
    if before.get("name", after.get("name")) != after.get("name"):  # then it is about the rows of another catalog
        yield ("name",), before["name"], after.get("name"), True
    yield from _compared_stores(before, after)
    for name in LISTS:
        if name in before and name in after:
            yield from _compared_lists(name, before[name], after[name])
    yield from _compared_warnings(before.get("warnings", ()), after.get("warnings", ()))
    yield from _compared_ignored(before, after)


def _compared_numbers(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[_Found]:
    """The limits, of which more is looser, and how long the history is kept, of which less is."""
    for name in (*(f"guards.{limit}" for limit in GuardLimits._fields), _KEPT):
        old, new = before.get(name, after.get(name)), after.get(name)
        if old != new:
            yield tuple(name.split(".")), old, new, new < old if name == _KEPT else new > old


def _compared_stores(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[_Found]:
    """Only a target says which store it is: where another one was not known, or the environment says it, it is none."""
    if "store.kind" not in before or "store.kind" not in after:
        return
    for name in dict.fromkeys([*after, *before]):
        old, new = before.get(name), after.get(name)
        if name.startswith("store.") and old != new:
            yield ("store", name.removeprefix("store.")), old, new, True


def _compared_lists(name: str, before: Sequence[str], after: Sequence[str]) -> Iterator[_Found]:
    """Each item that goes, then each that comes. One that comes is no looser only where it is a protection."""
    old, new = frozenset(before), frozenset(after)
    yield from (((name,), item, None, True) for item in dict.fromkeys(before) if item not in new)
    yield from (((name,), None, item, name != "protected") for item in dict.fromkeys(after) if item not in old)


def _compared_ignored(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[_Found]:
    """More rows that nobody is told of are looser; fewer are not. Of a base of which nothing is known, nothing is."""
    old_rules, new_rules = (side.get(IGNORE, ()) if before else () for side in (before, after))
    for name, old, new, _ in _compared_lists(IGNORE, old_rules, new_rules):
        yield name, old, new, new is not None


def _compared_warnings(before: Sequence[str], after: Sequence[str]) -> Iterator[_Found]:
    """Each kind that is switched off, which is looser, or on again."""
    yield from ((("warnings", kind), "on", "off", True) for kind in after if kind not in before)
    yield from ((("warnings", kind), "off", "on", False) for kind in before if kind not in after)


def _compared_policies(before: Policies | None, after: Policies | None) -> Iterator[_Found]:
    """By what counts for each field; a field is named where it does not go as the level above it goes."""
    if before is None or after is None or before == after:
        return
    above = (before.default, after.default)
    general = _pairs(before, after, "")
    yield from [_policy(("default",), above)] if above[0] != above[1] else ()
    yield from (_policy(("fields", name), pair) for name, pair in _moved(general, dict.fromkeys(general, above)))
    for model in sorted({*before.models, *after.models}):
        yield from _compared_model(model, _pairs(before, after, model), general)


def _compared_model(model: str, pairs: _Pairs, general: _Pairs) -> Iterator[_Found]:
    found = _moved(pairs, general)
    if len(found) == len(pairs) and len({pair for _, pair in found}) == 1:
        yield _policy(("models", model, "default"), found[0][1])
    else:
        yield from (_policy(("models", model, "fields", name), pair) for name, pair in found)


def _moved(pairs: _Pairs, above: _Pairs) -> list[tuple[str, tuple[Policy, Policy]]]:
    """The fields whose policy changes, and otherwise than above."""
    return [(name, pair) for name, pair in pairs.items() if pair[0] != pair[1] and pair != above[name]]


def _pairs(before: Policies, after: Policies, model: str) -> _Pairs:
    """The policies of each field of a model; of one that has no policy of its own for the name that no model has."""
    old, new = before.of(model), after.of(model)
    return {name: (old.get(name, "git"), new.get(name, "git")) for name in NAMES[1:]}


def _policy(path: _Path, pair: tuple[Policy, Policy]) -> _Found:
    return ("policies", *path), *pair, _STRICTNESS[pair[1]] < _STRICTNESS[pair[0]]


def _place(catalog: Catalog, path: _Path, value: object) -> Place:
    """The line of a setting; of the nearest thing around it where it is not said any more."""
    settings = catalog.settings
    target = settings.targets.get(settings.target or "")
    if path == ("protected",):
        found = next((entry.source.at("protected") for entry in catalog.entries if entry.model_id == value), None)
        return found or settings.places.of()
    if target is None:
        return settings.places.of(*path)
    return _in_target(path, value, target) or settings.places.of(*path)


def _in_target(path: _Path, value: object, target: TargetSettings) -> Place | None:
    """The line of a target's setting; None where it is the catalog's."""
    name = path[0]
    if name == "store":
        return target.places.of(target.store.kind, *path[1:])
    if name in LISTS:
        items = {"only": target.only, "except": target.without}.get(name, ())
        found = {str(one): one.place for one in items} or _places_of_overrides(target)
        return found.get(str(value), target.places.of(name))
    is_own = {"guards": target.guards, "policies": target.policies, IGNORE: target.ignore}.get(name) is not None
    return target.places.of(*path) if is_own else None


def _places_of_overrides(target: TargetSettings) -> dict[str, Place]:
    """The line of each field that an override sets, by what is said of its reach."""
    found = ((said, override.places[field]) for override in target.overrides
             for field, said in zip(override.values, reach_of_override(override), strict=True))  # fmt: skip
    return dict(found)


def stricter_limits(limits: GuardLimits, said: Mapping[str, Any]) -> GuardLimits:
    """The limits, each as low as either has it."""
    return GuardLimits(*(min(value, said.get(f"guards.{name}", value)) for name, value in limits._asdict().items()))


def stricter_policies(policies: Policies, said: Mapping[str, Any]) -> Policies:
    """The policies, for each field of each model the stricter of both; the very same ones where nothing is stricter."""
    other = policies_of(said)
    if other is None or not any(loosened for *_, loosened in _compared_policies(other, policies)):
        return policies
    general = _stricter(_pairs(other, policies, ""))
    models = {name: ModelPolicies(None, _stricter(_pairs(other, policies, name)))
              for name in {*policies.models, *other.models}}  # fmt: skip
    return Policies(max(policies.default, other.default, key=_STRICTNESS.__getitem__), general, models)


def _stricter(pairs: _Pairs) -> dict[str, Policy]:
    return {name: max(pair, key=_STRICTNESS.__getitem__) for name, pair in pairs.items()}


def listed_settings(changes: Iterable[SettingChange]) -> str:
    """The names of settings with their values, in words."""
    return ", ".join(f"{change.name} {change.values}" for change in changes)
