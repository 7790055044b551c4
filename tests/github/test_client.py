"""Requests to GitHub: what is tried again, for how long, what is refused, and that the token stays inside."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from syncer.errors import GitHubError, UsageError
from syncer.github.access import ApiAccess, access_from
from syncer.github.client import Client
from syncer.github.outcome import Pace, RefusedError, what_it_said
from tests.github.conftest import NOON, Clock
from tests.github_stub import person

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.github_stub import GitHubStub

ISSUES = "/repos/campus/catalog/issues"
NO_ADDRESS = "GITHUB_API_URL has to be an address such as https://api.github.com, without a password in it"
GIVEN = {"GITHUB_TOKEN": "t0ken", "GITHUB_REPOSITORY": "campus/catalog"}


def refused(client: Client, path: str = "/issues") -> str:
    """What the error of a request says."""
    with pytest.raises(GitHubError) as caught:
        client.get(f"/repos/campus/catalog{path}", list)
    assert caught.value.exit_code == 8
    return str(caught.value)


def test_headers(client: Client, stub: GitHubStub) -> None:
    """Each request says which API it means, who asks and with which token, and accepts no compression."""
    client.get(client.at("issues"), list)
    headers = stub.log[0].headers
    assert headers["Accept"] == "application/vnd.github+json"
    assert headers["X-GitHub-Api-Version"] == "2022-11-28"
    assert headers["User-Agent"] == "model-catalog-sync"
    assert headers["Authorization"] == f"Bearer {stub.default_token}"
    assert headers["Accept-Encoding"] == "identity"


@pytest.mark.parametrize("status", [500, 502, 503, 504, 0])
def test_passing_faults(client: Client, stub: GitHubStub, clock: Clock, status: int) -> None:
    """A reading request and a change are tried again after faults that pass, each time later."""
    number = stub.issue("Drift", "a")
    stub.fail_next("GET", "/issues", status, times=3)
    assert len(client.get(client.at("issues"), list)) == 1
    assert clock.slept == [1.0, 2.0, 4.0]
    stub.fail_next("PATCH", "/issues", status, after=True)
    assert client.patch(client.at("issues", number), {"body": "b"})["body"] == "b"


def test_a_fault_that_stays(client: Client, stub: GitHubStub) -> None:
    """After four tries it ends, with the status."""
    stub.fail_next("GET", "/issues", 503, times=9, headers={"Retry-After": "9"}, body=b"<html>Unicorn!</html>")
    assert (
        refused(client) == f"GitHub answered 503 to GET {ISSUES}: no reason given; GitHub has trouble; run again later"
    )
    assert len(stub.log) == 4


def test_connections_that_are_lost(client: Client, stub: GitHubStub) -> None:
    """When every connection is lost, that is what it says."""
    stub.fail_next("GET", "/issues", 0, times=9)
    assert refused(client) == f"GitHub cannot be reached: GET {ISSUES}: the connection was lost"


def test_nobody_there(clock: Clock) -> None:
    """An address where nobody listens is tried again, also by a POST, which cannot have arrived."""
    access = ApiAccess("http://127.0.0.1:9", "campus/catalog", "t0ken")
    client = Client(access, advice="", pace=Pace(sleep=clock.slept.append, now=clock.now))
    assert refused(client).endswith("Connection refused")
    with pytest.raises(GitHubError, match=r"cannot be reached: POST /x: .*refused"):
        client.create("/x", {}, made=lambda: None)
    assert len(clock.slept) == 6


@pytest.mark.parametrize(
    ("status", "headers", "body", "slept"),
    [
        (429, {"Retry-After": "7"}, b"", 7.0),
        (403, {"Retry-After": "60"}, b"", 60.0),
        (403, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(int(NOON) + 30)}, b"", 30.0),
        (403, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(int(NOON) - 30)}, b"", 1.0),
        (429, {}, b"", 60.0),
        (403, {}, b'{"message": "You have exceeded a secondary rate limit."}', 60.0),
    ],
)
def test_short_limits(
    client: Client, stub: GitHubStub, clock: Clock, status: int, headers: Mapping[str, str], body: bytes, slept: float
) -> None:
    """A rate limit of up to a minute is waited for, also by a POST, which it has refused."""
    stub.fail_next("POST", "/issues", status, headers=headers, body=body)
    client.create(client.at("issues"), {"title": "a", "body": "b"}, made=lambda: None)
    assert clock.slept == [slept]
    clock.slept.clear()
    stub.fail_next("GET", "/issues", status, headers=headers, body=body)
    assert len(client.get(client.at("issues"), list)) == 1
    assert clock.slept == [slept]


@pytest.mark.parametrize(
    "headers",
    [{"Retry-After": "3600"}, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(int(NOON) + 3600)}],
)
def test_long_limits(client: Client, stub: GitHubStub, clock: Clock, headers: Mapping[str, str]) -> None:
    """A longer one is not waited for: it says when to run again."""
    stub.fail_next("GET", "/issues", 403, headers=headers, body=b'{"message": "API rate limit exceeded"}')
    assert refused(client) == (
        f"GitHub answered 403 to GET {ISSUES}: API rate limit exceeded; its rate limit is used up; "
        "run again in 60 minutes"
    )
    assert clock.slept == []


def test_limits_without_end(client: Client, stub: GitHubStub, clock: Clock) -> None:
    """A limit that stays ends after four tries."""
    stub.fail_next("GET", "/issues", 429, headers={"Retry-After": "1"}, times=9)
    assert "its rate limit is used up; run again in 2 minutes" in refused(client)
    assert clock.slept == [1.0, 1.0, 1.0]


@pytest.mark.parametrize("status", [401, 403, 404, 410, 418, 422])
def test_refusals_are_final(client: Client, stub: GitHubStub, clock: Clock, status: int) -> None:
    """Other refusals are not tried again."""
    stub.fail_next("GET", "/issues", status, body=b'{"message": "No"}')
    assert refused(client).startswith(f"GitHub answered {status} to GET {ISSUES}: No")
    assert (len(stub.log), clock.slept) == (1, [])


def test_a_wrong_token(stub: GitHubStub) -> None:
    """A token that GitHub does not know is a 401 that names the variable."""
    client = Client(access_from(stub.environment("gone")), advice="")
    assert refused(client) == (
        f"GitHub answered 401 to GET {ISSUES}: Bad credentials; the token in GITHUB_TOKEN has expired, "
        f"or is not for {stub.url}"
    )


def test_the_token_is_taken_out(client: Client, stub: GitHubStub) -> None:
    """A proxy that repeats the request's headers in its error does not put the token into ours."""
    stub.fail_next("GET", "/issues", 400, body=f'{{"message": "Bearer {stub.default_token}"}}'.encode())
    assert refused(client) == f"GitHub answered 400 to GET {ISSUES}: Bearer ***"


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b'{"message": "Validation Failed", "errors": [{"message": "too\\nlong"}, "odd", {"code": "x"}]}',
         "Validation Failed; too long; odd; x"),
        (b'{"message": 7, "errors": 8}', ""),
        (b"[1]", ""),
        (b"\xff", ""),
        (b"[" * 100_000, ""),
        (b'{"message": "' + b"a" * 5000 + b'"}', "a" * 300),
    ],
)  # fmt: skip
def test_what_github_said(data: bytes, says: str) -> None:
    """The message and each error, on one line that has an end; nothing of what is no such answer."""
    assert what_it_said(data) == says


