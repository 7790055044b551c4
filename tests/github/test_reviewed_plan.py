"""`syncer github reviewed-plan`: the plans that were reviewed in the pull request of a commit, and no others."""

from __future__ import annotations

import io
import warnings
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from syncer.errors import GitHubError
from syncer.github.artifacts import MOST_BYTES
from syncer.github.reviewed import read_plans
from tests.e2e.driving import Ran
from tests.github_stub import FORK_ID, zipped

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.github_stub import GitHubStub

    Syncer = Callable[..., Ran]

HEAD, MERGE = "a" * 40, "b" * 40
REPORT = {"summary.md": b"# plan", "production.plan.json": b'{"one": 1}', "staging.plan.json": b'{"two": 2}'}
NAME = f"syncer-plan-{HEAD}"
BY_HAND = "; look at `syncer plan`, and sync by its fingerprint"


@pytest.fixture
def pull(stub: GitHubStub) -> int:
    """A merged pull request whose plan was kept."""
    number = stub.open_pull(head=HEAD)
    keep(stub, number, REPORT)
    return number


def keep(stub: GitHubStub, number: int, files: dict[str, bytes], *, archive: bytes | None = None) -> None:
    """A plan that is kept before the pull request is merged."""
    stub.put_artifact(NAME, files, head=HEAD, archive=archive)
    stub.merge(number, MERGE)


def written(folder: str = "plans") -> dict[str, bytes]:
    """The files in the folder."""
    return {path.name: path.read_bytes() for path in Path(folder).iterdir()}


def get(syncer: Syncer, commit: str = MERGE) -> Ran:
    """The command as a workflow runs it."""
    return syncer("reviewed-plan", "--commit", commit, "--directory", "plans")


def refused(syncer: Syncer, code: int, says: str) -> None:
    """The command ends with this code and line, says what to do without a plan, and has written nothing."""
    says += BY_HAND if code == 5 else ""
    assert get(syncer) == Ran(code, "", f"error: {says}\n")
    assert not Path("plans").exists()
    assert [*Path().iterdir()] == []


def test_found(syncer: Syncer, pull: int) -> None:
    """The plans of all targets are there, and nothing else of the report; the folder may exist if it is empty."""
    Path("plans").mkdir()
    assert get(syncer) == Ran(
        0, "", f"pull request #{pull}, commit {HEAD[:12]}: production.plan.json, staging.plan.json in plans\n"
    )
    assert written() == {name: data for name, data in REPORT.items() if name.endswith(".plan.json")}


def test_a_folder_with_something_in_it(syncer: Syncer, pull: int) -> None:
    """Plans are not put beside others, which could be taken for theirs."""
    del pull
    assert get(syncer).code == 0
    ran = get(syncer)
    assert (ran.code, "plans is not empty" in ran.err, len(written())) == (64, True, 2)


def test_the_newest(syncer: Syncer, stub: GitHubStub, pull: int) -> None:
    """Of two runs for one commit the plan of the later one counts."""
    keep(stub, pull, {"production.plan.json": b"new"})
    assert get(syncer).code == 0
    assert written() == {"production.plan.json": b"new"}


def test_one_from_after_the_merge(syncer: Syncer, stub: GitHubStub, pull: int) -> None:
    """A plan that was made when the pull request was merged already was reviewed by nobody."""
    stub.put_artifact(NAME, {"production.plan.json": b"late"}, head=HEAD)
    assert get(syncer).code == 0
    assert written()["production.plan.json"] == REPORT["production.plan.json"]
    del stub.artifacts[min(stub.artifacts)]
    ran = syncer("reviewed-plan", "--commit", MERGE, "--directory", "others")
    says = f"pull request #{pull} has no plan of its last commit {HEAD[:12]} from before the merge: no {NAME}"
    assert ran == Ran(5, "", f"error: {says}{BY_HAND}\n")


def test_the_last_commit(syncer: Syncer, stub: GitHubStub) -> None:
    """After a further push the plan of the last commit counts, however old the other."""
    number = stub.open_pull(head="c" * 40)
    stub.put_artifact(f"syncer-plan-{'c' * 40}", {"production.plan.json": b"old"}, head="c" * 40)
    stub.push(number, HEAD)
    stub.merge(number, MERGE)
    says = f"pull request #{number} has no plan of its last commit {HEAD[:12]} from before the merge: no {NAME}"
    refused(syncer, 5, says)
    keep(stub, number, {"production.plan.json": b"new"})
    assert get(syncer).code == 0
    assert written() == {"production.plan.json": b"new"}


