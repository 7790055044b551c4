"""A stand-in for GitHub's API, which behaves as GitHub documents for what `syncer github` asks of it.

`with github() as stub:` starts it on a free port of this machine; `stub.environment()` is what a job would have. What
people and workflows do (open, push to and merge a pull request, comment, keep an artifact) are methods of `GitHubStub`.
What the API answers is in `tests/github_api.py`.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import stat
import threading
import zipfile
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import parse_qsl, urlsplit

from tests import github_api
from tests.github_git import Objects

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ALL: Final = {"actions": "read", "contents": "write", "issues": "write", "pull_requests": "write"}
BOT: Final = {"login": "github-actions[bot]", "id": 41898282, "type": "Bot"}
REPOSITORY_ID: Final = 1296269
FORK_ID: Final = 1300192


class Fault(NamedTuple):
    """What happens to a request: status 0 closes the connection; `after`: when the work is done already."""

    method: str
    path: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    after: bool


class Seen(NamedTuple):
    """One request, as it was answered."""

    method: str
    path: str
    query: Mapping[str, str]
    body: Any
    headers: Mapping[str, str]
    status: int


class GitHubStub:
    """One repository of campus/catalog."""

    def __init__(self, url: str, storage: str) -> None:
        self.url, self.storage = url, storage
        self.repository: str = "campus/catalog"
        self.latch = threading.RLock()
        self.log: list[Seen] = []
        self.faults: list[Fault] = []
        self.tokens: dict[str, tuple[dict[str, Any], dict[str, str]]] = {}
        self.objects: Objects = Objects()
        self.refs: dict[str, str] = {}
        self.known_commits: set[str] = set()
        self.issues: dict[int, dict[str, Any]] = {}
        self.comments: dict[int, dict[str, Any]] = {}
        self.pulls: dict[int, dict[str, Any]] = {}
        self.artifacts: dict[int, dict[str, Any]] = {}
        self.archives: dict[int, bytes] = {}
        self.actions_may_open_pulls = True
        self.cut_next = False
        """Whether the next answer breaks off in the middle."""
        self._last = 0
        self.default_token = self.token()

    def token(self, permissions: Mapping[str, str] = ALL, *, user: Mapping[str, Any] = BOT) -> str:
        """A new token; one of a person has `user` with the type User."""
        name = f"ghs_{hashlib.sha256(str(len(self.tokens)).encode()).hexdigest()[:36]}"
        self.tokens[name] = (dict(user), dict(permissions))
        return name

    def environment(self, token: str | None = None) -> dict[str, str]:
        """What a job has in its environment."""
        return {
            "GITHUB_API_URL": self.url, "GITHUB_REPOSITORY": self.repository,
            "GITHUB_TOKEN": self.default_token if token is None else token,
        }  # fmt: skip

    def number(self) -> int:
        """The next number: issues and pull requests share them, everything else takes them, too."""
        with self.latch:
            self._last += 1
            return self._last

    def now(self) -> str:
        """A time that is later each time."""
        return f"2026-01-31T{self._last // 3600 % 24:02}:{self._last // 60 % 60:02}:{self._last % 60:02}Z"

    # What people and workflows do

    def seed(self, files: Mapping[str, bytes], *, branch: str = "main", message: str = "A commit") -> str:
        """A commit with exactly these files at the tip of a branch. Returns its name."""
        parents = [self.refs[branch]] if branch in self.refs else []
        tree = self.objects.tree({path: ("100644", self.objects.blob(data)) for path, data in files.items()})
        self.refs[branch] = self.objects.commit(tree, parents, message)
        return self.refs[branch]

    def files(self, branch: str = "main") -> dict[str, bytes]:
        """The files at the tip of a branch."""
        tree = self.objects.commits[self.refs[branch]]["tree"]["sha"]
        return {path: self.objects.blobs[sha] for path, (_, sha) in self.objects.flat(tree).items()}

    def open_pull(
        self, *, head: str, branch: str = "edit", title: str = "An edit", body: str = "", base: str = "main",
        fork: bool = False, user: str = "alex",
    ) -> int:  # fmt: skip
        """A pull request of a person, from a branch here or of a fork. Returns its number."""
        self.known_commits.add(head)
        return int(github_api.new_pull(self, person(user), title, body, (branch, base), head, fork=fork)["number"])

    def push(self, number: int, head: str) -> None:
        """A further commit on the branch of a pull request."""
        self.known_commits.add(head)
        self.pulls[number]["head"]["sha"] = head

    def merge(self, number: int, commit: str) -> None:
        """Merge a pull request as this commit."""
        self.known_commits.add(commit)
        self.pulls[number] |= {"merged_at": self.now(), "merge_commit_sha": commit, "state": "closed"}
        self.issues[number]["state"] = "closed"

    def comment(self, number: int, body: str, *, user: Mapping[str, Any] = BOT) -> int:
        """A comment of anybody. Returns its number."""
        return int(github_api.new_comment(self, dict(user), number, body)["id"])

    def issue(self, title: str, body: str, *, user: Mapping[str, Any] = BOT) -> int:
        """An issue of anybody. Returns its number."""
        return int(github_api.new_issue(self, dict(user), title, body, [])["number"])

    def put_artifact(
        self, name: str, files: Mapping[str, bytes], *, head: str, fork: bool = False, expired: bool = False,
        archive: bytes | None = None, branch: str = "edit",
    ) -> int:  # fmt: skip
        """Keep files as actions/upload-artifact does in a run for the commit `head`. Returns the artifact's number."""
        number = self.number()
        data = archive if archive is not None else zipped(files)
        where = f"{self.url}/repos/{self.repository}/actions/artifacts/{number}"
        run = {
            "id": 1, "head_sha": head, "head_branch": branch, "repository_id": REPOSITORY_ID,
            "head_repository_id": FORK_ID if fork else REPOSITORY_ID,
        }  # fmt: skip
        self.artifacts[number] = {
            "id": number, "name": name, "size_in_bytes": len(data), "expired": expired, "created_at": self.now(),
            "archive_download_url": f"{where}/zip", "digest": f"sha256:{hashlib.sha256(data).hexdigest()}",
            "workflow_run": run,
        }  # fmt: skip
        self.archives[number] = data
        return number

    def bodies(self, number: int) -> list[str]:
        """The comments of an issue or a pull request, the oldest first."""
        return [one["body"] for _, one in sorted(self.comments.items()) if one["issue"] == number]

    # Faults and what was seen

    def fail_next(
        self, method: str, path: str, status: int, *, times: int = 1, headers: Mapping[str, str] | None = None,
        body: bytes = b'{"message": "a fault"}', after: bool = False,
    ) -> None:  # fmt: skip
        """Let the next requests whose path matches the pattern meet a fault."""
        self.faults += [Fault(method, path, status, headers or {}, body, after)] * times

    def fault(self, method: str, path: str) -> Fault | None:
        """The fault that a request meets."""
        with self.latch:
            for index, fault in enumerate(self.faults):
                if fault.method == method and re.search(fault.path, path):
                    return self.faults.pop(index)
        return None

    def writes(self) -> list[str]:
        """The requests that were to change something, as `METHOD path`."""
        return [f"{seen.method} {seen.path}" for seen in self.log if seen.method != "GET"]


