"""`page`: where it is written, what is read for it, and when it is not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.e2e.driving import Ran, definition, write_catalog, write_model
from tests.unit.git_repositories import commit, git, repository
from tests.unit.render.html.read_back import articles_of, column_of, data_of, read_page

if TYPE_CHECKING:
    from collections.abc import Callable

    Syncer = Callable[..., Ran]


@pytest.mark.usefixtures("in_step")
def test_the_values_are_those_of_list(syncer: Syncer) -> None:
    """Of the shipped catalog every value on the page is the one that `list --format json` says."""
    assert syncer("page", "-q") == Ran(0, "", "")
    listed = {one["model_id"]: one for one in json.loads(syncer("list", "--format", "json").out)["models"]}
    page = read_page(Path("catalog.html").read_text("utf-8"))
    shown = articles_of(page)
    assert len(shown) > 100
    assert shown == {key: {name: one[name] for name in shown[key]} for key, one in listed.items()}
    data = data_of(page)
    files = dict(zip(column_of(data, "key"), column_of(data, "file"), strict=True))
    assert files == {key: one["source"].partition(":")[0] for key, one in listed.items()}


@pytest.mark.parametrize(
    ("out", "file"), [("a.html", "a.html"), ("site/", "site/index.html"), ("there", "there/index.html")]
)
def test_out(syncer: Syncer, out: str, file: str) -> None:
    """A file; or a folder, in which it is called index.html."""
    write_catalog(["a"])
    Path("there").mkdir()
    assert syncer("page", "--out", out) == Ran(0, "", f"wrote {file}\n")
    assert Path(file).read_text("utf-8").startswith("<!doctype html>")


def test_a_folder_that_cannot_be_made(syncer: Syncer) -> None:
    """One clear error."""
    write_catalog(["a"])
    assert syncer("page", "--out", "catalog/catalog.yaml/").code == 64


def test_an_invalid_catalog_makes_no_page(syncer: Syncer) -> None:
    """And leaves the page that is there as it was; the same where a target makes it invalid."""
    write_catalog({"a": definition("a", max_input_tokens=-1)})
    Path("catalog.html").write_text("before", encoding="utf-8")
    assert syncer("page").code == 3
    write_catalog(
        ["a"], settings="targets: {t: {directory: {path: s}, overrides: [{match: {id: b}, set: {enabled: false}}]}}\n"
    )
    assert syncer("page").code == 3
    assert Path("catalog.html").read_text("utf-8") == "before"


def test_the_same_bytes_wherever_it_is_made(syncer: Syncer, tmp_path: Path) -> None:
    """The path by which the catalog is named is not in the page."""
    folder = write_catalog(["a", "b"]).absolute()
    assert syncer("page").code == syncer("page", "--catalog", str(folder), "--out", "other.html").code == 0
    assert Path("other.html").read_bytes() == Path("catalog.html").read_bytes()
    assert str(tmp_path).encode() not in Path("catalog.html").read_bytes()


def test_live(syncer: Syncer) -> None:
    """What the store holds stands beside what Git says; a page that is not live reads no store."""
    write_catalog(["a", "b"])
    assert syncer("sync", "--yes", "-q").code == 0
    write_model("a", input_price_per_million_tokens=3)
    write_model("c")
    Path("catalog/models/b.yaml").unlink()
    assert syncer("page", "--live", "-q").code == 0
    data = data_of(read_page(Path("catalog.html").read_text("utf-8")))
    assert dict(zip(column_of(data, "key"), column_of(data, "in store"), strict=True)) == {
        "a": "1 field differs", "c": "not in the store", "b": "only in the store",
    }  # fmt: skip
    assert syncer("page", "--live", "--public", "-q").code == 0
    assert column_of(data_of(read_page(Path("catalog.html").read_text("utf-8"))), "key") == ["a", "c"]
    Path("managed_models").rename("away")
    Path("managed_models").write_text("no directory", encoding="utf-8")
    assert syncer("page", "-q").code == 0
    assert syncer("page", "--live", "-q").code == 7


def test_the_story_of_a_price(syncer: Syncer) -> None:
    """With --live, from the history; an apply that somebody damaged is told of, and does not stop the page."""
    write_catalog(["a", "b"])
    for price in (2.5, 3, 2):
        write_model("a", input_price_per_million_tokens=price)
        assert syncer("sync", "--yes", "-q").code == 0
    assert syncer("page", "--live", "-q").code == 0
    page = read_page(Path("catalog.html").read_text("utf-8"))
    (story,) = (one for one in page.all("div") if "data-story" in one.attributes)
    moves = [[cell.text for cell in row.all("td")][1:4] for row in story.one("tbody").all("tr")]
    assert moves[:2] == [["Input", "3.00", "2.00"], ["Input", "2.50", "3.00"]]
    oldest = min(Path("managed_models/.syncer/history").glob("*.json"))
    oldest.write_text("{", encoding="utf-8")
    assert syncer("page", "--live", "-q").code == 0
    page = read_page(Path("catalog.html").read_text("utf-8"))
    assert "1 apply of the history cannot be read" in page.text
    assert [one for one in page.all("div") if "data-story" in one.attributes]


TARGETS = """\
targets:
  prod: {directory: {path: prod}, overrides: [{match: {id: a}, set: {input_price_per_million_tokens: 3}}]}
  test: {directory: {path: test}, except: [{id: b}]}
