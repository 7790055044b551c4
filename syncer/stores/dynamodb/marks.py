"""What was last applied to a row as a table holds it: in a third of the bytes that a map of it takes. Pure.

A map, as the contract of the table has it, of one binary value: a byte that says how it is written, then JSON, deflated
with words that nearly every mark has. All of it is there, whatever becomes of the row. What older versions wrote, a map
of the values, is read as it always was.
"""

from __future__ import annotations

import json
import zlib
from typing import TYPE_CHECKING, Any, Final

from syncer.model.equality import canonical_json

if TYPE_CHECKING:
    from collections.abc import Mapping

PACKED: Final = "z"
"""The name of the binary value in the map."""
_FORM: Final = b"\x01"
_MOST: Final = 1 << 20
"""Bytes; more is none of ours: a row ends at 400 KB."""
_WORDS: Final = (
    b'"retirementNote":"","shortDescription":"","iconSlug":"","isFeatured":false,"replacedBy":"","retiresOn":"2027-'
    b'"status":"deprecated","region":"us-east-1","apiMode":"responses","protected":true'
    b'"SPEECH","DOCUMENT","VIDEO","PDF","AUDIO","TEXT","IMAGE"]"text","image""faculty","student","staff","admin"'
    b'"thinking":{"reasoning_effort":{"allowed":["low","medium","high"],"locked":true,"supported":false'
    b'"supportedParams":{"params":{"max_tokens":{"default":8192,"max":64000,"min":1,"supported":true},'
    b'"temperature":{"default":0.7,"max":1,"min":0,"supported":true},"top_k":{"top_p":{"default":1,"max":1,"min":0}}}'
    b'"provider":"gemini","openai","mantle","bedrock-responses","providerName":"Google","OpenAI","Meta","Mistral",'
    b'"Amazon","Anthropic","us.anthropic.claude-sonnet-4","amazon.nova-","openai.gpt-","google.gemini-",-v1:0",Claude '
    b'{"at":"2026-00:00","commit":"","fields":{"allowedAppRoles":[],"availableToRoles":[],'
    b'"cacheReadPricePerMillionTokens":0.,"cacheWritePricePerMillionTokens":0.,"enabled":true,"inputModalities":["TEXT"],'
    b'"inputPricePerMillionTokens":0.,"isDefault":false,"isReasoningModel":false,"knowledgeCutoffDate":"202",'
    b'"maxInputTokens":200000,"maxOutputTokens":8192,"modelId":"","modelName":"","outputModalities":["TEXT"],'
    b'"outputPricePerMillionTokens":0.,"provider":"bedrock","providerName":"","supportsCaching":true},"fingerprint":""}'
)
"""Part of the form: another text is another form, and needs another byte."""


def packed_mark(mark: Mapping[str, object]) -> bytes | None:
    """The mark as bytes; None for one that JSON has no form for."""
    try:
        said = canonical_json(mark).encode()
    except (TypeError, ValueError, RecursionError):
        return None
    maker = zlib.compressobj(9, zlib.DEFLATED, -15, 9, zlib.Z_DEFAULT_STRATEGY, _WORDS)
    return _FORM + maker.compress(said) + maker.flush()


def unpacked_mark(data: bytes) -> dict[str, Any] | None:
    """The mark in the bytes; None when they are not what `packed_mark` wrote."""
    reader = zlib.decompressobj(-15, _WORDS)
    try:
        found = json.loads(reader.decompress(data[1:], _MOST)) if data[:1] == _FORM else None
    except (zlib.error, ValueError, RecursionError):
        return None
    return found if reader.eof and isinstance(found, dict) else None