def test_answers_that_are_no_json(client: Client, stub: GitHubStub) -> None:
    """A page of a proxy with status 200 is no answer of GitHub."""
    for body in (b"<html></html>", b"", b"[" * 100_000):
        stub.fail_next("GET", "/issues", 200, body=body)
        assert refused(client) == f"the answer to GET {ISSUES} is no JSON; is a proxy in between?"


@pytest.mark.parametrize("body", [b'{"message": "odd"}', b"7", b"null"])
def test_lists_that_are_none(client: Client, stub: GitHubStub, body: bytes) -> None:
    """JSON of another form than GitHub documents is an error and no traceback."""
    stub.fail_next("GET", "/artifacts", 200, body=body)
    with pytest.raises(GitHubError, match="has not the form that it documents"):
        [*client.pages(client.at("actions/artifacts"), key="artifacts")]


def test_answers_that_are_cut_off(client: Client, stub: GitHubStub) -> None:
    """An answer shorter than it says is a lost one, and asked for again."""
    stub.issue("Drift", "a")
    stub.cut_next = True
    assert len(client.get(client.at("issues"), list)) == 1
    assert len(stub.log) == 2


def test_answers_that_are_too_long(client: Client, stub: GitHubStub) -> None:
    """More bytes than asked for are not read to the end."""
    number = stub.put_artifact("plan", {}, head="a" * 40, archive=b"x" * 2000)
    with pytest.raises(GitHubError, match="is larger than 1,999 bytes"):
        client.download(client.at("actions/artifacts", number, "zip"), 1999)
    assert len(client.download(client.at("actions/artifacts", number, "zip"), 2000)) == 2000


