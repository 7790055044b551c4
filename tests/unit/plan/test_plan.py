"""A plan as a value: counts, fingerprint, what stands in the way, and its JSON document."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from schemas.attributes import KIND, NAMES
from schemas.export import export
from syncer.errors import Problem
from syncer.model.catalog import CatalogEntry, Source
from syncer.model.changes import source_of
from syncer.plan.plan import Plan, build_plan
from syncer.render.json.documents import plan_document
from syncer.render.plan import render_plan
from tests.unit.building import TARGET, broken, catalog_of, entry, fields_of, plan_of, record, record_of, snapshot_of

PLAN_SCHEMA = Draft202012Validator(json.loads(export()["plan.schema.json"]))

ANY_SPEED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""A busy machine is no failure."""

PRICES = st.floats(0, 1e6, allow_nan=False) | st.integers(0, 1000).map(float)
TEXTS = st.text(min_size=1, max_size=8)
ROLES = st.lists(st.sampled_from(["staff", "students", "Staff", "räte"]), max_size=4)
SPECS = st.fixed_dictionaries(
    {},
    optional={
        "supported": st.booleans(),
        "min": st.integers(-5, 5) | st.floats(-5, 5),
        "allowed": st.lists(st.sampled_from(["low", "high", 1, 2.5, True, None]), max_size=3),
        "default": st.none() | st.booleans() | st.integers(0, 2) | st.text(max_size=3),
    },
)
FIELDS: st.SearchStrategy[Any] = st.fixed_dictionaries(
    {},
    optional={
        "model_name": TEXTS,
        "input_modalities": st.lists(st.sampled_from(["TEXT", "text", "IMAGE", "audio"]), min_size=1, max_size=3),
        "max_input_tokens": st.integers(1, 2**53 - 1),
        "max_output_tokens": st.none() | st.integers(1, 4096),
        "available_to_roles": ROLES,
        "enabled": st.booleans(),
        "input_price_per_million_tokens": PRICES,
        "cache_read_price_per_million_tokens": st.none() | PRICES,
        "knowledge_cutoff_date": st.none() | st.text(max_size=8),
        "supported_params": st.none() | st.fixed_dictionaries({"params": st.dictionaries(TEXTS, SPECS, max_size=3)}),
    },
)
MODEL_IDS = st.lists(st.text(min_size=1, max_size=12), unique=True, max_size=6)


@st.composite
def definitions(draw: st.DrawFn) -> list[CatalogEntry]:
    """A few definitions with any values."""
    return [entry(model_id, **draw(FIELDS)) for model_id in draw(MODEL_IDS)]


def respelled(made: CatalogEntry, order: list[str]) -> CatalogEntry:
    """The same definition, written otherwise: keys in another order, sets turned round, whole numbers as floats."""
    fields: dict[str, object] = {}
    for name in order:
        value = made.fields[name]
        if KIND[name] in {"names", "modalities"} and isinstance(value, list):
            value = [item.swapcase() if KIND[name] == "modalities" else item for item in reversed(value)]
        elif KIND[name] in {"price", "count"} and isinstance(value, (int, float)) and abs(value) < 2**53:
            value = float(value)
        elif KIND[name] == "params":
            value = turned(value)
        fields[name] = value
    return CatalogEntry(made.model_id, fields, Source(*made.source))


def turned(value: object) -> object:
    """The value with its mappings in reverse order."""
    if isinstance(value, dict):
        return {key: turned(item) for key, item in reversed(value.items())}
    return value


@ANY_SPEED
@given(definitions())
def test_rows_made_from_definitions_need_no_plan(entries: list[CatalogEntry]) -> None:
    """Whatever the values, a catalog against the rows made from it is an empty plan."""
    plan = plan_of(entries, [record_of(made) for made in entries])
    assert plan.is_empty
    assert plan.guards == ()
    assert plan.counts["unchanged"] == len(entries)


