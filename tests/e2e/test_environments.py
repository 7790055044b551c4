"""A second environment that is there already: its rows beside the files, and which target is meant."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from tests.e2e.driving import definition, write_catalog
from tests.stores.raw import RawFiles
from tests.stores.shapes import admin_row

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.e2e.driving import Ran

    Syncer = Callable[..., Ran]

TWO: Final = """\
targets:
  production:  # what people use
    directory: {path: ../production}
  staging:
    directory: {path: ../staging}
    # nobody but us
"""
OWN: Final = "directory: {path: ../staging}\r\n# nobody but us\r\n"
SHARED: Final = ("gpt", "o3", "us.nova", "a*[b]")


def by_hand(folder: str, *rows: dict[str, object]) -> None:
    """A store that somebody filled on the platform's page."""
    Path(folder).mkdir()
    store = RawFiles(Path(folder).absolute())
    for row in rows:
        store.put(row)


def two_stores() -> None:
    """Production has four models; staging two of them, one with other values, and one of its own, its default."""
    by_hand("production", *(admin_row(name, number=at, isDefault=name == "gpt") for at, name in enumerate(SHARED, 1)))
    other = {"enabled": False, "inputPricePerMillionTokens": 0.5, "knowledgeCutoffDate": "2026-01"}
    by_hand("staging", admin_row("gpt", number=21), admin_row("o3", number=22, **other),
            admin_row("new", number=23, isDefault=True))  # fmt: skip


def planned(syncer: Syncer) -> dict[str, list[tuple[str, str, list[Any]]]]:
    """Every change of every target: what is done, to which model, with which fields."""
    ran = syncer("plan", "--all-targets", "--format", "json")
    assert ran.code == 0, ran.err
    return {
        one["target"]: [(change["action"], change["model_id"], change["fields"]) for change in one["plan"]["changes"]]
        for one in json.loads(ran.out)["targets"]
    }


@pytest.mark.parametrize("own_file", [False, True])
def test_what_staging_has_stays_its_own(syncer: Syncer, *, own_file: bool) -> None:
    """After the imports both plans adopt their rows and change no field; after the syncs they are empty."""
    two_stores()
    settings = TWO if not own_file else "targets: {production: {directory: {path: ../production}}}\n"
    Path(write_catalog(settings=settings), "models/x").mkdir()
    if own_file:
        Path("catalog/targets").mkdir()
        Path("catalog/targets/staging.yaml").write_bytes(OWN.encode())
    assert syncer("import", "--target", "production").code == 0
    ran = syncer("import", "-t", "staging", "--as-overrides")
    assert ran.code == 0, ran.err
    assert "staging does not get 2 models that it does not have: a*[b], us.nova\n" in ran.out
    assert "production does not get 1 model that it does not have: new\n" in ran.out
    assert "staging has its own enabled, input_price_per_million_tokens, knowledge_cutoff_date of o3\n" in ran.out
    assert ran.out.endswith("Next: syncer plan --target staging\n")
    assert planned(syncer) == {
        "production": [("adopt", name, []) for name in sorted(SHARED)],
        "staging": [("adopt", name, []) for name in ("gpt", "new", "o3")],
    }
    again = syncer("import", "-t", "staging", "--as-overrides")
    assert "\n0 files written" in again.out
    for name in ("production", "staging"):
        assert syncer("sync", "--yes", "--target", name).code == 0
    assert planned(syncer) == {"production": [], "staging": []}
    edited = Path("catalog/targets/staging.yaml" if own_file else "catalog/catalog.yaml").read_bytes()
    assert edited.count(b"# nobody but us") == 1
    assert edited.count(b"\r\n") == (edited.count(b"\n") if own_file else 0)


def test_for_whom_the_files_are(syncer: Syncer) -> None:
    """A plain import into a catalog of several targets says which others get the new models."""
    two_stores()
    Path(write_catalog(settings=TWO), "models/x").mkdir()
    first = syncer("import", "--target", "production")
    assert "The new files are for staging, too: a sync there creates what it does not have.\n" in first.out
    assert "syncer import --target staging --as-overrides\n" in first.out
    RawFiles(Path("staging").absolute()).put(admin_row("new", number=23))
    second = syncer("import", "--target", "staging", "--dry-run")
    assert "for production, too: a sync there" in second.out
    assert "With --as-overrides they are for staging alone.\n" in second.out
    assert json.loads(syncer("import", "-t", "staging", "--dry-run", "--format", "json").out)["also_for"] == [
        "production"
    ]


