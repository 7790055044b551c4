"""`list`: the effective catalog, and with --live what the store holds."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from schemas.attributes import NAMES
from syncer.render.text.listing import Row, listing_text
from tests.e2e.driving import Ran, definition, write_catalog, write_model
from tests.unit.building import fields_of

if TYPE_CHECKING:
    from collections.abc import Callable

    Syncer = Callable[..., Ran]

CATALOG = """\
MODEL ID  PROVIDER   IN  OUT  MAX IN  MAX OUT  STATE     ROLES
a         openai    2.5   10  128000     4096  default   -
b         bedrock   2.5   10  128000     4096  disabled  staff

2 models; prices in USD per million tokens.
"""


def two_models() -> None:
    """A catalog of a default and of a disabled model."""
    write_catalog(
        {
            "a": definition("a", is_default=True),
            "b": definition("b", provider="bedrock", enabled=False, available_to_roles=["staff"]),
        }
    )


def test_catalog(syncer: Syncer) -> None:
    """The catalog is listed as a table, without a look at the store."""
    two_models()
    Path("managed_models").write_text("no directory", encoding="utf-8")
    assert syncer("list") == Ran(0, CATALOG, "")


def test_catalog_in_json(syncer: Syncer) -> None:
    """In JSON every field is there with its default resolved, and the place of the definition."""
    two_models()
    ran = syncer("list", "--format", "json")
    models = json.loads(ran.out)["models"]
    assert [model["source"] for model in models] == ["catalog/models/a.yaml:1", "catalog/models/b.yaml:1"]
    assert [model["supports_caching"] for model in models] == [False, True]
    assert models[0].keys() == {*NAMES, "source"}


def test_live(syncer: Syncer) -> None:
    """With --live the store is listed, with who manages each row; the catalog need not be right for that."""
    two_models()
    assert syncer("sync", "--yes").code == 0
    row = json.loads(next(Path("managed_models").glob("*.json")).read_text())
    theirs = {
        **row,
        "id": "x",
        "modelId": "z",
        "isDefault": False,
        "enabled": True,
        "managedBy": None,
        "availableToRoles": [],
    }
    Path("managed_models/x.json").write_text(json.dumps({**theirs, "provider": "openai"}), encoding="utf-8")
    Path("managed_models/y.json").write_text("{", encoding="utf-8")
    write_model("a", max_input_tokens=0)
    ran = syncer("list", "--live")
    assert ran.code == 0
    assert ran.out == (
        """\
MODEL ID  PROVIDER   IN  OUT  MAX IN  MAX OUT  STATE     ROLES  MANAGED BY
a         openai    2.5   10  128000     4096  default   -      campus
b         bedrock   2.5   10  128000     4096  disabled  staff  campus
z         openai    2.5   10  128000     4096  enabled   -      unmanaged

