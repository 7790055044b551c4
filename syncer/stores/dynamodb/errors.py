"""What went wrong with a call to DynamoDB, and what to do about it. Pure.

Errors are told apart by the code that DynamoDB gives, or by the name of botocore's exception class.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from syncer.errors import StoreError, SyncerError, UsageError
from syncer.frozen import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class TablePlace(NamedTuple):
    """Where a call went."""

    table: str
    region: str | None
    """None where it is not known yet."""
    endpoint: str | None

    def __str__(self) -> str:
        where = f" in {self.region}" if self.region else ""
        return f"DynamoDB table {self.table}{where}"


class BadAnswerError(Exception):
    """An answer that is not DynamoDB's: not JSON, or not what its checksum says."""


class RefusedWriteError(Exception):
    """DynamoDB said no for a reason that is the caller's business: a condition, a transaction's cancellation."""

    def __init__(self, code: str, response: Mapping[str, Any], *, doubt: bool) -> None:
        super().__init__(code)
        self.code = code
        self.response = response
        self.doubt = doubt
        """Whether an earlier try of the same request may have been done, its answer lost."""

    @property
    def reasons(self) -> list[dict[str, Any]]:
        """One for each action of a cancelled transaction."""
        return list(self.response.get("CancellationReasons", ()))


class CallError(StoreError):
    """A call that failed for good."""

    def __init__(self, message: str, *, code: str = "", reasons: Sequence[Mapping[str, Any]] = ()) -> None:
        super().__init__(message)
        self.code = code
        """DynamoDB's error code, or the name of botocore's exception class."""
        self.reasons = reasons
        """One for each action of a transaction that was cancelled again and again."""


class UnansweredCallError(CallError):
    """The request may have been done or not: its answer never came."""

    doubt = True


class Failure(NamedTuple):
    """One failed try of a call."""

    code: str
    """DynamoDB's error code or the name of the exception class."""
    message: str
    passing: bool
    """Whether the same request may succeed a moment later."""
    doubt: bool
    """Whether the request may have been done all the same."""
    response: Mapping[str, Any]

    @property
    def is_setting(self) -> bool:
        """Whether a wrong setting is likelier than a passing fault: not worth waiting for long."""
        return self.code in _UNREACHABLE or self.code == "BadAnswerError"


_THROTTLED: Final = frozenset({
    "ProvisionedThroughputExceededException", "ProvisionedThroughputExceeded", "ThrottlingException", "Throttling",
    "ThrottlingError", "ThrottledException", "RequestLimitExceeded", "RequestThrottled", "TooManyRequestsException",
})  # fmt: skip
_CONTENDED: Final = frozenset(
    {"TransactionConflictException", "TransactionConflict", "ReplicatedWriteConflictException"}
)
_DOUBTFUL: Final = frozenset({
    "InternalServerError", "InternalFailure", "ServiceUnavailable", "TransactionInProgressException",
    "RequestTimeout", "BadAnswerError", "ConnectionClosedError", "ReadTimeoutError", "ResponseStreamingError",
    "IncompleteReadError", "HTTPClientError",
})  # fmt: skip
_UNREACHABLE: Final = frozenset({"EndpointConnectionError", "ConnectTimeoutError", "ProxyConnectionError"})
_LONGEST_MESSAGE: Final = 500
"""The page of a proxy can be long."""
CANCELLED: Final = "TransactionCanceledException"
CONDITION_FAILED: Final = "ConditionalCheckFailedException"


def failure_of(error: Exception) -> Failure:
    """What an exception of botocore says."""
    response = getattr(error, "response", None)
    response = response if isinstance(response, dict) else {}
    said = response.get("Error", {})
    code = str(said.get("Code") or type(error).__name__)
    message = " ".join(str(said.get("Message") or error).split())[:_LONGEST_MESSAGE]
    status = response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    doubt = code in _DOUBTFUL or status >= 500
    passing = doubt or code in _THROTTLED | _CONTENDED | _UNREACHABLE or is_contention(code, response)
    return Failure(code, message, passing, doubt, response)


def is_contention(code: str, response: Mapping[str, Any]) -> bool:
    """Whether a transaction was cancelled only because others were at the same rows, or for lack of capacity."""
    if code != CANCELLED:
        return False
    codes = {str(reason.get("Code")) for reason in response.get("CancellationReasons", ())} - {"None"}
    return bool(codes) and codes <= _THROTTLED | _CONTENDED


_LOGIN: Final = "log in again (`aws sso login` or your usual way), then run again"
CHECK_SETTINGS: Final = "check region, profile and endpoint of the target and the AWS_ variables"

