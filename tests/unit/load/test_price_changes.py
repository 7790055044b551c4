"""Prices with a date in a model file: what may stand there, at which moment each holds, and that no cache keeps one."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from schemas.attributes import NAMES
from syncer.cli import cli
from syncer.disk.cache import Cache
from syncer.load.catalog import entry_of, load_catalog
from syncer.load.read_file import check_model
from syncer.load.targets import for_target
from syncer.model.dated_prices import catalog_on, entry_on, marked_on
from tests.unit.catalog_files import model, said_of, write_catalog

IN, OUT = "input_price_per_million_tokens", "output_price_per_million_tokens"
CHANGES = f"""price_changes:
  "2027-01-01":
    {IN}: 5  # a list
  "2027-02-01":
    {IN}: 4
    {OUT}: 20
"""


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        (f'"2026-13-01": {{{IN}: 3}}', "12:3: price_changes.2026-13-01: must be a date such as 2027-06-30"),
        (f'"2027-1-1": {{{IN}: 3}}', "12:3: price_changes.2027-1-1: must be a date such as 2027-06-30"),
        (f"20270101: {{{IN}: 3}}", "12:3: price_changes.20270101: must be a date such as 2027-06-30"),
        ('"2027-01-01": {}', "12:17: price_changes.2027-01-01: must give at least one price"),
        ('"2027-01-01":', "12:16: price_changes.2027-01-01: must be `key: value` lines; nothing is given"),
        (f'"2027-01-01": {{{IN}: null}}', f"12:50: price_changes.2027-01-01.{IN}: must be a number; nothing is given"),
        ('"2027-01-01": {max_input_tokens: 3}', "12:18: price_changes.2027-01-01.max_input_tokens: unknown key"),
        ('"2027-01-01": {input_price: 3}', "12:18: price_changes.2027-01-01.input_price: unknown key; did you"),
        (f'"2027-01-01": {{{IN}: -1}}', f"12:50: price_changes.2027-01-01.{IN}: must be at least 0, not -1"),
        (f'"2027-01-01": {{{IN}: 1e-200}}', f"12:50: price_changes.2027-01-01.{IN}: is too close to zero"),
        (f'"2027-01-01": {{{IN}: 3}}\n  "2027-01-01": {{{IN}: 4}}', "13:3: price_changes.2027-01-01: the key"),
        (f'"2027-02-01": {{{IN}: 3}}\n  "2027-01-01": {{{IN}: 4}}',
         "13:17: price_changes.2027-01-01: 2027-01-01 stands behind 2027-02-01; the earliest day comes first"),
        ("- {}", "12:3: price_changes: must be `key: value` lines, not a list"),
        (f'"2027-01-01": {{{IN}: 2.5}}',
         f"12:50: warning: price_changes.2027-01-01.{IN}: is 2.5 USD already; remove it [idle-change]"),
        (f'"2027-01-01": {{{IN}: 3}}\n  "2027-02-01": {{{IN}: 3}}',
         f"13:50: warning: price_changes.2027-02-01.{IN}: is 3 USD already; remove it [idle-change]"),
        (f'"2027-01-01": {{{OUT}: 0.00001}}', f"12:51: warning: price_changes.2027-01-01.{OUT}: 0.00001 is very"),
        (f'"2027-01-01": {{{IN}: 30}}',
         f"12:17: warning: price_changes.2027-01-01: {OUT} then: 10 is less than the price of input, 30"),
    ],
)  # fmt: skip
def test_what_cannot_stand_or_is_odd(changes: str, problem: str, tmp_path: Path) -> None:
    """It is told at its line and column; what is only odd is a warning with a name."""
    assert said_of(tmp_path, model(f"price_changes:\n  {changes}\n")).startswith(problem)


def test_each_price_holds_from_its_day_on(tmp_path: Path) -> None:
    """From midnight on, until the next change; a price that a change does not name stays as it is."""
    (entry,) = load_catalog(write_catalog(tmp_path, {"x": model(CHANGES)})).entries
    found = {}
    for day in ("2026-12-31", "2027-01-01", "2027-01-31", "2027-02-01", "2030-01-01"):
        then = entry_on(entry, day)
        found[day] = (
            then.fields[IN],
            then.fields[OUT],
            then.source.at(IN).line,
            dict(then.since),
            len(then.price_changes),
        )
    assert found == {
        "2026-12-31": (2.5, 10, 9, {}, 2),
        "2027-01-01": (5, 10, 13, {IN: "2027-01-01"}, 1),
        "2027-01-31": (5, 10, 13, {IN: "2027-01-01"}, 1),
        "2027-02-01": (4, 20, 15, {IN: "2027-02-01", OUT: "2027-02-01"}, 0),
        "2030-01-01": (4, 20, 15, {IN: "2027-02-01", OUT: "2027-02-01"}, 0),
    }
    assert entry.fields[IN] == 2.5
    assert "price_changes" not in {*NAMES, *then.fields}


def test_what_is_written_is_as_it_is_written(tmp_path: Path) -> None:
    """Definitions keep the file's prices, whatever the day, and know which changes hold."""
    loaded = load_catalog(write_catalog(tmp_path, {"x": model(CHANGES)}))
    (marked,) = marked_on(loaded, "2027-01-15").entries
    assert (marked.fields[IN], marked.since, len(marked.price_changes)) == (2.5, {IN: "2027-01-01"}, 2)


