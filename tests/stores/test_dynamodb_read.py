"""Reading a table: all of it, and what becomes of rows that are not as usual."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

import pytest

from syncer.model.records import Record
from syncer.serving.models import model_of
from syncer.stores.dynamodb.answers import take_answer
from syncer.stores.dynamodb.client import TableAccess
from syncer.stores.dynamodb.read import Reader
from syncer.stores.json_values import Opaque
from tests.stores.dynamodb_proxy import fault_proxy
from tests.stores.dynamodb_rows import Table, item_of
from tests.stores.shapes import admin_row, bootstrap_row, newer_row, random_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from syncer.stores.dynamodb.client import Calls
    from syncer.stores.dynamodb.store import DynamoDBStore

ODD: dict[str, Any] = {
    "set": {"SS": ["b", "a"]}, "blob": {"B": b"\x00\xff"}, "blobs": {"BS": [b"b", b"a"]}, "numbers": {"NS": ["2", "1"]},
    "exact": {"N": "0.12345678901234567890"}, "nothing": {"NULL": True}, "deep": {"M": {"list": {"L": [{"B": b"x"}]}}},
}  # fmt: skip


@pytest.fixture
def store(table: Table) -> Iterator[DynamoDBStore]:
    """A store on it."""
    made = table.store()
    yield made
    made.close()


def fill(table: Table, count: int, note: str) -> None:
    """Put many rows, past our code."""
    items = [item_of(admin_row(f"model-{number:04}", number=number, note=note)) for number in range(count)]
    for start in range(0, count, 25):
        puts = [{"PutRequest": {"Item": item}} for item in items[start : start + 25]]
        table.client.batch_write_item(RequestItems={table.name: puts})


def test_a_table_of_many_pages_is_read_whole(table: Table) -> None:
    """Every row is there once, however many answers it takes, and the read is of what is written, not of a copy."""
    fill(table, 800, "x" * 8000)
    assert table.endpoint is not None
    with fault_proxy(table.endpoint) as proxy:
        store = table.store(endpoint=proxy.endpoint)
        snapshot = store.read()
        store.close()
    assert [record.model_id for record in snapshot.records] == [f"model-{number:04}" for number in range(800)]
    assert len(proxy.seen) >= 7
    assert all(seen.operation == "Scan" and seen.body["ConsistentRead"] for seen in proxy.seen)


@pytest.mark.parametrize("latest", [True, False])
def test_a_read_that_need_not_know_the_last_second_is_not_consistent(table: Table, latest: bool) -> None:
    """It costs half. Rows by key or model id are always the latest. A table of few rows is asked once from then on."""
    fill(table, 3, "x")
    assert table.endpoint is not None
    with fault_proxy(table.endpoint) as proxy:
        store = table.store(endpoint=proxy.endpoint, latest=latest)
        first, second = store.read(), store.read()
        scans = len(proxy.seen)
        assert store.get(random_id(1)) is not None
        assert store.find("model-0001")
        store.close()
    assert first == second
    said = [(seen.body["ConsistentRead"], seen.body["TotalSegments"]) for seen in proxy.seen[:scans]]
    assert said == [*[(latest, 4)] * 4, (latest, 1)]
    gets = [seen.body for seen in proxy.seen[scans:] if seen.operation != "Query"]
    assert all(body.get("ConsistentRead", True) for body in gets)


@pytest.mark.parametrize(("few", "segments"), [(True, 1), (False, 4)])
def test_few_rows_that_are_expected_are_asked_for_once(few: bool, segments: int) -> None:
    """The first read of a run goes by what the caller expects, the next one by what there was."""
    calls = FakeCalls()
    reader = Reader(cast("Calls", calls), has_few=lambda: few)
    assert [*reader.all(), *reader.all()] == []
    assert calls.asked == [*[segments] * segments, 1]


class FakeCalls:
    """The calls to an empty table, and in how many segments it was asked for."""

    client = None
    access = TableAccess("t")

    def __init__(self) -> None:
        self.asked: list[int] = []

    def pages(self, _: str, **parameters: Any) -> Iterator[Any]:
        """No items."""
        self.asked.append(parameters["TotalSegments"])
        return iter(())

    def call(self, _: str, **__: object) -> dict[str, Any]:
        """Nothing, either."""
        return {}


def test_going_round_botocores_parser_changes_nothing(table: Table, store: DynamoDBStore) -> None:
    """A snapshot is equal, value for value and type for type, with and without our own parser of answers."""
    for row in (admin_row(number=1), bootstrap_row(), newer_row(number=2), {"id": random_id(3), "modelId": "no model"}):
        table.put_item({**item_of(row), **ODD})
    plain = table.store()
    plain.client.meta.events.unregister("before-parse.dynamodb", take_answer)
    ours, theirs = store.read(), plain.read()
    assert ours == theirs
    assert repr(ours) == repr(theirs)
    assert len(ours.records) == 3
    assert [store.get(record.record_id) for record in ours.records] == list(ours.records)
    assert plain.find("gpt-4o") == store.find("gpt-4o") == (ours.records[1],)
    plain.close()


def test_every_type_is_kept_as_it_is(table: Table, store: DynamoDBStore) -> None:
    """What JSON has is a plain value; sets, binary and numbers of many digits are values that go back exactly."""
    table.put_item({**item_of(admin_row()), **ODD})
    (record,) = store.read().records
    assert {name: record.raw[name] for name in ODD} == {
        "set": Opaque("SS", ("a", "b")),
        "blob": Opaque("B", (b"\x00\xff",)),
        "blobs": Opaque("BS", (b"a", b"b")),
        "numbers": Opaque("NS", ("1", "2")),
        "exact": Decimal("0.12345678901234567890"),
        "nothing": None,
        "deep": {"list": [Opaque("B", (b"x",))]},
    }
    assert not record.raw.keys() & {"PK", "SK", "GSI1PK", "GSI1SK"}


def test_a_price_of_many_digits_is_the_nearest_float(table: Table, store: DynamoDBStore) -> None:
    """What the platform's parser would read is the field; the row keeps every digit."""
    params = {"M": {"params": {"M": {"top_p": {"M": {"default": {"N": "0.1234567890123456789"}}}}}}}
    price = {"N": "0.1234567890123456789"}
    table.put_item({**item_of(admin_row()), "inputPricePerMillionTokens": price, "supportedParams": params})
    (record,) = store.read().records
    near = 0.12345678901234568
    assert record.fields["input_price_per_million_tokens"] == near
    assert record.fields["supported_params"] == {"params": {"top_p": {"default": near}}}
    assert record.raw["inputPricePerMillionTokens"] == Decimal("0.1234567890123456789")


