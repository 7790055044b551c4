"""What goes where: the document to stdout and to the file, everything said to a person to stderr."""

from __future__ import annotations

import json
import os
import resource
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.e2e.driving import SYNCER, Ran, definition, on_terminal, process, rows, write_catalog, write_model

if TYPE_CHECKING:
    from collections.abc import Callable

    Syncer = Callable[..., Ran]

CREATE = """\
catalog campus -> directory managed_models

+ create a  catalog/models/a.yaml:1

No role can pick 1 new model: a. Name roles in available_to_roles, or grant models on the platform's page.

Plan: 1 to create; 0 unchanged, 0 unmanaged. Fingerprint {}.
"""
STORE = "store: directory managed_models (the default beside the catalog)\n"


def fingerprint(syncer: Syncer) -> str:
    """The short fingerprint of the plan."""
    return str(json.loads(syncer("plan", "--format", "json").out)["fingerprint"][:12])


def test_stdout_is_the_document(syncer: Syncer) -> None:
    """Stdout holds the plan and nothing else; which store it is about is said on stderr."""
    write_catalog(["a"])
    assert syncer("plan") == Ran(0, CREATE.format(fingerprint(syncer)), STORE)
    for form in ("json", "markdown"):
        ran = syncer("plan", "--format", form)
        assert ran.err == STORE
        assert ran.out.startswith("{" if form == "json" else "### Plan for")


def test_warnings_go_to_stderr(syncer: Syncer) -> None:
    """Slips and rows that do not parse are told on stderr, and counted in the plan's last line."""
    write_catalog({"a": definition("a", model_name=" a")})
    Path("managed_models").mkdir()
    Path("managed_models/x.json").write_text("{", encoding="utf-8")
    ran = syncer("plan")
    assert ran.out.splitlines()[-1].startswith("Plan: 1 to create; 0 unchanged, 0 unmanaged, 2 warnings. Fingerprint ")
    slip, row = ran.err.splitlines()[1:]
    assert slip == "catalog/models/a.yaml:2:13: warning: model_name: has white space at an end [outer-space]"
    assert row.startswith(
        "managed_models/x.json: warning: is not a model that any release of the platform lists, and is left alone: "
    )


def test_quiet(syncer: Syncer) -> None:
    """With --quiet nothing but errors is said; the document stays."""
    write_catalog({"a": definition("a", model_name=" a")})
    assert syncer("plan", "--quiet").err == ""
    assert syncer("sync", "-q", "--yes").err == ""
    assert rows() != {}
    assert syncer("validate", "--quiet", "--catalog", "nowhere").code == 3
    assert syncer("plan", "--quiet", "--catalog", "nowhere").err == (
        "nowhere: no such folder; name the catalog's with --catalog DIR\nerror: the catalog has 1 error\n"
    )


def test_verbose(syncer: Syncer) -> None:
    """With --verbose the plan shows every field of creates and deletes."""
    write_catalog(["a"])
    assert "    model_name:                      a\n" in syncer("plan", "--verbose").out
    assert "model_name" not in syncer("plan").out
    assert syncer("sync", "-v", "--yes").out.startswith(syncer("plan").out[:40])


def test_sync_prints_plan_and_report(syncer: Syncer) -> None:
    """A sync prints the plan, then what came of it; in JSON one document holds both."""
    write_catalog(["a"])
    expected = CREATE.format(fingerprint(syncer)) + "Applied 1 of 1 change.\n"
    assert syncer("sync", "--yes") == Ran(0, expected, STORE)
    write_model("a", enabled=False)
    report = json.loads(syncer("sync", "--yes", "--format", "json").out)
    assert [outcome["status"] for outcome in report["outcomes"]] == ["applied"]
    assert report["plan"]["summary"]["update"] == 1


@pytest.mark.parametrize("form", ["text", "json", "markdown"])
def test_output_file(syncer: Syncer, form: str) -> None:
    """--output writes what is printed to a file too."""
    write_catalog(["a"])
    for command in (["plan"], ["list"], ["validate"], ["sync", "--yes"], ["sync"], ["list", "--live"]):
        ran = syncer(*command, "--format", form, "--output", "out")
        assert ran.code == 0
        assert Path("out").read_text(encoding="utf-8") == ran.out
    if form != "markdown":
        ran = syncer("doctor", "--format", form, "--output", "out")
        assert Path("out").read_text(encoding="utf-8") == ran.out


def test_output_file_of_a_refused_sync(syncer: Syncer) -> None:
    """Also of a sync that is refused or that nobody confirms the file gets the plan."""
    write_catalog(["a"])
    assert syncer("sync", "--output", "out").code == 64
    assert Path("out").read_text(encoding="utf-8") == CREATE.format(fingerprint(syncer))
    assert syncer("sync", "--output", "out", "--format", "json").code == 64
    assert json.loads(Path("out").read_text(encoding="utf-8"))["outcomes"] == []


def test_output_file_has_no_colour() -> None:
    """The file is plain where the terminal has colours, and no line of it is cut."""
    write_catalog({"a": definition("a"), "b": definition("b", max_input_tokens=0)})
    ran = on_terminal("validate", "--output", "out")
    assert "\x1b[31m" in ran.out
    assert Path("out").read_text(encoding="utf-8") == (
        "catalog/models/b.yaml:7:19: max_input_tokens: must be at least 1, not 0\n"
        "campus is invalid: 1 model, 1 error.\n"
    )


