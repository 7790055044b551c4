"""JSON documents as text: the same bytes every time, and inert in the log of a CI."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


def json_text(document: Mapping[str, Any]) -> str:
    """The document's text.

    GitHub's runner takes `##[` for a command wherever it stands in a line, so no string has it in plain.
    """
    return json.dumps(document, indent=2).replace("##[", "##\\u005b") + "\n"
