"""The published JSON Schema of SARIF 2.1.0, which is not ours: it comes with an npm package."""

from __future__ import annotations

import json
from functools import cache
from typing import Any, Final

from tests.npm import MissingError, Package, unpacked

_PACKAGE: Final = Package(
    "@microsoft/jest-sarif", "1.0.0-beta.0", "748e2c3d1a842e7bb258416685c7ea3a0da40005b72267b2052c2856d48ad102",
    what="the schema of SARIF", folder="jest-sarif",
)  # fmt: skip
_FILE: Final = "package/lib/schemas/sarif-2.1.0-rtm.5.json"


@cache
def sarif_schema() -> dict[str, Any] | str:
    """The schema, or why it cannot be had."""
    try:
        schema: dict[str, Any] = json.loads((unpacked(_PACKAGE) / _FILE).read_text(encoding="utf-8"))
    except MissingError as error:
        return str(error)
    return schema
