"""A remark of ours behind a value: put there once, renewed in its place, with the words of others kept."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from syncer.yaml.layout import Layout, NotEditableError

if TYPE_CHECKING:
    import re
    from collections.abc import Sequence

    from syncer.yaml.layout import Span


def with_remark(text: str, path: Sequence[str], remark: str, *, ours: re.Pattern[str]) -> str:
    """The text with the remark in the comment behind the value at the path of keys, which has one line.

    `ours` matches an older remark, which it replaces; what else the comment says stays before it. Raises
    NotEditableError when that cannot be done.
    """
    layout = Layout(text.removeprefix("\ufeff"))
    mark = text[: len(text) - len(layout.text)]
    span = reduce(_below, path, layout.top)
    row = layout.row(span.end)
    comment = layout.comments.get(row)
    words = comment.text.removeprefix("#").strip() if comment is not None else ""
    kept = ours.sub("", words).rstrip("; ")
    said = f"# {kept}; {remark}" if kept else f"# {remark}"
    start = comment.start if comment is not None else span.end
    end = layout.start_of(row) + len(layout.rows[row].rstrip("\r "))
    result = Layout(f"{layout.text[:start]}{'' if comment is not None else '  '}{said}{layout.text[max(start, end) :]}")
    others = [one.text for at, one in layout.comments.items() if at != row]
    if not result.says(layout.value, [*others, said]):
        raise NotEditableError(f"no comment can stand behind {path[-1]}", row + 1)
    return mark + result.text


def _below(span: Span, key: str) -> Span:
    return dict(zip(span.keys, span.items, strict=True))[key]
