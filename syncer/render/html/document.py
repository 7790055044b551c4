"""One HTML file out of a template: its style and its script are inside, and its policy allows those alone."""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from syncer.render.html.numbers import price_text, tokens_text
from syncer.render.html.spans import message, short_name

_COMMON_STYLE: Final = "page.css"
_COMMON_SCRIPT: Final = "page.js"


def page(
    template: str, *, title: str, style: str | None = None, script: str | None = None, **values: object
) -> str:  # fmt: skip
    """The page that a template makes of values. Text of a value stays text: everything is escaped.

    `style` and `script` are files with how this page looks and what it does beyond what every page does. The browser
    runs the script and takes the style that are written here, by their digest, and nothing else: no address, no handler
    in the markup.
    """
    made = _environment()
    look = "\n".join(map(_source, filter(None, (_COMMON_STYLE, style))))
    code = "\n".join(map(_source, filter(None, (_COMMON_SCRIPT, script))))
    policy = (
        f"default-src 'none'; style-src {_digest(look)}; script-src {_digest(code)}; "
        "base-uri 'none'; form-action 'none'"
    )
    own = {"style": _trusted(look), "script": _trusted(code)}
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
    made.filters.update(price=price_text, tokens=tokens_text, name=short_name, message=message)
    return made


def _source(name: str) -> str:
    """A file of ours as it is; the style and the scripts are no templates."""
    environment = _environment()
    if environment.loader is None:  # it always has the one above
        raise AssertionError
    return environment.loader.get_source(environment, name)[0].rstrip("\n")
