"""What a target gets of the catalog: which models, with which fields, under which limits and policies."""

from __future__ import annotations

import re
from fnmatch import translate
from functools import cache
from typing import TYPE_CHECKING, Final

from schemas.attributes import BY_PROVIDER, DEFINED, resolve_defaults
from schemas.contradictions import contradictions
from syncer.errors import CatalogError, Problem, UsageError, has_errors, warned
from syncer.load.at_value import at_value
from syncer.load.catalog import broken_rules, ignored_definitions, lost_policies, slips_in_order
from syncer.load.lint import lint
from syncer.load.releases import release_slips
from syncer.model.catalog import Catalog, TargetSettings
from syncer.model.origins import FieldOrigin
from syncer.model.words import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from schemas.attributes import Platform
    from syncer.model.catalog import CatalogEntry, Override, Place, Selector
    from syncer.yaml.faults import KeyPath

    Matches = Callable[[CatalogEntry], bool]


def for_target(catalog: Catalog, name: str) -> Catalog:
    """The catalog as the target gets it. Raises UsageError for an unknown target, CatalogError with all problems."""
    target = target_settings(catalog, name)
    left_out = _left_out(target)
    chosen = [entry for entry in catalog.entries if left_out(entry) is None]
    overrides = [(override, matcher(override.match)) for override in target.overrides]
    used: set[int] = set()
    entries = tuple(_overridden(entry, overrides, used) for entry in chosen)
    problems = [
        *_unused_overrides(catalog, target, used),
        *_unused_selectors(catalog, target),
        *broken_rules(entries, catalog.settings.of_target(name).policies),
        *_slips(chosen, entries, catalog.settings.platform),
        *_lost_names(catalog, target, name),
    ]
    known = set(catalog.warnings)
    named = [problem._replace(message=f"target {name}: {problem.message}") for problem in problems
             if problem not in known]  # fmt: skip
    if has_errors(named):
        raise CatalogError(named, name=catalog.settings.name, valid_models=len(entries))
    settings = catalog.settings.of_target(name)
    return Catalog(settings, entries, (*catalog.warnings, *settings.told(named)))


def target_settings(catalog: Catalog, name: str) -> TargetSettings:
    """The settings of a target. Raises UsageError when there is none of that name."""
    found = catalog.settings.targets.get(name)
    if found is None:
        raise unknown_target(name, catalog.settings.targets)
    return found


def unknown_target(name: str, known: Collection[str]) -> UsageError:
    """The error for a target that is none."""
    names = ", ".join(sorted(known)) or "none"
    return UsageError(f"the catalog has no target {name!r}{did_you_mean(name, known)} (it has: {names})")


def left_out_by(entry: CatalogEntry, target: TargetSettings) -> Selector | TargetSettings | None:
    """Why the target does not get the model: the selector of `except`, or the target, whose `only` does not name it."""
    return _left_out(target)(entry)


def receiver(target: TargetSettings) -> Callable[[CatalogEntry], CatalogEntry]:
    """A function from a definition to what the overrides of the target make of it, also where it does not get it."""
    overrides = [(override, matcher(override.match)) for override in target.overrides]
    return lambda entry: _overridden(entry, overrides, set())


def _left_out(target: TargetSettings) -> Callable[[CatalogEntry], Selector | TargetSettings | None]:
    only = [*map(matcher, target.only)]
    without = [(selector, matcher(selector)) for selector in target.without]

    def reason(entry: CatalogEntry) -> Selector | TargetSettings | None:
        if only and not any(matches(entry) for matches in only):
            return target
        return next((selector for selector, matches in without if matches(entry)), None)

    return reason


def matcher(selector: Selector) -> Matches:
    """A function that says whether every pattern of the selector matches a definition, as its file says it.

    A catalog asks it of thousands of models, so each pattern is taken apart once.
    """
    by_id = re.compile(translate(selector.id)).match if selector.id is not None else None
    given = (("provider", selector.provider), ("provider_name", selector.maker))
    fields = [(field, _alike(pattern)) for field, pattern in given if pattern is not None]
    tag = _alike(selector.tag) if selector.tag is not None else None

    def matches(entry: CatalogEntry) -> bool:
        if by_id is not None and by_id(entry.model_id) is None:
            return False
        if not all(is_alike(str(entry.fields[field])) for field, is_alike in fields):
            return False
        return tag is None or any(map(tag, entry.tags))

    return matches


def _alike(pattern: str) -> Callable[[str], bool]:
    """Whether a text matches in any letter case. Few makers have many models, so the answers are kept."""
    expected = re.compile(translate(pattern.casefold()))
    return cache(lambda text: expected.match(text.casefold()) is not None)


def _overridden(entry: CatalogEntry, overrides: Sequence[tuple[Override, Matches]], used: set[int]) -> CatalogEntry:
    """The definition with the fields that the target has otherwise; the last override of a field counts."""
    fields, places, protected = dict(entry.fields), dict(entry.source.overrides), entry.protected
    for override, matches in overrides:
        if not matches(entry):
            continue
        used.add(id(override))
        for name, value in override.values.items():
            if name == "protected":
                protected = bool(value)
            else:
                fields[name] = value
                places[name] = override.places[name]
    if places == entry.source.overrides and protected == entry.protected:
        return entry
    _follow_provider(entry, fields, places)
    return entry._replace(fields=fields, protected=protected, source=entry.source._replace(overrides=places))


