"""What is imported when: start-up is paid for on every run."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from syncer.cli import COMMANDS
from tests.e2e.driving import process, write_catalog, write_model

HEAVY = ("pydantic", "boto3", "botocore", "deepdiff", "yaml", "asyncio", "logging", "urllib3", "jinja2")


DEAR = (
    "dataclasses", "hashlib", "importlib.metadata", "tempfile", "shutil", "subprocess", "base64", "secrets",
    "pathlib", "fnmatch", "ntpath", "glob", "urllib", "urllib.parse", "ipaddress", "unicodedata",
)  # fmt: skip
"""What the standard library has that a plan with a warm cache does without, and click, too."""
OF_MONEY = ("fractions", "csv", "syncer.load.usage", "syncer.plan.money", "syncer.render.money")
"""What only a plan with a file of use needs."""


def imported_by(script: str, names: tuple[str, ...] = HEAVY) -> set[str]:
    """The heavy libraries that a script has imported when it ends."""
    ending = f"\nimport sys\nprint(*[name for name in {names!r} if name in sys.modules], file=sys.stderr)"
    ran = process(prefix=(sys.executable, "-c", script + ending))
    assert ran.code == 0, ran.err
    return set(ran.err.split())


@pytest.mark.parametrize(
    "script",
    ["import syncer.cli", "import syncer", "import schemas", "from syncer.cli import run; run(['--help'])"],
)
def test_imports_are_light(script: str) -> None:
    """Importing the packages and showing the help import none of the heavy libraries."""
    assert imported_by(script) == set()


def test_help_of_each_command_is_light() -> None:
    """The help of a command does without them too; of one that writes YAML files, without all but yaml.

    That of the page has Jinja2, and what Jinja2 imports.
    """
    writers = {"add", "drift", "fmt", "import", "init", "prices", "revert", "set"}
    script = "from syncer.cli import run\nfor name in {}: assert run([name, '--help']) == 0"
    assert imported_by(script.format(sorted(COMMANDS.keys() - writers - {"page"}))) == set()
    assert imported_by(script.format(["page"])) <= {"jinja2", "asyncio", "logging"}
    assert imported_by(script.format(sorted(writers))) == {"yaml"}


def test_a_warm_plan_is_light() -> None:
    """A plan whose files are all cached imports neither Pydantic nor yaml."""
    write_catalog(["a", "b"])
    assert process("sync", "--yes", "--quiet").code == 0
    plan = "from syncer.cli import run; assert run(['plan', '--quiet', '--detailed-exitcode']) == 0"
    assert imported_by("import yaml") == {"yaml"}
    imported_by(plan)
    assert imported_by(plan, (*HEAVY, *DEAR)) == set()


def test_a_warm_plan_compiles_little() -> None:
    """One expression, which every row of a directory is held against, and one named tuple, below `syncer`."""
    write_catalog(["a", "b"])
    assert process("sync", "--yes", "--quiet").code == 0
    plan = "from syncer.cli import run; assert run(['plan', '--quiet', '--detailed-exitcode']) == 0\n"
    imported_by(plan)
    note = (
        "import click, collections, gettext, json, locale, re, syncer.frozen\nfound = []\n"
        "def noted(made): return lambda *given, **named: (found.append(given[0]), made(*given, **named))[1]\n"
        "re.compile, collections.namedtuple = noted(re.compile), noted(collections.namedtuple)\n"
    )
    imported_by(f"{note}{plan}from syncer.stores.directory.state_folder import SAFE_ID\n"
                "assert found == ['Attribute', SAFE_ID.pattern], found")  # fmt: skip


PRICES = ("syncer.prices", "genai_prices", "boto3", "urllib.request", "urllib3")


def test_lists_of_prices_are_asked_only_where_they_are_wanted() -> None:
    """A plan imports nothing of them, and a check neither what fetches one nor what talks with AWS."""
    write_catalog(["a"])
    plan = "from syncer.cli import run; assert run(['plan', '--quiet']) == 0"
    assert imported_by(plan, PRICES) == set()
    (Path.cwd() / "t.json").write_text('{"a": {"litellm_provider": "openai", "mode": "chat"}}')
    check = "from syncer.cli import run; assert run(['prices', 'check', '--litellm', 't.json', '--quiet']) in (0, 2)"
    assert imported_by(check, PRICES) <= {"syncer.prices", "genai_prices", "urllib.request"}


def test_a_warm_plan_with_changes_is_light() -> None:
    """Neither does one that has something to show; its fingerprint takes no `hashlib`, either."""
    write_catalog(["a", "b"])
    assert process("sync", "--yes", "--quiet").code == 0
    write_model("b", max_output_tokens=2048)
    plan = "from syncer.cli import run; assert run(['plan', '--quiet', '--detailed-exitcode']) == 2"
    imported_by(plan)
    assert imported_by(plan, (*HEAVY, *DEAR, *OF_MONEY)) == set()


def test_one_changed_file_is_not_light() -> None:
    """A file that changed since is read again, with what that takes."""
    write_catalog(["a", "b"])
    assert process("plan", "--quiet").code == 0
    write_catalog({"b": "model_id: [broken\n"})
    assert process("plan", "--quiet").code == 3
