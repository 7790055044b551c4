"""Rules that no shape can say: each at its value, and what passes is listed by the releases of the platform."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pytest

from syncer.errors import CatalogError
from syncer.load.catalog import load_catalog
from syncer.model.records import record_id_for
from syncer.stores.codec import new_row
from syncer.yaml.parse import parse
from tests.platform_reader import RELEASES, SkippedError, read_row
from tests.stores.shapes import NOON
from tests.unit.catalog_files import model, said_of, write_catalog

if TYPE_CHECKING:
    from pathlib import Path

LEAST: Final = "must be a whole number of at least 1024, or false for none, not "
IGNORED: Final = "the platform ignores it for the provider openai; it is for mantle and bedrock-responses"


def params(**of: str) -> str:
    """The parameters as lines, each with its options in braces; the first one is line 13."""
    return "supported_params:\n  params:\n" + "".join(f"    {name}: {{{options}}}\n" for name, options in of.items())


def thinking(budget: str, **of: str) -> str:
    """Parameters with a budget."""
    return params(thinking=f"supported: true, default: {budget}", **of)


UNLISTED: Final = {
    "min above max": (params(t="min: 2, max: 1"), "13:14", "t.min", "2 is more than the max, 1"),
    "default below min": (params(t="min: 0.5, default: 0"), "13:28", "t.default", "0 is less than the min, 0.5"),
    "default above max": (params(t="max: 1, default: 1.5"), "13:26", "t.default", "1.5 is more than the max, 1"),
    "a flag counts as 1": (params(t="max: 0, default: true"), "13:26", "t.default", "true is more than the max, 0"),
    "a flag counts as 0": (params(t="min: 1, default: false"), "13:26", "t.default", "false is less than the min, 1"),
    "nothing allowed": (
        params(t="allowed: []"), "13:18", "t.allowed",
        "must have at least one value; without `allowed` every value may be sent",
    ),
    "default not allowed": (
        params(t="allowed: [low, high], default: medium"), "13:40", "t.default",
        "'medium' is not one of the allowed values",
    ),
    "default of another kind": (
        params(t="allowed: [1, 2], default: '1'"), "13:35", "t.default", "'1' is not one of the allowed values",
    ),
    "budget too small": (thinking("1023"), "13:42", "thinking.default", f"{LEAST}1023"),
    "budget not whole": (thinking("2048.5"), "13:42", "thinking.default", f"{LEAST}2048.5"),
    "budget with a fraction of 0": (thinking("2048.0"), "13:42", "thinking.default", f"{LEAST}2048.0"),
    "budget a flag": (thinking("true"), "13:42", "thinking.default", f"{LEAST}true"),
    "budget a text": (thinking("high"), "13:42", "thinking.default", f"{LEAST}'high'"),
    "budget without a word on support": (params(thinking="default: 10"), "13:25", "thinking.default", f"{LEAST}10"),
    "budget as long as the answer": (
        thinking("4096", max_tokens="default: 4096"), "13:42", "thinking.default",
        "4096 must be below the default of max_tokens, 4096",
    ),
}  # fmt: skip
"""What follows ten right lines, where the error is, and what it says; some release would skip such a row."""
WRONG: Final = {
    "longer answers than the model gives": (
        params(max_tokens="max: 16385"), "13:23", "supported_params.params.max_tokens.max",
        "16385 is more than max_output_tokens, 16384; the platform refuses that",
    ),
    "a longer answer unasked": (
        params(max_tokens="default: 20000"), "13:27", "supported_params.params.max_tokens.default",
        "20000 is more than max_output_tokens, 16384; the platform refuses that",
    ),
    "an API mode that is ignored": ("api_mode: responses\n", "11:11", "api_mode", IGNORED),
    "a region that is dropped": ("region: us-east-1\n", "11:9", "region", IGNORED),
    "its own successor": (
        "replaced_by: gpt-4o\n", "11:14", "replaced_by", "is the model itself; name the model that takes over",
    ),
    **{name: (lines, place, f"supported_params.params.{field}", f"{message}; the platform would not list the model")
       for name, (lines, place, field, message) in UNLISTED.items()},
}  # fmt: skip


@pytest.mark.parametrize(("lines", "place", "field", "message"), WRONG.values(), ids=WRONG)
def test_what_contradicts_itself(lines: str, place: str, field: str, message: str, tmp_path: Path) -> None:
    """Each rule is an error at the line and column of the value."""
    assert said_of(tmp_path, model(lines)).splitlines()[0] == f"{place}: {field}: {message}"


def test_two_errors_of_one_file(tmp_path: Path) -> None:
    """All of a file are told, in one run."""
    said = said_of(tmp_path, model(params(t="min: 2, max: 1", u="allowed: []")))
    assert ["t.min" in said, "u.allowed" in said] == [True, True]


def test_responses_alone(tmp_path: Path) -> None:
    """A provider that knows one API only takes no other."""
    said = said_of(tmp_path, model("api_mode: chat\n", provider="bedrock-responses"))
    assert said.startswith("11:11: api_mode: the provider bedrock-responses always uses responses; leave it out\n")


RIGHT: Final = {
    "nothing": "",
    "no parameter": "supported_params: {params: {}}\n",
    "min is max": params(t="min: 1, max: 1, default: 1"),
    "at the bounds": params(t="min: 0, max: 2.0, default: 2"),
    "a flag within": params(t="min: 0, max: 1, default: true"),
    "a text beside bounds": params(t="min: 0, max: 1, default: auto"),
    "allowed": params(t="allowed: [low, 3], default: 3.0"),
    "the only one allowed": params(t="allowed: [low]"),
    "no default": params(t="allowed: [low], default: null"),
    "not supported": params(thinking="supported: false, default: true"),
    "no budget": thinking("false"),
    "a budget of 0": thinking("0"),
    "the least budget": thinking("1024"),
    "a budget below the answer": thinking("4095", max_tokens="default: 4096"),
    "an answer of no length": thinking("4096", max_tokens="default: auto"),
    "the longest answer": params(max_tokens="max: 16384, default: 16384"),
}


def row_of(lines: str, folder: Path, **of: str) -> dict[str, Any]:
    """The row that a sync makes of the definition."""
    (entry,) = load_catalog(write_catalog(folder, {"x": model(lines, **of)})).entries
    return new_row(record_id_for("gpt-4o"), entry.fields, now=NOON)


@pytest.mark.parametrize("lines", RIGHT.values(), ids=RIGHT)
def test_what_passes_is_listed(lines: str, tmp_path: Path) -> None:
    """Every release lists it; a thinking budget is dropped by those that the warning names."""
    row = row_of(lines, tmp_path)
    skipped = [release for release in RELEASES if not is_listed(row, release)]
    warned = "1.0.0-beta24 to 1.0.0-beta27" in said_of(tmp_path, model(lines))
    assert skipped == (["beta.27"] if warned else [])


def is_listed(row: dict[str, Any], release: str) -> bool:
    """Whether the release has the row in its lists."""
    try:
        read_row(row, release)
    except SkippedError:
        return False
    return True


@pytest.mark.parametrize("lines", [lines for lines, *_ in UNLISTED.values()], ids=UNLISTED)
def test_what_is_refused_would_not_be_listed(lines: str, tmp_path: Path) -> None:
    """The rules are no stricter than the readers: each refuses a row that a release skips."""
    with pytest.raises(CatalogError) as raised:
        load_catalog(write_catalog(tmp_path, {"x": model(lines)}))
    said = parse(model(lines)).value["supported_params"]
    row = {**row_of("", tmp_path), "supportedParams": said}
    assert not all(is_listed(row, release) for release in RELEASES[2:]), raised.value.problems
