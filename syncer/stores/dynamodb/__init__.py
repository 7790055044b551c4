"""A DynamoDB table as a kind of store."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from syncer.model.catalog import Target
from syncer.stores.kind import StoreKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from syncer.stores.dynamodb.store import DynamoDBStore
    from syncer.stores.kind import Surroundings

ROLES_VARIABLE: Final = "DYNAMODB_APP_ROLES_TABLE_NAME"
"""The environment variable that names the platform's table of roles, for a target that names none."""


_WORDS: Final = (("table", "table"), ("region", "in"), ("endpoint", "at"), ("profile", "with profile"))


def described_table(settings: Mapping[str, str | None]) -> str:
    """The table and where credentials go: `table models in eu-west-1 at https://example.com with profile staging`."""
    return " ".join(f"{word} {settings[name]}" for name, word in _WORDS if settings.get(name))


def _opened(settings: Mapping[str, str], around: Surroundings) -> DynamoDBStore:
    from syncer.stores.dynamodb.store import DynamoDBStore  # noqa: PLC0415  a plan for a directory does without

    # The contract names AWS_REGION, and boto3 knows only AWS_DEFAULT_REGION.
    session = around.session
    region = settings.get("region") or (session and session.region_name) or around.environment.get("AWS_REGION")
    return DynamoDBStore(
        settings["table"],
        region=region or None,
        endpoint=settings.get("endpoint"),
        profile=settings.get("profile"),
        session=session,
        latest=around.latest,
        marked=around.marked,
        has_few=around.has_few,
        roles_table=settings.get("roles_table") or around.environment.get(ROLES_VARIABLE) or None,
    )


DYNAMODB = StoreKind(
    variable="DYNAMODB_MANAGED_MODELS_TABLE_NAME",
    settings=("table", "region", "endpoint", "profile", "roles_table"),
    named=lambda table: Target.of("dynamodb", table=table),
    described=described_table,
    opened=_opened,
)
