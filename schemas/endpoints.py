"""Where requests may be sent: over TLS anywhere, in the clear only to this machine. Needs no library."""

from __future__ import annotations

import re
from typing import Final

_OCTET: Final = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_PORT: Final = "(6553[0-5]|655[0-2][0-9]|65[0-4][0-9]{2}|6[0-4][0-9]{3}|[1-5][0-9]{4}|[1-9][0-9]{0,3})"
_HOST: Final = r"([A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])"
_LOOPBACK: Final = rf"([Ll][Oo][Cc][Aa][Ll][Hh][Oo][Ss][Tt]|127(\.{_OCTET}){{3}}|\[(::|(0{{1,4}}:){{7}})0{{0,3}}1\])"
_REST: Final = rf"(:{_PORT})?(/[A-Za-z0-9._~/-]*)?"
ENDPOINT_PATTERN: Final = f"^(https://{_HOST}|http://{_LOOPBACK}){_REST}$"
"""Of an endpoint that may be used. So narrow that no two programs can take it for two addresses: no user, no escapes,
no other way to write an IPv4 address."""
_ALLOWED: Final = re.compile(ENDPOINT_PATTERN[1:-1])
_IN_THE_CLEAR: Final = re.compile(f"http://{_HOST}{_REST}")


def endpoint_fault(url: str) -> str:
    """Why nothing may be sent to the URL, and what to do; empty when it may."""
    if _ALLOWED.fullmatch(url):
        return ""
    if _IN_THE_CLEAR.fullmatch(url):
        return (
            "must be https:// where it is not on this machine (localhost, 127.0.0.0/8 or [::1]): requests in the clear "
            "can be read and answered by others"
        )
    if "@" in url:
        return "must not hold a user or a password; credentials come from AWS's usual chain"
    return "must be a URL such as https://dynamodb.eu-central-1.amazonaws.com or http://127.0.0.1:8000"
