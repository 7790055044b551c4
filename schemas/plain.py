"""Values that plainly fulfil a published JSON Schema, taken without importing Pydantic.

Pydantic decides what is valid; importing it and building the classes costs 150 ms, more than reading a thousand model
files. Nearly every value is plain: right type, within bounds, nothing to convert. Such a value is taken here, by
the JSON Schema that was generated from the Pydantic class. Everything else, and every keyword that this module
does not know, is left to Pydantic: `None` means "ask Pydantic", never "invalid".

`tests/unit/test_plain.py` holds both against each other: what is taken here, Pydantic takes with the same result.
"""

from __future__ import annotations

import json
import math
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from schemas.plain_values import (
    NOT_PLAIN,
    boolean_taker,
    number_taker,
    string_taker,
    take_null,
    take_scalar,
    texts_taker,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from schemas.plain_values import Taker

_SAID_ELSEWHERE: Final = frozenset({"$defs", "$schema", "allOf", "default", "description", "examples", "title"})
"""`allOf` has rules for editors, which no shape holds."""


@cache
def plain_reader(name: str) -> Callable[[Mapping[str, Any]], dict[str, Any] | None]:
    """A function that takes a document by the schema of that name.

    It returns the document with its defaults, in the schema's order, or None when Pydantic has to look at it.
    """
    with open(f"{__file__.removesuffix('plain.py')}json/{name}.schema.json", "rb") as file:
        schema = json.load(file)
    take = _object(schema, schema.get("$defs", {}))

    def read(document: Mapping[str, Any]) -> dict[str, Any] | None:
        taken = take(document)
        return None if taken is NOT_PLAIN else taken

    return read


def _taker(schema: dict[str, Any], definitions: dict[str, Any]) -> Taker:
    """A function from a value to the value as Pydantic would give it, or to NOT_PLAIN."""
    keywords = schema.keys() - _SAID_ELSEWHERE
    if keywords == {"$ref"}:
        return _taker(definitions[schema["$ref"].rpartition("/")[2]], definitions)
    if keywords == {"anyOf"}:
        return _any_of([_taker(part, definitions) for part in schema["anyOf"]])
    if not keywords:
        return take_scalar
    make, known = _KINDS.get(schema.get("type", ""), (_unknown, frozenset()))
    return (make if keywords <= known else _unknown)(schema, definitions)


def _any_of(takers: list[Taker]) -> Taker:
    if len(takers) == 1:
        return takers[0]

    def take(value: Any) -> Any:
        for one in takers:
            taken = one(value)
            if taken is not NOT_PLAIN:
                return taken
        return NOT_PLAIN

    return take


def _unknown(schema: dict[str, Any], _: dict[str, Any]) -> Taker:
    """Takes nothing but an empty object where an object may be empty."""
    is_map = schema.get("type") == "object" and schema.keys().isdisjoint({"required", "minProperties"})
    return lambda value: {} if is_map and value == {} else NOT_PLAIN


def _array(schema: dict[str, Any], definitions: dict[str, Any]) -> Taker:
    item, least = _taker(schema["items"], definitions), schema.get("minItems", 0)
    most = schema.get("maxItems", math.inf)
    are_taken = texts_taker(item) if schema["items"].get("type") == "string" else None

    def take(value: Any) -> Any:
        if type(value) is not list or not least <= len(value) <= most:
            return NOT_PLAIN
        if are_taken is not None:
            return [*value] if are_taken(value) else NOT_PLAIN
        taken = [item(element) for element in value]
        return NOT_PLAIN if NOT_PLAIN in taken else taken

    return take


def _object(schema: dict[str, Any], definitions: dict[str, Any]) -> Taker:
    rest = schema.get("additionalProperties")
    if "properties" not in schema:
        names = string_taker(schema.get("propertyNames", {}), definitions)
        if not isinstance(rest, dict):
            return _unknown(schema, definitions)
        return _map(names, _taker(rest, definitions), most=schema.get("maxProperties", math.inf))
    properties = {name: _parted(part, definitions) for name, part in schema["properties"].items()}
    usual = {name: _when_absent(name, schema, one) for name, (one, _) in properties.items()}
    return _closed(usual, _fields(properties, usual)) if rest is False else _fields(properties, usual)


def _closed(known: dict[str, Any], take: Taker) -> Taker:
    """The same for an object that has no other keys."""
    return lambda value: take(value) if isinstance(value, dict) and value.keys() <= known.keys() else NOT_PLAIN


def _fields(properties: dict[str, tuple[Taker, Any]], usual: dict[str, Any]) -> Taker:
    """A function from an object to the same with all properties; `usual` is what they are when they are not given."""
    filled = {name: one for name, (one, _) in properties.items()}
    nulls = {name: null for name, (_, null) in properties.items()}
    required = {name for name, value in usual.items() if value is NOT_PLAIN}

    def take(value: Any) -> Any:
        if not isinstance(value, dict) or not value.keys() >= required:
            return NOT_PLAIN
        taken = usual.copy()
        for name, given in value.items():
            if name in filled:
                taken[name] = found = nulls[name] if given is None else filled[name](given)
                if found is NOT_PLAIN:
                    return NOT_PLAIN
        return taken

    return take


def _parted(schema: dict[str, Any], definitions: dict[str, Any]) -> tuple[Taker, Any]:
    """The taker of values other than null, and what null is taken for."""
    null = {"type": "null"}
    if schema.keys() - _SAID_ELSEWHERE != {"anyOf"} or null not in schema["anyOf"]:
        one = _taker(schema, definitions)
        return one, one(None)
    return _any_of([_taker(part, definitions) for part in schema["anyOf"] if part != null]), None


def _when_absent(name: str, schema: dict[str, Any], one: Taker) -> Any:
    """What a property is that is not given; NOT_PLAIN where it has to be."""
    if name in schema.get("required", ()):
        return NOT_PLAIN
    part = schema["properties"][name]
    return part["default"] if "default" in part else one({})


def _map(name: Taker, item: Taker, *, most: float) -> Taker:
    def take(value: Any) -> Any:
        if type(value) is not dict or len(value) > most or NOT_PLAIN in map(name, value):
            return NOT_PLAIN
        taken = {key: item(element) for key, element in value.items()}
        return NOT_PLAIN if NOT_PLAIN in taken.values() else taken

    return take


_OBJECT_WORDS: Final = frozenset(
    {"type", "properties", "required", "additionalProperties", "propertyNames", "maxProperties"}
)
_NUMBER_WORDS: Final = frozenset({"type", "minimum", "maximum"})
_KINDS: Final[dict[str, tuple[Callable[[dict[str, Any], dict[str, Any]], Taker], frozenset[str]]]] = {
    "string": (string_taker, frozenset({"type", "minLength", "maxLength", "pattern", "format", "enum"})),
    "integer": (number_taker, _NUMBER_WORDS),
    "number": (number_taker, _NUMBER_WORDS),
    "boolean": (boolean_taker, frozenset({"type"})),
    "array": (_array, frozenset({"type", "items", "minItems", "maxItems"})),
    "null": (lambda _, __: take_null, frozenset({"type"})),
    "object": (_object, _OBJECT_WORDS),
}
"""How each type is taken, and the keywords that are understood; with any other keyword Pydantic is asked."""
