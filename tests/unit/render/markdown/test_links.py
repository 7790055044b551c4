"""Links from a comment to the lines of the files in the head commit."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from syncer.cli.surroundings import ci_commits, ci_files
from syncer.model.catalog import Place
from syncer.plan.plan import Planned
from syncer.render.ci.findings import Root
from syncer.render.links import Links, commit_address, plain_address
from syncer.render.markdown.comment import comment_markdown
from tests.hostile import HOSTILE
from tests.rendered import html_of
from tests.unit.render.test_plan import every_change

if TYPE_CHECKING:
    from pathlib import Path

FILES = f"https://github.example/o/r/blob/{'1' * 40}"
LINKS = Links(FILES, Root("/r/sub", "/r"))


def test_models_lead_to_their_lines() -> None:
    """Every model that has a file is a link to the line that the row is about; a row without one has none."""
    text = comment_markdown(Planned("t", every_change()), links=LINKS)
    where = f"{FILES}/sub/catalog/models"
    assert f"| [`the-default`]({where}/the-default.yaml#L14) | input" in text
    assert f"| [`adopted-too`]({where}/adopted-too.yaml#L5) (adopted) | `enabled`" in text
    assert "| `gone` | enabled now |" in text
    assert "<br>`the-default.yaml" not in text


@pytest.mark.parametrize("name", [name for name in HOSTILE if name != "\ud800"], ids=ascii)
def test_no_name_of_a_file_is_more_than_an_address(name: str) -> None:
    """Whatever a file is called, a link to it is one link, or none, and leads below the commit."""
    found = LINKS.address(Place(f"catalog/models/{name}.yaml", 3))
    if found is not None:
        html = html_of(f"| a |\n|---|\n| [`x`]({found}) |")
        assert html.count("<a href=") == 1
        assert f'href="{FILES}/' in html
        assert html.count("<td>") == 1


@pytest.mark.parametrize(
    ("files", "place"),
    [(None, "catalog/a.yaml"), (FILES, "../../elsewhere/a.yaml"), ("javascript:alert(1)", "catalog/a.yaml"),
     ("https://x.y/a)b", "catalog/a.yaml"), (FILES, f"catalog/{'a' * 600}.yaml")],
)  # fmt: skip
def test_what_has_no_address(files: str | None, place: str) -> None:
    """Where nobody says which commit, outside the repository, and where it would be no plain address."""
    assert Links(files, Root("/r/sub", "/r")).address(Place(place, 1)) is None


@pytest.mark.parametrize(
    ("said", "event", "files"),
    [
        ({}, None, None),
        ({"GITHUB_REPOSITORY": "o/r", "GITHUB_SERVER_URL": "https://g", "GITHUB_SHA": "2" * 40}, None,
         f"https://g/o/r/blob/{'2' * 40}"),
        ({"GITHUB_REPOSITORY": "o/r", "GITHUB_SERVER_URL": "https://g", "GITHUB_SHA": "2" * 40},
         {"pull_request": {"head": {"sha": "3" * 40}}}, f"https://g/o/r/blob/{'3' * 40}"),
        ({"GITHUB_REPOSITORY": "o/r", "GITHUB_SERVER_URL": "https://g", "GITHUB_SHA": "2" * 40},
         {"pull_request": {"head": {"sha": "main/../.."}}}, f"https://g/o/r/blob/{'2' * 40}"),
        ({"GITHUB_REPOSITORY": "o/r", "GITHUB_SERVER_URL": "https://g"}, {"push": []}, None),
        ({"CI_PROJECT_URL": "https://l/o/r", "CI_COMMIT_SHA": "4" * 40}, None, f"https://l/o/r/-/blob/{'4' * 40}"),
        ({"CI_PROJECT_URL": "https://l/o/r"}, None, None),
    ],
)  # fmt: skip
def test_which_commit(
    said: dict[str, str], event: object, files: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a pull request on GitHub the head, not the merge that is checked out; else the commit that the CI names."""
    for name in ("GITHUB_REPOSITORY", "GITHUB_SERVER_URL", "GITHUB_SHA", "CI_PROJECT_URL", "CI_COMMIT_SHA"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "event.json").write_text("[" if event is None else json.dumps(event), "utf-8")
    for name, value in {**said, "GITHUB_EVENT_PATH": str(tmp_path / "event.json")}.items():
        monkeypatch.setenv(name, value)
    assert ci_files() == files


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ({}, None),
        ({"GITHUB_REPOSITORY": "o/r", "GITHUB_SERVER_URL": "https://g"}, f"https://g/o/r/commit/{'2' * 40}"),
        ({"CI_PROJECT_URL": "https://l/o/r"}, f"https://l/o/r/-/commit/{'2' * 40}"),
        ({"CI_PROJECT_URL": "javascript:alert(1)//"}, None),
    ],
)
def test_where_a_commit_is(said: dict[str, str], address: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Below the repository that the CI names; what is no commit has no address, nor has what is none of the web."""
    for name in ("GITHUB_REPOSITORY", "GITHUB_SERVER_URL", "CI_PROJECT_URL"):
        monkeypatch.delenv(name, raising=False)
    for name, value in said.items():
        monkeypatch.setenv(name, value)
    assert commit_address(ci_commits(), "2" * 40) == address
    for commit in ("", "main", "../x", "2" * 6, f"{'2' * 40}\n", "2" * 65):
        assert commit_address(ci_commits(), commit) is None


@pytest.mark.parametrize(
    "text", [None, "", "javascript:alert(1)", "//evil.example", "https://a b", f"https://{'a' * 700}", "https://a\n"]
)
def test_what_is_no_address(text: str | None) -> None:
    """Who wrote it is not known, so nothing but a plain address of the web is a link."""
    assert plain_address(text) is None
