"""What an editor needs beside a catalog: the JSON Schemas of its files, and the line in a file that names its own."""

from __future__ import annotations

import json
import os
from pkgutil import get_data
from typing import Final, Literal

from syncer.disk.files import FileTooLargeError, read_bounded

SchemaName = Literal["model", "catalog", "target"]
SCHEMAS: Final[tuple[SchemaName, ...]] = ("model", "catalog", "target")
FOLDER: Final = "schemas/json"
"""Where they stand, beside the catalog's folder."""
_MOST_BYTES: Final = 1 << 22
_DIALECT: Final = '{\n  "$schema":'


def schema_text(name: SchemaName, *, version: str) -> str:
    """The JSON Schema of a kind of file, with the version of this tool that it is of."""
    note = f"Of Model Catalog Sync {version}; `syncer schema --write` renews it."
    return _schema(name).replace(_DIALECT, f'{{\n  "$comment": "{note}",\n  "$schema":', 1)


def _schema(name: SchemaName) -> str:
    return (get_data("schemas", f"json/{name}.schema.json") or b"").decode()


def schema_files(*, version: str) -> dict[str, str]:
    """All of them, by their paths relative to the folder that the catalog's folder is in."""
    return {f"{FOLDER}/{name}.schema.json": schema_text(name, version=version) for name in SCHEMAS}


def stale_schemas(catalog: str) -> tuple[str, ...]:
    """The schemas beside that folder that say something else than this version does; none where there are none."""
    paths = {name: os.path.join(catalog, os.pardir, FOLDER, f"{name}.schema.json") for name in SCHEMAS}
    return tuple(
        os.path.normpath(path) for name, path in paths.items() if os.path.exists(path) and _is_stale(name, path)
    )


def _is_stale(name: SchemaName, path: str) -> bool:
    try:
        found = json.loads(read_bounded(path, _MOST_BYTES))
    except (OSError, FileTooLargeError, ValueError, RecursionError):
        return True
    return not isinstance(found, dict) or {**found, "$comment": ""} != {**json.loads(_schema(name)), "$comment": ""}


def schema_line(name: SchemaName, path: str) -> str:
    """The first line of a file. `path` is that of the file below the catalog's folder, such as `models/a/b.yaml`."""
    up = "../" * (path.count("/") + 1)
    return f"# yaml-language-server: $schema={up}{FOLDER}/{name}.schema.json"


def model_header(catalog: str) -> tuple[str, ...]:
    """The first line of a new model file in that folder, where the schema is beside it."""
    has_schema = os.path.exists(os.path.join(catalog, os.pardir, FOLDER, "model.schema.json"))
    return (schema_line("model", "models/a/b.yaml"),) if has_schema else ()
