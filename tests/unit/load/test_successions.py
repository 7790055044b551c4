"""Defaults and successors that the files alone show to be wrong: each an error at the value, also for a target."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest

from syncer.cli import run
from syncer.errors import CatalogError
from syncer.load.catalog import load_catalog
from syncer.load.successions import broken_successions
from syncer.load.targets import for_target
from tests.unit.catalog_files import model, said, write_catalog

if TYPE_CHECKING:
    from pathlib import Path

    from syncer.model.catalog import CatalogEntry


def old(more: str = "replaced_by: new\n", status: str = "retired") -> str:
    """A model file whose twelfth line begins what it says of a successor."""
    return model(f"status: {status}\n{more}", model_id="old")


def chain(names: str) -> dict[str, str]:
    """A file for each letter, each of which names the next one as its successor."""
    named = itertools.pairwise(names)
    files = {one: model(f"replaced_by: {following}\n", model_id=one) for one, following in named}
    return {names[-1]: model(model_id=names[-1]), **files}


WRONG: dict[str, tuple[dict[str, str], str]] = {
    "a disabled successor": (
        {"old": old(), "new": model("enabled: false\n", model_id="new")},
        (
            "old.yaml:12:14: replaced_by: new is disabled at c/models/new.yaml:11; enable it, or name a model "
            "that is enabled"
        ),
    ),
    "a successor that is retired alone": (
        {"old": old("replaced_by:\n  new\n"), "new": model("status: retired\n", model_id="new")},
        (
            "old.yaml:13:3: replaced_by: new is retired at c/models/new.yaml:11 and has no successor of its own; "
            "give it one, or name a model that is active"
        ),
    ),
    "a deprecated successor": (
        {"old": old("replaced_by: new", "active"), "new": model("status: deprecated\n", model_id="new")},
        (
            "old.yaml:12:14: replaced_by: new is deprecated at c/models/new.yaml:11 and has no successor of its "
            "own; give it one, or name a model that is active"
        ),
    ),
    "a successor that is renamed": (
        {"old": old(), "newer": model("renamed_from: new\n", model_id="newer")},
        "old.yaml:12:14: replaced_by: new is renamed to newer at c/models/newer.yaml:11; name newer",
    ),
    "a circle over three files": (
        {**chain("abc"), "c": model("replaced_by: a\n", model_id="c")},
        (
            "a.yaml:11:14: replaced_by: a -> b -> c -> a: the successors lead in a circle; take replaced_by out "
            "of one of them"
        ),
    ),
    "six hops": (
        chain("abcdefg"),
        (
            "a.yaml:11:14: replaced_by: a -> b -> c -> d -> e -> f -> g: more than 5 successors in a row; name "
            "one that is further on"
        ),
    ),
    "a default that is retired": (
        {"old": old("is_default: true\n")},
        (
            "old.yaml:11:9: status: the default must be active, and is retired; make it active, or another model "
            "the default"
        ),
    ),
    "a default that is deprecated": (
        {"old": old("is_default: true\n", "deprecated")},
        (
            "old.yaml:11:9: status: the default must be active, and is deprecated; make it active, or another "
            "model the default"
        ),
    ),
}


@pytest.mark.parametrize(("files", "message"), WRONG.values(), ids=WRONG)
def test_what_files_break_together(files: dict[str, str], message: str, tmp_path: Path) -> None:
    """One error at the value, with what to do; exit code 3."""
    folder = write_catalog(tmp_path, files)
    assert said(folder) == f"c/models/{message}\n"
    assert run(["validate", "--catalog", folder, "--quiet"]) == 3


RIGHT: dict[str, dict[str, str]] = {
    "retired with a successor": {"old": old(), "new": model(model_id="new")},
    "a successor of no file": {"old": old()},
    "a chain of five hops": chain("abcdef"),
    "a retired successor with one of its own": {
        "old": old(), "new": model("status: retired\nreplaced_by: newer\n", model_id="new"),
        "newer": model(model_id="newer"),
    },
    "a rename that is followed": {
        "old": old("replaced_by: newer\n"), "newer": model("renamed_from: new\n", model_id="newer"),
    },
    "a default that is active": {"old": old("is_default: true\n", "active")},
}  # fmt: skip


@pytest.mark.parametrize("files", RIGHT.values(), ids=RIGHT)
def test_what_files_do_not_break(files: dict[str, str], tmp_path: Path) -> None:
    """Nothing is said of it."""
    assert said(write_catalog(tmp_path, files)) == ""


TARGETS: dict[str, tuple[str, str]] = {
    "the target disables the successor": (
        "overrides: [{match: {id: new}, set: {enabled: false}}]",
        "old.yaml:12:14: target t: new is disabled at",
    ),
    "the target names another successor": (
        "overrides: [{match: {id: old}, set: {status: retired, replaced_by: off}}]",
        "catalog.yaml:5:72: target t: off is disabled at",
    ),
    "the target has another default": (
        "overrides: [{match: {id: old}, set: {is_default: true}}]",
        "catalog.yaml:5:54: target t: the default must be active, and is retired",
    ),
    "the target retires its default": (
        "overrides: [{match: {id: new}, set: {status: deprecated, is_default: true, replaced_by: x}}]",
        "catalog.yaml:5:50: target t: the default must be active, and is deprecated",
    ),
    "the target names the model itself": (
        "overrides: [{match: {id: new}, set: {replaced_by: new}}]",
        "catalog.yaml:5:55: target t: new: is the model itself",
    ),
    "the target leads back": (
        "overrides: [{match: {id: new}, set: {replaced_by: old}}]",
        "catalog.yaml:5:55: target t: new -> old -> new: the successors lead in a circle",
    ),
    "the target has two defaults": (
        "overrides: [{match: {id: 'o*'}, set: {status: active, enabled: true, is_default: true}}]",
        "catalog.yaml:5:86: target t: only one model can be the default; ",
    ),
    "the target's default is disabled": (
        "overrides: [{match: {id: 'off'}, set: {is_default: true}}]",
        "catalog.yaml:5:56: target t: the default must be enabled; ",
    ),
    "a bound is below": (
        "overrides: [{match: {id: new}, set: {supported_params: {params: {max_tokens: {supported: true, max: 9e4}}}}}]",
        "catalog.yaml:5:105: target t: new: 90000 is more than max_output_tokens",
    ),
    "the successor is left out": ("except: [{id: new}]", ""),
    "the model is left out": ("except: [{id: old}]", ""),
    "the one that is right is left out": ("only: [{id: 'o*'}]", ""),
}


@pytest.mark.parametrize(("rule", "message"), TARGETS.values(), ids=TARGETS)
def test_what_a_target_makes_of_it(rule: str, message: str, tmp_path: Path) -> None:
    """The rules are held to what each target gets, and an error stands where the override says it."""
    files = {"old": old(), "new": model(model_id="new"), "off": model("enabled: false\n", model_id="off")}
    settings = f"name: c\ntargets:\n  t:\n    directory: {{path: live}}\n    {rule}\n"
    loaded = load_catalog(write_catalog(tmp_path, files, settings=settings))
    try:
        found = for_target(loaded, "t").warnings
    except CatalogError as error:
        found = error.problems
    said_there = [f"{one.where.rpartition('/')[2]}:{one.line}:{one.column}: {one.message}" for one in found]
    assert len(said_there) == bool(message), said_there
    assert "".join(said_there).startswith(message)


def test_a_file_that_is_gone_by_now(tmp_path: Path) -> None:
    """The error names the line all the same."""
    folder = write_catalog(tmp_path, {"old": old(), "new": model("\nenabled: true\n", model_id="new")})
    loaded = load_catalog(folder)
    entries = tuple(_disabled(one) if one.model_id == "new" else one for one in loaded.entries)
    (tmp_path / "c/models/old.yaml").unlink()
    found = list(broken_successions(entries))
    assert [(one.line, one.column, one.field) for one in found] == [(12, 1, "replaced_by")]


def _disabled(entry: CatalogEntry) -> CatalogEntry:
    return entry._replace(fields={**entry.fields, "enabled": False})


LEFT_TO_OTHERS = {
    "a disabled successor": (
        {"old": old(), "new": model("enabled: false\n", model_id="new")}, "fields: {enabled: live}",
    ),
    "a retired successor": (
        {"old": old(), "new": model("status: retired\n", model_id="new")}, "models: {new: {fields: {status: live}}}",
    ),
    "who names it": (
        {"old": old(), "new": model("enabled: false\n", model_id="new")}, "models: {old: {default: live}}",
    ),
    "an inactive default": ({"old": old("is_default: true\nreplaced_by: old2\n")}, "fields: {status: live}"),
    "a disabled default": ({"a": model("is_default: true\nenabled: false\n")}, "default: live"),
}  # fmt: skip


@pytest.mark.parametrize(("files", "policies"), LEFT_TO_OTHERS.values(), ids=LEFT_TO_OTHERS)
def test_what_a_policy_leaves_to_others_is_not_judged(tmp_path: Path, files: dict[str, str], policies: str) -> None:
    """It is not written to a row that there is: only a plan, which sees the rows, can say. Each target has its own."""
    assert said(write_catalog(tmp_path, files)) != ""
    left = f"name: t\npolicies: {{{policies}}}\n"
    assert said(write_catalog(tmp_path, files, settings=left)) == ""
    target = "targets: {p: {directory: {path: ../p}, policies: {default: git}}}\n"
    catalog = load_catalog(write_catalog(tmp_path, files, settings=left + target))
    with pytest.raises(CatalogError):
        for_target(catalog, "p")
