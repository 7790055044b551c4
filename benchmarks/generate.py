"""Makes a catalog of any size, a store that lags and a list with its prices. The same number, the same files."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from random import Random
from typing import Any, Final
from uuid import UUID, uuid5

from schemas import ManagedModelCreate
from schemas.attributes import MANAGED

NAMESPACE: Final = UUID("a1b2c3d4-e5f6-7890-abcd-ef1234567890")
LAG_PERCENT: Final = 1
"""The share of the rows that hold an old price, in percent; one row at least."""
STAMP: Final = "2026-01-31T12:00:00.123456+00:00"

PROVIDERS: Final = {
    "amazon": "bedrock",
    "anthropic": "bedrock",
    "cohere": "bedrock",
    "deepseek": "bedrock",
    "google": "gemini",
    "meta": "bedrock",
    "mistral-ai": "bedrock",
    "openai": "openai",
}
"""Who makes models, and the service that runs them."""
PRICES: Final = ((0.035, 0.14), (0.15, 0.6), (0.22, 0.22), (0.8, 4), (1.25, 10), (3, 15), (5.5, 27.5))
INPUTS: Final = (["TEXT"], ["TEXT", "IMAGE"], ["TEXT", "IMAGE", "AUDIO", "VIDEO", "PDF"])
LISTED: Final = {
    "input_price_per_million_tokens": "input_cost_per_token",
    "output_price_per_million_tokens": "output_cost_per_token",
    "cache_read_price_per_million_tokens": "cache_read_input_token_cost",
    "cache_write_price_per_million_tokens": "cache_creation_input_token_cost",
}
"""What a public list calls the prices, which it has per token."""
REMARKS: Final = (
    "",
    "# Deprecation date: 2027-03-30.",
    "# One price list: 922000, the input alone, kept here; another one: a context window of 1050000.",
    "# Above 200000 input tokens the price doubles.",
)
OPTIONAL_SHARE: Final = 0.8
"""How likely a model is to give an optional key."""
PARAMS_SHARE: Final = 0.3
"""How likely a model is to give `supported_params`, which real catalogs use least."""


def make_definition(index: int, pick: Random) -> dict[str, Any]:
    """One model, as its YAML file says it: 11 to 19 keys."""
    maker = list(PROVIDERS)[index % len(PROVIDERS)]
    cost, output_cost = pick.choice(PRICES)
    definition: dict[str, Any] = {
        "model_id": f"{maker}.bench-{index:05d}-instruct-v1:0",
        "model_name": f"{maker.title()} Bench {index} Instruct",
        "provider": PROVIDERS[maker],
        "provider_name": maker.title(),
        "input_modalities": pick.choice(INPUTS),
        "output_modalities": ["TEXT"],
        "max_input_tokens": pick.choice((128000, 200000, 1048576)),
        "max_output_tokens": pick.choice((4096, 8192, 65536)),
        "enabled": bool(index % 20),
        "input_price_per_million_tokens": cost,
        "output_price_per_million_tokens": output_cost,
    }
    optional = make_options(cost, pick)
    definition.update((key, value) for key, value in optional.items() if pick.random() < OPTIONAL_SHARE)
    if pick.random() < PARAMS_SHARE:
        definition["supported_params"] = {"params": make_params(pick)}
    return definition


def make_options(cost: float, pick: Random) -> dict[str, Any]:
    """The keys that a model may leave out. A quarter for cached input is what the cheap models of real lists ask."""
    return {
        "cache_write_price_per_million_tokens": round(cost * 1.25, 6),
        "cache_read_price_per_million_tokens": round(cost / 4, 6),
        "is_reasoning_model": pick.choice((True, False)),
        "knowledge_cutoff_date": f"202{pick.randint(3, 6)}-{pick.randint(1, 12):02d}",
        "supports_caching": pick.choice((True, True, False)),
        "allowed_app_roles": ["staff", "students"],
        "available_to_roles": pick.choice((["faculty"], ["faculty", "researchers"], [])),
    }


def make_params(pick: Random) -> dict[str, Any]:
    """Two request parameters with their bounds."""
    return {
        "temperature": {"supported": True, "min": 0, "max": 1, "default": pick.choice((0.2, 0.7, 1))},
        "max_tokens": {"supported": True, "min": 1, "max": 4096},
    }


def yaml_text(definition: dict[str, Any], remark: str) -> str:
    """The definition's file: the schema's line, a remark, groups of keys."""
    lines = ["# yaml-language-server: $schema=../../../schemas/json/model.schema.json"]
    for key, value in definition.items():
        if key in {"input_modalities", "input_price_per_million_tokens", "supported_params"}:
            lines.append("")
        if key == "input_price_per_million_tokens" and remark:
            lines.append(remark)
        if key == "supported_params":
            params = (f"    {name}: {scalar(options)}" for name, options in value["params"].items())
            lines += [f"{key}:", "  params:", *params]
        else:
            lines.append(f"{key}: {scalar(value)}")
    return "\n".join(lines) + "\n"


def scalar(value: object) -> str:
    """A value as people write it in YAML."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {scalar(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(scalar(item) for item in value) + "]"
    return value if isinstance(value, str) and value[0].isalpha() else json.dumps(value)


