"""AWS's own price list: its two forms, what is no plain price in it, and how it is asked for.

The products are of the shape that the price list's query gives; botocore's Stubber holds questions and answers against
its model. It was never held against AWS itself.
"""

from __future__ import annotations

import json
import threading
from decimal import Decimal
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.exceptions import NoCredentialsError
from botocore.stub import Stubber

from syncer.cli import run
from syncer.errors import UsageError
from syncer.prices.ask_aws import ask_aws
from syncer.prices.aws import AwsPrices
from syncer.prices.aws_names import id_keys, name_key
from syncer.prices.check import check_prices
from syncer.render.prices import render_prices
from tests.unit.building import catalog_of
from tests.unit.catalog_files import model, write_catalog
from tests.unit.prices.lists import INPUT, NOON, OUTPUT, READ, WRITE, priced
from tests.unit.prices.serving import serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from syncer.prices.base import Quote

EAST = "us-east-1"
EUROPE = ("eu-west-1", "eu-north-1")


def product(
    usage: str, price: str, *, unit: str = "1K tokens", region: str = EAST, says: str = "", **attributes: str
) -> str:
    """A product as the query gives it."""
    dimension = {
        "unit": unit, "beginRange": "0", "endRange": "Inf", "description": says, "pricePerUnit": {"USD": price},
    }  # fmt: skip
    said = {"usagetype": usage, "regionCode": region, "servicename": "Amazon Bedrock", **attributes}
    return json.dumps({
        "product": {"attributes": said},
        "terms": {"OnDemand": {"A.B": {"priceDimensions": {"A.B.C": dimension}}}},
        "publicationDate": "2026-11-20T22:55:50Z",
    })  # fmt: skip


def nova(usage: str, price: str, **more: str) -> str:
    """A product of AWS's own model."""
    return product(f"USE1-NovaPro-{usage}", price, **{"model": "Nova Pro", "feature": "On-demand Inference", **more})


def sonnet(usage: str, price: str, *, name: str = "Claude Sonnet 4.6", **more: str) -> str:
    """A product of a model that another sells."""
    said = {"unit": "Units", "says": "AWS Marketplace software usage|us-east-1|Million Input Tokens", **more}
    return product(f"USE1-MP:USE1_{usage}-Units", price, **{"servicename": f"{name} (Amazon Bedrock Edition)", **said})


def quoted(model_id: str, *products: str, regions: tuple[str, ...] = (EAST, *EUROPE)) -> Quote:
    """What the list says of a model."""
    found = AwsPrices(products, regions).quote(model_id, "bedrock", NOON)
    assert found is not None
    return found


def prices(found: Quote) -> dict[str, str]:
    """The prices of a quote."""
    return {field: f"{rate.price:f}" for field, rate in found.rates.items()}


def test_both_forms() -> None:
    """Prices a thousand tokens, and prices a million; a write for an hour stands beside the other."""
    own = quoted(
        "us.amazon.nova-pro-v1:0", nova("input-tokens", "0.0008000000"), nova("output-tokens", "0.0032"),
        nova("cache-read-input-token-count", "0.0002", inferenceType="Prompt cache read input tokens"),
        nova("cache-write-input-token-count", "0.001"),
    )  # fmt: skip
    assert prices(own) == {INPUT: "0.8", OUTPUT: "3.2", READ: "0.2", WRITE: "1"}
    other = quoted(
        "us.anthropic.claude-sonnet-4-6", sonnet("InputTokenCount", "3.3000000000"), sonnet("OutputTokenCount", "16.5"),
        sonnet("CacheReadInputTokenCount", "0.33"), sonnet("CacheWriteInputTokenCount", "4.125"),
        sonnet("CacheWrite1hInputTokenCount", "6.6"), sonnet("InputTokenCount_Global", "3"),
    )  # fmt: skip
    assert prices(other) == {INPUT: "3.3", OUTPUT: "16.5", READ: "0.33", WRITE: "4.125"}
    assert other.rates[WRITE].hour == Decimal("6.6")


