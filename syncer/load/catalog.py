"""A catalog directory to a Catalog, or to a CatalogError with all that its files break, alone and together."""

from __future__ import annotations

import marshal
import os
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from schemas.attributes import NAMES
from syncer.disk.files import MAX_DEFINITION_BYTES, FileTooLargeError, read_bounded
from syncer.errors import CatalogError, Problem, has_errors
from syncer.load.at_value import at_value
from syncer.load.find_files import find_model_files, readings
from syncer.load.settings import load_settings, tidy
from syncer.load.successions import as_written, broken_successions
from syncer.model.catalog import Catalog, CatalogEntry, Settings, Source
from syncer.model.ignored import model_id_matcher
from syncer.model.late import PackedFields, PackedLines
from syncer.model.origins import PriceChange, PriceSource
from syncer.model.policies import Policies

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from schemas.attributes import Platform
    from syncer.disk.cache import Cache
    from syncer.model.ignored import IgnoreRule

    Progress = Callable[[Iterable[str]], Iterable[str]]


def load_catalog(folder: str, *, cache: Cache | None = None, progress: Progress = iter) -> Catalog:
    """The catalog in the folder.

    `cache` keeps what files say between runs; `progress` sees each path as it is taken.
    Raises CatalogError with all the problems of all the files.
    """
    settings, entries, problems = _found(folder, cache, progress)
    if settings is None or has_errors(problems):
        raise CatalogError(problems, name=settings.name if settings else None, valid_models=len(entries))
    return _catalog(settings, entries, problems)


def load_right_files(folder: str, *, cache: Cache | None = None) -> tuple[Catalog, list[Problem]]:
    """The catalog of the files that are right, and the errors of all. Raises CatalogError where settings are wrong."""
    settings, entries, problems = _found(folder, cache, iter)
    if settings is None:
        raise CatalogError(problems, valid_models=len(entries))
    return _catalog(settings, entries, ()), [one for one in problems if one.severity == "error"]


def _catalog(settings: Settings, entries: Sequence[CatalogEntry], problems: Sequence[Problem]) -> Catalog:
    return Catalog(settings, tuple(sorted(entries, key=attrgetter("model_id"))), settings.told(problems))


def _found(
    folder: str, cache: Cache | None, progress: Progress
) -> tuple[Settings | None, list[CatalogEntry], list[Problem]]:
    """What the files say, and all their problems, by place."""
    settings, problems = load_settings(folder, cache=cache)
    if not os.path.isdir(folder):
        return None, [], problems
    entries, more = _read_models(tidy(folder), cache, progress, settings.platform if settings else "any")
    problems += more
    problems += broken_rules(entries, settings.policies if settings else Policies())
    if settings is not None:
        path = f"{tidy(folder)}/catalog.yaml"
        problems += (
            *lost_policies(path, settings.policies, entries),
            *slips_in_order(path, settings.order, entries),
            *ignored_definitions(path, settings.ignore, entries),
            *_strange_providers(settings, entries),
        )
    problems.sort(key=_position)
    return settings, entries, problems


def problems_of(path: str, faults: Iterable[tuple[Any, ...]], platform: Platform) -> list[Problem]:
    """The problems that reading a file gave, but for those of other releases of the platform."""
    said = len(Problem._fields) - 1
    return [Problem(path, *fault[:said]) for fault in faults if len(fault) <= said or platform in fault[said]]


def _read_models(
    top: str, cache: Cache | None, progress: Progress, platform: Platform
) -> tuple[list[CatalogEntry], list[Problem]]:
    """The definitions, in the order of their files, and what is wrong with those and other files."""
    found = find_model_files(top)
    paths, problems = list(progress(found.files)), list(found.problems)
    entries: list[CatalogEntry] = []
    for path, (said, faults) in readings(paths, "model", cache).items():
        if faults:
            problems += problems_of(path, faults, platform)
        if said is not None:
            entry, of_releases = _kept_entry(path, said, platform)
            entries.append(entry)
            problems += of_releases
    if cache is not None:
        cache.save()
    return entries, problems


def _position(problem: Problem) -> tuple[str, int, int]:
    return problem.where, problem.line or 0, problem.column or 0


def entry_of(path: str, said: Any) -> CatalogEntry:
    """The definition that a file says, as `check_model` gives it."""
    values, lines, rest = said
    fields = dict(zip(NAMES, values, strict=True))
    return _entry(values[0], fields, Source(path, lines.get("model_id", 1), lines), rest)


def _kept_entry(path: str, said: Any, platform: Platform) -> tuple[CatalogEntry, Sequence[Problem]]:
    """The definition that a file says, as `packed_model` gives it, and its problems with that release."""
    model_id, line, rest, head, names, numbers, besides, platforms, of_some = said
    fields, source = PackedFields(model_id, rest, head), Source(path, line, PackedLines(names, numbers))
    is_told = platforms is not None and platform in platforms.split()
    problems = problems_of(path, marshal.loads(of_some), platform) if is_told else ()  # noqa: S302  our own, from the cache or this run
    if besides is None:
        return CatalogEntry(model_id, fields, source), problems
    return _entry(model_id, fields, source, marshal.loads(besides)), problems  # noqa: S302  the same


def _entry(model_id: str, fields: Mapping[str, object], source: Source, besides: Sequence[Any]) -> CatalogEntry:
    protected, renamed_from, tags, price_source, price_changes = besides
    prices = PriceSource(**price_source) if price_source else None
    changes = tuple(PriceChange(*one) for one in price_changes)
    return CatalogEntry(model_id, fields, source, protected, renamed_from, tuple(tags), prices, changes)


