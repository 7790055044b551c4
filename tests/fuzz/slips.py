"""Model files mutated as people slip, and what becomes of each: refused, warned of, or the same; a fault otherwise."""

from __future__ import annotations

import re
from collections import Counter
from random import Random
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from schemas.attributes import BESIDES, NAMES
from syncer.load.read_file import check_model
from syncer.model.equality import same
from tests.fuzz.slip_files import FILES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Slip = Callable[[Random, str], str]
    """A line of a file to the line, or the lines, that somebody typed instead."""

_LISTED: Final = re.compile(r"(?P<head>[^:#\[]*:\s*)\[(?P<items>[^\]]*)\]")
_VALUED: Final = re.compile(r"(?P<head>\s*(?:- )?[\w.]+:\s+)(?P<value>[^\s#\[{].*?)(?P<rest>\s*(?:\s#.*)?)")
_NUMBERED: Final = re.compile(r"(?P<head>\s*[\w.]+:\s+)(?P<value>[0-9.]+)(?P<rest>.*)")
_DASHED: Final = re.compile(r"(?P<head>\s*)- (?P<value>.*)")
_KEYED: Final = re.compile(r"(?P<head>\s*)(?P<key>[a-z_]+)(?P<rest>:.*)")
_PRICED: Final = re.compile(r"(?P<head>\w+_price_per_million_tokens: )(?P<value>[0-9.]+)(?P<rest>.*)")
_COUNTED: Final = re.compile(r"(?P<head>max_\w+_tokens: )(?P<value>[0-9]+)(?P<rest>.*)")


def _sub(pattern: re.Pattern[str], *forms: str) -> Slip:
    """One of these forms where the line is of the pattern; the line as it is where it is not."""

    def slip(random: Random, line: str) -> str:
        found = pattern.fullmatch(line)
        return line if found is None else random.choice(forms).format(**found.groupdict())

    return slip


def _list_as(join: str, opening: str = "", closing: str = "") -> Slip:
    """A list in brackets written in another way."""

    def slip(_: Random, line: str) -> str:
        found = _LISTED.match(line)
        if found is None:
            return line
        items = join.join(part.strip() for part in found["items"].split(","))
        return f"{found['head']}{opening}{items}{closing}{line[found.end() :]}"

    return slip


def _at_an_end(mark: str) -> Slip:
    """A mark at an end of a value, next to it or apart."""

    def slip(random: Random, line: str) -> str:
        found = _VALUED.fullmatch(line)
        if found is None:
            return line
        value = found["value"]
        return found["head"] + random.choice((f"{mark}{value}", f"{value}{mark}", f"{mark} {value}", f"{value} {mark}"))

    return slip


def _indented(*widths: int) -> Slip:
    def slip(random: Random, line: str) -> str:
        width = random.choice(widths)
        spaces = len(line) - len(line.lstrip(" "))
        return line[min(-width, spaces) :] if width < 0 else " " * width + line

    return slip


def _scaled(pattern: re.Pattern[str], *by: float) -> Slip:
    """A number of another unit."""

    def slip(random: Random, line: str) -> str:
        found = pattern.fullmatch(line)
        if found is None:
            return line
        number = float(found["value"]) * random.choice(by)
        return f"{found['head']}{f'{number:.9f}'.rstrip('0').rstrip('.')}{found['rest']}"

    return slip


def _thousands(mark: str) -> Slip:
    def slip(_: Random, line: str) -> str:
        found = _COUNTED.fullmatch(line)
        return line if found is None else f"{found['head']}{int(found['value']):,}{found['rest']}".replace(",", mark)

    return slip


def _cased(change: Callable[[str], str], group: str, pattern: re.Pattern[str]) -> Slip:
    def slip(_: Random, line: str) -> str:
        found = pattern.fullmatch(line)
        return line if found is None else line[: found.start(group)] + change(found[group]) + line[found.end(group) :]

    return slip


def _camel(text: str) -> str:
    return re.sub("_([a-z])", lambda found: found[1].upper(), text)


def _in_list(change: Callable[[str], str]) -> Slip:
    """The items of a list, in brackets or behind a dash, as `change` makes one of them."""

    def slip(random: Random, line: str) -> str:
        found = _LISTED.match(line)
        if found is None:
            return line
        items = found["items"].split(", ")
        at = random.randrange(len(items))
        items[at] = change(items[at])
        return f"{found['head']}[{', '.join(items)}]{line[found.end() :]}"

    return slip


