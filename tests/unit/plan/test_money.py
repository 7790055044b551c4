"""What a plan costs a month, beside an independent calculation."""

from __future__ import annotations

import json
import re
import shutil
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from schemas.export import export
from syncer.cli import run
from syncer.errors import UsageError
from syncer.frozen import replace
from syncer.load.usage import load_usage
from syncer.model.money import Money, Usage
from syncer.model.origins import PriceChange
from syncer.plan.dated import announced_by, dated
from syncer.plan.money import money_of
from syncer.plan.plan import build_plan
from syncer.render.plan import render_plan
from tests.unit.building import catalog_of, entry, plan_of, record, snapshot_of
from tests.unit.catalog_files import model, put, write_catalog

if TYPE_CHECKING:
    from collections.abc import Mapping

    from syncer.model.catalog import CatalogEntry
    from syncer.model.records import Record
    from syncer.plan.plan import Plan

ROOT = Path(__file__).parents[3]
IN, OUT = "input_price_per_million_tokens", "output_price_per_million_tokens"
CACHE = "cache_read_price_per_million_tokens"
MILLION = 1_000_000


def _entry(model_id: str, **fields: Any) -> CatalogEntry:
    return entry(model_id, **fields)


def _record(model_id: str, **fields: Any) -> Record:
    return record(model_id, **fields)


def usage(**monthly: Mapping[str, int]) -> Usage:
    """Tokens a month by model and kind."""
    return Usage("usage.csv", {name: {k: Fraction(v) for k, v in kinds.items()} for name, kinds in monthly.items()})


def priced(entries: list[CatalogEntry], records: list[Record], use: Usage) -> tuple[Plan, Money]:
    """The plan with its money."""
    plan = plan_of(entries, records)
    money = money_of(plan, catalog_of(entries), use)
    return replace(plan, money=money), money


def test_a_change_costs_what_its_tokens_cost() -> None:
    """Ten million tokens of input at one dollar more each million."""
    plan, money = priced(
        [_entry("a", **{IN: 3.5}), _entry("b", **{OUT: 9.0}), _entry("c")], [_record("a"), _record("b"), _record("c")],
        usage(a={"input": 10 * MILLION, "output": 7}, b={"output": 4 * MILLION}, c={"input": 5}),
    )  # fmt: skip
    assert [(one.model_id, str(one.before), str(one.after), str(one.more)) for one in money.changes] == [
        ("a", "25.00", "35.00", "10.00"),
        ("b", "40.00", "36.00", "-4.00"),
    ]
    assert str(money.more) == "6.00"
    text = render_plan(plan, "text")
    assert "Per month: 6.00 USD more for the use of 2 models (usage.csv).\n" in text
    assert "\n  a: 25.00 -> 35.00 USD a month, 10.00 USD more\n" in text


def test_what_cannot_be_said() -> None:
    """Models without use, kinds without a price, models that come or go, and use of models that nobody has."""
    _, money = priced(
        [_entry("a", **{IN: 3.5}), _entry("b", **{IN: 3.0}), _entry("new")],
        [_record("a"), _record("b"), _record("gone")],
        usage(b={"cache_read": MILLION, "input": MILLION}, new={"input": 1}, gone={"input": 1}, other={"input": 1}),
    )  # fmt: skip
    assert money.unused == ("a",)
    assert money.strange == ("other",)
    assert money.unsaid == (
        "of 2 models that come or go it is not known what runs instead",
        "1 kind of tokens without a price before or after",
    )
    assert str(money.more) == "0.50"


