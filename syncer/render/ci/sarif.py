"""Findings as SARIF 2.1.0, for code scanning: the same bytes every time, and a fingerprint that lines do not move."""

from __future__ import annotations

import json
import posixpath
import re
from collections import Counter
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from syncer.plan.guards.rules import RULES
from syncer.render.ci.findings import HERE, Root, cut, findings_of
from syncer.render.forms import json_text
from syncer.render.text.values import safe

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from syncer.errors import Problem
    from syncer.plan.plan import Planned
    from syncer.render.ci.findings import Finding

MOST_RESULTS: Final = 5_000
"""Results that GitHub shows; it takes 25,000."""
SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVEL: Final = {"error": "error", "warning": "warning", "notice": "note"}
_INDEX: Final = {rule: index for index, rule in enumerate(RULES)}
_PLACE: Final = re.compile(r":[0-9]+(?::[0-9]+)?")


def sarif_text(
    planned: Sequence[Planned] = (),
    problems: Iterable[Problem] = (),
    *,
    root: Root | None = None,
    catalog: str = "catalog",
) -> str:
    """The findings of plans, and of a catalog, as a SARIF log.

    `catalog` is the catalog's folder: code scanning wants a file for everything, so what has none stands on its
    `catalog.yaml`.
    """
    root = root or HERE
    found = findings_of(planned, problems)
    fallback = root.relative(posixpath.join(catalog, "catalog.yaml")) or "catalog.yaml"
    counts: Counter[str] = Counter()
    results = [_result(finding, root, fallback, counts) for finding in found[:MOST_RESULTS]]
    run: dict[str, Any] = {
        "tool": {"driver": {"name": "syncer", "rules": [_rule(rule) for rule in RULES]}},
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    if len(found) > MOST_RESULTS:
        message = f"{len(found) - MOST_RESULTS:,} of {len(found):,} results are left out; the worst are here."
        notice = {"level": "warning", "message": {"text": message}}
        run["invocations"] = [{"executionSuccessful": True, "toolExecutionNotifications": [notice]}]
    return json_text({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(rule: str) -> dict[str, Any]:
    about = RULES[rule]
    return {
        "id": rule,
        "name": "".join(word.capitalize() for word in rule.split("-")),
        "shortDescription": {"text": about.short},
        "fullDescription": {"text": about.short},
        "help": {"text": about.help},
        "defaultConfiguration": {"level": _LEVEL[about.level]},
    }


def _result(finding: Finding, root: Root, fallback: str, counts: Counter[str]) -> dict[str, Any]:
    file = root.relative(finding.file)
    has_line = file is not None and finding.line is not None
    line, column = (finding.line, finding.column or 1) if has_line else (1, 1)
    uri = file if file is not None else fallback
    key = _identity(finding, uri)
    counts[key] += 1
    place = {
        "artifactLocation": {"uri": quote(uri.encode("utf-8", "replace")), "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": line, "startColumn": column},
    }
    return {
        "ruleId": finding.rule,
        "ruleIndex": _INDEX[finding.rule],
        "level": _LEVEL[finding.level],
        "message": {"text": _text(finding.of_targets)},
        "locations": [{"physicalLocation": place}],
        "partialFingerprints": {"primaryLocationLineHash": f"{key}:{counts[key]}"},
    }


def _text(text: str) -> str:
    """A message in which no link is: SARIF reads `[words](target)` as one."""
    return cut(safe(text).replace("](", "] ("))


def _identity(finding: Finding, uri: str) -> str:
    """A hash of what the finding is about, without lines: an edit above it does not make it a new one."""
    from hashlib import sha256  # noqa: PLC0415  loads OpenSSL; only SARIF needs it here

    parts = [finding.rule, uri, *(_PLACE.sub(":", part) for part in finding.identity), *finding.targets]
    return sha256(json.dumps(parts).encode()).hexdigest()[:16]