def _follow_provider(entry: CatalogEntry, fields: dict[str, object], places: dict[str, Place]) -> None:
    """A default that follows the provider follows that of the target, too, and then comes from there."""
    moved = places.get("provider")
    for name in BY_PROVIDER:
        if moved is not None and name not in places and name not in entry.source.lines:
            fields[name] = None
    resolve_defaults(fields)
    for name in BY_PROVIDER:
        if moved is not None and fields[name] != entry.fields[name]:
            places.setdefault(name, moved)


def _unused_overrides(catalog: Catalog, target: TargetSettings, used: set[int]) -> Iterator[Problem]:
    for override in target.overrides:
        if id(override) not in used:
            left = any(map(matcher(override.match), catalog.entries))
            why = "only models that the target does not get" if left else "no model of the catalog"
            message = f"the override matches {why} ({override.match}); mend the pattern or remove it"
            place = override.match.place
            yield Problem(place.file, message, place.line, 1, "match")


def _unused_selectors(catalog: Catalog, target: TargetSettings) -> Iterator[Problem]:
    """One that matches nothing is probably a slip."""
    for key, selectors in (("only", target.only), ("except", target.without)):
        for selector in selectors:
            if not any(map(matcher(selector), catalog.entries)):
                message = f"matches no model of the catalog ({selector})"
                yield warned("unused-selector", selector.place.file, message, selector.place.line, 1, key)
    if catalog.entries and all(map(_left_out(target), catalog.entries)):
        message = "`only` and `except` leave no model for the target"
        yield Problem(target.place.file, message, target.place.line, 1, "only")


def _slips(
    definitions: Sequence[CatalogEntry], entries: Sequence[CatalogEntry], platform: Platform
) -> Iterator[Problem]:
    """What an override makes of a definition that cannot stand, or is allowed, but probably a mistake."""
    for definition, entry in zip(definitions, entries, strict=True):
        overrides = entry.source.overrides
        if not overrides:
            continue
        for path, message in contradictions(entry.fields):
            yield _at_override(entry, path, message, exact=True)
        known = {*_warnings(definition, platform)}
        for path, kind, message in _warnings(entry, platform):
            if (path, kind, message) not in known:
                yield _at_override(entry, path, message)._replace(severity="warning", kind=kind)


def _warnings(entry: CatalogEntry, platform: Platform) -> Iterator[tuple[KeyPath, str, str]]:
    yield from (((field,), kind, message) for field, kind, message in lint(entry.fields))
    yield from (slip[:3] for slip in release_slips(entry.fields) if platform in slip.platforms)


_OTHER_SIDE: Final = {
    **dict.fromkeys(("api_mode", "region", "supports_caching"), "provider"),
    "supported_params": "max_output_tokens",
}
"""Two fields that contradict each other are named by the one; where the override does not set that, by the other."""


def _at_override(entry: CatalogEntry, path: KeyPath, message: str, *, exact: bool = False) -> Problem:
    """At the line of the override; `exact`, at the value, for which the file is read once more."""
    field, overrides = str(path[0]), entry.source.overrides
    at = field if field in overrides else _OTHER_SIDE.get(field, "input_price_per_million_tokens")
    place, message = entry.source.at(at), f"{entry.model_id}: {message}"
    if not exact:
        return Problem(place.file, message, place.line, 1, ".".join(map(str, path)))
    found = at_value(entry, at, message, below=path[1:] if at == field else ())
    return found._replace(field=".".join(map(str, path)))


def _lost_names(catalog: Catalog, target: TargetSettings, name: str) -> Iterator[Problem]:
    """The policies and the order of the target that name models which the catalog does not have."""
    file = target.place.file
    below = () if file.endswith(f"/targets/{name}.yaml") else ("targets", name)
    if target.policies is not None:
        yield from lost_policies(file, target.policies, catalog.entries, below=below)
    yield from slips_in_order(file, target.order, catalog.entries, below=below)
    yield from ignored_definitions(file, target.ignore or (), catalog.entries, below=below)


def field_origins(definition: CatalogEntry, entry: CatalogEntry) -> tuple[FieldOrigin, ...]:
    """Where each field of a target's model comes from. `definition` is what its file says alone."""
    return tuple(_origin(field, definition, entry) for field in DEFINED)


def _origin(field: str, definition: CatalogEntry, entry: CatalogEntry) -> FieldOrigin:
    source, value = entry.source, entry.fields[field]
    if field in source.overrides:
        return FieldOrigin(field, value, source.at(field), "override", definition.fields[field])
    if field in entry.since:
        return FieldOrigin(field, value, source.at(field), "change", definition.fields[field])
    return FieldOrigin(field, value, source.at(field), "definition" if field in source.lines else "default")
