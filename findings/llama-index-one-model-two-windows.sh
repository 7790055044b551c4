#!/usr/bin/env bash
# LlamaIndex: the window of one model is 1,050,000 or 128,000 tokens, by which of its packages talks to it.
#
# Expected: the model is the same on Bedrock, and one project keeps one number for it.
# Instead: GPT-6 Sol, Luna and Astra have 1,050,000 in the package for OpenAI and 128,000 in the one for Bedrock. Claude
#   Sonnet 4 ON BEDROCK has 1,000,000 in the package for Anthropic, which talks to Bedrock too, and 200,000 in the one
#   for Bedrock; on Vertex it has 200,000 again. Only what both know is compared.
# Cost: a program that moves from one package to the other cuts its prompts at an eighth, or sends five times what the
#   old package let through. A catalog's limit must say of which channel it is.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m pip download --quiet --disable-pip-version-check --no-deps llama-index-llms-openai==0.8.3 \
  llama-index-llms-anthropic==0.12.3 llama-index-llms-bedrock-converse==0.15.5 2>pip.log || { cat pip.log; exit 1; }
for wheel in *.whl; do python3 -m zipfile -e "$wheel" wheels; done
cat >ask.py <<'PY'
import ast
from pathlib import Path


def tables(package: str) -> dict[str, dict[str, int]]:
    """The tables of a module, name to windows, without what the module imports."""
    found = {}
    for node in ast.parse(Path("wheels/llama_index/llms", package, "utils.py").read_text()).body:
        if isinstance(node, (ast.Assign, ast.AnnAssign)) and isinstance(node.value, ast.Dict):
            target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
            try:
                found[target.id] = ast.literal_eval(node.value)
            except ValueError:  # made of other tables
                continue
    return found


openai, anthropic, bedrock = tables("openai"), tables("anthropic"), tables("bedrock_converse")["BEDROCK_MODELS"]
gpt = {one: (window, bedrock[f"openai.{one}"]) for one, window in openai["O1_MODELS"].items()
       if f"openai.{one}" in bedrock}
profiles, vertex = anthropic["BEDROCK_INFERENCE_PROFILE_CLAUDE_MODELS"], anthropic["VERTEX_CLAUDE_MODELS"]
both = [one for one in profiles if one in bedrock]
claude = {one: (profiles[one], bedrock[one]) for one in both if profiles[one] != bedrock[one]}
print("llama-index-llms-openai 0.8.3, -anthropic 0.12.3, -bedrock-converse 0.15.5")
print("expected: the same window for a model, whichever package is asked")
print(f"seen: OpenAI's package and Bedrock's: {gpt}")
print(f"seen: Anthropic's package for Bedrock, and Bedrock's: {len(claude)} of {len(both)}: {claude}")
print(f"      on Vertex: {vertex['claude-sonnet-4@20250514']}")
sonnet = {"anthropic.claude-sonnet-4-20250514-v1:0": (1000000, 200000)}
same = set(gpt.values()) == {(1050000, 128000)} and set(gpt) == {"gpt-6-sol", "gpt-6-luna", "gpt-6-astra"}
raise SystemExit(not (same and claude == sonnet and vertex["claude-sonnet-4@20250514"] == 200000))
PY
python3 ask.py