def test_the_order_of_imports_does_not_matter(syncer: Syncer) -> None:
    """What an import kept from a target comes back when that target has it; a pattern that keeps it out is named."""
    two_stores()
    Path(write_catalog(settings=TWO), "models/x").mkdir()
    assert syncer("import", "-t", "staging").code == 0
    ran = syncer("import", "-t", "production", "--as-overrides")
    assert "staging does not get 2 models that it does not have: a*[b], us.nova\n" in ran.out
    assert [change[0] for change in planned(syncer)["production"]] == ["adopt"] * 4
    RawFiles(Path("staging").absolute()).put(admin_row("us.nova", number=30))
    ran = syncer("import", "-t", "staging", "--as-overrides")
    assert "staging gets 1 model now: us.nova\n" in ran.out
    assert [(change[0], change[2]) for change in planned(syncer)["staging"]] == [("adopt", [])] * 4
    file = Path("catalog/catalog.yaml")
    file.write_text(file.read_text().replace('{id: "a[*][[]b]"}', '{id: "a*"}'))
    RawFiles(Path("staging").absolute()).put(admin_row("a*[b]", number=31))
    ran = syncer("import", "-t", "staging", "--as-overrides")
    line = file.read_text().split("\n").index('      - {id: "a*"}') + 1
    assert f"because of its `except` (catalog/catalog.yaml:{line}); mend that first\n" in ran.out


def test_rows_that_are_ignored(syncer: Syncer) -> None:
    """A row that staging leaves alone gets no file and no rule; one that a definition manages is named, as ever."""
    two_stores()
    Path(write_catalog(settings=TWO), "models/x").mkdir()
    assert syncer("import", "-t", "production").code == 0
    file = Path("catalog/catalog.yaml")
    plain = file.read_text()
    for name, code in (("o3", 64), ("new", 0)):
        rule = f"    ignore: [{{id: {name}, reason: somebody tries it}}]\n"
        file.write_text(plain.replace("    # nobody", f"{rule}    # nobody"))
        ran = syncer("import", "-t", "staging", "--as-overrides")
        assert ran.code == code, ran.err
    assert "of new" not in ran.out
    assert {change[1] for change in planned(syncer)["staging"]} == {"gpt", "o3"}


def test_few_of_many_become_only(syncer: Syncer) -> None:
    """A target with less than half of the models gets the short list."""
    two_stores()
    Path(write_catalog(settings=TWO), "models/x").mkdir()
    assert syncer("import", "-t", "production").code == 0
    for name in ("new", "o3"):
        next(
            path for path in Path("staging").glob("*.json") if json.loads(path.read_text())["modelId"] == name
        ).unlink()
    ran = syncer("import", "-t", "staging", "--as-overrides")
    assert "staging gets 1 model now: gpt\n" in ran.out
    assert "    only:\n      - {id: gpt}\n" in Path("catalog/catalog.yaml").read_text()
    assert planned(syncer)["staging"] == [("adopt", "gpt", [])]


WRONG: Final = {
    "no target": ((), "pass --target with one of catalog.yaml"),
    "both": (("-t", "staging", "--replace"), "give one of --replace and --as-overrides"),
    "an empty catalog": (("-t", "staging"), "the catalog has no model yet"),
}


@pytest.mark.parametrize(("words", "message"), WRONG.values(), ids=WRONG)
def test_overrides_of_nothing(syncer: Syncer, words: tuple[str, ...], message: str) -> None:
    """Where it is not said of what, or of whom, nothing is written."""
    two_stores()
    Path(write_catalog(settings=TWO), "models/x").mkdir()
    ran = syncer("import", "--as-overrides", *words)
    assert (ran.code, message in ran.err) == (64, True), ran.err
    assert Path("catalog/catalog.yaml").read_text() == f"name: campus\n{TWO}"


