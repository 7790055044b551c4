"""Rows and definitions that are packed give the plan that the same values give unpacked, to the letter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st

from schemas.attributes import NAMES, row_fields
from syncer.model.catalog import Catalog, Settings
from syncer.model.late import PackedFields, PackedLines, packed_fields, packed_lines
from syncer.model.policies import Policies
from syncer.model.records import Snapshot, record_id_for
from syncer.plan.plan import build_plan
from syncer.stores.codec import judge, stored_fields
from syncer.stores.kept import kept_record, kept_row
from syncer.stores.last_applied import marked_record, marks_of
from tests.unit.building import OURS, TARGET, entry, fields_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pytest

    from syncer.model.catalog import CatalogEntry
    from syncer.model.records import Record

IDS = ("a", "b", "c")
STAMPS = {"createdAt": "2026-01-31T12:00:00+00:00", "updatedAt": "2026-01-31T12:00:00+00:00"}
PARAMS: dict[str, Any] = {"params": {"t": {"supported": True, "min": 0, "max": 1}}}
SAID: dict[str, list[Any]] = {
    "enabled": [True, False], "is_default": [False, True], "max_output_tokens": [16384, 8192, None],
    "available_to_roles": [[], ["x"], ["x", "y"]], "input_modalities": [["TEXT"], ["TEXT", "IMAGE"]],
    "status": [None, "active", "deprecated", "retired"], "replaced_by": [None, "b"], "api_mode": [None, "chat"],
    "retires_on": [None, "2026-12-01"],
    "supported_params": [None, PARAMS], "input_price_per_million_tokens": [2.5, 3.0],
}  # fmt: skip
"""What definitions say of some fields."""
EDITS: dict[str, list[Any]] = {
    "isDefault": [True], "maxOutputTokens": [1, 16384.0, "16384"], "inputModalities": [["text"], ["IMAGE", "TEXT"]],
    "availableToRoles": [["y", "x"], None], "status": ["retired", "odd", None], "iconSlug": ["x", 5],
    "sortOrder": [3, -1], "managedBy": [None, "another"], "lastApplied": [None, {"fields": 5}], "other": ["x"],
    "supportedParams": [{"params": {"t": {"min": 5, "max": 1}}}, {"params": {"t": {"supported": 1, "min": 0.0}}}],
    "modelId": ["b", "z"],
}  # fmt: skip
"""What others write into rows, by stored name."""

_said = st.fixed_dictionaries({}, optional={name: st.sampled_from(values) for name, values in SAID.items()})
_edits = st.fixed_dictionaries({}, optional={name: st.sampled_from(values) for name, values in EDITS.items()})
_few_edits = st.one_of(st.just({}), st.just({}), _edits)
_models = st.fixed_dictionaries({name: st.tuples(_said, st.one_of(st.none(), _said), _few_edits) for name in IDS})
_policies = st.sampled_from([Policies(), Policies(), Policies("fail"), Policies("git", {"status": "live"})])


def row_of(model_id: str, said: dict[str, Any], *, protected: bool = False) -> dict[str, Any]:
    """The row that was made of such a definition and that nobody edited."""
    given = fields_of(model_id, **said)
    applied = stored_fields(given)
    mark = {"fields": applied, "at": STAMPS["updatedAt"], **({"protected": True} if protected else {})}
    made = stored_fields(row_fields(dict(given)))
    return {"id": record_id_for(model_id), **made, **STAMPS, "managedBy": OURS, "lastApplied": mark}


def both(row: dict[str, Any]) -> tuple[Record, Record] | None:
    """The record of a row, plain and packed; None for a row that is no model."""
    verdict = judge(row)
    if isinstance(verdict, str):
        return None
    marks = marks_of(row, verdict)
    return marked_record(verdict, row, marks), kept_record(kept_row(verdict, marks), row)


def packed(one: CatalogEntry) -> CatalogEntry:
    """The definition with its fields and lines packed."""
    fields = PackedFields(one.model_id, *packed_fields([one.fields[name] for name in NAMES]))
    return one._replace(fields=fields, source=one.source._replace(lines=PackedLines(*packed_lines(one.source.lines))))


def told(entries: Iterable[CatalogEntry], records: Iterable[Record], policies: Policies) -> str:
    """The plan, all of it."""
    found = Catalog(Settings(OURS, policies=policies), tuple(entries))
    rows = sorted(records, key=lambda one: (one.model_id, one.record_id))
    return repr(build_plan(found, Snapshot(tuple(rows)), target=TARGET))


@given(models=_models, policies=_policies, protected=st.booleans())
def test_a_plan_of_packed_values_is_that_of_plain_ones(
    models: dict[str, tuple[dict[str, Any], dict[str, Any] | None, dict[str, Any]]], policies: Policies,
    protected: bool,
) -> None:  # fmt: skip
    """Whatever a definition says, whatever was applied before it, and whatever others made of the row since."""
    entries, plain, kept = [], [], []
    for model_id, (said, before, edits) in models.items():
        entries.append(entry(model_id, lines={"model_id": 1, "enabled": 7}, **said)._replace(protected=protected))
        found = both({**row_of(model_id, said if before is None else before, protected=protected), **edits})
        if found is not None:
            plain.append(found[0])
            kept.append(found[1])
    assert plain == kept
    assert told(map(packed, entries), kept, policies) == told(entries, plain, policies)


def test_a_row_in_step_is_told_by_its_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Then nothing of its fields is decoded but what stands in the head."""
    found = both(row_of("a", {}))
    assert found is not None
    one = packed(entry("a"))
    assert isinstance(one.fields, PackedFields)
    assert isinstance(found[1].fields, PackedFields)
    decoded: list[PackedFields] = []
    monkeypatch.setattr(PackedFields, "_decode", decoded.append)
    plan = build_plan(Catalog(Settings(OURS), (one,)), Snapshot((found[1],)), target=TARGET)
    assert (plan.unchanged, plan.changes) == (1, ())
    assert decoded == []
