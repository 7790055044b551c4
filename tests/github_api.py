"""What the stub of GitHub answers to a request: permissions, paging, limits and refusals as GitHub documents them."""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.github_stub import GitHubStub

Reply = tuple[int, dict[str, str], Any]
LONGEST: Final = 65536


class Ask(NamedTuple):
    """A request to one of the addresses below."""

    stub: GitHubStub
    words: tuple[str, ...]
    """What the address says where the pattern has groups."""
    query: dict[str, str]
    body: Any
    user: dict[str, Any]


class Route(NamedTuple):
    """An address, and one of the permissions that it takes."""

    method: str
    pattern: str
    permissions: tuple[str, ...]
    does: Callable[[Ask], Reply]


class RefusedError(Exception):
    """An answer that is no good one."""

    def __init__(self, status: int, message: str, **more: Any) -> None:
        self.reply: Reply = (status, {}, {"message": message, **more, "status": str(status)})
        super().__init__(message)


def answer(stub: GitHubStub, method: str, path: str, query: dict[str, str], body: Any, token: str) -> Reply:
    """The answer to one request."""
    if token not in stub.tokens:
        return RefusedError(401, "Bad credentials").reply
    user, permissions = stub.tokens[token]
    inside = path.removeprefix(f"/repos/{stub.repository}")
    for route in ROUTES:
        found = re.fullmatch(route.pattern, inside) if route.method == method else None
        if found is not None and (inside != path or inside == "/user"):
            if route.permissions and not any(_allows(permissions, wanted) for wanted in route.permissions):
                return RefusedError(403, "Resource not accessible by integration").reply
            try:
                return route.does(Ask(stub, found.groups(), query, body, user))
            except RefusedError as error:
                return error.reply
            except KeyError:
                return RefusedError(404, "Not Found").reply
    return RefusedError(404, "Not Found").reply


def _allows(permissions: dict[str, str], wanted: str) -> bool:
    area, _, level = wanted.partition(":")
    return permissions.get(area) in {level, "write"}


def _page(ask: Ask, path: str, found: list[Any], key: str | None = None) -> Reply:
    size, number = min(int(ask.query.get("per_page", 30)), 100), int(ask.query.get("page", 1))
    part = found[(number - 1) * size : number * size]
    headers = {}
    if number * size < len(found):
        kept = "".join(f"&{name}={value}" for name, value in ask.query.items() if name not in {"page", "per_page"})
        where = f"{ask.stub.url}/repos/{ask.stub.repository}/{path}?per_page={size}{kept}"
        headers["Link"] = (
            f'<{where}&page={number + 1}>; rel="next", <{where}&page={-(-len(found) // size)}>; rel="last"'
        )
    return 200, headers, part if key is None else {"total_count": len(found), key: part}


def _checked(body: str, resource: str) -> str:
    if len(body) > LONGEST:
        said = f"Body is too long (maximum is {LONGEST} characters)"
        error = {"resource": resource, "code": "unprocessable", "field": "data", "message": said}
        raise RefusedError(422, "Validation Failed", errors=[error])
    return body


def new_issue(stub: GitHubStub, user: dict[str, Any], title: str, body: str, labels: list[str]) -> dict[str, Any]:
    """Open an issue."""
    number = stub.number()
    stub.issues[number] = {
        "number": number, "title": title, "body": _checked(body, "Issue"), "state": "open", "user": user,
        "labels": [{"name": label} for label in labels],
        "html_url": f"https://github.com/{stub.repository}/issues/{number}",
    }  # fmt: skip
    return stub.issues[number]


def new_pull(
    stub: GitHubStub, user: dict[str, Any], title: str, body: str, branches: tuple[str, str], head: str, *, fork: bool
) -> dict[str, Any]:
    """Open a pull request; it is an issue, too."""
    from tests.github_stub import FORK_ID, REPOSITORY_ID

    issue = new_issue(stub, user, title, body, [])
    number, (branch, base) = issue["number"], branches
    page = f"https://github.com/{stub.repository}/pull/{number}"
    issue |= {"pull_request": {"html_url": page}, "html_url": page}
    name = "alex/catalog" if fork else stub.repository
    stub.pulls[number] = {
        "number": number, "title": title, "body": body, "state": "open", "user": user, "html_url": page,
        "merged_at": None, "merge_commit_sha": None,
        "head": {"ref": branch, "sha": head, "repo": {"id": FORK_ID if fork else REPOSITORY_ID, "full_name": name}},
        "base": {"ref": base, "repo": {"id": REPOSITORY_ID, "full_name": stub.repository}},
    }  # fmt: skip
    return stub.pulls[number]


def new_comment(stub: GitHubStub, user: dict[str, Any], number: int, body: str) -> dict[str, Any]:
    """Comment on an issue or a pull request."""
    page, found = stub.issues[number]["html_url"], stub.number()
    stub.comments[found] = {
        "id": found, "issue": number, "user": user, "body": _checked(body, "IssueComment"),
        "html_url": f"{page}#issuecomment-{found}",
    }  # fmt: skip
    return stub.comments[found]


