"""botocore's tables of services, read once in a run of tests instead of once for each client."""

from __future__ import annotations

from functools import cache
from typing import Any

from botocore.loaders import JSONFileLoader, Loader


def share() -> None:
    """Let all clients of this process share the tables. botocore itself shares them among those of a session."""
    read, named = JSONFileLoader.load_file, Loader.list_available_services

    @cache
    def file(path: str) -> Any:
        return read(JSONFileLoader(), path)

    @cache
    def services(paths: tuple[str, ...], kind: str) -> Any:
        return named(Loader(extra_search_paths=paths, include_default_search_paths=False), kind)

    def load_file(_: JSONFileLoader, path: str) -> Any:
        return file(path)

    def list_available_services(loader: Loader, kind: str) -> Any:
        return services(tuple(loader.search_paths), kind)

    for owner, shared in ((JSONFileLoader, load_file), (Loader, list_available_services)):
        setattr(owner, shared.__name__, shared)
