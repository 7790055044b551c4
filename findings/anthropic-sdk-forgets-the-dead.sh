#!/usr/bin/env bash
# A newer Anthropic SDK is silent about models that an older one warned of: retired ids leave its list.
#
# Expected: the list of models with an end only grows. A call with a model that is gone for a year warns at least as
#   much as before.
# Instead: 0.75.0 warns for claude-3-opus-20240229; 2.14.0 does not, since a retired id is taken out of the list. No
#   warning means "fine" or "long gone". The end is prose, "November 30th, 2026", and only for Anthropic's own ids: the
#   same model's Bedrock id never warns. (The requests go to a server on this machine.)
# Cost: "the newest SDK does not warn" is no proof for an old id in a catalog; an update of the SDK loses the proof.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
cat >run.py <<'PY'
import json
import threading
import warnings
from http.server import BaseHTTPRequestHandler, HTTPServer
import anthropic

class Messages(BaseHTTPRequestHandler):
    def do_POST(self):
        model = json.loads(self.rfile.read(int(self.headers["content-length"])))["model"]
        usage = {"input_tokens": 1, "output_tokens": 1}
        message = {"id": "m", "type": "message", "role": "assistant", "model": model, "content": [], "usage": usage}
        body = json.dumps(message | {"stop_reason": "end_turn", "stop_sequence": None}).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass

server = HTTPServer(("127.0.0.1", 0), Messages)
threading.Thread(target=server.serve_forever, daemon=True).start()
client = anthropic.Anthropic(api_key="none", base_url=f"http://127.0.0.1:{server.server_port}")

def warned(model):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        client.messages.create(model=model, max_tokens=1, messages=[{"role": "user", "content": "hi"}])
    text = next((str(item.message) for item in caught if "end-of-life on" in str(item.message)), None)
    return text.partition("end-of-life on ")[2].partition(".")[0] if text else "no warning"

models = ("claude-3-opus-20240229", "claude-sonnet-4-5-20250929", "anthropic.claude-sonnet-4-5-20250929-v1:0")
print(anthropic.__version__, "|", " | ".join(warned(model) for model in models))
server.shutdown()
server.server_close()
PY
seen=""
for version in 0.75.0 2.14.0; do
  python3 -m venv "venv-$version"
  "venv-$version/bin/pip" install --quiet --disable-pip-version-check "anthropic==$version"
  seen+="$("venv-$version/bin/python" run.py)"$'\n'
done
echo "anthropic: version | claude-3-opus-20240229 | claude-sonnet-4-5-20250929 | the latter on Bedrock"
echo "expected: the newer version warns of the retired model too"
printf '%s' "$seen" | sed 's/^/seen: /'
old="0.75.0 | January 5th, 2026 | no warning | no warning"
new="2.14.0 | no warning | November 30th, 2026 | no warning"
[[ "$seen" == "$old"$'\n'"$new"$'\n' ]]