def test_tokens_at_prices_that_no_row_has(tmp_path: Path) -> None:
    """They are counted nowhere and named, where the plan changes the price of their model; as CSV and as JSON."""
    rows = [
        ("a", "input", 4 * MILLION, ""), ("a", "input", 3 * MILLION, "long"), ("b", "input", 2 * MILLION, "long"),
        ("b", "cache_write", 5, "one_hour"), ("a", "output", 0, "off_peak"), ("same", "input", 9, "service"),
    ]  # fmt: skip
    lines = "".join(
        f"{model_id},{kind},{tokens * 12},2025-12-01,2026-11-30,{tier}\n" for model_id, kind, tokens, tier in rows
    )
    (tmp_path / "u.csv").write_text(f"{TIERED}{lines}")
    used = [{"model_id": model_id, "kind": kind, "tokens": tokens * 12} | ({"tier": tier} if tier else {})
            for model_id, kind, tokens, tier in rows]  # fmt: skip
    document = {"from": "2025-12-01", "until": "2026-11-30", "usage": used}
    Draft202012Validator(json.loads(export()["usage.schema.json"])).validate(document)
    (tmp_path / "u.json").write_text(json.dumps(document))
    use = load_usage(str(tmp_path / "u.csv"))
    assert use._replace(place="") == load_usage(str(tmp_path / "u.json"))._replace(place="")
    entries = [_entry("a", **{IN: 3.5}), _entry("b", **{IN: 3.5}), _entry("same")]
    plan, money = priced(entries, [_record("a"), _record("b"), _record("same")], use._replace(place="u.csv"))
    text = render_plan(plan, "text").partition("Per month: ")[2].splitlines()[:4]
    assert text == [
        "4.00 USD more for the use of 1 model (u.csv).",
        "  a: 10.00 -> 14.00 USD a month, 4.00 USD more",
        "  not said: 5,000,000 input tokens a month in long requests are paid at a price that no row has, a, b",
        "  not said: 5 cache write tokens a month kept for an hour are paid at a price that no row has, b",
    ]
    assert money.unused == ()
    told = json.loads(render_plan(plan, "json"))
    Draft202012Validator(json.loads(export()["plan.schema.json"])).validate(told)
    assert [(one["tokens"], one["tier"], one["model_ids"]) for one in told["money"]["tiers"]] == [
        (5_000_000, "long", ["a", "b"]), (5, "one_hour", ["b"]),
    ]  # fmt: skip
    _, money = priced(entries[1:], [_record("b")], use)
    assert "nothing is known of what it costs (" in render_plan(replace(plan, money=money), "text")


def test_a_retired_model_costs_what_its_successor_costs() -> None:
    """With the use of the one and the prices of the other."""
    plan, money = priced(
        [_entry("old", status="retired", replaced_by="new"), _entry("new", **{IN: 1.0, OUT: 5.0})],
        [_record("old"), _record("new", **{IN: 1.0, OUT: 5.0})], usage(old={"input": 2 * MILLION, "output": MILLION}),
    )  # fmt: skip
    assert [(str(one.before), str(one.after), one.successor) for one in money.changes] == [("15.00", "7.00", "new")]
    assert "with new in its place" in render_plan(plan, "text")


RETIRED = {"status": "retired", "replaced_by": "new"}


@pytest.mark.parametrize(
    ("entries", "records", "wanted"),
    [
        # the successor of a model that was retired before becomes dearer: for its own people and for those
        ([_entry("old", **RETIRED), _entry("new", **{IN: 5.0})], [_record("old", **RETIRED), _record("new")],
         [("new", "2.50", None), ("old", "2.50", "new")]),
        # it is retired in its turn
        ([_entry("old", **RETIRED), _entry("new", status="retired", replaced_by="end"), _entry("end", **{IN: 1.0})],
         [_record("old", **RETIRED), _record("new"), _record("end", **{IN: 1.0})],
         [("new", "-1.50", "end"), ("old", "-1.50", "end")]),
        # another successor
        ([_entry("old", status="retired", replaced_by="end"), _entry("new"), _entry("end", **{IN: 5.0})],
         [_record("old", **RETIRED), _record("new"), _record("end", **{IN: 5.0})], [("old", "2.50", "end")]),
        # it runs itself again
        ([_entry("old"), _entry("new", **{IN: 5.0})], [_record("old", **RETIRED), _record("new", **{IN: 5.0})],
         [("old", "-2.50", None)]),
        # nothing runs at its own price
        ([_entry("old", **RETIRED, **{IN: 9.0}), _entry("new")], [_record("old", **RETIRED), _record("new")], []),
        # a successor that no catalog has
        ([_entry("old", **RETIRED)], [_record("old"), _record("new", by=None, **{IN: 5.0})],
         [("old", "2.50", "new")]),
    ],
)  # fmt: skip
def test_who_chose_a_retired_model_pays_for_what_runs(
    entries: list[CatalogEntry], records: list[Record], wanted: list[tuple[str, str, str | None]]
) -> None:
    """With the use under its name, whatever the plan does to the chain of its successors."""
    _, money = priced(entries, records, usage(old={"input": MILLION}, new={"input": MILLION}))
    assert [(one.model_id, str(one.more), one.successor) for one in money.changes] == wanted
    assert not money.unsaid


