"""Catalog directories for tests, and what loading one says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from syncer.errors import CatalogError
from syncer.load.catalog import load_catalog
from syncer.render.text.problems import problems_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from syncer.disk.cache import Cache

LINES = {
    "model_id": "gpt-4o",
    "model_name": "GPT-4o",
    "provider": "openai",
    "provider_name": "OpenAI",
    "input_modalities": "[TEXT]",
    "output_modalities": "[TEXT]",
    "max_input_tokens": "128000",
    "max_output_tokens": "16384",
    "input_price_per_million_tokens": "2.5",
    "output_price_per_million_tokens": "10",
}
"""A definition with what is required and an output limit: ten lines of YAML."""


def model(more: str = "", /, **lines: str | None) -> str:
    """The text of a model file: the usual lines with the given ones in their place, None for none; then `more`."""
    kept = {key: value for key, value in {**LINES, **lines}.items() if value is not None}
    return "".join(f"{key}: {value}\n" for key, value in kept.items()) + more


def write_catalog(top: Path, files: Mapping[str, str | bytes], *, settings: str | bytes | None = "name: t\n") -> str:
    """Make `c/models/<name>.yaml` for each file, and `c/catalog.yaml`; gives the catalog's path."""
    folder = top / "c"
    (folder / "models").mkdir(parents=True, exist_ok=True)
    if settings is not None:
        put(folder / "catalog.yaml", settings)
    for name, content in files.items():
        put(folder / "models" / f"{name}.yaml", content)
    return str(folder)


def put(path: Path, content: str | bytes) -> None:
    """Write a file and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())


def said(folder: str, *, cache: Cache | None = None) -> str:
    """What is wrong with the catalog, as `validate` prints it, with `c` for the catalog's folder."""
    try:
        problems = load_catalog(folder, cache=cache).warnings
    except CatalogError as error:
        problems = error.problems
    return problems_text(problems).replace(f"{folder}/", "c/")


def said_of(top: Path, content: str | bytes) -> str:
    """What is wrong with a catalog of one model file, `x.yaml`, each line without the file's name."""
    return said(write_catalog(top, {"x": content})).replace("c/models/x.yaml:", "")


def said_of_settings(top: Path, content: str | bytes) -> str:
    """What is wrong with a catalog of a `catalog.yaml` only, each line without the file's name."""
    return said(write_catalog(top, {}, settings=content)).replace("c/catalog.yaml:", "")
