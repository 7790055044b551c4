"""The plan as Markdown for a reviewer: its order, its budgets, and what it says of what it leaves out."""

from __future__ import annotations

import re
import time

import pytest

from syncer.errors import CatalogError, Problem, StoreError
from syncer.frozen import replace
from syncer.plan.guards.check import Allowances
from syncer.plan.plan import Plan, Planned, build_plan
from syncer.render.markdown.comment import comment_markdown, slug, summary_markdown
from syncer.render.plan import render_plan, render_planned
from tests.rendered import Page
from tests.unit.building import TARGET, broken, catalog_of, entry, plan_of, record, snapshot_of
from tests.unit.hostile_plans import hostile_planned
from tests.unit.render.test_plan import every_change

RUN = "https://github.example/owner/repo/actions/runs/1"
PRICE = "input_price_per_million_tokens"
HEAD = "| model | price per million tokens |\n|---|---|\n"
SPACE = "\u00a0"


def repriced(count: int, *, prefix: str = "m") -> Plan:
    """So many prices that rise, each by 0.1 % more than the one before; guards that do not mind."""
    names = [f"{prefix}{number:05}" for number in range(count)]
    entries = [
        entry(name, input_price_per_million_tokens=2.5 + number / 400, lines={PRICE: 9})
        for number, name in enumerate(names)
    ]
    plan = plan_of(
        entries, map(record, names), allowances=Allowances(updates=frozenset({count - 1}), prices=frozenset(names))
    )
    return replace(plan, guards=())


def test_every_kind_of_change() -> None:
    """A sentence, then the default, deletes, roles, what costs more, limits, creates, and the rest."""
    plan = every_change()
    text = comment_markdown(Planned("production", plan))
    assert text.count(SPACE) == 24  # a figure is not broken
    assert text.replace(SPACE, " ") == (
        f"""\
<!-- syncer:plan production -->
### Plan for `production`: 1 to create, 2 to adopt, 2 to update, 1 to delete

`the-default` input 2.5 → 3 USD (+20 %) and 2 more price changes; **1 model deleted** (`gone`); 1 new model; \
**the default** `nobodys-default` → `the-default`; 1 role gains models.

Catalog `campus` on `directory live`: 3 unchanged, 1 unmanaged. Fingerprint `{plan.fingerprint[:12]}`.

**The default model**: `nobodys-default` → `the-default`.

**1 model deleted**:

| model | state | row |
|---|---|---|
| `gone` | enabled now | `11111111-2222-4333-8444-555555555555` |

**Roles**:

| role | models to pick | loses | gains |
|---|---|---|---|
| `staff` | 0 → 1 |  | `the-default` |

**What costs more or less**:

{HEAD}\
| `the-default`<br>`the-default.yaml:14` | input 2.5 → 3 USD (+20 %)<br>cache read absent → 0.3 USD<br>\
cache write 1.25 → absent |

**Limits**:

| model | limit in tokens |
|---|---|
| `the-default`<br>`the-default.yaml:12` | output 16,384 → 32,768 (+100 %) |

**1 new model**:

| model | USD per million tokens | tokens | roles |
|---|---|---|---|
| `a-new`<br>`a-new.yaml:2`<br>`GPT-4o`, `openai` | input 2.5<br>output 10 | input 128,000<br>output 16,384 | none |

**Other changes**:

| model | change |
|---|---|
| `adopted-too` (adopted)<br>`adopted-too.yaml:5` | `enabled`: `true` → `false` |
| `the-default`<br>`the-default.yaml:1` | `available_to_roles`: `[]` → `[staff]` |

**1 unmanaged row becomes the catalog's**, without a change of values: `adopted`.

**Remarks**:

- Deletes 1 enabled model. Disabling first (`enabled: false`) shows whether anybody misses them. \
On newer releases retiring (`status: retired`, with `replaced_by`) moves people to another model.
- No role can pick 1 new model: `a-new`. Name roles in `available_to_roles`, or grant models on the platform's page.
- Grants of the deleted or renamed models are not seen (no `roles_table`); newer releases of the platform leave \
them behind.
"""
    )