def test_a_model_without_a_successor_costs_nobody_knows_what() -> None:
    """Those who used it use another one. A row that is only no default any more comes and goes nowhere."""
    plan, money = priced([_entry("old", status="retired")], [_record("old")], usage(old={"input": MILLION}))
    assert money.unsaid == ("of 1 model that come or go it is not known what runs instead",)
    assert "Per month: nothing is known of what it costs (" in render_plan(plan, "text")
    stands_back = [_record("a"), _record("theirs", by=None, is_default=True)]
    _, money = priced([_entry("a", is_default=True)], stands_back, usage(theirs={"input": MILLION}))
    assert (money.unsaid, money.strange) == ((), ())


def test_prices_to_come_have_their_money() -> None:
    """It is said where they are reviewed, with the use of retired models, day by day; no part of the sum.

    Once a sync was told of them, it is said again when the day is near.
    """
    days = {"2027-01-01": {IN: 4.5}, "2027-03-01": {IN: 2.0, OUT: 20.0}, "2027-05-01": {CACHE: 1.0}}
    changes = tuple(PriceChange(day, prices, dict.fromkeys(prices, 9)) for day, prices in days.items())
    entries = [_entry("new")._replace(price_changes=changes), _entry("old", **RETIRED)]
    catalog, rows = catalog_of(entries), [_record("new"), _record("old", **RETIRED)]
    around = dated(catalog, {}, date(2026, 12, 31))
    plan = build_plan(catalog, snapshot_of(rows), target="", dated=around)
    use = usage(new={"input": MILLION, "output": MILLION}, old={"input": 3 * MILLION})
    money = money_of(plan, catalog, use)
    assert [(one.since, one.change.model_id, str(one.change.before), str(one.change.more)) for one in money.coming] == [
        ("2027-01-01", "new", "20.00", "8.00"), ("2027-03-01", "new", "28.00", "0.00"),
        ("2027-05-01", "new", "28.00", "0.00"),
    ]  # fmt: skip
    assert (str(money.more), money.changes, money.unused) == ("0.00", (), ())
    plan = replace(plan, money=money)
    text = render_plan(plan, "text")
    assert "Per month: it changes no costs now (usage.csv).\n" in text
    assert "\n  from 2027-01-01 on, new: 20.00 -> 28.00 USD a month, 8.00 USD more\n" in text
    document = json.loads(render_plan(plan, "json"))
    Draft202012Validator(json.loads(export()["plan.schema.json"])).validate(document)
    assert document["money"]["coming"][0] == {
        "since": "2027-01-01", "model_id": "new", "before": "20.00", "after": "28.00", "more": "8.00",
        "successor": None,
    }  # fmt: skip
    told = build_plan(
        catalog, snapshot_of(rows), target="", dated=dated(catalog, announced_by(plan.coming), date(2026, 12, 31))
    )
    assert [one.since for one in money_of(told, catalog, use).coming] == ["2027-01-01"]
    assert money_of(plan, catalog, usage(old={})).unused == ("new",)
    gone = [_entry("new", **{**RETIRED, "replaced_by": "b"})._replace(price_changes=changes), _entry("b")]
    plan = build_plan(catalog_of(gone), snapshot_of([rows[0], _record("b")]), target="", dated=around)
    assert plan.coming
    assert money_of(plan, catalog_of(gone), use).coming == ()
    before = build_plan(
        catalog_of([entries[0]._replace(renamed_from="was")]), snapshot_of([_record("was")]), target="", dated=around
    )
    money = money_of(before, catalog, usage(was={"input": MILLION}))
    assert [str(one.change.more) for one in money.coming] == ["2.00", "-2.50", "0.00"]


