"""`syncer github comment`: one comment a target, whatever happens on the way."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from syncer.errors import GitHubError
from syncer.github.bodies import Body
from syncer.github.posts import post_comments
from tests.e2e.driving import Ran
from tests.github.conftest import write
from tests.github_stub import person

if TYPE_CHECKING:
    from collections.abc import Callable

    from syncer.github.client import Client
    from tests.github_stub import GitHubStub

    Syncer = Callable[..., Ran]

HEAD = "a" * 40
PLAN = "<!-- syncer:plan production -->\n**production**: 1 to update\n"
NOTHING = "<!-- syncer:plan production empty -->\n**production**: no changes\n"


@pytest.fixture
def pull(stub: GitHubStub) -> int:
    """An open pull request."""
    return stub.open_pull(head=HEAD)


def body(text: str, target: str = "production") -> Body:
    """A comment about a target."""
    return Body(target, is_empty=" empty -->" in text, text=text)


def post(client: Client, pull: int, *texts: Body, are_all: bool = False) -> list[str]:
    """What was done about each."""
    return [*post_comments(client, pull, texts, are_all=are_all)]


def what(done: list[str]) -> list[str]:
    """What was done, without the target and the address."""
    return [line.partition(": ")[2].partition(" http")[0] for line in done]


def test_made_once_then_updated(syncer: Syncer, stub: GitHubStub, pull: int) -> None:
    """The first run comments, the same again sends nothing, and another plan updates the same comment."""
    file = write("production.md", PLAN)
    url = f"https://github.com/campus/catalog/pull/{pull}#issuecomment-{pull + 1}"
    assert syncer("comment", file, "--pull-request", str(pull)) == Ran(0, "", f"comment production: created {url}\n")
    assert syncer("comment", file, "--pull-request", str(pull)) == Ran(0, "", f"comment production: unchanged {url}\n")
    write("production.md", PLAN.replace("1", "2"))
    assert syncer("comment", file, "--pull-request", str(pull)) == Ran(0, "", f"comment production: updated {url}\n")
    assert stub.bodies(pull) == [PLAN.replace("1", "2")]
    assert [one.split(" ")[0] for one in stub.writes()] == ["POST", "PATCH"]


def test_quiet(syncer: Syncer, pull: int) -> None:
    """With -q nothing is said."""
    assert syncer("comment", write("a.md", PLAN), "--pull-request", str(pull), "-q") == Ran(0, "", "")


def test_line_ends_are_no_change(client: Client, stub: GitHubStub, pull: int) -> None:
    """A body that GitHub gives back with other line ends, or without a last one, is the same body."""
    stub.comment(pull, PLAN.rstrip().replace("\n", "\r\n"))
    assert what(post(client, pull, body(PLAN))) == ["unchanged"]


def test_nothing_to_say(client: Client, stub: GitHubStub, pull: int) -> None:
    """A target without changes gets no comment, but one that is there is replaced, and comes back with changes."""
    assert what(post(client, pull, body(NOTHING))) == ["not needed"]
    assert stub.bodies(pull) == []
    post(client, pull, body(PLAN))
    assert what(post(client, pull, body(NOTHING))) == ["updated"]
    assert what(post(client, pull, body(NOTHING))) == ["unchanged"]
    assert what(post(client, pull, body(PLAN))) == ["updated"]
    assert stub.bodies(pull) == [PLAN]


def test_a_link_to_the_page(syncer: Syncer, stub: GitHubStub, pull: int) -> None:
    """A comment that has something to say links to the page; one that has nothing stays as it is."""
    page, empty = "https://github.com/campus/catalog/actions/runs/1/artifacts/2", NOTHING.replace("production", "dev")
    stub.comment(pull, PLAN.replace("production", "dev"))
    words = ("comment", write("a.md", PLAN), write("b.md", empty), "--pull-request", str(pull), "-q")
    assert syncer(*words, "--page", page).code == 0
    assert sorted(stub.bodies(pull)) == sorted([f"{PLAN}\n[The plan as a page]({page}).\n", empty])


@pytest.mark.parametrize("page", ["", "plan.html", "javascript:alert(1)", "https://x.example/) [x](https://y.example"])
def test_an_address_that_is_none(syncer: Syncer, stub: GitHubStub, pull: int, page: str) -> None:
    """What could be more than an address in a comment is refused, and nothing is written."""
    ran = syncer("comment", write("a.md", PLAN), "--pull-request", str(pull), "--page", page)
    assert (ran.code, ran.err.partition(": ")[2]) == (
        64, "--page takes an address that begins with https:// or http://\n",
    )  # fmt: skip
    assert stub.writes() == []


def test_a_link_for_which_there_is_no_room(syncer: Syncer, stub: GitHubStub, pull: int) -> None:
    """The longest comment that a plan makes has room for an address; a longer one is named, and nothing is written."""
    page = "https://github.com/campus/catalog/actions/runs/12345678901/artifacts/1234567890"
    long = write("long.md", PLAN.ljust(65_000, "x"))
    assert syncer("comment", long, "--pull-request", str(pull), "--page", page).code == 0
    writes = stub.writes()
    ran = syncer("comment", write("a.md", PLAN.ljust(65_530, "x")), "--pull-request", str(pull), "--page", page)
    assert ran.code == 64
    assert "the comment about production with its link has" in ran.err
    assert stub.writes() == writes


def test_a_comment_for_each_target(client: Client, stub: GitHubStub, pull: int) -> None:
    """Each target has its own comment, also when the name of one begins with that of another."""
    other = PLAN.replace("production", "production-eu")
    post(client, pull, body(PLAN), body(other, "production-eu"))
    assert what(post(client, pull, body(other, "production-eu"))) == ["unchanged"]
    assert stub.bodies(pull) == [PLAN, other]


def test_the_last_of_many(client: Client, stub: GitHubStub, pull: int) -> None:
    """Among 250 comments ours is found on the last page."""
    for number in range(249):
        stub.comment(pull, f"remark {number}", user=person("kim"))
    ours = stub.comment(pull, PLAN)
    done = post(client, pull, body(NOTHING))
    assert done == [f"comment production: updated {stub.comments[ours]['html_url']}"]
    assert [seen.query for seen in stub.log[:3]] == [
        {"per_page": "100"}, {"per_page": "100", "page": "2"}, {"per_page": "100", "page": "3"},
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text", [PLAN, PLAN.replace("-->", "empty -->", 1)], ids=["the marker", "the marker of an empty one"]
)
def test_somebody_elses_marker(client: Client, stub: GitHubStub, pull: int, text: str) -> None:
    """A comment of a person with our marker is never edited nor taken for ours."""
    theirs = stub.comment(pull, text, user=person("mallory"))
    assert what(post(client, pull, body(PLAN))) == ["created"]
    assert stub.comments[theirs]["body"] == text
    assert stub.writes() == [f"POST /repos/campus/catalog/issues/{pull}/comments"]


def test_a_marker_that_is_quoted(client: Client, stub: GitHubStub, pull: int) -> None:
    """A marker counts in the first line only, and only as the whole line."""
    for text in (f"> {PLAN}", f"\n{PLAN}", PLAN.replace("-->", "--> and more", 1), PLAN.replace("ction", "ction;x", 1)):
        stub.comment(pull, text)
    assert what(post(client, pull, body(PLAN))) == ["created"]


def test_a_persons_token(syncer: Syncer, stub: GitHubStub, pull: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the token of a person, that person's comment is ours."""
    monkeypatch.setenv("GITHUB_TOKEN", stub.token(user=person("robin")))
    file = write("a.md", PLAN)
    assert "created" in syncer("comment", file, "--pull-request", str(pull)).err
    assert "unchanged" in syncer("comment", file, "--pull-request", str(pull)).err


