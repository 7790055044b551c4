"""The rules of defaults and successors, as a table of small catalogs and what they break."""

from __future__ import annotations

from typing import Any, Final

import pytest

from syncer.model.lifecycle import MOST_HOPS, LifecycleFault, faults_of, status_of

PLAIN: Final[dict[str, Any]] = {"is_default": False, "enabled": True, "status": None, "replaced_by": None}
OFF: Final[dict[str, Any]] = {"enabled": False}
DEFAULT: Final[dict[str, Any]] = {"is_default": True}


def to(successor: str, **fields: Any) -> dict[str, Any]:
    """A model that names a successor."""
    return {"replaced_by": successor, **fields}


def is_(status: str, **fields: Any) -> dict[str, Any]:
    """A model of that status."""
    return {"status": status, **fields}


def chain(ids: str) -> dict[str, dict[str, Any]]:
    """Models each of which names the next one; the last one names none."""
    return {**{one: to(ids[at + 1]) for at, one in enumerate(ids[:-1])}, ids[-1]: {}}


RULES: dict[str, tuple[dict[str, dict[str, Any]], list[str]]] = {
    "nothing": ({}, []),
    "an active default": ({"a": DEFAULT, "b": is_("active", **DEFAULT)}, []),
    "a default that is deprecated": ({"a": is_("deprecated", **DEFAULT)}, ["default a"]),
    "a default that is retired, also where it is disabled": ({"a": is_("retired", **DEFAULT, **OFF)}, ["default a"]),
    "retired alone": ({"a": is_("retired")}, []),
    "an active successor, whatever names it": ({"a": to("c"), "b": to("c", status="retired", **OFF), "c": {}}, []),
    "no text": ({"a": to("")}, []),
    "nobody": ({"a": to("b")}, ["missing a b"]),
    "another letter case": ({"a": to("B"), "b": {}}, ["missing a B"]),
    "itself": ({"a": to("a")}, ["circle a a"]),
    "a disabled successor": ({"a": to("b"), "b": OFF}, ["disabled a b"]),
    "a deprecated successor": ({"a": to("b"), "b": is_("deprecated")}, ["inactive a b"]),
    "a retired successor": ({"a": to("b"), "b": is_("retired")}, ["inactive a b"]),
    "a retired and disabled one": ({"a": to("b"), "b": is_("retired", **OFF)}, ["disabled a b", "inactive a b"]),
    "a retired successor with one of its own": ({"a": to("b"), "b": to("c", status="retired"), "c": {}}, []),
    "the end of a chain is told once": (
        {"a": to("b"), "b": to("c", status="retired"), "c": is_("retired")}, ["inactive b c"],
    ),
    "a circle of two, told once": ({"b": to("a"), "a": to("b")}, ["circle a b a"]),
    "a circle of three": ({"a": to("b"), "b": to("c"), "c": to("a")}, ["circle a b c a"]),
    "a way into a circle": ({"a": to("b"), "b": to("c"), "c": to("b")}, ["circle b c b"]),
    "two circles": (
        {"a": to("b"), "b": to("a"), "c": to("d"), "d": to("c")}, ["circle a b a", "circle c d c"],
    ),
    "as many hops as may be": (chain("abcdef"), []),
    "one hop too many": (chain("abcdefg"), ["long a b c d e f g"]),
    "two hops too many": (chain("abcdefgh"), ["long a b c d e f g", "long b c d e f g h"]),
    "the longest circle that is told as one": (
        {**chain("abcdef"), "f": to("a")}, ["circle a b c d e f a"],
    ),
    "a larger circle": (
        {**chain("abcdefg"), "g": to("a")},
        [f"long {' '.join(('abcdefg' * 2)[at : at + 7])}" for at in range(7)],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("models", "faults"), RULES.values(), ids=RULES)
def test_the_rules(models: dict[str, dict[str, Any]], faults: list[str]) -> None:
    """Each catalog breaks what the table says, whatever the keys of its models are."""
    named = {model_id: {**PLAIN, "model_id": model_id, **fields} for model_id, fields in models.items()}
    assert [" ".join((fault.kind, *fault.chain)) for fault in faults_of(named)] == faults
    keyed = {f"row of {model_id}": fields for model_id, fields in named.items()}
    assert [" ".join(one.removeprefix("row of ") for one in (fault.kind, *fault.chain))
            for fault in faults_of(keyed)] == faults  # fmt: skip


def test_rows_of_one_model_id() -> None:
    """The first of them is the successor that is meant."""
    rows = {"1": to("b", model_id="a"), "2": {"model_id": "b"}, "3": {"model_id": "b", **OFF}}
    full = {key: {**PLAIN, **fields} for key, fields in rows.items()}
    assert list(faults_of(full)) == []
    assert list(faults_of(dict(reversed(full.items())))) == [LifecycleFault("disabled", ("1", "3"))]


def test_what_is_not_said() -> None:
    """A model without a status is active; five hops are the most."""
    assert [status_of({"status": said}) for said in (None, "", "active", "retired")] == ["active"] * 3 + ["retired"]
    assert MOST_HOPS == 5
