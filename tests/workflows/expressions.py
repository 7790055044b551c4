"""Evaluates `${{ }}` in strings and the conditions of `if:`, as GitHub documents them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from tests.workflows.expr_functions import FUNCTIONS, hash_files
from tests.workflows.expr_parse import Binary, Call, Filter, Literal, Member, Name, Node, Not, calls, parse
from tests.workflows.expr_values import ExpressionError, Value, equal, less, member, members, to_text, truthy

if TYPE_CHECKING:
    from pathlib import Path

STATUS_FUNCTIONS: Final = frozenset({"success", "failure", "always", "cancelled"})


@dataclass(frozen=True)
class Contexts:
    """What an expression can see at its place.

    `status` is None where the status functions are not allowed: outside of `if:`.
    `workspace` is None where `hashFiles` is not allowed.
    """

    values: Mapping[str, Value] = field(default_factory=dict)
    status: str | None = None
    workspace: Path | None = None


def evaluate(text: str, contexts: Contexts) -> Value:
    """The value of an expression without its `${{ }}`. Raises ExpressionError."""
    return _value(parse(text), contexts)


def interpolate(value: Value, contexts: Contexts) -> Value:
    """The value with every `${{ }}` in it evaluated; text that is one expression takes its value.

    Lists and mappings are walked through. Raises ExpressionError.
    """
    if isinstance(value, Mapping):
        return {key: interpolate(inner, contexts) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [interpolate(inner, contexts) for inner in value]
    if not isinstance(value, str):
        return value
    pieces = tuple(_pieces(value))
    if len(pieces) == 1 and pieces[0][1]:
        return evaluate(pieces[0][0], contexts)
    return "".join(to_text(evaluate(text, contexts)) if is_expression else text for text, is_expression in pieces)


def embedded(text: str) -> tuple[str, ...]:
    """The expressions within `${{ }}` of a text, without blanks around them."""
    return tuple(piece.strip() for piece, is_expression in _pieces(text) if is_expression)


def condition(value: Value, contexts: Contexts) -> bool:
    """Whether an `if:` holds; none is `success()`, and one without a status function is `success() && (…)`.

    Raises ExpressionError, also for text around a `${{ }}`: GitHub takes that for a string, which is always true.
    """
    if value is None or value == "":
        value = "success()"
    if not isinstance(value, str):
        value = to_text(value)
    pieces = tuple(_pieces(value.strip()))
    if any(is_expression for _, is_expression in pieces):
        if len(pieces) > 1:
            raise ExpressionError(f"text around an expression is always true: {value!r}")
        value = pieces[0][0]
    node = parse(value)
    if STATUS_FUNCTIONS.isdisjoint(calls(node)):
        node = Binary("&&", Call("success", ()), node)
    return truthy(_value(node, contexts))


def _pieces(text: str) -> Iterator[tuple[str, bool]]:
    """The text in pieces, and of each whether it is an expression."""
    at = 0
    while (start := text.find("${{", at)) >= 0:
        if start > at:
            yield text[at:start], False
        end = _end(text, start + 3)
        yield text[start + 3 : end], True
        at = end + 2
    if at < len(text):
        yield text[at:], False


def _end(text: str, at: int) -> int:
    """Where the `}}` of an expression stands: outside of its strings."""
    quoted = False
    for index in range(at, len(text)):
        if text[index] == "'":
            quoted = not quoted
        elif not quoted and text.startswith("}}", index):
            return index
    raise ExpressionError(f"an expression without its end: {text[at - 3 :][:40]!r}")


def _value(node: Node, contexts: Contexts) -> Value:
    match node:
        case Literal(value):
            found = value
        case Name(name):
            found = _context(name, contexts)
        case Member(target, key):
            found = member(_value(target, contexts), _value(key, contexts))
        case Filter(target):
            found = members(_value(target, contexts))
        case Not(operand):
            found = not truthy(_value(operand, contexts))
        case Binary():
            found = _binary(node, contexts)
        case Call(name, arguments):
            found = _call(name, tuple([_value(argument, contexts) for argument in arguments]), contexts)
    return found


def _context(name: str, contexts: Contexts) -> Value:
    if name not in contexts.values:
        raise ExpressionError(f"unrecognized named-value {name!r}: it is not known at this place")
    return contexts.values[name]


def _binary(node: Binary, contexts: Contexts) -> Value:
    left = _value(node.left, contexts)
    if node.sign == "&&":
        return _value(node.right, contexts) if truthy(left) else left
    if node.sign == "||":
        return left if truthy(left) else _value(node.right, contexts)
    right = _value(node.right, contexts)
    if node.sign in ("==", "!="):
        return equal(left, right) == (node.sign == "==")
    if node.sign in (">", ">="):
        left, right = right, left
    return less(left, right) or (node.sign in ("<=", ">=") and equal(left, right))


def _call(name: str, arguments: tuple[Value, ...], contexts: Contexts) -> Value:
    if name in STATUS_FUNCTIONS:
        return _status(name, contexts)
    if name == "hashfiles":
        if contexts.workspace is None:
            raise ExpressionError("hashFiles is not known at this place")
        return hash_files(contexts.workspace, *arguments)
    if name not in FUNCTIONS:
        raise ExpressionError(f"unrecognized function {name!r}")
    function, least, most = FUNCTIONS[name]
    if not least <= len(arguments) <= most:
        raise ExpressionError(f"{name}: {len(arguments)} arguments")
    return function(*arguments)


def _status(name: str, contexts: Contexts) -> bool:
    if contexts.status is None:
        raise ExpressionError(f"{name}() is known in `if` only")
    return name in ("always", contexts.status)
