"""The workflows that are given to a catalog repository, run from a pull request to the night after.

Their `run` steps and the action's are run with GitHub's file protocol, a stand-in for its API, and DynamoDB Local.
"""

from __future__ import annotations

import json
import os
import shutil
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.workflows.world import World

GPT = "catalog/models/openai/gpt-5-mini.yaml"
NOVA = "catalog/models/amazon/us.amazon.nova-pro-v1-0.yaml"
PRICE = "input_price_per_million_tokens"
STORED = "inputPricePerMillionTokens"


def price(world: World, now: str, then: str, path: str = GPT) -> None:
    """Edit the price of input."""
    world.edit(path, f"{PRICE}: {now}\n", f"{PRICE}: {then}\n")


def reviewed(world: World) -> int:
    """A pull request with a new price, and its plan."""
    world.branch()
    price(world, "0.25", "0.3")
    number = world.pull()
    result = world.plan(number, "opened")
    assert result.conclusion == "success", result.job("plan").log
    return number


def test_from_a_pull_request_to_the_store(world: World) -> None:
    """Opened, planned, pushed again with the same comment, merged, applied; run again, it does nothing.

    The one story with the installed programs, for a plan and a sync; see `programs.py`.
    """
    with world.installed_programs():
        number = reviewed(world)
    (comment,) = world.stub.bodies(number)
    assert comment.startswith("<!-- syncer:plan production -->\n")
    assert "0.25\xa0→\xa00.3\xa0USD\xa0(+20\xa0%)" in comment
    (identity,) = world.stub.comments
    price(world, "0.8", "0.9", NOVA)
    world.pull(number)
    result = world.plan(number)
    plan = result.job("plan")
    assert result.conclusion == "success", plan.log
    assert list(world.stub.comments) == [identity]
    assert "0.8\xa0→\xa00.9\xa0USD\xa0(+12.5\xa0%)" in world.stub.bodies(number)[0]
    assert "0.8\xa0→\xa00.9\xa0USD\xa0(+12.5\xa0%)" in plan.summary
    head = world.stub.pulls[number]["head"]["sha"]
    plans, page = (kept for kept in world.artifacts.kept if kept.head_sha == head)
    assert (plans.name, page.name) == (f"syncer-plan-{head}", "plan.html")
    assert (
        f"\n[The plan as a page](https://github.example/campus/catalog/actions/runs/{page.run_id}/artifacts/{page.id})."
        in world.stub.bodies(number)[0]
    )
    assert ">0.90</data>" in page.files["plan.html"].decode()

    commit = world.merge(number)
    with world.installed_programs():
        result = world.push(commit)
    sync = result.job("sync", target="production")
    assert result.conclusion == "success", sync.log
    assert sync.environment == "production"
    assert sync.concurrency == {"group": "sync-production", "cancel-in-progress": False, "queue": "max"}
    assert "2 applied" in sync.summary
    assert (world.row("gpt-5-mini")[STORED], world.row("us.amazon.nova-pro-v1:0")[STORED]) == (0.3, 0.9)
    applies = world.applies()
    again = world.push(commit, again=True)
    assert again.conclusion == "success", again.job("sync", target="production").log
    assert world.applies() == applies


def test_drift(world: World) -> None:
    """No drift, no issue; an edit opens one; another night changes nothing; once it is gone, the issue is closed."""
    quiet = world.night()
    assert quiet.conclusion == "success", quiet.job("issue", target="production").log
    assert world.stub.issues == {}
    world.page("gpt-5-mini", modelName="renamed")
    assert world.night().conclusion == "success"
    (issue,) = world.stub.issues.values()
    assert (issue["state"], "renamed" in issue["body"]) == ("open", True)
    writes = len(world.stub.writes())
    assert world.night().conclusion == "success"
    assert len(world.stub.writes()) == writes
    world.page("gpt-5-mini", modelName="GPT-5 Mini")
    assert world.night().conclusion == "success"
    assert issue["state"] == "closed"