def test_no_pull_request(syncer: Syncer, stub: GitHubStub) -> None:
    """A commit that was pushed, one of an open pull request, and one that GitHub does not know are told apart."""
    refused(syncer, 5, f"GitHub has no commit {MERGE}")
    stub.known_commits.add(MERGE)
    refused(syncer, 5, f"no pull request was merged as commit {MERGE[:12]}, so no plan of it was reviewed")
    number = stub.open_pull(head=MERGE)
    stub.pulls[number]["merge_commit_sha"] = MERGE  # what GitHub tries a merge with says nothing
    refused(syncer, 5, f"no pull request was merged as commit {MERGE[:12]}, so no plan of it was reviewed")


def test_merged_as_another_commit(syncer: Syncer, stub: GitHubStub, pull: int) -> None:
    """The commits of a branch that was merged are not what it was merged as."""
    del stub, pull
    assert get(syncer, HEAD).err == (
        f"error: no pull request was merged as commit {HEAD[:12]}, so no plan of it was reviewed{BY_HAND}\n"
    )


def test_merged_elsewhere(syncer: Syncer, stub: GitHubStub, pull: int) -> None:
    """A pull request of a fork into itself, which shares the commit, is none of ours."""
    stub.pulls[pull]["base"]["repo"] = {"id": FORK_ID, "full_name": "alex/catalog"}
    refused(syncer, 5, f"no pull request was merged as commit {MERGE[:12]}, so no plan of it was reviewed")


@pytest.mark.parametrize(
    "fields",
    [
        {"head_repository_id": FORK_ID},
        {"head_repository_id": FORK_ID, "repository_id": FORK_ID},
        {"head_sha": "c" * 40},
        None,
    ],
    ids=["a fork", "another repository", "another commit", "no run"],
)
def test_artifacts_of_others(syncer: Syncer, stub: GitHubStub, pull: int, fields: dict[str, object] | None) -> None:
    """An artifact of the right name that a run elsewhere has made is not taken."""
    for artifact in stub.artifacts.values():
        artifact["workflow_run"] = fields and {**artifact["workflow_run"], **fields}
    says = f"pull request #{pull} has no plan of its last commit {HEAD[:12]} from before the merge: no {NAME}"
    refused(syncer, 5, says)


def test_a_newer_one_of_a_fork(syncer: Syncer, stub: GitHubStub, pull: int) -> None:
    """A fork that puts one in later does not replace ours."""
    stub.put_artifact(NAME, {"production.plan.json": b"evil"}, head=HEAD, fork=True)
    stub.merge(pull, MERGE)
    assert get(syncer).code == 0
    assert written()["production.plan.json"] == REPORT["production.plan.json"]


def test_expired(syncer: Syncer, stub: GitHubStub, pull: int) -> None:
    """An artifact that has expired says so, also when it does between the list and the download."""
    says = f"the plan of pull request #{pull} has expired: GitHub keeps it no longer"
    stub.fail_next("GET", "/zip", 410, body=b'{"message": "Artifact has expired"}')
    refused(syncer, 5, says)
    next(iter(stub.artifacts.values()))["expired"] = True
    refused(syncer, 5, says)


def test_a_refused_plan(syncer: Syncer, stub: GitHubStub, pull: int) -> None:
    """A report without a saved plan was about plans that were refused, or were none; an older one does not count."""
    keep(stub, pull, {"exit-code": b"4\n"})
    refused(
        syncer, 5,
        "the artifact of the pull request holds no saved plan: what was reviewed was refused, or could not be made",
    )  # fmt: skip


def test_a_target_without_a_plan(syncer: Syncer, stub: GitHubStub, pull: int) -> None:
    """A target whose plan was refused at the review is named, beside those that have one; nothing is written."""
    get_one = ("reviewed-plan", "--commit", MERGE, "--directory", "plans", "--for")
    ran = syncer(*get_one, "testing")
    assert ran.code == 5
    assert ran.err == (
        f"error: pull request #{pull} has no reviewed plan for the target testing, only for production, staging: it "
        f"was refused, or could not be made{BY_HAND}\n"
    )
    assert not Path("plans").exists()
    assert syncer(*get_one, "staging").code == 0
    assert set(written()) == {"production.plan.json", "staging.plan.json"}
    assert stub.writes() == []


