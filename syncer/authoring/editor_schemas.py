"""What an editor needs beside a catalog: the JSON Schemas of its files, and the line in a file that names its own."""

from __future__ import annotations

import os
from pkgutil import get_data
from typing import Final, Literal

SchemaName = Literal["model", "catalog", "target"]
SCHEMAS: Final[tuple[SchemaName, ...]] = ("model", "catalog", "target")
FOLDER: Final = "schemas/json"
"""Where they stand, beside the catalog's folder."""
_DIALECT: Final = '{\n  "$schema":'


def schema_text(name: SchemaName, *, version: str) -> str:
    """The JSON Schema of a kind of file, with the version of this tool that it is of."""
    text = (get_data("schemas", f"json/{name}.schema.json") or b"").decode()
    note = f"Of Model Catalog Sync {version}; `syncer schema --write` renews it."
    return text.replace(_DIALECT, f'{{\n  "$comment": "{note}",\n  "$schema":', 1)


def schema_files(*, version: str) -> dict[str, str]:
    """All of them, by their paths relative to the folder that the catalog's folder is in."""
    return {f"{FOLDER}/{name}.schema.json": schema_text(name, version=version) for name in SCHEMAS}


def schema_line(name: SchemaName, path: str) -> str:
    """The first line of a file. `path` is that of the file below the catalog's folder, such as `models/a/b.yaml`."""
    up = "../" * (path.count("/") + 1)
    return f"# yaml-language-server: $schema={up}{FOLDER}/{name}.schema.json"


def model_header(catalog: str) -> tuple[str, ...]:
    """The first line of a new model file in that folder, where the schema is beside it."""
    has_schema = os.path.exists(os.path.join(catalog, os.pardir, FOLDER, "model.schema.json"))
    return (schema_line("model", "models/a/b.yaml"),) if has_schema else ()
