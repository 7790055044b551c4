"""Where a target's rows are, as `catalog.yaml` says it: a directory of JSON files, or a DynamoDB table."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from schemas.endpoints import ENDPOINT_PATTERN, endpoint_fault
from schemas.fields import Text


class Closed(BaseModel):
    """Takes no key that it does not name."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class DirectorySettings(Closed):
    """A directory of JSON files."""

    path: Text = Field(
        description="The directory, relative to the folder of `catalog.yaml`.", examples=["../managed_models"]
    )


def _safe(url: str) -> str:
    fault = endpoint_fault(url)
    if fault:
        raise ValueError(fault)
    return url


Endpoint = Annotated[str, Field(min_length=1, json_schema_extra={"pattern": ENDPOINT_PATTERN}), AfterValidator(_safe)]
"""A URL to which credentials may be shown."""


class DynamoDBSettings(Closed):
    """A DynamoDB table. Credentials come from the environment, as for every AWS tool."""

    table: Text = Field(description="The table's name.", examples=["managed-models"])
    region: Text | None = Field(None, description="The AWS region; absent: as the environment says.")
    endpoint: Endpoint | None = Field(
        None,
        description="The URL of another endpoint, such as DynamoDB Local's. `http://` only on this machine.",
        examples=["http://127.0.0.1:8000"],
    )
    profile: Text | None = Field(None, description="The profile of the AWS configuration; absent: the environment's.")
    roles_table: Text | None = Field(
        None,
        description="The table in which the platform has its roles. Plans read it to say who can pick what; absent: "
        "`DYNAMODB_APP_ROLES_TABLE_NAME`, or it is not read.",
        examples=["app-roles"],
    )
