"""What happens to the recorded catalog and its two stores, step by step: edits in Git, edits on the page, options."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

TARGETS: Final = ("development", "production")
"""The directory and the table."""
Row = dict[str, Any]
CATALOG: Final = """\
name: campus
history: {keep_days: 36500}
guards: {max_update_percent: 60, max_delete_percent: 20}
policies:
  fields: {knowledge_cutoff_date: live}
  models:
    gpt-4o:
      fields: {model_name: fail}
targets:
  development:
    directory: {path: ../managed_models}
    overrides:
      - match: {provider: bedrock}
        set: {max_output_tokens: 8000}
      - match: {id: gpt-4o}
        set: {max_input_tokens: 100000, knowledge_cutoff_date: "2023-09"}
  production:
    dynamodb: {table: campus-models, region: eu-west-1}
    except: [{tag: preview}]
    guards: {max_deletes: 0, max_update_percent: 70}
    overrides:
      - match: {maker: OpenAI}
        set: {available_to_roles: [staff], cache_read_price_per_million_tokens: null}
"""
PARAMS: Final = (
    "supported_params:\n"
    "  params:\n"
    "    temperature: {min: 0, max: 1, default: 0.7}\n"
    "    effort: {allowed: [low, 2, null, {deep: [1.5]}]}\n"
)
OTHER_PARAMS: Final = PARAMS.replace("max: 1, default: 0.7", "max: 1.5, default: 0.9")


def model(model_id: str, provider: str, maker: str, price: float, rest: str = "", roles: str = "staff, student") -> str:
    """A model file."""
    return (
        f"model_id: {json.dumps(model_id)}\nmodel_name: {maker} {model_id}\n"
        f"provider: {provider}\nprovider_name: {maker}\n"
        "input_modalities: [TEXT, IMAGE]\noutput_modalities: [TEXT]\n"
        f"max_input_tokens: 200000\navailable_to_roles: [{roles}]\n"
        f"input_price_per_million_tokens: {price}\noutput_price_per_million_tokens: {price * 4}\n{rest}"
    )


OUT: Final = "max_output_tokens: 16000\n"
CACHED: Final = "cache_read_price_per_million_tokens: 0.3\n"
CLAUDE: Final = "us.anthropic.claude-sonnet-4-6"
NOVA: Final = "amazon.nova-pro-v1:0"
FILES: Final = {
    "gpt": "models/openai/gpt-4o.yaml",
    "claude": "models/anthropic/claude-sonnet-4-6.yaml",
    "nova": "models/amazon/nova-pro-v1.yaml",
    "gemini": "models/google/gemini-pro.yaml",
    "mistral": "models/mistral/mistral-large.yaml",
    "command": "models/cohere/command-r.yaml",
    "llama": "models/meta/llama-4.yaml",
}
FIRST: Final = {
    "gpt": model("gpt-4o", "openai", "OpenAI", 2.5, OUT + CACHED),
    "claude": model(CLAUDE, "bedrock", "Anthropic", 3.0, OUT + CACHED + "protected: true\nis_reasoning_model: true\n"),
    "nova": model(NOVA, "bedrock", "Amazon", 0.8, OUT + PARAMS),
    "gemini": model("gemini-pro", "gemini", "Google", 1.25, 'knowledge_cutoff_date: "2025-01"\n', "research, staff"),
    "mistral": model("mistral-large", "mantle", "Mistral AI", 2, OUT),
    "command": model("command-r", "mantle", "Cohere", 0.15, OUT + "tags: [preview, cheap]\n"),
}
GPT_3: Final = model("gpt-4o", "openai", "OpenAI", 3, OUT)
MISTRAL: Final = FIRST["mistral"].replace("tokens: 200000", "tokens: 256000")
MOVED_DEFAULT: Final = {
    "gemini": FIRST["gemini"] + "is_default: true\n",
    "mistral": model("mistral-large-2", "mantle", "Mistral AI", 2, OUT + "renamed_from: mistral-large\n"),
}
LESS: Final = {
    "gemini": "",
    "command": "",
    "gpt": model("gpt-4o", "openai", "OpenAI", 30, OUT),
    "claude": FIRST["claude"].replace("tokens: 3.0", "tokens: 4"),
}
STAMP: Final = "2026-02-01T12:00:00.123456+00:00"


def hand_made(number: int, model_id: str, **extra: Any) -> Row:
    """A row as the platform's admin page makes it."""
    return {
        "id": f"{number:08}-0000-4000-8000-000000000000", "modelId": model_id, "modelName": f"By hand: {model_id}",
        "provider": "bedrock", "providerName": "Meta", "inputModalities": ["text", "image"],
        "outputModalities": ["text"], "maxInputTokens": 200_000, "maxOutputTokens": 8_000, "allowedAppRoles": [],
        "availableToRoles": ["staff", "student"], "enabled": True, "inputPricePerMillionTokens": 0.24,
        "outputPricePerMillionTokens": 0.97, "isReasoningModel": False, "supportsCaching": True, "isDefault": False,
        "createdAt": STAMP, "updatedAt": STAMP, **extra,
    }  # fmt: skip


