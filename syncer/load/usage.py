"""A file with the use of models, tokens by model and kind over a period, as tokens a month.

CSV has the columns `model_id`, `kind`, `tokens`, `from`, `until`, and perhaps `tier`; JSON has `from`, `until` and a
list `usage` of objects with the others. The last day counts. A month is a twelfth of 365 days.
"""

from __future__ import annotations

import csv
import json
from io import StringIO
from typing import TYPE_CHECKING, Any, Final

from syncer.disk.files import FileTooLargeError, NotTextError, decode_text, read_bounded
from syncer.errors import UsageError
from syncer.load.used_tokens import USE_COLUMNS, monthly_use, used_tokens
from syncer.model.words import a_few, counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from syncer.load.used_tokens import UseRow
    from syncer.model.money import Usage

    _Row = tuple[str, dict[Any, Any]]
    """A row and its place."""

_MOST_BYTES: Final = 1 << 24
_OPTIONAL: Final = "tier"
_NEEDED: Final = tuple(name for name in USE_COLUMNS if name != _OPTIONAL)


def load_usage(path: str) -> Usage:
    """What the file says. Raises UsageError, with the lines of the first faults."""
    text = _text(path)
    rows = _json(path, text) if text.lstrip().startswith(("{", "[")) else _csv(path, text)
    used: list[tuple[str, UseRow]] = []
    faults = []
    for where, row in rows:
        try:
            used.append((where, used_tokens(row)))
        except ValueError as error:
            faults.append(f"{where}: {error}")
    if not faults:
        usage, faults = monthly_use(path, used)
    if faults:
        raise UsageError(a_few(faults, apart="; "))
    return usage


def _text(path: str) -> str:
    try:
        return decode_text(read_bounded(path, _MOST_BYTES))
    except FileTooLargeError as error:
        raise UsageError(f"{path} is larger than {_MOST_BYTES >> 20} MiB; sum its rows up first") from error
    except (OSError, NotTextError) as error:
        raise UsageError(f"{path} cannot be read: {error}") from error


def _csv(path: str, text: str) -> Iterator[_Row]:
    reader = csv.DictReader(StringIO(text), strict=True)
    try:
        _require_columns(path, reader.fieldnames or ())
        for row in reader:
            yield f"{path}:{reader.line_num}", row
    except csv.Error as error:
        raise UsageError(f"{path}:{reader.reader.line_num}: is no CSV: {error}") from error


def _require_columns(path: str, columns: Iterable[str]) -> None:
    found = list(columns)
    missing = next((column for column in _NEEDED if column not in found), None)
    if missing is not None:
        raise UsageError(f"{path}:1: {_why_missing(missing, found)}; the first line must be {','.join(_NEEDED)}")
    double = next((column for column in USE_COLUMNS if found.count(column) > 1), None)
    if double is not None:
        raise UsageError(f"{path}:1: has the column {double} twice; keep one")


def _why_missing(column: str, found: Iterable[str]) -> str:
    for mark in (";", "\t"):
        if any(mark in name for name in found):
            return f"it separates columns by {mark!r}, not by commas"
    return f"it has no column {column}"


def _json(path: str, text: str) -> Iterator[_Row]:
    """The rows, each with the period of the whole."""
    try:
        document = json.loads(text, object_pairs_hook=_without_doubles)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{path}: is no JSON: {error}") from error
    if not isinstance(document, dict) or not isinstance(document.get("usage"), list):
        raise UsageError(f"{path}: needs `from`, `until` and a list `usage`, as usage.schema.json says")
    period = {"from": document.get("from"), "until": document.get("until")}
    _require_known(path, document, ("from", "until", "usage"))
    for number, row in enumerate(document["usage"], 1):
        where = f"{path}: row {number} of usage"
        if not isinstance(row, dict):
            raise UsageError(f"{where}: must be an object")
        _require_known(where, row, [name for name in USE_COLUMNS if name not in period])
        yield where, {**row, **period}


def _require_known(where: str, given: Iterable[str], known: Iterable[str]) -> None:
    """A key that nobody reads may be a slip of one that matters."""
    strange = [key for key in given if key not in known]
    if strange:
        more = f" and {counted(len(strange) - 1, 'other')}" if strange[1:] else ""
        raise UsageError(f"{where}: has no use for {strange[0]!r}{more}; known are {', '.join(known)}")


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"the key {next(name for name in names if names.count(name) > 1)!r} is there twice")
    return found