def test_a_renamed_model_keeps_its_use() -> None:
    """Under either name."""
    made = _entry("after", **{IN: 3.5})._replace(renamed_from="before")
    _, money = priced([made], [_record("before")], usage(before={"input": MILLION}, after={"input": MILLION}))
    assert str(money.more) == "2.00"


def test_forms() -> None:
    """JSON as published, Markdown with the sum in the title, and nothing of it without a use."""
    entries, rows = [_entry("a", **{IN: 3.5})], [_record("a")]
    plan, _ = priced(entries, rows, usage(a={"input": MILLION}))
    document = json.loads(render_plan(plan, "json"))
    Draft202012Validator(json.loads(export()["plan.schema.json"])).validate(document)
    assert document["money"]["more_per_month"] == "1.00"
    assert "**Per month**: 1.00 USD more for the use of 1 model (`usage.csv`)." in render_plan(plan, "markdown")
    without = replace(plan, money=None)
    assert without == plan_of(entries, rows)
    assert without.fingerprint == plan.fingerprint
    for form in ("text", "json", "markdown"):
        assert "onth" not in render_plan(without, form)


HEAD = "model_id,kind,tokens,from,until\n"
TIERED = "model_id,kind,tokens,from,until,tier\n"


def loaded(top: Path, text: str, name: str = "usage.csv") -> dict[str, dict[str, Fraction]]:
    """What a file says, its place aside."""
    (top / name).write_text(text, encoding="utf-8", newline="")
    return {model_id: dict(kinds) for model_id, kinds in load_usage(str(top / name)).monthly.items()}


def test_a_period_becomes_a_month(tmp_path: Path) -> None:
    """Rows of one period add up, and periods that follow one another are one; JSON says the same."""
    rows = (
        "a,input,300,2026-01-01,2026-12-31", "a,input,65,2026-01-01,2026-12-31", "b,output,0,2026-10-01,2026-10-31",
        "c,input,28,2026-10-29,2026-10-31", "c,input,3,2026-10-01,2026-10-28",
    )  # fmt: skip
    month = Fraction(365, 12)
    wanted = {"a": {"input": month}, "b": {"output": 0}, "c": {"input": month}}
    assert loaded(tmp_path, "\n".join((HEAD.strip(), *rows))) == wanted
    used = [{"model_id": "a", "kind": "input", "tokens": 31}]
    document = {"from": "2026-10-01", "until": "2026-10-31", "usage": used}
    Draft202012Validator(json.loads(export()["usage.schema.json"])).validate(document)
    assert loaded(tmp_path, json.dumps(document), "usage.json") == {"a": {"input": month}}


