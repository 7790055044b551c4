"""A catalog directory to a catalog, or to every problem of every file in one run."""

from __future__ import annotations

import json
import os
import re
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.attributes import NAMES, WHEN_NAMED, without_nulls
from syncer.errors import CatalogError
from syncer.load.catalog import load_catalog
from syncer.load.settings import load_settings
from syncer.model.catalog import GuardLimits, Place, Places, Settings, Target, TargetSettings
from syncer.render.text.problems import problems_text
from tests.unit.catalog_files import model, put, said, write_catalog

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def test_a_small_catalog(tmp_path: Path) -> None:
    """Entries come sorted by model id, with every default resolved and the line of every field."""
    folder = write_catalog(tmp_path, {"z/a": model(model_id="b"), "a": model("enabled: false\n", model_id="c"),
                                      "m": "# first\n" + model(model_id="a", provider="bedrock")})  # fmt: skip
    catalog = load_catalog(folder)
    assert catalog.settings._replace(places=Places()) == Settings("t", GuardLimits(30, 20, 50), {})
    assert [entry.model_id for entry in catalog.entries] == ["a", "b", "c"]
    first, second, third = catalog.entries
    assert dict(first.fields) == {
        "model_id": "a", "model_name": "GPT-4o", "provider": "bedrock", "provider_name": "OpenAI",
        "input_modalities": ["TEXT"], "output_modalities": ["TEXT"], "max_input_tokens": 128000,
        "max_output_tokens": 16384, "allowed_app_roles": [], "available_to_roles": [], "enabled": True,
        "input_price_per_million_tokens": 2.5, "output_price_per_million_tokens": 10.0,
        "cache_write_price_per_million_tokens": None, "cache_read_price_per_million_tokens": None,
        "is_reasoning_model": False, "knowledge_cutoff_date": None, "supports_caching": True, "is_default": False,
        "supported_params": None, **dict.fromkeys(WHEN_NAMED),
    }  # fmt: skip
    assert tuple(first.fields) == NAMES
    assert (first.source.file, first.source.line, first.source.at("provider").line) == (f"{folder}/models/m.yaml", 2, 4)
    assert (second.source.file, second.source.at("enabled").line) == (f"{folder}/models/z/a.yaml", 1)
    assert (third.fields["enabled"], third.source.at("enabled").line) == (False, 11)
    assert catalog.warnings == ()


SAME = [
    ("input_price_per_million_tokens", ["2.2", "2.20", "22e-1", "+2.2", "0.22E+1", "2.2 # dollars"]),
    ("input_price_per_million_tokens", ["3", "3.0", "3.", "3e0", "0x3", "+3", "003"]),
    ("max_input_tokens", ["1000000", "1e6", "1000000.0", "0o3641100", "0xF4240", "+1000000"]),
    ("model_name", ["GPT 4", "'GPT 4'", '"GPT\\u00204"', "!!str GPT 4", "GPT\n  4"]),
    ("input_modalities", ["[TEXT, IMAGE]", "['TEXT', \"IMAGE\"]", "\n- TEXT\n- IMAGE", "\n  - TEXT\n  - IMAGE"]),
    ("knowledge_cutoff_date", ["2024-04-01", "'2024-04-01'", ">-\n  2024-04-01"]),
]


@pytest.mark.parametrize(("field", "ways"), SAME)
def test_one_value_written_in_several_ways(field: str, ways: list[str], tmp_path: Path) -> None:
    """However a value is written, the definition is the same, to the type."""
    files = {f"{number}": model(model_id=f"'{number}'", **{field: way}) for number, way in enumerate(ways)}
    values = [entry.fields[field] for entry in load_catalog(write_catalog(tmp_path, files)).entries]
    assert len({repr(value) for value in values}) == 1


