"""One row of a file of use, and all rows as tokens a month. Pure.

Rows of one model, kind and tier add up where they have one period. Several periods must follow one another: with days
that two rows have, tokens might be counted twice; of days that none has, nobody knows whether there was no use.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache
from itertools import chain, pairwise, starmap
from typing import TYPE_CHECKING, Any, Final

from syncer.frozen import NamedTuple
from syncer.model.money import TIERS, TOKEN_KINDS, Usage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

USE_COLUMNS: Final = ("model_id", "kind", "tokens", "from", "until", "tier")
"""What a row has; `tier` may be absent or empty."""
_MONTH: Final = Fraction(365, 12)
_MOST_DAYS: Final = 3_660
_ONE_DAY: Final = timedelta(days=1)
_MOST_TOKENS: Final = 10**18
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_SEPARATED: Final = re.compile(r"\d{1,3}([,'\u00a0\u202f _])\d{3}(\1\d{3})*", re.ASCII)
"""A whole number with separators between its thousands."""


class Period(NamedTuple):
    """Some days, both ends included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many."""
        return (self.last - self.first).days + 1


class UseRow(NamedTuple):
    """One row."""

    model_id: str
    kind: str
    tier: str | None
    tokens: int
    period: Period


_Key = tuple[str, str, str | None]
"""A model, a kind and a tier."""


def used_tokens(row: Mapping[Any, Any]) -> UseRow:
    """The row as it is meant. Raises ValueError, which says what to write."""
    if row.get(None):  # what csv.DictReader puts there
        raise ValueError("has more fields than the first line; write numbers without separators")
    model_id, kind = row.get("model_id"), row.get("kind")
    if not isinstance(model_id, str) or not model_id.strip():
        raise ValueError("model_id is missing")
    if not isinstance(kind, str) or kind.strip() not in TOKEN_KINDS:
        raise ValueError(f"kind must be one of {', '.join(TOKEN_KINDS)}, not {kind!r:.40}")
    tier = _tier(row.get("tier"), kind.strip())
    tokens = _tokens(row.get("tokens"))
    period = _period(str(row.get("from")).strip(), str(row.get("until")).strip())
    return UseRow(model_id.strip(), kind.strip(), tier, tokens, period)


def _tier(value: object, kind: str) -> str | None:
    if value is None or value == "":
        return None
    if not isinstance(value, str) or value.strip() not in TIERS:
        raise ValueError(f"tier must be empty or one of {', '.join(TIERS)}, not {value!r:.40}")
    if value.strip() == "one_hour" and kind != "cache_write":
        raise ValueError(f"the tier one_hour is for the kind cache_write alone, not for {kind}")
    return value.strip()


def _tokens(value: object) -> int:
    text = value.strip() if isinstance(value, str) else str(value) if type(value) is int else ""
    if not (text.isascii() and text.isdigit()) or len(text) > len(str(_MOST_TOKENS)) or int(text) > _MOST_TOKENS:
        hint = f"; write {re.sub('[^0-9]', '', text)}" if _SEPARATED.fullmatch(text) else ""
        raise ValueError(
            f"tokens must be a whole number of at most {_MOST_TOKENS:,}, zero or more, not {value!r:.40}{hint}"
        )
    return int(text)


@lru_cache(maxsize=1024)
def _period(first: str, last: str) -> Period:
    if not _DAY.fullmatch(first) or not _DAY.fullmatch(last):
        raise ValueError("from and until must be dates such as 2026-10-01")
    try:
        period = Period(date.fromisoformat(first), date.fromisoformat(last))
    except ValueError as error:
        raise ValueError(f"from and until must be dates that there are: {error}") from None
    if not 0 < period.days <= _MOST_DAYS:
        raise ValueError(f"the period from {first} until {last} must have at least a day, and at most ten years")
    return period


_Counted = dict[Period, tuple[int, str]]
"""The tokens of each period, and the place of its first row."""


def monthly_use(place: str, rows: Iterable[tuple[str, UseRow]]) -> tuple[Usage, list[str]]:
    """Tokens a month, and what is wrong with the periods of rows; `place` is where all of it comes from."""
    found = _by_key(rows)
    monthly: dict[str, dict[str, Fraction]] = {model_id: {} for model_id, *_ in found}
    tiers: dict[str, dict[tuple[str, str], Fraction]] = {}
    for (model_id, kind, tier), periods in found.items():
        rate = _rate(periods)
        if tier is None:
            monthly[model_id][kind] = rate
        elif rate:
            tiers.setdefault(model_id, {})[kind, tier] = rate
    return Usage(place, monthly, tiers), [*chain.from_iterable(starmap(_faults, found.items()))]


def _rate(periods: _Counted) -> Fraction:
    """Tokens a month."""
    return sum(tokens for tokens, _ in periods.values()) * _MONTH / sum(period.days for period in periods)


def _by_key(rows: Iterable[tuple[str, UseRow]]) -> dict[_Key, _Counted]:
    """Rows of one period add up."""
    found: dict[_Key, _Counted] = {}
    for where, row in rows:
        periods = found.setdefault((row.model_id, row.kind, row.tier), {})
        tokens, first = periods.get(row.period, (0, where))
        periods[row.period] = (tokens + row.tokens, first)
    return found


def _faults(key: _Key, periods: _Counted) -> Iterator[str]:
    """The places of the rows whose periods do not follow the ones before them."""
    what = f"{key[1]} of {key[0]!r:.200}"
    for before, after in pairwise(sorted(periods)):
        where = periods[after][1]
        if after.first <= before.last:
            yield (f"{where}: its days from {after.first} are those of another row, too, for {what}; "
                   "give each day once, or one row for all of them")  # fmt: skip
        elif after.first > before.last + _ONE_DAY:
            first, last = before.last + _ONE_DAY, after.first - _ONE_DAY
            yield (f"{where}: no row has the days from {first} until {last} for {what}; "
                   "say 0 tokens there, or give one row for all days")  # fmt: skip
