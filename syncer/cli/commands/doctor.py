"""`syncer doctor`."""

from __future__ import annotations

import json
import platform
import shutil
import tempfile
from functools import partial
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from syncer.cli.options import common
from syncer.cli.output import emit_form
from syncer.errors import CatalogError, StoreError, SyncerError
from syncer.model.catalog import DynamoDBTarget
from syncer.model.words import counted
from syncer.render.text.problems import problems_text
from syncer.render.text.values import PLAIN, Paint, safe
from syncer.stores.directory.store import DirectoryStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from syncer.cli.session import Session
    from syncer.stores.dynamodb.table import TableDifference

_LIBRARIES = ("botocore", "click", "deepdiff", "pydantic", "yaml")
_LEAST_FREE_MIB = 64


class Check(NamedTuple):
    """One line of the report."""

    name: str
    detail: str
    exit_code: int = 0


@click.command("doctor", epilog="Example: syncer doctor --catalog catalog")
@common("text", "json")
def command(*, session: Session, form: str, output: str | None) -> int:
    """Check what a newcomer gets wrong: packages, the public API, the catalog, the store, the disk."""
    checks = list(_checks(session))
    emit_form(partial(_json if form == "json" else _text, checks), form, output)
    return next((check.exit_code for check in checks if check.exit_code), 0)


def _json(checks: Sequence[Check], *, paint: Paint) -> str:  # noqa: ARG001  as _text
    said = [{"check": check.name, "ok": not check.exit_code, "detail": check.detail} for check in checks]
    return json.dumps({"format_version": "1.0", "checks": said}, indent=2) + "\n"


def _text(checks: Sequence[Check], *, paint: Paint = PLAIN) -> str:
    marks = [("red", "FAIL ") if check.exit_code else ("green", "ok   ") for check in checks]
    return "".join(
        f"{paint(*mark)}{check.name}: {safe(check.detail)}\n" for mark, check in zip(marks, checks, strict=True)
    )


def _checks(session: Session) -> Iterator[Check]:
    yield Check("Python", f"{platform.python_version()} on {platform.system()}")
    yield _tried("packages", _packages)
    yield _tried("public API", _public_api)
    yield _tried("catalog", lambda: _catalog(session))
    yield _tried("store", lambda: _store_readable(session))
    try:
        is_table = isinstance(session.choice.target, DynamoDBTarget)
    except SyncerError:
        return  # the line about the store has said why
    if is_table:
        yield from _table_checks(session)
    else:
        yield _tried("store is writable", lambda: _store_writable(session))
        yield _tried("disk", lambda: _disk(session))


def _table_checks(session: Session) -> Iterator[Check]:
    """The table's shape, and each permission that a plan or a sync needs; writes no model row."""
    from syncer.stores.dynamodb.permissions import permissions  # noqa: PLC0415  botocore costs 250 ms
    from syncer.stores.dynamodb.table import check_table  # noqa: PLC0415

    calls = session.table.calls
    differences: list[TableDifference] = []

    def look() -> str:
        differences.extend(check_table(calls))
        return f"{calls.place}, {len(differences)} differences"

    table = _tried("table", look)
    yield table
    if table.exit_code:
        return
    for found in differences:
        detail = f"is {found.found}, the contract has {found.wanted}"
        yield Check(f"table, {found.what}", detail, StoreError.exit_code if found.breaks else 0)
    for permission in permissions(calls):
        name = f"permission dynamodb:{permission.action}"
        if permission.problem is None:
            yield Check(name, f"there, for {permission.needed_for}")
        else:
            yield Check(name, f"{permission.problem} (needed for {permission.needed_for})", StoreError.exit_code)


def _tried(name: str, check: Callable[[], str]) -> Check:
    try:
        return Check(name, check())
    except CatalogError as error:
        return Check(name, f"{error}, the first: {problems_text(error.problems[:1]).strip()}", error.exit_code)
    except SyncerError as error:
        return Check(name, str(error), error.exit_code)
    except Exception as error:  # noqa: BLE001  a check that breaks is a finding, not a crash
        return Check(name, f"{type(error).__name__}: {error}", 1)


def _packages() -> str:
    names = {"yaml": "pyyaml"}
    for library in _LIBRARIES:
        import_module(library)
    yaml = import_module("yaml")
    speed = "" if getattr(yaml, "__with_libyaml__", False) else " (without libyaml: reading will be slow)"
    return ", ".join(f"{names.get(name, name)} {version(names.get(name, name))}" for name in _LIBRARIES) + speed


def _public_api() -> str:
    import syncer  # noqa: PLC0415  whether that works is the question

    for name in syncer.__all__:
        getattr(syncer, name)
    return f"{len(syncer.__all__)} names import"


def _catalog(session: Session) -> str:
    loaded = session.load()
    return (
        f"{loaded.settings.name}, {counted(len(loaded.entries), 'model')}, {counted(len(loaded.warnings), 'warning')}"
    )


def _store_readable(session: Session) -> str:
    snapshot = session.store.read()
    broken = f", {counted(len(snapshot.broken), 'row')} not parsed" if snapshot.broken else ""
    return f"{session.store.address} ({session.choice.reason}): {counted(len(snapshot.records), 'model')}{broken}"


def _store_writable(session: Session) -> str:
    """Write a file beside the records, where the platform does not look, and remove it."""
    folder = _folder(session)
    try:
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".syncer-doctor-"):
            return f"a file can be written in {folder}"
    except OSError as error:
        raise StoreError(f"no file can be written in {folder}: {error.strerror}; check its permissions") from error


def _disk(session: Session) -> str:
    free = shutil.disk_usage(_folder(session)).free >> 20
    if free < _LEAST_FREE_MIB:
        raise StoreError(f"{free} MiB free; a sync needs about {_LEAST_FREE_MIB}")
    return f"{free} MiB free"


def _folder(session: Session) -> Path:
    """The store's folder, or the nearest one above it that exists."""
    store = session.store
    folder = store.folder if isinstance(store, DirectoryStore) else Path()
    return next(path for path in (folder.absolute(), *folder.absolute().parents) if path.is_dir())
