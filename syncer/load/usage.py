"""A file with the use of models, tokens by model and kind over a period, as tokens a month.

CSV has the columns `model_id`, `kind`, `tokens`, `from` and `until`; JSON has `from`, `until` and a list `usage` of
objects with the first three. The last day counts. A month is a twelfth of 365 days.
"""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from datetime import date
from fractions import Fraction
from io import StringIO
from typing import TYPE_CHECKING, Any, Final

from syncer.disk.files import FileTooLargeError, NotTextError, decode_text, read_bounded
from syncer.errors import UsageError
from syncer.model.money import TOKEN_KINDS, Usage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_MOST_BYTES: Final = 1 << 24
_MONTH: Final = Fraction(365, 12)
_MOST_DAYS: Final = 3_660
_MOST_TOKENS: Final = 10**18
_COLUMNS: Final = ("model_id", "kind", "tokens", "from", "until")


def load_usage(path: str) -> Usage:
    """What the file says; rows of one model and kind add up. Raises UsageError with the line of the first fault."""
    try:
        text = decode_text(read_bounded(path, _MOST_BYTES))
    except FileTooLargeError as error:
        raise UsageError(f"{path} is larger than {_MOST_BYTES >> 20} MiB; sum its rows up first") from error
    except (OSError, NotTextError) as error:
        raise UsageError(f"{path} cannot be read: {error}") from error
    monthly: dict[str, dict[str, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
    for where, row in _json(path, text) if text.lstrip().startswith(("{", "[")) else _csv(path, text):
        try:
            model_id, kind, tokens = _row(row)
        except ValueError as error:
            raise UsageError(f"{where}: {error}") from error
        monthly[model_id][kind] += tokens
    return Usage(path, {model_id: dict(kinds) for model_id, kinds in monthly.items()})


def _csv(path: str, text: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The rows, each with its place."""
    reader = csv.DictReader(StringIO(text), strict=True)
    try:
        columns = reader.fieldnames or ()
        missing = [column for column in _COLUMNS if column not in columns]
        if missing:
            raise UsageError(f"{path}:1: has no column {missing[0]}; it needs {','.join(_COLUMNS)}")
        for row in reader:
            yield f"{path}:{reader.line_num}", row
    except csv.Error as error:
        raise UsageError(f"{path}:{reader.line_num}: is no CSV: {error}") from error


def _json(path: str, text: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The rows, each with its place and the period of the whole."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{path}: is no JSON: {error}") from error
    rows: Iterable[Any] = document.get("usage") if isinstance(document, dict) else None  # type: ignore[assignment]  # checked
    if not isinstance(rows, list):
        raise UsageError(f"{path}: needs `from`, `until` and a list `usage`, as usage.schema.json says")
    for number, row in enumerate(rows, 1):
        where = f"{path}: row {number} of usage"
        if not isinstance(row, dict):
            raise UsageError(f"{where}: must be an object")
        yield where, {"from": document.get("from"), "until": document.get("until"), **row}


def _row(row: dict[str, Any]) -> tuple[str, str, Fraction]:
    """The model, the kind, and the tokens a month. Raises ValueError."""
    model_id, kind = row.get("model_id"), row.get("kind")
    if not isinstance(model_id, str) or not model_id:
        raise ValueError("model_id is missing")
    if kind not in TOKEN_KINDS:
        raise ValueError(f"kind must be one of {', '.join(TOKEN_KINDS)}, not {kind!r}")
    return model_id, str(kind), _tokens(row.get("tokens")) * _MONTH / _days(row.get("from"), row.get("until"))


def _tokens(value: object) -> Fraction:
    text = value.strip() if isinstance(value, str) else str(value) if type(value) is int else ""
    if not (text.isascii() and text.isdigit()) or len(text) > 19 or int(text) > _MOST_TOKENS:
        raise ValueError(f"tokens must be a whole number of at most {_MOST_TOKENS:,}, zero or more, not {value!r}")
    return Fraction(int(text))


def _days(first: object, last: object) -> int:
    """How many days a period has, the last one included."""
    try:
        days = (date.fromisoformat(str(last)) - date.fromisoformat(str(first))).days + 1
    except ValueError:
        raise ValueError("from and until must be dates such as 2026-10-01") from None
    if not 0 < days <= _MOST_DAYS:
        raise ValueError(f"the period from {first} until {last} must have at least a day, and at most ten years")
    return days