@pytest.mark.parametrize(
    ("usage", "field"),
    [
        ("input_tokens_standard", INPUT),
        ("output_tokens_standard", OUTPUT),
        ("cache_read_tokens_standard", READ),
        ("cache_write_tokens_standard", WRITE),
        ("cache_write_tokens_30m_standard", WRITE),
        ("InputTokenCount_Batch", None),
        ("MillionBatchInputTokens", None),
        ("InputTokenCount_LatencyOptimized", None),
        ("input_tokens_batch", None),
        ("Reserved_1Month_InputTPM_Geo", None),
        ("created_image", None),
    ],
)
def test_what_is_a_plain_price(usage: str, field: str | None) -> None:
    """Every other word makes a usage type another price."""
    quote = quoted("anthropic.claude-sonnet-4-6", sonnet(usage, "9"), sonnet("output_tokens_global_standard", "1"))
    assert [*quote.rates] == ([] if field is None else [field])


@pytest.mark.parametrize(
    "usage", ["input_tokens_long_ctx_standard", "LCtx_InputTokenCount", "InputTokenCount_LongContext"]
)
def test_long_inputs_stand_beside_the_price(usage: str) -> None:
    """The list does not say from how many tokens on, so they are told of, and no price of a row."""
    quote = quoted("anthropic.claude-sonnet-4-6", sonnet("input_tokens_standard", "3"), sonnet(usage, "6"))
    assert prices(quote) == {INPUT: "3"}
    assert quote.rates[INPUT].besides == ", 6 for long inputs"
    alone = quoted("anthropic.claude-sonnet-4-6", sonnet("output_tokens_standard", "9"), sonnet(usage, "6"))
    assert prices(alone) == {OUTPUT: "9"}
    found = check_prices(
        catalog_of([priced("anthropic.claude-sonnet-4-6", 3, 15)]),
        [AwsPrices([sonnet("input_tokens_standard", "3"), sonnet(usage, "6")], [EAST])], NOON,
    )  # fmt: skip
    assert "6 for long inputs" in render_prices(found, "text", every=True)


@pytest.mark.parametrize("usage", ["input_tokens_long_ctx_batch", "input_tokens_long_ctx_flex", "long_input_tokens"])
def test_other_long_inputs_are_left_out(usage: str) -> None:
    """Neither a price nor beside one."""
    quote = quoted("anthropic.claude-sonnet-4-6", sonnet("input_tokens_standard", "3"), sonnet(usage, "6"))
    assert (prices(quote), quote.rates[INPUT].besides) == ({INPUT: "3"}, "")


@pytest.mark.parametrize(
    ("usage", "more"),
    [
        ("input-tokens-batch", {}),
        ("input-tokens", {"feature": "Batch Inference"}),
        ("input-tokens", {"feature": "BatchInference"}),
        ("input-tokens", {"inferenceType": "Input tokens flex"}),
        ("input-tokens", {"service_tier": "priority"}),
        ("input-tokens-priority", {}),
        ("Model-Customization-input-tokens", {}),
        ("speech-input-tokens", {}),
        ("input-tokens-cross-region-global-batch", {}),
        ("Customization-Storage", {"unit": "Model/month"}),
    ],
)
def test_other_prices_are_left_out(usage: str, more: dict[str, str]) -> None:
    """Batch, flex, priority, training and speech, wherever AWS says it."""
    quote = quoted("amazon.nova-pro-v1:0", nova(usage, "9", **more), nova("output-tokens", "0.0032"))
    assert prices(quote) == {OUTPUT: "3.2"}


