"""`sync --reviewed`, as a pipeline runs it after a merge."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.e2e.driving import rows, write_catalog, write_model

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.e2e.driving import Ran

    Syncer = Callable[..., Ran]

STORE = Path("managed_models")


def edit(model_id: str, **attributes: object) -> None:
    """Another writer edits a row."""
    for path in STORE.glob("*.json"):
        row = json.loads(path.read_text(encoding="utf-8"))
        if row["modelId"] == model_id:
            path.write_text(json.dumps({**row, **attributes}), encoding="utf-8")


def reviewed(syncer: Syncer, *words: str) -> None:
    """A synced store, and a saved plan that updates `a` and creates `d`."""
    write_catalog(["a", "b", "c"])
    assert syncer("sync", "--yes").code == 0
    write_model("a", max_output_tokens=7000, max_input_tokens=9000)
    write_model("d")
    assert syncer("plan", "--out", "plan.json", *words).code == 0


def test_a_reviewed_plan_is_applied_and_a_job_can_run_again(syncer: Syncer) -> None:
    """The first run says nothing of the review, the second says that nothing is needed any more; both exit with 0."""
    reviewed(syncer)
    ran = syncer("sync", "--yes", "--reviewed", "plan.json")
    assert ran.code == 0
    assert ran.out.endswith("Applied 2 of 2 changes.\n")
    assert "reviewed" not in ran.err
    written = rows()
    plan_id = json.loads(syncer("show", "plan.json", "--format", "json").out)["plan_id"]
    newest = json.loads(syncer("history", "--limit", "1", "--format", "json").out)["applies"][0]["apply_id"]
    assert json.loads(syncer("show", newest, "--format", "json").out)["plan_id"] == plan_id
    again = syncer("sync", "--yes", "--reviewed", "plan.json")
    assert again.code == 0
    assert "reviewed, and not needed any more: create d; update a\n" in again.err
    assert "Nothing to do: 4 unchanged, 0 unmanaged." in again.out
    assert rows() == written
    assert syncer("plan", "--detailed-exitcode").code == 0


def test_a_change_that_somebody_made_by_hand_is_named(syncer: Syncer) -> None:
    """The field is left out, with its values, and the rest is applied."""
    reviewed(syncer)
    edit("a", maxOutputTokens=7000)
    ran = syncer("sync", "--yes", "--reviewed", "plan.json")
    assert ran.code == 0
    assert "reviewed, and not needed any more: update a: max_output_tokens 4096 -> 7000\n" in ran.err
    assert syncer("plan", "--detailed-exitcode").code == 0


@pytest.mark.parametrize("answer", [(), ("--yes",)])
@pytest.mark.parametrize("form", ["text", "json", "markdown"])
def test_a_plan_that_says_more_stops(syncer: Syncer, form: str, answer: tuple[str, ...]) -> None:
    """The plan is printed, nobody is asked, the code is 5, and no row is written, in every format."""
    reviewed(syncer)
    edit("b", modelName="Edited")
    before = rows()
    ran = syncer("sync", *answer, "--reviewed", "plan.json", "--format", form)
    assert ran.code == 5
    assert "Edited" in ran.out
    assert (
        "error: the plan says more than plan.json, which was reviewed: update b: model_name Edited -> b "
        "(catalog/models/b.yaml:2); nothing was written; plan again on a pull request, or look at "
    ) in ran.err
    assert "not needed any more" not in ran.err
    assert rows() == before
    fingerprint = ran.err.rpartition("--expect ")[2].partition("`")[0]
    assert syncer("sync", "--yes", "--expect", fingerprint).code == 0


def test_what_was_allowed_is_allowed(syncer: Syncer) -> None:
    """A sync takes its options from the reviewed plan, which `show` names; without it the same sync is refused."""
    reviewed(syncer)
    Path("catalog/models/b.yaml").unlink()
    edit("c", maxInputTokens=5)
    write_model("c", max_input_tokens=6)
    options = ("--allow-deletes", "1", "--allow-updates", "2", "--overwrite", "c")
    assert syncer("plan", "--out", "plan.json", *options).code == 0
    shown = json.loads(syncer("show", "plan.json", "--format", "json").out)["acknowledged"]
    assert shown == ["--allow-deletes 1", "--overwrite c"]
    assert ": --overwrite c\n" in syncer("show", "plan.json").out
    assert syncer("sync", "--yes").code == 5
    assert syncer("sync", "--yes", "--reviewed", "plan.json").code == 0
    assert syncer("plan", "--detailed-exitcode").code == 0


def test_a_fingerprint_and_a_review_both_hold(syncer: Syncer) -> None:
    """`--expect` still wants the very plan, also where the reviewed one says more than it."""
    reviewed(syncer)
    fingerprint = json.loads(syncer("plan", "--format", "json").out)["fingerprint"]
    edit("a", maxOutputTokens=7000)
    ran = syncer("sync", "--yes", "--reviewed", "plan.json", "--expect", fingerprint)
    assert ran.code == 5
    assert "the plan is not the one that was expected" in ran.err
    edit("a", maxOutputTokens=4096)
    assert syncer("sync", "--yes", "--reviewed", "plan.json", "--expect", fingerprint).code == 0


def test_without_a_reviewed_plan(syncer: Syncer) -> None:
    """A file that is not there means that nothing was reviewed: only a plan without changes passes."""
    reviewed(syncer)
    before = rows()
    ran = syncer("sync", "--yes", "--reviewed", "missing.json")
    assert ran.code == 5
    assert "there is no missing.json, so nothing of this plan was reviewed; nothing was written" in ran.err
    assert rows() == before
    assert syncer("sync", "--yes", "--reviewed", "plan.json").code == 0
    assert syncer("sync", "--yes", "--reviewed", "missing.json").code == 0


def test_a_file_that_is_no_reviewed_plan(syncer: Syncer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Foreign or damaged: 64 before anything is read. Expired, or for another store: 5. Nothing is written."""
    reviewed(syncer)
    before = rows()
    Path("foreign.json").write_text("{}", encoding="utf-8")
    Path("damaged.json").write_bytes(Path("plan.json").read_bytes().replace(b"max_output_tokens", b"max_input_tokens"))
    for name, words in (
        ("foreign.json", "foreign.json is no saved plan; `syncer plan --out FILE` makes one"),
        ("damaged.json", "damaged.json was changed after it was saved, or is damaged; make the plan again"),
    ):
        ran = syncer("sync", "--yes", "--reviewed", name)
        assert (ran.code, ran.out) == (64, "")
        assert ran.err.endswith(f"error: {words}\n")
    assert syncer("plan", "--out", "old.json", "--expires-after", "0.0000001").code == 0
    ran = syncer("sync", "--yes", "--reviewed", "old.json")
    assert (ran.code, ran.out) == (5, "")
    assert "old.json expired at " in ran.err
    monkeypatch.setenv("MANAGED_MODELS_DIR", "other")
    ran = syncer("sync", "--yes", "--reviewed", "plan.json")
    assert (ran.code, ran.out) == (5, "")
    assert "plan.json is for another target: its path is " in ran.err
    assert not Path("other").exists()
    assert rows() == before


def test_a_plan_that_was_saved_before_overwrites_were_kept(syncer: Syncer) -> None:
    """A file of an older version, which does not say what was overwritten, is still a reviewed plan."""
    reviewed(syncer)
    body = Path("plan.json").read_bytes().rpartition(b',\n"checksum"')[0]
    assert b'"overwritten":[],' in body
    body = body.replace(b'"overwritten":[],', b"")
    Path("plan.json").write_bytes(body + b',\n"checksum": "%s"}\n' % sha256(body).hexdigest().encode())
    assert syncer("sync", "--yes", "--reviewed", "plan.json").code == 0
