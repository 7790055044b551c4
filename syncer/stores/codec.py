"""Rows to Records and back: pure, the same for every store.

A row is a mapping of stored attribute names to plain values. Whether a row is a model is decided by
`ManagedModel`, as the platform decides it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

import schemas
from schemas.attributes import KIND, MANAGED, NAMES, STORED_NAME, row_fields, without_nulls
from syncer.errors import warned
from syncer.model.late import LateMapping, as_dict
from syncer.model.records import BrokenRow, Record
from syncer.stores.row_faults import RowFaults, every_fault

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

FILE_ORDER: Final = ("id", *(attribute.stored for attribute in MANAGED), "createdAt", "updatedAt")
"""The keys of a record's file, in order. All of the contract's are there; absent options are null."""
_PARAMS: Final = tuple(attribute.stored for attribute in MANAGED if attribute.kind == "params")
OPTIONS: Final = frozenset(
    attribute.stored for attribute in MANAGED if attribute.default is None and not attribute.when_named
)

Verdict = list[Any]
"""A row that is a model, in the form in which it is cached: id, managedBy, then the values in stored order."""


_of_stored: Final = itemgetter(*STORED_NAME.values())


class LazyRow(LateMapping[object]):
    """The row in a record's file."""

    __slots__ = ("_text",)

    def __init__(self, text: bytes) -> None:
        super().__init__()
        self._text = text

    def _decode(self) -> dict[str, object]:
        row: dict[str, object] = json.loads(self._text)
        return row


def judge(row: Mapping[str, object]) -> Verdict | str:
    """The row as the platform would parse it, or why it cannot."""
    return plain_verdict(row) or judge_by_pydantic(row)


def plain_verdict(row: Mapping[str, object]) -> Verdict | None:
    """The same of a row whose every value is plainly right; None where Pydantic has to look at it."""
    plain = _plain_reader()(row)
    if plain is None:
        return None
    fields = row_fields(dict(zip(STORED_NAME, _of_stored(plain), strict=True)))
    return [plain["id"], plain["managedBy"], *fields.values()]


@cache
def _plain_reader() -> Callable[[Mapping[str, object]], dict[str, Any] | None]:
    from schemas.plain import plain_reader  # noqa: PLC0415  not for rows that are known from the last run

    return plain_reader("managed_model")


def judge_by_pydantic(row: Mapping[str, object]) -> Verdict | str:
    """The same, by Pydantic: what `judge` must agree with."""
    model = validated(row)
    return model if isinstance(model, str) else [model.id, model.managed_by, *schemas.plain_fields(model).values()]


def validated(row: Mapping[str, object]) -> schemas.ManagedModel | str:
    """The model that Pydantic makes of the row, or why it makes none."""
    from pydantic import ValidationError  # noqa: PLC0415  it costs 150 ms, and most rows are plain

    try:
        return schemas.ManagedModel.model_validate(row, by_alias=True, by_name=False)
    except ValidationError as error:
        return RowFaults.of(error.errors(include_url=False))
    except RecursionError:
        return "the row is nested too deeply"


class ReadFields(LateMapping[object]):
    """Every managed field by Python name, for whoever asks for more than the model that was read."""

    __slots__ = ("model",)

    def __init__(self, model: schemas.ManagedModel) -> None:
        """`model` is what `validated` made of the row."""
        super().__init__()
        self.model = model

    def _decode(self) -> dict[str, object]:
        return schemas.plain_fields(self.model)


def record_for_app(row: Mapping[str, object], raw: Mapping[str, object]) -> Record | str:
    """The record of a row, without what was last applied; or why it is no model. `raw` are all of its attributes.

    It is validated once: an app gets the model of that, see `ReadFields`.
    """
    model = validated(row)
    return (
        model
        if isinstance(model, str)
        else Record(model.id, model.model_id, ReadFields(model), raw, model.managed_by or None)
    )


def broken_row(where: str, reason: str, *, record_id: str | None, model_id: str | None) -> BrokenRow:
    """A row that is no model, as a snapshot reports it."""
    message = f"is not a model that any release of the platform lists, and is left alone: {reason}"
    return BrokenRow(record_id, model_id, warned("unreadable-row", where, message), every_fault(reason))


def stored_value(name: str, value: object) -> object:
    """The value of a managed field as a row holds it."""
    return without_nulls(value) if KIND[name] == "params" else value


def new_row(record_id: str, fields: Mapping[str, object], *, now: datetime) -> dict[str, object]:
    """The attributes of a new row, in stored order, without absent options."""
    stamp = timestamp(now)
    return {"id": record_id, **stored_fields(fields), "createdAt": stamp, "updatedAt": stamp}


def stored_fields(fields: Mapping[str, object]) -> dict[str, object]:
    """All managed fields by stored name, in stored order, as a row holds them: without those that are None."""
    values = as_dict(fields)
    found = {STORED_NAME[name]: values[name] for name in NAMES if values[name] is not None}
    found.update([(name, without_nulls(found[name])) for name in _PARAMS if name in found])
    return found


def timestamp(now: datetime) -> str:
    """A time as rows hold it: ISO 8601, UTC, `+00:00`."""
    return now.isoformat()


def merged_params(live: object, desired: object) -> object:
    """The desired parameters with the options that the schema does not name as the row has them."""
    if not isinstance(live, Mapping) or not isinstance(desired, Mapping):
        return desired
    old = live.get("params", {})
    if not isinstance(old, Mapping):
        return desired
    params = {name: {**options, **_unnamed(old.get(name))} for name, options in desired["params"].items()}
    return {**live, "params": params}


def _unnamed(options: object) -> dict[str, object]:
    """The options of a live parameter that the schema does not name."""
    if not isinstance(options, Mapping):
        return {}
    return {name: value for name, value in options.items() if name not in schemas.ParamSpec.model_fields}


def file_text(row: Mapping[str, object]) -> bytes:
    """A record's file: indent 2, the contract's keys first and all there, then every other key as it was."""
    ordered: dict[str, object] = {key: row.get(key) for key in FILE_ORDER if key in row or key in OPTIONS}
    ordered.update((key, value) for key, value in row.items() if key not in ordered)
    return json.dumps(ordered, indent=2).encode() + b"\n"