def _user(ask: Ask) -> Reply:
    if ask.user["type"] == "Bot":
        raise RefusedError(403, "Resource not accessible by integration")
    return 200, {}, ask.user


def _comments(ask: Ask) -> Reply:
    number = int(ask.words[0])
    _ = ask.stub.issues[number]
    found = [one for _, one in sorted(ask.stub.comments.items()) if one["issue"] == number]
    return _page(ask, f"issues/{number}/comments", found)


def _update(kind: str) -> Callable[[Ask], Reply]:
    def does(ask: Ask) -> Reply:
        document = getattr(ask.stub, kind)[int(ask.words[0])]
        if "body" in ask.body:
            _checked(ask.body["body"], kind)
        document |= ask.body
        if kind == "pulls":
            ask.stub.issues[int(ask.words[0])] |= ask.body
        return 200, {}, document

    return does


def _delete_comment(ask: Ask) -> Reply:
    del ask.stub.comments[int(ask.words[0])]
    return 204, {}, None


def _issues(ask: Ask) -> Reply:
    state = ask.query.get("state", "open")
    found = [one for _, one in sorted(ask.stub.issues.items(), reverse=True) if state in {"all", one["state"]}]
    return _page(ask, "issues", found)


def _pulls(ask: Ask) -> Reply:
    state, head = ask.query.get("state", "open"), ask.query.get("head")
    found = [
        one for _, one in sorted(ask.stub.pulls.items(), reverse=True)
        if state in {"all", one["state"]} and head in {None, _label(one)}
    ]  # fmt: skip
    return _page(ask, "pulls", found)


def _label(pull: dict[str, Any]) -> str:
    return f"{pull['head']['repo']['full_name'].partition('/')[0]}:{pull['head']['ref']}"


def _new_pull(ask: Ask) -> Reply:
    stub, head, base = ask.stub, ask.body["head"], ask.body["base"]
    if ask.user["type"] == "Bot" and not stub.actions_may_open_pulls:
        raise RefusedError(403, "GitHub Actions is not permitted to create or approve pull requests.")
    label = f"{stub.repository.partition('/')[0]}:{head}"
    mine = [one for one in stub.pulls.values() if one["state"] == "open" and _label(one) == label]
    if any(one["base"]["ref"] == base for one in mine):
        said = f"A pull request already exists for {label}."
        raise RefusedError(
            422, "Validation Failed", errors=[{"resource": "PullRequest", "code": "custom", "message": said}]
        )
    if stub.refs[head] == stub.refs[base]:
        said = f"No commits between {base} and {head}"
        raise RefusedError(
            422, "Validation Failed", errors=[{"resource": "PullRequest", "code": "custom", "message": said}]
        )
    return (
        201,
        {},
        new_pull(stub, ask.user, ask.body["title"], ask.body["body"], (head, base), stub.refs[head], fork=False),
    )


def _pulls_of_commit(ask: Ask) -> Reply:
    sha = ask.words[0]
    if sha not in ask.stub.known_commits | ask.stub.objects.commits.keys():
        raise RefusedError(422, f"No commit found for SHA: {sha}")
    found = [one for one in ask.stub.pulls.values() if sha in {one["head"]["sha"], one["merge_commit_sha"]}]
    return _page(ask, f"commits/{sha}/pulls", found)


def _artifacts(ask: Ask) -> Reply:
    name = ask.query.get("name")
    found = [one for _, one in sorted(ask.stub.artifacts.items(), reverse=True) if name in {None, one["name"]}]
    return _page(ask, "actions/artifacts", found, "artifacts")


def _archive(ask: Ask) -> Reply:
    artifact = ask.stub.artifacts[int(ask.words[0])]
    if artifact["expired"]:
        raise RefusedError(410, "Artifact has expired")
    return 302, {"Location": f"{ask.stub.storage}/{artifact['id']}?sig=signed"}, None


def _ref(ask: Ask) -> Reply:
    return (
        200,
        {},
        {"ref": f"refs/heads/{ask.words[0]}", "object": {"type": "commit", "sha": ask.stub.refs[ask.words[0]]}},
    )


def _new_ref(ask: Ask) -> Reply:
    branch = ask.body["ref"].removeprefix("refs/heads/")
    if branch in ask.stub.refs:
        raise RefusedError(422, "Reference already exists")
    if ask.body["sha"] not in ask.stub.objects.commits:
        raise RefusedError(422, "Object does not exist")
    ask.stub.refs[branch] = ask.body["sha"]
    return 201, {}, {"ref": ask.body["ref"], "object": {"sha": ask.body["sha"]}}