def test_prices_that_are_due(world: World) -> None:
    """A price whose day has come is an issue until a sync has written it, also where edits become pull requests.

    One to come is told with it, and is none itself. The summary has the plan, whose fingerprint the sync takes.
    """
    soon = (datetime.now(UTC) + timedelta(days=9)).date().isoformat()
    for path, day in ((GPT, "2026-01-01"), (NOVA, soon)):
        world.edit(path, f"{PRICE}: ", f'price_changes: {{"{day}": {{{PRICE}: 0.5}}}}\n{PRICE}: ')
    world.seed(world.commit("Prices with a date"))
    night = world.night().job("issue", target="production")
    (issue,) = world.stub.issues.values()
    assert (issue["state"], issue["title"]) == ("open", "The models of production are not what Git says")
    assert "gpt-5-mini" in issue["body"].partition("**Prices that are due (")[2].partition("**Prices to come ")[0]
    to_come = f"- `us.amazon.nova-pro-v1:0` from {soon} on: input 0.8 -> 0.5 USD (-37.5 %), per million tokens."
    assert to_come in issue["body"]
    fingerprint = night.summary.partition("Fingerprint `")[2].partition("`")[0]
    written = world.dispatch(target="production", fingerprint=fingerprint)
    assert written.conclusion == "success", (night.summary, written.job("sync", target="production").log)
    assert world.row("gpt-5-mini")[STORED] == 0.5
    world.runner.variables = {**world.runner.variables, "SYNCER_DRIFT": "pull-request"}
    night = world.night().job("issue", target="production")
    assert (issue["state"], to_come in night.summary, "that are due" in night.summary) == ("closed", True, False)


def test_a_proposal_of_what_was_edited(world: World) -> None:
    """With SYNCER_DRIFT, the edit becomes a pull request of one line, once; it is closed when the edit is gone."""
    world.runner.variables = {**world.runner.variables, "SYNCER_DRIFT": "pull-request"}
    world.page("gpt-5-mini", **{STORED: 0.2})
    result = world.night()
    assert result.conclusion == "success", result.job("propose", target="production").log
    issue = result.job("issue", target="production")
    assert (issue.conclusion, issue.step("Open or update the issue").conclusion) == ("success", "skipped")
    (pull,) = world.stub.pulls.values()
    branch = "syncer/drift-production"
    assert (pull["head"]["ref"], pull["state"]) == (branch, "open")
    before, after = (world.stub.files(name)[GPT].decode().splitlines() for name in ("main", branch))
    assert [pair for pair in zip(before, after, strict=True) if pair[0] != pair[1]] == [
        (f"{PRICE}: 0.25", f"{PRICE}: 0.2")
    ]
    tip = world.stub.refs[branch]
    writes = len(world.stub.writes())
    assert world.night().conclusion == "success"
    assert {line.rpartition("/")[2] for line in world.stub.writes()[writes:]} <= {"trees"}
    assert world.stub.refs[branch] == tip
    world.page("gpt-5-mini", **{STORED: 0.25})
    assert world.night().conclusion == "success"
    assert (pull["state"], branch in world.stub.refs) == ("closed", False)


def test_a_proposal_of_a_former_night(world: World) -> None:
    """A job that is run again after a merge proposes the edit alone, and does not take the merge back."""
    world.runner.variables = {**world.runner.variables, "SYNCER_DRIFT": "pull-request"}
    then = world.git("rev-parse", "main")
    world.page("gpt-5-mini", **{STORED: 0.2})
    world.edit(GPT, "model_id:", "# Merged in the meantime.\nmodel_id:")
    world.seed(world.commit("A merge"))
    assert world.night(then).conclusion == "success"
    proposed = world.stub.files("syncer/drift-production")[GPT].decode()
    assert ("# Merged in the meantime.\n" in proposed, f"{PRICE}: 0.2\n" in proposed) == (True, True)


def test_a_proposal_when_git_fails(world: World) -> None:
    """Where git cannot say which files were written, the job fails; the open pull request is not closed."""
    world.runner.variables = {**world.runner.variables, "SYNCER_DRIFT": "pull-request"}
    world.page("gpt-5-mini", **{STORED: 0.2})
    assert world.night().conclusion == "success"
    (pull,) = world.stub.pulls.values()
    broken = world.top / "bin" / "git"
    broken.parent.mkdir()
    broken.write_text(f'#!/bin/sh\n[ "$1" = diff ] && exit 128\nexec {shutil.which("git")} "$@"\n', encoding="utf-8")
    broken.chmod(0o755)
    world.runner.base_env = {**world.runner.base_env, "PATH": f"{broken.parent}:{os.environ['PATH']}"}
    result = world.night()
    propose = result.job("propose", target="production")
    assert propose.step("Write the edits into the files").conclusion == "success", propose.log
    assert (result.conclusion, pull["state"]) == ("failure", "open")