3 models; prices in USD per million tokens.
"""
    )
    assert "managed_models/y.json: warning: " in ran.err
    models = json.loads(syncer("list", "--live", "--format", "json").out)["models"]
    assert [(model["record_id"] == "x", model["managed_by"]) for model in models] == [
        (False, "campus"),
        (False, "campus"),
        (True, None),
    ]
    markdown = syncer("list", "--live", "--format", "markdown").out.splitlines()
    assert markdown[0].startswith("| MODEL ID | PROVIDER |")
    assert len(markdown) == 5


def test_nothing(syncer: Syncer) -> None:
    """An empty catalog and an empty store are empty lists."""
    write_catalog()
    for words in (["list"], ["list", "--live"]):
        assert syncer(*words).out.endswith("\n\n0 models; prices in USD per million tokens.\n")
        assert json.loads(syncer(*words, "--format", "json").out)["models"] == []


def three_models() -> None:
    """Models that differ in all that a list can be asked for."""
    write_catalog(
        {
            "a": definition("a", is_default=True, input_price_per_million_tokens=10,
                            output_price_per_million_tokens=20),
            "b": definition("b", provider="bedrock", enabled=False, available_to_roles=["staff", "students"]),
            "c": definition("c", provider="bedrock-responses", status="deprecated", available_to_roles=["Staff"],
                            input_price_per_million_tokens=0.5, max_output_tokens=None),
        }
    )  # fmt: skip


CHOICES = {
    "a provider": (["--provider", "BEDROCK"], "b"),
    "a pattern": (["--provider", "bedrock*"], "bc"),
    "two": (["--provider", "openai", "--provider", "*responses"], "ac"),
    "a role": (["--role", "staff"], "bc"),
    "a role and a provider": (["--role", "staff", "--provider", "bedrock"], "b"),
    "enabled": (["--status", "enabled"], "ac"),
    "the default": (["--status", "default"], "a"),
    "disabled or deprecated": (["--status", "disabled", "--status", "deprecated"], "bc"),
    "by price": (["--sort", "in"], "cba"),
    "by price, downwards": (["--sort", "-in"], "abc"),
    "by a field": (["--sort", "input_price_per_million_tokens"], "cba"),
    "by a field as JSON calls it": (["--sort", "-inputPricePerMillionTokens"], "abc"),
    "nothing comes last": (["--sort", "max-out"], "abc"),
    "nothing comes last downwards, too": (["--sort", "-max_out"], "abc"),
    "by text": (["--sort", "-provider"], "acb"),
}


@pytest.mark.parametrize(("words", "ids"), CHOICES.values(), ids=CHOICES)
def test_what_is_listed(syncer: Syncer, words: list[str], ids: str) -> None:
    """Options of one kind add up, those of different kinds must all hold; JSON has the same in the same order."""
    three_models()
    lines = syncer("list", *words).out.splitlines()[1:]
    assert "".join(line.split()[0] for line in lines[: lines.index("")]) == ids
    models = json.loads(syncer("list", *words, "--format", "json").out)["models"]
    assert "".join(model["model_id"] for model in models) == ids


def test_columns(syncer: Syncer) -> None:
    """The columns that are asked for, in their order, in text, Markdown and CSV."""
    three_models()
    words = ["list", "--columns", "model id,OUT,available_to_roles,knowledge_cutoff_date"]
    assert syncer(*words).out.splitlines()[:3] == [
        "MODEL ID  OUT  AVAILABLE TO ROLES  KNOWLEDGE CUTOFF DATE",
        "a          20  -                   absent",
        "b          10  staff, students     absent",
    ]
    assert syncer(*words, "--format", "csv").out == (
        'model_id,out,available_to_roles,knowledge_cutoff_date\na,20,,\nb,10,"staff; students",\nc,10,Staff,\n'
    )
    assert syncer(*words, "--format", "markdown").out.startswith("| MODEL ID | OUT | AVAILABLE TO ROLES |")


@pytest.mark.parametrize(
    "words",
    [["--columns", "colour"], ["--sort", "prize"], ["--columns", "in", "--format", "json"], ["--columns", "-in"],
     ["--explain", "a", "--sort", "in"], ["--explain", "a", "--format", "csv"], ["--status", "new"]],
)  # fmt: skip
def test_mistakes_of_a_list(syncer: Syncer, words: list[str]) -> None:
    """What cannot be listed so is 64."""
    three_models()
    assert syncer("list", *words).code == 64


def test_a_spreadsheet_calculates_nothing(syncer: Syncer) -> None:
    """Text that begins as a formula is text in CSV; numbers stay numbers."""
    names = ("=1+1", "+1", "-1", "@SUM(A1)", " =1", "\uff1d1", "plain, and simple", 'a "quoted" one')
    write_catalog({f"m{at}": definition(f"m{at}", model_name=name) for at, name in enumerate(names)})
    ran = syncer("list", "--format", "csv", "--columns", "model_name,in")
    found = [row[0] for row in csv.reader(ran.out.splitlines())][1:]
    assert found == [f"'{name}" for name in names[:6]] + [*names[6:]]
    assert all(line.endswith(",2.5") for line in ran.out.splitlines()[1:])


def test_no_line_is_wider_than_the_terminal() -> None:
    """At 80 columns text is cut before numbers, the model id last; below that columns go, and a line says which."""
    rows = [Row(fields_of(f"us.anthropic.claude-{'x' * at}", provider="bedrock-responses",
                          available_to_roles=["a-very-long-role"] * 3)) for at in (3, 30)]  # fmt: skip
    for width in (60, 80, 100, 120):
        lines = listing_text(rows, "text", live=True, width=width).splitlines()
        assert max(map(len, lines[:3])) <= width
        assert ("Left out, because the terminal has" in lines[3]) == (width < 120)
    assert "128000" in listing_text(rows, "text", live=True, width=80)
    assert listing_text(rows, "text", live=True) == listing_text(rows, "text", live=True, width=400)


@pytest.mark.parametrize(("word", "hint"), [("nope", "and every field is one"), ("price", "`input_price_per_million")])
def test_a_column_that_there_is_not(syncer: Syncer, word: str, hint: str) -> None:
    """Which there are is said, or which have the word."""
    ran = syncer("list", "--columns", word)
    assert (ran.code, hint in ran.err) == (64, True)
