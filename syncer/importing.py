"""Rows of a store to model files, as a careful person would write them; what cannot be expressed is said. Pure."""

from __future__ import annotations

import re
from collections import Counter
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Final, NamedTuple

from schemas.attributes import NAMES, caches_by_default
from syncer.errors import UsageError
from syncer.values import differing, same
from syncer.verdict import check_model
from syncer.yamlwrite import definition_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from syncer.catalog import CatalogEntry
    from syncer.records import Record, Snapshot

_DEFAULTS: Final[dict[str, object]] = {
    "allowed_app_roles": [],
    "available_to_roles": [],
    "enabled": True,
    "is_reasoning_model": False,
    "is_default": False,
}
_SELECTED: Final = {"provider": "provider", "maker": "provider_name", "id": "model_id"}
"""What a selection names, and the field it looks at."""
_LONGEST_NAME: Final = 120


class Draft(NamedTuple):
    """A model file to be written."""

    path: str
    """Relative to the catalog's folder, with forward slashes."""
    text: str
    model_id: str


class Refusal(NamedTuple):
    """A row for which no file is written."""

    record_id: str
    model_id: str
    reason: str


class Import(NamedTuple):
    """What an import would write, and what not."""

    drafts: tuple[Draft, ...]
    refusals: tuple[Refusal, ...]
    defined: tuple[str, ...]
    """The models that have a definition already, by model id."""
    foreign: tuple[str, ...]
    """The models of other catalogs, by model id."""


class Choice(NamedTuple):
    """Which rows are imported, and where to."""

    name: str
    """The catalog's."""
    selections: tuple[tuple[str, str], ...] = ()
    """What `selection` made of each `--select`."""
    replace: bool = False
    """Whether files of models that have one are written anew."""
    header: tuple[str, ...] = ()
    """The first lines of every file."""


def selection(text: str) -> tuple[str, str]:
    """A `KEY=PATTERN`. Raises UsageError."""
    key, equals, pattern = text.partition("=")
    if key not in _SELECTED or not equals or not pattern:
        raise UsageError(
            f"--select {text!r} is not KEY=PATTERN; KEY is one of {', '.join(_SELECTED)}, such as --select 'id=us.*'"
        )
    return _SELECTED[key], pattern.casefold()


def name_for(given: str | None, snapshot: Snapshot) -> str:
    """The name of a catalog that is to be made. Raises UsageError when nothing tells."""
    names = {record.managed_by for record in snapshot.records} - {None}
    if given is not None:
        return given
    if len(names) == 1:
        return str(names.pop())
    found = f"the rows carry {len(names)} names" if names else "no row of the store carries one"
    raise UsageError(f"a new catalog needs a name, and {found}; pass --name, such as --name campus-models")


def draft_import(snapshot: Snapshot, entries: Sequence[CatalogEntry], choice: Choice, *, folder: str) -> Import:
    """What to write for the rows that are nobody's or this catalog's. `entries` are its definitions, below `folder`."""
    chosen = [record for record in snapshot.records if _is_chosen(record.fields, choice.selections)]
    known = {entry.model_id: entry for entry in entries}
    known |= {entry.renamed_from: entry for entry in entries if entry.renamed_from is not None}
    foreign = [record.model_id for record in chosen if record.managed_by not in (None, choice.name)]
    ours = [record for record in chosen if record.managed_by in (None, choice.name)]
    wanted = [record for record in ours if record.model_id not in known or choice.replace]
    paths = _Paths(entry.source.file.removeprefix(f"{folder}/") for entry in entries)
    reasons = _Reasons(snapshot, entries)
    drafts: list[Draft] = []
    refusals = [Refusal(row.record_id or "?", row.model_id or "?", row.problem.message) for row in snapshot.broken]
    for record in wanted:
        text = definition_text(_said(record.fields), header=choice.header)
        reason = reasons.of(record, text)
        if reason is not None:
            refusals.append(Refusal(record.record_id, record.model_id, reason))
            continue
        entry = known.get(record.model_id)
        path = entry.source.file.removeprefix(f"{folder}/") if entry is not None else paths.of(record.fields)
        drafts.append(Draft(path, text, record.model_id))
    defined = tuple(record.model_id for record in ours if record.model_id in known)
    return Import(tuple(drafts), tuple(refusals), () if choice.replace else defined, tuple(foreign))