def test_what_spreadsheets_write(tmp_path: Path) -> None:
    """A byte order mark, CRLF, quotes, spaces, columns of their own in another order, and empty lines."""
    text = (
        '\ufeff"until","from",note,"tokens","kind","model_id"\r\n'
        '"2026-10-31","2026-10-01","a ""note"", long"," 31 ","input "," a"\r\n\r\n'
    )
    assert loaded(tmp_path, text) == {"a": {"input": Fraction(365, 12)}}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"{HEAD}a,input,-5,2026-10-01,2026-10-31\n", "usage:2: tokens must be a whole number"),
        (f"{HEAD}a,input,1.5,2026-10-01,2026-10-31\n", "usage:2: tokens must be a whole number"),
        (f"{HEAD}a,input,1e3,2026-10-01,2026-10-31\n", "usage:2: tokens must be"),
        (f"{HEAD}a,input,{'9' * 30},2026-10-01,2026-10-31\n", "usage:2: tokens must be"),
        (f"{HEAD}a,thoughts,5,2026-10-01,2026-10-31\n", "usage:2: kind must be one of input, output, cache_read"),
        (f"{HEAD}\na,input,5,2026-10-31,2026-10-01\n", "usage:3: the period from 2026-10-31 until 2026-10-01"),
        (f"{HEAD}a,input,5,october,2026-10-31\n", "usage:2: from and until must be dates"),
        (f"{HEAD},input,5,2026-10-01,2026-10-31\n", "usage:2: model_id is missing"),
        (f"{HEAD}a,input\n", "usage:2: tokens must be"),
        (
            "model,tokens\n",
            "usage:1: it has no column model_id; the first line must be model_id,kind,tokens,from,until",
        ),
        ("", "usage:1: it has no column model_id"),
        (HEAD.replace(",", ";"), "usage:1: it separates columns by ';', not by commas; the first line must be"),
        (HEAD.replace(",", "\t"), "usage:1: it separates columns by '\\t', not by commas"),
        (HEAD.replace("until", "until,tokens"), "usage:1: has the column tokens twice; keep one"),
        (f'{HEAD}a,input,"1,000,000",2026-10-01,2026-10-31\n', "not '1,000,000'; write 1000000"),
        (f"{HEAD}a,input,1,000,000,2026-10-01,2026-10-31\n", "usage:2: has more fields than the first line"),
        (f"{HEAD}a,input,٣,2026-10-01,2026-10-31\n", "usage:2: tokens must be a whole number"),
        (f"{HEAD}{'a' * 200_000},input,3,2026-10-01,2026-10-31\n", "usage:2: is no CSV: field larger than"),
        (f'{HEAD}a,input,"3,2026-10-01,2026-10-31\n', "usage:2: is no CSV: unexpected end of data"),
        (f"{HEAD}a,input,5,20261001,2026-10-31\n", "usage:2: from and until must be dates such as"),
        (f"{HEAD}a,input,5,2026-02-30,2026-10-31\n", "usage:2: from and until must be dates that there are"),
        (f"{HEAD}a,input,5,1926-10-01,2026-10-31\n", "must have at least a day, and at most ten years"),
        (
            f"{HEAD}a,input,5,2026-10-01,2026-10-31\na,input,5,2026-10-31,2026-11-02\n",
            "usage:3: its days from 2026-10-31 are those of another row, too, for input of 'a'; give each day once",
        ),
        (
            f"{HEAD}a,input,5,9999-12-01,9999-12-31\na,input,5,9999-12-31,9999-12-31\n",
            "usage:3: its days from 9999-12-31 are those of another row, too",
        ),
        (
            f"{HEAD}a,input,5,2026-10-04,2026-10-05\na,input,5,2026-10-01,2026-10-01\n",
            "usage:2: no row has the days from 2026-10-02 until 2026-10-03 for input of 'a'; say 0 tokens there",
        ),
        (
            f"{HEAD}" + "a,input,-1,2026-10-01,2026-10-31\n" * 9,
            "zero or more, not '-1'; and 4 more",
        ),
        (f"{TIERED}a,input,5,2026-10-01,2026-10-31,200k\n", "tier must be empty or one of long, one_hour, off_peak,"),
        (f"{TIERED}a,input,5,2026-10-01,2026-10-31,one_hour\n", "one_hour is for the kind cache_write alone"),
        ('{"usage": [], "usage": []}', "usage: is no JSON: the key 'usage' is there twice"),
        ('{"usage": [], "form": 1}', "usage: has no use for 'form'; known are from, until, usage"),
        ('{"usage": [{"model_id": "a", "tire": "long"}]}', "row 1 of usage: has no use for 'tire'; known are model_id"),
        ('{"usage": [{"model_id": "a", "kind": "input", "tokens": 1.0}]}', "usage: row 1 of usage: tokens must be"),
        ('{"usage": [5]}', "usage: row 1 of usage: must be an object"),
        ("[]", "usage: needs `from`, `until` and a list `usage`"),
        ("{", "usage: is no JSON"),
    ],
)
def test_what_is_no_use(tmp_path: Path, text: str, said: str) -> None:
    """Each fault with its line, and what to write."""
    with pytest.raises(UsageError) as raised:
        loaded(tmp_path, text, "usage")
    assert said in str(raised.value)


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    """One that is too large is not read to its end; one that is no text, no file or not there is named."""
    with (tmp_path / "huge.csv").open("wb") as file:
        file.truncate((1 << 24) + 1)
    (tmp_path / "wide.csv").write_text(HEAD, encoding="utf-16")
    for name, said in (
        ("huge.csv", "is larger than 16 MiB; sum its rows up first"), ("wide.csv", "cannot be read: is UTF-16"),
        ("none.csv", "cannot be read: "), (".", "cannot be read: "), ("/dev/zero", "is larger than 16 MiB"),
    ):  # fmt: skip
        with pytest.raises(UsageError, match=re.escape(said)):
            load_usage(str(tmp_path / name))


