"""Which files of a catalog are others than at a Git ref: what a change touches."""

from __future__ import annotations

from hashlib import new
from typing import TYPE_CHECKING, Final

from syncer.disk.files import MAX_DEFINITION_BYTES, FileTooLargeError, read_bounded
from syncer.load.at_git_ref import Repository, files_of
from syncer.load.settings import tidy

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_SHA1_DIGITS: Final = 40


def files_at(folder: str, ref: str) -> Mapping[str, str]:
    """The id that Git gives the content of each file of the catalog at the ref, by the path as messages have it.

    Raises UsageError.
    """
    repository = Repository.of(folder)
    tree = repository.tree(ref)
    found = () if tree is None else files_of(repository, tree, ref)
    return {f"{tidy(folder)}/{file.path}": file.object_id for file in found}


def files_touched(files: Iterable[str], at_ref: Mapping[str, str]) -> frozenset[str]:
    """Those of the files that are not as at the ref, or were not there. No filter of Git's is run."""
    return frozenset(path for path in files if path not in at_ref or not _is_content(path, at_ref[path]))


def _is_content(path: str, object_id: str) -> bool:
    try:
        data = read_bounded(path, MAX_DEFINITION_BYTES)
    except (OSError, FileTooLargeError):
        return False
    digest = new("sha1" if len(object_id) == _SHA1_DIGITS else "sha256", usedforsecurity=False)
    digest.update(b"blob %d\0" % len(data))
    digest.update(data)
    return digest.hexdigest() == object_id
