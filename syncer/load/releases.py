"""What only some releases of the platform do with a definition: warnings, each with the releases that it is for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, get_args

from schemas.attributes import Platform
from schemas.param_rules import thinking_budget
from syncer.frozen import NamedTuple
from syncer.model.words import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from syncer.yaml.faults import KeyPath

PLATFORMS: Final[tuple[str, ...]] = get_args(Platform)
"""`any`, then the releases, the oldest first."""
PROVIDERS: Final = ("bedrock", "bedrock-responses", "mantle", "openai", "gemini")
"""Those that the newest release knows."""
_NEWER: Final = ("mantle", "lifecycle")
_NO_OUTPUT_LIMIT: Final = ("any", "older", "beta.27", "1.0.2")
_NO_BUDGET: Final = ("any", "beta.27")
_ROLE_ID: Final = re.compile(r"[a-z][a-z0-9_]{2,49}")
_LIFECYCLE: Final = (
    "status", "replaced_by", "retires_on", "retirement_note", "is_featured", "icon_slug", "short_description",
)  # fmt: skip


class Slip(NamedTuple):
    """A warning about a definition."""

    path: KeyPath
    kind: str
    message: str
    platforms: tuple[str, ...]
    """For which of `PLATFORMS` it is said."""


def release_slips(fields: Mapping[str, Any]) -> Iterator[Slip]:
    """Every warning that depends on the release."""
    if fields["max_output_tokens"] is None:
        message = "not given; older releases of the platform skip a model without it"
        yield Slip(("max_output_tokens",), "no-output-limit", message, _NO_OUTPUT_LIMIT)
    params = (fields["supported_params"] or {}).get("params", {})
    if thinking_budget(params) is not None:
        message = "the platform's releases 1.0.0-beta24 to 1.0.0-beta27 skip a model with a thinking budget"
        yield Slip(("supported_params", "params", "thinking", "default"), "thinking-budget", message, _NO_BUDGET)
    yield from _roles(fields)
    yield from _provider(fields)
    yield from _ignored(fields)


def _roles(fields: Mapping[str, Any]) -> Iterator[Slip]:
    if fields["allowed_app_roles"]:
        message = "the platform ignores it and goes by grants; grant the model on its page"
        yield Slip(("allowed_app_roles",), "ignored-field", message, _NEWER)
    for number, role in enumerate(fields["available_to_roles"]):
        if not _ROLE_ID.fullmatch(role):
            message = f"no role of the platform is called {role!r}: lower-case letters, digits and `_`, 3 to 50 of them"
            yield Slip(("available_to_roles", number), "unknown-role", message, _NEWER)


def _provider(fields: Mapping[str, Any]) -> Iterator[Slip]:
    provider = str(fields["provider"])
    if provider.lower() not in PROVIDERS:
        near = did_you_mean(provider, PROVIDERS)
        message = f"no release of the platform knows the provider {provider}{near}"
        yield Slip(("provider",), "unknown-provider", message, _NEWER)
    if provider.lower() == "bedrock-responses" and not fields["supports_caching"]:
        message = "the platform sets it to true for bedrock-responses; cached tokens would cost nothing otherwise"
        yield Slip(("supports_caching",), "forced-caching", message, _NEWER)


def _ignored(fields: Mapping[str, Any]) -> Iterator[Slip]:
    """Fields that the release does not know: it would go on as if nothing was said."""
    for names, since in (_LIFECYCLE, "lifecycle"), (("api_mode", "region"), "mantle"):
        older = PLATFORMS[1 : PLATFORMS.index(since)]
        for name in names:
            if fields[name] is not None:
                message = "the platform's release of this catalog does not know this field"
                yield Slip((name,), "ignored-field", message, older)