_ADVICE: Final[tuple[tuple[str, str], ...]] = (
    ("NoCredentialsError", "no AWS credentials were found; log in, set AWS_PROFILE, or give the job a role"),
    ("PartialCredentialsError", "the AWS credentials are incomplete; set both the key and its secret"),
    ("ExpiredToken(Exception)?", f"the AWS credentials have expired; {_LOGIN}"),
    ("RequestExpired", "AWS takes the request for too old; set this machine's clock"),
    ("InvalidSignatureException", "AWS refuses the signature; check the secret key, and this machine's clock"),
    ("UnrecognizedClientException|InvalidClientTokenId", f"AWS does not know these credentials; {_LOGIN}"),
    ("MissingAuthenticationToken(Exception)?", "the request had no credentials; log in, or set AWS_PROFILE"),
    (".*(Credential|Token|SSO|Login).*", f"the AWS credentials cannot be obtained; {_LOGIN}"),
    ("ResourceNotFoundException", "there is no such table; check name and region, or run `syncer table create`"),
    ("ResourceInUseException", "the table is being changed; wait until it is active, then run again"),
    ("ConnectTimeoutError", "it does not answer; check endpoint, region and network"),
    ("EndpointConnectionError", "it cannot be reached; check endpoint, region and network"),
    ("ProxyConnectionError", "the proxy cannot be reached; check HTTPS_PROXY and NO_PROXY"),
    ("SSLError", "its certificate is not trusted; check endpoint, proxy and AWS_CA_BUNDLE"),
    ("BadAnswerError", "what answers is not DynamoDB; check the endpoint, and HTTPS_PROXY and NO_PROXY for a proxy"),
    (r"\d+", "{operation} was answered with HTTP status {code}, not by DynamoDB; check endpoint and proxy"),
    ("|".join(sorted(_THROTTLED)), "it throttled for {tried:.0f} seconds; run again later, or raise its capacity"),
    ("|".join(sorted({*_CONTENDED, CANCELLED})), "others wrote to the same rows for {tried:.0f} seconds; run again"),
    ("|".join(sorted(_DOUBTFUL)), "{operation} has had no good answer for {tried:.0f} seconds; run again later"),
    (".*", "{operation} failed with {code}"),
)  # fmt: skip
"""What to do, by a pattern that the whole code matches; the first that does."""
_USAGE: Final[dict[str, str]] = {
    "NoRegionError": "no AWS region is set; set AWS_REGION, or `region` of the target",
    "ProfileNotFound": "there is no such AWS profile; check AWS_PROFILE or `profile` of the target",
    "InvalidRegionError": "that is no AWS region; check AWS_REGION or `region` of the target",
    "ConfigParseError": "the AWS configuration file cannot be parsed; correct it",
    "ConfigNotFound": "the AWS configuration file is not there; check AWS_CONFIG_FILE",
    "ValueError": f"the client cannot be made; {CHECK_SETTINGS}",
    "InvalidEndpointConfigurationError": f"the client cannot be made; {CHECK_SETTINGS}",
    "UnknownEndpointError": f"AWS has no such endpoint; {CHECK_SETTINGS}",
    "EndpointResolutionError": f"AWS has no such endpoint; {CHECK_SETTINGS}",
    "InvalidProxiesConfigError": "the proxy settings cannot work; check HTTPS_PROXY",
}
_INVALID: Final[tuple[tuple[str, str], ...]] = (
    ("does not have the specified index", "it has no index ModelIdIndex; `syncer table check` says what is missing"),
    ("backfilling", "its index ModelIdIndex is still being filled; run again when it is active"),
    ("does not match the schema|required keys|key schema element|[Mm]issing the key|conditions on the keys",
     "its keys are not the contract's (PK and SK, both text); check the table's name, or run `syncer table check`"),
)  # fmt: skip


def translated(failure: Failure, place: TablePlace, operation: str, *, tried: float) -> SyncerError:
    """The error for a person: where, what, and what to do. `tried` is for how many seconds."""
    if failure.code in _USAGE:
        return UsageError(f"{place}: {_USAGE[failure.code]} ({failure.message})")
    made = UnansweredCallError if failure.doubt else CallError
    said = f"{place}{_at(place)}: {_advice(failure, operation, tried)} ({failure.message})"
    return made(said, code=failure.code, reasons=failure.response.get("CancellationReasons") or ())


def _at(place: TablePlace) -> str:
    return f" at {place.endpoint}" if place.endpoint else ""


def _advice(failure: Failure, operation: str, tried: float) -> str:
    if failure.code.startswith("AccessDenied"):
        found = re.search(r"perform: (dynamodb:\w+)", failure.message)
        return f"{found[1] if found else f'dynamodb:{operation}'} is not allowed; give the role this permission"
    if failure.code == "ValidationException":
        return _invalid(failure.message)
    advice = next(advice for pattern, advice in _ADVICE if re.fullmatch(pattern, failure.code))
    return advice.format(operation=operation, tried=tried, code=failure.code)


def _invalid(message: str) -> str:
    return next((advice for pattern, advice in _INVALID if re.search(pattern, message)), "it refuses the request")
