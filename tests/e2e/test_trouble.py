"""What a user can get wrong around the command: each ends with its code and a line, never with a traceback."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.e2e.driving import Ran, definition, process, rows, write_catalog

if TYPE_CHECKING:
    from collections.abc import Callable

    Syncer = Callable[..., Ran]

FAKE_AWS = {
    "AWS_ACCESS_KEY_ID": "none",
    "AWS_SECRET_ACCESS_KEY": "none",
    "AWS_REGION": "us-east-1",
    "AWS_ENDPOINT_URL_DYNAMODB": "http://127.0.0.1:9",
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_MAX_ATTEMPTS": "1",
}


@pytest.mark.parametrize("command", [["plan"], ["sync", "--yes"], ["list"]])
@pytest.mark.parametrize(
    ("catalog", "line"),
    [
        ("nowhere", "nowhere: no such folder; name the catalog's with --catalog DIR"),
        ("file", "file: no such folder; name the catalog's with --catalog DIR"),
        ("empty", "empty/catalog.yaml: no such file; a catalog needs it"),
        ("/proc/self/mem", "/proc/self/mem: no such folder; name the catalog's with --catalog DIR"),
    ],
)
def test_no_catalog(syncer: Syncer, command: list[str], catalog: str, line: str) -> None:
    """A catalog that is missing, a file or an empty folder is 3 and says what is missing."""
    Path("file").write_text("name: campus\n", encoding="utf-8")
    Path("empty").mkdir()
    ran = syncer(*command, "--catalog", catalog)
    assert (ran.code, ran.out) == (3, "")
    assert line in ran.err.splitlines(), ran.err
    assert "unexpected" not in ran.err


@pytest.mark.parametrize(
    ("folder", "reason"),
    [
        ("file", "file: Not a directory"),
        ("file/below", "file is no directory; make it first"),
        ("deep/er/store", "deep/er is no directory; make it first"),
        ("loop", "loop: Too many levels of symbolic links"),
    ],
)
def test_no_store(syncer: Syncer, monkeypatch: pytest.MonkeyPatch, folder: str, reason: str) -> None:
    """A store that is a file, below a file, below nothing or a link to itself is 7 for every command that reads it."""
    write_catalog(["a"])
    Path("file").write_text("", encoding="utf-8")
    Path("loop").symlink_to("loop")
    monkeypatch.setenv("MANAGED_MODELS_DIR", folder)
    for command in (["plan"], ["sync", "--yes"], ["list", "--live"]):
        ran = syncer(*command)
        assert (ran.code, ran.out) == (7, ""), ran
        assert reason in ran.err
        assert "unexpected" not in ran.err


def test_store_that_cannot_be_made(syncer: Syncer, monkeypatch: pytest.MonkeyPatch) -> None:
    """A store in a folder in which nothing can be made is readable as empty, and 7 for a sync."""
    write_catalog(["a"])
    monkeypatch.setenv("MANAGED_MODELS_DIR", "/proc/store")
    assert syncer("plan").code == 0
    ran = syncer("sync", "--yes")
    assert ran.code == 7
    assert "error: directory /proc/store cannot be used: " in ran.err
    assert ran.err.endswith("check the path and its permissions\n")


def test_journal_that_cannot_be_made(syncer: Syncer) -> None:
    """A file where the store keeps its own things is 7, and no row is written."""
    write_catalog(["a"])
    Path("managed_models").mkdir()
    Path("managed_models/.syncer").write_text("", encoding="utf-8")
    ran = syncer("sync", "--yes")
    assert ran.code == 7
    assert "unexpected" not in ran.err
    assert rows() == {}


def test_cache_that_cannot_be_used(syncer: Syncer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The cache is disposable: a file in its place, or nonsense in its files, changes no answer."""
    write_catalog(["a"])
    first = syncer("plan")
    for path in (tmp_path / "cache").rglob("*.json"):
        path.write_bytes(b"\x00nonsense\n{")
    assert syncer("plan") == first
    Path("file").write_text("", encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(Path("file").absolute()))
    assert syncer("plan") == first
    monkeypatch.setenv("XDG_CACHE_HOME", "/proc/cache")
    assert syncer("plan") == first