@pytest.mark.parametrize(
    ("price", "unit", "says", "expected"),
    [
        ("0.0008", "1K tokens", "", "0.8"),
        ("0.8", "1M tokens", "", "0.8"),
        ("0.8", "1,000,000 tokens", "", "0.8"),
        ("0.8", "1 million tokens", "", "0.8"),
        ("0.0000008", "Tokens", "", "0.8"),
        ("0.8", "Units", "Million Input Tokens", "0.8"),
        ("0.8", "Units", "AWS Marketplace software usage|us-east-1|Input Tokens - Standard, Global", "0.8"),
        ("0.8", "Units", "Thousand Input Tokens", None),
        ("0.8", "Units", "Requests", None),
        ("0.8", "Hrs", "", None),
        ("0.8", "0 tokens", "", None),
        ("-1", "1K tokens", "", None),
        ("NaN", "1K tokens", "", None),
        ("free", "1K tokens", "", None),
    ],
)
def test_units(price: str, unit: str, says: str, expected: str | None) -> None:
    """A unit that is not known is no price."""
    quote = quoted("amazon.nova-pro-v1:0", nova("input-tokens", price, unit=unit, says=says))
    assert prices(quote) == ({} if expected is None else {INPUT: expected})
    if expected is None:
        assert quote.faults[INPUT] == "what the list has is no price, or of a unit that is not known"


def test_regions_and_calls_that_any_may_answer() -> None:
    """An id of a geography is held against its regions alone; where they differ nobody guesses."""
    three = [
        nova("input-tokens", "0.0008"),
        nova("input-tokens", "0.00105", region="eu-west-1"),
        nova("input-tokens", "0.00092", region="eu-north-1"),
        nova("input-tokens-cross-region-global", "0.0007"),
    ]
    said = {
        one: prices(quoted(f"{one}amazon.nova-pro-v1:0", *three)).get(INPUT) for one in ("us.", "global.", "eu.", "")
    }
    assert said == {"us.": "0.8", "global.": "0.7", "eu.": None, "": None}
    why = quoted("eu.amazon.nova-pro-v1:0", *three).faults[INPUT]
    assert why == "the list has more than one price: 0.92 in eu-north-1, 1.05 in eu-west-1"
    assert (
        "no price for calls of jp among those of eu-north-1" in quoted("jp.amazon.nova-pro-v1:0", *three).faults[INPUT]
    )
    found = AwsPrices(three, [EAST, *EUROPE])
    named = found.quote_named("Nova Pro, eu-west-1", "bedrock", NOON)
    assert named is not None
    assert prices(named) == {INPUT: "1.05"}
    assert found.quote_named("Nova Pro, ap-south-1", "bedrock", NOON) is None
    assert found.quote("amazon.nova-pro-v1:0", "openai", NOON) is None
    assert prices(quoted("amazon.nova-pro-v1:0", *three, regions=(EAST,))) == {INPUT: "0.8"}


def test_two_prices_of_one_kind_are_none() -> None:
    """The same twice is one; a usage type with the model's id goes before a name."""
    plain = product("USE1-Qwen3-32B-input-tokens", "0.00015", model="Qwen3 32B")
    mantle = "USE1-qwen.qwen3-32b-mantle-input-tokens-standard"
    assert prices(quoted("qwen.qwen3-32b-v1:0", plain, product(mantle, "0.00015", model="Qwen3 32B"))) == {
        INPUT: "0.15"
    }
    assert prices(quoted("qwen.qwen3-32b-v1:0", plain, product(mantle, "0.0002", model="Qwen3 32B"))) == {}
    odd = product("USE1-openai.gpt-oss-20b-mantle-input-tokens-standard", "0.00007", model="Open Weights (small)")
    assert prices(quoted("openai.gpt-oss-20b", odd)) == {INPUT: "0.07"}