def test_a_deleted_account(client: Client, stub: GitHubStub, pull: int) -> None:
    """A comment whose author is gone is nobody's."""
    theirs = stub.comment(pull, PLAN)
    stub.comments[theirs]["user"] = None
    assert what(post(client, pull, body(PLAN))) == ["created"]


def test_two_of_ours(client: Client, stub: GitHubStub, pull: int) -> None:
    """Of comments that two runs made at once the oldest is updated, and the others go."""
    for _ in range(3):
        stub.comment(pull, PLAN)
    assert what(post(client, pull, body(NOTHING))) == ["updated", *["removed a second"] * 2]
    assert stub.bodies(pull) == [NOTHING]


def test_a_target_that_is_planned_no_more(client: Client, stub: GitHubStub, pull: int) -> None:
    """With --all a comment about a target without a file says that it is over; without, it is left alone."""
    post(client, pull, body(PLAN), body(PLAN.replace("production", "staging"), "staging"))
    assert what(post(client, pull, body(PLAN))) == ["unchanged"]
    assert [line.partition(" http")[0] for line in post(client, pull, body(PLAN), are_all=True)] == [
        "comment production: unchanged", "comment staging: updated",
    ]  # fmt: skip
    assert stub.bodies(pull)[1] == (
        "<!-- syncer:plan staging empty -->\n"
        "**staging**: not planned any more; the catalog on this branch has no such target, or cannot be read.\n"
    )
    assert {*what(post(client, pull, body(PLAN), are_all=True))} == {"unchanged"}


