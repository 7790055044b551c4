"""The weekly workflow: one pull request with the prices of public lists, from its opening to its end."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.workflows.world import World

pytestmark = pytest.mark.skipif(find_spec("genai_prices") is None, reason="genai-prices of the dev extra is missing")

GPT = "catalog/models/openai/gpt-5-mini.yaml"
NOVA = "catalog/models/amazon/us.amazon.nova-pro-v1-0.yaml"
PRICE = "input_price_per_million_tokens"
BRANCH = "syncer/prices"


def merged(world: World, path: str, now: str, then: str) -> None:
    """A price of main is another one from now on."""
    world.edit(path, f"{PRICE}: {now}", f"{PRICE}: {then}")
    world.seed(world.commit("A price"))


def forget_a_row(world: World) -> None:
    """The report of the week before knows a row of a model that the list does not have."""
    kept = world.artifacts.kept[-1]
    report = json.loads(kept.files["report.json"])
    (one,) = [price for price in report["prices"] if price["model_id"] == "gpt-5-mini" and price["field"] == PRICE]
    report["prices"].append({**one, "model_id": "acme-mini"})
    world.artifacts.kept[-1] = replace(kept, files={"report.json": json.dumps(report).encode()})
    text = (world.origin / GPT).read_text(encoding="utf-8")
    world.write(GPT.replace("gpt-5-mini", "acme-mini"), text.replace("model_id: gpt-5-mini", "model_id: acme-mini"))
    world.seed(world.commit("A model that no list has"))


def comment_on_the_proposal(world: World) -> str:
    """What plan.yml says of a pull request with the files of the proposal."""
    files = world.stub.files(BRANCH)
    world.branch()
    world.write(GPT, files[GPT].decode())
    number = world.pull()
    result = world.plan(number, "opened")
    assert result.conclusion == "success", result.job("plan").log
    (comment,) = world.stub.bodies(number)
    del world.stub.pulls[number]
    world.git("checkout", "--quiet", "main")
    return comment


def test_a_week_with_prices_that_differ(world: World) -> None:
    """None, no pull request; one opens it, another updates it, the same again changes nothing, none closes it.

    The job that runs the package of others reads the repository and nothing else. The plan of the proposal says what it
    costs a month, by the file of use in the settings.
    """
    world.edit("catalog/catalog.yaml", "name: campus\n", "name: campus\nusage: ../usage.csv\n")
    world.write("usage.csv", "model_id,kind,tokens,from,until\ngpt-5-mini,input,365000000000,2026-01-01,2026-12-31\n")
    world.seed(world.commit("The use of models"))
    first = world.week()
    assert first.conclusion == "success", first.job("look").log + first.job("propose").log
    assert world.stub.pulls == {}
    assert "no artifact syncer-prices of the branch main is kept" in first.job("look").log
    assert first.job("look").permissions == {"metadata": "read", "contents": "read", "actions": "read"}
    rights = {"metadata": "read", "contents": "write", "pull-requests": "write"}
    assert first.job("propose").permissions == rights
    merged(world, GPT, "0.25", "0.3")
    world.syncer("sync", "--yes", "--target", "production")
    assert world.week().conclusion == "success"
    (pull,) = world.stub.pulls.values()
    assert (pull["head"]["ref"], pull["state"]) == (BRANCH, "open")
    assert "| `gpt-5-mini` | input | 0.3 -&gt; 0.25 USD" in pull["body"]
    assert f"{PRICE}: 0.25  # genai-prices " in world.stub.files(BRANCH)[GPT].decode()
    assert "**Per month**: 1,520.83 USD less" in comment_on_the_proposal(world)
    tip = world.stub.refs[BRANCH]
    assert world.week().conclusion == "success"
    assert world.stub.refs[BRANCH] == tip

    merged(world, NOVA, "0.8", "0.9")
    forget_a_row(world)
    assert world.week().conclusion == "success"
    assert "us.amazon.nova-pro-v1:0" in pull["body"]
    assert "genai-prices had a row of these, and has none now: acme-mini" in pull["body"]
    assert f"{PRICE}: 0.8  # genai-prices " in world.stub.files(BRANCH)[NOVA].decode()
    merged(world, NOVA, "0.9", "0.8")
    merged(world, GPT, "0.3", "0.25")
    world.artifacts.kept[-1] = replace(world.artifacts.kept[-1], files={"report.json": b"{}"})  # by another version
    assert world.week().conclusion == "success"
    assert (pull["state"], BRANCH in world.stub.refs) == ("closed", False)
