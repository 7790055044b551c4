"""One file to one shape, or to all its problems: bytes, places, and what is kept of a long line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas import CatalogSettings, TargetDefinition
from schemas.attributes import BESIDES, DEFINED
from schemas.managed_model import ModelDefinition
from syncer.disk.files import NotTextError, decode_text
from syncer.errors import Problem
from syncer.load.locate_problems import Complaint, located_problems
from syncer.load.validate_file import check_file, known_keys
from tests.unit.catalog_files import model, said_of

if TYPE_CHECKING:
    from pathlib import Path

BYTES = {
    "Latin-1": (b"a: 1\nb: caf\xe9\n", "2:7: byte 0xe9 is not UTF-8; save the file as UTF-8"),
    "after long letters": ("é: ü".encode() + b"\xff", "1:5: byte 0xff is not UTF-8; save the file as UTF-8"),
    "after a byte order mark": (b"\xef\xbb\xbfab\xff", "1:3: byte 0xff is not UTF-8; save the file as UTF-8"),
    "cut in a letter": ("a: é".encode()[:-1], "1:4: byte 0xc3 is not UTF-8; save the file as UTF-8"),
    "a surrogate": (b"a: \xed\xa0\x80", "1:4: byte 0xed is not UTF-8; save the file as UTF-8"),
    "UTF-16": ("a: 1\n".encode("utf-16"), "1:1: is UTF-16 or UTF-32 text; save it as UTF-8"),
    "UTF-16, big end first": (b"\xfe\xff" + "a: 1\n".encode("utf-16-be"),
                              "1:1: is UTF-16 or UTF-32 text; save it as UTF-8"),
    "UTF-16 without its mark": ("a: 1\n".encode("utf-16-le"), "1:2: is not a text file: it has a NUL byte"),
    "UTF-32": ("a: 1\n".encode("utf-32"), "1:1: is UTF-16 or UTF-32 text; save it as UTF-8"),
    "a NUL": (b"a: 1\nb: x\0\n", "2:5: is not a text file: it has a NUL byte"),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "3:1: is not a text file: it has a NUL byte"),
    "a program": (b"\x7fELF\x02\x01\x01" + b"\0" * 9, "1:8: is not a text file: it has a NUL byte"),
    "packed": (b"\x1f\x8b\x08\x08abc", "1:2: byte 0x8b is not UTF-8; save the file as UTF-8"),
    "a line separator": ("a: é\u2028b".encode(), r"1:5: the line separator '\u2028' cannot stand here; remove it"),
    "a next-line control": ("a: 1\n\x85".encode(), r"2:1: the line separator '\x85' cannot stand here; remove it"),
    "an escape sequence": (b"a: \x1b[2J\n", r"1:4: the control character '\x1b' cannot stand in YAML; remove it"),
}  # fmt: skip


@pytest.mark.parametrize(("data", "line"), BYTES.values(), ids=BYTES)
def test_bytes_that_are_no_text(data: bytes, line: str, tmp_path: Path) -> None:
    """A file that is not UTF-8 text says from which byte on, and what to do."""
    assert said_of(tmp_path, data) == f"{line}\n"


@pytest.mark.parametrize(
    "data",
    [b"\xef\xbb\xbf" + model().encode(), model().replace("\n", "\r\n").encode(), model().replace("\n", "\r").encode(),
     model().rstrip("\n").encode(), b"\r\n\r\n# \xc3\xa9\r\n" + model().encode()],
    ids=["byte order mark", "CRLF", "CR", "no line end", "mixed line ends"],
)  # fmt: skip
def test_text_as_editors_save_it(data: bytes, tmp_path: Path) -> None:
    """A byte order mark, the line ends of any system, and a missing last line end are no mistakes."""
    assert said_of(tmp_path, data) == ""


@given(st.binary(max_size=80))
def test_any_bytes(data: bytes) -> None:
    """Whatever the bytes, the file is checked or has problems; nothing else is raised."""
    checked, problems = check_file(data, CatalogSettings, "c.yaml")
    assert (checked is None) == bool(problems)
    assert all(problem.where == "c.yaml" for problem in problems)


@given(st.text(st.characters(exclude_characters="\0\x85\u2028\u2029", exclude_categories=["Cs"])))
def test_utf_8_is_decoded(text: str) -> None:
    """UTF-8 text is read as it is, with or without a byte order mark."""
    assert decode_text(b"\xef\xbb\xbf" + text.encode()) == text
    assert text.startswith("\ufeff") or decode_text(text.encode()) == text


def test_the_place_of_a_bad_byte() -> None:
    """A bad byte is counted in characters from the start of its line."""
    with pytest.raises(NotTextError, match="byte 0xff") as raised:
        decode_text("ä\näöü".encode() + b"\xff\xff")
    assert (raised.value.line, raised.value.column) == (2, 4)


def test_a_file_that_is_right() -> None:
    """A file that fulfils its shape comes with every default resolved and the line of each key."""
    checked, problems = check_file(model("# end\nis_default: true\n").encode(), ModelDefinition, "x.yaml")
    assert problems == []
    assert checked is not None
    assert checked.shape == ModelDefinition(
        model_id="gpt-4o", model_name="GPT-4o", provider="openai", provider_name="OpenAI", input_modalities=["TEXT"],
        output_modalities=["TEXT"], max_input_tokens=128000, max_output_tokens=16384, is_default=True,
        input_price_per_million_tokens=2.5, output_price_per_million_tokens=10,
    )  # fmt: skip
    assert (checked.lines["model_id"], checked.lines["is_default"]) == (1, 12)


def test_problems_come_with_the_source_line() -> None:
    """A problem carries its source line for the caret; one of the whole file has none."""
    text = model(max_input_tokens="0", provider=None, model_name='"é" # ü')
    assert check_file(text.encode(), ModelDefinition, "x.yaml") == (None, [
        Problem("x.yaml", "is missing; it is required", field="provider"),
        Problem("x.yaml", "must be at least 1, not 0", 6, 19, "max_input_tokens", excerpt="max_input_tokens: 0"),
    ])  # fmt: skip


def test_faults_of_yaml_and_of_the_shape_are_named_together() -> None:
    """What YAML refuses does not hide what the shape refuses; one place is complained of once."""
    text = model("enabled: yes\nmodel_name: x\n", max_input_tokens="9" * 99, provider="*p")
    problems = check_file(text.encode(), ModelDefinition, "x.yaml")[1]
    assert [(problem.line, problem.field, problem.message) for problem in problems] == [
        (3, "provider", "the alias *p names no finished anchor"),
        (7, "max_input_tokens", "the number has too many digits"),
        (11, "enabled", "must be true or false, not the text 'yes'; write true"),
        (12, "model_name", "the key `model_name` is given twice"),
    ]


def test_long_things_are_cut() -> None:
    """A key of a thousand characters is cut in its message; a source line beyond two thousand is not kept."""
    text = model(f"{'k' * 1000}: 1\nenabled: no # {'x' * 3000}\n? {'q' * 2000}\n: 1\n? {'q' * 2000}\n: 1\n")
    unknown, enabled, *_, twice = check_file(text.encode(), ModelDefinition, "x.yaml")[1]
    assert unknown.field == "k" * 300 + "..."
    assert unknown.excerpt == "k" * 1000 + ": 1"
    assert (enabled.line, enabled.excerpt) == (12, None)
    assert twice.message == f"the key `{'q' * 291}..."


def test_an_alias_is_complained_of_where_it_is_used() -> None:
    """What is wrong inside an aliased value is placed at the alias, the only place that the file has for it."""
    text = model("supported_params:\n  params:\n    a: &a {min: low}\n    b: *a\n")
    problems = check_file(text.encode(), ModelDefinition, "x.yaml")[1]
    assert [(problem.line, problem.column, problem.field) for problem in problems] == [
        (13, 17, "supported_params.params.a.min"), (14, 5, "supported_params.params.b.min"),
    ]  # fmt: skip


def test_complaints_about_a_file_that_is_right() -> None:
    """A problem stands at the value that it is about; about an absent field, nowhere in particular."""
    found = located_problems("a: 1\nb:\n  - x\n", "x.yaml", [Complaint(("b", 0), "hm"), Complaint(("c",), "ho")])
    assert found == [
        Problem("x.yaml", "hm", 3, 5, "b.0", excerpt="  - x"),
        Problem("x.yaml", "ho", None, None, "c"),
    ]


def test_a_complaint_about_a_file_as_a_whole() -> None:
    """A rule of all its keys together has no key to stand at: it stands at the start."""
    problems = check_file(b"overrides: []\n", TargetDefinition, "x.yaml")[1]
    (told,) = [one for one in problems if "exactly one of" in one.message]
    assert (told.line, told.column, told.field) == (1, 1, None)


def test_known_keys() -> None:
    """The keys that a shape allows are known at every depth, and none where it takes any key."""
    assert known_keys(ModelDefinition, ()) == frozenset((*DEFINED, *BESIDES))
    assert known_keys(ModelDefinition, ("supported_params",)) == {"params"}
    assert known_keys(ModelDefinition, ("supported_params", "params", "any")) == {
        "supported", "min", "max", "allowed", "default", "locked",
    }  # fmt: skip
    assert known_keys(ModelDefinition, ("model_id",)) == frozenset()
    assert known_keys(CatalogSettings, ("targets", "any", "directory")) == {"path"}
