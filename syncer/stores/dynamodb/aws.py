"""The only home of boto3: the client of a table. Imported when a table is first asked something, in the background."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import boto3.session
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

if TYPE_CHECKING:
    from syncer.stores.dynamodb.client import TableAccess

FAULTS: Final = (BotoCoreError, ClientError)
"""What a call may raise."""
SETTING_FAULTS: Final = (BotoCoreError, ValueError)
"""What `make_client` raises for settings that cannot work."""
_CONNECTIONS: Final = 16


def make_client(access: TableAccess) -> Any:
    """The client of the session that an app handed over, or of one as the environment says."""
    config = Config(
        connect_timeout=access.connect_timeout,
        read_timeout=access.read_timeout,
        max_pool_connections=_CONNECTIONS,
        parameter_validation=False,
        retries={"total_max_attempts": 1, "mode": "standard"},
    )
    session = access.session or boto3.session.Session(profile_name=access.profile)
    return session.client("dynamodb", region_name=access.region, endpoint_url=access.endpoint, config=config)
