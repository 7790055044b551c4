"""Complaints about a file to problems, each at its line and column."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from syncer.disk.files import MAX_DEFINITION_BYTES, FileTooLargeError, decode_text, read_bounded
from syncer.errors import Problem
from syncer.frozen import NamedTuple
from syncer.load.releases import PROVIDERS
from syncer.model.words import a_few, did_you_mean
from syncer.yaml.faults import Position
from syncer.yaml.read import read_places

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from syncer.model.catalog import CatalogEntry, Place
    from syncer.yaml.faults import KeyPath
    from syncer.yaml.parse import Located

LONGEST_TEXT: Final = 300
"""Characters of a message or of a key's name that are shown."""
LONGEST_EXCERPT: Final = 2000
"""Characters of a source line that is kept for the caret."""


_LATER: Final = frozenset(("", *"&!*|>#\t"))
"""With what a line goes on behind a key when the value does not begin there, or something stands before it."""
_MOST_LOST: Final = 20
"""Policies without a model that are named, each with a suggestion; of the rest only how many there are."""


class Complaint(NamedTuple):
    """One thing that is wrong with a document."""

    path: KeyPath
    message: str
    on_key: bool = False
    """Whether the key is wrong, not its value."""


def located_problems(text: str, where: str, complaints: Iterable[Complaint]) -> list[Problem]:
    """Problems at the places of the complaints, for a file that is right as YAML."""
    located, rows = read_places(text), text.splitlines()
    return [problem_at(place_of(located, complaint), complaint, where, rows) for complaint in complaints]


def located_warnings(text: str, lines: Mapping[str, int], said: Sequence[tuple[KeyPath, str, str]]) -> list[Problem]:
    """Warnings about values of a file that is right, each with its kind and its words, at their places.

    `lines` are those of its top-level keys.

    Most such values stand behind their key: to look there costs a tenth of reading the file once more with positions.
    """
    rows, found = text.splitlines(), []
    for path, kind, message in said:
        key = str(path[0])
        line = lines.get(key, 0) if len(path) == 1 else 0
        row = rows[line - 1] if 0 < line <= len(rows) else ""
        column = _column_behind(f"{key}:", row)
        if column is None:
            return _located_warnings(text, rows, said)
        found.append(Problem("", _short(message), line, column, _short(key), "warning", _excerpt(row), kind))
    return found


def _located_warnings(text: str, rows: Sequence[str], said: Iterable[tuple[KeyPath, str, str]]) -> list[Problem]:
    located = read_places(text)
    complaints = [(Complaint(path, message), kind) for path, kind, message in said]
    return [problem_at(place_of(located, one), one, "", rows, kind) for one, kind in complaints]


def _column_behind(key: str, row: str) -> int | None:
    """The column of a value on the line of its top-level key; None where it takes more than a look to know it."""
    value = row[len(key) :].lstrip(" ")
    if not row.startswith(f"{key} ") or value[:1] in _LATER:
        return None
    return len(row) - len(value) + 1


def lost_policy_problems(path: str, keys: tuple[str, ...], lost: Sequence[str], known: Sequence[str]) -> list[Problem]:
    """A problem for each lost model id, which stands in the file below those keys. `known` are the catalog's."""
    complaints = [
        Complaint(
            (*keys, name),
            f"no model of the catalog has this model_id{did_you_mean(name, known)}; mend it or remove the policy",
            on_key=True,
        )
        for name in lost[:_MOST_LOST]
    ]
    if len(lost) > _MOST_LOST:
        complaints.append(Complaint(keys, f"and {len(lost) - _MOST_LOST:,} more without a model"))
    return problems_in(path, complaints)


def order_problems(path: str, keys: tuple[str, ...], order: Sequence[str], known: Collection[str]) -> list[Problem]:
    """A problem for each model id of the order in the file, which stands at those keys, that is none or comes twice."""
    complaints = []
    for number, name in enumerate(order):
        first = order.index(name)
        if first < number:
            complaints.append(Complaint((*keys, number), f"{name} is in the order twice; keep one of the two"))
        elif name not in known:
            message = f"no model of the catalog has the model_id {name}{did_you_mean(name, known)}"
            complaints.append(Complaint((*keys, number), message))
    return problems_in(path, complaints)