def test_a_live_edit_between_review_and_merge(world: World) -> None:
    """The new plan would put back what the page says, which nobody reviewed: nothing is written, and it says why."""
    number = reviewed(world)
    world.page("gpt-5-mini", modelName="GPT five mini")
    result = world.push(world.merge(number))
    sync = result.job("sync", target="production")
    assert result.conclusion == "failure"
    assert world.row("gpt-5-mini")[STORED] == 0.25
    assert world.row("gpt-5-mini")["modelName"] == "GPT five mini"
    (error,) = [one for one in sync.annotations if "model_name" in one.message]
    assert error.level == "error"


def test_by_hand_after_a_live_edit(world: World) -> None:
    """The run by hand applies the plan with the fingerprint that somebody looked at, and no other one."""
    number = reviewed(world)
    world.page("gpt-5-mini", modelName="GPT five mini")
    assert world.push(world.merge(number)).conclusion == "failure"
    wrong = world.dispatch(target="production", fingerprint="0" * 12)
    assert wrong.conclusion == "failure"
    world.syncer("plan", "--target", "production", "--format", "json", "--output", "plan.json")
    fingerprint = json.loads((world.origin / "plan.json").read_text())["fingerprint"]
    result = world.dispatch(target="production", fingerprint=fingerprint[:12])
    assert result.conclusion == "success", result.job("sync", target="production").log
    assert (world.row("gpt-5-mini")[STORED], world.row("gpt-5-mini")["modelName"]) == (0.3, "GPT-5 Mini")
    assert world.dispatch(target="prod", fingerprint=fingerprint).conclusion == "failure"


def test_by_hand_from_another_branch(world: World) -> None:
    """What is not merged is not synced, whatever branch somebody picks when they run the workflow by hand."""
    reviewed(world)
    world.syncer("plan", "--target", "production", "--format", "json", "--output", "plan.json")
    fingerprint = json.loads((world.origin / "plan.json").read_text())["fingerprint"]
    result = world.dispatch(branch="edit", target="production", fingerprint=fingerprint)
    assert result.conclusion == "failure"
    assert world.row("gpt-5-mini")[STORED] == 0.25
    assert any("branch main" in one.message for one in result.job("targets").annotations if one.level == "error")


def test_a_fork(world: World) -> None:
    """A pull request from a fork has no credentials and no comment; its offline plan is in the job's summary."""
    world.branch()
    price(world, "0.25", "0.3")
    number = world.pull(fork=True)
    result = world.plan(number, "opened")
    plan = result.job("plan")
    assert result.conclusion == "success", plan.log
    assert plan.step("Credentials").conclusion == "skipped"
    assert world.stub.bodies(number) == []
    assert "0.3" in plan.summary
    assert "no store was read" in plan.summary
    assert [kept.name for kept in world.artifacts.kept] == ["plan.html"]
    assert world.stub.writes() == []


def test_a_plan_run_again(world: World) -> None:
    """The same run once more keeps one artifact of each kind, and the comment leads to the page that there is now."""
    number = reviewed(world)
    (before,) = world.stub.bodies(number)
    assert world.plan(number, again=True).conclusion == "success"
    (after,) = world.stub.bodies(number)
    kept, page = world.artifacts.kept
    assert after.rpartition("/")[0] == before.rpartition("/")[0]
    assert after.rpartition("/")[2] == f"{page.id}).\n" != before.rpartition("/")[2]
    plan = json.loads(kept.files["production.plan.json"])
    made, expires = (datetime.fromisoformat(plan[name]) for name in ("made_at", "expires_at"))
    assert expires - made == timedelta(days=30)  # as long as GitHub keeps it


def test_changes_that_go_again(world: World) -> None:
    """A comment about changes that are taken back says that there are none; without an earlier one there is none."""
    number = reviewed(world)
    price(world, "0.3", "0.25")
    world.edit(GPT, "model_id:", "# A remark.\nmodel_id:")
    world.pull(number)
    assert world.plan(number).conclusion == "success"
    (comment,) = world.stub.bodies(number)
    assert comment.startswith("<!-- syncer:plan production empty -->\n")
    world.git("checkout", "--quiet", "main")
    world.branch()
    world.edit(GPT, "model_id:", "# A remark.\nmodel_id:")
    other = world.pull()
    assert world.plan(other, "opened").conclusion == "success"
    assert world.stub.bodies(other) == []


