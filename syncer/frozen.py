"""Frozen classes that cost little when a process starts: `NamedTuple`, and `dataclass` with `replace`.

For mypy and for a reader they are those of the standard library, which writes and compiles code for each class (and
for each annotation that is text) at every start: a third of the time that a `plan` with a warm cache took.
`docs/decisions/0017-frozen.md` has the figures. What nobody uses, such as `field`, is not there.
"""

from __future__ import annotations

from collections import namedtuple
from typing import TYPE_CHECKING, Any, Final, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable

_OF_A_CLASS: Final = {"__module__", "__qualname__", "__annotations__", "__classcell__"}
"""Names in the body of a named tuple that are no members."""


class _NamedTuples(type):
    """Makes the class of a named tuple in the place of the class that a body describes."""

    def __new__(cls, name: str, bases: tuple[type, ...], body: dict[str, Any]) -> Any:
        if not bases:
            return super().__new__(cls, name, bases, body)
        kinds = body["__annotations__"]
        defaults = [body[field] for field in kinds if field in body]
        made: Any = namedtuple(name, kinds, defaults=defaults, module=body["__module__"])  # type: ignore[misc]  # noqa: PYI024  this is what a NamedTuple is made of
        made.__annotations__ = kinds
        for member in body.keys() - kinds.keys() - _OF_A_CLASS:
            setattr(made, member, body[member])
        return made


class _NamedTuple(metaclass=_NamedTuples):
    """The base that stands in a class statement, and in no `__mro__`."""


def _dataclass(*, frozen: bool, slots: bool = False, kw_only: bool = False) -> Callable[[type], type]:
    """As the standard library's, for frozen classes only."""
    if not frozen:
        raise TypeError("only a frozen class is made here")
    return lambda cls: _made(cls, slots=slots, kw_only=kw_only)


def _made(cls: Any, *, slots: bool, kw_only: bool) -> type:
    body = dict(cls.__dict__)
    for name in {"__dict__", "__weakref__"} & body.keys():  # those of the class that is replaced
        del body[name]
    own = [name for name, kind in body.get("__annotations__", {}).items() if not kind.startswith("ClassVar")]
    defaults = {name: body.pop(name) for name in own if name in body}
    names = (*getattr(cls, "__fields__", ()), *own)
    body |= _METHODS | ({"__slots__": tuple(own)} if slots else {})
    body |= {"__fields__": names, "__match_args__": () if kw_only else names}
    body["__defaults__"] = {**getattr(cls, "__defaults__", {}), **defaults}
    made: type = type(cls)(cls.__name__, cls.__bases__, body)
    made.__qualname__ = cls.__qualname__
    return made


def _init(self: Any, *given: object, **named: object) -> None:
    by_place = dict(zip(self.__match_args__, given, strict=False))
    values = {**self.__defaults__, **dict(**by_place, **named)}
    if len(by_place) < len(given) or values.keys() != {*self.__fields__}:
        raise TypeError(f"{type(self).__qualname__} takes {', '.join(self.__fields__)}; not {given!r} and {named!r}")
    for name in self.__fields__:
        object.__setattr__(self, name, values[name])


def _content(value: Any) -> tuple[object, ...]:
    return tuple([getattr(value, name) for name in value.__fields__])


def _eq(self: object, other: object) -> bool:
    return _content(self) == _content(other) if other.__class__ is self.__class__ else NotImplemented


def _hash(self: object) -> int:
    return hash(_content(self))


def _repr(self: Any) -> str:
    return f"{type(self).__qualname__}({', '.join([f'{name}={getattr(self, name)!r}' for name in self.__fields__])})"


def _refuse(_: object, name: str, *_value: object) -> NoReturn:
    raise AttributeError(f"{name!r} cannot be changed; `replace` makes another value")


_METHODS: Final[dict[str, object]] = {
    "__init__": _init,
    "__eq__": _eq,
    "__hash__": _hash,
    "__repr__": _repr,
    "__setattr__": _refuse,
    "__delattr__": _refuse,
}


def _replace(value: Any, /, **changes: object) -> Any:
    """As the standard library's: the value with other content. Raises TypeError for a name that it does not have."""
    return type(value)(**{name: getattr(value, name) for name in value.__fields__} | changes)


if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass  # noqa: PLC0414  says that it is given on
    from dataclasses import replace as replace  # noqa: PLC0414  the same
    from typing import NamedTuple as NamedTuple  # noqa: PLC0414  the same
else:
    NamedTuple, dataclass, replace = _NamedTuple, _dataclass, _replace