def test_settings(tmp_path: Path) -> None:
    """`catalog.yaml` gives the name, the guards and the targets, with what it leaves out as documented."""
    text = (
        "name: campus.models-1\nguards: {max_deletes: 5, max_update_percent: 12.5}\n"
        "targets:\n  dev: {directory: {path: ../live}}\n  prod: {dynamodb: {table: models, region: eu-central-1}}\n"
    )
    folder = write_catalog(tmp_path, {}, settings=text)
    wanted = Settings("campus.models-1", GuardLimits(30, 5, 12.5), {
        "dev": TargetSettings(Target.of("directory", path="../live"), Place(f"{folder}/catalog.yaml", 4)),
        "prod": TargetSettings(
            Target.of("dynamodb", table="models", region="eu-central-1"), Place(f"{folder}/catalog.yaml", 5)
        ),
    })  # fmt: skip
    found, problems = load_settings(folder)
    assert found is not None
    assert found.places.of("guards", "max_deletes") == Place(f"{folder}/catalog.yaml", 2)
    assert found.targets["prod"].places.of("dynamodb", "region") == Place(f"{folder}/catalog.yaml", 5)
    assert found.targets["prod"].places.of("dynamodb", "endpoint") == Place(f"{folder}/catalog.yaml", 5)
    bare = {name: target._replace(places=Places()) for name, target in found.targets.items()}
    assert (found._replace(places=Places(), targets=bare), problems) == (wanted, [])


TWENTY: dict[str, str | bytes] = {
    "01 unknown key": model("colour: red\n", model_id="m01"),
    "02 misspelt key": model(model_id="m02").replace("provider_name", "provider_nmae"),
    "03 stored name": model(model_id="m03").replace("max_output_tokens", "maxOutputTokens"),
    "04 missing key": model(model_id="m04", provider=None),
    "05 key twice": model("model_name: Other\n", model_id="m05"),
    "06 text for a number": model(model_id="m06", input_price_per_million_tokens="free"),
    "07 number for a text": model(model_id="7"),
    "08 yes": model("enabled: yes\n", model_id="m08"),
    "09 below the bound": model(model_id="m09", max_input_tokens="0"),
    "10 not finite": model(model_id="m10", output_price_per_million_tokens=".inf"),
    "11 empty list": model(model_id="m11", output_modalities="[]"),
    "12 text for a list": model(model_id="m12", input_modalities="TEXT"),
    "13 nested": model("supported_params: {params: {top_p: {minimum: 0}}}\n", model_id="m13"),
    "14 not closed": model(model_id="m14", model_name='"GPT'),
    "15 tab": model("supported_params:\n\tparams: {}\n", model_id="m15"),
    "16 Latin-1": model(model_id="m16", model_name="caf\xe9").encode("latin-1"),
    "17 two documents": model("---\n", model_id="m17"),
    "18 empty": "",
    "19 tag": model(model_id="m19", model_name="!!python/name:os.system x"),
    "20 id taken": model(model_id="m21"),
    "21 right": model(model_id="m21"),
}


def test_twenty_mistakes_in_twenty_files(tmp_path: Path) -> None:
    """One run names every mistake of every file and of `catalog.yaml`, each with its place, and what to do."""
    folder = write_catalog(tmp_path, TWENTY, settings="name: Campus\nguard: {}\n")
    assert said(folder) == (
        "c/catalog.yaml:1:7: name: may hold only lower-case letters, digits, `.`, `_` and `-`, "
        "and starts with a letter or digit\n"
        "c/catalog.yaml:2:1: guard: unknown key; did you mean `guards`?\n"
        "c/models/01 unknown key.yaml:11:1: colour: unknown key\n"
        "c/models/02 misspelt key.yaml:4:1: provider_nmae: unknown key; did you mean `provider_name`?\n"
        "c/models/03 stored name.yaml:8:1: maxOutputTokens: unknown key; did you mean `max_output_tokens`? "
        "(files use the snake_case names)\n"
        "c/models/04 missing key.yaml: provider: is missing; it is required\n"
        "c/models/05 key twice.yaml:11:1: model_name: the key `model_name` is given twice\n"
        "c/models/06 text for a number.yaml:9:33: input_price_per_million_tokens: "
        "must be a number, not the text 'free'\n"
        "c/models/07 number for a text.yaml:1:11: model_id: must be text, not the number 7; put it in quotes\n"
        "c/models/08 yes.yaml:11:10: enabled: must be true or false, not the text 'yes'; write true\n"
        "c/models/09 below the bound.yaml:7:19: max_input_tokens: must be at least 1, not 0\n"
        "c/models/10 not finite.yaml:10:34: output_price_per_million_tokens: must be a finite number\n"
        "c/models/11 empty list.yaml:6:20: output_modalities: must name at least one\n"
        "c/models/12 text for a list.yaml:5:19: input_modalities: must be a list, such as [TEXT, IMAGE], "
        "not the text 'TEXT'; write [TEXT]\n"
        "c/models/13 nested.yaml:11:37: supported_params.params.top_p.minimum: unknown key; did you mean `min`?\n"
        "c/models/14 not closed.yaml:2:13: this quote is not closed\n"
        "c/models/15 tab.yaml:12:1: a tab cannot indent YAML; use spaces\n"
        "c/models/16 Latin-1.yaml:2:16: byte 0xe9 is not UTF-8; save the file as UTF-8\n"
        "c/models/17 two documents.yaml:11:1: a second document starts here; write one a file\n"
        "c/models/18 empty.yaml:1:1: the file is empty\n"
        "c/models/19 tag.yaml:2:13: model_name: the tag !!python/name:os.system is not supported; remove it\n"
        "c/models/21 right.yaml:1:1: model_id: m21 is also defined at c/models/20 id taken.yaml:1\n"
    )


