"""Finds the workflow commands in what a step printed: `::name key=value::data` and the older `##[name]data`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tests.workflows.results import Annotation, Command

if TYPE_CHECKING:
    from collections.abc import Iterator

_LEVELS: Final = ("error", "warning", "notice")
_DISABLED: Final = ("set-env", "add-path")
_KNOWN: Final = frozenset({
    *_LEVELS, *_DISABLED, "debug", "group", "endgroup", "add-mask", "set-output", "save-state", "echo",
    "stop-commands", "add-matcher", "remove-matcher", "internal-set-repo-path",
})  # fmt: skip
_DATA: Final = (("%0D", "\r"), ("%0A", "\n"), ("%25", "%"))
_PROPERTY: Final = (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%"))
_OLD: Final = (("%3B", ";"), ("%0D", "\r"), ("%0A", "\n"), ("%5D", "]"), ("%25", "%"))


def commands(text: str) -> tuple[Command, ...]:
    """All commands in the text, except those between `::stop-commands::TOKEN` and `::TOKEN::`."""
    found: list[Command] = []
    stopped = ""
    for line in text.splitlines():
        command = _command(line, {stopped} if stopped else _KNOWN)
        if command is None:
            continue
        if stopped:
            stopped = ""
        elif command.name == "stop-commands":
            stopped = command.data
        else:
            found.append(command)
    return tuple(found)


def remarks(found: tuple[Command, ...]) -> tuple[Annotation, ...]:
    """The annotations that the commands make."""
    return tuple(_annotation(command) for command in found if command.name in _LEVELS)


def masks(found: tuple[Command, ...]) -> tuple[str, ...]:
    """What is not to be shown from now on."""
    return tuple(command.data for command in found if command.name == "add-mask" and command.data.strip())


def old_outputs(found: tuple[Command, ...]) -> Iterator[tuple[str, str]]:
    """Outputs set by a command: deprecated, but whoever can print a line can do it."""
    for command in found:
        if command.name == "set-output" and "name" in command.properties:
            yield command.properties["name"], command.data


def refused(found: tuple[Command, ...]) -> tuple[str, ...]:
    """Commands that GitHub has switched off: a step that prints one fails."""
    return tuple(command.name for command in found if command.name in _DISABLED)


def _command(line: str, known: frozenset[str] | set[str]) -> Command | None:
    text = line.lstrip()
    if text.startswith("::") and (end := text.find("::", 2)) >= 0:
        found = _named(text[2:end], text[end + 2 :], known, ",", _PROPERTY, _DATA)
        if found is not None:
            return found
    start = line.find("##[")
    end = line.find("]", start)
    if start < 0 or end < 0:
        return None
    return _named(line[start + 3 : end], line[end + 1 :], known, ";", _OLD, _OLD)


def _named(
    info: str,
    data: str,
    known: frozenset[str] | set[str],
    separator: str,
    escapes: tuple[tuple[str, str], ...],
    data_escapes: tuple[tuple[str, str], ...],
) -> Command | None:
    name, _, rest = info.partition(" ")
    if name.lower() not in known and name not in known:
        return None
    pairs = (pair.split("=", 1) for pair in rest.strip().split(separator) if "=" in pair)
    properties = {key.lower(): _unescaped(value, escapes) for key, value in pairs if key and value}
    return Command(name.lower(), properties, _unescaped(data, data_escapes))


def _unescaped(text: str, escapes: tuple[tuple[str, str], ...]) -> str:
    for escape, meaning in escapes:
        text = text.replace(escape, meaning)
    return text


def _annotation(command: Command) -> Annotation:
    found = command.properties
    return Annotation(
        level=command.name,
        message=command.data,
        file=found.get("file"),
        line=_whole(found.get("line")),
        title=found.get("title"),
        end_line=_whole(found.get("endline")),
        column=_whole(found.get("col")),
        end_column=_whole(found.get("endcolumn")),
    )


def _whole(text: str | None) -> int | None:
    return int(text) if text is not None and text.isdecimal() else None
