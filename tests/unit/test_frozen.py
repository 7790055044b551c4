"""Frozen classes are what the standard library makes of the same bodies, and made without its cost."""

from __future__ import annotations

import copy
import dataclasses
import types
import typing
from functools import cached_property
from typing import Any, ClassVar

import pytest

from syncer import frozen


def bodies(dataclass: Any) -> dict[str, Any]:
    """The same classes by either decorator."""

    @dataclass(frozen=True, slots=True)
    class Base:
        """Without a default."""

        one: int

        @property
        def twice(self) -> int:
            """A member that is no field."""
            return 2 * self.one

    @dataclass(frozen=True, slots=True)
    class Derived(Base):
        kind: ClassVar[str] = "derived"
        two: object
        three: str = "3"

    @dataclass(frozen=True, slots=True)
    class Sibling(Base):
        two: object
        three: str = "3"

    @dataclass(frozen=True, kw_only=True)
    class Named:
        one: int
        two: object = None

        @cached_property
        def twice(self) -> int:
            """Kept in the value's own dictionary."""
            return 2 * self.one

    return {made.__name__: made for made in (Base, Derived, Sibling, Named)}


OURS, THEIRS = bodies(frozen.dataclass), bodies(dataclasses.dataclass)
SLOTTED = ("Base", "Derived", "Sibling")


@pytest.mark.parametrize(
    ("name", "given", "named"),
    [
        ("Base", (1,), {}),
        ("Base", (), {"one": 1}),
        ("Base", (), {}),
        ("Base", (1, 2), {}),
        ("Base", (1,), {"one": 1}),
        ("Base", (1,), {"other": 1}),
        ("Derived", (1, "two"), {}),
        ("Derived", (1, [], "x"), {}),
        ("Derived", (1,), {"three": "x", "two": 2}),
        ("Derived", (1,), {"three": "x"}),
        ("Derived", (1, 2, "3", "kind"), {}),
        ("Named", (), {"one": 1}),
        ("Named", (), {"two": 1, "one": 2}),
        ("Named", (), {"two": 1}),
        ("Named", (1,), {}),
    ],
)
def test_values_are_made_alike(name: str, given: tuple[object, ...], named: dict[str, object]) -> None:
    """By place and by name, with defaults, inherited ones too; what one way refuses, the other does."""
    assert shown(OURS[name], given, named) == shown(THEIRS[name], given, named)


def shown(kind: Any, given: tuple[object, ...], named: dict[str, object]) -> tuple[object, ...]:
    """What can be seen of a value."""
    try:
        made = kind(*given, **named)
    except TypeError:
        return ("refused",)
    try:
        hashed = hash(made)
    except TypeError:
        hashed = -1
    twice = made.twice
    return repr(made), hashed, twice, kind.__match_args__, kind.__qualname__, kind.__module__


@pytest.mark.parametrize("classes", [OURS, THEIRS], ids=["ours", "theirs"])
def test_what_a_frozen_class_promises(classes: dict[str, Any]) -> None:
    """Values of one class with equal content are equal, of two classes never; none can be changed."""
    derived, sibling = classes["Derived"], classes["Sibling"]
    one = derived(1, two="2")
    assert one == derived(1, "2", "3")
    assert one != derived(1, "2", "4")
    assert one != sibling(1, "2")
    assert one != (1, "2", "3")
    assert len({one, derived(1, "2"), sibling(1, "2")}) == 2
    assert derived.kind == "derived"
    match one:
        case derived(first, second, three=third):
            assert (first, second, third) == (1, "2", "3")
    for name in ("one", "three", "other"):
        with pytest.raises((AttributeError, TypeError)):
            setattr(one, name, 2)
    with pytest.raises((AttributeError, TypeError)):
        del one.one
    assert one == derived(1, "2")
    assert [hasattr(classes[name](*(1, 2)[: 1 + (name != "Base")]), "__dict__") for name in SLOTTED] == [False] * 3
    named = classes["Named"](one=1)
    with pytest.raises(AttributeError):
        named.two = 1