def test_what_a_broken_catalog_still_says(tmp_path: Path) -> None:
    """The error counts what is wrong and what is right, and knows the catalog's name when it can be read."""
    with pytest.raises(CatalogError, match=r"^the catalog has 20 errors$") as raised:
        load_catalog(write_catalog(tmp_path, TWENTY))
    assert (raised.value.name, raised.value.valid_models, raised.value.exit_code) == ("t", 2, 3)
    with pytest.raises(CatalogError, match=r"^the catalog has 1 error$") as raised:
        load_catalog(write_catalog(tmp_path / "b", {"x": model()}, settings="name: T"))
    assert (raised.value.name, raised.value.valid_models) == (None, 1)


def test_hostile_files(tmp_path: Path) -> None:
    """Whatever stands in the catalog, loading it is calm: each thing is named with its place and what to do."""
    laughs = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    files: dict[str, str | bytes] = {
        "anchors": laughs,
        "binary": b"\x7fELF\x02\x01\x01" + bytes(range(256)) * 40,
        "bidi": model(model_id='"bi\u202edi"', model_name='"\\e]0;x\\a"'),
        "bidi key": model("\u202ekey: 1\n", model_id="bk"),
        "brackets": "[" * 500,  # newer PyYAML gives up by itself beyond 1,000
        "bom": b"\xef\xbb\xbf" + model(model_id="bom").encode(),
        "comment": "# nothing\n\n",
        "crlf": model(model_id="crlf").replace("\n", "\r\n"),
        "digits": model(model_id="digits", max_input_tokens="9" * 5000),
        "hex": model("supported_params: {params: {t: {max: 0x" + "f" * 5000 + "}}}\n", model_id="hex"),
        "line": model(model_id="line", model_name="x" * 900_000),
        "latin": model(model_id="latin", model_name="caf\xe9").encode("latin-1"),
        "mappings": "a: " + "{a: " * 100_000,
        "nul": model(model_id="nul") + "\0",
        "quadratic": model("available_to_roles: [&a " + "x" * 500_000 + ", *a" * 9000 + "]\n", model_id="quadratic"),
        "utf16": model(model_id="utf16").encode("utf-16"),
        "deep/" * 12 + "deep": model(model_id="deep", max_input_tokens="-1"),
        "sp ace é": model(model_id="space", max_input_tokens="-1"),
    }
    folder = write_catalog(tmp_path, files)
    models = tmp_path / "c" / "models"
    with open(models / "huge.yaml", "wb") as file:
        file.truncate(200 << 20)
    with open(os.fsencode(models) + b"/na\xffme\n\x1b[2J.yaml", "wb") as file:
        file.write(b"5")
    os.mkfifo(models / "pipe.yaml")
    (models / "folder.yaml").mkdir()
    (models / "dangling.yaml").symlink_to("nothing")
    (models / "escaping.yaml").symlink_to("/etc/passwd")
    (models / "loop.yaml").symlink_to("loop.yaml")
    assert said(folder) == (
        "c/models/anchors.yaml:5:16: more than 20000 values, those behind aliases counted\n"
        "c/models/bidi key.yaml:11:1: \\u202ekey: unknown key\n"
        "c/models/bidi.yaml:1:11: warning: model_id: has a character that does not print [unprintable]\n"
        "c/models/bidi.yaml:2:13: warning: model_name: has a character that does not print [unprintable]\n"
        "c/models/binary.yaml:1:8: is not a text file: it has a NUL byte\n"
        "c/models/brackets.yaml:1:33: nested deeper than 32 levels\n"
        "c/models/comment.yaml:1:1: the file is empty\n"
        "c/models/dangling.yaml: is a symbolic link that leads nowhere; remove it\n"
        f"c/models/{'deep/' * 12}deep.yaml:7:19: max_input_tokens: must be at least 1, not -1\n"
        "c/models/digits.yaml:7:19: max_input_tokens: the number has too many digits\n"
        "c/models/escaping.yaml: is a symbolic link that leads out of the catalog; put the file itself here\n"
        "c/models/folder.yaml: is a folder, not a file; rename it\n"
        "c/models/hex.yaml:11:38: supported_params.params.t.max: the number has too many digits\n"
        "c/models/huge.yaml: is larger than 1 MiB; a model file has about a thousand bytes\n"
        "c/models/latin.yaml:2:16: byte 0xe9 is not UTF-8; save the file as UTF-8\n"
        "c/models/loop.yaml: is a symbolic link that leads nowhere; remove it\n"
        "c/models/mappings.yaml:1:128: nested deeper than 32 levels\n"
        "c/models/na\\udcffme\\n\\x1b[2J.yaml:1:1: expected `key: value` lines, found the number 5\n"
        "c/models/nul.yaml:11:1: is not a text file: it has a NUL byte\n"
        "c/models/pipe.yaml: is a pipe or a device, not a file; rename it\n"
        "c/models/quadratic.yaml:11:500039: more than 20000 values, those behind aliases counted\n"
        "c/models/sp ace é.yaml:7:19: max_input_tokens: must be at least 1, not -1\n"
        "c/models/utf16.yaml:1:1: is UTF-16 or UTF-32 text; save it as UTF-8\n"
    )


