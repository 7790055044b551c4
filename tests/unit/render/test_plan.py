"""A plan as text, Markdown and JSON, compared whole."""

from __future__ import annotations

import json
import re
from typing import Any

from syncer.frozen import replace
from syncer.model.changes import Restore
from syncer.plan.guards.check import Allowances
from syncer.plan.plan import Plan, build_plan
from syncer.render.markdown.escape import prose
from syncer.render.plan import render_plan
from syncer.render.text.values import Paint
from tests.rendered import Page
from tests.unit.building import broken, catalog_of, entry, plan_of, record, snapshot_of

ROW = "11111111-2222-4333-8444-555555555555"


def every_change() -> Plan:
    """One plan with each kind of change."""
    entries = [
        entry("a-new", lines={"model_id": 2}),
        entry(
            "the-default",
            is_default=True,
            max_output_tokens=32768,
            input_price_per_million_tokens=3.0,
            cache_read_price_per_million_tokens=0.3,
            available_to_roles=["staff"],
            lines={"is_default": 9, "max_output_tokens": 12, "input_price_per_million_tokens": 14},
        ),
        entry("adopted"),
        entry("adopted-too", enabled=False, lines={"enabled": 5}),
    ]
    rows = [
        record("the-default", cache_write_price_per_million_tokens=1.25),
        record("adopted", by=None),
        record("adopted-too", by=None),
        record("nobodys-default", by=None, is_default=True),
        record("gone", record_id=ROW, model_name="Old", max_input_tokens=8192),
        *(record(f"same{number}") for number in range(3)),
    ]
    return plan_of([*entries, *(entry(f"same{number}") for number in range(3))], rows)


EVERY_CHANGE = """\
catalog campus -> directory live

+ create a-new            catalog/models/a-new.yaml:1
= adopt  adopted          catalog/models/adopted.yaml:1  (nothing changes but who manages it)
= adopt  adopted-too      catalog/models/adopted-too.yaml:1
    enabled: true -> false  catalog/models/adopted-too.yaml:5
~ update nobodys-default  catalog/models/the-default.yaml:1  (not in the catalog; the default goes to the-default)
    is_default: true -> false  catalog/models/the-default.yaml:9
~ update the-default      catalog/models/the-default.yaml:1
    max_output_tokens:                    16384 -> 32768 (+100 %)  catalog/models/the-default.yaml:12
    available_to_roles:                   [] -> [staff]            catalog/models/the-default.yaml:1
    input_price_per_million_tokens:       2.5 -> 3 USD (+20 %)     catalog/models/the-default.yaml:14
    cache_write_price_per_million_tokens: 1.25 USD -> absent       catalog/models/the-default.yaml:1
    cache_read_price_per_million_tokens:  absent -> 0.3 USD        catalog/models/the-default.yaml:1
    is_default:                           false -> true            catalog/models/the-default.yaml:9
- delete gone             row 11111111-2222-4333-8444-555555555555  (enabled now)

More models to pick for 1 role: staff 0 -> 1.
Deletes 1 enabled model. Disabling first (`enabled: false`) shows whether anybody misses them. \
On newer releases retiring (`status: retired`, with `replaced_by`) moves people to another model.
No role can pick 1 new model: a-new. Name roles in available_to_roles, or grant models on the platform's page.
Grants of the deleted or renamed models are not seen (no `roles_table`); newer releases of the platform leave \
them behind.

Plan: 1 to create, 2 to adopt, 2 to update, 1 to delete; 3 unchanged, 1 unmanaged. Fingerprint {fingerprint}.
"""


def test_every_kind_of_change() -> None:
    """A line a change, a line a field in columns, and the counts."""
    plan = every_change()
    assert render_plan(plan, "text") == EVERY_CHANGE.replace("{fingerprint}", plan.fingerprint[:12])


def test_nothing_to_do() -> None:
    """An empty plan says so, with what was looked at."""
    assert render_plan(plan_of([entry("a")], [record("a"), record("b", by=None)]), "text") == (
        "catalog campus -> directory live\n\nNothing to do: 1 unchanged, 1 unmanaged.\n"
    )


