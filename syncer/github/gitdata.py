"""Git objects and branches, read and written through GitHub's API."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING, Any, Final

from syncer.errors import ConflictError
from syncer.frozen import NamedTuple
from syncer.github.outcome import RefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from syncer.github.client import Client

_AT_ONCE: Final = 200
"""Files in one request."""


class Entry(NamedTuple):
    """What a folder in Git says about a name."""

    mode: str
    kind: str
    """`blob`, `tree` or `commit`."""
    sha: str


class FileChange(NamedTuple):
    """A file as it is to be; without data it is to go."""

    path: str
    mode: str
    data: bytes | None

    @property
    def entry(self) -> Entry | None:
        """What a folder says about the file when the change is done."""
        return None if self.data is None else Entry(self.mode, "blob", blob_sha(self.data))


class GitCommit(NamedTuple):
    """A commit."""

    sha: str
    tree: str
    parents: tuple[str, ...]
    message: str


class Tree:
    """The files of a commit; a folder is asked for when a path in it is."""

    def __init__(self, client: Client, sha: str) -> None:
        self._client = client
        self._root = sha
        self._folders: dict[str, Mapping[str, Entry]] = {}

    def entry(self, path: str) -> Entry | None:
        """What is at a path, if anything is."""
        folder, _, name = path.rpartition("/")
        return self._folder(folder).get(name)

    def _folder(self, path: str) -> Mapping[str, Entry]:
        if path not in self._folders:
            above = Entry("040000", "tree", self._root) if not path else self.entry(path)
            where = self._client.at("git/trees", above.sha) if above is not None and above.kind == "tree" else None
            self._folders[path] = self._client.get(where, _entries) if where is not None else {}
        return self._folders[path]


def _entries(tree: Any) -> Mapping[str, Entry]:
    return {one["path"]: Entry(one["mode"], one["type"], one["sha"]) for one in tree["tree"]}


def blob_sha(data: bytes) -> str:
    """The name that Git gives to the content of a file."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def read_commit(client: Client, sha: str) -> GitCommit:
    """The commit of that name."""

    def commit(found: Any) -> GitCommit:
        parents = tuple(str(one["sha"]) for one in found["parents"])
        return GitCommit(str(found["sha"]), str(found["tree"]["sha"]), parents, str(found["message"]))

    return client.get(client.at("git/commits", sha), commit)


def head_of(client: Client, branch: str) -> str | None:
    """The last commit of a branch; None when there is no such branch."""
    return client.find(client.at("git/ref/heads", branch), lambda ref: str(ref["object"]["sha"]))


def write_tree(client: Client, base: str, changes: Sequence[FileChange]) -> str:
    """The name of the tree that has the changes on top of a base. What is written twice is the same object."""
    for start in range(0, len(changes), _AT_ONCE):
        entries = [_element(client, change) for change in changes[start : start + _AT_ONCE]]
        base = client.post(client.at("git/trees"), {"base_tree": base, "tree": entries})
    return base


def write_commit(client: Client, message: str, *, tree: str, parent: str) -> str:
    """The name of a new commit; GitHub writes the token's user as its author. Nothing points to it yet."""
    return client.post(client.at("git/commits"), {"message": message, "tree": tree, "parents": [parent]})


def put_branch(client: Client, branch: str, sha: str, *, exists: bool) -> None:
    """Let a branch point to a commit. Raises ConflictError when somebody else made the branch in the meantime."""
    if exists:
        client.patch(client.at("git/refs/heads", branch), {"sha": sha, "force": True})
        return

    ref = f"refs/heads/{branch}"

    def made() -> str | None:
        return ref if head_of(client, branch) == sha else None

    try:
        client.create(client.at("git/refs"), {"ref": ref, "sha": sha}, made=made, name="ref")
    except RefusedError as error:
        if error.status != 422 or head_of(client, branch) is None:
            raise
        raise ConflictError(f"the branch {branch} was made by somebody else just now; run again") from error


def drop_branch(client: Client, branch: str) -> None:
    """Delete a branch; GitHub answers 422 when it is gone already."""
    client.delete(client.at("git/refs/heads", branch), absent=(404, 422))


def _element(client: Client, change: FileChange) -> dict[str, Any]:
    """A file for a request that makes a tree: its text, or a blob for what is no text, or that it goes."""
    said: dict[str, Any] = {"path": change.path, "mode": change.mode, "type": "blob"}
    if change.data is None:
        return {**said, "sha": None}
    try:
        return {**said, "content": change.data.decode()}
    except UnicodeDecodeError:
        content = base64.b64encode(change.data).decode()
        return {**said, "sha": client.post(client.at("git/blobs"), {"content": content, "encoding": "base64"})}