@pytest.mark.parametrize(
    ("model_id", "name", "is_its"),
    [
        ("us.anthropic.claude-sonnet-4-5-20250929-v1:0", "Claude Sonnet 4.5", True),
        ("us.anthropic.claude-sonnet-4-5-20250929-v1:0", "Claude Sonnet 5.4", False),
        ("anthropic.claude-sonnet-4-6", "Claude Sonnet 4", False),
        ("anthropic.claude-opus-5-5", "Claude Opus 5", False),
        ("anthropic.claude-3-5-haiku-20241022-v1:0", "Claude 3.5 Haiku", True),
        ("anthropic.claude-haiku-4-5", "Claude 4.5 Haiku", True),
        ("anthropic.claude-3-5-sonnet-20241022-v2:0", "Claude 3.5 Sonnet v2", True),
        ("anthropic.claude-3-5-sonnet-20241022-v2:0", "Claude 3.5 Sonnet", False),
        ("us.meta.llama3-2-1b-instruct-v1:0", "Llama 3.2 1B", True),
        ("us.amazon.nova-2-lite-v1:0", "Nova 2.0 Lite", True),
        ("us.amazon.nova-lite-v1:0", "Nova 2.0 Lite", False),
        ("us.amazon.nova-pro-v1:0", "Nova Pro Latency Optimized", False),
        ("us.deepseek.r1-v1:0", "DeepSeek-R1", True),
        ("us.deepseek.r1-v1:0", "R1", True),
        ("openai.gpt-5.6-terra", "OpenAI GPT-5.6 Terra", True),
        ("openai.gpt-oss-120b-1:0", "gpt-oss-120b", True),
        ("openai.gpt-oss-120b-1:0", "gpt-oss-20b", False),
        ("cohere.command-r-v1:0", "Command R+", False),
        ("mistral.ministral-3-8b", "Ministral 8B 3.0", False),
    ],
)
def test_names(model_id: str, name: str, is_its: bool) -> None:
    """All words of a name, and all its numbers in their order."""
    assert (name_key(name) in {*id_keys(model_id)}) is is_its


def test_verdicts() -> None:
    """As of any list: same, differs, and for a bare id the rate of another kind of call."""
    found = AwsPrices([sonnet("InputTokenCount", "3.3"), sonnet("InputTokenCount_Global", "3")], [EAST])
    ids = {
        "us.anthropic.claude-sonnet-4-6": "differs", "anthropic.claude-sonnet-4-6": "ambiguous",
        "global.anthropic.claude-sonnet-4-6": "same", "eu.anthropic.claude-sonnet-4-6": "unknown",
    }  # fmt: skip
    report = check_prices(catalog_of([priced(model_id, 3) for model_id in ids]), [found], NOON)
    said = {one.entry.model_id: one.verdict for one in report.prices if one.field == INPUT}
    assert said == ids
    assert (report.lists[0].version, report.lists[0].is_old) == ("2026-11-20T22:55:50Z us-east-1", False)
    assert {row.name for row in found.rows("bedrock", NOON)} == {"Claude Sonnet 4.6", "Claude Sonnet 4.6, global"}


@pytest.mark.parametrize(
    "text",
    ["{", "[]", "{}", '{"publicationDate": "x", "publicationDate": "y"}', json.dumps({"publicationDate": "2026-11-20"}),
     nova("input-tokens", "1").replace("2026-11-20", "soon"), nova("input-tokens", "1").replace('"unit"', '"units"')],
)  # fmt: skip
def test_another_form_is_an_error(text: str) -> None:
    """Nothing is guessed from a list that changed its form."""
    with pytest.raises(UsageError, match="AWS's price list is not as it was"):
        AwsPrices([text], [EAST])


def test_no_prices_is_an_error() -> None:
    """A region without Bedrock has none."""
    with pytest.raises(UsageError, match="has no price of tokens for xx-north-9; check the region"):
        AwsPrices([nova("Customization-Storage", "1")], ["xx-north-9"])


@pytest.fixture
def stubbed() -> Iterator[tuple[Any, Stubber]]:
    """A client whose answers are given, and held against botocore's model."""
    client = boto3.client("pricing", region_name=EAST, aws_access_key_id="x", aws_secret_access_key="x")  # noqa: S106  none
    with Stubber(client) as stub:
        yield client, stub


def question(service: str, token: str | None = None) -> dict[str, Any]:
    """What is asked for a page."""
    filters = [{"Type": "TERM_MATCH", "Field": "regionCode", "Value": EAST}]
    asked = {"ServiceCode": service, "Filters": filters, "FormatVersion": "aws_v1", "MaxResults": 100}
    return asked if token is None else {**asked, "NextToken": token}


