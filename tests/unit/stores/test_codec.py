"""Rows to records and back: what is a model, what a row and a file of it hold."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from schemas.attributes import MANAGED, NAMES, row_fields
from syncer.stores.base import ABSENT, Insert, Patch, Remove
from syncer.stores.codec import (
    FILE_ORDER,
    OPTIONS,
    LazyRow,
    broken_row,
    file_text,
    judge,
    merged_params,
    new_row,
    stored_value,
    timestamp,
)
from syncer.stores.expect import describe_differences
from syncer.stores.last_applied import Marks, marked_record
from syncer.stores.row_faults import every_fault
from tests.stores.shapes import NOON, admin_row, bootstrap_row, fields_of, newer_row, no_model


def fields_read(row: dict[str, Any]) -> dict[str, object]:
    """The fields of a row that is a model."""
    verdict = judge(row)
    assert isinstance(verdict, list), verdict
    return dict(marked_record(verdict, row, Marks(None)).fields)


def test_a_judged_row_is_a_record() -> None:
    """A verdict and its row are the record: id, model id, owner, every managed field, the row itself."""
    row = admin_row(managedBy="campus", sortOrder=3)
    verdict = judge(row)
    assert isinstance(verdict, list)
    record = marked_record(verdict, row, Marks(None))
    assert (record.record_id, record.model_id, record.managed_by) == (row["id"], row["modelId"], "campus")
    assert tuple(record.fields) == NAMES
    assert record.raw is row
    assert record.updated_at == row["updatedAt"]


def test_a_verdict_can_be_kept_as_json() -> None:
    """A verdict survives a round through the cache's file."""
    verdict = judge(bootstrap_row())
    assert json.loads(json.dumps(verdict)) == verdict


def test_absent_attributes_have_the_contracts_defaults() -> None:
    """What older and newer releases leave out is read as the platform reads it."""
    fields = fields_read(newer_row())
    assert (fields["allowed_app_roles"], fields["max_output_tokens"]) == ([], None)
    assert fields_read(bootstrap_row())["is_reasoning_model"] is False
    row = admin_row()
    for key in ("supportsCaching", "isDefault", "enabled", "availableToRoles"):
        del row[key]
    fields = fields_read(row)
    assert [fields[name] for name in ("supports_caching", "is_default", "enabled", "available_to_roles")] == [
        True, False, True, [],
    ]  # fmt: skip


@pytest.mark.parametrize(("provider", "caches"), [("bedrock", True), ("Bedrock-Responses", True), ("openai", False)])
def test_caching_hangs_on_the_provider(provider: str, caches: object) -> None:
    """A row that does not say whether it caches does so for the providers of the contract, in any letter case."""
    row = admin_row(provider=provider)
    del row["supportsCaching"]
    assert fields_read(row)["supports_caching"] is caches


def test_nulls_inside_parameters_are_absent() -> None:
    """Options of a parameter that are null are as if they were not there, at any depth."""
    assert fields_read(bootstrap_row())["supported_params"] == {
        "params": {"temperature": {"supported": True, "min": 0, "max": 1.0, "default": 0.7}}
    }


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"modelId": ""}, "modelId"), ({"modelId": None}, "modelId"), ({"id": 7}, "id"),
        ({"provider": ["a"]}, "provider"),
        ({"inputModalities": "TEXT"}, "inputModalities"),
        ({"maxInputTokens": 0}, "maxInputTokens"), ({"maxInputTokens": 1.5}, "maxInputTokens"),
        ({"inputPricePerMillionTokens": float("nan")}, "inputPricePerMillionTokens"),
        ({"createdAt": "yesterday"}, "createdAt"), ({"supportedParams": {"params": []}}, "supportedParams.params"),
    ],
)  # fmt: skip
def test_a_row_that_breaks_the_contract_is_no_model(change: dict[str, Any], reason: str) -> None:
    """A wrong value is a reason that names the attribute."""
    verdict = judge({**admin_row(), **change})
    assert isinstance(verdict, str)
    assert verdict.startswith(f"{reason}: ")