def test_a_guard_lifted_in_the_description(world: World) -> None:
    """A refused plan fails the check; the line that the comment names lifts the guard, for the sync, too."""
    world.branch()
    for path in (GPT, NOVA):
        world.write(path, None)
    number = world.pull()
    refused = world.plan(number, "opened")
    assert refused.conclusion == "failure"
    (comment,) = world.stub.bodies(number)
    assert "\nsyncer: --allow-deletes 2\n" in comment
    assert [list(kept.files) for kept in world.artifacts.kept] == [["exit-code"], ["plan.html"]]
    world.stub.pulls[number]["body"] = "They are retired.\r\n\r\nsyncer: --allow-deletes 2\r\n"
    result = world.plan(number, "edited")
    assert result.conclusion == "success", result.job("plan").log
    result = world.push(world.merge(number))
    assert result.conclusion == "success", result.job("sync", target="production").log
    assert len(world.table.ids()) == 1


def test_a_line_that_is_taken_back(world: World) -> None:
    """What a line of the description lifted is not lifted any more without it: the plan that is refused counts."""
    world.branch()
    for path in (GPT, NOVA):
        world.write(path, None)
    number = world.pull(body="syncer: --allow-deletes 2")
    assert world.plan(number, "opened").conclusion == "success"
    world.stub.pulls[number]["body"] = "They are retired."
    assert world.plan(number, "edited").conclusion == "failure"
    result = world.push(world.merge(number))
    assert result.conclusion == "failure"
    sync = result.job("sync", target="production")
    assert "no saved plan" in sync.step("Fetch the reviewed plan").stderr
    assert any("--allow-deletes 2" in one.message for one in sync.annotations), sync.log
    assert len(world.table.ids()) == 3


def test_a_description_that_is_edited_after_the_merge(world: World) -> None:
    """A merged pull request is planned no more: its comment and its plan stay what was reviewed."""
    number = reviewed(world)
    world.merge(number)
    writes = len(world.stub.writes())
    result = world.plan(number, "edited")
    assert result.job("plan").conclusion == "skipped"
    assert len(world.stub.writes()) == writes


def test_a_catalog_deleted_in_a_pull_request(world: World) -> None:
    """The check fails, and the comment says that there is no catalog."""
    number = reviewed(world)
    world.git("rm", "-r", "--quiet", "catalog")
    world.pull(number)
    result = world.plan(number)
    assert result.conclusion == "failure"
    assert any("no such folder" in body for body in world.stub.bodies(number))


def test_a_catalog_yaml_that_cannot_be_read(world: World) -> None:
    """The comment about a target does not claim that the target is gone; later there is its plan again."""
    number = reviewed(world)
    world.edit("catalog/catalog.yaml", "name:", "name: [")
    world.pull(number)
    assert world.plan(number).conclusion == "failure"
    old, error = world.stub.bodies(number)
    assert "no such target, or cannot be read" in old
    assert "could not be planned" in error
    world.edit("catalog/catalog.yaml", "name: [", "name:")
    world.pull(number)
    assert world.plan(number).conclusion == "success"
    back, over = world.stub.bodies(number)
    assert "0.25\xa0→\xa00.3\xa0USD\xa0(+20\xa0%)" in back
    assert over.startswith("<!-- syncer:plan default empty -->\n")


def test_an_invalid_model(world: World) -> None:
    """A problem is on its line, once, and in the comment."""
    world.branch()
    world.edit(GPT, f"{PRICE}: 0.25", f"{PRICE}: much")
    number = world.pull()
    result = world.plan(number, "opened")
    assert result.conclusion == "failure"
    found = [(one.level, one.file, one.line) for one in result.job("plan").annotations if one.file == GPT]
    assert found == [("error", GPT, 12)]
    assert GPT in world.stub.bodies(number)[0].replace("&#45;", "-").replace("&#95;", "_").replace("<wbr>", "")


def test_comments_that_github_refuses(world: World) -> None:
    """A comment that cannot be written fails the check with a clear line; a passing fault is tried again."""
    world.branch()
    price(world, "0.25", "0.3")
    number = world.pull()
    world.stub.fail_next("GET", r"/issues/\d+/comments", 502)
    assert world.plan(number, "opened").conclusion == "success"
    assert len(world.stub.bodies(number)) == 1
    price(world, "0.3", "0.35")
    world.pull(number)
    world.stub.fail_next(
        "GET", r"/issues/\d+/comments", 403, body=b'{"message": "Resource not accessible by integration"}'
    )
    result = world.plan(number)
    assert result.conclusion == "failure"
    (error,) = [one for one in result.job("plan").annotations if "pull-requests: write" in one.message]
    assert error.level == "error"