def broken_rules(entries: Sequence[CatalogEntry], policies: Policies) -> Iterator[Problem]:
    """What only all definitions together can break: ids, the default, successors, renames that lead somewhere."""
    yield from _ids(entries)
    written = as_written(entries, policies)
    yield from _default(written)
    yield from broken_successions(written)
    renamed = [entry for entry in entries if entry.renamed_from is not None]
    if renamed:
        yield from _renames(renamed, {entry.model_id: entry for entry in entries})


def lost_policies(
    path: str, policies: Policies, entries: Sequence[CatalogEntry], *, below: tuple[str, ...] = ()
) -> Iterator[Problem]:
    """Policies of models that the catalog does not have: probably a slip, or left behind.

    They stand in the file `path`, `below` those keys.
    """
    lost = sorted(policies.models.keys() - {entry.model_id for entry in entries}) if policies.models else ()
    if lost:
        known = [entry.model_id for entry in entries]
        yield from _problem_makers()[0](path, (*below, "policies", "models"), lost, known)


def slips_in_order(
    path: str, order: Sequence[str], entries: Sequence[CatalogEntry], *, below: tuple[str, ...] = ()
) -> Sequence[Problem]:
    """What is wrong with the order of models in the file `path`, `below` those keys."""
    known = {entry.model_id for entry in entries} if order else set()
    if len({*order} & known) == len(order):
        return ()
    return _problem_makers()[1](path, (*below, "order"), order, known)


def ignored_definitions(
    path: str, rules: Sequence[IgnoreRule], entries: Sequence[CatalogEntry], *, below: tuple[str, ...] = ()
) -> Iterator[Problem]:
    """Definitions whose rows are to be left alone: nobody could say which of the two is meant."""
    for number, rule in enumerate(rules):
        found = [*filter(_names_rows_of(rule), entries)]
        yield from _problem_makers()[2](path, (*below, "ignore", number, "id"), found) if found else ()


def _strange_providers(settings: Settings, entries: Sequence[CatalogEntry]) -> Sequence[Problem]:
    """Providers of `prices` without a model; most catalogs name none there."""
    if settings.trusted_lists.keys() <= {"default"}:
        return ()
    return _problem_makers()[3](settings.places.file, settings.trusted_lists, entries)


def _names_rows_of(rule: IgnoreRule) -> Callable[[CatalogEntry], bool]:
    """Whether the pattern of a rule is for a definition, by the name that it has or had."""
    matches = model_id_matcher(rule.id)
    return lambda entry: rule.id is not None and (matches(entry.model_id) or matches(entry.renamed_from or ""))


def _problem_makers() -> tuple[Callable[..., list[Problem]], ...]:
    from syncer.load import locate_problems as found  # noqa: PLC0415  for an error only

    return found.lost_policy_problems, found.order_problems, found.ignored_problems, found.provider_problems


def _ids(entries: Sequence[CatalogEntry]) -> Iterator[Problem]:
    first: dict[str, CatalogEntry] = {}
    folded: dict[str, CatalogEntry] = {}
    for entry in entries:
        other = first.setdefault(entry.model_id, entry)
        alike = folded.setdefault(entry.model_id.casefold(), entry)
        if other is not entry:
            yield _at(entry, "model_id", f"{entry.model_id} is also defined at {other.source.at('model_id')}")
        elif alike is not entry:
            message = f"differs only in letter case from {alike.model_id} at {alike.source.at('model_id')}"
            yield _at(entry, "model_id", message)._replace(severity="warning", kind="letter-case")


def _default(entries: Sequence[CatalogEntry]) -> Iterator[Problem]:
    defaults = [entry for entry in entries if entry.fields["is_default"]]
    if defaults and not defaults[0].fields["enabled"]:
        yield _disabled(defaults[0])
    for entry in defaults[1:]:
        pair = (defaults[0], entry)
        one, other = pair if _is_set(defaults[0]) and not _is_set(entry) else reversed(pair)
        yield _at(one, "is_default", f"only one model can be the default; {other.source.at('is_default')} is too")


def _disabled(entry: CatalogEntry) -> Problem:
    field = "enabled" if _is_set(entry, "enabled") and not _is_set(entry) else "is_default"
    return _at(entry, field, "the default must be enabled; enable it or make another one the default")


def _is_set(entry: CatalogEntry, field: str = "is_default") -> bool:
    """Whether an override of a target gives the field: then that line is the one to mend."""
    return field in entry.source.overrides


def _renames(renamed: Sequence[CatalogEntry], defined: Mapping[str, CatalogEntry]) -> Iterator[Problem]:
    taken: dict[str, CatalogEntry] = {}
    for entry in renamed:
        old = str(entry.renamed_from)
        other = taken.setdefault(old, entry)
        if old in defined:
            place = defined[old].source.at("model_id")
            what = "this model itself" if defined[old] is entry else f"still defined at {place}"
            yield _at(entry, "renamed_from", f"{old} is {what}; a rename needs a name that is no longer used")
        elif other is not entry:
            yield _at(entry, "renamed_from", f"{old} can become only one model; {other.source.at('renamed_from')} too")


def _at(entry: CatalogEntry, field: str, message: str) -> Problem:
    if _is_set(entry, field):
        return at_value(entry, field, message)
    file, line = entry.source.at(field)
    try:
        rows = read_bounded(file, MAX_DEFINITION_BYTES).decode("utf-8", "replace").splitlines()
    except (OSError, FileTooLargeError):
        rows = []
    return Problem(file, message, line, 1, field, excerpt=rows[line - 1] if line <= len(rows) else None)
