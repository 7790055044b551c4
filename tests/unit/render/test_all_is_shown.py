"""What a plan shows is what it writes: every field and every nested value that differs is named, in every form."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from hypothesis import example, given
from hypothesis import strategies as st

from schemas.attributes import NAMES, without_nulls
from syncer.model.equality import canonical_json, differing
from syncer.plan.field_change import field_change
from syncer.render.plan import render_plan
from tests.rendered import Page
from tests.unit.building import entry, fields_of, plan_of, record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

FIGURES = {
    **{f"{name}_price_per_million_tokens": name.replace("_", " ") for name in ("input", "output", "cache_read")},
    "max_input_tokens": "input", "max_output_tokens": "output",
}  # fmt: skip
"""What Markdown calls the fields whose table says what they are."""
VALUES = st.one_of(st.none(), st.booleans(), st.sampled_from([0, 1, 2, 0.0, 1.0, 0.5, "", "a", "0"]))
RULE = st.dictionaries(
    st.sampled_from(["supported", "min", "max", "default", "locked"]), VALUES, max_size=4
) | st.fixed_dictionaries({"supported": st.booleans(), "allowed": st.lists(VALUES, max_size=3)})
PARAMS = st.none() | st.fixed_dictionaries(
    {"params": st.dictionaries(st.sampled_from(["temperature", "top_p", "effort"]), RULE, max_size=3)}
)
CHANGED = st.fixed_dictionaries(
    {},
    optional={
        "model_name": st.sampled_from(["One", "Two"]),
        "max_input_tokens": st.sampled_from([1, 128000]),
        "max_output_tokens": st.sampled_from([None, 4096]),
        "input_price_per_million_tokens": st.sampled_from([0, 0.1, 2.5, 3]),
        "cache_read_price_per_million_tokens": st.sampled_from([None, 0.1, 1]),
        "available_to_roles": st.lists(st.sampled_from(["staff", "faculty"]), unique=True),
        "input_modalities": st.sampled_from([["TEXT"], ["text"], ["TEXT", "IMAGE"]]),
        "enabled": st.booleans(),
        "is_reasoning_model": st.booleans(),
        "knowledge_cutoff_date": st.sampled_from([None, "", "2024-04"]),
        "supported_params": PARAMS,
    },
)


def nested(before: Any, after: Any, *path: str) -> Iterator[str]:
    """The paths of what differs inside two values, found without the product: mappings are walked, all else is one."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key in sorted(before.keys() | after.keys()):
            yield from nested(before.get(key), after.get(key), *path, key)
    elif json.dumps(_plain(before), sort_keys=True) != json.dumps(_plain(after), sort_keys=True):
        yield ".".join(path)


def _plain(value: Any) -> Any:
    """`3.0` as `3`, in lists too; a bool stays one."""
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


@given(before=PARAMS, after=PARAMS)
@example(
    before={"params": {"t": {"allowed": [0, 1], "min": 1}}},
    after={"params": {"t": {"allowed": [False, True], "min": 2}}},
)
@example(before={"params": {"t": {"allowed": [0]}}}, after={"params": {"t": {"allowed": [False]}}})
def test_every_nested_value_is_named(before: object, after: object) -> None:
    """Of two sets of parameters, the change names each value that differs, and none that does not."""
    if before is None or after is None or canonical_json(without_nulls(before)) == canonical_json(without_nulls(after)):
        return
    named = {line.partition(": ")[0] for line in field_change("supported_params", before, after).paths}
    expected = set(nested(without_nulls(before), without_nulls(after)))
    assert all(any(path == name or path.startswith(f"{name}.") for name in named) for path in expected)
    assert all(any(path == name or path.startswith(f"{name}.") for path in expected) for name in named)


@given(live=CHANGED, desired=CHANGED)
@example(
    live={"supported_params": {"params": {"t": {"allowed": [0, 1], "min": 1}}}},
    desired={"supported_params": {"params": {"t": {"allowed": [False, True], "min": 2}}}},
)
def test_every_form_names_every_change(live: Mapping[str, object], desired: Mapping[str, object]) -> None:
    """Text, Markdown and JSON name each field that the apply changes, with what it names inside the field."""
    row, wanted = record("gpt-4o", **live), entry("gpt-4o", **desired)  # type: ignore[arg-type]  # names are checked
    names = differing(fields_of("gpt-4o", **live), fields_of("gpt-4o", **desired))
    plan = plan_of([wanted], [row])
    text, markdown = (
        render_plan(plan, "text", all_fields=True),
        Page(render_plan(plan, "markdown")).text.replace("\u00a0", " "),
    )
    document = json.loads(render_plan(plan, "json"))
    said = {field["field"]: field for change in document["changes"] for field in change["fields"]}
    assert set(names) == set(said)
    assert [name for name in NAMES if name in said] == list(names)
    for name in names:
        assert f"    {name}: " in text or f"    {name}\n" in text
        assert name in markdown or f"{FIGURES[name]} " in markdown
        for line in field_change(name, row.fields[name], wanted.fields[name]).paths:
            assert line.partition(":")[0] in text
            assert line.partition(":")[0] in markdown
