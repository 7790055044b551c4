"""One HTML file out of a template: its style and its script are inside, and its policy allows those alone."""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from syncer.render.html.numbers import price_text, tokens_text

_STYLE: Final = "page.css"
_COMMON_SCRIPT: Final = "page.js"


def page(template: str, *, title: str, script: str | None = None, **values: object) -> str:
    """The page that a template makes of values. Text of a value stays text: everything is escaped.

    `script` is the file with what this page does beyond what every page does. The browser runs the script and takes
    the style that are written here, by their digest, and nothing else: no address, no handler in the markup.
    """
    made = _environment()
    style = _source(_STYLE)
    code = "\n".join(map(_source, filter(None, (_COMMON_SCRIPT, script))))
    policy = (
        f"default-src 'none'; style-src {_digest(style)}; script-src {_digest(code)}; "
        "base-uri 'none'; form-action 'none'"
    )
    own = {"style": _trusted(style), "script": _trusted(code)}
    return f"{made.get_template(template).render(values, title=title, policy=policy, **own)}\n"


def _trusted(text: str) -> Markup:
    return Markup(text)  # noqa: S704  files of this package, not values


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@lru_cache(maxsize=1)
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("syncer.render.html"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(price=price_text, tokens=tokens_text)
    return made


def _source(name: str) -> str:
    """A file of ours as it is; the style and the scripts are no templates."""
    environment = _environment()
    if environment.loader is None:  # it always has the one above
        raise AssertionError
    return environment.loader.get_source(environment, name)[0].rstrip("\n")