def test_output_replaces_a_file_whole(syncer: Syncer) -> None:
    """A reader of the old file keeps it whole, the mode stays, and a link stays a link."""
    write_catalog(["a"])
    target, link = Path("target"), Path("link")
    target.write_text("old", encoding="utf-8")
    target.chmod(0o640)
    link.symlink_to("target")
    with target.open(encoding="utf-8") as reader:
        assert syncer("plan", "--quiet", "--output", "link").code == 0
        assert reader.read() == "old"
    assert link.is_symlink()
    assert target.read_text(encoding="utf-8").startswith("catalog campus")
    assert target.stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in Path().iterdir()) == ["catalog", "link", "target"]


def test_output_to_a_pipe(syncer: Syncer) -> None:
    """A named pipe or a device is written to, never replaced by a file."""
    write_catalog(["a"])
    os.mkfifo("pipe")
    reader = os.open("pipe", os.O_RDONLY | os.O_NONBLOCK)
    try:
        ran = syncer("plan", "--quiet", "--output", "pipe")
        assert os.read(reader, 1 << 16).decode() == ran.out
    finally:
        os.close(reader)
    assert Path("pipe").is_fifo()


@pytest.mark.parametrize(
    ("output", "reason"),
    [
        ("nowhere/out", "No such file or directory"),
        ("catalog", "Is a directory"),
        ("catalog/catalog.yaml/out", "Not a directory"),
        ("x" * 300, "File name too long"),
        ("/proc/out", "No such file or directory"),
    ],
)
def test_output_that_cannot_be_written(syncer: Syncer, output: str, reason: str) -> None:
    """A file that cannot be written is 64 before anything is applied; what is printed is printed all the same."""
    write_catalog(["a"])
    ran = syncer("plan", "--output", output)
    assert (ran.code, ran.err) == (64, f"{STORE}error: cannot write --output {output!r}: {reason}\n")
    assert ran.out.startswith("catalog campus")
    assert syncer("sync", "--yes", "--output", output).code == 64
    assert rows() == {}


def test_output_on_a_full_disk(syncer: Syncer) -> None:
    """When the disk is full the old file stays, whole, and nothing is left beside it."""
    write_catalog([f"m{number}" for number in range(20)])
    Path("out").write_text("old", encoding="utf-8")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))
    try:
        code = syncer("plan", "--no-cache", "--output", "out").code
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert code == 64
    assert Path("out").read_text(encoding="utf-8") == "old"
    assert sorted(path.name for path in Path().iterdir()) == ["catalog", "out"]


def test_stdout_on_a_full_disk() -> None:
    """When stdout cannot be written, one line says so."""
    write_catalog(["a"])
    with Path("/dev/full").open("wb") as full:
        ran = process("validate", stdout=full)
    assert (ran.code, ran.err) == (1, "error: cannot write to standard output: No space left on device\n")


@pytest.mark.parametrize("command", ["plan -q", "plan -q --format json", "list", "list --format json", "plan --help"])
def test_broken_pipe(command: str) -> None:
    """A reader that goes away, as in `syncer plan | head -1`, is no error to talk about."""
    write_catalog([f"m{number}" for number in range(10)])
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "wb") as gone:
        ran = process(*command.split(), stdout=gone)

    assert ran.err == ""
    assert ran.code == 1


def test_closed_streams() -> None:
    """A caller that closed a stream gets the code and no traceback."""
    write_catalog(["a"])
    for closed in (">&-", "2>&-", "<&-"):
        ran = process(prefix=("sh", "-c", f'"$0" -m syncer validate {closed}', SYNCER[0]))
        assert (ran.code, ran.err) == (0, ""), closed


def test_names_that_no_encoding_holds(syncer: Syncer) -> None:
    """File names that are no UTF-8 and control characters are escaped on every way out."""
    write_catalog(["a"])
    name = os.fsencode("catalog/models/") + b"b\xff\x1b[2J.yaml"
    Path(os.fsdecode(name)).write_text(definition("b", max_input_tokens=0), encoding="utf-8")
    ran = syncer("validate", "--output", "out")
    assert ran.out.startswith("catalog/models/b\\udcff\\x1b[2J.yaml:7:19: max_input_tokens: ")
    assert Path("out").read_text(encoding="utf-8") == ran.out
    json.loads(syncer("validate", "--format", "json").out)
    Path(os.fsdecode(name)).write_text(definition("b\x1b[2J", enabled=None), encoding="utf-8")
    ran = syncer("plan")
    assert ran.code == 0
    assert all(line.isprintable() for line in (ran.out + ran.err).split("\n"))


def test_errors_that_hold_control_characters(syncer: Syncer) -> None:
    """What an error quotes from a store cannot move the cursor either."""
    write_catalog(["a"])
    assert syncer("sync", "--yes").code == 0
    (name,) = rows()
    row = json.loads(rows()[name])
    for record_id in ("one", "two"):
        twin = {**row, "id": record_id, "modelId": "twin\x1b[2J"}
        Path(f"managed_models/{record_id}.json").write_text(json.dumps(twin), encoding="utf-8")
    ran = syncer("sync", "--yes")
    assert ran.code == 4
    assert "error: the rows one and two have the same modelId twin\\x1b[2J; " in ran.err
    assert all(line.isprintable() for line in (ran.out + ran.err).split("\n"))


@pytest.mark.parametrize(
    "env", [{"PYTHONIOENCODING": "ascii"}, {"LC_ALL": "C", "PYTHONUTF8": "0"}, {"LC_ALL": "xx_YY"}]
)
def test_poor_terminals(env: dict[str, str]) -> None:
    """A terminal that knows no Unicode gets escapes, and no traceback."""
    write_catalog({"a": definition("räte-模型", model_name=" é")})
    ran = process("plan", env=env)
    assert ran.code == 0
    assert "+ create " in ran.out
    assert "Traceback" not in ran.err
    if "PYTHONIOENCODING" in env:
        assert "+ create r\\xe4te-\\u6a21\\u578b" in ran.out
