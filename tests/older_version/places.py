"""The two stores as files and items, past all code of the product: taken down as texts by name, and put back."""

from __future__ import annotations

import base64
import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, Protocol

import boto3

from tests.emulator import KEY

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from tests.emulator import Emulator

FOLDER: Final = "managed_models"
TABLE: Final = "campus-models"
REGION: Final = "eu-west-1"
"""All as the recorded catalog has them."""
State = dict[str, str]
"""Everything that a store holds: a text by name."""


class Place(Protocol):
    """A store that can be taken down and put back."""

    def state(self) -> State:
        """All that is there."""

    def put(self, state: Mapping[str, str]) -> None:
        """Make it hold this and nothing else."""

    def is_row(self, name: str) -> bool:
        """Whether it is the name of a model's row."""


class Files:
    """A folder of text files, such as a directory store or a catalog. Empty files do not count."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def state(self) -> State:
        """The text of every file, by its path below the folder."""
        files = sorted(path for path in self.folder.rglob("*") if path.is_file())
        texts = {path.relative_to(self.folder).as_posix(): path.read_text(encoding="utf-8") for path in files}
        return {name: text for name, text in texts.items() if text}

    def put(self, state: Mapping[str, str]) -> None:
        """Write the files, and remove all others."""
        for name in self.state().keys() - state.keys():
            (self.folder / name).unlink()
        self.folder.mkdir(parents=True, exist_ok=True)
        for name, text in state.items():
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / name).write_text(text, encoding="utf-8")

    def is_row(self, name: str) -> bool:
        """Rows lie in the folder itself."""
        return "/" not in name


class Items:
    """A table of DynamoDB, read and written by boto3 alone."""

    def __init__(self, emulator: Emulator) -> None:
        self.client: Any = boto3.client(
            "dynamodb", endpoint_url=emulator.endpoint, region_name=REGION,
            aws_access_key_id=KEY, aws_secret_access_key=KEY,
        )  # fmt: skip

    def create(self) -> None:
        """Make the table anew, as the platform has it."""
        with suppress(self.client.exceptions.ResourceNotFoundException):
            self.client.delete_table(TableName=TABLE)
        pair = [("PK", "HASH"), ("SK", "RANGE")]
        index = [{"AttributeName": f"GSI1{name}", "KeyType": kind} for name, kind in pair]
        names = ("PK", "SK", "GSI1PK", "GSI1SK")
        self.client.create_table(
            TableName=TABLE, BillingMode="PAY_PER_REQUEST",
            KeySchema=[{"AttributeName": name, "KeyType": kind} for name, kind in pair],
            AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in names],
            GlobalSecondaryIndexes=[
                {"IndexName": "ModelIdIndex", "KeySchema": index, "Projection": {"ProjectionType": "ALL"}}
            ],
        )  # fmt: skip

    def state(self) -> State:
        """Every item in DynamoDB's JSON, as the wire has it, by a name made from its key."""
        pages = self.client.get_paginator("scan").paginate(TableName=TABLE, ConsistentRead=True)
        items = [item for page in pages for item in page["Items"]]
        return dict(sorted((_name(item), text_of(item)) for item in items))

    def put(self, state: Mapping[str, str]) -> None:
        """Put the items, and delete all others."""
        before = self.state()
        gone = [{"DeleteRequest": {"Key": _key(item_of(before[name]))}} for name in before.keys() - state.keys()]
        made = [{"PutRequest": {"Item": item_of(text)}} for name, text in state.items() if before.get(name) != text]
        requests = [*gone, *made]
        for start in range(0, len(requests), 25):
            left = self.client.batch_write_item(RequestItems={TABLE: requests[start : start + 25]})
            assert not left["UnprocessedItems"]

    def is_row(self, name: str) -> bool:
        """Rows have keys of their own kind."""
        return name.startswith("MODEL.")


def item_of(text: str) -> dict[str, Any]:
    """The item of a text."""
    item: dict[str, Any] = json.loads(text, object_hook=_with_bytes)
    return item


def _with_bytes(value: dict[str, Any]) -> dict[str, Any]:
    if list(value) == ["B"] and isinstance(value["B"], str):
        return {"B": base64.b64decode(value["B"])}
    return value


def text_of(item: Mapping[str, Any]) -> str:
    """The text of an item."""
    encode: Callable[[bytes], str] = lambda data: base64.b64encode(data).decode()  # noqa: E731  json wants a function
    return json.dumps(item, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=encode) + "\n"


def _key(item: Mapping[str, Any]) -> dict[str, Any]:
    return {name: item[name] for name in ("PK", "SK")}


def _name(item: Mapping[str, Any]) -> str:
    """A file name for a key: that of a row is its partition key, which is its sort key too."""
    parts = dict.fromkeys(item[name]["S"] for name in ("PK", "SK"))
    return "~".join(parts).replace("#", ".") + ".json"


def changed(before: Mapping[str, str], after: Mapping[str, str]) -> State:
    """What has to be written over the one state to have the other; an empty text stands for what is gone."""
    gone = dict.fromkeys(before.keys() - after.keys(), "")
    return {**gone, **{name: text for name, text in after.items() if before.get(name) != text}}


def with_changes(state: Mapping[str, str], changes: Mapping[str, str]) -> State:
    """The state after the changes."""
    return {name: text for name, text in {**state, **changes}.items() if text}


def texts_below(folder: Path) -> State:
    """The text of every file below a folder, empty ones too; nothing where there is no folder."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in files}