def test_roles_that_are_a_set_are_roles(table: Table, store: DynamoDBStore) -> None:
    """boto3 hands the platform's parser a set of text as a set, which it takes for a list; so do we."""
    table.put_item({**item_of(admin_row()), "availableToRoles": {"SS": ["staff", "admin"]}})
    (record,) = store.read().records
    assert record.fields["available_to_roles"] == ["admin", "staff"]


def test_what_an_app_reads_is_taken_as_a_plan_takes_it() -> None:
    """Sets and numbers that no float holds are read; what is no model is told alike, and so is a key of another."""
    price, row = {"N": "0.1234567890123456789"}, item_of(admin_row())
    odd = {**row, "availableToRoles": {"SS": ["staff", "admin"]}, "inputPricePerMillionTokens": price}
    items = (row, odd, {**row, "provider": {"N": "1"}}, {**row, "SK": {"S": "x"}}, {**row, "PK": {"S": "MODEL#x"}})
    for item in items:
        found, wanted = (Reader(cast("Calls", FakeCalls()), marked=marked).judged(item) for marked in (False, True))
        assert type(found) is type(wanted)
        if isinstance(found, Record) and isinstance(wanted, Record):
            assert (dict(found.fields), dict(found.raw)) == (dict(wanted.fields), dict(wanted.raw))
            assert model_of(found).available_to_roles == wanted.fields["available_to_roles"]
        else:
            assert found == wanted


@pytest.mark.parametrize("key", ["", "x" * 5000, "MODEL#x", "../x", "ü" * 600])
def test_an_id_that_no_row_can_have_is_nobodys(store: DynamoDBStore, key: str) -> None:
    """Looking for such an id finds nothing, and is no error."""
    assert store.get(key) is None
    assert store.find(key) == ()
