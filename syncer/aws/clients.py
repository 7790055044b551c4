"""The only home of boto3: clients of AWS. Imported when one is first asked something, in the background."""

from __future__ import annotations

from typing import Any, Final

import boto3.session
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

FAULTS: Final = (BotoCoreError, ClientError)
"""What a call may raise."""
SETTING_FAULTS: Final = (BotoCoreError, ValueError)
"""What `make_client` raises for settings that cannot work."""
_CONNECTIONS: Final = 16


def make_client(
    service: str, *, region: str | None, endpoint: str | None = None, profile: str | None = None, session: Any = None,
    connect_timeout: float = 5.0, read_timeout: float = 20.0, attempts: int = 1,
) -> Any:  # fmt: skip
    """The client of the session that an app handed over, or of one as the environment says.

    The timeouts are seconds, of silence for `read_timeout`; `attempts` are all tries of one call.
    """
    config = Config(
        connect_timeout=connect_timeout,
        read_timeout=read_timeout,
        max_pool_connections=_CONNECTIONS,
        parameter_validation=False,
        retries={"total_max_attempts": attempts, "mode": "standard"},
    )
    session = session or boto3.session.Session(profile_name=profile)
    return session.client(service, region_name=region, endpoint_url=endpoint, config=config)