def test_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """One target and several say the same, and a file with a fault stops the plan before a store is read."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    write_catalog(tmp_path, {"x": model()}, settings="name: t\ntargets: {p: {directory: {path: ../live}}}\n")
    assert run(["sync", "--catalog", "c", "--target", "p", "--yes", "--quiet"]) == 0
    write_catalog(tmp_path, {"x": model(**{IN: "3.5"})}, settings=None)
    (tmp_path / "use.csv").write_text(f"{HEAD}gpt-4o,input,365000000,2026-01-01,2026-12-31\n")
    capsys.readouterr()
    for words in (["--target", "p"], ["--all-targets"]):
        assert run(["plan", "--catalog", "c", "--quiet", "--usage", "use.csv", *words]) == 0
        said = capsys.readouterr().out
        assert "  gpt-4o: 76.04 -> 106.46 USD a month, 30.42 USD more\n" in said
    (tmp_path / "use.csv").write_text(f"{HEAD}gpt-4o,input,-1,2026-01-01,2026-12-31\n")
    for words in (["--target", "p"], ["--all-targets"]):
        assert run(["plan", "--catalog", "c", "--usage", "use.csv", *words]) == 64
        assert capsys.readouterr().err.startswith("error: use.csv:2: tokens must be a whole number")


def test_each_target_has_its_own_use(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """That of its settings, or else that of the catalog; the option goes before both. No file is read twice."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    settings = "name: t\nusage: ../all.csv\ntargets:\n  p: {directory: {path: ../p}, usage: ../own.csv}\n"
    write_catalog(tmp_path, {"x": model()}, settings=f"{settings}  q: {{directory: {{path: ../q}}}}\n")
    for name in "pq":
        assert run(["sync", "--catalog", "c", "--target", name, "--yes", "--quiet"]) == 0
    put(tmp_path / "c/targets/r.yaml", "directory: {path: ../p2}\nusage: ../own.csv\n")
    shutil.copytree("p", "p2")
    write_catalog(tmp_path, {"x": model(**{IN: "3.5"})}, settings=None)
    for name, tokens in (("all", 1), ("own", 2), ("given", 3)):
        row = f"gpt-4o,input,{tokens * 12_000_000},2025-01-01,2025-12-31\n"
        (tmp_path / f"{name}.csv").write_text(f"{HEAD}{row}")
    capsys.readouterr()
    read: list[str] = []

    def noted(path: str) -> Usage:
        read.append(path)
        return load_usage(path)

    monkeypatch.setattr("syncer.load.usage.load_usage", noted)
    for words, wanted in (([], "2 own 1 all 2 own"), (["--usage", "given.csv"], "3 given 3 given 3 given")):
        assert run(["plan", "--catalog", "c", "--quiet", "--all-targets", *words]) == 0
        said = re.findall(r"^Per month: (\d)\.00 USD more .* \((\w+)\.csv\)", capsys.readouterr().out, re.MULTILINE)
        assert " ".join(f"{more} {file}" for more, file in said) == wanted
    assert read == ["own.csv", "all.csv", "given.csv"]
    assert run(["plan", "--catalog", "c", "--quiet", "--target", "p"]) == 0
    assert "(own.csv)" in capsys.readouterr().out