def test_no_target_at_all(syncer: Syncer, stub: GitHubStub, pull: int) -> None:
    """With --all and no file every comment of ours is over; without --all no file is a mistake."""
    stub.comment(pull, PLAN)
    assert "comment production: updated" in syncer("comment", "--all", "--pull-request", str(pull)).err
    assert syncer("comment", "--pull-request", str(pull)).code == 64


@pytest.mark.parametrize("status", [502, 0])
def test_the_answer_was_lost(client: Client, stub: GitHubStub, pull: int, status: int) -> None:
    """A comment that was made although the answer was a 502 or none is found and not made again."""
    stub.fail_next("POST", "/comments", status, after=True)
    assert what(post(client, pull, body(PLAN))) == ["created"]
    assert stub.bodies(pull) == [PLAN]


@pytest.mark.parametrize("status", [502, 0])
def test_the_request_was_lost(client: Client, stub: GitHubStub, pull: int, status: int) -> None:
    """A comment that was not made is made with the next try, after a look."""
    stub.fail_next("POST", "/comments", status)
    done = post(client, pull, body(PLAN))
    assert what(done) == ["created"]
    assert stub.bodies(pull) == [PLAN]
    assert [seen.method for seen in stub.log] == ["GET", "POST", "GET", "POST"]


def test_never_answered(client: Client, stub: GitHubStub, pull: int) -> None:
    """When no try is answered it gives up, with a line that says that nobody knows."""
    stub.fail_next("POST", "/comments", 502, times=9)
    with pytest.raises(GitHubError) as caught:
        post(client, pull, body(PLAN))
    assert str(caught.value) == (
        f"GitHub did not say whether it has done POST /repos/campus/catalog/issues/{pull}/comments: status 502; "
        "run again: nothing is done twice"
    )
    assert sum(seen.method == "POST" for seen in stub.log) == 4


def test_an_answer_that_is_no_json(client: Client, stub: GitHubStub, pull: int) -> None:
    """A proxy's page in place of the answer to a POST is doubt, too."""
    stub.fail_next("POST", "/comments", 200, body=b"<html>Sign in</html>", after=True)
    assert what(post(client, pull, body(PLAN))) == ["created"]
    assert stub.bodies(pull) == [PLAN]


