"""Warnings in their place: a reviewer sees those of the change, and how many others there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from syncer.cli import cli
from syncer.errors import Problem, warned
from syncer.frozen import replace
from syncer.plan.plan import Planned, build_plan
from syncer.render.ci.annotations import annotations_github
from syncer.render.ci.sarif import sarif_text
from syncer.render.markdown.comment import comment_markdown, plan_markdown, summary_markdown
from syncer.render.warnings import elsewhere, few_of_each, of_change
from tests.unit.building import TARGET, catalog_of, entry, record, snapshot_of
from tests.unit.catalog_files import model, write_catalog
from tests.unit.git_repositories import commit, repository

if TYPE_CHECKING:
    from pathlib import Path

    from syncer.plan.plan import Plan

NAMES = [f"other{number}" for number in range(40)]
FILES = "40 more warnings about files that this change does not touch: `syncer validate`"


def noise(name: str) -> Problem:
    """The warning about a model's file."""
    return warned("price-noise", f"catalog/models/{name}.yaml", "looks like noise", 9, 33, "input_price")


def one_price(*more: Problem) -> Plan:
    """One price changes, in a catalog with warnings about 40 other files, and about the one that changes."""
    entries = [entry("a", input_price_per_million_tokens=4.0), *map(entry, NAMES)]
    catalog = catalog_of(entries)._replace(warnings=(noise("a"), *map(noise, NAMES), *more))
    return build_plan(catalog, snapshot_of(map(record, ["a", *NAMES])), target=TARGET)


def test_a_comment_has_the_warnings_of_its_change() -> None:
    """The others are one line with a count, above everything that a budget drops; a summary has all of them."""
    plan = one_price()
    for text in (comment_markdown(Planned("t", plan)), plan_markdown(plan)):
        assert text.count("looks like noise") == 1
        assert FILES in text
        assert len(text.splitlines()) < 25
    assert summary_markdown([Planned("t", plan)]).count("looks like noise") == 41


def test_annotations_have_the_warnings_of_their_change() -> None:
    """None of the ten is about a file that the change leaves alone; code scanning gets all."""
    lines = annotations_github([Planned("t", one_price())]).splitlines()
    assert [line.split("file=")[1].split(",")[0] for line in lines[:-1]] == ["catalog/models/a.yaml"] * 2
    assert lines[-1] == FILES
    assert sarif_text([Planned("t", one_price())]).count('"catalog-warning"') == 41 + 1


def test_files_that_a_git_ref_has_otherwise_are_touched() -> None:
    """They are of the change although the plan does nothing to their models."""
    plan = replace(one_price(), touched=frozenset({"catalog/models/other3.yaml"}))
    assert [problem.where for problem in of_change(plan)] == ["catalog/models/a.yaml", "catalog/models/other3.yaml"]


def test_several_targets() -> None:
    """What is touched for one target is said, once; the rest is counted once."""
    first, second = one_price(), replace(one_price(), changes=())
    lines = annotations_github([Planned("a", first), Planned("b", second)]).splitlines()
    assert sum("looks like noise" in line for line in lines) == 1
    assert lines[-1] == FILES


def test_what_a_plan_could_not_see_is_always_said() -> None:
    """What rows are like is counted; what the plan does not know stays, as does a warning that has no kind."""
    said = (
        warned("unread-grants", "table roles", "cannot be read"), warned("unlisted-row", "table t", "b, row 1"),
        warned("other-base", "main:catalog/catalog.yaml", "is wrong"), Problem("old", "from an old plan"),
    )  # fmt: skip
    plan = replace(one_price(*said), touched=frozenset({"main:catalog/catalog.yaml"}))
    shown = of_change(plan)
    assert [problem.where for problem in shown][1:] == ["table roles", "main:catalog/catalog.yaml", "old"]
    assert elsewhere(plan.problems, shown) == (
        "41 more warnings about files and rows that this change does not touch: `syncer plan --verbose`"
    )
    assert (
        elsewhere(said[1:2], ()) == "1 more warning about rows that this change does not touch: `syncer plan --verbose`"
    )
    assert elsewhere(said, said) == ""


@pytest.mark.parametrize("option", ["--base", "--against"])
def test_what_git_says(option: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a ref the files that differ from it count, whether their models change or not."""
    monkeypatch.chdir(tmp_path)
    odd = {name: model(model_id=name, model_name=f"' {name}'") for name in "abc"}
    write_catalog(tmp_path, odd, settings="name: t\ntargets: {t: {directory: {path: ../live}}}\n")
    commit(repository(tmp_path))
    (tmp_path / "c/models/b.yaml").write_text(f"# about b\n{odd['b']}", "utf-8")
    (tmp_path / "c/models/d.yaml").write_text(model(model_id="d", model_name="' d'"), "utf-8")
    words = ["plan", "--no-cache", "--catalog", "c", "--all-targets", option, "HEAD", "--report-dir", "report"]
    done = CliRunner().invoke(cli, words)
    assert done.exit_code == 0, done.output
    text = (tmp_path / "report/annotations.txt").read_text("utf-8")
    new = (
        ["a", "b", "c", "d"] if option == "--base" else ["b", "d"]
    )  # the store is empty, so the plan makes all of them
    assert [line.split("models/")[1][0] for line in text.splitlines() if "outer-space" in line] == new
    rest = "2 more warnings about files that this change does not touch: `syncer validate`"
    assert (rest in text) == (option == "--against")


def test_a_terminal_shows_a_few_of_each_kind() -> None:
    """That of a model that the plan changes is among them, wherever it stands; what has no kind is all there."""
    said = (*map(noise, NAMES), noise("a"), warned("unlisted-row", "row 1", "b"), *(Problem("old", "x") for _ in "abc"))
    shown, lines = few_of_each(said, 3, [replace(one_price(), problems=said)])
    names = ["other0", "other1", "a"]
    assert [problem.where for problem in shown[:3]] == [f"catalog/models/{name}.yaml" for name in names]
    assert shown[3:] == [*said[41:]]
    assert lines == ["and 38 more warnings [price-noise]; --verbose lists them all"]
    assert few_of_each(said, 41, []) == ([*said], [])
    assert few_of_each([noise("a")] * 1_002, 1, [])[1] == [
        "and 1,001 more warnings [price-noise]; --verbose lists them all"
    ]
    assert few_of_each([noise("a")] * 4, 3, [])[1] == ["and 1 more warning [price-noise]; --verbose lists them all"]


@pytest.mark.parametrize("command", [["plan"], ["sync", "--yes"], ["list"]])
def test_commands_show_a_few_of_each_kind(command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All with --verbose, and in documents; none with --quiet."""
    monkeypatch.chdir(tmp_path)
    odd = {f"m{number}": model(model_id=f"m{number}", model_name=f"' {number}'") for number in range(12)}
    write_catalog(tmp_path, odd, settings="name: t\ntargets: {t: {directory: {path: ../live}}}\n")
    run = [*command, "--no-cache", "--catalog", "c"]
    more = "and 2 more warnings [outer-space]; --verbose lists them all\n"
    for option, times in (([], 10), (["--verbose"], 12), (["--quiet"], 0)):
        said = CliRunner().invoke(cli, [*run, *option]).stderr
        assert (said.count("white space"), more in said) == (times, option == [])
