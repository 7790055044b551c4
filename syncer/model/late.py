"""Mappings that are decoded when somebody looks into them: most rows of a plan are as their definition says."""

from __future__ import annotations

import marshal
from abc import abstractmethod
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import compress
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, Final, TypeVar

from schemas.attributes import DEFAULTS, NAMES, WHEN_NAMED
from syncer.frozen import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Protocol

    class _HasFields(Protocol):
        @property
        def fields(self) -> Mapping[str, object]:
            """Every managed field."""


_HEAD: Final = ("is_default", *WHEN_NAMED)
"""The fields that the rules of a plan ask of every model, and that hardly any model has."""
_of_head: Final = itemgetter(*map(NAMES.index, _HEAD))
_REST: Final = tuple(name for name in NAMES if name not in WHEN_NAMED)
_of_rest: Final = itemgetter(*map(NAMES.index, _REST))
_SAME_BYTES: Final = 2
"""The version of `marshal` that writes equal values of the same types as equal bytes."""

_ModelType = TypeVar("_ModelType", bound="_HasFields")
ValueIn = TypeVar("ValueIn", bound=object)
TextOrBytes = TypeVar("TextOrBytes", str, bytes)


class LateMapping(Mapping[str, ValueIn]):
    """A mapping with keys of text that is decoded when it is first looked into."""

    __slots__ = ("_found",)

    def __init__(self) -> None:
        self._found: dict[str, ValueIn] | None = None

    @abstractmethod
    def _decode(self) -> dict[str, ValueIn]:
        """All that is in it."""

    def _decoded(self) -> dict[str, ValueIn]:
        if self._found is None:
            self._found = self._decode()
        return self._found

    def __getitem__(self, key: str) -> ValueIn:
        return self._decoded()[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._decoded())

    def __len__(self) -> int:
        return len(self._decoded())

    def __repr__(self) -> str:
        return repr(self._decoded())


def as_dict(values: Mapping[str, ValueIn]) -> dict[str, ValueIn]:
    """A dictionary of the caller's own. One that is decoded late is not asked for each key."""
    return {**values._decoded()} if isinstance(values, LateMapping) else {**values}  # noqa: SLF001  of this module


class PackedLines(LateMapping[int]):
    """The line of each key of a file."""

    __slots__ = ("_names", "_numbers")

    def __init__(self, names: str, numbers: str) -> None:
        """`names` and `numbers` are what `packed_lines` gives."""
        self._found = None
        self._names, self._numbers = names, numbers

    def _decode(self) -> dict[str, int]:
        return dict(zip(self._names.split(), map(ord, self._numbers), strict=True))


def packed_lines(lines: Mapping[str, int]) -> tuple[str, str]:
    """The keys, which are no texts with spaces, and their lines, each a character: a file has a million at most."""
    return shared(" ".join(lines)), "".join(map(chr, lines.values()))


class Head(NamedTuple):
    """The fields of a model that hardly any has."""

    values: dict[str, object]
    is_as_unnamed: bool
    """Whether the fields of `WHEN_NAMED` are as in a row whose definition names none, and nobody else gave one."""
    names_none: bool
    """Whether they are as in a definition that names none."""


@lru_cache(maxsize=4096)  # nearly all models of a catalog have one of two
def _head(data: bytes) -> Head:
    values = dict(zip(_HEAD, marshal.loads(data), strict=True))  # noqa: S302  as above
    named = [values[name] for name in WHEN_NAMED]
    return Head(values, named == [DEFAULTS[name] for name in WHEN_NAMED], not any(value is not None for value in named))


class PackedFields(LateMapping[object]):
    """Every managed field of a definition or a row by Python name; the id and the head are there without decoding."""

    __slots__ = ("_known", "_model_id", "head", "rest")

    def __init__(self, model_id: str, rest: bytes, head: bytes) -> None:
        """`rest` and `head` are what `packed_fields` gives."""
        self.head = found = _head(head)
        self._found = None
        self._known = found.values
        self._model_id = model_id
        self.rest = rest

    def __getitem__(self, key: str) -> object:
        try:
            return self._known[key]
        except KeyError:
            return self._model_id if key == "model_id" else self._decoded()[key]

    def _decode(self) -> dict[str, object]:
        found = {**dict(zip(_REST, marshal.loads(self.rest), strict=True)), **self.head.values}  # noqa: S302  as above
        self._known = {name: found[name] for name in NAMES}
        return self._known

    def says(self, row: Mapping[str, object]) -> bool:
        """Whether a definition that manages no more than all do has the same bytes as a row. False says nothing."""
        return self.head.names_none and type(row) is PackedFields and self.rest == row.rest


def values_of(models: Iterable[Mapping[str, object]], name: str) -> list[object]:
    """The values of a field of the head in many models, at a third of the cost of asking each."""
    return [(fields.head.values if type(fields) is PackedFields else fields)[name] for fields in models]


def giving(models: Sequence[_ModelType], name: str) -> Iterator[_ModelType]:
    """Those of the models that give a field of the head."""
    return compress(models, values_of(map(attrgetter("fields"), models), name))


def packed_fields(values: Sequence[object]) -> tuple[bytes, bytes]:
    """The values of all fields, in their order, as bytes: those of every definition, and the head."""
    return marshal.dumps(_of_rest(values), _SAME_BYTES), shared(marshal.dumps(_of_head(values), _SAME_BYTES))


@lru_cache(maxsize=4096)
def shared(part: TextOrBytes) -> TextOrBytes:
    """One object for what is equal in many models, so that it is kept once."""
    return part
