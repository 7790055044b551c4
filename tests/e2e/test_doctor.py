"""`doctor`: a line a check, in good and in bad states."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

from tests.e2e.driving import Ran, on_terminal, write_catalog

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

    Syncer = Callable[..., Ran]


def lines(ran: Ran) -> dict[str, tuple[str, str]]:
    """Mark and detail of each check."""
    found = re.findall(r"^(ok  |FAIL|WARN) ([^:\n]+): (.*)$", ran.out, re.MULTILINE)
    assert len(found) == len(ran.out.splitlines()), ran.out
    return {name: (mark.strip(), detail) for mark, name, detail in found}


def test_a_good_state(syncer: Syncer) -> None:
    """When all is well every line is ok and says what was found."""
    write_catalog(["a"])
    ran = syncer("doctor")
    assert ran.code == 0
    found = lines(ran)
    assert list(found) == ["Python", "packages", "public API", "catalog", "store", "store is writable", "disk"]
    assert {mark for mark, _ in found.values()} == {"ok"}
    assert found["public API"][1] == "10 names import"
    assert found["catalog"][1] == "campus, 1 model, 0 warnings"
    assert found["store"][1] == "directory managed_models (the default beside the catalog): 0 models"
    assert "pydantic " in found["packages"][1]
    assert list(Path().iterdir()) == [Path("catalog")]


def test_rows_that_do_not_parse(syncer: Syncer) -> None:
    """The line about the store counts models, and rows that do not parse."""
    write_catalog(["a"])
    syncer("sync", "--yes")
    Path("managed_models/x.json").write_text("{", encoding="utf-8")
    row = {**json.loads(next(Path("managed_models").glob("*.json")).read_text()), "id": "b", "modelId": "b"}
    params = {"params": {"temperature": {"supported": True, "min": 2, "max": 1}}}
    Path("managed_models/b.json").write_text(json.dumps({**row, "supportedParams": params}), encoding="utf-8")
    ran = syncer("doctor")
    mark, detail = lines(ran)["store"]
    assert (ran.code, mark, detail.rpartition(": ")[2]) == (0, "ok", "2 models, 1 row not parsed")
    mark, detail = lines(ran)["rows that the platform does not list"]
    assert mark == "WARN"
    assert detail.startswith("b: releases of the platform from 1.0.0-beta27 on do not list it: supported_params.")
    assert "; managed_models/x.json: " in detail
    said = {one["check"]: one for one in json.loads(syncer("doctor", "--format", "json").out)["checks"]}
    assert [name for name, one in said.items() if "warning" in one] == ["rows that the platform does not list"]
    assert said["rows that the platform does not list"]["ok"] is True


def test_no_catalog(syncer: Syncer) -> None:
    """A missing catalog fails its line, with what is missing; the other checks go on."""
    ran = syncer("doctor")
    assert ran.code == 3
    found = lines(ran)
    assert found["catalog"] == (
        "FAIL",
        "the catalog has 1 error, the first: catalog: no such folder; name the catalog's with --catalog DIR",
    )
    assert [name for name, (mark, _) in found.items() if mark == "FAIL"] == ["catalog"]


def test_no_store(syncer: Syncer, monkeypatch: pytest.MonkeyPatch) -> None:
    """A store that is a file fails its line."""
    write_catalog(["a"])
    Path("file").write_text("", encoding="utf-8")
    monkeypatch.setenv("MANAGED_MODELS_DIR", "file")
    ran = syncer("doctor")
    assert ran.code == 7
    assert lines(ran)["store"] == (
        "FAIL",
        "directory file cannot be used: file: Not a directory; check the path and its permissions",
    )


def test_nothing_can_be_written(syncer: Syncer, monkeypatch: pytest.MonkeyPatch) -> None:
    """A place in which nothing can be written, or that has no room, fails those lines."""
    write_catalog(["a"])
    monkeypatch.setenv("MANAGED_MODELS_DIR", "/proc/store")
    ran = syncer("doctor")
    assert ran.code == 7
    found = lines(ran)
    assert found["store is writable"][0] == "FAIL"
    assert found["store is writable"][1].startswith("no file can be written in /proc: ")
    assert found["disk"] == ("FAIL", "0 MiB free; a sync needs about 64")


def test_json(syncer: Syncer) -> None:
    """The same in JSON, with the same exit code."""
    write_catalog(["a"])
    text, document = syncer("doctor"), json.loads(syncer("doctor", "--format", "json").out)
    assert document["format_version"] == "1.0"
    assert [check["check"] for check in document["checks"]] == list(lines(text))
    assert all(check["ok"] for check in document["checks"])
    bad = syncer("doctor", "--format", "json", "--catalog", "nowhere")
    assert bad.code == 3
    assert [check["check"] for check in json.loads(bad.out)["checks"] if not check["ok"]] == ["catalog"]


def test_colour() -> None:
    """On a terminal good marks are green and bad ones red."""
    ran = on_terminal("doctor")
    assert "\x1b[32mok   \x1b[0mPython" in ran.out
    assert "\x1b[31mFAIL \x1b[0mcatalog" in ran.out


def test_schemas_of_another_version(syncer: Syncer) -> None:
    """They are a warning, by what they say and not by their version; so are files that are no schemas at all."""
    write_catalog(["a"])
    assert syncer("schema", "--write").code == 0
    model = Path("schemas/json/model.schema.json")
    written = model.read_text()
    model.write_text(re.sub(r'"\$comment": "[^"]*"', '"$comment": "Of another version."', written))
    assert "schemas for editors" not in lines(syncer("doctor"))
    for text in (written.replace('"region"', '"place"'), "[", "[]", ""):
        model.write_text(text)
        ran = syncer("doctor")
        assert (ran.code, lines(ran)["schemas for editors"]) == (0, ("WARN", STALE)), text
    assert syncer("schema", "--write").out == "wrote schemas/json/model.schema.json\n"
    assert "schemas for editors" not in lines(syncer("doctor"))


BY = "another version of this tool wrote schemas/json/model.schema.json"
STALE = f"{BY}; `syncer schema --write` renews what editors go by"
