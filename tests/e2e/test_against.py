"""A plan against a Git ref, and the folder that a report goes into, where something is out of the ordinary."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from tests.e2e.driving import definition, write_catalog
from tests.unit.git_repositories import commit, repository

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.e2e.driving import Ran

    Syncer = Callable[..., Ran]

TARGET = "targets:\n  t:\n    directory: {path: ../live}\n"


def test_a_base_whose_target_has_a_policy_for_no_model(syncer: Syncer) -> None:
    """A base that is invalid for a target counts as none, with its problem at its file at that commit as a warning."""
    place = Path.cwd()
    write_catalog(["gpt"], settings=f"{TARGET}    policies: {{models: {{nope: {{default: live}}}}}}\n")
    commit(repository(place))
    write_catalog(["gpt"], settings=TARGET)
    commit(place)
    ran = syncer("plan", "--target", "t", "--against", "HEAD~1")
    assert ran.code == 0, ran.err
    assert "warning: HEAD~1" not in ran.err
    assert "HEAD~1: warning: has no valid catalog, so every model is new" in ran.err
    assert "HEAD~1:catalog/catalog.yaml: warning: targets.t.policies.models.nope: target t: no model of the" in ran.err


def test_an_edit_that_mends_the_catalog(syncer: Syncer) -> None:
    """An edit can be planned that mends an invalid base; one that is invalid itself cannot."""
    place = Path.cwd()
    write_catalog(["gpt"])
    Path("catalog/models/gpt.yaml").write_text("model_id: gpt\n")
    commit(repository(place))
    ran = syncer("plan", "--against", "HEAD")
    assert ran.code == 3
    assert ran.out.splitlines()[-1] == "could not be planned: the catalog has 8 errors"
    assert ran.err.endswith("\nerror: the catalog has 8 errors\n")
    assert "default" not in ran.out + ran.err
    for form, start in (
        ("markdown", "### Plan for `the catalog`: could not"),
        ("github", "::error::the catalog could"),
    ):
        said = syncer("plan", "--against", "HEAD", "--format", form).out
        assert (start in said, "default" in said) == (True, False), said
    write_catalog(["gpt"])
    ran = syncer("plan", "--against", "HEAD", "--format", "json")
    assert ran.code == 0, ran.err
    (one,) = json.loads(ran.out)["targets"]
    assert one["plan"]["summary"]["create"] == 1
    assert {problem["where"] for problem in one["plan"]["problems"]} == {"HEAD", "HEAD:catalog/models/gpt.yaml"}


def test_one_plan_is_shown_as_any_other(syncer: Syncer) -> None:
    """Without targets there is no name of a target in the plan, nor a table of one."""
    write_catalog(["gpt"])
    commit(repository(Path.cwd()))
    assert syncer("plan", "--against", "HEAD").out.startswith("catalog campus -> HEAD (no store was read)\n")
    assert syncer("plan", "--against", "HEAD", "--format", "markdown").out.startswith(
        "### Plan for `HEAD (no store was"
    )


def test_an_edit_of_an_override_alone(syncer: Syncer) -> None:
    """The plan of an edit of `catalog.yaml` alone names the line of the override."""
    place = Path.cwd()
    write_catalog(["gpt", "o3"], settings=TARGET)
    commit(repository(place))
    rule = "    overrides:\n      - match: {id: gpt}\n        set:\n          max_output_tokens: 8000\n"
    write_catalog(["gpt", "o3"], settings=f"{TARGET}{rule}")
    ran = syncer("plan", "--target", "t", "--against", "HEAD", "--format", "json")
    (change,) = json.loads(ran.out)["targets"][0]["plan"]["changes"]
    assert [change["fields"][0][name] for name in ("field", "before", "after")] == ["max_output_tokens", 4096, 8000]
    assert (change["fields"][0]["file"], change["fields"][0]["line"]) == ("catalog/catalog.yaml", 8)


def test_a_target_that_is_none_names_no_file(syncer: Syncer) -> None:
    """A name that leads out of the report's folder, or that no target has, is a usage error, and nothing is written."""
    write_catalog(["gpt"], settings=TARGET)
    for target in ("../../evil", "s"):
        ran = syncer("plan", "--target", target, "--report-dir", "report")
        assert (ran.code, ran.out) == (64, "")
        assert f"no target '{target}'" in ran.err
    Path("catalog/catalog.yaml").write_text("nam: x\n")
    ran = syncer("plan", "--target", "../../evil", "--report-dir", "report")
    assert (ran.code, ran.err) == (64, "error: no target can be called '../../evil'\n")
    assert sorted(path.name for path in Path.cwd().parent.rglob("*.md")) == []


def test_a_report_removes_nothing_of_others(syncer: Syncer) -> None:
    """What an earlier run left is removed; files of other people in folders of these names stay."""
    write_catalog(["gpt"], settings=TARGET)
    mine = [Path("docs/plans/roadmap.md"), Path("docs/comments/a.md"), Path("docs/plans/terraform.plan.json")]
    for path in mine:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("mine\n")
    assert syncer("plan", "--all-targets", "--report-dir", "docs").code == 0
    write_catalog({"gpt": definition("gpt")}, settings=TARGET.replace("  t:", "  u:"))
    assert syncer("plan", "--all-targets", "--report-dir", "docs").code == 0
    assert [path.read_text() for path in mine] == ["mine\n"] * 3
    made = {path for part in ("plans", "comments") for path in Path("docs", part).iterdir()} - set(mine)
    assert made == {Path("docs/plans/u.plan.json"), Path("docs/comments/u.md")}


def test_unmanaged_rows_of_all_targets(syncer: Syncer) -> None:
    """`--unmanaged` counts for several targets as for one, as text and as Markdown."""
    write_catalog(["gpt"], settings=TARGET)
    assert syncer("sync", "--yes", "--target", "t").code == 0
    row = json.loads(next(Path("live").glob("*.json")).read_text())
    other = {key: value for key, value in row.items() if key not in {"managedBy", "lastApplied"}}
    Path("live/x1.json").write_text(json.dumps({**other, "id": "x1", "modelId": "theirs"}))
    for form in ("text", "markdown", "summary"):
        assert "theirs" not in syncer("plan", "--all-targets", "--format", form).out
        assert "theirs" in syncer("plan", "--all-targets", "--unmanaged", "--format", form).out
