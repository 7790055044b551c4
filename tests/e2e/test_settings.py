"""A pull request that loosens its own rules: shown first, held to those of the base, taken over once acknowledged."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from jsonschema import Draft202012Validator
from moto import mock_aws

from tests.e2e.conftest import ROOT
from tests.e2e.driving import rows, write_catalog, write_model
from tests.unit.git_repositories import commit, repository

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.e2e.driving import Ran

    Syncer = Callable[..., Ran]

MODELS: Final = tuple("abcdef")
TARGET: Final = "targets:\n  t:\n    directory: {path: ../live}\n"
TABLE: Final = "targets:\n  t:\n    dynamodb: {table: models, region: eu-west-1}\n"


def guards(number: int) -> str:
    """The settings that are loosened: so many deletes, of any share."""
    return f"guards:\n  max_delete_percent: 100\n  max_deletes: {number}\n"


@pytest.fixture(params=["directory", "table"])
def target(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, syncer: Syncer) -> Iterator[str]:
    """The settings of a target, whose store is empty; each of both kinds."""
    if request.param == "directory":
        yield TARGET
        return
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    with mock_aws():
        write_catalog(MODELS, settings=TABLE)
        assert syncer("table", "create", "--target", "t").code == 0
        yield TABLE


def synced(syncer: Syncer, settings: str) -> None:
    """The base: committed, and synced."""
    write_catalog(MODELS, settings=settings)
    commit(repository(Path.cwd()))
    assert syncer("sync", "--target", "t", "--yes").code == 0
    settled(syncer)


def settled(syncer: Syncer) -> None:
    """A plan is empty, says nothing of settings, and has nothing to remember."""
    ran = syncer("plan", "--target", "t", "--detailed-exitcode")
    assert (ran.code, "Settings" in ran.out, "remember" in ran.out) == (0, False, False), ran
    before = rows("live/.syncer")
    assert syncer("sync", "--target", "t", "--yes").code == 0
    assert rows("live/.syncer") == before


def planned(syncer: Syncer, *words: str, exits: int = 0) -> dict[str, Any]:
    """The plan of the target as JSON, which fulfils the schema."""
    ran = syncer("plan", "--target", "t", "--format", "json", "--report-dir", "../report", *words)
    assert ran.code == exits, ran
    document = json.loads(ran.out)
    schema = json.loads((ROOT / "schemas/json/plans.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator(schema).validate(document)
    plan: dict[str, Any] = document["targets"][0]["plan"]
    return plan


def comment() -> str:
    """The comment about the target."""
    return Path("../report/comments/t.md").read_text(encoding="utf-8")


def test_only_a_limit_is_loosened(syncer: Syncer, target: str) -> None:
    """The comment's first line says so, and every other form, at the line; merged, it is remembered."""
    synced(syncer, guards(2) + target)
    write_catalog(MODELS, settings=guards(500) + target)
    (change,) = planned(syncer, "--base", "HEAD")["settings"]
    assert change == {
        "setting": "guards.max_deletes", "before": 2, "after": 500, "loosened": True, "since": "HEAD",
        "source": {"file": "catalog/catalog.yaml", "line": 4},
    }  # fmt: skip
    marker, first, *_ = comment().splitlines()
    assert marker == "<!-- syncer:plan t -->"
    assert first == "### Plan for `t`: LOOSENED SETTINGS (`guards.max_deletes`), no changes but of 1 setting"
    report = {path.name: path.read_text(encoding="utf-8") for path in Path("../report").glob("*.*")}
    assert "LOOSENED SETTINGS" in report["summary.md"]
    assert "warning file=catalog/catalog.yaml,line=4,col=1::guards.max_deletes: 2 -> 500" in report["annotations.txt"]
    (result,) = json.loads(report["results.sarif"])["runs"][0]["results"]
    assert (result["ruleId"], result["level"]) == ("loosened-settings", "warning")
    assert result["locations"][0]["physicalLocation"]["region"]["startLine"] == 4
    for words in (("--base", "HEAD"), ("--against", "HEAD"), ()):
        text = syncer("plan", "--target", "t", *words).out
        assert "! loosened guards.max_deletes  2 -> 500, since" in text, words
    assert "but to remember the settings" in syncer("sync", "--target", "t", "--yes").out
    settled(syncer)