class Step(NamedTuple):
    """One step: what is edited in Git and on the page, and what is then done."""

    name: str
    git: Mapping[str, str] = {}
    """Model files by their key in `FILES`; an empty text for one that is removed."""
    made: tuple[Row, ...] = ()
    """Rows that the page makes."""
    edited: Mapping[str, Row | None] = {}
    """What the page changes, by model id: attributes, or None for a row that it deletes."""
    edited_in_table: Mapping[str, Row] = {}
    """The same, with what only a table can hold."""
    options: tuple[str, ...] = ()
    how: str = "apply"
    """`apply`: the saved plan is applied; `sync`; `revert`: the apply of the step before is taken back, by a plan;
    `plan`: nothing is applied; `killed`: a sync dies between its first write and its last."""


_PRICE: Final = "inputPricePerMillionTokens"
STORY: Final = (
    Step(
        "1-creates",
        git=FIRST,
        made=(
            hand_made(1, "llama-4"),
            hand_made(2, "house-model", isDefault=True, sortOrder=3),
            {"id": "00000003-0000-4000-8000-000000000000", "modelId": "half.a-model", "enabled": "perhaps"},
        ),
    ),
    Step(
        "2-updates",
        git={
            "gpt": GPT_3,
            "nova": model(NOVA, "bedrock", "Amazon", 0.8, OUT + OTHER_PARAMS),
            "mistral": MISTRAL,
        },
        edited={
            CLAUDE: {_PRICE: 3.5, "modelName": "Claude"},
            "gemini-pro": {"knowledgeCutoffDate": "2025-06", "sortOrder": 1, "theirs": {"$odd": [1.5, None]}},
            "mistral-large": {"maxInputTokens": 256_000},
        },
        edited_in_table={
            "gemini-pro": {"exact": Decimal("0.1234567890123456789012"), "icon": b"\x00\xff", "labels": {"a"}},
        },
    ),
    Step(
        "3-adopts-and-steps-down",
        git={
            "llama": model("llama-4", "bedrock", "Meta", 0.3, OUT),
            "mistral": MISTRAL + "is_default: true\n",
        },
    ),
    Step("4-renames", git=MOVED_DEFAULT),
    Step(
        "5-deletes",
        git=LESS,
        edited={CLAUDE: {_PRICE: 5}},
        options=(
            "--allow-deletes",
            "2",
            "--allow-deletes",
            "1",
            "--allow-no-default",
            "gemini-pro",
            "--allow-empty-role",
            "research",
            "--allow-price",
            "gpt-4o",
            "--overwrite",
            CLAUDE,
        ),
    ),
    Step("6-reverts", how="revert"),
    Step(
        "7-puts-back",
        git={
            **FIRST,
            **MOVED_DEFAULT,
            "gpt": GPT_3,
            "nova": model(NOVA, "bedrock", "Amazon", 0.8, OUT + OTHER_PARAMS),
        },
        edited={
            NOVA: {_PRICE: 0.9, "supportedParams": {"params": {"temperature": {"supported": False}}}},
            "gpt-4o": {"modelId": "gpt-4o-renamed"},
            "llama-4": None,
        },
        how="sync",
    ),
    Step(
        "8-edited",
        git={"mistral": MOVED_DEFAULT["mistral"].replace("tokens: 2\n", "tokens: 1.8\n")},
        edited={"mistral-large-2": {_PRICE: 2.2}, "llama-4": {"enabled": False}, "gpt-4o": {"modelName": "GPT"}},
        how="plan",
    ),
    Step(
        "9-killed",
        git={"mistral": MOVED_DEFAULT["mistral"].replace("tokens: 2\n", "tokens: 2.2\n")},
        edited={"gpt-4o": {"modelName": "OpenAI gpt-4o", _PRICE: 7, "maxOutputTokens": 7}},
        how="killed",
    ),
)
