"""Whose a comment or an issue is: what somebody else wrote is never taken for ours."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from syncer.github.client import Client


class Authors:
    """Knows whom the token speaks for."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def are_ours(self, document: Any) -> bool:
        """Whether a bot or the token's own user wrote it. A person's deleted account has no name any more."""
        user = document["user"]
        return user is not None and (user["type"] == "Bot" or user["login"] == self._own)

    @cached_property
    def _own(self) -> str | None:
        """The token's user; None for the token of an app, which GitHub does not tell (403)."""
        user = self._client.find("/user", absent=(403, 404))
        return None if user is None else self._client.read(lambda found: str(found["login"]), user, "/user")
