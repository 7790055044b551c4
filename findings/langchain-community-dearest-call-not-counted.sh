#!/usr/bin/env bash
# LangChain's callback that counts USD does not count a call to o1-pro: no cost, no tokens, no call.
#
# Expected: o1-pro is the dearest model of its table, 150 USD in and 600 out. A call counts 750 USD for a million tokens
#   each way.
# Instead: for any name that begins with `o1` the callback asks for a cached price, also when nothing was cached.
#   `o1-pro-cached` is not in the table, so it ends with an error, which LangChain logs and passes over. The total
#   stays at 0 tokens and 0 calls. 11 of 101 models of the table are so, all for search and sound among them. A
#   model that the table does NOT have counts its tokens, at least.
# Cost: a budget with the callback never sees the dearest calls. A sum of costs needs a count of what could not be
#   priced beside it.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check --no-deps langchain-community==0.4.2 2>pip.log ||
  { cat pip.log; exit 1; }
venv/bin/pip install --quiet --disable-pip-version-check langchain-core==1.8.3 2>pip.log || { cat pip.log; exit 1; }
cat >ask.py <<'PY'
import logging
import logging.handlers
import warnings

warnings.simplefilter("ignore")  # that the package is not developed any more

from langchain_community.callbacks.openai_info import MODEL_COST_PER_1K_TOKENS, OpenAICallbackHandler  # noqa: E402
from langchain_core.language_models import FakeMessagesListChatModel  # noqa: E402
from langchain_core.messages import AIMessage  # noqa: E402

MILLION = 1_000_000
log = logging.handlers.BufferingHandler(10_000)
logging.basicConfig(level=logging.WARNING, handlers=[log])


def counted(model: str) -> tuple[float, int, int]:
    usage = {"input_tokens": MILLION, "output_tokens": MILLION, "total_tokens": 2 * MILLION}
    answer = AIMessage("yes", usage_metadata=usage, response_metadata={"model_name": model})
    counter = OpenAICallbackHandler()
    FakeMessagesListChatModel(responses=[answer]).invoke("?", config={"callbacks": [counter]})
    return round(counter.total_cost, 6), counter.total_tokens, counter.successful_requests


listed = round(1000 * (MODEL_COST_PER_1K_TOKENS["o1-pro"] + MODEL_COST_PER_1K_TOKENS["o1-pro-completion"]), 6)
seen = counted("o1-pro")
logged = [record.getMessage() for record in log.buffer]
unknown = counted("a-model-of-tomorrow")
models = [name for name in MODEL_COST_PER_1K_TOKENS if not name.endswith(("-completion", "-cached"))]
lost = [name for name in models if counted(name)[2] == 0]
print("langchain-community 0.4.2, langchain-core 1.8.3, a million tokens in and a million out")
print(f"expected: o1-pro: {listed} USD, 2000000 tokens, 1 call")
print("seen: o1-pro: {} USD, {} tokens, {} calls".format(*seen), f"and a line in the log: {logged[0][:60]}...")
print("      a model that it does not know: {} USD, {} tokens, {} calls".format(*unknown))
print(f"      {len(lost)} of {len(models)} models are not counted: {', '.join(lost)}")
kinds = [name for name in models if ("search" in name or "audio" in name) and name.startswith("gpt-4o")]
ok = listed == 750.0 and seen == (0, 0, 0) and unknown == (0, 2 * MILLION, 1) and "o1-pro-cached" in logged[0]
raise SystemExit(not (ok and len(logged) == 1 and (len(lost), len(models)) == (11, 101) and set(kinds) <= set(lost)))
PY
venv/bin/python ask.py
