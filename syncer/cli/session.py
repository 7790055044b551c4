"""What the commands have in common: where the catalog and the store are, and who runs the command."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from syncer.cache import Cache, cache_folder
from syncer.load import load_catalog
from syncer.stores.factory import pick_store

if TYPE_CHECKING:
    from collections.abc import Callable

    from syncer.catalog import Catalog
    from syncer.cli.output import Voice
    from syncer.stores.base import Store


def loader(folder: str, voice: Voice, *, cached: bool) -> Callable[[], Catalog]:
    """Loads the catalog in the folder, with a progress bar when it is large."""

    def load() -> Catalog:
        cache = Cache(cache_folder(os.environ), f"catalog {os.path.abspath(folder)}") if cached else None
        return load_catalog(folder, cache=cache, progress=voice.watched("Reading the catalog"))

    return load


def open_store(catalog: str, voice: Voice, *, cached: bool) -> Store:
    """The store that the environment names; says which and why."""
    picked = pick_store(os.environ, catalog=catalog, cached=cached)
    voice.detail(f"store: {picked.store.address} ({picked.reason})")
    return picked.store


def holder() -> str:
    """Who runs this command, as another sync is told that waits for the lock."""
    import getpass  # noqa: PLC0415  only a sync needs it
    import socket  # noqa: PLC0415

    try:
        user = getpass.getuser()
    except (KeyError, OSError):
        user = f"user {os.getuid()}"
    return f"{user} on {socket.gethostname()} (process {os.getpid()})"


def git_commit(folder: str) -> str | None:
    """The commit that is checked out where the catalog is; None outside Git."""
    import subprocess  # noqa: PLC0415  only a sync needs it

    try:
        done = subprocess.run(  # noqa: S603  fixed words and a folder
            ["git", "-C", folder, "rev-parse", "HEAD"],  # noqa: S607  the user's git
            capture_output=True, text=True, timeout=10, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() or None if done.returncode == 0 else None
