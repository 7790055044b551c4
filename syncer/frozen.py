"""Frozen classes that cost little when a process starts: `NamedTuple`, and `dataclass` with `replace`.

For mypy and for a reader they are those of the standard library, which writes and compiles code for each class (and
for each annotation that is text) at every start: a third of the time that a `plan` with a warm cache took.
`docs/decisions/0017-frozen.md` has the figures. What nobody uses, such as `field`, is not there.
"""

from __future__ import annotations

from collections import namedtuple
from types import FunctionType
from typing import TYPE_CHECKING, Any, Final, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_new: Final = tuple.__new__
_MAKERS: Final[tuple[Any, ...]] = (
    lambda t, a: _new(t, (a,)),
    lambda t, a, b: _new(t, (a, b)),
    lambda t, a, b, c: _new(t, (a, b, c)),
    lambda t, a, b, c, d: _new(t, (a, b, c, d)),
    lambda t, a, b, c, d, e: _new(t, (a, b, c, d, e)),
    lambda t, a, b, c, d, e, f: _new(t, (a, b, c, d, e, f)),
    lambda t, a, b, c, d, e, f, g: _new(t, (a, b, c, d, e, f, g)),
    lambda t, a, b, c, d, e, f, g, h: _new(t, (a, b, c, d, e, f, g, h)),
    lambda t, a, b, c, d, e, f, g, h, j: _new(t, (a, b, c, d, e, f, g, h, j)),
    lambda t, a, b, c, d, e, f, g, h, j, k: _new(t, (a, b, c, d, e, f, g, h, j, k)),
    lambda t, a, b, c, d, e, f, g, h, j, k, m: _new(t, (a, b, c, d, e, f, g, h, j, k, m)),
    lambda t, a, b, c, d, e, f, g, h, j, k, m, n: _new(t, (a, b, c, d, e, f, g, h, j, k, m, n)),
    lambda t, a, b, c, d, e, f, g, h, j, k, m, n, p: _new(t, (a, b, c, d, e, f, g, h, j, k, m, n, p)),
    lambda t, a, b, c, d, e, f, g, h, j, k, m, n, p, q: _new(t, (a, b, c, d, e, f, g, h, j, k, m, n, p, q)),
    lambda t, a, b, c, d, e, f, g, h, j, k, m, n, p, q, r: _new(t, (a, b, c, d, e, f, g, h, j, k, m, n, p, q, r)),
    lambda t, a, b, c, d, e, f, g, h, j, k, m, n, p, q, r, s: _new(t, (a, b, c, d, e, f, g, h, j, k, m, n, p, q, r, s)),
)
"""What makes a tuple of so many fields, compiled with this module: a class puts the names of its fields in."""

_getter: Final[Any] = type(namedtuple("_One", ["it"]).it)  # type: ignore[attr-defined]  # noqa: PYI024  how a named tuple reads a field, in C
_GETTERS: Final = tuple(_getter(place, None) for place in range(len(_MAKERS)))


def _tuple_make(cls: Any, values: Iterable[object]) -> Any:
    made = _new(cls, values)
    if len(made) != len(cls._fields):
        raise TypeError(f"{cls.__qualname__} takes {len(cls._fields)} values, not {len(made)}")
    return made


def _tuple_replace(self: Any, /, **changes: object) -> Any:
    made = _new(type(self), map(changes.pop, self._fields, self))
    if changes:
        raise TypeError(f"{type(self).__qualname__} has no field of the name {', '.join(changes)}")
    return made


def _tuple_asdict(self: Any) -> dict[str, object]:
    return dict(zip(self._fields, self, strict=True))


def _tuple_repr(self: Any) -> str:
    return f"{type(self).__name__}({', '.join([f'{name}={value!r}' for name, value in self._asdict().items()])})"


_OF_TUPLES: Final[dict[str, object]] = {
    "_make": classmethod(_tuple_make),
    "_replace": _tuple_replace,
    "_asdict": _tuple_asdict,
    "__repr__": _tuple_repr,
    "__getnewargs__": lambda made: (*made,),  # for `copy`
}


class _NamedTuples(type):
    """Makes the class of a named tuple in the place of the class that a body describes."""

    def __new__(cls, name: str, bases: tuple[type, ...], body: dict[str, Any]) -> Any:
        if not bases:
            return super().__new__(cls, name, bases, body)
        kinds = body["__annotations__"]
        if len(kinds) > len(_MAKERS):
            raise TypeError(f"{name} has {len(kinds)} fields; one more line in _MAKERS for each allows that")
        defaults = {field: body[field] for field in kinds if field in body}
        code = _MAKERS[len(kinds) - 1].__code__.replace(co_varnames=("_cls", *kinds))
        body = {**_OF_TUPLES, **body, **dict(zip(kinds, _GETTERS, strict=False))}
        body |= {"__slots__": (), "_fields": (*kinds,), "__match_args__": (*kinds,), "_field_defaults": defaults}
        body["__new__"] = FunctionType(code, globals(), "__new__", (*defaults.values(),))
        return type(name, (tuple,), body)


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
