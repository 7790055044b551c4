"""Reads one expression of GitHub Actions into a tree."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from tests.workflows.expr_values import ExpressionError, Value, text_number

if TYPE_CHECKING:
    from collections.abc import Iterator

_TOKEN: Final = re.compile(
    r"""\s*(?:
        (?P<number>[+-]?(?:0x[0-9a-fA-F]+|0o[0-7]+|(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)(?![\w]))
      | (?P<string>'(?:[^']|'')*')
      | (?P<name>[A-Za-z_][A-Za-z0-9_-]*)
      | (?P<sign>&&|\|\||==|!=|<=|>=|[!<>().,*]|\[|\])
    )""",
    re.VERBOSE,
)
_WORDS: Final[dict[str, Value]] = {"null": None, "true": True, "false": False}
_LEVELS: Final = (("||",), ("&&",), ("==", "!="), ("<", "<=", ">", ">="))
"""Binary operators, those that bind least first."""


@dataclass(frozen=True)
class Literal:
    """A value that stands for itself."""

    value: Value


@dataclass(frozen=True)
class Name:
    """A context, such as `github`."""

    name: str


@dataclass(frozen=True)
class Member:
    """A property or an item: `a.b`, `a['b']`, `a[0]`."""

    target: Node
    key: Node


@dataclass(frozen=True)
class Filter:
    """All members: `a.*`."""

    target: Node


@dataclass(frozen=True)
class Call:
    """A function with its arguments; the name in lower case."""

    name: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True)
class Not:
    """`!a`."""

    operand: Node


@dataclass(frozen=True)
class Binary:
    """Two operands with an operator between them."""

    sign: str
    left: Node
    right: Node


Node: TypeAlias = Literal | Name | Member | Filter | Call | Not | Binary


class _Token(NamedTuple):
    kind: str
    text: str


def parse(text: str) -> Node:
    """The tree of an expression without its `${{ }}`. Raises ExpressionError where it cannot be read."""
    reader = _Reader(text)
    node = reader.binary(0)
    reader.expect("end", "")
    return node


def calls(node: Node) -> Iterator[str]:
    """The names of all functions that the expression calls."""
    match node:
        case Call(name, arguments):
            yield name
            for argument in arguments:
                yield from calls(argument)
        case Binary(_, left, right) | Member(left, right):
            yield from calls(left)
            yield from calls(right)
        case Not(inner) | Filter(inner):
            yield from calls(inner)
        case Literal() | Name():
            return


def _tokens(text: str) -> list[_Token]:
    found, at = [], 0
    end = len(text.rstrip())
    while at < end:
        match = _TOKEN.match(text, at)
        if match is None or match.lastgroup is None:
            raise ExpressionError(f"unexpected symbol at {text[at:].strip()[:20]!r} in {text.strip()!r}")
        found.append(_Token(match.lastgroup, match[match.lastgroup]))
        at = match.end()
    return [*found, _Token("end", "")]


class _Reader:
    """Walks over the tokens of one expression, once."""

    def __init__(self, text: str) -> None:
        self._text = text.strip()
        self._left = _tokens(text)

    def expect(self, kind: str, text: str) -> _Token:
        """The next token, which has to be this one."""
        token = self._left.pop(0)
        if token != (kind, text):
            raise ExpressionError(f"expected {text or kind!r}, found {token.text!r} in {self._text!r}")
        return token

    def binary(self, level: int) -> Node:
        """Operands joined by the operators of a level, from the left."""
        if level == len(_LEVELS):
            return self._unary()
        node = self.binary(level + 1)
        while self._left[0].kind == "sign" and self._left[0].text in _LEVELS[level]:
            sign = self._left.pop(0).text
            node = Binary(sign, node, self.binary(level + 1))
        return node

    def _unary(self) -> Node:
        if self._accepts("!"):
            return Not(self._unary())
        return self._trailers(self._atom())

    def _atom(self) -> Node:
        token = self._left.pop(0)
        if token.kind == "number":
            return Literal(_number(token.text))
        if token.kind == "string":
            return Literal(token.text[1:-1].replace("''", "'"))
        if token.kind == "name":
            return self._named(token.text)
        if token == ("sign", "("):
            node = self.binary(0)
            self.expect("sign", ")")
            return node
        raise ExpressionError(f"unexpected {token.text or 'end'!r} in {self._text!r}")

    def _named(self, name: str) -> Node:
        if self._accepts("("):
            return Call(name.lower(), self._arguments())
        return Literal(_WORDS[name.lower()]) if name.lower() in _WORDS else Name(name.lower())

    def _arguments(self) -> tuple[Node, ...]:
        if self._accepts(")"):
            return ()
        found = [self.binary(0)]
        while self._accepts(","):
            found.append(self.binary(0))
        self.expect("sign", ")")
        return tuple(found)

    def _trailers(self, node: Node) -> Node:
        while True:
            if self._accepts("."):
                node = Filter(node) if self._accepts("*") else Member(node, Literal(self._property()))
            elif self._accepts("["):
                node = Filter(node) if self._accepts("*") else Member(node, self.binary(0))
                self.expect("sign", "]")
            else:
                return node

    def _property(self) -> str:
        token = self._left.pop(0)
        if token.kind != "name":
            raise ExpressionError(f"expected the name of a property, found {token.text!r} in {self._text!r}")
        return token.text

    def _accepts(self, sign: str) -> bool:
        if self._left[0] == ("sign", sign):
            self._left.pop(0)
            return True
        return False


def _number(text: str) -> float:
    value = text_number(text)
    return int(value) if value == int(value) else value
