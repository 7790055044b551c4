"""`syncer github issue`: one open issue a key."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from syncer.github.posts import close_issue, put_issue
from tests.e2e.driving import Ran
from tests.github.conftest import write
from tests.github_stub import BOT, person

if TYPE_CHECKING:
    from collections.abc import Callable

    from syncer.github.client import Client
    from tests.github_stub import GitHubStub

    Syncer = Callable[..., Ran]

MARKER = "<!-- syncer:issue drift -->\n"


def put(client: Client, text: str) -> list[str]:
    """What was done about the issue, without its address."""
    return [line.rpartition(" ")[0] for line in put_issue(client, key="drift", title="Drift", text=text)]


def close(client: Client, comment: str | None = None) -> list[str]:
    """What was done to close it."""
    return [*close_issue(client, key="drift", comment=comment)]


def open_ones(stub: GitHubStub) -> list[int]:
    """The numbers of the open issues."""
    return [number for number, issue in stub.issues.items() if issue["state"] == "open"]


def test_the_life_of_an_issue(syncer: Syncer, stub: GitHubStub) -> None:
    """Opened, unchanged, updated, closed with a remark, and nothing to close: each once, whatever is run again."""
    words = ("issue", write("drift.md", "two rows\n"), "--title", "Drift", "--key", "drift", "--label", "catalog")
    url = "https://github.com/campus/catalog/issues/1"
    assert syncer(*words) == Ran(0, "", f"issue drift: opened {url}\n")
    assert syncer(*words) == Ran(0, "", f"issue drift: unchanged {url}\n")
    write("drift.md", "three rows\n")
    assert syncer(*words) == Ran(0, "", f"issue drift: updated {url}\n")
    assert stub.issues[1]["body"] == MARKER + "three rows\n"
    assert stub.issues[1]["labels"] == [{"name": "catalog"}]
    gone = ("issue", "--close", "--key", "drift", "--comment", "gone")
    assert syncer(*gone) == Ran(0, "", f"issue drift: closed {url}\n")
    assert syncer(*gone) == Ran(0, "", "issue drift: none is open\n")
    assert (stub.issues[1]["state"], stub.bodies(1), len(stub.issues)) == ("closed", ["gone"], 1)


def test_closed_by_hand(client: Client, stub: GitHubStub) -> None:
    """An issue that somebody closed stays closed; drift that goes on gets a new one."""
    put(client, "a\n")
    stub.issues[1]["state"] = "closed"
    assert put(client, "a\n") == ["issue drift: opened"]
    assert [issue["state"] for issue in stub.issues.values()] == ["closed", "open"]


def test_what_is_not_ours(client: Client, stub: GitHubStub) -> None:
    """An issue of a person, a pull request, another key and a marker further down are not taken for it."""
    stub.issue("Drift", f"{MARKER}a\n", user=person("mallory"))
    stub.issues[stub.open_pull(head="a" * 40, body=f"{MARKER}a\n")]["user"] = dict(BOT)
    stub.issue("Drift", "<!-- syncer:issue drift-2 -->\na\n")
    stub.issue("Drift", f"\n{MARKER}a\n")
    before = [dict(issue) for issue in stub.issues.values()]
    assert put(client, "a\n") == ["issue drift: opened"]
    assert [*stub.issues.values()][:4] == before
    assert len(close(client)) == 1
    assert len(open_ones(stub)) == 4


def test_on_a_later_page(client: Client, stub: GitHubStub) -> None:
    """Our issue is found behind a hundred and fifty newer ones."""
    put(client, "a\n")
    for number in range(150):
        stub.issue(f"Question {number}", "How?", user=person("kim"))
    assert put(client, "a\n") == ["issue drift: unchanged"]


@pytest.mark.parametrize("after", [True, False])
@pytest.mark.parametrize("status", [502, 0])
def test_a_lost_answer(client: Client, stub: GitHubStub, status: int, after: bool) -> None:
    """Whether the issue was opened or not when the answer was lost, there is one in the end."""
    stub.fail_next("POST", "/issues$", status, after=after)
    assert put(client, "a\n") == ["issue drift: opened"]
    assert len(stub.issues) == 1


def test_a_lost_remark(client: Client, stub: GitHubStub) -> None:
    """The remark at closing is not made twice either."""
    put(client, "a\n")
    stub.fail_next("POST", "/comments", 502, after=True)
    close(client, "gone")
    assert stub.bodies(1) == ["gone"]


def test_two_of_ours(client: Client, stub: GitHubStub) -> None:
    """Of two that runs at once have opened the older one stays."""
    for _ in range(2):
        stub.issue("Drift", f"{MARKER}a\n")
    assert put(client, "b\n") == ["issue drift: updated", "issue drift: closed a second"]
    assert open_ones(stub) == [1]


def test_no_permission(syncer: Syncer, stub: GitHubStub, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without `issues: write` the message asks for it."""
    monkeypatch.setenv("GITHUB_TOKEN", stub.token({"issues": "read"}))
    ran = syncer("issue", write("a.md", "a\n"), "--title", "Drift", "--key", "drift")
    assert ran.code == 8
    assert ran.err == (
        "error: GitHub answered 403 to POST /repos/campus/catalog/issues: Resource not accessible by integration; "
        "give the job `issues: write`\n"
    )


def test_issues_are_switched_off(syncer: Syncer, stub: GitHubStub) -> None:
    """A repository without issues answers 410."""
    stub.fail_next("GET", "/issues", 410, body=b'{"message": "Issues are disabled for this repo"}')
    ran = syncer("issue", "--close", "--key", "drift")
    assert ran.code == 8
    assert (
        "Issues are disabled for this repo; it was removed, or is switched off in the repository's settings" in ran.err
    )


@pytest.mark.parametrize(
    "words",
    [
        ["--key", "drift"],
        ["a.md", "--key", "drift"],
        ["a.md", "--title", "Drift", "--key", "Drift -->"],
        ["a.md", "--title", "Drift", "--key", "drift", "--comment", "no"],
        ["a.md", "--close", "--key", "drift"],
        ["long.md", "--title", "Drift", "--key", "drift"],
    ],
)
def test_mistakes(syncer: Syncer, stub: GitHubStub, words: list[str]) -> None:
    """Words that do not go together, a key that could end the marker and a text too long are told before all else."""
    write("a.md", "a\n")
    write("long.md", "x" * 65_536)
    ran = syncer("issue", *words)
    assert (ran.code, stub.log) == (64, [])