CLASSES: Final[dict[str, tuple[Slip, ...]]] = {
    "dash": (
        _sub(_DASHED, "{head}  - {value}", "{head}    - {value}", "{head}   - {value}", "{head}-{value}",
             "{head}  {value}", "{head}{value}", "{head}- - {value}", "{head}-- {value}", "{head}* {value}",
             "{head}\u2013 {value}", "{head}\u2022 {value}", "{head}-\u00a0{value}"),
        _list_as(" - ", "- "), _list_as(" -", "-"), _list_as("\n  - ", "\n  - "), _list_as("\n    - ", "\n  - "),
        _list_as("\n- ", "\n- "), _list_as("\n   - ", "\n- "), _list_as(" - ", "[", "]"), _list_as("\n  -", "\n  -"),
        _list_as("\n  ", "\n  - "), _list_as("\n  - ", "- "),
        _sub(_KEYED, "{head}- {key}{rest}", "{head}-{key}{rest}"),
        _sub(_VALUED, "{head}- {value}{rest}", "{head}-{value}{rest}", "{head}{value}-{rest}", "{head}{value} -{rest}"),
    ),
    "comma": (
        _list_as(" ", "[", "]"), _list_as("; ", "[", "]"), _list_as(". ", "[", "]"),
        _list_as(".", "[", "]"), _list_as(",, ", "[", "]"), _list_as(", ", "[", ",]"), _list_as(", ", "[, ", "]"),
        _list_as(", "), _list_as(","), _list_as(" / ", "[", "]"), _list_as("|", "[", "]"), _list_as(" and ", "[", "]"),
        _list_as("\uff0c", "[", "]"), _list_as(", ", "[", ""), _list_as(", ", "", "]"), _list_as(", ", "(", ")"),
        _list_as(", ", "{", "}"), _list_as(",", "[", "]"),
        _sub(_VALUED, "{head}{value},{rest}", "{head},{value}{rest}", "{head}{value};{rest}"),
        _sub(_DASHED, "{head}- {value},", "{head}- {value}, x"), _at_an_end(","),
        _cased(lambda text: text.replace(".", ","), "value", _NUMBERED),
    ),
    "colon": (
        _sub(_KEYED, "{head}{key} {rest}"), _cased(lambda text: text.replace(":", ""), "rest", _KEYED),
        _cased(lambda text: text.replace(": ", ":"), "rest", _KEYED), _cased(lambda text: f":{text}", "rest", _KEYED),
        _cased(lambda text: text.replace(":", " ="), "rest", _KEYED),
        _cased(lambda text: text.replace(":", ";"), "rest", _KEYED),
        _cased(lambda text: text.replace(":", "\uff1a"), "rest", _KEYED),
        _cased(lambda text: text.replace(": ", " - "), "rest", _KEYED),
        _sub(_VALUED, "{head}{value}:{rest}", "{head}: {value}{rest}", "{head}:{value}{rest}"), _at_an_end(":"),
        _sub(_DASHED, "{head}- {value}:", "{head}- {value}: x", "{head}-: {value}"), _in_list(lambda item: f"{item}:"),
    ),
    "quote": (
        *(_sub(_VALUED, f"{{head}}{mark}{{value}}{{rest}}", f"{{head}}{{value}}{mark}{{rest}}",
               f"{{head}}{mark}{{value}}{mark}{{rest}}") for mark in ('"', "'", "`")),
        _sub(_VALUED, "{head}\u201c{value}\u201d{rest}", "{head}\u201e{value}\u201c{rest}",
             "{head}\u2018{value}\u2019{rest}",
             "{head}\u00ab{value}\u00bb{rest}", "{head}''{value}''{rest}", '{head}""{value}""{rest}',
             "{head}\"{value}'{rest}"),
        *(_in_list(lambda item, mark=mark: f"{mark}{item}") for mark in "\"'`\u201c"),  # type: ignore[misc]  # its default
        *(_in_list(lambda item, mark=mark: f"{item}{mark}") for mark in "\"'`\u201d"),  # type: ignore[misc]  # as above
        _in_list(lambda item: f'"{item}"'), _in_list(lambda item: f"\u201c{item}\u201d"), _list_as(", ", '"[', ']"'),
        _list_as(", ", '["', '"]'), _list_as('", "', '["', '"]'), _list_as(", ", '"', '"'), _list_as("','", "['", "']"),
        _sub(_KEYED, '{head}"{key}{rest}', '{head}"{key}"{rest}', '{head}{key}"{rest}'),
        _sub(_DASHED, '{head}- "{value}', "{head}- '{value}'", "{head}- {value}'"), _at_an_end('"'), _at_an_end("'"),
    ),
    "tab": (
        _sub(_KEYED, "{head}\t{key}{rest}", "\t{key}{rest}", "{head}{key}\t{rest}"),
        _cased(lambda text: text.replace(": ", ":\t"), "rest", _KEYED),
        _sub(_DASHED, "\t- {value}", "{head}-\t{value}"),
        _sub(_VALUED, "{head}{value}\t{rest}", "{head}\t{value}{rest}"), _at_an_end("\t"), _list_as(",\t", "[", "]"),
        _list_as("\t", "[", "]"), _list_as("\n\t- ", "\n\t- "), _list_as("\n\t- ", "\n  - "),
    ),
    "indent": (
        _indented(1, 2, 4), _indented(-1, -2, -4), _indented(1), _indented(-2),
        _sub(_VALUED, "{head}\n  {value}{rest}", "{head}\n{value}{rest}", "{head}\n    {value}{rest}"),
        _list_as(",\n  ", "[", "]"), _list_as(",\n", "[", "]"), _list_as("\n  ", "\n  "),
    ),
    "case": (
        *(_cased(change, "key", _KEYED) for change in (str.upper, str.title, str.capitalize, _camel)),
        _cased(lambda text: text.replace("_", "-"), "key", _KEYED),
        _cased(lambda text: text.replace("_", " "), "key", _KEYED),
        *(_cased(change, "value", re.compile(rf"\s*{key}: (?P<value>[\w.-]+).*"))
          for change in (str.upper, str.capitalize, str.lower)
          for key in ("enabled", "is_reasoning_model", "supported", "locked", "status", "provider", "model_id",
                      "api_mode", "region", "is_default", "replaced_by", "icon_slug")),
        *(_in_list(change) for change in (str.lower, str.capitalize)),
    ),
    "unit": (
        _sub(_COUNTED, "{head}{value}k{rest}", "{head}{value} tokens{rest}", "{head}{value}K{rest}",
             "{head}~{value}{rest}", "{head}{value}.0{rest}", "{head}{value}+{rest}"),
        _scaled(_COUNTED, 0.001), _scaled(_COUNTED, 0.000001),
        *(_thousands(mark) for mark in (",", ".", "_", " ", "'")),
        _sub(_PRICED, "{head}${value}{rest}", "{head}{value}${rest}", "{head}{value} USD{rest}",
             "{head}USD {value}{rest}",
             "{head}\u20ac{value}{rest}", "{head}{value} / 1M{rest}", "{head}{value}/M{rest}", "{head}{value}%{rest}",
             "{head}{value}e-6{rest}", "{head}{value}c{rest}", "{head}.{value}{rest}", "{head}{value}.{rest}"),
        _scaled(_PRICED, 0.000001), _scaled(_PRICED, 0.001),
    ),
}  # fmt: skip
"""Each class of slips, with the ways to make one."""