def test_all_fields_of_creates_and_deletes() -> None:
    """On request every field of a create and of a delete is shown, prices with their unit."""
    plan = plan_of(
        [entry("new", available_to_roles=["staff"], lines={"provider": 4}), *(entry(f"same{n}") for n in range(3))],
        [
            record("gone", record_id=ROW, enabled=False, provider="bedrock", max_input_tokens=1),
            *(record(f"same{n}") for n in range(3)),
        ],
    )
    assert render_plan(plan, "text", all_fields=True) == (
        """\
catalog campus -> directory live

+ create new   catalog/models/new.yaml:1
    model_name:                      GPT-4o
    provider:                        openai
    provider_name:                   OpenAI
    input_modalities:                [TEXT]
    output_modalities:               [TEXT]
    max_input_tokens:                128000
    max_output_tokens:               16384
    available_to_roles:              [staff]
    enabled:                         true
    input_price_per_million_tokens:  2.5 USD
    output_price_per_million_tokens: 10 USD
    is_reasoning_model:              false
    supports_caching:                false
    is_default:                      false
- delete gone  row 11111111-2222-4333-8444-555555555555  (disabled)
    model_name:                      GPT-4o
    provider:                        bedrock
    provider_name:                   OpenAI
    input_modalities:                [TEXT]
    output_modalities:               [TEXT]
    max_input_tokens:                1
    max_output_tokens:               16384
    enabled:                         false
    input_price_per_million_tokens:  2.5 USD
    output_price_per_million_tokens: 10 USD
    is_reasoning_model:              false
    supports_caching:                false
    is_default:                      false

More models to pick for 1 role: staff 0 -> 1.
Grants of the deleted or renamed models are not seen (no `roles_table`); newer releases of the platform leave \
them behind.

"""
        f"Plan: 1 to create, 1 to delete; 3 unchanged, 0 unmanaged. Fingerprint {plan.fingerprint[:12]}.\n"
    )


def test_guards_in_text() -> None:
    """What refuses the plan stands right above the counts; what was allowed is said too."""
    rows = [record("boss", is_default=True), record("twin", record_id="1"), record("twin", record_id="2")]
    plan = plan_of([], rows, allowances=Allowances(deletes=frozenset({1})))
    assert render_plan(plan, "text") == (
        f"""\
catalog campus -> directory live

- delete boss  row {rows[0].record_id}  (the default now)

Deletes 1 enabled model. Disabling first (`enabled: false`) shows whether anybody misses them. \
On newer releases retiring (`status: retired`, with `replaced_by`) moves people to another model.
Grants of the deleted or renamed models are not seen (no `roles_table`); newer releases of the platform leave \
them behind.

REFUSED: the rows 1 and 2 have the same modelId twin; delete the wrong one in the platform, then plan again \
[duplicate-rows]
allowed: the catalog has 0 definitions against 1 managed rows, as if it were the wrong directory; allowed by \
--allow-deletes 1 [nearly-empty-catalog]
allowed: 1 of 1 managed rows would be deleted, more than 30 %; allowed by --allow-deletes 1 [too-many-deletes]
REFUSED: boss would stop being the default, and no other model becomes it; make another model the default, or pass \
--allow-no-default boss [no-default]

Plan: 1 to delete; 0 unchanged, 0 unmanaged. Fingerprint {plan.fingerprint[:12]}.
"""
    )


def test_a_refused_plan_without_changes() -> None:
    """When all there is is refused, the last line says that there is nothing else to do."""
    plan = plan_of([entry("a"), entry("b")], [record("a", by="other"), record("b")])
    assert render_plan(plan, "text") == (
        """\
catalog campus -> directory live

REFUSED: a (catalog/models/a.yaml:1) has a row that the catalog other manages, not campus; remove it from one of the \
two [foreign-row]

Nothing else to do: 1 unchanged, 0 unmanaged.
"""
    )


def test_unmanaged_rows_on_request() -> None:
    """Nobody's rows are counted, and listed when asked for."""
    plan = plan_of([], [record("b", by=None, record_id=ROW), record("a", by=None, record_id="x")])
    assert render_plan(plan, "text", unmanaged=True) == (
        """\
catalog campus -> directory live

Unmanaged rows, which no plan deletes:
  a  row x
  b  row 11111111-2222-4333-8444-555555555555

Nothing to do: 0 unchanged, 2 unmanaged.
"""
    )
    assert "Rows" not in render_plan(plan, "text")


