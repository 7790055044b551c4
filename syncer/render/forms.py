"""A document in the form that was asked for: only that one is made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from syncer.render.json.text import json_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping


def in_form(
    form: str, *, lines: Iterable[str], document: Callable[[], Mapping[str, Any]], **others: Callable[[], str]
) -> str:
    """The document as `json`, in one of the `others`, or else as text. `lines` are best made as they are asked for."""
    if form == "json":
        return json_text({"format_version": "1.0", **document()})
    return others[form]() if form in others else text_of(lines)


def text_of(lines: Iterable[str]) -> str:
    """The lines, each with its end."""
    return "".join([f"{line}\n" for line in lines])