def test_a_reason_is_ours() -> None:
    """Whatever stands in an attribute, no message names a class or speaks as a library does; all faults are kept."""
    values: list[Any] = [
        None, 5, -1, 1.5, "x", [1], {"a": 1}, {"params": 5}, {"params": {"t": 5}}, "", float("inf"),
        10**200, "2026-99-99",
        {"params": {"t": {"min": "x", "allowed": 5, "supported": "maybe", "locked": [], "default": float("nan")}}},
    ]  # fmt: skip
    told = [judge({**admin_row(), name: value}) for name in (*admin_row(), "supportedParams") for value in values]
    faults = {one.partition(": ")[2] for reason in told if isinstance(reason, str) for one in every_fault(reason)}
    assert faults == {
        "must be text", "must not be empty", "must be a list", "must be a whole number", "must be at least 1",
        "must be at most 9.0072e+15", "must be a number", "must be true or false", "must be a finite number",
        "must be at most 1e+100", "must be an object", "must be a time, such as 2026-01-31T12:00:00+00:00",
    }  # fmt: skip
    reason = judge({"id": "7"})
    assert isinstance(reason, str)
    assert len(every_fault(reason)) == int(reason.partition("(and ")[2].split()[0]) + 1
    assert every_fault("not a JSON object") == ("not a JSON object",)


def test_the_number_of_further_reasons_is_told() -> None:
    """A row with several mistakes names the first and counts the rest."""
    verdict = judge(no_model())
    assert isinstance(verdict, str)
    assert verdict.endswith(" more)")


def test_a_python_name_is_no_attribute() -> None:
    """Only the stored names count: a key that looks like ours in Python is somebody else's."""
    assert isinstance(judge({**admin_row(), "model_name": "not this one"}), list)
    row = admin_row()
    row["model_name"] = row.pop("modelName")
    assert isinstance(judge(row), str)


def test_a_broken_row_is_a_warning_that_it_is_left_alone() -> None:
    """The problem says where the row is, why it is no model, and that nothing happens to it."""
    row = broken_row("models/7.json", "no id", record_id="7", model_id=None)
    assert row.problem.where == "models/7.json"
    assert row.problem.message == "is not a model that any release of the platform lists, and is left alone: no id"
    assert (row.record_id, row.model_id, row.problem.severity) == ("7", None, "warning")


def test_a_new_row_has_the_stored_order_and_no_absent_options() -> None:
    """A row is made of id, managed attributes in stored order, and the two stamps."""
    row = new_row("7", fields_of("m", max_output_tokens=None), now=NOON)
    expected = [
        attribute.stored for attribute in MANAGED if attribute.stored not in OPTIONS and not attribute.when_named
    ]
    assert list(row) == ["id", *expected, "createdAt", "updatedAt"]
    assert row["createdAt"] == row["updatedAt"] == "2026-01-31T12:00:00+00:00"


def test_a_new_row_reads_back_as_its_fields() -> None:
    """Writing a row and judging it is the identity on the fields of a definition."""
    params = {"params": {"t": {"min": 0, "allowed": [1, None], "default": None}}}
    fields = fields_of("m", cache_read_price_per_million_tokens=0.3, knowledge_cutoff_date="2024-04",
                       supported_params=params)  # fmt: skip
    read = fields_read(new_row("7", fields, now=NOON))
    assert read == {**row_fields(dict(fields)), "supported_params": {"params": {"t": {"min": 0, "allowed": [1, None]}}}}


def test_a_stamp_is_utc_with_its_offset() -> None:
    """A time is written in ISO 8601 with `+00:00`, microseconds when it has them."""
    assert timestamp(NOON + timedelta(microseconds=5)) == "2026-01-31T12:00:00.000005+00:00"


def test_only_parameters_are_stored_in_another_form() -> None:
    """Nulls are dropped inside parameters, and kept elsewhere: nothing else is nested."""
    assert stored_value("supported_params", {"params": {"t": {"min": None}}}) == {"params": {"t": {}}}
    assert stored_value("model_name", "x") == "x"


