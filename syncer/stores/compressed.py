"""Bytes as a store keeps them: compressed, and never larger than a bound when they are read. Pure."""

from __future__ import annotations

import zlib
from typing import Final

LARGEST: Final = 1 << 28
"""Bytes of what was compressed. An apply that deletes 10,000 rows has about 40 MB."""
_LEVEL: Final = 6


def compressed(data: bytes) -> bytes:
    """The bytes as they are kept."""
    return zlib.compress(data, _LEVEL)


def expanded(data: bytes) -> bytes | None:
    """What was kept; None for what is damaged, or for so many bytes as nobody has kept."""
    reader = zlib.decompressobj()
    try:
        found = reader.decompress(data, LARGEST + 1)
    except zlib.error:
        return None
    return found if reader.eof and len(found) <= LARGEST else None