def _is_chosen(fields: Mapping[str, object], selections: Iterable[tuple[str, str]]) -> bool:
    """Of each key one pattern has to match; letter case does not count."""
    patterns: dict[str, list[str]] = {}
    for field, pattern in selections:
        patterns.setdefault(field, []).append(pattern)
    return all(
        any(fnmatchcase(str(fields[field]).casefold(), pattern) for pattern in wanted)
        for field, wanted in patterns.items()
    )


def _said(fields: Mapping[str, object]) -> dict[str, object]:
    """What a definition has to say: everything but what is the default."""
    said = {name: value for name, value in fields.items() if value is not None and value != _DEFAULTS.get(name, None)}
    if fields["supports_caching"] == caches_by_default(str(fields["provider"])):
        del said["supports_caching"]
    for name in ("input_modalities", "output_modalities"):
        said[name] = _modalities(name, fields[name])
    for name in ("allowed_app_roles", "available_to_roles"):
        if name in said:
            said[name] = list(dict.fromkeys(_texts(said[name])))
    return said


def _modalities(name: str, value: object) -> list[str]:
    """In upper case, each once, where that is the same set."""
    upper = list(dict.fromkeys(text.upper() for text in _texts(value)))
    return upper if same(name, upper, value) else list(_texts(value))


def _texts(value: object) -> list[str]:
    return [str(item) for item in value] if isinstance(value, (list, tuple)) else []


class _Reasons:
    """Why a row cannot be expressed, if it cannot."""

    def __init__(self, snapshot: Snapshot, entries: Sequence[CatalogEntry]) -> None:
        self._counts = Counter(record.model_id for record in snapshot.records)
        self._default = next((entry.model_id for entry in entries if entry.fields["is_default"]), None)
        self._defaults = [record.record_id for record in snapshot.records if record.fields["is_default"]]

    def of(self, record: Record, text: str) -> str | None:
        """The reason; None when the text says exactly what the row holds."""
        if self._counts[record.model_id] > 1:
            return "another row has the same modelId; delete the wrong one in the platform"
        if record.fields["is_default"] and (reason := self._of_default(record)):
            return reason
        said, problems = check_model(text.encode())
        if said is None:
            return f"{problems[0][3]}: {problems[0][0]}"
        differences = differing(record.fields, dict(zip(NAMES, said[0], strict=True)))
        return f"a definition cannot say its {', '.join(differences)}" if differences else None

    def _of_default(self, record: Record) -> str | None:
        if not record.fields["enabled"]:
            return "it is the default, but not enabled; enable it or make another one the default in the platform"
        others = [other for other in self._defaults if other != record.record_id]
        if others:
            return f"it is the default, and so is row {others[0]}; make only one of them the default in the platform"
        if self._default not in (None, record.model_id):
            return f"it is the default, and so is {self._default} in the catalog; make only one of them the default"
        return None


class _Paths:
    """Gives every model a file of its own."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = {path.casefold() for path in taken}

    def of(self, fields: Mapping[str, object]) -> str:
        """`models/<maker>/<slug>.yaml`, with a number where that is taken."""
        maker = _slug(str(fields["provider_name"])).replace(".", "-")
        stem = f"models/{maker}/{_slug(str(fields['model_id']))}"
        number, path = 1, f"{stem}.yaml"
        while path.casefold() in self._taken:
            number += 1
            path = f"{stem}-{number}.yaml"
        self._taken.add(path.casefold())
        return path


def _slug(text: str) -> str:
    """Text as a file's name: lower-case letters, digits, `.`, `_` and `-`."""
    return re.sub(r"[^a-z0-9._-]", "-", text.lower()).lstrip(".-")[:_LONGEST_NAME].rstrip(".") or "model"
