"""Values of a file, with those as they were typed which their fields do not take: `fmt` must not change what it says.

`0613` where text has to be would become `613`, and somebody who then puts it in quotes has another id.
"""

from __future__ import annotations

import re
from math import inf, isfinite
from typing import TYPE_CHECKING, Any, Final

from schemas.attributes import KIND, PYTHON_NAME
from syncer.yaml.layout import NotEditableError
from syncer.yaml.write import AsTyped

if TYPE_CHECKING:
    from syncer.yaml.layout import Layout, Span

_USUAL: Final = re.compile(r"[-+]?(0|[1-9][0-9]*)?(\.[0-9]*)?([eE][-+]?[0-9]+)?")
_IN_THOUSANDS: Final = re.compile(r"[0-9]{1,3}(\.[0-9]{3})+")
_OPTION: Final = 4
"""Names down to an option of a parameter: `supported_params`, `params`, the parameter's, the option's."""
_NOT_PLAIN: Final = ("'", '"', "|", ">")


def as_typed(layout: Layout) -> dict[str, Any]:
    """What a file says, as `value_text` is to write it. Raises NotEditableError for an item that goes on below."""
    value = layout.value
    return {
        key: _typed(layout, span, value[key], (key,))
        for key, span in zip(layout.top.keys, layout.top.items, strict=True)
    }


def _typed(layout: Layout, span: Span, value: Any, path: tuple[str, ...], *, item: bool = False) -> Any:
    if isinstance(value, dict):
        inner = zip(span.keys, span.items, strict=True)
        return {key: _typed(layout, one, value[key], (*path, key)) for key, one in inner}
    if isinstance(value, list):
        return [_typed(layout, *one, path, item=True) for one in zip(span.items, value, strict=True)]
    return _scalar(layout, span, value, path, item=item)


def _scalar(layout: Layout, span: Span, value: Any, path: tuple[str, ...], *, item: bool) -> Any:
    source = layout.text[span.start : span.end]
    if not isinstance(value, str):
        return value if value is None or _takes(path, value, source) else AsTyped(source)
    if item and "\n" in source and not source.startswith(_NOT_PLAIN):
        raise NotEditableError("this item goes on below its line; mend it first", layout.row(span.start) + 1)
    return value


def _takes(path: tuple[str, ...], value: bool | float, source: str) -> bool:  # noqa: FBT001  a value of a file
    """Whether the field takes the value, so that its canonical form says the same."""
    kind = KIND.get(PYTHON_NAME.get(path[0], path[0]), path[0])
    if kind == "params":
        return len(path) >= _OPTION and _option_takes(path[_OPTION - 1], value, source)
    if isinstance(value, bool):
        return kind in {"flag", "protected"}
    least = {"price": 0, "count": 1}.get(kind, inf)
    return value >= least and (kind == "price" or _is_whole(value, source)) and _is_usual(value, source)


def _is_whole(value: float, source: str) -> bool:
    return value % 1 == 0 and not _IN_THOUSANDS.fullmatch(source)


def _is_usual(value: float, source: str) -> bool:
    return isfinite(value) and bool(_USUAL.fullmatch(source))


def _option_takes(option: str, value: bool | float, source: str) -> bool:  # noqa: FBT001  a value of a file
    if isinstance(value, bool):
        return option not in {"min", "max"}
    return option not in {"supported", "locked"} and _is_usual(value, source)