def test_the_token_stays_with_github(client: Client, stub: GitHubStub) -> None:
    """The storage that an archive is fetched from gets no token, and no message gets the address's signature."""
    number = stub.put_artifact("plan", {}, head="a" * 40)
    client.download(client.at("actions/artifacts", number, "zip"), 1 << 20)
    assert [(seen.path, "Authorization" in seen.headers) for seen in stub.log] == [
        (f"/repos/campus/catalog/actions/artifacts/{number}/zip", True), (f"/{number}", False),
    ]  # fmt: skip
    stub.fail_next("GET", rf"^/{number}$", 404)
    with pytest.raises(GitHubError) as caught:
        client.download(client.at("actions/artifacts", number, "zip"), 1 << 20)
    assert f"GET {stub.storage}: a fault" in str(caught.value)
    assert "sig" not in str(caught.value)


@pytest.mark.parametrize("place", ["ftp://127.0.0.1/x", "file:///etc/passwd", "", "//elsewhere/x"])
def test_unsafe_redirects(client: Client, stub: GitHubStub, place: str) -> None:
    """A download is fetched over HTTP(S) only."""
    number = stub.put_artifact("plan", {}, head="a" * 40)
    stub.fail_next("GET", "/zip", 302, headers={"Location": place})
    with pytest.raises(GitHubError, match="to a place that is not safe"):
        client.download(client.at("actions/artifacts", number, "zip"), 1 << 20)


def test_a_repository_that_has_moved(client: Client, stub: GitHubStub) -> None:
    """A reading request follows, and another host gets no token; one that writes says that it has moved."""
    stub.fail_next("GET", "/issues", 301, headers={"Location": f"{stub.url}{ISSUES}?state=all"})
    assert client.get(client.at("issues"), list) == []
    stub.fail_next("GET", "/issues", 301, headers={"Location": f"{stub.storage}/issues"})
    assert "403" in refused(client)
    assert "Authorization" not in stub.log[-1].headers
    stub.fail_next("PATCH", "/issues", 301, headers={"Location": f"{stub.storage}/issues/1"}, body=b"")
    with pytest.raises(RefusedError, match="no reason given; the repository has moved: set GITHUB_REPOSITORY"):
        client.patch(client.at("issues", 1), {})


def test_redirects_without_end(client: Client, stub: GitHubStub) -> None:
    """A circle of redirects ends."""
    stub.fail_next("GET", "/issues", 301, headers={"Location": stub.url + ISSUES}, times=20)
    assert refused(client) == f"GitHub cannot be reached: GET {ISSUES}: too many redirects"
    assert len(stub.log) == 4


def test_lists_that_go_on_elsewhere(client: Client, stub: GitHubStub) -> None:
    """A next page on another host is not asked for: it would get the token."""
    link = {"Link": f'<{stub.storage}/issues?page=2>; rel="next"'}
    stub.fail_next("GET", "/issues", 200, headers=link, body=b"[]")
    with pytest.raises(GitHubError, match=f"goes on at another host: {stub.storage}"):
        [*client.pages(client.at("issues"))]
    assert len(stub.log) == 1


def test_pages(client: Client, stub: GitHubStub) -> None:
    """All elements of a list come, in order, with the query of the first page."""
    for number in range(205):
        stub.issue(f"Issue {number}", "")
    titles: list[Any] = [issue["title"] for issue in client.pages(client.at("issues", state="all"))]
    assert titles == [f"Issue {number}" for number in range(204, -1, -1)]
    assert {seen.query["state"] for seen in stub.log} == {"all"}