def nested() -> Plan:
    """A plan with a deep value and a long list that change."""
    roles = [f"department-{number:02}" for number in range(20)]
    desired = entry(
        "m",
        available_to_roles=[*roles[1:], "visitors", "alumni"],
        supported_params={"params": {"temperature": {"max": 2, "supported": True}, "top_k": {"supported": False}}},
        lines={"available_to_roles": 6, "supported_params": 20},
    )
    params = {"params": {"temperature": {"max": 1.0, "supported": True}}}
    return plan_of([desired], [record("m", available_to_roles=roles, supported_params=params)])


def test_long_and_deep_values() -> None:
    """Of a long list and of a nested value only what differs is shown, a line each."""
    plan = nested()
    assert render_plan(plan, "text") == (
        f"""\
catalog campus -> directory live

~ update m  catalog/models/m.yaml:1
    available_to_roles:  catalog/models/m.yaml:6
      added: alumni, visitors
      removed: department-00
    supported_params:    catalog/models/m.yaml:20
      params.temperature.max: 1 -> 2
      params.top_k: absent -> {{"supported":false}}

Role department-00 can pick 1 -> 0 models: loses m.
More models to pick for 2 roles: alumni 0 -> 1, visitors 0 -> 1.

REFUSED: m is the last enabled model for role department-00, whose members could then pick none; \
pass --allow-empty-role department-00 if that is meant [last-for-role]

Plan: 1 to update; 0 unchanged, 0 unmanaged. Fingerprint {plan.fingerprint[:12]}.
"""
    )


def test_long_and_deep_values_in_markdown() -> None:
    """The same in a table's cell."""
    text = render_plan(nested(), "markdown")
    roles = "`added: alumni, visitors`<br>`removed: department-00`"
    assert f"| `m`<br>`m.yaml:6` | `available_to_roles`: {roles} |\n| `m`<br>`m.yaml:20` | `supported_params`: " in text
    params = 'params.temperature.max: 1 -> 2params.top_k: absent -> {"supported":false}'
    assert f"supported_params: {params}\n" in Page(text).text


HOSTILE = "a\x1b[31m`|<img src=x>\n@team *b* \u202e_c_ [d](http://e) #1"


def hostile_plan() -> Plan:
    """A plan in which every string from outside tries to be something else."""
    made = entry(HOSTILE, model_name=HOSTILE, available_to_roles=[HOSTILE], lines={})
    made = made._replace(source=made.source._replace(file=HOSTILE))
    rows = [record(HOSTILE), record("x", by=None, record_id=HOSTILE), record("y", record_id=HOSTILE)]
    catalog = catalog_of([made])
    return build_plan(catalog, snapshot_of(rows, broken_rows=[broken(HOSTILE, None)]), target=HOSTILE)


def test_nothing_moves_the_cursor() -> None:
    """No control character or change of direction from outside reaches a terminal."""
    text = render_plan(hostile_plan(), "text", all_fields=True, unmanaged=True)
    assert all(line.isprintable() for line in text.split("\n"))
    assert r"a\x1b[31m`|<img src=x>\n@team *b* \u202e_c_ [d](http://e) #1" in text


def test_roles_with_hostile_names() -> None:
    """Roles and models that people lose and gain are text like any other: nothing moves the cursor or is markup."""
    rows = [record(HOSTILE, available_to_roles=[HOSTILE]), record("kept", by=None, available_to_roles=[HOSTILE])]
    plan = plan_of([entry("new", available_to_roles=[HOSTILE])], rows, allowances=Allowances(deletes=frozenset({1})))
    shown = r"a\x1b[31m`|<img src=x>\n@team *b* \u202e_c_ [d](http://e) #1"
    line = f"Role {shown} can pick 2 -> 2 models: loses {shown}, gains new."
    text = render_plan(plan, "text")
    assert f"\n{line}\n" in text
    assert all(one.isprintable() for one in text.split("\n"))
    assert json.loads(render_plan(plan, "json"))["roles"] == [
        {"role": HOSTILE, "before": 2, "after": 2, "lost": [HOSTILE], "gained": ["new"]}
    ]


def test_json_holds_everything_exactly() -> None:
    """The JSON document escapes nothing away and is pure ASCII."""
    text = render_plan(hostile_plan(), "json")
    assert text.isascii()
    assert json.loads(text)["changes"][0]["model_id"] == HOSTILE