def person(login: str) -> dict[str, Any]:
    """A user who is no bot."""
    return {"login": login, "id": len(login), "type": "User"}


def zipped(files: Mapping[str, bytes], *, links: Mapping[str, str] | None = None) -> bytes:
    """An archive of files, and of symbolic links."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
        for name, target in (links or {}).items():
            info = zipfile.ZipInfo(name)
            info.create_system, info.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
            archive.writestr(info, target)
    return made.getvalue()


@contextmanager
def github() -> Iterator[GitHubStub]:
    """The stub, for as long as the context lasts."""
    servers = [_Server(("127.0.0.1", 0), handler) for handler in (_Api, _Storage)]
    stub = GitHubStub(*(f"http://127.0.0.1:{server.server_address[1]}" for server in servers))
    threads = [threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}) for server in servers]
    for server, thread in zip(servers, threads, strict=True):
        server.stub = stub
        thread.start()
    try:
        yield stub
    finally:
        for server, thread in zip(servers, threads, strict=True):
            server.shutdown()
            thread.join()
            server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    stub: GitHubStub

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that gave up is no error here."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def do_PATCH(self) -> None:
        self._serve()

    def do_DELETE(self) -> None:
        self._serve()

    def _serve(self) -> None:
        stub, parts = self.server.stub, urlsplit(self.path)
        data = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        query, body = dict(parse_qsl(parts.query)), json.loads(data) if data else None
        fault = stub.fault(self.command, parts.path)
        answer: tuple[int, dict[str, str], bytes] = (0, {}, b"")
        with stub.latch:
            if fault is None or fault.after:
                answer = self.answer(parts.path, query, body)
            if fault is not None:
                answer = (fault.status, dict(fault.headers), fault.body)
            stub.log.append(Seen(self.command, parts.path, query, body, dict(self.headers.items()), answer[0]))
        status, headers, content = answer
        if not status:
            self.close_connection = True
            return
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(content))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.close_connection = stub.cut_next
        self.wfile.write(content[: len(content) // 2] if stub.cut_next else content)
        stub.cut_next = False

    def answer(self, path: str, query: dict[str, str], body: Any) -> tuple[int, dict[str, str], bytes]:
        raise NotImplementedError

    def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002  the base class names it so
        """Say nothing."""


class _Api(_Handler):
    def answer(self, path: str, query: dict[str, str], body: Any) -> tuple[int, dict[str, str], bytes]:
        token = (self.headers.get("Authorization") or "").removeprefix("Bearer ")
        status, headers, document = github_api.answer(self.server.stub, self.command, path, query, body, token)
        headers = {"Content-Type": "application/json; charset=utf-8", **headers}
        return status, headers, b"" if document is None else json.dumps(document).encode()


class _Storage(_Handler):
    """The host that holds artifacts: its addresses are signed, and a request that shows a token is refused."""

    def answer(self, path: str, query: dict[str, str], body: Any) -> tuple[int, dict[str, str], bytes]:
        del body
        if self.headers.get("Authorization"):
            return 400, {}, b"InvalidAuthenticationInfo"
        if query.get("sig") != "signed":
            return 403, {}, b"AuthenticationFailed"
        return 200, {"Content-Type": "application/zip"}, self.server.stub.archives[int(path.strip("/"))]
