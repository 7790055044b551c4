"""`plan --only` and `sync --only`, as somebody types them who wants one model through."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from tests.e2e.driving import rows, write_catalog, write_model

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.e2e.driving import Ran

    Syncer = Callable[..., Ran]


def test_one_model_goes_through(syncer: Syncer) -> None:
    """The one is written and the rest stays, which a line says; the next whole sync does the rest."""
    write_catalog(["a", "b"])
    assert syncer("sync", "--yes").code == 0
    write_model("a", input_price_per_million_tokens=3)
    write_model("c")
    Path("catalog/models/b.yaml").unlink()
    ran = syncer("plan", "--only", "a")
    assert ran.code == 0
    assert "Left out by --only: changes of 2 models (b, c).\n" in ran.out
    assert "Plan: 1 to update; 1 unchanged" in ran.out
    document = json.loads(syncer("plan", "--only", "a", "--format", "json").out)
    assert (document["left_out"], [one["model_id"] for one in document["changes"]]) == (["b", "c"], ["a"])
    assert syncer("plan", "--only", "a", "--out", "a.json").code == 0
    assert "Left out by --only" in syncer("show", "a.json").out
    before = rows()
    assert syncer("sync", "--yes", "--only", "a").code == 0
    assert rows().keys() == before.keys()
    assert sum(rows()[name] != before[name] for name in before) == 1
    ran = syncer("plan", "--format", "json", "--allow-deletes", "1")
    assert [(one["action"], one["model_id"]) for one in json.loads(ran.out)["changes"]] == [
        ("create", "c"), ("delete", "b"),
    ]  # fmt: skip


def test_a_saved_part_is_applied(syncer: Syncer) -> None:
    """A saved plan for some models is applied as any other, and the store remembers nothing of the rest."""
    write_catalog(["a", "b"])
    assert syncer("plan", "--only", "a*", "--out", "a.json").code == 0
    assert syncer("apply", "a.json").code == 0
    ran = syncer("plan", "--format", "json")
    assert [(one["action"], one["model_id"]) for one in json.loads(ran.out)["changes"]] == [("create", "b")]


def test_what_was_deleted_outside_is_not_forgotten(syncer: Syncer) -> None:
    """A row that somebody deleted stays known as that, though a sync of another model came between."""
    write_catalog(["a", "b"], settings="policies: {default: fail}\n")
    assert syncer("sync", "--yes").code == 0
    next(path for path in Path("managed_models").glob("*.json") if '"modelId": "b"' in path.read_text()).unlink()
    write_model("a", input_price_per_million_tokens=3)
    assert syncer("sync", "--yes").code == 5
    assert syncer("sync", "--yes", "--only", "a").code == 0
    assert syncer("sync", "--yes").code == 5


def test_usage(syncer: Syncer) -> None:
    """Of nothing there is no part, and some options go with none."""
    write_catalog(["alpha", "b"])
    for words in (["--only", "alhpa"], ["--only", "x*"], ["--only", ""], ["--only", "b", "--against", "HEAD"]):
        assert syncer("plan", *words).code == 64, words
    assert "did you mean `alpha`?" in syncer("plan", "--only", "alhpa").err
    assert syncer("sync", "--yes", "--only", "b", "--reviewed", "x.json").code == 64
    assert rows() == {}
