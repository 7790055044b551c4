"""Git objects for the stub of GitHub, with the names that Git gives them."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


class Objects:
    """Blobs, trees and commits by name."""

    def __init__(self) -> None:
        self.blobs: dict[str, bytes] = {}
        self.trees: dict[str, dict[str, tuple[str, str]]] = {}
        """By name: the mode and the object of each name in a folder."""
        self.commits: dict[str, dict[str, Any]] = {}

    def blob(self, data: bytes) -> str:
        """Keep the content of a file."""
        name = _name("blob", data)
        self.blobs[name] = data
        return name

    def tree(self, files: Mapping[str, tuple[str, str]]) -> str:
        """Keep the folders of these files: mode and blob by path."""
        here: dict[str, tuple[str, str]] = {}
        below: dict[str, dict[str, tuple[str, str]]] = {}
        for path, entry in files.items():
            top, _, rest = path.partition("/")
            if rest:
                below.setdefault(top, {})[rest] = entry
            else:
                here[top] = entry
        here |= {top: ("40000", self.tree(inner)) for top, inner in below.items()}
        ordered = sorted(here.items(), key=lambda one: one[0] + "/" * (one[1][0] == "40000"))
        data = b"".join(f"{mode} {top}\0".encode() + bytes.fromhex(sha) for top, (mode, sha) in ordered)
        name = _name("tree", data)
        self.trees[name] = dict(ordered)
        return name

    def flat(self, tree: str) -> dict[str, tuple[str, str]]:
        """Mode and blob of each path below a tree."""
        found: dict[str, tuple[str, str]] = {}
        for top, (mode, sha) in self.trees[tree].items():
            inner = {f"{top}/{path}": entry for path, entry in self.flat(sha).items()} if mode == "40000" else {}
            found |= inner or {top: (mode, sha)}
        return found

    def commit(self, tree: str, parents: list[str], message: str) -> str:
        """Keep a commit. Two that say the same are two, as the time differs."""
        name = _name("commit", f"{tree} {parents} {message} {len(self.commits)}".encode())
        self.commits[name] = {
            "sha": name, "tree": {"sha": tree}, "parents": [{"sha": parent} for parent in parents], "message": message,
        }  # fmt: skip
        return name

    def listed(self, tree: str) -> list[dict[str, Any]]:
        """A tree as the API tells it."""
        return [
            {"path": top, "mode": mode.zfill(6), "type": "tree" if mode == "40000" else "blob", "sha": sha}
            for top, (mode, sha) in self.trees[tree].items()
        ]


def _name(kind: str, data: bytes) -> str:
    return hashlib.sha1(f"{kind} {len(data)}\0".encode() + data, usedforsecurity=False).hexdigest()
