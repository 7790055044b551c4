"""The script that a project would write instead of this tool: read, compare, count. The benchmark's yardstick."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import yaml

from schemas import ManagedModelCreate
from schemas.attributes import MANAGED

NAMESPACE = UUID("a1b2c3d4-e5f6-7890-abcd-ef1234567890")
BLANK = {attribute.stored: None for attribute in MANAGED if not attribute.when_named}

Rows = dict[str, dict[str, Any]]


def read_catalog(catalog: Path) -> dict[str, ManagedModelCreate]:
    """The catalog's definitions by model id, each validated."""
    found = {}
    for path in catalog.glob("models/*/*.yaml"):
        model = ManagedModelCreate.model_validate(yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader))
        found[model.model_id] = model
    return found


def read_store(store: Path) -> Rows:
    """The store's rows by model id."""
    rows = [json.loads(path.read_bytes()) for path in store.glob("*.json")]
    return {row["modelId"]: row for row in rows}


def differs(row: dict[str, Any], fields: dict[str, Any]) -> bool:
    """Whether a row holds other values than the definition gives."""
    return {key: value for key, value in row.items() if key in BLANK and value is not None} != fields


def write_row(store: Path, row: dict[str, Any]) -> None:
    """Write the row to its file."""
    (store / f"{row['id']}.json").write_text(json.dumps(row, indent=2) + "\n", encoding="utf-8")


def sync(store: Path, desired: Rows, live: Rows, changes: dict[str, list[str]], owner: str) -> None:
    """Write the rows that are to be created or updated, and remove those that are to be deleted."""
    now = datetime.now(UTC).isoformat()
    for key in changes["create"]:
        stamps = {"createdAt": now, "updatedAt": now, "managedBy": owner}
        write_row(store, {"id": str(uuid5(NAMESPACE, key)), **BLANK, **desired[key], **stamps})
    for key in changes["update"]:
        write_row(store, {**live[key], **BLANK, **desired[key], "updatedAt": now})
    for key in changes["delete"]:
        (store / f"{live[key]['id']}.json").unlink()


def main() -> None:
    """Count what differs between a catalog and a store; with --sync, also write it."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("catalog", type=Path)
    parser.add_argument("store", type=Path)
    parser.add_argument("--validate", action="store_true", help="only read and validate the catalog")
    parser.add_argument("--sync", action="store_true", help="also write the changes")
    options = parser.parse_args()
    models = read_catalog(options.catalog)
    if options.validate:
        sys.stdout.write(f"{len(models)} models are valid\n")
        return
    desired = {key: model.model_dump(by_alias=True, exclude_none=True) for key, model in models.items()}
    live = read_store(options.store)
    changes = {
        "create": [key for key in desired if key not in live],
        "update": [key for key in desired if key in live and differs(live[key], desired[key])],
        "delete": [key for key in live if key not in desired],
    }
    if options.sync:
        owner = yaml.load((options.catalog / "catalog.yaml").read_bytes(), Loader=yaml.CSafeLoader)["name"]
        sync(options.store, desired, live, changes, owner)
    sys.stdout.write(", ".join(f"{len(keys)} to {action}" for action, keys in changes.items()) + "\n")


if __name__ == "__main__":
    main()
