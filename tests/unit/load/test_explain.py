"""What somebody who edits a file is told: the complaint, and what to write instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.attributes import NAMES, STORED_NAME
from syncer.model.words import did_you_mean
from syncer.yaml.libyaml import explain_yaml, value_in_words
from tests.unit.catalog_files import model, said_of, said_of_settings

if TYPE_CHECKING:
    from pathlib import Path

ICONS = "'amazon', 'anthropic', 'claude', 'google', 'kimi', 'meta', 'openai' or 'qwen'"
BOTH = ": TEXT, IMAGE"
PART = "; part items by dashes in one column, or by commas in brackets; put it in quotes if it is one"
LIST = "must be a list, such as [TEXT, IMAGE]"
VALUES = [
    ("model_id", "", "must be text; nothing is given"),
    ("model_id", '""', "must not be empty"),
    ("model_id", "010", "must be text, not the number 010; put it in quotes"),
    ("model_name", "true", "must be text, not true; put it in quotes"),
    ("model_name", "1.10", "must be text, not the number 1.10; put it in quotes"),
    ("model_name", "[a]", "must be text, not a list"),
    ("model_name", "{a: b}", "must be text, not `key: value` lines"),
    ("knowledge_cutoff_date", "2024", "must be text, not the number 2024; put it in quotes"),
    ("input_modalities", "", "must be a list, such as [TEXT, IMAGE]; nothing is given"),
    ("input_modalities", "TEXT", "must be a list, such as [TEXT, IMAGE], not the text 'TEXT'; write [TEXT]"),
    ("input_modalities", "[]", "must name at least one"),
    ("max_input_tokens", "0", "must be at least 1, not 0"),
    ("max_input_tokens", "-5", "must be at least 1, not -5"),
    ("max_input_tokens", "1.5", "must be a whole number, not the number 1.5"),
    ("max_input_tokens", "9007199254740992", "must be at most 9007199254740991, not 9007199254740992"),
    ("max_input_tokens", "1e300", "must be at most 9007199254740991, not 1e300"),
    ("max_input_tokens", "1e999", "must be a whole number, not the number 1e999"),
    ("max_input_tokens", "128k", "must be a whole number, not the text '128k'; write 128000"),
    ("max_input_tokens", "1_000_000", "must be a whole number, not the text '1_000_000'; write 1000000"),
    ("max_input_tokens", "'1,000'", "must be a whole number, not the text '1,000'; write 1000"),
    ("max_input_tokens", "'128000'", "must be a whole number, not the text '128000'; write 128000 without quotes"),
    ("max_input_tokens", "'1.5'", "must be a whole number, not the text '1.5'"),
    ("max_input_tokens", "true", "must be a whole number, not true"),
    ("input_price_per_million_tokens", "-0.1", "must be at least 0, not -0.1"),
    ("input_price_per_million_tokens", ".nan", "must be a finite number"),
    ("input_price_per_million_tokens", ".inf", "must be a finite number"),
    ("input_price_per_million_tokens", "1e999", "must be a finite number"),
    ("input_price_per_million_tokens", "$2.50", "must be a number, not the text '$2.50'; write 2.50"),
    ("input_price_per_million_tokens", "2,5", "must be a number, not the text '2,5'; write 2.5"),
    ("input_price_per_million_tokens", "1,000.5", "must be a number, not the text '1,000.5'; write 1000.5"),
    ("input_price_per_million_tokens", "free", "must be a number, not the text 'free'"),
    ("input_price_per_million_tokens", "x" * 50, f"must be a number, not the text '{'x' * 40}...'"),
    ("input_price_per_million_tokens", "0,25", "must be a number, not the text '0,25'; write 0.25"),
    ("input_price_per_million_tokens", "0,250", "must be a number, not the text '0,250'; write 0.250"),
    ("input_price_per_million_tokens", "2,500",
     "must be a number, not the text '2,500'; write 2.500, or 2500 if thousands are meant"),
    ("input_price_per_million_tokens", "2.50 USD", "must be a number, not the text '2.50 USD'; write 2.50"),
    ("max_input_tokens", "1.5M", "must be a whole number, not the text '1.5M'; write 1500000"),
    ("max_input_tokens", "200.000", "200.000 is 200 in YAML; write 200000, or 200 if that is meant"),
    ("max_input_tokens", "128.5", "must be a whole number, not the number 128.5"),
    ("model_id", "0x1F", "must be text, not the number 0x1F; put it in quotes"),
    ("model_id", "us.nova, eu.nova", "must be one word, without commas and quotes, not 'us.nova, eu.nova'"),
    ("provider", "bedrock,", "must be one word, without commas and quotes, not 'bedrock,'"),
    ("region", "eu west", "must be one word, without commas and quotes, not 'eu west'"),
    ("input_modalities", "-TEXT -IMAGE", f"{LIST}, not the text '-TEXT -IMAGE'; write [TEXT, IMAGE]"),
    ("input_modalities", "TEXT IMAGE", f"{LIST}, not the text 'TEXT IMAGE'; write [TEXT, IMAGE]"),
    ("input_modalities", "'[TEXT, IMAGE]'", f"{LIST}, not the text '[TEXT, IMAGE]'; write [TEXT, IMAGE]"),
    ("enabled", "true,", "must be true or false, not the text 'true,'; write true"),
    ("enabled", "'true'", "must be true or false, not the text 'true'; write true without quotes"),
    ("enabled", "yes", "must be true or false, not the text 'yes'; write true"),
    ("enabled", "Off", "must be true or false, not the text 'Off'; write false"),
    ("enabled", "maybe", "must be true or false, not the text 'maybe'"),
    ("enabled", "1", "must be true or false, not the number 1"),
    ("enabled", "", "must be true or false; nothing is given"),
    ("available_to_roles", "x" * 50,
     f"must be a list, such as [TEXT, IMAGE], not the text '{'x' * 40}...'; write it in [ ]"),
    ("supported_params", "5", "must be `key: value` lines, not the number 5"),
    ("status", "Retired", "must be 'active', 'deprecated' or 'retired', not Retired; did you mean `retired`?"),
    ("retires_on", "soon", "must be a date such as 2027-06-30"),
    ("retires_on", "2027-02-30", "must be a date such as 2027-06-30"),
    ("retires_on", "2027-6-30", "must be a date such as 2027-06-30"),
    ("replaced_by", "' '", "must be one word, without commas and quotes, not ' '"),
    ("retirement_note", "x" * 301, "must be at most 300 characters long"),
    ("short_description", "x" * 81, "must be at most 80 characters long"),
    ("is_featured", "yes", "must be true or false, not the text 'yes'; write true"),
    ("icon_slug", "opena", f"must be {ICONS}, not opena; did you mean `openai`?"),
    ("api_mode", "chats", "must be 'chat' or 'responses', not chats; did you mean `chat`?"),
]  # fmt: skip


@pytest.mark.parametrize(("field", "value", "message"), VALUES)
def test_a_wrong_value(field: str, value: str, message: str, tmp_path: Path) -> None:
    """A value that the field cannot have is named as it was written, with what to write instead where that is plain."""
    text = model(**{field: value})
    line = text.splitlines().index(f"{field}: {value}") + 1
    column = len(field) + 2 + bool(value)
    assert said_of(tmp_path, text) == f"{line}:{column}: {field}: {message}\n"


NESTED = [
    ("[TEXT IMAGE]", "input_modalities", [
        f"5:20: input_modalities.0: must be one word, such as IMAGE, not 'TEXT IMAGE'; list them one by one{BOTH}",
    ]),
    ("\n- TEXT\n    - IMAGE", "output_modalities", [
        f"7:3: output_modalities.0: goes on below its line and is the one text 'TEXT - IMAGE'{PART}",
    ]),
    ("\n  - staff\n  - student\n    member", "available_to_roles", [
        f"13:5: available_to_roles.1: goes on below its line and is the one text 'student member'{PART}",
    ]),
    ("{params: {t: {allowed: [low\n     medium]}}}", "supported_params", [
        f"11:43: supported_params.params.t.allowed.0: goes on below its line and is the one text 'low medium'{PART}",
    ]),
    ("[staff, 'a, b']", "available_to_roles", [
        ("11:29: available_to_roles.1: must be one name, without commas and quotes, not 'a, b'; "
          "list them one by one: a, b"),
    ]),
    ("[TEXT, 5, '', IMAGE]", "input_modalities", [
        "5:26: input_modalities.1: must be text, not the number 5; put it in quotes",
        "5:29: input_modalities.2: must not be empty",
    ]),
    ("{}", "supported_params", ["11:1: supported_params.params: is missing; it is required"]),
    ("{temperature: {min: 0}}", "supported_params", [
        "11:1: supported_params.params: is missing; it is required",
        "11:20: supported_params.temperature: unknown key",
    ]),
    ("{parms: {}}", "supported_params", ["11:20: supported_params.parms: unknown key; did you mean `params`?"]),
    ("{params: {t: 5, u: , w: [x]}}", "supported_params", [
        "11:32: supported_params.params.t: must be `key: value` lines, not the number 5",
        "11:38: supported_params.params.u: must be `key: value` lines; nothing is given",
        "11:43: supported_params.params.w: must be `key: value` lines, not a list",
    ]),
    ("{params: {t: {min: low, max: .inf, default: [.nan], allowed: {}, locked: on, Supported: true}}}",
     "supported_params", [
        "11:38: supported_params.params.t.min: must be a number, not the text 'low'",
        "11:48: supported_params.params.t.max: must be a finite number",
        "11:63: supported_params.params.t.default: must be a finite number",
        "11:80: supported_params.params.t.allowed: must be a list, such as [TEXT, IMAGE], not `key: value` lines",
        "11:92: supported_params.params.t.locked: must be true or false, not the text 'on'; write true",
        "11:96: supported_params.params.t.Supported: unknown key; did you mean `supported`?",
    ]),
    ("{params: {'': {}}}", "supported_params", ["11:29: supported_params.params.'': must not be empty"]),
    ("{params: {'[key]': 5}}", "supported_params", [
        "11:38: supported_params.params.[key]: must be `key: value` lines, not the number 5",
    ]),
]  # fmt: skip


@pytest.mark.parametrize(("value", "field", "lines"), NESTED)
def test_a_wrong_value_inside(value: str, field: str, lines: list[str], tmp_path: Path) -> None:
    """A mistake inside a value is named by its path, at its own place."""
    assert said_of(tmp_path, model(**{field: value})).splitlines() == lines


PRICES = [f"`{name}`" for name in sorted(NAMES) if "_price_" in name]
KEYS = [
    ("modelId", "; did you mean `model_id`? (files use the snake_case names)"),
    ("inputPricePerMillionTokens", "; did you mean `input_price_per_million_tokens`? (files use the snake_case names)"),
    ("model_Id", "; did you mean `model_id`?"),
    ("MODEL_ID", "; did you mean `model_id`?"),
    ("model-id", "; did you mean `model_id`?"),
    ("modle_id", "; did you mean `model_id`?"),
    ("id", "; did you mean `model_id`?"),
    ("name", "; did you mean `model_name` or `provider_name`?"),
    ("price", f"; did you mean {', '.join(PRICES[:3])} or {PRICES[3]}?"),
    ("input_price", "; did you mean `input_price_per_million_tokens`?"),
    ("inputPrice", "; did you mean `input_price_per_million_tokens`?"),
    ("max_output_token", "; did you mean `max_output_tokens`?"),
    ("reasoning", "; did you mean `is_reasoning_model`?"),
    ("default", "; did you mean `is_default`?"),
    ("modalities", "; did you mean `input_modalities` or `output_modalities`?"),
    ("zzz", ""),
    ("", ""),
    ("x" * 10_000, ""),
    ("é", ""),
]


MODEL_IDS = ("gpt-5-mini", "us.amazon.nova-pro-v1:0", "gpt-4o", "gpt-4o-mini")
MODELS = [
    ("gpt-5", "; did you mean `gpt-5-mini`?"),
    ("GPT-4O", "; did you mean `gpt-4o`?"),
    ("nova-pro", "; did you mean `us.amazon.nova-pro-v1:0`?"),
    ("gpt", "; did you mean `gpt-4o`, `gpt-4o-mini` or `gpt-5-mini`?"),
    ("claude", ""),
]


@pytest.mark.parametrize(("word", "hint"), MODELS)
def test_did_you_mean_a_model(word: str, hint: str) -> None:
    """A part of a model id leads to those that have it."""
    assert did_you_mean(word, MODEL_IDS) == hint


@pytest.mark.parametrize(("word", "hint"), KEYS, ids=[word[:20] for word, _ in KEYS])
def test_did_you_mean(word: str, hint: str) -> None:
    """A near miss of a key, also its stored name, names the key that was probably meant; anything else names none."""
    assert did_you_mean(word, NAMES) == hint


@pytest.mark.parametrize("name", [name for name in NAMES if STORED_NAME[name] != name])
def test_every_stored_name_leads_to_the_key(name: str) -> None:
    """Whoever copies a stored camelCase name into a file is told the key."""
    assert did_you_mean(STORED_NAME[name], NAMES) == f"; did you mean `{name}`? (files use the snake_case names)"


@given(st.text(max_size=60), st.frozensets(st.text(max_size=20), max_size=8))
def test_a_hint_is_one_of_the_known_names(word: str, known: frozenset[str]) -> None:
    """Whatever the word, a hint names a known name or there is none."""
    hint = did_you_mean(word, known)
    assert hint == "" or any(f"`{name}`" in hint for name in known)


def test_a_misspelt_key_is_one_mistake(tmp_path: Path) -> None:
    """The key that was probably meant is not said to be missing as well."""
    text = model().replace("model_name", "modle_name").replace("input_price_per_million_tokens", "input_price")
    assert said_of(tmp_path, text.replace("provider_name", "maker")) == (
        " provider_name: is missing; it is required\n"
        "2:1: modle_name: unknown key; did you mean `model_name`?\n"
        "4:1: maker: unknown key\n"
        "9:1: input_price: unknown key; did you mean `input_price_per_million_tokens`?\n"
    )


def test_a_definition_in_camel_case(tmp_path: Path) -> None:
    """A record pasted as it is stored gets one line for each key, and no other."""
    lines = [line.split(":", 1) for line in model().splitlines()]
    text = "".join(f"{STORED_NAME[key]}:{value}\n" for key, value in lines)
    assert said_of(tmp_path, text) == "".join(
        f"{number}:1: {STORED_NAME[key]}: unknown key; did you mean `{key}`? (files use the snake_case names)\n"
        for number, (key, _) in enumerate(lines, start=1)
        if STORED_NAME[key] != key
    )


NAME_RULE = "may hold only lower-case letters, digits, `.`, `_` and `-`, and starts with a letter or digit"
SETTINGS = [
    ("", ["1:1: the file is empty"]),
    ("nmae: t\n", ["1:1: nmae: unknown key; did you mean `name`?"]),
    ("guards: {}\n", [" name: is missing; it is required"]),
    ("name: Campus Models\n", [
        f"1:7: name: {NAME_RULE}",
    ]),
    ("name: -t\n", [
        f"1:7: name: {NAME_RULE}",
    ]),
    ('name: "t\\n"\n', [
        f"1:7: name: {NAME_RULE}",
    ]),
    (f"name: {'t' * 65}\n", ["1:7: name: must be at most 64 characters long"]),
    ("name: 2024\n", ["1:7: name: must be text, not the number 2024; put it in quotes"]),
    ("name: t\nguards:\n", ["2:8: guards: must be `key: value` lines; nothing is given"]),
    ("name: t\nguards: {max_deletes: -1, max_delete_percent: 101, maxUpdatePercent: 5}\n", [
        "2:23: guards.max_deletes: must be at least 0, not -1",
        "2:47: guards.max_delete_percent: must be at most 100, not 101",
        "2:52: guards.maxUpdatePercent: unknown key; did you mean `max_update_percent`?",
    ]),
    ("name: t\nguards: {max_deletes: 1.5, max_update_percent: 30%}\n", [
        "2:23: guards.max_deletes: must be a whole number, not the number 1.5",
        "2:48: guards.max_update_percent: must be a number, not the text '30%'",
    ]),
    ("name: t\ntargets: [a]\n", ["2:10: targets: must be `key: value` lines, not a list"]),
    ("name: t\ntargets: {Prod: {directory: {path: x}}, '': {directory: {path: x}}}\n", [
        f"2:11: targets.Prod: {NAME_RULE}",
        "2:41: targets.'': must not be empty",
    ]),
    ("name: t\ntargets: {a: {}, b: {directory: {path: x}, dynamodb: {table: y}}, c: z}\n", [
        "2:14: targets.a: give exactly one of `directory` and `dynamodb`",
        "2:21: targets.b: give exactly one of `directory` and `dynamodb`",
        "2:70: targets.c: must be `key: value` lines, not the text 'z'",
    ]),
    ("name: t\ntargets: {a: {directroy: {path: x}}, b: {dynamodb: {tabel: y, region: ''}}}\n", [
        "2:15: targets.a.directroy: unknown key; did you mean `directory`?",
        "2:53: targets.b.dynamodb.tabel: unknown key; did you mean `table`?",
        "2:71: targets.b.dynamodb.region: must not be empty",
    ]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "lines"), SETTINGS, ids=[text[:30] for text, _ in SETTINGS])
def test_mistakes_in_the_catalog_file(text: str, lines: list[str], tmp_path: Path) -> None:
    """Every mistake in `catalog.yaml` is named in one run, each at its place."""
    assert said_of_settings(tmp_path, text).splitlines() == lines


def test_a_complaint_that_has_no_words_of_its_own() -> None:
    """What libyaml says and nobody put into words yet is passed on as it is."""
    words = explain_yaml("found something new", "while looking", "x")
    assert words.message == "not valid YAML: found something new (while looking)"
    assert explain_yaml("found something new", "", "x").message == "not valid YAML: found something new"


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, "nothing"), (True, "true"), (False, "false"), (3.0, "the number 3"), (1e300, "the number 1e+300"),
     (10**60, "the number 1e+60"), ("x" * 41, f"the text '{'x' * 40}...'"), ([], "a list"), ({}, "`key: value` lines")],
)  # fmt: skip
def test_a_value_in_a_message(value: object, text: str) -> None:
    """A message names a value, short."""
    assert value_in_words(value) == text