def test_merged_parameters_keep_what_the_schema_does_not_name() -> None:
    """Known options are the desired ones; unknown options and unknown siblings stay as the row has them."""
    live = {"version": 2, "params": {"t": {"min": 0, "unit": "deg"}, "u": "not a mapping", "gone": {"unit": "x"}}}
    desired = {"params": {"t": {"max": 2}, "u": {"min": 1}, "new": {}}}
    assert merged_params(live, desired) == {
        "version": 2, "params": {"t": {"max": 2, "unit": "deg"}, "u": {"min": 1}, "new": {}},
    }  # fmt: skip


@pytest.mark.parametrize("live", [None, "text", {}, {"params": None}, {"params": []}])
def test_parameters_that_cannot_be_merged_are_replaced(live: object) -> None:
    """Whatever stood there that is no set of parameters gives way to the desired ones."""
    desired = {"params": {"t": {"max": 2}}}
    assert merged_params(live, desired) == desired


def test_a_file_has_every_key_of_the_contract_first() -> None:
    """A file starts with the contract's keys in order, absent options null, and ends with a line end."""
    text = file_text({"theirs": 1, **newer_row()})
    keys = list(json.loads(text))
    never_null = {attribute.stored for attribute in MANAGED if attribute.when_named} - newer_row().keys()
    missing = {"allowedAppRoles", *never_null}  # of some releases only: not ours to invent
    first = [key for key in FILE_ORDER if key not in missing]
    assert keys == [*first, "theirs"]
    assert json.loads(text)["maxOutputTokens"] is None
    assert text.endswith(b"\n}\n")


def test_a_file_is_plain_ascii() -> None:
    """Any text goes into a file and comes out again, lone surrogates included."""
    text = file_text({"id": "7", "name": "Grüße \ud800 \U0001f600"})
    assert text.isascii()
    assert json.loads(text)["name"] == "Grüße \ud800 \U0001f600"


def test_a_lazy_row_is_the_mapping_that_its_text_says() -> None:
    """A row that was not decoded yet compares, counts and iterates as one that was."""
    row = admin_row(sortOrder=3)
    lazy = LazyRow(json.dumps(row).encode())
    assert lazy == row
    assert LazyRow(json.dumps(row).encode()) == LazyRow(json.dumps(row, indent=2).encode())
    assert (len(lazy), list(lazy), lazy["sortOrder"], lazy.get("none")) == (len(row), list(row), 3, None)


@pytest.mark.parametrize(
    ("write", "row", "said"),
    [
        (Insert("7", {}), None, ""),
        (Insert("7", {}), {"id": "7"}, "a row with this id exists by now"),
        (Patch("7", {}), None, "the row is gone"),
        (Remove("7", {"a": 1}), None, "the row is gone"),
        (Patch("7", {}), {"a": 1}, ""),
        (Patch("7", {}, expect={"a": 1, "b": ABSENT}), {"a": 1.0, "c": 2}, ""),
        (Patch("7", {}, expect={"a": 1}), {"a": 2}, "a is 2, not 1"),
        (Patch("7", {}, expect={"a": 1}), {}, "a is absent, not 1"),
        (Patch("7", {}, expect={"a": True}), {"a": False}, "a is false, not true"),
        (Patch("7", {}, expect={"a": ABSENT}), {"a": None}, ""),
        (Patch("7", {}, expect={"a": float("nan")}), {"a": float("nan")}, ""),
        (Remove("7", dict.fromkeys("abcde", 0)), dict.fromkeys("abcde", 1),
         "a is 1, not 0, b is 1, not 0, c is 1, not 0, d is 1, not 0, e is 1, not 0"),
        (Remove("7", {"a": "x" * 100}), {"a": 0}, f"a is 0, not '{'x' * 56}..."),
    ],
)  # fmt: skip
def test_what_is_not_as_a_write_expects_is_told(write: Any, row: dict[str, object] | None, said: str) -> None:
    """An expectation that is not met is said in words, shortened; one that is met is silence."""
    assert describe_differences(write, row or {}, exists=row is not None) == said
