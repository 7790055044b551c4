"""`list`: the effective catalog, and with --live what the store holds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from schemas.attributes import NAMES
from tests.e2e.driving import Ran, definition, write_catalog, write_model

if TYPE_CHECKING:
    from collections.abc import Callable

    Syncer = Callable[..., Ran]

CATALOG = """\
MODEL ID  PROVIDER  IN   OUT  MAX IN  MAX OUT  STATE     ROLES
a         openai    2.5  10   128000  4096     default   -
b         bedrock   2.5  10   128000  4096     disabled  staff

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
MODEL ID  PROVIDER  IN   OUT  MAX IN  MAX OUT  STATE     ROLES  MANAGED BY
a         openai    2.5  10   128000  4096     default   -      campus
b         bedrock   2.5  10   128000  4096     disabled  staff  campus
z         openai    2.5  10   128000  4096     enabled   -      unmanaged

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
