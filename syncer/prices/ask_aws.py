"""Asks AWS for its price list: page by page, bounded in size and time, by the credentials of the usual chain."""

from __future__ import annotations

import re
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from schemas.endpoints import endpoint_fault
from syncer.errors import UsageError
from syncer.prices.patience import within

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_SERVICES: Final = ("AmazonBedrock", "AmazonBedrockFoundationModels")
"""The models of AWS and open ones; those that are sold by others, such as Claude."""
_HOME: Final = "us-east-1"
"""Where the list is asked for, whatever regions it is of."""
_REGION: Final = re.compile(r"[a-z]{2}(?:-[a-z]+)+-\d")
_MOST_BYTES: Final = 64 << 20
_MOST_PAGES: Final = 1_000
_PATIENCE: Final = 120.0
"""Seconds that all of it may take."""
_ATTEMPTS: Final = 4
_CHECK: Final = (
    "check AWS_PROFILE or the other credentials of AWS's usual chain; they need the permission pricing:GetProducts"
)


def ask_aws(
    regions: Iterable[str], *, connect: Callable[[], Any] | None = None, most: int = _MOST_BYTES,
    patience: float = _PATIENCE,
) -> list[str]:  # fmt: skip
    """The products of Bedrock's price list in these regions, each as JSON.

    `connect` gives a client. Raises UsageError when the list cannot be had, has more than `most` characters, or takes
    longer than `patience` seconds.
    """
    asked = [*regions]
    wrong = next((region for region in asked if not _REGION.fullmatch(region)), None)
    if wrong is not None:
        raise UsageError(f"--aws {wrong}: it takes a region of AWS, such as eu-central-1")
    late = f"AWS's price list took longer than {patience:g} seconds"
    return within(patience, lambda: _asked(asked, connect or _connect, most), late)


def _connect() -> Any:
    """A client as the environment says. Raises UsageError for an endpoint that nothing may be sent to."""
    client = import_module("syncer.aws.clients").make_client("pricing", region=_HOME, attempts=_ATTEMPTS)
    fault = endpoint_fault(client.meta.endpoint_url)
    if fault:
        client.close()
        raise UsageError(f"AWS's price list: its endpoint {fault}")
    return client


def _asked(regions: Iterable[str], connect: Callable[[], Any], most: int) -> list[str] | UsageError:
    """The products, or why there are none."""
    aws = import_module("syncer.aws.clients")
    try:
        client = connect()
        try:
            return list(_bounded(client, regions, most))
        finally:
            client.close()
    except UsageError as error:
        return UsageError(str(error))
    except (*aws.FAULTS, *aws.SETTING_FAULTS) as error:
        return UsageError(f"AWS's price list cannot be had: {error}; {_CHECK}")


def _bounded(client: Any, regions: Iterable[str], most: int) -> Iterator[str]:
    """The products. Raises UsageError where they are too many."""
    size = 0
    for product in (one for region in regions for service in _SERVICES for one in _pages(client, service, region)):
        size += len(product)
        if size > most:
            raise UsageError(f"AWS's price list is larger than {most:,} characters, and none of Bedrock is")
        yield product


def _pages(client: Any, service: str, region: str) -> Iterator[str]:
    """The products of a service, page after page. Raises UsageError for pages that do not end."""
    filters = [{"Type": "TERM_MATCH", "Field": "regionCode", "Value": region}]
    more: dict[str, str] = {}
    for _ in range(_MOST_PAGES):
        answer = client.get_products(
            ServiceCode=service, Filters=filters, FormatVersion="aws_v1", MaxResults=100, **more
        )
        yield from answer.get("PriceList", ())
        token = answer.get("NextToken")
        if not token:
            return
        if token == more.get("NextToken"):
            break
        more = {"NextToken": token}
    raise UsageError(f"AWS's price list of {service} in {region} does not end")