def ignored_problems(path: str, keys: KeyPath, entries: Sequence[CatalogEntry]) -> list[Problem]:
    """A problem for the first definitions whose rows the pattern at these keys of the file ignores."""
    said = [f"{entry.model_id}, defined at {entry.source.at('model_id')}" for entry in entries]
    message = f"rows are ignored here that definitions manage: {a_few(said, _MOST_LOST)}; remove the one or the other"
    return problems_in(path, [Complaint(keys, message)])


def provider_problems(path: str, named: Iterable[str], entries: Iterable[CatalogEntry]) -> list[Problem]:
    """A warning for each provider of the setting `prices` of the file that neither a model nor the platform has."""
    ours = sorted({str(entry.fields["provider"]).lower() for entry in entries})
    known = frozenset((*ours, *PROVIDERS, "default"))
    complaints = [Complaint(("prices", name), _lost_provider(name, known, ours), on_key=True)
                  for name in named if name not in known]  # fmt: skip
    found = problems_in(path, complaints) if complaints else []
    return [one._replace(severity="warning", kind="unknown-provider") for one in found]


def _lost_provider(name: str, known: Collection[str], ours: Sequence[str]) -> str:
    models = a_few(ours, _MOST_LOST) or "nobody"
    return f"no model is by the provider {name}{did_you_mean(name, known)}; the models are by {models}"


def problems_in(path: str, complaints: Sequence[Complaint]) -> list[Problem]:
    """The problems of a file, which is read for their places."""
    try:
        text = decode_text(read_bounded(path, MAX_DEFINITION_BYTES))
    except (OSError, FileTooLargeError):  # the catalog at a Git ref: its files are gone by now
        return [Problem(path, one.message, field=".".join(map(str, one.path))) for one in complaints]
    return located_problems(text, path, complaints)


def problem_of_value(place: Place, field: str, message: str, *, below: KeyPath = ()) -> Problem:
    """A problem with the value of the field whose key stands there, in a definition or an override of a target.

    It stands at what is `below` that value, as far as the text says it.
    """
    name = ".".join(map(str, (field, *below)))
    try:
        text = decode_text(read_bounded(place.file, MAX_DEFINITION_BYTES))
    except (OSError, FileTooLargeError):  # the catalog at a Git ref, as above
        return Problem(place.file, message, place.line, 1, name)
    located, rows = read_places(text), text.splitlines()
    path = next((path for path, key in located.keys.items() if path[-1] == field and key.line == place.line), None)
    at = None if path is None else place_of(located, Complaint((*path, *below), message))
    return problem_at(at or Position(place.line, 1), Complaint((field, *below), message), place.file, rows)


def problem_at(
    place: Position | None, complaint: Complaint, where: str, rows: Sequence[str], kind: str = ""
) -> Problem:
    """The problem of a file whose lines are `rows`: an error, or a warning of a `kind`."""
    line, column = place or (None, None)
    field = ".".join([_short(str(part)) or "''" for part in complaint.path]) or None
    row = rows[line - 1] if line is not None and line <= len(rows) else None
    message, excerpt = _short(complaint.message), _excerpt(row)
    return Problem(where, message, line, column, field, "warning" if kind else "error", excerpt, kind)


def place_of(located: Located, complaint: Complaint) -> Position | None:
    """Where the complaint is: at its key or value, or at the nearest thing around it; None for the whole file."""
    first, second = (located.keys, located.values) if complaint.on_key else (located.values, located.keys)
    place = first.get(complaint.path) or second.get(complaint.path)
    path = complaint.path[:-1]
    while place is None and path:
        place = located.keys.get(path) or located.values.get(path)
        path = path[:-1]
    return place


def _excerpt(row: str | None) -> str | None:
    return row if row is not None and len(row) <= LONGEST_EXCERPT else None


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_TEXT else f"{text[:LONGEST_TEXT]}..."
