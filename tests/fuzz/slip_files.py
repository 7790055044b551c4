"""The files on which people slip: in brackets, with dashes, with parameters, with comments."""

from __future__ import annotations

from typing import Final

_BRACKETS: Final = """\
# yaml-language-server: $schema=../../../schemas/json/model.schema.json
model_id: us.anthropic.claude-sonnet-4-6
model_name: Claude Sonnet 4.6
provider: bedrock
provider_name: Anthropic

input_modalities: [TEXT, IMAGE, PDF]
output_modalities: [TEXT]
max_input_tokens: 1000000
max_output_tokens: 64000

available_to_roles: [staff, student]

# From the price list.
input_price_per_million_tokens: 3.3
output_price_per_million_tokens: 16.5
cache_write_price_per_million_tokens: 4.125
cache_read_price_per_million_tokens: 0.33  # five minutes

is_reasoning_model: true
knowledge_cutoff_date: "2025-08-31"
"""
_DASHES: Final = """\
model_id: gemini-2.5-pro
model_name: Gemini 2.5 Pro
provider: gemini
provider_name: Google

input_modalities:
  - TEXT
  - IMAGE
  # and sound
  - AUDIO
output_modalities:
- TEXT
max_input_tokens: 1048576
max_output_tokens: 65536

allowed_app_roles:
  - staff
available_to_roles:
  - staff
  - student  # until March
  - guest
enabled: true

input_price_per_million_tokens: 1.25
output_price_per_million_tokens: 10

supports_caching: true
status: deprecated
replaced_by: gemini-3-pro
retires_on: 2027-06-30
retirement_note: Moves to Gemini 3 in summer
is_featured: false
tags:
  - approved
  - preview
"""
_PARAMS: Final = """\
model_id: gpt-5-mini
model_name: GPT-5 mini
provider: openai
provider_name: OpenAI

input_modalities: [TEXT, IMAGE]
output_modalities: [TEXT]
max_input_tokens: 272000
max_output_tokens: 128000

enabled: true

input_price_per_million_tokens: 0.25
output_price_per_million_tokens: 2

is_default: true
icon_slug: openai
short_description: Quick and cheap
supported_params:
  params:
    temperature:
      supported: true
      min: 0
      max: 2
      default: 1.5
    effort:
      allowed: [low, medium, high]
      default: medium
      locked: false
    stop:
      allowed:
        - END
        - STOP

protected: true
tags: [approved, new]
renamed_from: gpt-5-nano
"""
_MANTLE: Final = """\
model_id: qwen.qwen3-235b
model_name: Qwen3 235B
provider: mantle
provider_name: Alibaba

input_modalities: [TEXT]
output_modalities: [TEXT]
max_input_tokens: 262144
max_output_tokens: 32768

available_to_roles: [staff, student, guest]

input_price_per_million_tokens: 0.22
output_price_per_million_tokens: 0.88

api_mode: chat
region: eu-central-1
"""
FILES: Final = (_BRACKETS, _DASHES, _PARAMS, _MANTLE)