@pytest.mark.parametrize(
    ("replace", "classes"), [(frozen.replace, OURS), (dataclasses.replace, THEIRS)], ids=["ours", "theirs"]
)
def test_replace(replace: Any, classes: dict[str, Any]) -> None:
    """Another value of the same class; what was kept of the first is not taken along; a wrong name is refused."""
    assert replace(classes["Derived"](1, 2), three="x") == classes["Derived"](1, 2, "x")
    first = classes["Named"](one=1)
    assert first.twice == 2
    assert replace(first, one=2).twice == 4
    with pytest.raises(TypeError):
        replace(first, other=2)


def test_only_frozen_classes_are_made() -> None:
    """What the short way does not do is refused when the class is made."""
    with pytest.raises(TypeError, match="frozen"):
        frozen.dataclass(frozen=False)
    with pytest.raises(TypeError):
        frozen.dataclass(frozen=True, order=True)


def tuples(base: Any) -> Any:
    """The same named tuple by either base."""
    body: dict[str, object] = {
        "__module__": __name__,
        "__doc__": "Two with a default.",
        "__annotations__": {"name": "str", "names": "tuple[str, ...]", "size": "int | None"},
        "names": (),
        "size": None,
        "both": property(lambda made: f"{made.name} {made.size}"),
        "of": classmethod(lambda kind, name: kind(name, size=1)),
        "__str__": lambda made: made.name,
    }
    return types.new_class("Tuples", (base,), exec_body=lambda namespace: namespace.update(body))


def test_named_tuples() -> None:
    """Fields, defaults, members and the documentation are those of `typing.NamedTuple`."""
    ours, theirs = tuples(frozen.NamedTuple), tuples(typing.NamedTuple)
    for one, other in (
        (ours("a"), theirs("a")),
        (ours.of("b"), theirs.of("b")),
        (ours("c", size=2), theirs("c", (), 2)),
    ):
        assert one == other
        assert (repr(one), hash(one), str(one), one.both) == (repr(other), hash(other), str(other), other.both)
        assert one._replace(name="x") == other._replace(name="x")
        assert one._asdict() == other._asdict()
        assert copy.copy(one) == copy.deepcopy(one) == one
    for name in ("_fields", "_field_defaults", "__match_args__", "__doc__", "__module__", "__qualname__", "__slots__"):
        assert getattr(ours, name) == getattr(theirs, name), name
    assert ours.__mro__[1:] == theirs.__mro__[1:] == (tuple, object)
    with pytest.raises(AttributeError):
        ours("a").name = "b"
    for refused in (
        ours,
        lambda: ours("a", other=1),
        lambda: ours("a", (), 1, 2),
        lambda: ours(name="a", size=1, more=2),
    ):
        with pytest.raises(TypeError):
            refused()


def test_a_member_of_a_named_tuple_stands_over_the_shared_one() -> None:
    """A class that says how its values are shown is shown like that; `super` is what it is elsewhere."""

    class Said(frozen.NamedTuple):
        name: str

        def __repr__(self) -> str:
            """By its name, and as any tuple."""
            return f"{self.name} {super().__repr__()}"

    assert repr(Said("a")) == "a ('a',)"


@pytest.mark.parametrize("size", [1, 2, 16])
def test_named_tuples_of_each_length(size: int) -> None:
    """Each field is read from its own place, by name and by place; a class with too many is refused when it is made."""
    names = [f"field_{number}" for number in range(size)]
    made = named_tuple(names)
    value = made(**{name: number for number, name in enumerate(names)})
    assert value == made(*range(size)) == (*range(size),)
    assert [getattr(value, name) for name in names] == [*range(size)]
    assert value._replace(**{names[-1]: "x"}) == (*range(size - 1), "x")
    assert made._make(iter(value)) == value
    for wrong in (range(size - 1), range(size + 1)):
        with pytest.raises(TypeError):
            made._make(wrong)
    with pytest.raises(TypeError, match="no field of the name other"):
        value._replace(other=1)


def test_a_named_tuple_with_more_fields_than_there_are_makers() -> None:
    """It is refused when the module loads, with what to do."""
    with pytest.raises(TypeError, match=r"Many has 17 fields; .* _MAKERS"):
        named_tuple([f"field_{number}" for number in range(17)])


def named_tuple(names: list[str]) -> Any:
    """A class with these fields."""
    body = {"__module__": __name__, "__annotations__": dict.fromkeys(names, "int")}
    return types.new_class("Many", (frozen.NamedTuple,), exec_body=lambda namespace: namespace.update(body))