@ANY_SPEED
@given(definitions(), st.permutations(NAMES))
def test_another_spelling_is_no_change(entries: list[CatalogEntry], order: list[str]) -> None:
    """A definition that is written otherwise but means the same changes nothing."""
    assert plan_of([respelled(made, order) for made in entries], [record_of(made) for made in entries]).is_empty


@ANY_SPEED
@given(definitions(), definitions(), st.randoms(use_true_random=False))
def test_order_of_the_input_does_not_count(
    entries: list[CatalogEntry], others: list[CatalogEntry], random: Any
) -> None:
    """The same files and rows in another order give the same plan, to the byte."""
    rows = [record_of(made, by=by) for made, by in zip(others, ("campus", None, "campus", "other") * 2, strict=False)]
    texts = set()
    for _ in range(3):
        plan = plan_of(entries, rows)
        texts.add(
            (render_plan(plan, "text", all_fields=True), render_plan(plan, "json"), render_plan(plan, "markdown"))
        )
        random.shuffle(entries)
        random.shuffle(rows)
    assert len(texts) == 1


@ANY_SPEED
@given(definitions(), definitions())
def test_every_plan_is_a_valid_document(entries: list[CatalogEntry], others: list[CatalogEntry]) -> None:
    """Every plan's JSON fulfils the published schema."""
    rows = [record_of(made) for made in others]
    document = json.loads(render_plan(plan_of(entries, rows, broken_rows=[broken(None, "ill")]), "json"))
    PLAN_SCHEMA.validate(document)
    assert document["fingerprint"] == plan_of(entries, rows).fingerprint


@ANY_SPEED
@given(FIELDS, FIELDS, FIELDS)
def test_fingerprints_tell_values_apart(live: Any, first: Any, second: Any) -> None:
    """Two plans for one row have the same fingerprint exactly when they lead to the same values."""
    row = record("m", **live)
    one, other = (plan_of([entry("m", **fields)], [row]) for fields in (first, second))
    same_outcome = plan_of([entry("m", **first)], [record("m", **second)]).is_empty
    assert (one.fingerprint == other.fingerprint) == same_outcome


CHANGED: dict[str, Any] = {
    "model_name": "Other",
    "provider": "gemini",
    "provider_name": "Other",
    "input_modalities": ["AUDIO"],
    "output_modalities": ["AUDIO"],
    "max_input_tokens": 1,
    "max_output_tokens": 1,
    "allowed_app_roles": ["x"],
    "available_to_roles": ["x"],
    "enabled": False,
    "input_price_per_million_tokens": 1.0,
    "output_price_per_million_tokens": 1.0,
    "cache_write_price_per_million_tokens": 1.0,
    "cache_read_price_per_million_tokens": 1.0,
    "is_reasoning_model": True,
    "knowledge_cutoff_date": "2026",
    "supports_caching": True,
    "is_default": True,
    "status": "retired",
    "replaced_by": "n",
    "retires_on": "2027-06-30",
    "retirement_note": "Soon.",
    "is_featured": False,
    "icon_slug": "openai",
    "short_description": "Fast.",
    "api_mode": "responses",
    "region": "us-east-1",
    "supported_params": {"params": {}},
    "sort_order": 3,
}


def test_fingerprint_covers_every_field() -> None:
    """Each managed field makes another fingerprint when it changes, before or after."""
    assert CHANGED.keys() == set(NAMES) - {"model_id"}
    updates = {name: plan_of([entry("m", **{name: value})], [record("m")]) for name, value in CHANGED.items()}
    back = {name: plan_of([entry("m")], [record("m", **{name: value})]) for name, value in CHANGED.items()}
    fingerprints = [plan.fingerprint for plan in (*updates.values(), *back.values())]
    assert len(set(fingerprints)) == 2 * len(CHANGED)


