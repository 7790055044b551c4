"""What only the whole catalog can break: unique ids, one default, renames that lead somewhere, policies of models."""

from __future__ import annotations

from typing import TYPE_CHECKING

from syncer.disk.files import MAX_DEFINITION_BYTES, FileTooLargeError, read_bounded
from syncer.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from syncer.model.catalog import CatalogEntry, Policies


def broken_rules(entries: Sequence[CatalogEntry]) -> Iterator[Problem]:
    """What the definitions break together."""
    yield from _ids(entries)
    yield from _default(entries)
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
        from syncer.load.lost_policies import lost_policy_problems  # noqa: PLC0415  only an error needs its libraries

        keys = (*below, "policies", "models")
        yield from lost_policy_problems(path, keys, lost, [entry.model_id for entry in entries])


def _ids(entries: Sequence[CatalogEntry]) -> Iterator[Problem]:
    first: dict[str, CatalogEntry] = {}
    folded: dict[str, CatalogEntry] = {}
    for entry in entries:
        other = first.setdefault(entry.model_id, entry)
        alike = folded.setdefault(entry.model_id.casefold(), entry)
        if other is not entry:
            yield _at(entry, "model_id", f"{entry.model_id} is also defined at {_place(other, 'model_id')}")
        elif alike is not entry:
            message = f"differs only in letter case from {alike.model_id} at {_place(alike, 'model_id')}"
            yield _at(entry, "model_id", message)._replace(severity="warning")


def _default(entries: Sequence[CatalogEntry]) -> Iterator[Problem]:
    defaults = [entry for entry in entries if entry.fields["is_default"]]
    if defaults and not defaults[0].fields["enabled"]:
        yield _disabled(defaults[0])
    for entry in defaults[1:]:
        pair = (defaults[0], entry)
        one, other = pair if _is_set(defaults[0]) and not _is_set(entry) else reversed(pair)
        yield _at(one, "is_default", f"only one model can be the default; {_place(other, 'is_default')} is too")


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
            what = "this model itself" if defined[old] is entry else f"still defined at {_place(defined[old])}"
            yield _at(entry, "renamed_from", f"{old} is {what}; a rename needs a name that is no longer used")
        elif other is not entry:
            yield _at(entry, "renamed_from", f"{old} can become only one model; {_place(other, 'renamed_from')} too")


def _at(entry: CatalogEntry, field: str, message: str) -> Problem:
    file, line = entry.source.at(field)
    try:
        rows = read_bounded(file, MAX_DEFINITION_BYTES).decode("utf-8", "replace").splitlines()
    except (OSError, FileTooLargeError):
        rows = []
    return Problem(file, message, line, 1, field, excerpt=rows[line - 1] if line <= len(rows) else None)


def _place(entry: CatalogEntry, field: str = "model_id") -> str:
    return str(entry.source.at(field))