def test_another_archive_than_was_kept(syncer: Syncer, stub: GitHubStub, pull: int) -> None:
    """An archive whose digest is not the one that GitHub tells is refused; where it tells none, it is taken."""
    del pull
    (artifact,) = stub.artifacts.values()
    digest, artifact["digest"] = artifact["digest"], f"sha256:{'0' * 64}"
    refused(syncer, 8, "the artifact that was downloaded is not the one that was kept: its digest differs")
    artifact["digest"] = None
    assert get(syncer).code == 0
    assert digest.startswith("sha256:")


def test_no_permission(syncer: Syncer, stub: GitHubStub, pull: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A job that may not read artifacts learns which permission it lacks."""
    del pull
    monkeypatch.setenv("GITHUB_TOKEN", stub.token({"contents": "read", "pull_requests": "read"}))
    ran = get(syncer)
    assert ran.code == 8
    assert "give the job `actions: read`, `contents: read` and `pull-requests: read`" in ran.err


@pytest.mark.parametrize("commit", ["main", "abc", "A" * 40, "", "../" + "a" * 37])
def test_no_commit(syncer: Syncer, stub: GitHubStub, commit: str) -> None:
    """The name of a commit is given in full."""
    assert (get(syncer, commit).code, stub.log) == (64, [])


def test_a_place_that_cannot_be_written(syncer: Syncer, pull: int) -> None:
    """A file where the folder is to be is a mistake."""
    del pull
    Path("plans").write_text("a file", encoding="utf-8")
    ran = get(syncer)
    assert (ran.code, ran.err) == (64, "error: cannot write into plans: Not a directory\n")


def twice() -> bytes:
    """An archive with two files of one name."""
    made = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(made, "w") as archive:
        warnings.simplefilter("ignore")
        for data in (b"1", b"2"):
            archive.writestr("a.plan.json", data)
    return made.getvalue()


def liar() -> bytes:
    """An archive with a file that is longer than it claims to be."""
    data = zipped({"a.plan.json": b"x" * 1000})
    return data.replace((1000).to_bytes(4, "little"), (10).to_bytes(4, "little"))


@pytest.mark.parametrize(
    ("archive", "says"),
    [
        (b"", "no archive"),
        (b"<html>", "no archive"),
        (zipped(REPORT)[:-30], "no archive"),
        (zipped(REPORT).replace(b"PK\x03\x04", b"PK\x03\x05"), "no archive"),
        (liar(), "no archive"),
        (zipped({"../a.plan.json": b""}), "a file that no report has: '../a.plan.json'"),
        (zipped({"/etc/a.plan.json": b""}), "a file that no report has"),
        (zipped({"a\\b.plan.json": b""}), "a file that no report has"),
        (zipped({"C:a.plan.json": b""}), "a file that no report has"),
        (zipped({"x/../../a": b""}), "a file that no report has"),
        (zipped({}, links={"a.plan.json": "/etc/passwd"}), "a file that no report has"),
        (twice(), "the artifact has a.plan.json twice"),
        (zipped({f"{number}.md": b"" for number in range(1001)}), "the artifact has 1,001 files"),
        (zipped({"a.plan.json": bytes(MOST_BYTES + 1)}), "a.plan.json in the artifact is larger than 64 MiB"),
        (zipped({f"{name}.plan.json": bytes(MOST_BYTES - 9) for name in "abc"}), "larger than 128 MiB"),
    ],
)  # fmt: skip
def test_hostile_archives(syncer: Syncer, stub: GitHubStub, pull: int, archive: bytes, says: str) -> None:
    """An archive that is damaged, leads out of the folder or unfolds without end leaves nothing behind."""
    keep(stub, pull, {}, archive=archive)
    ran = get(syncer)
    assert (ran.code, says in ran.err) == (8, True), ran.err
    assert [*Path().iterdir()] == []


def test_names_that_are_no_plans() -> None:
    """Files in folders, with other endings or odd names are left where they are."""
    plans = {
        "a.plan.json": b"1",
        "sub/b.plan.json": b"2",
        ".plan.json": b"3",
        "-x.plan.json": b"4",
        "A.plan.json": b"5",
    }
    assert read_plans(zipped(plans)) == {"a.plan.json": b"1"}


def test_an_encrypted_archive() -> None:
    """A file with a password is none of ours."""
    data = bytearray(zipped({"a.plan.json": b"1"}))
    for sign, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(sign) + offset] |= 1
    with pytest.raises(GitHubError, match="no archive that can be read"):
        read_plans(bytes(data))