def test_json_document() -> None:
    """The whole document of a small plan."""
    desired = entry("m", input_price_per_million_tokens=3.0, lines={"input_price_per_million_tokens": 14})
    holder = record("holder", by=None, is_default=True, record_id="h")
    plan = plan_of([desired, entry("boss", is_default=True)], [record("m"), record("boss"), holder])
    document: Any = json.loads(render_plan(plan, "json"))
    assert document == {
        "format_version": "1.0",
        "catalog": "campus",
        "target": "directory live",
        "summary": {
            "create": 0,
            "update": 3,
            "delete": 0,
            "adopt": 0,
            "unchanged": 0,
            "unmanaged": 1,
            "drift": 0,
            "conflicts": 0,
            "renewals": 0,
        },
        "changes": [
            {
                "action": "update",
                "model_id": "boss",
                "record_id": record("boss").record_id,
                "source": {"file": "catalog/models/boss.yaml", "line": 1},
                "fields": [{"field": "is_default", "before": False, "after": True}],
            },
            {
                "action": "update",
                "model_id": "holder",
                "record_id": "h",
                "source": {"file": "catalog/models/boss.yaml", "line": 1},
                "fields": [{"field": "is_default", "before": True, "after": False}],
                "note": "not in the catalog; the default goes to boss",
            },
            {
                "action": "update",
                "model_id": "m",
                "record_id": record("m").record_id,
                "source": {"file": "catalog/models/m.yaml", "line": 1},
                "fields": [
                    {
                        "field": "input_price_per_million_tokens",
                        "before": 2.5,
                        "after": 3.0,
                        "percent": 20.0,
                        "line": 14,
                    }
                ],
            },
        ],
        "unmanaged": [{"model_id": "holder", "record_id": "h"}],
        "guards": [],
        "conflicts": [],
        "attributes": [],
        "roles": [],
        "problems": [],
        "fingerprint": plan.fingerprint,
    }


def test_colours() -> None:
    """With colour each action has its own, places are dim and refusals red; without its codes the text is the same."""
    plan = every_change()
    coloured = render_plan(plan, "text", paint=Paint(enabled=True))
    assert re.sub(r"\x1b\[[0-9]+m", "", coloured) == render_plan(plan, "text")
    codes = dict(re.findall(r"\x1b\[([0-9]+)m[+=~-] (\w+)", coloured))
    assert codes == {"32": "create", "36": "adopt", "33": "update", "31": "delete"}
    refused = plan_of([], [record("a")])
    assert "\x1b[31mREFUSED: " in render_plan(refused, "text", paint=Paint(enabled=True))


def test_many_rows_that_are_only_adopted_are_a_line() -> None:
    """Five are listed with their files, and every one with all fields; more are counted and named in short."""
    names = [f"m{number:02}" for number in range(28)]
    rows = [record(name, by=None) for name in names]
    text = render_plan(plan_of(map(entry, names), rows), "text")
    assert [line for line in text.splitlines() if "adopt" in line] == [
        "= adopt  28 rows, without a change of values: m00, m01, m02, m03, m04 and 23 more",
        *[line for line in text.splitlines() if line.startswith("Plan: 28 to adopt; 0 unchanged, 0 unmanaged.")],
    ]
    for some, all_fields in ((5, False), (28, True)):
        plan = plan_of(map(entry, names[:some]), rows[:some])
        assert render_plan(plan, "text", all_fields=all_fields).count("= adopt  m") == some


def test_rows_that_are_no_longer_managed() -> None:
    """The revert of an adoption changes no field, and is told all the same, in text and in Markdown."""
    rows = [record(name) for name in "abcdefg"]
    for count, said in ((1, "1 row is"), (7, "7 rows are")):
        changes = tuple(Restore(row, (), {}, frozenset(), unmark=True) for row in rows[:count])
        plan = replace(plan_of([], []), changes=changes)
        for form in ("text", "markdown"):
            text = render_plan(plan, form)
            assert f"{said} unmanaged again, without a change of values: " in text
            assert "a" in text.partition("values: ")[2]


def test_large_numbers_are_told_apart() -> None:
    """A plan of thousands has commas in all of its counts, those of guards included."""
    rows = [record(f"m{number:04}") for number in range(1_002)]
    text = render_plan(plan_of([entry("m0000")], rows), "text")
    assert "REFUSED: 1,001 of 1,002 managed rows would be deleted" in text
    assert "--allow-deletes 1001 " in text
    assert "Plan: 1,001 to delete; 1 unchanged, 0 unmanaged." in text
    assert "1,001 of 1,002 managed rows would be deleted" in prose("1,001 of 1,002 managed rows would be deleted")
    assert prose("1,001. and 12,34,5") == "1,001. and `12,34,5`"