def test_what_stops_a_plan() -> None:
    """The headline is followed by what stops the plan; below stands each with the exact option that lifts it."""
    edited = record("c", provider="page")
    edited = edited._replace(base={**edited.fields, "provider": "was"})
    dear = entry("it's dear", input_price_per_million_tokens=30.0)
    rows = [record("it's dear"), record("t", record_id="1"), record("t", record_id="2"), edited]
    plan = plan_of([dear, entry("c")], rows)
    text = render_plan(plan, "markdown")
    assert text.splitlines()[4] == (
        "**Conflict**: somebody has to decide about 1 value first. **Refused** by 2 guards (`duplicate-rows`, "
        "`odd-price`). Nothing is applied; what lifts it is said below."
    )
    stops = text[text.index("**Conflicts**") : text.index("**What costs")]
    assert stops == (
        """\
**Conflicts**:

- c: provider was changed from was to openai in `catalog/models/c.yaml:1`, and to page outside the \
catalog; write page into the file, or pass `--overwrite` c to write openai to the row

**Refused**:

- **duplicate-rows**: the rows 1 and 2 have the same `modelId` t; delete the wrong one in the platform, then plan \
again. No option lifts it.
- **odd-price**: it's dear: `input_price_per_million_tokens`: 2.5 -&gt; 30 USD is 12 times. Lifted by \
`--allow-price 'it'"'"'s dear'`.

"""
    )
    paste = "Where the catalog is right, write this line into the description of the pull request:"
    assert paste not in text
    comment = comment_markdown(Planned("t", plan))
    assert f"to the row\n\n{paste}\n\n```\nsyncer: --overwrite c\n```\n\n**Refused**" in comment
    assert "If that is meant" not in comment  # no option lifts one of the guards


def test_drift_warnings_and_unmanaged_rows() -> None:
    """What is put back, what was allowed, warnings, and on request nobody's rows."""
    edited = record("e", model_name="Page")
    edited = edited._replace(
        base={**edited.fields, "model_name": "GPT-4o"}, raw={**edited.raw, "lastApplied": {"at": "2026-01-02T03"}}
    )
    catalog = catalog_of([entry("e", lines={"model_name": 3})])._replace(
        warnings=(Problem("catalog/models/e.yaml", "has white space at an end", 3, 1, "model_name", "warning"),)
    )
    rows = [edited, record("gone", enabled=False), record("b", by=None, record_id="x")]
    snapshot = snapshot_of(rows, broken_rows=[broken("y", None)])
    plan = build_plan(catalog, snapshot, target=TARGET, allowances=Allowances(deletes=frozenset({1})))
    assert render_plan(plan, "markdown", unmanaged=True).replace(SPACE, " ") == (
        f"""\
### Plan for `directory live`: 1 to update, 1 to delete

**1 model deleted** (`gone`).

Catalog `campus`: 0 unchanged, 1 unmanaged, 1 with edits that are put back, 2 warnings. Fingerprint \
`{plan.fingerprint[:12]}`.

**1 model deleted**:

| model | state | row |
|---|---|---|
| `gone` | disabled | `{rows[1].record_id}` |

**Edited outside the catalog, and put back**:

| model | put back | edited since | row last changed |
|---|---|---|---|
| `e`<br>`e.yaml:3` | `model_name`: `Page` → `GPT-4o` | 2026-01-02 | 2026-01-31 12:00 UTC |

**Allowed**:

- **too-many-deletes**: 1 of 2 managed rows would be deleted, more than 30 %; allowed by `--allow-deletes` 1

**Warnings**:

- warning `catalog/models/e.yaml:3` `model_name`: has white space at an end
- warning `live/y.json`: is broken

**Remarks**:

- Grants of the deleted or renamed models are not seen (no `roles_table`); newer releases of the platform leave \
them behind.

**Unmanaged rows**, which no plan deletes:

- `b`, row `x`
"""
    )


def test_no_changes() -> None:
    """Nothing to say is said in a line, and the marker says so too."""
    assert comment_markdown(Planned("staging", plan_of([entry("a")], [record("a")]))) == (
        "<!-- syncer:plan staging empty -->\n### Plan for `staging`: no changes\n\n"
        "Catalog `campus` on `directory live`: 1 unchanged, 0 unmanaged.\n"
    )


def test_a_target_that_could_not_be_planned() -> None:
    """The comment says why; of an invalid catalog every problem, the errors first."""
    assert comment_markdown(Planned("p", None, StoreError("table models cannot be reached"))) == (
        "<!-- syncer:plan p -->\n### Plan for `p`: could not be planned\n\n"
        "**Could not be planned** (exit code 7): table models cannot be reached.\n"
    )
    problems = [
        Problem("c/a.yaml", "is odd", 1, 1, severity="warning"),
        Problem("c/b.yaml", "is wrong", 2, 3, "provider"),
    ]
    assert comment_markdown(Planned("p", None, CatalogError(problems))).splitlines()[3:] == [
        "**Could not be planned** (exit code 3): the catalog has 1 error.",
        "",
        "**Problems**:",
        "",
        "- error `c/b.yaml:2` `provider`: is wrong",
        "- warning `c/a.yaml:1`: is odd",
    ]


