"""What a list of models costs an app, for 1 to 64 callers at once: `python -m benchmarks.service [--dynamodb]`.

All in one process, in turns. Beside the functions stands the platform's own way: on a table a scan by boto3, whose rows
Pydantic validates, on a directory `json.loads` and the same; in a thread of the event loop's executor, for each call.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
from collections.abc import Awaitable, Callable
from contextlib import chdir
from decimal import Decimal
from functools import partial
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from benchmarks.dynamodb import make_table, start_emulator
from benchmarks.workspace import STORE, environment, make_catalog
from syncer import ManagedModel, list_managed_models

if TYPE_CHECKING:
    from collections.abc import Iterator

Call = Callable[[], Awaitable[object]]
ROLES: Final = ["faculty"]
CALLERS: Final = (1, 8, 64)
_BEAT: Final = 0.002
"""Seconds between two looks at the event loop."""
_USED: Final = {field.alias or name for name, field in ManagedModel.model_fields.items()}
"""What is decoded of a row."""
_TABLE: Final = "DYNAMODB_MANAGED_MODELS_TABLE_NAME"


class Load(NamedTuple):
    """What so many callers at once met."""

    latencies: list[float]
    cpu_seconds: float
    late: float
    """By how many seconds the event loop was late at worst."""

    def line(self) -> str:
        """Milliseconds: p50 and p99 of a call, its CPU time, and the latest that the event loop was."""
        ordered = sorted(self.latencies)
        last = ordered[min(len(ordered) - 1, len(ordered) * 99 // 100)]
        figures = (median(ordered), last, self.cpu_seconds / len(ordered), self.late)
        return " ".join(f"{1000 * figure:9.2f}" for figure in figures)


def _has_role(model: ManagedModel) -> bool:
    return model.enabled and not set(ROLES).isdisjoint(model.available_to_roles)


def plain_directory() -> list[ManagedModel]:
    """The models of a directory, without anything of ours but the shape."""
    rows = (json.loads(path.read_bytes()) for path in STORE.glob("*.json"))
    return list(filter(_has_role, (ManagedModel.model_validate(row) for row in rows)))


def _without_decimals(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_decimals(part) for name, part in value.items()}
    return float(value) if isinstance(value, Decimal) else value


def plain_table(client: Any, table: str) -> list[ManagedModel]:
    """The models of a table, as the platform reads them."""
    from boto3.dynamodb.types import TypeDeserializer  # noqa: PLC0415  not for a directory

    decode = TypeDeserializer().deserialize
    pages = client.get_paginator("scan").paginate(
        TableName=table,
        FilterExpression="begins_with(PK, :prefix)",
        ExpressionAttributeValues={":prefix": {"S": "MODEL#"}},
    )
    items = (item for page in pages for item in page["Items"])
    rows = ({name: _without_decimals(decode(item[name])) for name in item.keys() & _USED} for item in items)
    return list(filter(_has_role, (ManagedModel.model_validate(row) for row in rows)))


async def _beats(late: list[float]) -> None:
    while True:
        before = perf_counter()
        await asyncio.sleep(_BEAT)
        late.append(perf_counter() - before - _BEAT)


async def loaded(call: Call, *, callers: int, calls: int) -> Load:
    """So many callers, each of whom calls so often, one call after the other."""
    latencies: list[float] = []

    async def caller() -> None:
        for _ in range(calls):
            before = perf_counter()
            await call()
            latencies.append(perf_counter() - before)

    await call()
    late: list[float] = []
    watching = asyncio.create_task(_beats(late))
    await asyncio.sleep(0)
    started = process_time()
    await asyncio.gather(*(caller() for _ in range(callers)))
    took = process_time() - started
    watching.cancel()
    return Load(latencies, took, max(late, default=0.0))


async def measure(ways: dict[str, Call], runs: int) -> Iterator[str]:
    """A line for each number of callers and each way, in turns; of the runs the one whose CPU time is the median."""
    lines = []
    for callers in CALLERS:
        found: dict[str, list[Load]] = {way: [] for way in ways}
        for _ in range(runs):
            for way, call in ways.items():
                found[way].append(await loaded(call, callers=callers, calls=3))
        for way, loads in found.items():
            middle = sorted(loads, key=lambda load: load.cpu_seconds)[len(loads) // 2]
            lines.append(f"{callers:7} {way:24} {middle.line()}")
    return iter(lines)


def ways(plain: Callable[[], object]) -> dict[str, Call]:
    """What is compared."""
    return {
        "the platform's way": lambda: asyncio.to_thread(plain),
        "list, max_age=0": lambda: list_managed_models(ROLES),
        "list, max_age=3600": lambda: list_managed_models(ROLES, max_age=3600),
    }


def main() -> None:
    """Print milliseconds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--models", type=int, default=120)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--dynamodb", action="store_true", help="on DynamoDB Local instead of a directory")
    asked = parser.parse_args()
    with TemporaryDirectory(prefix="syncer-bench-") as folder, chdir(folder):
        if asked.dynamodb:
            os.environ.update(make_table(asked.models, start_emulator())[0].environment)
            import boto3  # noqa: PLC0415  not for a directory

            plain: Callable[[], object] = partial(plain_table, boto3.client("dynamodb"), os.environ[_TABLE])
        else:
            make_catalog(asked.models)
            os.environ.pop(_TABLE, None)
            os.environ.update(environment())
            plain = plain_directory
        print(f"{asked.models} models; milliseconds")
        print("callers way                            p50       p99  CPU/call  loop late")
        for line in asyncio.run(measure(ways(plain), asked.runs)):
            print(line)


if __name__ == "__main__":
    main()