OTHERWISE: Final = "stored otherwise"
"""What no slip may become."""


class Verdict(NamedTuple):
    """What became of one slip."""

    number: int
    kind: str
    became: str
    """`refused`, `warned of`, `the same`, or OTHERWISE."""
    text: str
    told: str
    """Of a fault: the fields, with what was meant and what is stored."""


def slipped(number: int, seed: int = 1) -> tuple[str, str, str]:
    """The class of the slip of a number, the file that was meant, and the one that was typed."""
    random = Random(f"{seed} {number}")  # noqa: S311  no secret hangs on it
    kinds = [*CLASSES]
    kind = kinds[number % len(kinds)]
    for _ in range(1000):
        meant = random.choice(FILES)
        lines = meant.split("\n")
        at = random.randrange(len(lines))
        typed = random.choice(CLASSES[kind])(random, lines[at])
        if typed != lines[at] and not lines[at].startswith("#"):
            return kind, meant, "\n".join([*lines[:at], typed, *lines[at + 1 :]])
    raise AssertionError(f"nothing to slip on: {kind}")


def judged(number: int, seed: int = 1) -> Verdict:
    """What becomes of the slip of a number."""
    kind, meant, typed = slipped(number, seed)
    wanted, before = check_model(meant.encode())
    found, problems = check_model(typed.encode())
    if found is None:
        return Verdict(number, kind, "refused", typed, "")
    named = {
        str(field).partition(".")[0] for message, _, _, field, *_ in problems if (message, field) not in _said(before)
    }
    others = list(_differences(wanted, found))
    left = [told for field, told in others if field not in named]
    if left:
        return Verdict(number, kind, OTHERWISE, typed, "; ".join(left))
    return Verdict(number, kind, "warned of" if named else "the same", typed, "")


def _said(problems: list[tuple[Any, ...]]) -> set[tuple[str, str]]:
    return {(message, field) for message, _, _, field, *_ in problems}


def _differences(wanted: Any, found: Any) -> Iterator[tuple[str, str]]:
    for name, one, other in zip(NAMES, wanted[0], found[0], strict=True):
        if not same(name, one, other):
            yield name, f"{name}: {one!r} -> {other!r}"
    for name, one, other in zip(BESIDES, wanted[2], found[2], strict=True):
        if str(one).casefold() != str(other).casefold():  # tags are matched in any letter case
            yield name, f"{name}: {one!r} -> {other!r}"


def counts(verdicts: list[Verdict]) -> dict[str, Counter[str]]:
    """By class, how many became what."""
    found = {kind: Counter[str]() for kind in CLASSES}
    for verdict in verdicts:
        found[verdict.kind][verdict.became] += 1
    return found