def test_pages(stubbed: tuple[Any, Stubber]) -> None:
    """Every page of both services is asked for."""
    client, stub = stubbed
    stub.add_response("get_products", {"PriceList": ["a", "b"], "NextToken": "2"}, question("AmazonBedrock"))
    stub.add_response("get_products", {"PriceList": ["c"]}, question("AmazonBedrock", "2"))
    stub.add_response("get_products", {"PriceList": ["d"], "NextToken": "2"}, question("AmazonBedrockFoundationModels"))
    stub.add_response("get_products", {}, question("AmazonBedrockFoundationModels", "2"))
    assert ask_aws([EAST], connect=lambda: client) == ["a", "b", "c", "d"]
    stub.assert_no_pending_responses()


def test_pages_that_do_not_end(stubbed: tuple[Any, Stubber]) -> None:
    """The same page again, and more than any list has."""
    client, stub = stubbed
    for _ in range(2):
        stub.add_response("get_products", {"PriceList": [], "NextToken": "2"})
    with pytest.raises(UsageError, match="of AmazonBedrock in us-east-1 does not end"):
        ask_aws([EAST], connect=lambda: client)
    stub.add_response("get_products", {"PriceList": ["12345", "67890"]})
    with pytest.raises(UsageError, match="is larger than 9 characters"):
        ask_aws([EAST], connect=lambda: client, most=9)


def test_what_aws_refuses(stubbed: tuple[Any, Stubber]) -> None:
    """A missing permission is told with its name; so are missing credentials."""
    client, stub = stubbed
    stub.add_client_error("get_products", "AccessDeniedException", "not authorized")
    with pytest.raises(UsageError, match=r"cannot be had: .*not authorized; check AWS_PROFILE .* pricing:GetProducts"):
        ask_aws([EAST], connect=lambda: client)

    def nobody() -> Any:
        raise NoCredentialsError

    with pytest.raises(UsageError, match="Unable to locate credentials; check AWS_PROFILE"):
        ask_aws([EAST], connect=nobody)


def test_an_answer_that_never_comes() -> None:
    """It is given up."""
    never = threading.Event()

    def waits() -> Any:
        never.wait()
        raise NoCredentialsError

    with pytest.raises(UsageError, match=r"took longer than 0\.05 seconds"):
        ask_aws([EAST], connect=waits, patience=0.05)
    never.set()


def test_a_mistake_of_ours_is_not_called_late() -> None:
    """What breaks in the thread is raised as what it is."""

    def breaks() -> Any:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        ask_aws([EAST], connect=breaks)


def test_only_a_region(monkeypatch: pytest.MonkeyPatch) -> None:
    """And nothing is sent to an endpoint in the clear."""
    with pytest.raises(UsageError, match="--aws europe: it takes a region"):
        ask_aws(["europe"])
    monkeypatch.setenv("AWS_ENDPOINT_URL_PRICING", "http://example.invalid")
    with pytest.raises(UsageError, match="its endpoint must be https://"):
        ask_aws([EAST])


class _Pricing(BaseHTTPRequestHandler):
    """Answers as the price list's query does."""

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        found = [sonnet("InputTokenCount", "3.3")] if asked["ServiceCode"].endswith("Models") else []
        body = json.dumps({"FormatVersion": "aws_v1", "PriceList": found}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/x-amz-json-1.1")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words: object) -> None:
        pass


def test_from_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The list that the settings trust is asked for by the library itself, where a region is named."""
    text = model("price_source: {list: aws}\n", model_id="us.anthropic.claude-sonnet-4-6", provider="bedrock")
    folder = write_catalog(tmp_path, {"x": text}, settings="name: c\nprices: {bedrock: [aws, genai-prices]}\n")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "x")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with serving(_Pricing) as address:
        monkeypatch.setenv("AWS_ENDPOINT_URL_PRICING", address)
        assert run(["prices", "check", "--catalog", folder, "--at", "2026-11-28", "--aws", EAST]) == 2
    said = capsys.readouterr().out
    assert "aws 2026-11-20T22:55:50Z us-east-1, newest date in it 2026-11-20\n" in said
    assert "  us.anthropic.claude-sonnet-4-6: aws, row Claude Sonnet 4.6" in said
