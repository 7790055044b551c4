"""`history`, `show APPLY-ID` and `revert`, as somebody types them who looks for who changed a price."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from tests.e2e.driving import rows, write_catalog, write_model

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

    from tests.e2e.driving import Ran

    Syncer = Callable[..., Ran]

PRICE = "input_price_per_million_tokens"


def price_of(model_id: str) -> float:
    """The price in the store."""
    found = [json.loads(text) for text in rows().values()]
    return next(float(row["inputPricePerMillionTokens"]) for row in found if row["modelId"] == model_id)


def test_who_changed_a_price_and_back(syncer: Syncer) -> None:
    """The story of a price has old, new and when; a revert is a plan that is applied, and the files can follow."""
    write_catalog(["a", "b"])
    assert syncer("sync", "--yes").code == 0
    write_model("a", input_price_per_million_tokens=3)
    assert syncer("sync", "--yes").code == 0
    listed = syncer("history").out.splitlines()
    assert [line.split()[1:4] for line in listed[:2]] == [["applied", "1", "update"], ["applied", "2", "create"]]
    assert listed[-1] == "2 applies."
    told = syncer("history", "--model", "a", "--field", PRICE)
    assert f"    {PRICE}: 2.5 -> 3 USD (+20 %)\n" in told.out
    assert f"    {PRICE}: absent -> 2.5 USD\n" in told.out
    assert told.out.endswith("2 changes of a.\n")
    apply_id = listed[0].split()[0]
    assert f"2 applies begin with {apply_id[0]}: " in syncer("show", apply_id[0]).err
    assert "update a  row " in syncer("show", apply_id).out
    document = json.loads(syncer("show", apply_id, "--format", "json").out)
    assert (document["state"], document["changes"][0]["fields"]) == (
        "applied",
        [{"field": PRICE, "before": 2.5, "after": 3.0}],
    )
    ran = syncer("revert", apply_id, "--out", "undo.json")
    assert ran.code == 0
    assert f"{PRICE}: 3 -> 2.5 USD" in ran.out
    assert f"catalog/models/a.yaml: {PRICE}: 2.5\n" in ran.err
    assert price_of("a") == 3.0
    assert "saved 1 change to undo.json, good for 24 h; do it with: syncer apply undo.json\n" in ran.err
    assert f"takes back {apply_id}\n" in syncer("show", "undo.json").out
    assert syncer("apply", "undo.json").code == 0
    assert price_of("a") == 2.5
    newest, older = syncer("history").out.splitlines()[:2]
    assert newest.endswith(f"  reverts {apply_id}")
    assert older.endswith(f"  taken back by {newest.split()[0]}")
    assert f"takes back {apply_id}\n" in syncer("show", newest.split()[0]).out
    assert syncer("plan", "--detailed-exitcode").code == 2
    write_model("a", input_price_per_million_tokens=3)
    assert syncer("sync", "--yes").code == 0
    apply_id = syncer("history").out.split()[0]
    assert syncer("revert", apply_id, "--out", "undo.json", "--propose").code == 0
    assert syncer("apply", "undo.json").code == 0
    assert syncer("plan", "--detailed-exitcode").code == 0


def test_creates_and_deletes_back(syncer: Syncer) -> None:
    """What was created goes, what was deleted comes back with its id, and so do the files."""
    write_catalog(["a", "b", "c"])
    assert syncer("sync", "--yes").code == 0
    before = rows()
    Path("catalog/models/a.yaml").unlink()
    write_model("new")
    assert syncer("sync", "--yes", "--allow-deletes", "1").code == 0
    apply_id = syncer("history").out.split()[0]
    ran = syncer("revert", apply_id, "--out", "undo.json", "--propose")
    assert ran.code == 0
    assert "done: delete catalog/models/new.yaml\n" in ran.err
    assert "done: make catalog/models/openai/a.yaml\n" in ran.err
    assert syncer("apply", "undo.json").code == 0
    assert rows().keys() == before.keys()
    assert {json.loads(text)["id"] for text in rows().values()} == {json.loads(text)["id"] for text in before.values()}
    assert syncer("plan", "--detailed-exitcode").code == 0


def test_what_is_not_there(syncer: Syncer) -> None:
    """An id, a model and a field that the history does not have are one clear line each."""
    write_catalog(["a"])
    assert (syncer("history").code, syncer("history").out) == (0, "\n0 applies.\n")
    assert syncer("sync", "--yes").code == 0
    unknown = "20260131T120000000000Z-00000000"
    for words, code, message in (
        (["show", unknown], 64, f"has no apply {unknown}; `syncer history` lists them"),
        (["revert", unknown], 64, f"has no apply {unknown}; `syncer history` lists them"),
        (["history", "--model", "zz"], 64, "has nothing of zz"),
        (["history", "--field", PRICE], 64, "--field needs --model"),
        (["history", "--model", "a", "--field", "prize"], 64, "there is no field 'prize'"),
    ):
        ran = syncer(*words)
        assert (ran.code, message in ran.err) == (code, True), ran


def test_prices_as_a_page(syncer: Syncer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of models that are named, or of all whose price changed; what is asked for wrongly is one clear line."""
    monkeypatch.setenv("GITHUB_REPOSITORY", "o/r")
    monkeypatch.setenv("GITHUB_SERVER_URL", "https://github.com")
    write_catalog(["a", "b"])
    assert "is empty: nothing was applied yet" in syncer("history", "--format", "html").out
    assert syncer("sync", "--yes").code == 0
    write_model("a", input_price_per_million_tokens=3)
    assert syncer("sync", "--yes").code == 0
    ran = syncer("history", "--format", "html", "--output", "prices.html")
    assert (ran.code, ran.out) == (0, Path("prices.html").read_text("utf-8"))
    assert '<h2 id="model-1">a</h2>' in ran.out
    assert "2.50 \N{RIGHTWARDS ARROW}" in ran.out
    assert '<h2 id="model-2">' not in ran.out
    both = syncer("history", "--format", "html", "--model", "b", "--model", "a", "--field", PRICE).out
    assert [both.count(f'<h2 id="model-{at}">{name}</h2>') for at, name in ((1, "b"), (2, "a"))] == [1, 1]
    assert "Output" not in both
    for words, code, message in (
        (["--model", "zz"], 64, "has nothing of zz"),
        (["--field", "max_input_tokens"], 64, "a page tells of prices, and --field names none"),
    ):
        ran = syncer("history", "--format", "html", *words)
        assert (ran.code, ran.out, message in ran.err) == (code, "", True), ran