def test_the_order_of_prices() -> None:
    """What costs more comes first, the largest relative change before the others; then what costs less."""
    prices = {"half": 1.25, "double": 5.0, "little": 2.6, "free": 0.0, "triple": 7.5}
    entries = [entry(name, input_price_per_million_tokens=price) for name, price in prices.items()]
    rows = [*map(record, prices), record("was-free", input_price_per_million_tokens=0.0)]
    text = render_plan(plan_of([*entries, entry("was-free")], rows), "markdown")
    assert re.findall(r"^\| `([a-z-]+)`<br>`[a-z.:1-]+` \| input", text, re.MULTILINE) == [
        "was-free", "triple", "double", "little", "free", "half",
    ]  # fmt: skip


def test_long_parts_are_folded() -> None:
    """The ten worst are seen at once; the others are folded under their number."""
    text = render_plan(repriced(40), "markdown")
    shown, folded = text.split("<details><summary>29 more repriced models</summary>")
    assert shown[shown.index(HEAD) :].count(f"{SPACE}2.5{SPACE}") == 10
    assert folded.count("</details>") == 1
    assert Page(text).complaints == []


def test_a_plan_of_5000_changes_is_a_comment() -> None:
    """It fits the budget, names the ten worst, says what was left out and where the whole is, and is quickly made."""
    plan = repriced(5001)
    _ = plan.fingerprint
    begun = time.process_time()
    text = comment_markdown(Planned("production", plan), whole=RUN)
    assert time.process_time() - begun < 1
    assert 50_000 < len(text.encode()) <= 65_000
    assert text.startswith("<!-- syncer:plan production -->\n### Plan for `production`: 5,000 to update\n")
    assert re.findall(r"^\| `(m[0-9]+)`", text, re.MULTILINE)[:10] == [f"m{5000 - number:05}" for number in range(10)]
    kept = len(re.findall(r"^\| `m", text, re.MULTILINE))
    assert text.endswith(f"\nLeft out: {5000 - kept:,} of 5,000 repriced models. The whole is in <{RUN}>\n")
    page = Page(text)
    assert page.rows == kept + 2
    assert [one for one in page.complaints if "element a" not in one and "</a>" not in one] == []


def mixed(count: int) -> Plan:
    """So many creates, deletes, prices, limits, other fields, adoptions, edits outside, warnings."""
    names = [f"{number:04}" for number in range(count)]
    entries = [entry(f"new-{name}", available_to_roles=[f"role-{name}"]) for name in names]
    entries += [
        entry(f"up-{name}", input_price_per_million_tokens=3.0, max_input_tokens=7, model_name="x") for name in names
    ]
    entries += [entry(f"adopt-{name}") for name in names]
    entries += [entry(f"drift-{name}") for name in names]
    edited = [record(f"drift-{name}", provider_name="page") for name in names]
    rows = [row._replace(base={**row.fields, "provider_name": "OpenAI"}) for row in edited]
    rows += [record(f"{kind}-{name}") for kind in ("up", "gone") for name in names]
    rows += [record(f"adopt-{name}", by=None) for name in names]
    problems = tuple(Problem(f"c/{name}.yaml", "is a slip", 1, 1, severity="warning") for name in names)
    return replace(plan_of(entries, rows), problems=problems, touched=frozenset(one.where for one in problems))


def test_the_order_in_which_detail_is_dropped() -> None:
    """The smaller the budget, the more kinds are left out, in the stated order; each text fits and is whole."""
    planned = Planned("t", mixed(50))
    seen: list[str] = []
    for budget in range(100_000, 3_000, -2_000):
        text = comment_markdown(planned, budget=budget)
        assert len(text.encode()) <= budget
        assert Page(text).complaints == []
        assert "### Plan for `t`: REFUSED, 50 to create, 50 to adopt, 100 to update, 50 to delete\n" in text
        assert "**Refused** by" in text
        gone = re.search(r"^Left out: (.*)\. `syncer plan", text, re.MULTILINE)
        kinds = re.sub(r"(all |[0-9][0-9,]* (of [0-9,]+ )?|\bthe )", "", gone[1]).split(", ") if gone else []
        seen += [kind for kind in kinds if kind not in seen]
        assert f"`up-0009.yaml:1` | input{SPACE}" in text or budget < 15_000
    assert seen == [
        "fields of new models", "line about adoptions", "warnings", "outside edits", "remarks", "new models",
        "other changes", "limit changes", "roles", "deleted models", "repriced models",
    ]  # fmt: skip