def test_proxies(client: Client, stub: GitHubStub, monkeypatch: pytest.MonkeyPatch) -> None:
    """Requests go through the proxy of the environment, with its password, unless NO_PROXY names the host."""
    host = stub.storage.removeprefix("http://")
    monkeypatch.setenv("http_proxy", f"http://me:secret%20word@{host}")
    assert "answered 400" in refused(client), "the storage plays the proxy, and takes no token"
    assert stub.log[-1].headers["proxy-authorization"] == "Basic bWU6c2VjcmV0IHdvcmQ="
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    assert client.get(client.at("issues"), list) == []
    monkeypatch.delenv("no_proxy")
    monkeypatch.setenv("http_proxy", "socks9://127.0.0.1:1")
    with pytest.raises(UsageError, match="HTTPS_PROXY is no address of a proxy"):
        client.get(client.at("issues"), list)
    monkeypatch.setenv("http_proxy", "127.0.0.1:9")
    assert "the proxy does not connect" in refused(client)


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"GITHUB_TOKEN": ""}, "GITHUB_TOKEN is not set; in a workflow: `env: {GITHUB_TOKEN: ${{ github.token }}}`"),
        ({"GITHUB_TOKEN": "a\nb"}, "GITHUB_TOKEN holds characters that no token has"),
        ({"GITHUB_TOKEN": "tökén"}, "GITHUB_TOKEN holds characters that no token has"),
        ({"GITHUB_REPOSITORY": ""}, "GITHUB_REPOSITORY has to be owner/name, and is not set"),
        ({"GITHUB_REPOSITORY": "a/../b"}, "GITHUB_REPOSITORY has to be owner/name, and is a/../b"),
        ({"GITHUB_REPOSITORY": "../b"}, "GITHUB_REPOSITORY has to be owner/name, and is ../b"),
        ({"GITHUB_REPOSITORY": "a/.."}, "GITHUB_REPOSITORY has to be owner/name, and is a/.."),
        ({"GITHUB_API_URL": "http://ghe.example"},
         "GITHUB_API_URL has to begin with https://: the token would be sent in the clear"),
        *(({"GITHUB_API_URL": url}, NO_ADDRESS)
          for url in ("ftp://x", "api.github.com", "https://u:p@x", "https://x:port", "https://[", "https://x?y=1")),
    ],
)  # fmt: skip
def test_settings_that_cannot_work(changed: Mapping[str, str], says: str) -> None:
    """A missing or odd setting is named before anything is sent, and a token is not shown."""
    with pytest.raises(UsageError) as caught:
        access_from({**GIVEN, **changed})
    assert str(caught.value) == says


def test_settings() -> None:
    """GitHub is the usual address; GH_TOKEN stands in for GITHUB_TOKEN, and no form of the value shows it."""
    access = access_from({"GH_TOKEN": "t0ken\n", "GITHUB_REPOSITORY": "campus/the.catalog"})
    assert (*access,) == ("https://api.github.com", "campus/the.catalog", "t0ken")
    assert "t0ken" not in f"{access} {access!r}"
    assert access_from({**GIVEN, "GITHUB_API_URL": "https://ghe.example/api/v3/"}).api == "https://ghe.example/api/v3"


def test_nobody_asks_who_we_are_in_vain(client: Client, stub: GitHubStub) -> None:
    """The token's user is asked for only where a person wrote with our marker."""
    assert client.is_ours({"user": {"login": "x[bot]", "type": "Bot"}})
    assert stub.log == []
    assert not client.is_ours({"user": person("kim")})
    assert not client.is_ours({"user": person("robin")})
    assert [seen.path for seen in stub.log] == ["/user"]


def test_imported_with_the_first_request() -> None:
    """The commands' modules do without urllib3 until something is sent."""
    script = (
        "import sys, syncer.cli.commands.github, syncer.github.proposal, syncer.github.reviewed\n"
        "import syncer.github.client, syncer.github.posts\n"
        "print(*sorted({'urllib3', 'pydantic', 'yaml', 'botocore'} & sys.modules.keys()))"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout == "\n"