def test_a_page_with_prices_that_are_planned(syncer: Syncer) -> None:
    """What the file gives from a later day on; where the catalog is invalid, the page is made without."""
    write_catalog(["a"])
    assert syncer("sync", "--yes").code == 0
    write_model("a", price_changes={"2999-01-01": {PRICE: 7.125}})
    words = ("history", "--format", "html", "--model", "a")
    ran = syncer(*words)
    assert (ran.code, "planned in the catalog" in ran.out, "7.125" in ran.out) == (0, True, True)
    write_model("a", input_price_per_million_tokens="dear")
    ran = syncer(*words)
    assert (ran.code, "planned in the catalog" in ran.out) == (0, False)
    assert "the catalog is invalid, so the page does not have the prices that it plans" in ran.err


def test_a_damaged_history_as_a_page(syncer: Syncer) -> None:
    """What is damaged is counted on the page and named on stderr; where nothing is left, it is an error."""
    write_catalog(["a"])
    assert syncer("sync", "--yes").code == 0
    write_model("a", input_price_per_million_tokens=3)
    assert syncer("sync", "--yes").code == 0
    newest, oldest = sorted(Path("managed_models/.syncer/history").iterdir(), reverse=True)
    oldest.write_text("no entry", "utf-8")
    ran = syncer("history", "--format", "html")
    assert (ran.code, "1 apply of the history cannot be read" in ran.out) == (0, True)
    assert f"damaged, and left out: {oldest.stem}" in ran.err
    assert "1 step: who" in ran.out
    newest.write_text("no entry", "utf-8")
    for words in ([], ["--model", "a"]):
        ran = syncer("history", "--format", "html", *words)
        assert (ran.code, ran.out, "2 applies in the history" in ran.err) == (7, "", True), ran


def test_several_models(syncer: Syncer) -> None:
    """Their stories one after the other; as JSON a document with both, where one is as it was."""
    write_catalog(["a", "b"])
    assert syncer("sync", "--yes").code == 0
    told = syncer("history", "--model", "b", "--model", "a", "--model", "b").out
    assert [line for line in told.splitlines() if line.startswith("1 change")] == ["1 change of b.", "1 change of a."]
    words = ("history", "--format", "json", "--model", "a")
    one, both = json.loads(syncer(*words).out), json.loads(syncer(*words, "--model", "b").out)
    assert both["stories"][0] == {name: value for name, value in one.items() if name != "format_version"}
    assert [story["model_id"] for story in both["stories"]] == ["a", "b"]


def test_the_beginning_of_an_id(syncer: Syncer) -> None:
    """Of an apply's id as much is needed as tells it from others; a word is enough for fields of a kind."""
    write_catalog(["a"])
    assert syncer("sync", "--yes").code == 0
    first = syncer("history").out.split()[0]
    assert syncer("show", first[:8]).out.startswith(f"apply {first}: applied\n")
    write_model("a", input_price_per_million_tokens=3)
    assert syncer("sync", "--yes").code == 0
    ran = syncer("show", first[:4])
    assert (ran.code, "2 applies begin with" in ran.err, "write more of the id" in ran.err) == (64, True, True)
    assert syncer("revert", first[:24]).code == 5
    assert syncer("show", "19990101T").code == 64
    assert "has no apply 1999" in syncer("revert", "1999").err
    told = syncer("history", "--model", "a", "--field", "price").out
    assert told.count("input_price_per_million_tokens") == 2
    assert told.count("output_price_per_million_tokens") == 1
    assert "max_input_tokens" not in told
    ran = syncer("history", "--model", "a", "--field", "prise")
    assert (ran.code, "there is no field 'prise'" in ran.err) == (64, True)


def test_a_mark_that_is_renewed_is_told(syncer: Syncer) -> None:
    """A sync without changes that brings a row's mark up to date says so."""
    write_catalog(["a", "b"])
    assert syncer("sync", "--yes").code == 0
    path = next(path for path in Path("managed_models").glob("*.json") if '"a"' in path.read_text())
    path.write_text(path.read_text().replace('"inputPricePerMillionTokens": 2.5', '"inputPricePerMillionTokens": 3', 1))
    write_model("a", input_price_per_million_tokens=3)
    ran = syncer("sync", "--yes")
    assert ran.code == 0
    assert ran.out.endswith("Renewed the mark of 1 row.\n"), ran.out
    assert "Renewed" not in syncer("sync", "--yes").out
