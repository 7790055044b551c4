#!/usr/bin/env bash
# LangChain's callback that counts USD charges the output of o1 and o3 at the price of their input.
#
# Expected: o3 and o3-2025-04-16 are one model and cost the same: 2 USD in and 8 out. The table has `o3-completion`.
# Instead: the price of output is asked for if the name begins with `o1-`, `o3-` or `o4-`, with a hyphen. The plain
#   names have none, so `o3-completion` is never read: a million tokens each way cost 4 USD by `o3` and 10 by
#   `o3-2025-04-16`. o1 costs 30 for 75, and computer-use-preview 6 for 15.
# Cost: these models think, so nearly all that they cost is output: the bill is a quarter of the true one, and jumps by
#   the name that the API answers with.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check --no-deps langchain-community==0.4.2 2>pip.log ||
  { cat pip.log; exit 1; }
venv/bin/pip install --quiet --disable-pip-version-check langchain-core==1.8.3 2>pip.log || { cat pip.log; exit 1; }
cat >ask.py <<'PY'
import warnings

warnings.simplefilter("ignore")  # that the package is not developed any more

from langchain_community.callbacks.openai_info import MODEL_COST_PER_1K_TOKENS, OpenAICallbackHandler  # noqa: E402
from langchain_core.language_models import FakeMessagesListChatModel  # noqa: E402
from langchain_core.messages import AIMessage  # noqa: E402

MILLION = 1_000_000


def cost(model: str) -> float:
    usage = {"input_tokens": MILLION, "output_tokens": MILLION, "total_tokens": 2 * MILLION}
    answer = AIMessage("yes", usage_metadata=usage, response_metadata={"model_name": model})
    counter = OpenAICallbackHandler()
    FakeMessagesListChatModel(responses=[answer]).invoke("?", config={"callbacks": [counter]})
    return round(counter.total_cost, 6)


def listed(model: str) -> float:
    return round(1000 * (MODEL_COST_PER_1K_TOKENS[model] + MODEL_COST_PER_1K_TOKENS[f"{model}-completion"]), 6)


asked = ("o3-2025-04-16", "o3", "o1", "computer-use-preview", "o3-mini")
seen = {model: (listed(model), cost(model)) for model in asked}
print("langchain-community 0.4.2, a million tokens in and a million out, USD")
print("expected: what its table says")
for model, (table, paid) in seen.items():
    print(f"seen: {model}: by the table {table}, counted {paid}")
recorded = {
    "o3-2025-04-16": (10.0, 10.0),
    "o3": (10.0, 4.0),
    "o1": (75.0, 30.0),
    "computer-use-preview": (15.0, 6.0),
    "o3-mini": (5.5, 5.5),
}
raise SystemExit(seen != recorded)
PY
venv/bin/python ask.py
