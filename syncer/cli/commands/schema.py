"""`syncer schema`."""

from __future__ import annotations

import os

import click

from syncer.authoring.editor_schemas import SCHEMAS, SchemaName, schema_files, schema_text
from syncer.authoring.write_files import write_new
from syncer.cli.options import not_empty
from syncer.cli.output import emit
from syncer.cli.surroundings import tool_version
from syncer.errors import UsageError


@click.command("schema", epilog="Example: syncer schema model")
@click.option("--catalog", metavar="DIR", default="catalog", show_default=True, callback=not_empty,
              help="The catalog's folder, beside which --write puts them.")  # fmt: skip
@click.option("--write", is_flag=True, help="Write all schemas for editors beside the catalog, or renew them.")
@click.argument("name", required=False, type=click.Choice(SCHEMAS))
def command(*, catalog: str, write: bool, name: SchemaName | None) -> int:
    """Print the JSON Schema of a kind of file, or write all of them to where the files of the catalog look for them."""
    if write == (name is not None):
        raise UsageError(f"give either --write or one of {', '.join(SCHEMAS)}")
    version = tool_version()
    if name is not None:
        emit(schema_text(name, version=version))
        return 0
    folder = os.path.normpath(os.path.join(catalog, os.pardir)).replace(os.sep, "/")
    written = write_new(folder, schema_files(version=version), replace=True)
    emit(
        "".join(f"wrote {os.path.normpath(f'{folder}/{path}')}\n" for path in written)
        or "The schemas are up to date.\n"
    )
    return 0
