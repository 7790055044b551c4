"""`syncer github pull-request`: one proposal from a branch of ours, and nobody's work lost."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from syncer.github.gitdata import blob_sha
from syncer.github.proposal import TRAILER, PullRequest, put_pull_request, read_files, withdraw
from tests.e2e.driving import Ran
from tests.github.conftest import write
from tests.github_git import Objects

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from syncer.github.client import Client
    from tests.github_stub import GitHubStub

    Syncer = Callable[..., Ran]

BRANCH = "syncer/drift"
A, B = "catalog/models/a.yaml", "catalog/models/b.yaml"
BASE = {A: b"a: 1\n", B: b"b: 1\n", "README.md": b"hello\n"}


@pytest.fixture(autouse=True)
def checkout(place: Path) -> None:
    """The files of main, in the working directory."""
    for name, data in BASE.items():
        path = place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def put(client: Client, *paths: str, text: str = "the body\n", base: str | None = None) -> list[str]:
    """What a proposal of these files did."""
    return [*put_pull_request(client, PullRequest(BRANCH, "Drift", text, base, read_files(paths)))]


def kinds(lines: Iterable[str]) -> list[str]:
    """What was done, without addresses and commits."""
    return [line.partition(": ")[2].partition(" ")[0].rstrip(",") for line in lines]


def test_the_life_of_a_proposal(syncer: Syncer, stub: GitHubStub) -> None:
    """Made, unchanged, changed, withdrawn, and nothing to withdraw: each once, whatever is run again."""
    write(A, "a: 2\n")
    words = ("pull-request", "--branch", BRANCH, "--title", "Drift", "--body-file", write("t.md", "why\n"), A, B)
    main, url = stub.refs["main"], "https://github.com/campus/catalog/pull/1"
    ran = syncer(*words)
    tip = stub.refs[BRANCH]
    assert ran == Ran(0, "", f"branch {BRANCH}: made, 1 file, commit {tip[:12]}\npull request: opened {url}\n")
    assert stub.files(BRANCH) == {**BASE, A: b"a: 2\n"}
    assert stub.objects.commits[tip]["message"] == f"Drift\n\n{TRAILER}\n"
    assert stub.objects.commits[tip]["parents"] == [{"sha": main}]
    assert (stub.pulls[1]["body"], stub.pulls[1]["base"]["ref"]) == ("why\n", "main")
    assert syncer(*words).err == f"branch {BRANCH}: unchanged\npull request: unchanged {url}\n"
    write(B, "b: 2\n")
    write("t.md", "more\n")
    ran = syncer(*words)
    assert ran.err == (
        f"branch {BRANCH}: updated, 2 files, commit {stub.refs[BRANCH][:12]}\npull request: updated {url}\n"
    )
    assert stub.files(BRANCH) == {**BASE, A: b"a: 2\n", B: b"b: 2\n"}
    assert stub.objects.commits[stub.refs[BRANCH]]["parents"] == [{"sha": main}]
    gone = ("pull-request", "--branch", BRANCH, "--close")
    assert syncer(*gone).err == f"pull request: closed {url}\nbranch {BRANCH}: deleted\n"
    assert syncer(*gone) == Ran(0, "", f"branch {BRANCH}: there is none\n")
    assert (stub.refs, stub.pulls[1]["state"]) == ({"main": main}, "closed")


def test_files_of_every_kind(client: Client, stub: GitHubStub) -> None:
    """New files, deleted ones, bytes that are no text and programs; what was there keeps its mode."""
    Path(B).unlink()
    write("catalog/new/é.yaml", "é\n")
    Path("logo.png").write_bytes(b"\x89PNG\xff")
    Path(write("run.sh", "#!/bin/sh\n")).chmod(0o755)
    Path(write(A, "a: 2\n")).chmod(0o755)
    put(client, A, B, "catalog/new/é.yaml", "logo.png", "./run.sh", "never/there.yaml")
    assert stub.files(BRANCH) == {
        "README.md": b"hello\n", A: b"a: 2\n", "catalog/new/é.yaml": "é\n".encode(),
        "logo.png": b"\x89PNG\xff", "run.sh": b"#!/bin/sh\n",
    }  # fmt: skip
    tree = stub.objects.flat(stub.objects.commits[stub.refs[BRANCH]]["tree"]["sha"])
    assert {path: mode for path, (mode, _) in tree.items() if mode != "100644"} == {"run.sh": "100755"}


def test_nothing_differs(client: Client, stub: GitHubStub) -> None:
    """Files that are as the base has them are no proposal, and nothing is written."""
    assert put(client, A, B, "never/there.yaml") == ["nothing to propose: the files are as main has them"]
    assert stub.writes() == []


def test_many_files(client: Client, stub: GitHubStub) -> None:
    """More files than go into one request end in one commit."""
    names = [write(f"catalog/models/m{number}.yaml", f"{number}\n") for number in range(450)]
    put(client, *names)
    assert len(stub.files(BRANCH)) == 453
    assert [one for one in stub.writes() if "trees" in one] == ["POST /repos/campus/catalog/git/trees"] * 3
    assert kinds(put(client, *names)) == ["unchanged", "unchanged"]


def test_the_base_moves_elsewhere(client: Client, stub: GitHubStub) -> None:
    """When the base has got other files the proposal is not pushed again."""
    write(A, "a: 2\n")
    put(client, A)
    tip = stub.refs[BRANCH]
    stub.seed({**BASE, "README.md": b"hello again\n"})
    assert kinds(put(client, A)) == ["unchanged", "unchanged"]
    assert stub.refs[BRANCH] == tip


def test_the_base_moves_below(client: Client, stub: GitHubStub) -> None:
    """When the base has got a proposed file the proposal is made anew on top of it."""
    write(A, "a: 2\n")
    put(client, A)
    main = stub.seed({**BASE, A: b"a: 1.5\n"})
    assert kinds(put(client, A)) == ["updated", "unchanged"]
    assert stub.objects.commits[stub.refs[BRANCH]]["parents"] == [{"sha": main}]


def test_a_file_less(client: Client, stub: GitHubStub) -> None:
    """A file that is proposed no more leaves the branch."""
    write(A, "a: 2\n")
    write(B, "b: 2\n")
    put(client, A, B)
    assert kinds(put(client, A)) == ["updated", "unchanged"]
    assert stub.files(BRANCH) == {**BASE, A: b"a: 2\n"}


def test_somebody_elses_commit(syncer: Syncer, client: Client, stub: GitHubStub) -> None:
    """Where somebody has committed on the branch, neither a proposal nor its end touches anything: exit code 5."""
    write(A, "a: 2\n")
    put(client, A)
    theirs = stub.seed({**BASE, A: b"a: 3\n"}, branch=BRANCH, message="Better so")
    before = len(stub.writes())
    write(A, "a: 4\n")
    says = (
        f"error: the last commit of branch {BRANCH} is not by this command: {theirs[:12]} Better so; nothing was "
        "changed. Merge or close its pull request and delete the branch, or pass another --branch\n"
    )
    words = ("--title", "Drift", "--body-file", write("t.md", "x"), A)
    assert syncer("pull-request", "--branch", BRANCH, *words) == Ran(5, "", says)
    assert syncer("pull-request", "--branch", BRANCH, "--close") == Ran(5, "", says)
    assert (stub.refs[BRANCH], len(stub.writes())) == (theirs, before)


def test_a_merge_into_the_branch(client: Client, stub: GitHubStub, syncer: Syncer) -> None:
    """The page's button that merges the base into the branch makes it somebody's, also with our last line in it."""
    write(A, "a: 2\n")
    put(client, A)
    stub.refs[BRANCH] = stub.objects.commit(
        stub.objects.commits[stub.refs[BRANCH]]["tree"]["sha"],
        [stub.refs[BRANCH], stub.refs["main"]], f"Merge branch 'main'\n\n{TRAILER}\n",
    )  # fmt: skip
    assert syncer("pull-request", "--branch", BRANCH, "--close").code == 5


@pytest.mark.parametrize("words", [["--close"], ["--title", "T", "--body-file", "README.md", A]])
def test_never_the_base(syncer: Syncer, stub: GitHubStub, words: list[str]) -> None:
    """The default branch is no branch to propose from, even if its last commit is one of ours."""
    main = stub.seed(BASE, message=f"Drift (#1)\n\n{TRAILER}\n")
    ran = syncer("pull-request", "--branch", "main", *words)
    assert (ran.code, stub.refs, stub.writes()) == (64, {"main": main}, [])
    assert "--branch main is what the pull request would go to" in ran.err


def test_another_base(client: Client, stub: GitHubStub) -> None:
    """A pull request can go to another branch; one from the branch to main is another one."""
    stub.seed({A: b"a: 0\n"}, branch="next")
    put(client, A, base="next")
    assert stub.files(BRANCH) == {A: b"a: 1\n"}
    assert [pull["base"]["ref"] for pull in stub.pulls.values()] == ["next"]
    write(A, "a: 5\n")
    put(client, A)
    assert [pull["base"]["ref"] for pull in stub.pulls.values()] == ["next", "main"]


def test_a_base_that_is_not_there(syncer: Syncer) -> None:
    """A base that does not exist is a mistake."""
    words = ("--title", "T", "--body-file", "README.md", A)
    ran = syncer("pull-request", "--branch", BRANCH, "--base", "gone", *words)
    assert (ran.code, ran.err) == (64, "error: campus/catalog has no branch gone\n")


@pytest.mark.parametrize("owner", ["alex", "campus"])
def test_a_fork_with_the_same_branch(client: Client, stub: GitHubStub, owner: str) -> None:
    """A pull request of a fork from a branch of the same name is not touched, whoever owns the fork."""
    theirs = stub.open_pull(head="a" * 40, branch=BRANCH, base="next", fork=True)
    stub.pulls[theirs]["head"]["repo"]["full_name"] = f"{owner}/fork"
    write(A, "a: 2\n")
    assert kinds(put(client, A)) == ["made", "opened"]
    [*withdraw(client, BRANCH)]
    assert stub.pulls[theirs]["state"] == "open"


def test_closed_by_hand(client: Client, stub: GitHubStub) -> None:
    """A pull request that somebody closed while the branch stayed gets a successor."""
    write(A, "a: 2\n")
    put(client, A)
    stub.pulls[1]["state"] = "closed"
    assert kinds(put(client, A)) == ["unchanged", "opened"]


@pytest.mark.parametrize("after", [True, False])
@pytest.mark.parametrize("status", [502, 0])
@pytest.mark.parametrize("path", ["/git/trees", "/git/commits", "/git/refs", "/pulls", "/git/blobs"])
def test_lost_answers(client: Client, stub: GitHubStub, path: str, status: int, after: bool) -> None:
    """Whichever answer is lost, in the end there is one branch with one pull request, and a re-run finds both."""
    Path("logo.png").write_bytes(b"\xff")
    stub.fail_next("POST", path, status, after=after)
    assert kinds(put(client, "logo.png")) == ["made", "opened"]
    assert stub.files(BRANCH) == {**BASE, "logo.png": b"\xff"}
    assert len(stub.pulls) == 1
    assert kinds(put(client, "logo.png")) == ["unchanged", "unchanged"]


@pytest.mark.parametrize("after", [True, False])
def test_lost_answers_at_the_end(client: Client, stub: GitHubStub, after: bool) -> None:
    """A branch whose deletion was not answered is deleted once."""
    write(A, "a: 2\n")
    put(client, A)
    stub.fail_next("DELETE", "/git/refs", 502, after=after)
    assert kinds(withdraw(client, BRANCH)) == ["closed", "deleted"]
    assert [*stub.refs] == ["main"]


def test_a_race_for_the_branch(client: Client, stub: GitHubStub, syncer: Syncer) -> None:
    """A branch that somebody makes between the look and the push is not overwritten."""
    write(A, "a: 2\n")
    theirs = stub.seed(BASE, branch=BRANCH, message="Mine")
    stub.fail_next("GET", f"/git/ref/heads/{BRANCH}", 404)
    words = ("--title", "T", "--body-file", "README.md", A)
    ran = syncer("pull-request", "--branch", BRANCH, *words)
    assert (ran.code, stub.refs[BRANCH]) == (5, theirs)
    assert ran.err == f"error: the branch {BRANCH} was made by somebody else just now; run again\n"
    del client


def test_not_permitted(syncer: Syncer, stub: GitHubStub, monkeypatch: pytest.MonkeyPatch) -> None:
    """The setting that keeps workflows from opening pull requests is named; so is a permission that lacks."""
    write(A, "a: 2\n")
    words = ("pull-request", "--branch", BRANCH, "--title", "T", "--body-file", "README.md", A)
    stub.actions_may_open_pulls = False
    ran = syncer(*words)
    assert ran.code == 8
    assert ran.err.endswith(
        "GitHub Actions is not permitted to create or approve pull requests; allow it under Settings, Actions, "
        "General: `Allow GitHub Actions to create and approve pull requests`\n"
    )
    monkeypatch.setenv("GITHUB_TOKEN", stub.token({"contents": "read", "pull_requests": "write"}))
    write(A, "a: 3\n")
    assert "give the job `contents: write` and `pull-requests: write`" in syncer(*words).err


@pytest.mark.parametrize(
    "words",
    [
        ["--branch", BRANCH],
        ["--branch", BRANCH, "--title", "T", "--body-file", "README.md"],
        ["--branch", BRANCH, "--title", "T", A],
        ["--branch", BRANCH, "--close", A],
        ["--branch", BRANCH, "--close", "--base", "main"],
        *(["--branch", BRANCH, "--title", "T", "--body-file", "README.md", path]
          for path in ("../x", "/etc/passwd", "a/../../x", ".git/config", "sub/.GIT/config", "", ".", "a//b", "a\nb",
                       "catalog", "link.yaml", "linked/x.yaml", "big.yaml", "README.md/x/../y")),
    ],
)  # fmt: skip
def test_mistakes(syncer: Syncer, stub: GitHubStub, words: list[str]) -> None:
    """Words that do not go together, and paths that lead out, through a link or to no file, are told first."""
    os.symlink("/etc/passwd", "link.yaml")
    os.symlink("/etc", "linked")
    with open("big.yaml", "wb") as file:
        file.truncate((8 << 20) + 1)
    ran = syncer("pull-request", *words)
    assert (ran.code, stub.log) == (64, []), ran.err


@pytest.mark.parametrize("name", ["../main", "a..b", "a//b", "/a", "a/", "a b", "-a", "a.lock", "a/.b", "a?b", "a\n"])
def test_no_branch(syncer: Syncer, stub: GitHubStub, name: str) -> None:
    """A name that Git does not take is told first."""
    ran = syncer("pull-request", f"--branch={name}", "--close")
    assert (ran.code, stub.log) == (64, [])


def test_a_link_in_the_repository(syncer: Syncer, stub: GitHubStub) -> None:
    """What is a link in the base is not made a file in silence."""
    tree = stub.objects.tree({A: ("120000", stub.objects.blob(b"b.yaml"))})
    stub.refs["main"] = stub.objects.commit(tree, [], "A link")
    ran = syncer("pull-request", "--branch", BRANCH, "--title", "T", "--body-file", "README.md", A)
    assert (ran.code, ran.err) == (64, f"error: {A} is no plain file in the repository\n")


def test_names_of_objects(tmp_path: Path) -> None:
    """The names of contents and folders, here and in the stub, are the ones that Git gives."""
    git = ["git", "-C", str(tmp_path)]
    subprocess.run([*git, "init", "--quiet"], check=True)
    for name, data in {"a.b/x": b"1\n", "a/y": b"\xff\0", "a-c": b"", "zoë": b"z"}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    subprocess.run([*git, "add", "a.b", "a", "a-c", "zoë"], check=True)
    wanted = subprocess.run([*git, "write-tree"], check=True, capture_output=True, text=True).stdout.strip()
    objects = Objects()
    files = {name: ("100644", objects.blob((tmp_path / name).read_bytes())) for name in ("a.b/x", "a/y", "a-c", "zoë")}
    assert objects.tree(files) == wanted
    assert blob_sha(b"\xff\0") == files["a/y"][1]
