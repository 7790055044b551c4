"""One HTML file out of a template: its style and its script are inside, and its policy allows those alone."""

from __future__ import annotations

import base64
import hashlib
import json
from functools import lru_cache
from typing import Final
from urllib.parse import quote, urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from syncer.render.html.numbers import aligned, point_room, price_text, tokens_text
from syncer.render.html.phrases import message, short_name
from syncer.render.text.values import safe

_STYLES: Final = ("page.css", "charts.css")
_COMMON_SCRIPT: Final = "page.js"


def page(template: str, *, title: str, style: str | None = None, script: str | None = None, **values: object) -> str:
    """The page that a template makes of values. Text of a value stays text: everything is escaped.

    `style` and `script` are the files with what this page has beyond what every page has. The browser takes what is
    written here, by its digest, and nothing else: no address, no handler in the markup, no style of one element.
    """
    made = _environment()
    looks = _joined(*_STYLES, style)
    code = _joined(_COMMON_SCRIPT, script)
    policy = (
        f"default-src 'none'; style-src {_digest(looks)}; script-src {_digest(code)}; "
        "base-uri 'none'; form-action 'none'"
    )
    own = {"style": _trusted(looks), "script": _trusted(code)}
    return f"{made.get_template(template).render(values, title=title, policy=policy, **own)}\n"


def _trusted(text: str) -> Markup:
    return Markup(text)  # noqa: S704  files of this package, or JSON without `<`: not values


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _data(value: object) -> Markup:
    """A value as JSON for the inside of a `script` of data, which nothing in it can end."""
    text = json.dumps(value, separators=(",", ":"))
    return _trusted(text.replace("<", "\\u003c"))


def _state(said: dict[str, str]) -> str:
    """What an address says behind its `#`: the script of a page reads it, and an element can have it as its id."""
    return urlencode(said, quote_via=quote, errors="replace")


def _exact(value: object) -> str:
    """A value as JSON for an attribute: a page is read back by it."""
    return json.dumps(value)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("syncer.render.html"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(
        price=price_text, tokens=tokens_text, aligned=aligned, digits=point_room, safely=safe, data=_data, exact=_exact,
        state=_state, name=short_name, message=message,
    )  # fmt: skip
    return made


def _joined(*names: str | None) -> str:
    return "\n".join(map(_source, filter(None, names)))


def _source(name: str) -> str:
    """A file of ours as it is; the style and the scripts are no templates."""
    environment = _environment()
    if environment.loader is None:  # it always has the one above
        raise AssertionError
    return environment.loader.get_source(environment, name)[0].rstrip("\n")