def test_no_home() -> None:
    """Without a home folder, a user or a Git the commands work."""
    write_catalog(["a"])
    env = {"HOME": "/proc/none", "XDG_CACHE_HOME": "", "USER": "", "LOGNAME": "", "PATH": "/proc/none"}
    assert process("sync", "--yes", env=env).code == 0
    assert len(rows()) == 1


def test_table_that_cannot_be_reached() -> None:
    """A DynamoDB table that cannot be reached is 7 for every command that needs it, in a few seconds."""
    write_catalog(["a"])
    env = {"DYNAMODB_MANAGED_MODELS_TABLE_NAME": "none", **FAKE_AWS}
    commands = (["plan"], ["sync", "--yes"], ["list", "--live"], ["doctor"])
    with ThreadPoolExecutor() as pool:
        for ran in pool.map(lambda command: process(*command, env=env), commands):
            assert ran.code == 7, ran
            assert "Traceback" not in ran.err
            assert "unexpected" not in ran.err + ran.out
    assert rows() == {}


def test_working_directory_that_is_gone(syncer: Syncer, tmp_path: Path) -> None:
    """A working directory that somebody deleted is an error with a code."""
    gone = tmp_path / "gone"
    gone.mkdir()
    os.chdir(gone)
    gone.rmdir()
    for command in (["plan"], ["validate"], ["list", "--live"]):
        ran = syncer(*command)
        assert ran == Ran(64, "", "error: the working directory is gone; change to one that exists\n")


MISTAKES = {
    "01-number": ("max_input_tokens: 128000", "max_input_tokens: many"),
    "02-zero": ("max_output_tokens: 4096", "max_output_tokens: 0"),
    "03-negative": ("output_price_per_million_tokens: 10", "output_price_per_million_tokens: -1"),
    "04-typo": ("provider_name:", "provider_nam:"),
    "05-camel": ("max_input_tokens:", "maxInputTokens:"),
    "06-missing": ("provider: ", "# provider: "),
    "07-twice": ("provider: ", "provider: x\nprovider: "),
    "08-bool": ("provider: ", "enabled: no\nprovider: "),
    "09-list": ('input_modalities: ["TEXT"]', "input_modalities: TEXT"),
    "10-empty-list": ('input_modalities: ["TEXT"]', "input_modalities: []"),
    "11-tab": ("provider: ", "\tprovider: "),
    "12-bracket": ('["TEXT"]', '["TEXT"'),
    "13-text": ('model_name: "', "model_name: 4 #"),
    "14-null": ("max_input_tokens: 128000", "max_input_tokens:"),
    "15-nan": ("input_price_per_million_tokens: 2.5", "input_price_per_million_tokens: .nan"),
    "16-date": ("provider: ", "knowledge_cutoff_date: [2024-10-01]\nprovider: "),
    "17-params": ("provider: ", "supported_params: {params: {t: {mim: 0}}}\nprovider: "),
    "18-second": ("provider: ", "---\nprovider: "),
    "19-nothing": (None, ""),
    "20-binary": (None, "\0\0\0"),
}


def test_twenty_mistakes(syncer: Syncer) -> None:
    """Twenty files with twenty different mistakes are all named in one run, and the store is untouched."""
    good = definition("model")
    files = {}
    for name, (old, new) in MISTAKES.items():
        assert old is None or old in good
        files[name] = new if old is None else good.replace(old, new, 1).replace('"model"', f'"{name}"')
    write_catalog({**files, "fine": definition("fine")})
    for command in (["validate"], ["plan"], ["sync", "--yes"]):
        ran = syncer(*command)
        said = ran.out + ran.err
        assert ran.code == 3
        for name in MISTAKES:
            assert f"catalog/models/{name}.yaml" in said, name
        assert "catalog/models/fine.yaml" not in said
    assert not Path("managed_models").exists()
