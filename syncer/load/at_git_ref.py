"""The catalog as it is at a commit of its Git repository, in a temporary folder."""

from __future__ import annotations

import os
import re
import subprocess
from contextlib import contextmanager
from tempfile import TemporaryDirectory, TemporaryFile
from typing import TYPE_CHECKING, Final, TypeVar

from syncer.disk.files import MAX_DEFINITION_BYTES
from syncer.disk.git import WorkTree
from syncer.errors import CatalogError, UsageError
from syncer.frozen import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import IO

_Loaded = TypeVar("_Loaded")
_OBJECT_ID: Final = re.compile(r"[0-9a-f]{40,64}")
_OF_SETTINGS: Final = re.compile(r"catalog\.yaml\Z|targets/")
_LINK: Final = "120000"
_SUBMODULE: Final = "160000"
_LONGEST_LINK: Final = 4096
"""No system has longer paths."""


class _File(NamedTuple):
    """A file of a tree, or a symbolic link."""

    mode: str
    object_id: str
    size: int
    path: str
    """Relative to the catalog's folder, with forward slashes; bytes that are no UTF-8 as `os.fsdecode` has them."""


def load_base(folder: str, ref: str, *, load: Callable[[str], _Loaded], settings_only: bool = False) -> _Loaded | None:
    """The catalog of the folder as it is at the ref; None where there is none.

    `load` loads a folder, which with `settings_only` has no models. The places in what it gives are those of a folder
    that is gone by then. Raises UsageError, and CatalogError as `at_ref` makes it.
    """
    with checked_out(folder, ref, settings_only=settings_only) as found:
        if found is None:
            return None
        try:
            return load(found)
        except CatalogError as error:
            raise at_ref(error, found, folder=folder, ref=ref) from error


def at_ref(error: CatalogError, found: str, *, folder: str, ref: str) -> CatalogError:
    """The error of a catalog that was checked out to `found`, with places such as `main:catalog/models/a.yaml`."""
    shown = f"{ref}:{folder.replace(os.sep, '/').rstrip('/')}"
    problems = [
        one._replace(where=one.where.replace(found, shown), message=one.message.replace(found, shown))
        for one in error.problems
    ]
    what = f"the catalog at {ref}, with which this one is compared,"
    return CatalogError(problems, name=error.name, valid_models=error.valid_models, what=what)


@contextmanager
def checked_out(folder: str, ref: str, *, settings_only: bool = False) -> Iterator[str | None]:
    """The catalog's folder as it is at the ref, written to a temporary one that goes with the context.

    None when the ref has no such folder, or no `catalog.yaml` in it. The folder need not exist now. Nothing is written
    outside the temporary one, whatever the tree holds, and no symbolic link is followed; a file that is too large for
    a catalog is as large here, without its content. Raises UsageError.
    """
    repository = Repository.of(folder)
    tree = repository.tree(ref)
    files = [] if tree is None else [*files_of(repository, tree, ref)]
    files = [file for file in files if not settings_only or _OF_SETTINGS.match(file.path)]
    if not any(file.path == "catalog.yaml" for file in files):
        yield None
        return
    with TemporaryDirectory(prefix="syncer-") as top:
        try:
            _write(repository, files, top)
        except (OSError, ValueError) as error:
            raise UsageError(f"the catalog at {ref} cannot be written to {top}: {error}") from error
        yield top


def files_of(repository: Repository, tree: str, ref: str) -> Iterator[_File]:
    """The files of a tree. Raises UsageError for a name that no checkout would have."""
    for line in repository.listing(tree):
        about, _, name = line.partition(b"\t")
        mode, _, object_id, size = about.decode("ascii").split()
        if mode == _SUBMODULE:
            continue
        path = os.fsdecode(name)
        if not {"", ".", ".."}.isdisjoint(path.split("/")):
            raise UsageError(f"{ref} has a file with the name {path!r}, which cannot be checked out")
        yield _File(mode, object_id, int(size) if size.isdecimal() else 0, path)  # no size: this clone lacks it


def _write(repository: Repository, files: Sequence[_File], top: str) -> None:
    """Folders first, then files, links last: so nothing is ever written through a link. Raises OSError."""
    _make_folders(files, top)
    links = [file for file in files if file.mode == _LINK]
    plain = [file for file in files if file.mode != _LINK]
    if not links:  # one may lead to a file of any name
        plain = [file for file in plain if file.path.lower().endswith((".yaml", ".yml"))]
    _write_files(repository, plain, top)
    _make_links(repository, links, top)


def _make_folders(files: Sequence[_File], top: str) -> None:
    for folder in sorted({os.path.dirname(file.path) for file in files}):
        os.makedirs(f"{top}/{folder}", exist_ok=True)


def _make_links(repository: Repository, links: Sequence[_File], top: str) -> None:
    for file in links:
        if file.size > _LONGEST_LINK:
            raise OSError(f"{file.path} is a symbolic link of more than {_LONGEST_LINK} bytes")
    for file, content in _contents(repository, links):
        os.symlink(content, os.fsencode(f"{top}/{file.path}"))


