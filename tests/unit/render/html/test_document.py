"""One HTML file: what may run in it."""

from __future__ import annotations

import base64
import hashlib
import re

from syncer.render.html.catalog import catalog_page
from syncer.render.html.offers import About, Offer
from tests.stores.shapes import entry


def _page(**changes: object) -> str:
    made = entry("a", **changes)
    return catalog_page([Offer("a", made.fields, made.source)], About("campus"))


def test_the_policy_allows_what_is_inside_alone() -> None:
    """The digests of the policy are those of the style and the script in the file."""
    text = _page()
    for name in ("style", "script"):
        inside = re.search(rf"<{name}>(.*?)</{name}>", text, re.DOTALL)
        assert inside
        digest = base64.b64encode(hashlib.sha256(inside[1].encode()).digest()).decode()
        assert f"{name}-src 'sha256-{digest}'".replace("'", "&#39;") in text


def test_a_name_with_markup_stays_text() -> None:
    """It is escaped, wherever it stands."""
    text = _page(model_name="<script>alert(1)</script>")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert text.count("<script>") == 1


def test_the_same_values_make_the_same_bytes() -> None:
    """Nothing of the moment or of the machine is in a page."""
    assert _page() == _page()