"""


def test_targets(syncer: Syncer) -> None:
    """Without a target, which get each model and what they have otherwise; with one, the catalog as that gets it."""
    write_catalog(["a", "b"], settings=TARGETS)
    assert syncer("page", "-q").code == 0
    page = read_page(Path("catalog.html").read_text("utf-8"))
    assert column_of(data_of(page), "by target") == [["prod", "test"], ["prod"]]
    assert "target prod: 3.00, catalog/catalog.yaml:3" in page.text
    assert syncer("page", "-q", "--target", "test").code == 0
    assert [*articles_of(read_page(Path("catalog.html").read_text("utf-8")))] == ["a"]
    assert syncer("page", "-q", "--target", "prod").code == 0
    page = read_page(Path("catalog.html").read_text("utf-8"))
    assert articles_of(page)["a"]["input_price_per_million_tokens"] == 3
    assert "catalog/catalog.yaml:3" in page.text
    assert syncer("page", "-q", "--target", "prod", "--public").code == 0
    assert "prod" not in Path("catalog.html").read_text("utf-8")


def test_the_commit(syncer: Syncer, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page names the commit, sees dates from its day, and links each line to it where the CI says where that is."""
    repository(place)
    write_catalog({"a": definition("a", status="deprecated", retires_on="2027-02-01")})
    head = commit(place)
    day = git(place, "show", "--no-patch", "--format=%cs")
    for name, value in {"REPOSITORY": "o/r", "SERVER_URL": "https://code.example", "SHA": head}.items():
        monkeypatch.setenv(f"GITHUB_{name}", value)
    assert syncer("page", "-q").code == 0
    page = read_page(Path("catalog.html").read_text("utf-8"))
    assert f"at commit {head[:12]}" in page.text
    assert f"as of {day}" in page.text
    links = {one.text: one.attributes["href"] for one in page.one("article").all("a")}
    assert links["line 1"] == f"https://code.example/o/r/blob/{head}/catalog/models/a.yaml#L1"
    assert syncer("page", "-q", "--public").code == 0
    assert head[:12] not in Path("catalog.html").read_text("utf-8")


def test_the_moment(syncer: Syncer) -> None:
    """Prices are those of the moment, and the page says what comes."""
    later = "price_changes:\n  2027-01-01:\n    input_price_per_million_tokens: 1\n"
    write_catalog({"a": definition("a") + later})
    for at, price in (("2026-12-31", 2.5), ("2027-01-01", 1)):
        assert syncer("page", "-q", "--at", at).code == 0
        page = read_page(Path("catalog.html").read_text("utf-8"))
        assert articles_of(page)["a"]["input_price_per_million_tokens"] == price
        assert ("from 2027-01-01: 1.00" in page.text) == (price == 2.5)
