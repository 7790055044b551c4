"""One pull request that proposes files of the checkout, from a branch that is ours alone."""

from __future__ import annotations

import os
import re
import stat
from typing import TYPE_CHECKING, Any, Final

from syncer.disk.files import FileTooLargeError, read_bounded
from syncer.errors import ConflictError, UsageError
from syncer.frozen import NamedTuple
from syncer.github.bodies import Posted, bring_up_to_date, posted
from syncer.github.gitdata import (
    FileChange,
    GitCommit,
    Tree,
    drop_branch,
    head_of,
    put_branch,
    read_commit,
    write_commit,
    write_tree,
)
from syncer.model.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from syncer.github.client import Client

PROPOSALS_NEED: Final = "give the job `contents: write` and `pull-requests: write`"
TRAILER: Final = "Proposed-by: syncer github pull-request"
"""The last line of our commits: a branch whose last commit lacks it is somebody else's."""
_LARGEST_FILE: Final = 8 << 20
_BRANCH: Final = re.compile(r"(?!.*(?:\.\.|//|/\.|\.lock(?:/|$)|[/.]$))[A-Za-z0-9][A-Za-z0-9._/-]*")


class PullRequest(NamedTuple):
    """What is proposed."""

    branch: str
    title: str
    text: str
    base: str | None
    """None for the repository's default branch."""
    files: tuple[FileChange, ...]
    """As they are in the checkout."""


def put_pull_request(client: Client, proposal: PullRequest) -> Iterator[str]:
    """Put the files on the branch as one commit on top of the base, and open or update the pull request.

    Says what was done. Raises ConflictError when the branch holds somebody else's work, UsageError, GitHubError.
    """
    base = _base(client, proposal.branch, proposal.base)
    start = head_of(client, base)
    if start is None:
        raise UsageError(f"{client.access.repository} has no branch {base}")
    tip = _our_tip(client, proposal.branch)
    below = read_commit(client, start)
    changes = _changes(Tree(client, below.tree), proposal.files)
    if not changes:
        yield f"nothing to propose: the files are as {base} has them"
        return
    if tip is not None and _is_there(client, tip, below, proposal.files, changes):
        yield f"branch {proposal.branch}: unchanged"
    else:
        tree = write_tree(client, below.tree, changes)
        sha = write_commit(client, f"{proposal.title}\n\n{TRAILER}\n", tree=tree, parent=start)
        put_branch(client, proposal.branch, sha, exists=tip is not None)
        deed, files = "updated" if tip else "made", counted(len(changes), "file")
        yield f"branch {proposal.branch}: {deed}, {files}, commit {sha[:12]}"
    yield f"pull request: {_put_pull(client, proposal, base)}"


def withdraw(client: Client, branch: str) -> Iterator[str]:
    """Close the pull request from the branch, and delete the branch. Says what was done. Raises as `propose` does."""
    _base(client, branch, None)
    tip = _our_tip(client, branch)
    for pull in _open_pulls(client, branch):
        client.patch(client.at("pulls", pull.number), {"state": "closed"})
        yield f"pull request: closed {pull.url}"
    if tip is None:
        yield f"branch {branch}: there is none"
    else:
        drop_branch(client, branch)
        yield f"branch {branch}: deleted"


def _open_pulls(client: Client, branch: str) -> list[Posted]:
    """The open pull requests from a branch of this repository, the oldest first."""
    repository = client.access.repository.lower()

    def ours(document: Any) -> Posted | None:
        head = document["head"]
        is_meant = head["ref"] == branch and (head["repo"] or {}).get("full_name", "").lower() == repository
        return posted(document, str(document["base"]["ref"])) if is_meant else None

    owner = client.access.repository.partition("/")[0]
    return sorted(client.select(client.at("pulls", state="open", head=f"{owner}:{branch}"), ours))