PROVENANCE = {"fingerprint": "f" * 64, "commit": "c" * 40}
"""What `lastApplied` holds beside the fields and the time: of the size that a sync writes."""


_KEYS = frozenset(attribute.stored for attribute in MANAGED if not attribute.when_named)
"""What every row has, with null for an absent option, as the platform's files do; newer fields are never null."""


def make_row(definition: dict[str, Any], *, lagging: bool) -> dict[str, Any]:
    """The row that the store holds for a definition; a lagging one has half the price."""
    model = ManagedModelCreate.model_validate(definition)
    fields = {key: value for key, value in model.model_dump(by_alias=True).items() if key in _KEYS}
    if model.supported_params is not None:
        fields["supportedParams"] = model.supported_params.model_dump(exclude_none=True)
    if lagging:
        fields["inputPricePerMillionTokens"] /= 2
    record_id = str(uuid5(NAMESPACE, model.model_id))
    row = {"id": record_id, **fields, "createdAt": STAMP, "updatedAt": STAMP, "managedBy": "bench"}
    applied = {name: value for name, value in fields.items() if value is not None}
    return {**row, "lastApplied": {"fields": applied, **PROVENANCE, "at": STAMP}}


def make_listed(definition: dict[str, Any]) -> dict[str, Any]:
    """The row of a public list of prices that says the same of the model, in US dollars per token."""
    prices = {theirs: definition[ours] / 1_000_000 for ours, theirs in LISTED.items() if ours in definition}
    limits = {key: definition[key] for key in ("max_input_tokens", "max_output_tokens")}
    return {"litellm_provider": definition["provider"], "mode": "chat", **prices, **limits}


def lean(definition: dict[str, Any]) -> dict[str, Any]:
    """The definition with the keys alone that it cannot do without: some release skips a model without the last."""
    needed = {name for name, field in ManagedModelCreate.model_fields.items() if field.is_required()}
    needed.add("max_output_tokens")
    return {name: value for name, value in definition.items() if name in needed}


def generate(folder: Path, models: int, *, is_lean: bool = False) -> int:
    """Write `catalog`, `store` and `prices.json` into the folder. Returns how many rows lag."""
    pick = Random(models)  # noqa: S311  no secret: the same files every time
    lagging = set(pick.sample(range(models), max(1, models * LAG_PERCENT // 100)))
    store = folder / "store"
    store.mkdir(parents=True)
    for maker in PROVIDERS:
        (folder / "catalog" / "models" / maker).mkdir(parents=True)
    (folder / "catalog" / "catalog.yaml").write_text("name: bench\n", encoding="utf-8")
    listed: dict[str, Any] = {}
    for index in range(models):
        definition = make_definition(index, pick)
        listed[definition["model_id"]] = make_listed(definition)
        definition = lean(definition) if is_lean else definition
        maker, name = definition["model_id"].replace(":", "-").split(".")
        path = folder / "catalog" / "models" / maker / f"{name}.yaml"
        path.write_text(yaml_text(definition, "" if is_lean else pick.choice(REMARKS)), encoding="utf-8")
        row = make_row(definition, lagging=index in lagging)
        (store / f"{row['id']}.json").write_text(json.dumps(row, indent=2) + "\n", encoding="utf-8")
    (folder / "prices.json").write_text(json.dumps(listed), encoding="utf-8")
    return len(lagging)


def main() -> None:
    """Make a catalog and a store that lags behind it."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("folder", type=Path, help="a folder that does not exist yet or is empty")
    parser.add_argument("--models", type=int, default=1000, metavar="N")
    parser.add_argument("--lean", action="store_true", help="only the keys that a definition cannot do without")
    options = parser.parse_args()
    lagging = generate(options.folder, options.models, is_lean=options.lean)
    sys.stdout.write(f"models: {options.models}, lagging rows: {lagging}\n")


if __name__ == "__main__":
    main()
