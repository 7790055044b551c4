"""The kinds of warnings, as one table: the name that a warning shows, and what it means."""

from __future__ import annotations

from typing import Final

WARNINGS: Final[dict[str, str]] = {
    "outer-space": "A text has white space at an end.",
    "unprintable": "A text has a character that does not print.",
    "listed-twice": "A list names something twice.",
    "stray-mark": "A text has a separator or a quote at an end, or a `#` inside, before which a comment needs a space.",
    "lost-value": "A key has no value, because what may be the value begins with a `#`, as a comment does.",
    "several-in-one": "An item of a list may be several.",
    "odd-unit": "A limit or a price looks like one of another unit.",
    "capitals": "A provider, an id or a region has capitals where it has none.",
    "odd-date": "A knowledge cutoff looks like a date in another form.",
    "odd-parameter": "A request parameter has a name or a value that is probably a slip.",
    "price-noise": "A price has digits that come from binary floats.",
    "output-below-input": "Output costs less than input.",
    "cached-above-input": "A cached token costs more than a new one.",
    "idle-change": "A price change gives a price that holds already.",
    "letter-case": "Two model ids differ only in letter case.",
    "unused-selector": "`only` or `except` of a target has a selector that matches no model.",
    "stray-file": "A file in the catalog's folder belongs to no catalog.",
    "no-output-limit": "Older releases of the platform skip a model without `max_output_tokens`.",
    "thinking-budget": "Some releases of the platform skip a model with a thinking budget.",
    "ignored-field": "A release of the platform ignores a field.",
    "unknown-role": "No role of the platform can be called so.",
    "unknown-provider": "No release of the platform knows the provider, or `prices` names one that no model has.",
    "forced-caching": "The platform sets `supports_caching` to another value.",
    "lost-rename": "No row has the name in `renamed_from`, so the model is made as a new one.",
    "likely-rename": "A new model looks like one that is deleted.",
    "unreadable-row": "No release of the platform lists a row.",
    "unlisted-row": "Some releases of the platform do not list a row.",
    "unreadable-mark": "A row does not say what was last applied to it.",
    "broken-succession": "Rows name a successor that nobody can use.",
    "grants-left": "Grants stay behind of a model that is deleted or renamed.",
}
"""Those that `warnings` of `catalog.yaml` can switch off."""
ALWAYS_SAID: Final[dict[str, str]] = {
    "unread-grants": "Grants could not be read, so nobody knows who can use what.",
    "other-base": "The base of a comparison is missing or invalid, or has another name.",
    "left-out": "A definition cannot say a value of a row, which is left to others.",
    "store-state": "The store is not as a sync leaves it.",
}
"""Those that say what a plan could not see. Nothing switches them off."""