def _base(client: Client, branch: str, base: str | None) -> str:
    """The branch to start from. Raises UsageError for a branch that must never be pushed to."""
    for name in (branch, base):
        if name is not None and not _BRANCH.fullmatch(name):
            raise UsageError(f"{name!r} is no name of a branch")
    main = client.get(client.at(), lambda found: str(found["default_branch"]))
    if branch in {main, base}:
        raise UsageError(f"--branch {branch} is what the pull request would go to; it needs a branch of its own")
    return base or main


def _our_tip(client: Client, branch: str) -> GitCommit | None:
    """The last commit of our branch, if there is one. Raises ConflictError when somebody else committed there."""
    sha = head_of(client, branch)
    if sha is None:
        return None
    tip = read_commit(client, sha)
    if TRAILER not in tip.message.splitlines() or len(tip.parents) != 1:
        first = tip.message.partition("\n")[0]
        raise ConflictError(
            f"the last commit of branch {branch} is not by this command: {sha[:12]} {first}; nothing was changed. "
            "Merge or close its pull request and delete the branch, or pass another --branch"
        )
    return tip


def _changes(below: Tree, files: Sequence[FileChange]) -> tuple[FileChange, ...]:
    """What the files change on the base. A file that was there keeps its mode."""
    found = []
    for file in files:
        there = below.entry(file.path)
        if there is not None and (there.kind != "blob" or there.mode == "120000"):
            raise UsageError(f"{file.path} is no plain file in the repository")
        change = file if there is None else file._replace(mode=there.mode)
        if change.entry != there:
            found.append(change)
    return tuple(found)


def _is_there(
    client: Client, tip: GitCommit, below: GitCommit, files: Sequence[FileChange], changes: Sequence[FileChange]
) -> bool:
    """Whether the branch says it already: the same change, on a base that has these files as they are now."""
    start = below if tip.parents == (below.sha,) else read_commit(client, tip.parents[0])
    if start.sha != below.sha:
        now, then = Tree(client, below.tree), Tree(client, start.tree)
        if any(now.entry(file.path) != then.entry(file.path) for file in files):
            return False
    return write_tree(client, start.tree, changes) == tip.tree


def _put_pull(client: Client, proposal: PullRequest, base: str) -> str:
    """What was done, with the pull request's address."""

    def there() -> Posted | None:
        return next((pull for pull in _open_pulls(client, proposal.branch) if pull.about == base), None)

    def made() -> str | None:
        found = there()
        return found.url if found is not None else None

    document = {"title": proposal.title, "body": proposal.text}
    found = there()
    if found is not None:
        return bring_up_to_date(client, client.at("pulls", found.number), found, document)
    return f"opened {client.create(client.at('pulls'), {**document, 'head': proposal.branch, 'base': base}, made=made)}"


def read_files(paths: Iterable[str], *, root: str = ".") -> tuple[FileChange, ...]:
    """The files, sorted by path, each once. Raises UsageError for a path that does not stay below `root`."""
    return tuple(_read_file(path, root) for path in sorted({_normal(path) for path in paths}))


def _normal(path: str) -> str:
    parts = [part for part in path.split("/") if part != "."]
    odd = {"", ".."} & {*parts} or any(part.lower() == ".git" for part in parts) or not parts
    if odd or not path.isprintable():
        raise UsageError(f"{path!r} is no path of a file below the root of the repository")
    return "/".join(parts)


def _read_file(path: str, root: str) -> FileChange:
    full = os.path.join(root, path)
    if os.path.realpath(full) != os.path.join(os.path.realpath(root), path):
        raise UsageError(f"{path} leads through a link; only files of the repository itself are proposed")
    try:
        mode = os.lstat(full).st_mode
        if not stat.S_ISREG(mode):
            raise UsageError(f"{path} is no file")
        return FileChange(path, "100755" if mode & stat.S_IXUSR else "100644", read_bounded(full, _LARGEST_FILE))
    except (FileNotFoundError, NotADirectoryError):
        return FileChange(path, "100644", None)
    except FileTooLargeError as error:
        raise UsageError(f"{path} is larger than {_LARGEST_FILE >> 20} MiB") from error
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from error