def test_rows_that_cannot_be_overrides(syncer: Syncer) -> None:
    """A row that no file can express is named, and no rule speaks of it; of two defaults none is taken."""
    two_stores()
    Path(write_catalog(settings=TWO), "models/x").mkdir()
    assert syncer("import", "-t", "production").code == 0
    store = RawFiles(Path("staging").absolute())
    store.put(admin_row("us.nova", number=31, maxInputTokens=0))
    store.put(admin_row("gpt", number=21, isDefault=True))
    ran = syncer("import", "-t", "staging", "--as-overrides")
    assert ran.code == 0, ran.err
    assert [line.split()[2] for line in ran.out.splitlines() if line.startswith("not imported")] == [
        "us.nova",
        "new",
        "gpt",
    ]
    assert "make only one of them the default" in ran.out


def test_a_default_target(syncer: Syncer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first that is there of: the option, SYNCER_TARGET, a store of the environment, `default_target`."""
    two_stores()
    write_catalog({"gpt": definition("gpt")}, settings=f"{TWO}default_target: staging\n")
    assert syncer("plan").err == "store: directory staging (target staging, the default)\n"
    assert "FROM" in syncer("list", "--explain", "gpt").out
    monkeypatch.setenv("MANAGED_MODELS_DIR", "production")
    assert syncer("plan").err == "store: directory production (MANAGED_MODELS_DIR is set)\n"
    monkeypatch.setenv("SYNCER_TARGET", "staging")
    assert syncer("plan").err == "store: directory staging (target staging, SYNCER_TARGET is set)\n"
    assert syncer("plan", "-t", "production").err == "store: directory production (target production)\n"
    assert "target staging" in syncer("plan", "--all-targets").out
    assert syncer("validate").code == syncer("targets").code == 0
    monkeypatch.setenv("SYNCER_TARGET", "stagign")
    assert "has no target 'stagign'; did you mean `staging`?" in syncer("plan").err


def test_the_only_target_needs_no_name(syncer: Syncer) -> None:
    """Unless a directory beside the catalog was written to before; a default that is no target is an error."""
    write_catalog(["gpt"], settings="targets: {production: {directory: {path: ../production}}}\n")
    assert syncer("sync", "--yes").err == "store: directory production (target production, the only one)\n"
    Path("managed_models").mkdir()
    assert "(the default beside the catalog)" in syncer("plan").err
    write_catalog(["gpt"], settings="targets: {here: {directory: {path: ../managed_models}}}\n")
    assert "(target here, the only one)" in syncer("plan").err
    write_catalog(["gpt"], settings=f"{TWO}default_target: prodution\n")
    ran = syncer("validate")
    said = "there is no target 'prodution'; did you mean `production`? (there are: production, staging)"
    assert (ran.code, ran.out.split("\n")[0]) == (3, f"catalog/catalog.yaml:8:1: default_target: {said}")


def test_from_a_folder_below(syncer: Syncer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The catalog is found from any folder of the work tree, and none above it is; the next commands find it, too."""
    write_catalog(["gpt"])
    Path("inner/deep/catalog").mkdir(parents=True)
    monkeypatch.chdir("inner/deep")
    assert "catalog/catalog.yaml: no such file" in syncer("validate").out
    subprocess.run(["git", "init", "-q", "../.."], check=True)
    assert syncer("validate").out == "campus is valid: 1 model.\n"
    assert syncer("plan").err == "store: directory ../../managed_models (the default beside the catalog)\n"
    assert "../../catalog/models/gpt.yaml:1" in syncer("plan").out
    monkeypatch.chdir("../../catalog/models")
    assert syncer("validate").code == 0
    monkeypatch.chdir("../../inner/deep")
    subprocess.run(["git", "init", "-q", ".."], check=True)
    assert syncer("validate").code == 3


def test_a_store_without_rows(syncer: Syncer) -> None:
    """A path with a slip is no environment in which everything differs, and none in which nothing does."""
    two_stores()
    write_catalog(["gpt"], settings=TWO.replace("../staging", "../stagin"))
    assert "directory stagin has no rows\n" in syncer("import", "-t", "staging").err
    ran = syncer("import", "-t", "staging", "--as-overrides")
    assert (ran.code, "directory stagin has no rows that could differ from the files; " in ran.err) == (64, True)


def test_the_next_command_can_be_typed(syncer: Syncer) -> None:
    """Where no target is the default, what is printed plans all of them."""
    write_catalog(["gpt"], settings=TWO)
    assert syncer("set", "gpt", "enabled", "false").out.endswith("Next: syncer plan --all-targets\n")
    assert syncer("plan", "--all-targets").code == 0
