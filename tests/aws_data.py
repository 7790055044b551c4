"""What botocore makes anew for each client of AWS, made once in a run of tests: that is ten of its fifteen ms."""

from __future__ import annotations

import copy
from functools import cache
from typing import Any

from botocore.handlers import BUILTIN_HANDLERS
from botocore.hooks import EventAliaser, HierarchicalEmitter
from botocore.loaders import JSONFileLoader, Loader
from botocore.session import Session

_OPEN: Any = Session
"""With the methods that its types do not name."""


def share() -> None:
    """Let all clients of this process share them. botocore itself shares them among those of a session."""
    _share_tables()
    _share_handlers()


def _share_tables() -> None:
    """The tables of services."""
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


def _share_handlers() -> None:
    """The functions that a session calls at its events, until a client adds its own: each has a copy, as before."""
    register = _OPEN._register_builtin_handlers

    @cache
    def registered(_: int) -> HierarchicalEmitter:
        handlers = HierarchicalEmitter()
        register(_Registering(handlers), EventAliaser(handlers))
        return handlers

    def _register_builtin_handlers(session: Any, _: EventAliaser) -> None:
        many = len(BUILTIN_HANDLERS)  # moto adds one
        session._original_handler.__dict__.update(copy.copy(registered(many)).__dict__)

    _OPEN._register_builtin_handlers = _register_builtin_handlers


class _Registering:
    """As much of a session as is asked for by what registers its handlers."""

    def __init__(self, handlers: HierarchicalEmitter) -> None:
        self._events = EventAliaser(handlers)
        self.register = self._events.register
