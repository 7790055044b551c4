"""Two thousand model files whose ids look like those of real providers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from syncer.disk.cache import Cache
from syncer.errors import CatalogError
from syncer.load.catalog import load_catalog
from syncer.render.text.problems import problems_text
from tests.unit.catalog_files import model, write_catalog

if TYPE_CHECKING:
    from pathlib import Path

MAKERS = ("anthropic.claude", "amazon.nova", "meta.llama3", "mistral.mixtral", "cohere.command-r", "qwen.qwen3")
REGIONS = ("", "us.", "eu.", "apac.", "global.")
SHAPES = (
    "{region}{maker}-{number}-5-sonnet-20241022-v{number}:0",
    "azure/eu/{region}{maker}-{number}o",
    "{region}{maker}-{number}@2024-08-06",
    "arn:aws:bedrock:eu-central-1::{region}foundation-model/{maker}-{number}",
    "{region}{maker}_{number}(preview)",
)
IDS = tuple(
    shape.format(region=region, maker=maker, number=number)
    for number in range(7) for maker in MAKERS for region in REGIONS for shape in SHAPES
)[:1000]  # fmt: skip
ALL_IDS = (*IDS, *(model_id.swapcase() for model_id in IDS))
"""Every id once as it is written and once in the other case."""


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A catalog of two thousand files, by maker and number."""
    return write_catalog(tmp_path_factory.mktemp("many"), {
        f"{number % 20:02}/{number:04}": model(model_id=f'"{model_id}"') for number, model_id in enumerate(ALL_IDS)
    })  # fmt: skip


def test_two_thousand_models_load(catalog: str) -> None:
    """All load, sorted by id and each from its own file; ids that differ only in case are two models and a warning."""
    loaded = load_catalog(catalog)
    assert len(set(ALL_IDS)) == 2000
    assert [entry.model_id for entry in loaded.entries] == sorted(ALL_IDS)
    assert len({entry.source.file for entry in loaded.entries}) == 2000
    assert len(loaded.warnings) == 1000
    assert all(warning.message.startswith("differs only in letter case from") for warning in loaded.warnings)


def test_two_thousand_models_load_from_the_cache(catalog: str, tmp_path: Path) -> None:
    """A second load, from the cache, gives the same catalog."""
    fresh = load_catalog(catalog, cache=Cache(tmp_path, "s"))
    assert repr(load_catalog(catalog, cache=Cache(tmp_path, "s"))) == repr(fresh) == repr(load_catalog(catalog))


def test_a_few_broken_files_among_many(tmp_path: Path) -> None:
    """Of many files the broken ones are named, in order, and no other; the rest is counted."""
    files = {f"{number:04}": "0\n1\n" if number % 333 == 5 else model(model_id=f"m{number}") for number in range(1000)}
    with pytest.raises(CatalogError) as raised:
        load_catalog(write_catalog(tmp_path, files))
    assert problems_text(raised.value.problems).replace(f"{tmp_path}/c/", "") == "".join(
        f"models/{number:04}.yaml:1:1: expected `key: value` lines, found the text '0 1'\n" for number in (5, 338, 671)
    )
    assert raised.value.valid_models == 997