def test_a_cache_keeps_no_price_beyond_its_day(tmp_path: Path) -> None:
    """What is kept between runs is what the file says, not what it means on a day."""
    folder = write_catalog(tmp_path, {"x": model(CHANGES)})
    prices = []
    for day in ("2026-12-31", "2027-01-01", "2026-12-31"):
        loaded = load_catalog(folder, cache=Cache(tmp_path / "cache", "c"))
        prices.append(catalog_on(loaded, day).entries[0].fields[IN])
    assert prices == [2.5, 5, 2.5]


def test_an_override_goes_before_a_date(tmp_path: Path) -> None:
    """What a target says of a price it says for every day."""
    targets = f"targets: {{t: {{directory: {{path: live}}, overrides: [{{match: {{id: '*'}}, set: {{{IN}: 9}}}}]}}}}\n"
    loaded = load_catalog(write_catalog(tmp_path, {"x": model(CHANGES)}, settings=f"name: t\n{targets}"))
    (got,) = for_target(catalog_on(loaded, "2027-02-01"), "t").entries
    assert (got.fields[IN], got.fields[OUT]) == (9, 20)


def test_plain_files_with_dates_need_no_pydantic() -> None:
    """The quick way and Pydantic say the same of such a file."""
    plain, _ = check_model(model(CHANGES).encode())
    asked, _ = check_model(model(f"{CHANGES}tags: ['a b']\n").encode())
    assert plain is not None
    assert asked is not None
    assert plain[2][-1] == asked[2][-1]


@pytest.mark.parametrize(("at", "price"), [("2026-12-31T23:59:59Z", 2.5), ("2027-01-01T02:00:00+03:00", 2.5),
                                           ("2027-01-01", 5.0), ("2026-12-31T23:00:00-01:00", 5.0)])  # fmt: skip
def test_lists_and_plans_of_a_moment(at: str, price: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`--at` takes a date or a time with its zone, and the moment is printed."""
    write_catalog(tmp_path, {"x": model(CHANGES)})
    monkeypatch.chdir(tmp_path)
    listed = CliRunner().invoke(cli, ["list", "--catalog", "c", "--at", at, "--columns", IN, "--format", "csv"])
    assert float(listed.stdout.splitlines()[1]) == price
    planned = CliRunner().invoke(cli, ["plan", "--catalog", "c", "--at", at, "--format", "json"])
    assert f'"after": {price}' in planned.stdout
    assert '"at": "202' in planned.stdout
    shown = CliRunner().invoke(cli, ["plan", "--catalog", "c", "--at", at])
    assert ", with the prices of 202" in shown.stdout.splitlines()[0]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("plan", "--at", "2027-01-01T00:00:00"), "a moment needs its zone"),
        (("plan", "--at", "tomorrow"), "it takes a date"),
        (("plan", "--at", "9999-12-15"), "it takes a moment of the years 1970 to 9998"),
        (("list", "--at", "0001-01-01T00:00:00+14:00"), "it takes a moment of the years 1970 to 9998"),
        (("prices", "update", "--at", "0001-01-03"), "it takes a moment of the years 1970 to 9998"),
        (("plan", "--at", "2027-01-01", "--out", "p.json"), "a plan for another moment is not to be"),
        (("list", "--at", "2027-01-01", "--live"), "--at is for the prices of the catalog"),
    ],
)
def test_moments_that_cannot_be(words: tuple[str, ...], message: str, tmp_path: Path) -> None:
    """They are refused with what to do."""
    done = CliRunner().invoke(cli, [*words, "--catalog", write_catalog(tmp_path, {"x": model(CHANGES)})])
    assert getattr(done.exception, "exit_code", 64) == 64
    assert message in f"{done.output}{done.exception}"


def test_where_a_price_comes_from(tmp_path: Path) -> None:
    """`--explain` names the line of the change, its day, and the price before."""
    words = ["list", "--catalog", write_catalog(tmp_path, {"x": model(CHANGES)}), "--explain", "gpt-4o"]
    shown = CliRunner().invoke(cli, [*words, "--at", "2027-01-05"]).stdout
    assert "5 USD" in shown
    assert "models/x.yaml:13  from 2027-01-01 on, instead of 2.5 USD" in shown


def test_the_example_of_the_documents() -> None:
    """It is valid, and its prices hold from its day on."""
    text = (Path(__file__).parents[3] / "docs/prices.md").read_text(encoding="utf-8")
    example = text.partition("## Prices with a date")[2].partition("```yaml\n")[2].partition("```")[0]
    said, problems = check_model(model(example, **{IN: None, OUT: None}).encode())
    assert problems == []
    entry = entry_of("x.yaml", said)
    prices = [
        (then.fields[IN], then.fields[OUT]) for then in (entry_on(entry, day) for day in ("2026-12-31", "2027-01-01"))
    ]
    assert prices == [(0.75, 3.75), (1.5, 7.5)]