def test_a_merge_queue(world: World) -> None:
    """In a merge queue the plan is made, and there is nothing to comment on."""
    number = reviewed(world)
    writes = len(world.stub.writes())
    result = world.queue(number)
    assert result.conclusion == "success", result.job("plan").log
    assert "0.3" in result.job("plan").summary
    assert len(world.stub.writes()) == writes


def test_a_push_without_a_review(world: World) -> None:
    """A commit on main that no pull request became is not synced, and the error says what to do."""
    price(world, "0.25", "0.3")
    commit = world.commit("A direct push")
    world.stub.known_commits.add(commit)
    result = world.push(commit)
    sync = result.job("sync", target="production")
    assert result.conclusion == "failure"
    assert world.row("gpt-5-mini")[STORED] == 0.25
    assert "no pull request was merged" in sync.step("Fetch the reviewed plan").stderr
    assert any("nothing of this plan was reviewed" in one.message for one in sync.annotations), sync.log


def test_two_targets_of_which_one_cannot_be_reached(world: World) -> None:
    """The other one is planned and commented; the check fails and says which one was not."""
    world.branch()
    world.write("catalog/targets/staging.yaml", "dynamodb: {table: no-such-table, region: eu-west-1}\n")
    price(world, "0.25", "0.3")
    number = world.pull(body="syncer: --allow-settings")
    result = world.plan(number, "opened")
    plan = result.job("plan")
    assert result.conclusion == "failure"
    bodies = {body.splitlines()[0]: body for body in world.stub.bodies(number)}
    assert "0.3" in bodies["<!-- syncer:plan production -->"]
    assert "could not be planned" in bodies["<!-- syncer:plan staging -->"]
    assert any("no-such-table" in one.message for one in plan.annotations)
    kept, page = world.artifacts.kept
    assert sorted(kept.files) == ["exit-code", "production.plan.json"]
    assert "table no-such-table" in page.files["plan.html"].decode()


def test_a_target_that_the_base_does_not_have(world: World) -> None:
    """Nothing is sent to its store until the description says that it is meant; the comment names the setting."""
    world.branch()
    world.write("catalog/targets/staging.yaml", "dynamodb: {table: no-such-table, region: eu-west-1}\n")
    number = world.pull()
    result = world.plan(number, "opened")
    assert result.conclusion == "failure"
    (comment,) = world.stub.bodies(number)
    assert comment.startswith("<!-- syncer:plan staging -->\n### Plan for `staging`: REFUSED, LOOSENED SETTINGS (")
    assert "\nsyncer: --allow-settings\n" in comment
    assert "(target staging)" not in result.job("plan").log


def test_a_limit_that_is_loosened(world: World) -> None:
    """The comment's first line says so; once it is merged and synced, nothing is said any more."""
    world.branch()
    world.edit("catalog/catalog.yaml", "max_delete_percent: 30", "max_delete_percent: 90")
    number = world.pull()
    assert world.plan(number, "opened").conclusion == "success"
    (comment,) = world.stub.bodies(number)
    first = "### Plan for `production`: LOOSENED SETTINGS (`guards.max_delete_percent`), no changes but of 1 setting"
    assert comment.splitlines()[1] == first
    result = world.push(world.merge(number))
    assert result.conclusion == "success", result.job("sync", target="production").log
    world.syncer("plan", "--target", "production", "--format", "json", "--output", "plan.json")
    assert "settings" not in json.loads((world.origin / "plan.json").read_text())


def test_the_first_push_of_a_catalog_that_is_in_step(world: World) -> None:
    """A push that no review stands behind, but that changes nothing, is no failure."""
    world.edit(GPT, "model_id:", "# A remark.\nmodel_id:")
    commit = world.commit("A direct push")
    world.stub.known_commits.add(commit)
    result = world.push(commit)
    assert result.conclusion == "success", result.job("sync", target="production").log


def test_a_pull_request_that_leaves_the_catalog_alone(world: World) -> None:
    """The check passes without a look at the store, and says nothing, also when the store has drifted."""
    world.page("gpt-5-mini", modelName="renamed")
    world.branch()
    world.write("README.md", "Another text.\n")
    number = world.pull()
    result = world.plan(number, "opened")
    plan = result.job("plan")
    assert result.conclusion == "success", plan.log
    assert plan.step("Credentials").conclusion == "skipped"
    assert (world.stub.bodies(number), world.artifacts.kept) == ([], [])