def test_a_file_that_is_gone_when_it_is_read(tmp_path: Path) -> None:
    """A file that vanishes, or that the system refuses to open, is a problem of that file; the others are read."""
    folder = write_catalog(tmp_path, {"a": model(model_id="a"), "b": model(model_id="b"), "c": model(model_id="c")})

    def hindered(paths: Iterable[str]) -> Iterable[str]:
        for path in paths:
            if path.endswith("a.yaml"):
                os.unlink(path)
            if path.endswith("b.yaml"):
                os.unlink(path)
                os.symlink(path, path)
            yield path

    with pytest.raises(CatalogError) as raised:
        load_catalog(folder, progress=hindered)
    assert problems_text(raised.value.problems).replace(folder, "c") == (
        "c/models/a.yaml: cannot be read: No such file or directory\n"
        "c/models/b.yaml: cannot be read: Too many levels of symbolic links\n"
    )
    assert raised.value.valid_models == 1


def test_ids_across_files(tmp_path: Path) -> None:
    """An id that is taken names the other place; ids that differ in case only are a warning."""
    folder = write_catalog(tmp_path, {
        "a": "\n" + model(model_id="xpt-4o"), "b": model(model_id="xpt-4o"), "c": model(model_id="Xpt-4o"),
        "d": model(model_id="'Xpt-4o'"), "e": model(model_id="Straße"), "f": model(model_id="STRASSE"),
    })  # fmt: skip
    assert said(folder) == (
        "c/models/b.yaml:1:1: model_id: xpt-4o is also defined at c/models/a.yaml:2\n"
        "c/models/c.yaml:1:1: warning: model_id: differs only in letter case from xpt-4o at c/models/a.yaml:2 "
        "[letter-case]\n"
        "c/models/d.yaml:1:1: model_id: Xpt-4o is also defined at c/models/c.yaml:1\n"
        "c/models/f.yaml:1:1: warning: model_id: differs only in letter case from Straße at c/models/e.yaml:1 "
        "[letter-case]\n"
    )