def test_fingerprint_covers_the_rest() -> None:
    """Action, model id, record id and the catalog's name count; the target and what is left alone do not."""
    row = record("m")
    plans = [
        plan_of([entry("m", enabled=False)], [row]),
        plan_of([entry("m", enabled=False)], [record("m", by=None)]),
        plan_of([entry("m", enabled=False)], [record("m", record_id="other")]),
        plan_of([entry("m", enabled=False)]),
        plan_of([], [row]),
        plan_of([entry("n")]),
        plan_of(),
        build_plan(catalog_of([entry("n")], name="other"), snapshot_of([]), target=TARGET),
    ]
    assert len({plan.fingerprint for plan in plans}) == len(plans)
    elsewhere = build_plan(catalog_of([entry("n")]), snapshot_of([record("z", by=None)]), target="elsewhere")
    assert elsewhere.fingerprint == plan_of([entry("n")]).fingerprint


def test_fingerprint_stays() -> None:
    """The fingerprint of a plan is the same in every release of this format."""
    plan = plan_of([entry("gpt-4o", input_price_per_million_tokens=3)], [record("gpt-4o")])
    assert plan.fingerprint == "6eae1a6b2baded38ada7ada343eebea133fc4916727e999c7342d3b3d69e15fb"


def test_counts() -> None:
    """Rows are counted by what happens to them; a row that steps down is an update and stays unmanaged."""
    entries = [entry("new"), entry("mine", is_default=True), entry("adopted"), entry("same")]
    rows = [
        record("mine"),
        record("adopted", by=None),
        record("same"),
        record("gone"),
        record("nobodys", by=None, is_default=True),
        record("theirs", by="other"),
    ]
    plan = plan_of(entries, rows)
    assert plan.counts == {"create": 1, "update": 2, "delete": 1, "adopt": 1, "unchanged": 1, "unmanaged": 1,
                           "drift": 0, "conflicts": 0, "renewals": 0}  # fmt: skip
    assert not plan.is_empty


def test_problems_of_both_sides() -> None:
    """Slips in definitions, rows that do not parse and notes on the read come with the plan."""
    slip = Problem("catalog/models/a.yaml", "has white space at an end", 3, 1, "model_name", "warning")
    catalog = catalog_of([entry("a")])._replace(warnings=(slip,))
    snapshot = snapshot_of([record("a")], broken_rows=[broken("x", None)], notes=["an interrupted sync is pending"])
    plan = build_plan(catalog, snapshot, target=TARGET)
    assert plan.problems == (
        slip,
        Problem("live/x.json", "is broken", severity="warning"),
        Problem(TARGET, "an interrupted sync is pending", severity="warning", kind="store-state"),
    )
    assert plan.is_empty


def test_source_of_each_change() -> None:
    """Every change but a delete knows the definition that it comes from; who steps down, that of the successor."""
    entries = [entry("new"), entry("mine", is_default=True), entry("adopted")]
    rows = [record("mine"), record("adopted", by=None), record("nobodys", by=None, is_default=True), record("gone")]
    sources = {change.model_id: source_of(change) for change in plan_of(entries, rows).changes}
    files = {model_id: source.file if source else None for model_id, source in sources.items()}
    assert files == {
        "new": "catalog/models/new.yaml",
        "adopted": "catalog/models/adopted.yaml",
        "mine": "catalog/models/mine.yaml",
        "nobodys": "catalog/models/mine.yaml",
        "gone": None,
    }


def test_an_allowed_plan_passes() -> None:
    """A plan without guards may be applied."""
    plan_of([entry("a")]).require_allowed()
    Plan(catalog="campus", target=TARGET).require_allowed()


@pytest.mark.parametrize("name", [name for name in NAMES if KIND[name] == "price"])
def test_documents_keep_numbers(name: str) -> None:
    """Prices are JSON numbers, before and after, with the exact relative change."""
    before: dict[str, Any] = {name: 2.4}
    after: dict[str, Any] = {name: 3.0}
    plan = plan_of([entry("m", **after)], [record("m", **before)])
    assert plan_document(plan)["changes"][0]["fields"] == [
        {"field": name, "before": 2.4, "after": 3.0, "percent": 25.0}
    ]


def test_unknown_fields_are_refused_here() -> None:
    """The builders of these tests know the fields, so a misspelt one cannot pass unseen."""
    with pytest.raises(AssertionError):
        fields_of("m", modelname="x")
