"""Items that are taken one by one are those of the whole answer, and what is wrong is left to be said of the whole."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncer.stores.dynamodb.pages import Taken, by_items, taking

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def _found(body: bytes) -> tuple[Any, list[Any]]:
    """The answer, and the items that were taken."""
    seen: list[Any] = []
    with taking(lambda item: seen.append(item) or len(seen)):  # type: ignore[func-returns-value]  # always None
        answer = by_items(body, lambda item: item != "wrong")
    return answer, seen


@given(st.dictionaries(st.text(), _JSON, max_size=4), st.lists(_JSON, max_size=5), st.sampled_from([None, 0, 3]))
def test_any_answer(rest: dict[str, Any], items: list[Any], indent: int | None) -> None:
    """However it is laid out, and whatever stands beside the items."""
    answer, seen = _found(json.dumps({**rest, "Items": items, "Count": 1}, indent=indent).encode())
    assert seen == items
    assert isinstance(answer["Items"], Taken)
    assert answer == {**rest, "Items": [*range(1, len(items) + 1)], "Count": 1}


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", "null", '{"Items":[1,]}', '{"Items":[1 2]}', '{"Items":[1}', '{"Items":[1', '{"Items":{}}', "{",
     '{"Items":[1]]', '{"Items":[1]} x', '{"Items" [1]}', "{1:2}", '{"Items":[1],}', '{"a":1 "Items":[]}', '{"Items":[',
     '{"Items":["wrong"]}', '{"Items":[1],"a"', "\N{ZERO WIDTH NO-BREAK SPACE}{}", '{"Items":' + "[" * 100_000],
    ids=range(21),
)  # fmt: skip
def test_what_is_to_be_looked_at_as_a_whole(text: str) -> None:
    """No JSON, no object, or an item that is not right: nothing is made of it here."""
    assert _found(text.encode())[0] is None
    assert _found(b'{"Items":[1],"a":"\xff"}')[0] is None


def test_without_anybody_who_takes_items() -> None:
    """Every other answer is decoded as ever."""
    assert by_items(b'{"Items":[1]}', lambda _: True) is None
    assert _found(b'{"Items":[1,2]}') == ({"Items": [1, 2]}, [1, 2])
    assert by_items(b'{"Items":[1]}', lambda _: True) is None