def test_ids_that_differ_in_case_are_two_models(tmp_path: Path) -> None:
    """A warning does not stop a catalog: it loads with both models, and says so."""
    catalog = load_catalog(write_catalog(tmp_path, {"a": model(model_id="M"), "b": model(model_id="m")}))
    assert [entry.model_id for entry in catalog.entries] == ["M", "m"]
    assert [problem.severity for problem in catalog.warnings] == ["warning"]


def test_defaults(tmp_path: Path) -> None:
    """At most one model is the default, and that one is enabled."""
    default = "is_default: true\n"
    folder = write_catalog(tmp_path, {
        "a": model(f"enabled: false\n{default}", model_id="a"), "b": model(default, model_id="b"),
        "c": model(f"enabled: false\n\n{default}", model_id="c"), "d": model(model_id="d"),
    })  # fmt: skip
    assert said(folder) == (
        "c/models/a.yaml:12:1: is_default: the default must be enabled; enable it or make another one the default\n"
        "c/models/b.yaml:11:1: is_default: only one model can be the default; c/models/a.yaml:12 is too\n"
        "c/models/c.yaml:13:1: is_default: only one model can be the default; c/models/a.yaml:12 is too\n"
    )
    assert said(write_catalog(tmp_path / "two", {"a": model(default, model_id="a"), "b": model(model_id="b")})) == ""
    assert said(write_catalog(tmp_path / "none", {"a": model(model_id="a")})) == ""


def test_problems_across_files_show_their_line(tmp_path: Path) -> None:
    """On a terminal also these come with the source line and a caret."""
    folder = write_catalog(tmp_path, {"a": model(), "b": "# ü\n" + model(model_name="Ä")})
    with pytest.raises(CatalogError) as raised:
        load_catalog(folder)
    assert problems_text(raised.value.problems, excerpts=True).replace(folder, "c") == (
        "c/models/b.yaml:2:1: model_id: gpt-4o is also defined at c/models/a.yaml:1\n    model_id: gpt-4o\n    ^\n"
    )


def test_slips_are_warnings(tmp_path: Path) -> None:
    """What is probably not meant is said with its place, and the catalog loads."""
    files = {"a": model(model_id="a", max_output_tokens=None), "b": model(model_id="b", input_modalities="[TEXT, Text]",
             input_price_per_million_tokens="0.7999999999999999")}  # fmt: skip
    assert said(write_catalog(tmp_path, files)) == (
        "c/models/a.yaml: warning: max_output_tokens: not given; older releases of the platform skip a model "
        "without it [no-output-limit]\n"
        "c/models/b.yaml:5:19: warning: input_modalities: lists Text twice [listed-twice]\n"
        "c/models/b.yaml:9:33: warning: input_price_per_million_tokens: 0.7999999999999999 looks like noise of binary "
        "floats; did you mean 0.8? [price-noise]\n"
    )


def test_folders_that_are_no_catalog(tmp_path: Path) -> None:
    """A folder that is missing, or lacks a part, says which part; an empty one has no models and is right."""
    nowhere = str(tmp_path / "nowhere")
    assert said(nowhere) == f"{nowhere}: no such folder; name the catalog's with --catalog DIR\n"
    put(tmp_path / "file", "")
    assert said(str(tmp_path / "file")).endswith("file: no such folder; name the catalog's with --catalog DIR\n")
    assert said("") == "'': no such folder; name the catalog's with --catalog DIR\n"
    assert said("a\0b") == "a\\x00b: no such folder; name the catalog's with --catalog DIR\n"
    (tmp_path / "c").mkdir()
    assert said(str(tmp_path / "c")) == (
        "c/catalog.yaml: no such file; a catalog needs it\n"
        "c/models: no such folder; a catalog keeps its model files there\n"
    )
    put(tmp_path / "c" / "catalog.yml", "name: t\n")
    (tmp_path / "c" / "models").mkdir()
    assert said(str(tmp_path / "c")) == "c/catalog.yaml: no such file; rename catalog.yml to it\n"
    put(tmp_path / "c" / "catalog.yaml", "name: t\n")
    assert load_catalog(str(tmp_path / "c")).entries == ()


