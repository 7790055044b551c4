"""`syncer doctor`."""

from __future__ import annotations

import platform
from functools import partial
from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING

import click

from syncer.authoring.editor_schemas import stale_schemas
from syncer.cli.options import common
from syncer.cli.output import emit_form
from syncer.errors import CatalogError, SyncerError
from syncer.model.words import a_few, counted
from syncer.plan.unlisted import unlisted
from syncer.render.forms import json_text
from syncer.render.text.problems import problems_text
from syncer.render.text.values import PLAIN, Paint, safe
from syncer.stores.base import Check

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from syncer.cli.session import Session
    from syncer.model.records import Snapshot

_LIBRARIES = ("boto3", "click", "deepdiff", "pydantic", "yaml")


@click.command("doctor", epilog="Example: syncer doctor --catalog catalog")
@common("text", "json")
def command(*, session: Session, form: str, output: str | None) -> int:
    """Check what a newcomer gets wrong: packages, the public API, the catalog, the store, the disk."""
    checks = list(_checks(session))
    emit_form(partial(_shown, checks, form), form, output)
    return next((check.exit_code for check in checks if check.exit_code), 0)


def _shown(checks: Sequence[Check], form: str, *, paint: Paint = PLAIN) -> str:
    if form == "json":
        return json_text({"format_version": "1.0", "checks": list(map(_said, checks))})
    return "".join(f"{_mark(check, paint)}{check.name}: {safe(check.detail)}\n" for check in checks)


def _said(check: Check) -> dict[str, object]:
    warns = {"warning": True} if check.is_warning else {}
    return {"check": check.name, "ok": not check.exit_code, **warns, "detail": check.detail}


def _mark(check: Check, paint: Paint) -> str:
    if check.exit_code:
        return paint("red", "FAIL ")
    return paint("yellow", "WARN ") if check.is_warning else paint("green", "ok   ")


def _checks(session: Session) -> Iterator[Check]:
    yield Check("Python", f"{platform.python_version()} on {platform.system()}")
    yield _tried("packages", _packages)
    yield _tried("public API", _public_api)
    yield _tried("catalog", lambda: _catalog(session))
    stale = stale_schemas(session.catalog)
    if stale:
        said = f"another version of this tool wrote {a_few(stale)}; `syncer schema --write` renews what editors go by"
        yield Check("schemas for editors", said, is_warning=True)
    read: list[Snapshot] = []
    yield _tried("store", lambda: _store_readable(session, read))
    yield from map(_not_listed, filter(_hides, read))
    try:
        store = session.store
    except SyncerError:
        return  # the line about the store has said why
    yield from store.checks()


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


def _store_readable(session: Session, read: list[Snapshot]) -> str:
    """What is there; it is also added to `read`, but for what the settings ignore."""
    split = session.seen(session.store.read())
    snapshot = split.seen
    read.append(snapshot)
    broken = f", {counted(len(snapshot.broken), 'row')} not parsed" if snapshot.broken else ""
    models = f"{counted(len(snapshot.records), 'model')}{broken}{f', {split.ignored}' if split.ignored else ''}"
    return f"{session.store.address} ({session.choice.reason}): {models}"


def _hides(snapshot: Snapshot) -> bool:
    """Whether the platform does not list some of its rows."""
    return bool(snapshot.broken or unlisted(snapshot.records))


def _not_listed(snapshot: Snapshot) -> Check:
    """A warning: nobody can pick those models, and their use is not metered."""
    rows = [f"{row.live.model_id}: {row.reason}" for row in unlisted(snapshot.records)]
    rows += [f"{row.problem.where}: {row.problem.message}" for row in snapshot.broken]
    return Check("rows that the platform does not list", a_few(rows, apart="; "), is_warning=True)