def test_a_tightened_limit(syncer: Syncer) -> None:
    """It is shown, as no loosening."""
    synced(syncer, guards(20) + TARGET)
    write_catalog(MODELS, settings=guards(2) + TARGET)
    assert [one["loosened"] for one in planned(syncer, "--base", "HEAD")["settings"]] == [False]
    assert comment().splitlines()[1] == "### Plan for `t`: no changes but of 1 setting"
    assert "::notice file=catalog/catalog.yaml,line=4" in Path("../report/annotations.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("words", [("--base", "HEAD"), ("--against", "HEAD"), ()])
def test_the_limits_of_the_base_count(words: tuple[str, ...], syncer: Syncer, target: str) -> None:
    """A plan that only they refuse says whose limit it is, and both ways out."""
    synced(syncer, guards(2) + target)
    write_catalog(settings=guards(500) + target)
    for name in "abc":
        Path("catalog/models", f"{name}.yaml").unlink()
    (guard,) = planned(syncer, *words, exits=4)["guards"]
    whose = "HEAD" if words else "the last sync"
    assert guard["guard"] == "too-many-deletes"
    assert guard["message"] == (
        f"3 rows would be deleted, more than 2, the limit of {whose}, which the settings here loosen; pass "
        "--allow-settings if the looser settings are meant, or pass --allow-deletes 3"
    )
    assert comment().splitlines()[1].startswith("### Plan for `t`: REFUSED, LOOSENED SETTINGS (`guards.max_deletes`),")
    assert planned(syncer, *words, "--allow-deletes", "3")["guards"][0]["lifted"]
    (guard,) = planned(syncer, *words, "--allow-settings")["guards"]
    assert (guard["guard"], guard["lifted_by"], guard["lifted"]) == ("loosened-settings", "--allow-settings", True)
    assert syncer("sync", "--target", "t", "--yes").code == 4


def test_the_acknowledgement_is_reviewed(syncer: Syncer, target: str) -> None:
    """A line of the description acknowledges; the sync after the merge takes it from the plan, and only from that."""
    synced(syncer, guards(2) + target)
    write_catalog(settings=guards(500) + target)
    for name in "abc":
        Path("catalog/models", f"{name}.yaml").unlink()
    Path("../text.md").write_text("They are retired.\n\nsyncer: --allow-settings\n", encoding="utf-8")
    planned(syncer, "--base", "HEAD", "--allow-from", "../text.md")
    commit(Path.cwd())
    write_catalog(settings=guards(600) + target)
    more = syncer("sync", "--target", "t", "--yes", "--reviewed", "../report/plans/t.plan.json")
    assert (more.code, "setting guards.max_deletes 2 -> 600 (catalog/catalog.yaml:4)" in more.err) == (5, True), more
    write_catalog(settings=guards(500) + target)
    ran = syncer("sync", "--target", "t", "--yes", "--reviewed", "../report/plans/t.plan.json")
    assert ran.code == 0, ran
    settled(syncer)


def test_a_saved_plan_remembers_its_settings(syncer: Syncer, target: str) -> None:
    """`apply` keeps the settings that the plan was made with."""
    synced(syncer, guards(2) + target)
    write_catalog(settings=guards(500) + target)
    write_model("a", max_output_tokens=77)
    assert syncer("plan", "--target", "t", "--out", "../plan.json").code == 0
    assert "LOOSENED SETTINGS" in syncer("show", "../plan.json", "--format", "markdown").out
    assert syncer("apply", "../plan.json", "--target", "t").code == 0
    settled(syncer)


def test_a_looser_policy_that_makes_another_plan(syncer: Syncer) -> None:
    """Without an effect it is shown; where the base's policy would do otherwise, it refuses the plan."""
    synced(syncer, f"policies: {{default: fail}}\n{TARGET}")
    write_catalog(settings=f"policies: {{default: git}}\n{TARGET}")
    assert planned(syncer, "--base", "HEAD")["guards"] == []
    path = next(path for path in Path("live").glob("*.json") if b'"modelId": "a"' in path.read_bytes())
    path.write_text(path.read_text(encoding="utf-8").replace('"modelName": "a"', '"modelName": "page"', 1), "utf-8")
    plan = planned(syncer, "--base", "HEAD", exits=4)
    (guard,) = plan["guards"]
    assert guard["guard"] == "loosened-settings"
    assert guard["message"].startswith("the settings are looser than those of HEAD: policies.default fail -> git; ")
    assert "under the policies of HEAD and the last sync this would be another plan" in guard["message"]
    assert "\nsyncer: --allow-settings\n" in comment()
    assert planned(syncer, "--base", "HEAD", "--allow-settings")["guards"][0]["lifted"]
    assert syncer("sync", "--target", "t", "--yes", "--allow-settings").code == 0
    settled(syncer)


class Asked(BaseHTTPRequestHandler):
    """Counts what it is asked, and is no DynamoDB."""

    count = 0

    def do_POST(self) -> None:
        """Refuse."""
        type(self).count += 1
        self.send_response(400)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def stranger() -> Iterator[str]:
    """The address of a server that stands for somebody else's."""
    Asked.count = 0
    with HTTPServer(("127.0.0.1", 0), Asked) as server:
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        serving.join()


@pytest.mark.parametrize("base", [TABLE, TARGET, TARGET.replace(" t:", " other:"), "", None])
def test_nothing_is_sent_to_a_store_that_the_base_does_not_have(
    base: str | None, syncer: Syncer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another endpoint, kind or target, or no catalog there: refused before it is contacted, until it is meant."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    repository(Path.cwd())
    if base is not None:
        write_catalog(MODELS, settings=base)
    commit(Path.cwd())
    with stranger() as endpoint:
        write_catalog(MODELS, settings=TABLE.replace("eu-west-1", f"eu-west-1, endpoint: '{endpoint}'"))
        plan = planned(syncer, "--base", "HEAD", exits=4)
        assert Asked.count == 0
        (guard,) = [one for one in plan["guards"] if one["guard"] == "changed-store"]
        assert f"store.endpoint none -> {endpoint}" in guard["message"]
        assert guard["message"].endswith("; pass --allow-settings if that is meant")
        assert plan["target"] == "HEAD (no store was read)"
        assert not Path("../report/plans/t.plan.json").exists()
        assert ("store.endpoint", True) in {(one["setting"], one["loosened"]) for one in plan["settings"]}
        first = comment().splitlines()[1]
        assert first.startswith("### Plan for `t`: REFUSED, LOOSENED SETTINGS (`store.")
        assert syncer("plan", "--target", "t", "--base", "HEAD", "--allow-settings").code == 7
        assert Asked.count > 0


def test_a_base_with_broken_settings(syncer: Syncer) -> None:
    """It counts as none, with a warning at its file at that commit; broken models of it are not looked at."""
    synced(syncer, guards(2) + TARGET)
    write_catalog(settings=f"guards: {{max_deletes: many}}\n{TARGET}")
    commit(Path.cwd())
    write_catalog(settings=guards(2) + TARGET)
    ran = syncer("plan", "--target", "t", "--base", "HEAD")
    assert (ran.code, "changed-store" in ran.out) == (4, True), ran
    assert "HEAD: warning: has no valid catalog, so every model is new" in ran.err
    assert "HEAD:catalog/catalog.yaml:2:23: warning: guards.max_deletes" in ran.err
    ran = syncer("plan", "--target", "t", "--base", "HEAD", "--allow-settings")
    assert ran.code == 0
    assert "HEAD: warning: has no valid settings, so none of its settings count" in ran.err
    Path("catalog/models/a.yaml").write_text("model_id: a\n", encoding="utf-8")
    commit(Path.cwd())
    write_model("a")
    assert syncer("plan", "--target", "t", "--base", "HEAD").code == 0


def test_an_older_store_says_nothing(syncer: Syncer) -> None:
    """What an older version has kept is read, nothing is said of settings, and the next sync remembers them."""
    synced(syncer, guards(2) + TARGET)
    kept = Path("live/.syncer/inventory-campus.json")
    document = json.loads(kept.read_text(encoding="utf-8"))
    assert document.pop("settings")["guards.max_deletes"] == 2
    kept.write_text(json.dumps(document), encoding="utf-8")
    write_catalog(MODELS, settings=guards(500) + TARGET)
    ran = syncer("plan", "--target", "t", "--detailed-exitcode")
    assert (ran.code, "Settings" in ran.out) == (0, False)
    assert syncer("sync", "--target", "t", "--yes").code == 0
    assert json.loads(kept.read_text(encoding="utf-8"))["settings"]["guards.max_deletes"] == 500
    settled(syncer)


def test_options_that_exclude_each_other(syncer: Syncer) -> None:
    """`--against` compares the settings itself."""
    write_catalog(MODELS)
    ran = syncer("plan", "--against", "HEAD", "--base", "HEAD")
    assert (ran.code, ran.err) == (
        64, "error: give one of --against and --base; --against compares the settings, too\n",
    )  # fmt: skip


def test_a_report_is_written_through_no_link(syncer: Syncer) -> None:
    """A link that a branch commits in place of the report, or of a file of it, is refused, and leads to no write."""
    synced(syncer, TARGET)
    for link in ("report/summary.md", "report/comments", "report"):
        Path("report").mkdir()
        Path("elsewhere").mkdir()
        Path("elsewhere/kept.md").write_text("<!-- syncer:plan t -->")
        if link == "report":
            Path("report").rmdir()
        Path(link).symlink_to(Path("elsewhere").absolute())
        ran = syncer("plan", "--target", "t", "--report-dir", "report")
        assert (ran.code, "is a link, which may lead anywhere" in ran.err) == (64, True)
        assert [path.name for path in Path("elsewhere").iterdir()] == ["kept.md"]
        Path(link).unlink()
        Path("elsewhere/kept.md").unlink()
        Path("elsewhere").rmdir()
        if link != "report":
            Path("report").rmdir()


@pytest.mark.parametrize("ref", ["--base", "--against"])
def test_a_target_that_is_gone_is_told(ref: str, syncer: Syncer) -> None:
    """Nobody would plan, sync or watch its store any more: the plan of all targets says so until it is acknowledged."""
    synced(syncer, f"{TARGET}  old:\n    directory: {{path: ../old}}\n")
    write_catalog(MODELS, settings=TARGET)
    ran = syncer("plan", "--all-targets", ref, "HEAD")
    assert (ran.code, "HEAD has the target old, which is gone" in ran.err) == (4, True)
    assert syncer("plan", "--all-targets", ref, "HEAD", "--allow-settings").code == 0


def test_another_name_is_another_catalog(syncer: Syncer) -> None:
    """Under the name of another catalog its rows would be ours: against the base such a plan is refused unread."""
    synced(syncer, TARGET)
    Path("catalog/catalog.yaml").write_text(f"name: other\n{TARGET}")
    plan = planned(syncer, "--base", "HEAD", exits=4)
    assert [(one["setting"], one["before"], one["after"], one["loosened"]) for one in plan["settings"]] == [
        ("name", "campus", "other", True)
    ]
    assert [guard["guard"] for guard in plan["guards"]][:1] == ["changed-store"]


@pytest.mark.parametrize(
    "setting",
    ["history: {keep_days: 9999999999999999}", "guards: {max_price: .inf}", "guards: {max_price_factor: 1.0e+15}",
     "guards: {max_deletes: 10000000000}"],
)  # fmt: skip
def test_a_limit_beyond_all_limits(setting: str, syncer: Syncer) -> None:
    """It is none, and is refused: what cannot be kept would be forgotten by the store."""
    write_catalog(MODELS, settings=f"{setting}\n")
    ran = syncer("validate")
    assert (ran.code, "at most 1000000000" in ran.out or "less than or equal to" in ran.out) == (3, True), ran.out