def _update_ref(ask: Ask) -> Reply:
    branch = ask.words[0]
    if branch not in ask.stub.refs:
        raise RefusedError(422, "Reference does not exist")
    parents = [parent["sha"] for parent in ask.stub.objects.commits[ask.body["sha"]]["parents"]]
    if not ask.body.get("force") and ask.stub.refs[branch] not in parents:
        raise RefusedError(422, "Update is not a fast forward")
    ask.stub.refs[branch] = ask.body["sha"]
    for pull in ask.stub.pulls.values():
        if pull["state"] == "open" and _label(pull) == f"{ask.stub.repository.partition('/')[0]}:{branch}":
            pull["head"]["sha"] = ask.body["sha"]
    return 200, {}, {"object": {"sha": ask.body["sha"]}}


def _delete_ref(ask: Ask) -> Reply:
    if ask.stub.refs.pop(ask.words[0], None) is None:
        raise RefusedError(422, "Reference does not exist")
    return 204, {}, None


def _new_tree(ask: Ask) -> Reply:
    objects = ask.stub.objects
    files = objects.flat(ask.body["base_tree"]) if "base_tree" in ask.body else {}
    for one in ask.body["tree"]:
        if ("content" in one) == ("sha" in one):
            raise RefusedError(422, "Must supply either tree.sha or tree.content")
        sha = objects.blob(one["content"].encode()) if "content" in one else one["sha"]
        if sha is None:
            if files.pop(one["path"], None) is None:
                raise RefusedError(422, "GitRPC::BadObjectState")
        else:
            files[one["path"]] = (one["mode"], sha)
    tree = objects.tree(files)
    return 201, {}, _told(ask, tree)


def _told(ask: Ask, tree: str) -> dict[str, Any]:
    return {"sha": tree, "tree": ask.stub.objects.listed(tree), "truncated": False}


def _new_blob(ask: Ask) -> Reply:
    data = base64.b64decode(ask.body["content"]) if ask.body["encoding"] == "base64" else ask.body["content"].encode()
    return 201, {}, {"sha": ask.stub.objects.blob(data)}


def _new_commit(ask: Ask) -> Reply:
    sha = ask.stub.objects.commit(ask.body["tree"], ask.body["parents"], ask.body["message"])
    return 201, {}, ask.stub.objects.commits[sha]


def _new_issue(ask: Ask) -> Reply:
    return 201, {}, new_issue(ask.stub, ask.user, ask.body["title"], ask.body["body"], ask.body.get("labels", []))


_TALK: Final = ("issues:write", "pull_requests:write")
_LISTEN: Final = ("issues:read", "pull_requests:read")
ROUTES: Final = (
    Route("GET", "/user", (), _user),
    Route("GET", "", (), lambda ask: (200, {}, {"full_name": ask.stub.repository, "default_branch": "main"})),
    Route("GET", r"/issues/(\d+)/comments", _LISTEN, _comments),
    Route("POST", r"/issues/(\d+)/comments", _TALK,
          lambda ask: (201, {}, new_comment(ask.stub, ask.user, int(ask.words[0]), ask.body["body"]))),
    Route("PATCH", r"/issues/comments/(\d+)", _TALK, _update("comments")),
    Route("DELETE", r"/issues/comments/(\d+)", _TALK, _delete_comment),
    Route("GET", "/issues", _LISTEN, _issues),
    Route("POST", "/issues", ("issues:write",), _new_issue),
    Route("PATCH", r"/issues/(\d+)", _TALK, _update("issues")),
    Route("GET", "/pulls", ("pull_requests:read",), _pulls),
    Route("POST", "/pulls", ("pull_requests:write",), _new_pull),
    Route("PATCH", r"/pulls/(\d+)", ("pull_requests:write",), _update("pulls")),
    Route("GET", r"/commits/(\w+)/pulls", ("pull_requests:read",), _pulls_of_commit),
    Route("GET", "/actions/artifacts", ("actions:read",), _artifacts),
    Route("GET", r"/actions/artifacts/(\d+)/zip", ("actions:read",), _archive),
    Route("GET", r"/git/ref/heads/(.+)", ("contents:read",), _ref),
    Route("POST", "/git/refs", ("contents:write",), _new_ref),
    Route("PATCH", r"/git/refs/heads/(.+)", ("contents:write",), _update_ref),
    Route("DELETE", r"/git/refs/heads/(.+)", ("contents:write",), _delete_ref),
    Route("GET", r"/git/commits/(\w+)", ("contents:read",),
          lambda ask: (200, {}, ask.stub.objects.commits[ask.words[0]])),
    Route("POST", "/git/commits", ("contents:write",), _new_commit),
    Route("GET", r"/git/trees/(\w+)", ("contents:read",),
          lambda ask: (200, {}, _told(ask, ask.words[0]))),
    Route("POST", "/git/trees", ("contents:write",), _new_tree),
    Route("POST", "/git/blobs", ("contents:write",), _new_blob),
)  # fmt: skip