def _write_files(repository: Repository, files: Sequence[_File], top: str) -> None:
    for file, content in _contents(repository, [file for file in files if file.size <= MAX_DEFINITION_BYTES]):
        with open(f"{top}/{file.path}", "xb") as written:
            written.write(content)
    for file in files:
        if file.size > MAX_DEFINITION_BYTES:
            with open(f"{top}/{file.path}", "xb") as hollow:
                hollow.truncate(MAX_DEFINITION_BYTES + 1)


def _contents(repository: Repository, files: Sequence[_File]) -> Iterator[tuple[_File, bytes]]:
    return zip(files, repository.contents([file.object_id for file in files]), strict=True)


class Repository(NamedTuple):
    """The repository around a folder, which need not exist any more."""

    folder: str
    """As the user gave it."""
    work_tree: WorkTree

    @classmethod
    def of(cls, folder: str) -> Repository:
        """The repository around the folder. Raises UsageError when there is none, or no git."""
        found = WorkTree.of(folder)
        if found is None:
            raise UsageError(f"{folder} is in no checkout of a Git repository: not a git repository, nor below one")
        repository = cls(folder, found)
        done = repository._git("rev-parse", "--is-inside-work-tree")
        if done.returncode:
            raise UsageError(f"{folder} is in no checkout of a Git repository: {_said(done.stderr)}")
        return repository

    def tree(self, ref: str) -> str | None:
        """The id of the folder's tree at the ref; None when the ref has no such folder. Raises UsageError."""
        commit = self._commit(ref)
        found = self._object_id(f"{commit}:{self.work_tree.prefix}")
        return found if found and self._git("cat-file", "-t", found).stdout == b"tree\n" else None

    def listing(self, tree: str) -> list[bytes]:
        """What is in a tree and below: `MODE TYPE ID SIZE<tab>PATH`. Raises UsageError."""
        done = self._git("ls-tree", "-r", "-z", "-l", "--full-tree", tree)
        if done.returncode:
            raise UsageError(f"git cannot list the files of {self.folder}: {_said(done.stderr)}")
        return done.stdout.split(b"\0")[:-1]

    def contents(self, object_ids: Sequence[str]) -> Iterator[bytes]:
        """The content of each file, from one process. Raises UsageError."""
        if not object_ids:
            return
        with TemporaryFile() as asked, TemporaryFile() as said:
            asked.write("".join(f"{object_id}\n" for object_id in object_ids).encode())
            asked.seek(0)
            words = self.work_tree.command("cat-file", "--batch", "--buffer")
            with subprocess.Popen(  # noqa: S603  fixed words and a folder
                words, stdin=asked, stdout=subprocess.PIPE, stderr=said, env=self.work_tree.environment()
            ) as running:
                try:
                    for _ in object_ids:
                        yield self._next(running.stdout, said)
                finally:
                    running.kill()

    def _next(self, answers: IO[bytes] | None, said: IO[bytes]) -> bytes:
        """The next file of `cat-file --batch`."""
        head = answers.readline().split() if answers is not None else []
        content = answers.read(int(head[2]) + 1) if answers is not None and len(head) == 3 else b""  # and a line end
        if len(head) != 3 or len(content) != int(head[2]) + 1:
            said.seek(0)
            more = _said(said.read() or b" ".join(head))
            raise UsageError(f"git cannot read a file of {self.folder}, which this clone may lack: {more}")
        return content[:-1]

    def _commit(self, ref: str) -> str:
        """The commit's id. Raises UsageError, which says what to do in a shallow clone."""
        found = self._object_id(f"{ref}^{{commit}}") if ref and "\0" not in ref else None
        if found is not None:
            return found
        shallow = self._git("rev-parse", "--is-shallow-repository")
        if shallow.stdout == b"true\n":
            raise UsageError(
                f"{ref} is not in this clone, which is shallow; fetch it, or check out with more depth "
                "(actions/checkout: `fetch-depth: 2` for HEAD^1, 0 for all)"
            )
        raise UsageError(
            f"{ref or repr(ref)} is no commit of the repository of {self.folder}; fetch it, or name another"
        )

    def _object_id(self, name: str) -> str | None:
        """The id of what git knows by the name; None when it knows nothing."""
        done = self._git("rev-parse", "--verify", "--quiet", "--end-of-options", name)
        found = os.fsdecode(done.stdout).strip()
        return found if not done.returncode and _OBJECT_ID.fullmatch(found) else None

    def _git(self, *words: str) -> subprocess.CompletedProcess[bytes]:
        """What git says. Raises UsageError when there is no git."""
        try:
            return self.work_tree.git(*words)
        except OSError as error:
            why = f"git cannot be run, which reads the catalog at another commit: {error.strerror}"
            raise UsageError(why) from error


def _said(output: bytes) -> str:
    """The first line of what git said."""
    return os.fsdecode(output).strip().partition("\n")[0].removeprefix("fatal: ") or "git does not say why"
