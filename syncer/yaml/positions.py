"""Where each value and each comment of a YAML text stands. The only home of ruamel.yaml."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from syncer.yaml.key_blocks import NotEditableError

if TYPE_CHECKING:
    from collections.abc import Iterator

_BLOCK_HEADER: Final = re.compile(r"[|>][-+0-9]*[ \t]+(?=#)")
_ODD_LINE_END: Final = re.compile("\r(?!\n)|[\x85\u2028\u2029]")
"""What YAML takes for the end of a line, but editors and Git do not."""
_SPECIAL: Final = {"AnchorToken": "an anchor", "AliasToken": "an alias", "TagToken": "a tag"}


class Comment(NamedTuple):
    """A comment."""

    line: int
    """From 0."""
    start: int
    """The index of its `#`."""
    text: str


class Special(NamedTuple):
    """An anchor, an alias or a tag."""

    text: str
    line: int
    """From 1."""


class Place(NamedTuple):
    """Where a value stands. All numbers are indices in the text."""

    kind: Literal["scalar", "flow", "block", "strange"]
    """In brackets or braces, over lines of its own, or one that cannot be changed: an alias, nothing behind a dash."""
    begin: int
    """Of its key or its dash, or of itself where it has neither."""
    after: int
    """Behind its colon or its dash."""
    start: int
    end: int
    """Behind its last character; what follows on the line is spaces and a comment."""
    keys: tuple[str, ...] = ()
    """Of a mapping; as many as `items`."""
    items: tuple[Place, ...] = ()


def require_plain_lines(text: str) -> None:
    """Raise NotEditableError when a line ends in what editors and Git do not take for its end."""
    odd = _ODD_LINE_END.search(text)
    if odd:
        line = text.count("\n", 0, odd.start()) + 1
        raise NotEditableError(f"the line separator {odd[0]!a} cannot stand here; remove it", line)


def comments_of(text: str) -> list[Comment]:
    """Every comment: what begins with `#` between two tokens of YAML. Raises NotEditableError."""
    found: list[Comment] = []
    end = line = counted = 0
    for token in _tokens(text) if "#" in text else ():
        start = token.start_mark.index
        gaps = [(end, start)]
        header = _BLOCK_HEADER.match(text, start) if getattr(token, "style", None) in {"|", ">"} else None
        if header:
            gaps.append((header.end(), text.find("\n", start)))
        end = max(end, token.end_mark.index)
        for first, last in gaps:
            for match in re.finditer("#[^\r\n]*", text[first:last]):
                at = first + match.start()
                line += text.count("\n", counted, at)
                counted = at
                found.append(Comment(line, at, match[0].rstrip()))
    return found


def special_in(text: str) -> Special | None:
    """The first anchor, alias or tag. Raises NotEditableError."""
    for token in _tokens(text) if re.search("[&*!]", text) else ():
        kind = _SPECIAL.get(type(token).__name__)
        if kind is not None:
            name = text[token.start_mark.index : token.end_mark.index]
            return Special(f"{kind}, `{name}`", token.start_mark.line + 1)
    return None


def places_of(text: str) -> Place:
    """The place of the top of a text that is right as YAML, with all that is in it. Raises NotEditableError."""
    from ruamel.yaml import YAML  # noqa: PLC0415  costs 100 ms; most files need no such look
    from ruamel.yaml.error import YAMLError  # noqa: PLC0415

    yaml = YAML(typ="safe", pure=True)
    try:
        top = yaml.compose(text)
    except YAMLError as error:
        raise _not_valid(error) from error
    return _place(text, top, top.start_mark.index, top.start_mark.index)


def _tokens(text: str) -> Iterator[Any]:
    from ruamel.yaml import YAML  # noqa: PLC0415  costs 100 ms; most files need no such look
    from ruamel.yaml.error import YAMLError  # noqa: PLC0415

    try:
        yield from YAML(typ="safe", pure=True).scan(text)
    except YAMLError as error:
        raise _not_valid(error) from error


def _not_valid(error: Any) -> NotEditableError:
    line = getattr(getattr(error, "problem_mark", None), "line", 0) + 1
    return NotEditableError(f"it cannot be taken apart: {getattr(error, 'problem', error)}; edit it by hand", line)


def _place(text: str, node: Any, begin: int, after: int) -> Place:
    start, end = node.start_mark.index, node.end_mark.index
    if start < after:
        return Place("strange", begin, after, after, after)
    if isinstance(node.value, str):
        empty = start == end
        return Place("scalar", begin, after, after if empty else start, after if empty else _end(text, start, end))
    keys: tuple[str, ...] = ()
    if node.id == "mapping":
        keys = tuple(str(key.value) for key, _ in node.value)
        items = tuple(_of_key(text, key, value) for key, value in node.value)
    else:
        items = tuple(_items(text, node))
    if node.flow_style:
        return Place("flow", begin, after, start, end, keys, items)
    return Place("block", begin, after, start, items[-1].end, keys, items)


def _of_key(text: str, key: Any, value: Any) -> Place:
    begin, end = key.start_mark.index, key.end_mark.index
    colon = text.find(":", end)
    if colon < 0 or text[end:colon].strip():
        return Place("strange", begin, end, end, end)
    return _place(text, value, begin, colon + 1)


def _items(text: str, node: Any) -> Iterator[Place]:
    """Of a list."""
    end = node.start_mark.index
    for item in node.value:
        start = item.start_mark.index
        dash = start if node.flow_style else text.rfind("-", end, start)
        if start < end or dash < 0 or start == item.end_mark.index:
            yield Place("strange", end, end, end, end)
            continue
        place = _place(text, item, dash, dash if node.flow_style else dash + 1)
        end = place.end
        yield place


def _end(text: str, start: int, end: int) -> int:
    """Without the line ends that belong to a value in `|` style."""
    return start + len(text[start:end].rstrip(" \t\r\n"))