@pytest.mark.parametrize("budget", [5_000, 8_000, 65_000])
def test_very_long_strings(budget: int) -> None:
    """A name of 10,000 characters, and parameters without end, are shortened; the text fits and is whole."""
    for letter in ("x", "|", "@ ", "`", "é", "😀", "<b>"):
        for one in hostile_planned(letter * (10_000 // len(letter))):
            text = comment_markdown(one, budget=budget)
            assert len(text.encode()) <= budget, (letter, len(text.encode()))
            assert Page(text).complaints == []


def test_summary() -> None:
    """A table of counts for each target, then a section for each; one that could not be planned takes none away."""
    small = plan_of([entry("a", max_input_tokens=7), entry("b"), entry("c")], [record("a"), record("b"), record("c")])
    planned = [
        Planned("production", None, StoreError("it is down")),
        Planned("staging", small),
        Planned("test", plan_of([entry("a")], [record("a")])),
        Planned("odd", plan_of([entry("a")], [record("a", record_id="1"), record("a", record_id="2")])),
    ]
    text = render_planned(planned, "summary")
    assert text.startswith(
        """\
## Plan of 4 targets: 1 could not be planned, 1 refused, 1 with changes, 1 without changes

| target | result | create | update | adopt | delete | drift | unchanged |
|---|---|---:|---:|---:|---:|---:|---:|
| `production` | **could not be planned** |  |  |  |  |  |  |
| `staging` | changes | 0 | 1 | 0 | 0 | 0 | 2 |
| `test` | no changes | 0 | 0 | 0 | 0 | 0 | 1 |
| `odd` | **refused** | 0 | 0 | 0 | 0 | 0 | 0 |

### Plan for `production`: could not be planned

**Could not be planned** (exit code 7): it is down.

### Plan for `staging`: 1 to update
"""
    )
    assert re.findall(r"^### Plan for `(\w+)`", text, re.MULTILINE) == ["production", "staging", "test", "odd"]
    assert Page(text).complaints == []


def test_the_budget_of_a_summary_is_shared() -> None:
    """A small target is whole beside two large ones, and each large one names its ten worst."""
    planned = [
        Planned("a", repriced(1000)),
        Planned("b", repriced(12, prefix="s")),
        Planned("c", repriced(1000, prefix="n")),
    ]
    text = summary_markdown(planned, budget=60_000)
    assert 50_000 < len(text.encode()) <= 60_000
    sections = text.split("### Plan for ")
    assert [("Left out" in one) for one in sections[1:]] == [True, False, True]
    assert abs(len(sections[1]) - len(sections[3])) < 2_000
    assert all(f"`n{999 - number:05}`" in sections[3] for number in range(10))


def test_a_summary_of_very_many_targets() -> None:
    """When not all have room, those that stop have it; how many are left out is said."""
    same = plan_of([entry("a")], [record("a")])
    planned = [Planned(f"t{number:04}", same) for number in range(2_000)]
    planned[1_500] = Planned("broken", None, StoreError("it is down"))
    text = summary_markdown(planned, budget=100_000)
    assert len(text.encode()) <= 100_000
    assert "### Plan for `broken`: could not be planned" in text
    assert re.search(r"^\| and [0-9,]+ more \|", text, re.MULTILINE)
    assert re.search(r"^Left out: the plans of [0-9,]+ of 2,000 targets\.", text, re.MULTILINE)
    assert Page(text).complaints == []


@pytest.mark.parametrize(
    ("target", "name"),
    [("production", "production"), ("eu.west-1_a", "eu.west-1_a"), ("directory live", "directory-live"),
     ("DynamoDB table <x> -->", "dynamodb-table-x"), ("--", "target"), ("模型", "target"),
     ("t-", "t-"), ("t.", "t."), ("", "target")],
)  # fmt: skip
def test_the_marker(target: str, name: str) -> None:
    """The marker holds the target's name, or for a store without one something that can stand in its place."""
    assert slug(target) == name
    first = comment_markdown(Planned(target, plan_of([entry("a")]))).split("\n", 1)[0]
    assert first == f"<!-- syncer:plan {name} -->"
    assert re.fullmatch(r"[a-z0-9][a-z0-9._-]*", name)


@pytest.mark.parametrize("whole", ["the artifact plan|1", "javascript:alert(1)", "https://x.y/>\n# x", "x" * 3000])
def test_an_address_that_is_none(whole: str) -> None:
    """What is no plain web address is text."""
    text = comment_markdown(Planned("t", repriced(1000)), whole=whole)
    assert Page(text).complaints == []
    assert len(text.encode()) <= 65_000


def test_values_with_spaces_stay_whole() -> None:
    """In the words of a conflict a value of several words is one code, so that nobody reads half of it."""
    live = record("a", model_name="GPT from the page")
    live = live._replace(base={**live.fields, "model_name": "GPT"})
    text = comment_markdown(Planned("t", plan_of([entry("a", model_name="GPT from Git")], [live])))
    assert "from `GPT` to `GPT from Git` in" in text
    assert "and to `GPT from the page` outside" in text