def test_things_in_place_of_the_catalog_file(tmp_path: Path) -> None:
    """`catalog.yaml` that is a folder, a pipe or a link that leaves the catalog is a problem like any other."""
    folder = write_catalog(tmp_path, {}, settings=None)
    path = tmp_path / "c" / "catalog.yaml"
    path.mkdir()
    assert said(folder) == "c/catalog.yaml: cannot be read: Is a directory\n"
    path.rmdir()
    os.mkfifo(path)
    assert said(folder) == "c/catalog.yaml:1:1: the file is empty\n"
    path.unlink()
    path.symlink_to("/etc/passwd")
    assert said(folder) == (
        "c/catalog.yaml: is a symbolic link that leads out of the catalog; put the file itself here\n"
    )
    path.unlink()
    path.symlink_to("nothing")
    assert said(folder) == "c/catalog.yaml: is a symbolic link that leads nowhere; remove it\n"
    path.unlink()
    put(tmp_path / "c" / "shared.yaml", "name: t\n")
    path.symlink_to("shared.yaml")
    assert said(folder) == ""


@pytest.mark.parametrize("ending", ["", "/", "//"])
def test_a_slash_behind_the_folder(ending: str, tmp_path: Path) -> None:
    """The folder may be named with a slash behind it; paths in messages have one."""
    folder = write_catalog(tmp_path, {"x": model(max_input_tokens="0")})
    assert said(folder + ending).replace(folder, "c") == (
        "c/models/x.yaml:7:19: max_input_tokens: must be at least 1, not 0\n"
    )


def test_paths_are_as_the_user_named_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Messages and sources name files as the user named the catalog, so that they can be clicked and copied."""
    write_catalog(tmp_path, {"x": model()})
    monkeypatch.chdir(tmp_path)
    assert load_catalog("c").entries[0].source.file == "c/models/x.yaml"
    assert load_catalog("./c").entries[0].source.file == "./c/models/x.yaml"


def test_progress_sees_every_file_in_order(tmp_path: Path) -> None:
    """The progress bar is handed the paths of all files and passes them through."""
    seen: list[str] = []

    def watched(paths: Iterable[str]) -> Iterable[str]:
        for path in paths:
            seen.append(path)
            yield path

    folder = write_catalog(tmp_path, {name: model(model_id=name) for name in "cab"})
    load_catalog(folder, progress=watched)
    assert seen == [f"{folder}/models/{name}.yaml" for name in "abc"]


_text = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn", "Zl", "Zp"]), min_size=1, max_size=20)
_word = _text.map(lambda text: re.sub(r"[^\w]|_", "", text) or "x")
"""What stands for itself in a list."""
_number = st.integers(-(10**30), 10**30)
_param = st.fixed_dictionaries({}, optional={"min": st.none() | _number, "default": _text})
_price = st.just(0.0) | st.floats(1e-130, 1e6) | st.integers(0, 1000)
_fields = st.fixed_dictionaries(
    {
        "model_id": _word, "model_name": _text, "provider": _word | st.sampled_from(["bedrock", "Bedrock-Responses"]),
        "provider_name": _text, "input_modalities": st.lists(_word, min_size=1, max_size=3),
        "output_modalities": st.lists(_word, min_size=1, max_size=3), "max_input_tokens": st.integers(1, 2**53 - 1),
        "input_price_per_million_tokens": _price, "output_price_per_million_tokens": _price,
    },
    optional={
        "max_output_tokens": st.none() | st.integers(1, 10**7), "available_to_roles": st.lists(_word, max_size=3),
        "enabled": st.booleans(), "cache_read_price_per_million_tokens": st.none() | _price,
        "knowledge_cutoff_date": st.none() | _text, "supports_caching": st.none() | st.booleans(),
        "supported_params": st.fixed_dictionaries({"params": st.dictionaries(_text, _param, max_size=2)}),
    },
)  # fmt: skip


@given(fields=_fields)
def test_any_definition_loads_as_it_was_written(
    fields: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A file with any values within the bounds loads, and its entry holds those values; null options are absent."""
    text = "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in fields.items())
    (entry,) = load_catalog(write_catalog(tmp_path_factory.mktemp("any"), {"x": text})).entries
    wanted = {name: without_nulls(value) for name, value in fields.items() if value is not None}
    assert {name: entry.fields[name] for name in wanted} == wanted
    assert entry.fields["supports_caching"] in {True, False}