def test_a_fork(syncer: Syncer, stub: GitHubStub, pull: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A token without the permission is exit code 8, with what GitHub said and what to do."""
    monkeypatch.setenv("GITHUB_TOKEN", stub.token({"contents": "read", "pull_requests": "read"}))
    assert syncer("comment", write("a.md", PLAN), "--pull-request", str(pull)) == Ran(
        8, "",
        f"error: GitHub answered 403 to POST /repos/campus/catalog/issues/{pull}/comments: Resource not accessible by "
        "integration; give the job `pull-requests: write`; a pull request from a fork never gets it: its plan is in "
        "the job's summary\n",
    )  # fmt: skip


def test_a_locked_conversation(syncer: Syncer, stub: GitHubStub, pull: int) -> None:
    """What is no matter of permissions gets no advice about them."""
    said = b'{"message": "Unable to create comment because issue is locked."}'
    stub.fail_next("POST", "/comments", 403, body=said)
    ran = syncer("comment", write("a.md", PLAN), "--pull-request", str(pull))
    assert (ran.code, "permission" in ran.err, "write" in ran.err) == (8, False, False)
    assert ran.err.endswith("Unable to create comment because issue is locked\n")


def test_no_such_pull_request(syncer: Syncer) -> None:
    """A number that does not exist is a 404 with the repository's name."""
    ran = syncer("comment", write("a.md", PLAN), "--pull-request", "999")
    assert ran.code == 8
    assert "Not Found; it does not exist in campus/catalog, or the token may not see it" in ran.err


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("**production**\n", "does not begin with `<!-- syncer:plan TARGET -->`"),
        ("<!-- syncer:plan ../x -->\n", "does not begin with"),
        ("", "does not begin with"),
        (PLAN + "x" * 65_536, "a.md has 65,596 characters, and GitHub takes 65,536"),
        (PLAN + "x" * 300_000, "a.md is too long for GitHub, which takes 65,536 characters"),
    ],
)
def test_files_that_are_no_comments(syncer: Syncer, stub: GitHubStub, text: str, says: str) -> None:
    """A file without a marker, or longer than GitHub takes, is told before anything is sent."""
    ran = syncer("comment", write("a.md", text), "--pull-request", "1")
    assert (ran.code, stub.log) == (64, [])
    assert says in ran.err


def test_the_longest_comment(client: Client, stub: GitHubStub, pull: int) -> None:
    """65,536 characters are taken, whatever bytes they have."""
    longest = PLAN + "ü" * (65_536 - len(PLAN))
    assert what(post(client, pull, body(longest))) == ["created"]
    assert stub.bodies(pull) == [longest]


def test_other_bad_files(syncer: Syncer, place: object, stub: GitHubStub) -> None:
    """A missing file, one that is no UTF-8, and two about one target are mistakes."""
    del place
    assert "gone.md cannot be read: No such file" in syncer("comment", "gone.md", "--pull-request", "1").err
    write("a.md", PLAN)
    with open("b.md", "wb") as file:
        file.write(PLAN.encode() + b"\xff")
    assert "b.md is no UTF-8" in syncer("comment", "b.md", "--pull-request", "1").err
    ran = syncer("comment", "a.md", write("c.md", NOTHING), "--pull-request", "1")
    assert (ran.code, ran.err, stub.log) == (64, "error: two files are about the same target\n", [])


def test_the_event(syncer: Syncer, pull: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The number is that of the event; a push and a merge queue have none, and need no token."""
    file = write("a.md", PLAN)
    monkeypatch.setenv("GITHUB_EVENT_PATH", write("event.json", json.dumps({"pull_request": {"number": pull}})))
    assert "created" in syncer("comment", file).err
    monkeypatch.delenv("GITHUB_TOKEN")
    for event in ({"merge_group": {"head_sha": HEAD}}, {"ref": "refs/heads/main"}):
        write("event.json", json.dumps(event))
        assert syncer("comment", file) == Ran(0, "", "no pull request, no comment\n")


@pytest.mark.parametrize("event", ["", "[]", "{", '{"pull_request": []}', '{"pull_request": {}}'])
def test_no_event(syncer: Syncer, event: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An event that is none, or no event at all, asks for the number."""
    file = write("a.md", PLAN)
    assert syncer("comment", file).err == "error: GITHUB_EVENT_PATH is not set, so pass --pull-request NUMBER\n"
    monkeypatch.setenv("GITHUB_EVENT_PATH", write("event.json", event))
    ran = syncer("comment", file)
    assert (ran.code, ran.err) == (
        64, "error: GITHUB_EVENT_PATH: event.json holds no event; pass --pull-request NUMBER\n",
    )  # fmt: skip
